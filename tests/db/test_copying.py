"""Files are put in place whole, whatever the disk or an earlier file left behind."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.db.copying import beside, part_of, put_in_place
from app.errors import InvalidInput, Unavailable
from tests.disks import largest_file

ROWS = 2_000


def logged(path: Path) -> None:
    """A database whose rows are in the log beside it, as closing leaves it on a full disk."""
    open_one = path.with_name("open.db")
    with closing(sqlite3.connect(open_one, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA wal_autocheckpoint=0")
        file.execute("CREATE TABLE kept (text)")
        file.executemany("INSERT INTO kept VALUES (?)", [("x" * 200,)] * ROWS)
        for own, copy in zip([open_one, *beside(open_one)], [path, *beside(path)], strict=True):
            if own.exists():
                shutil.copy(own, copy)


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT count(*) FROM kept").fetchone()[0])


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """Where a file is to be put; nothing but it and `stays` may be there in the end."""
    (tmp_path / "place").mkdir()
    yield tmp_path / "place" / "desk.db"
    assert not list((tmp_path / "place").glob(".tokendesk-*"))


def test_what_is_in_the_log_alone_comes_along(target: Path) -> None:
    with part_of(target) as part:
        logged(part)
        (part.with_name("open.db")).unlink()
        put_in_place(part, target, replace=False)
        assert not any(each.exists() for each in beside(target))
    assert count(target) == ROWS


def test_a_log_that_the_disk_has_no_room_for_is_said(target: Path) -> None:
    with part_of(target) as part:
        logged(part)
        with largest_file(100_000), pytest.raises(Unavailable) as caught:
            put_in_place(part, target, replace=False)
    assert caught.value.code in ("DB_IO", "DB_FULL")
    assert not target.exists()


@pytest.mark.parametrize("is_empty", [True, False], ids=["empty", "gone"])
def test_a_log_that_an_earlier_file_left_is_not_taken_for_the_new_ones(
    target: Path, is_empty: bool
) -> None:
    logged(target)
    target.unlink()
    if is_empty:
        target.touch()
    with part_of(target) as part:
        with closing(sqlite3.connect(part)) as file:
            file.execute("CREATE TABLE kept (text)")
        put_in_place(part, target, replace=is_empty)
    assert count(target) == 0


def test_a_file_that_somebody_works_with_is_not_replaced(target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("CREATE TABLE kept (text)")
        with part_of(target) as part:
            sqlite3.connect(part).close()
            with pytest.raises(Unavailable) as caught:
                put_in_place(part, target, replace=True)
        assert caught.value.code == "DB_LOCKED"
        assert all(each.exists() for each in beside(target)[:2])
    assert count(target) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes with names")
def test_what_is_no_file_is_not_replaced(target: Path) -> None:
    os.mkfifo(target)
    with part_of(target) as part, pytest.raises(InvalidInput) as caught:
        put_in_place(part, target, replace=True)
    assert caught.value.code == "NOT_A_FILE"
    assert target.is_fifo()


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
def test_nothing_of_an_unfinished_file_stays(target: Path, end: str) -> None:
    with part_of(target) as part:
        part.with_name(part.name + end).write_text("left")
    assert list(target.parent.iterdir()) == []
