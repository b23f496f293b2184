"""Where demo workspaces are put, and what is never overwritten by one."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.assembly.demo.builder import (
    DEMO_UNTIL,
    build_demo_file,
    demo_path,
    open_demo,
)
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.telling import Settings, tell
from app.db.clock import SystemClock
from app.db.database import Database, connect
from app.db.location import Location
from app.db.workspace import create_workspace, describe, open_database
from app.errors import Cancelled, Conflict, NotFound, Unavailable
from app.operators.settings import load_settings
from app.progress import NoProgress
from tests.operators.people import make_admin
from tests.postgres import Server

FEW = tuple(room for room in ROOMS if room.symbol in ("KITCH", "PROOF"))


class StopsAt:
    """Progress that the person stops once so much is done."""

    def __init__(self, done: int = 0) -> None:
        self._done = done

    def step(self, done: int, total: int | None, text: str = "") -> None:
        if total and total > 1_000 and done >= self._done:
            raise Cancelled("Stopped.")


class Untouched:
    """Progress of work that must not begin to build anything."""

    def step(self, done: int, total: int | None, text: str = "") -> None:
        raise AssertionError(f"something is being built: {text}")


def rows_of(path: Path) -> dict[str, int]:
    """Number of rows by table."""
    database = open_database(Location(path=path), migrate=False)
    try:
        return describe(database).tables
    finally:
        database.close()


def make_real_workspace(path: Path) -> None:
    """A workspace with an operator in it, which is no demo."""
    database = create_workspace(Location(path=path))
    make_admin(database, SystemClock())
    database.close()


def fill_with_few(database: Database) -> None:
    """A small demo in a workspace without rows."""
    story = Settings(1, 1, DEMO_UNTIL, FEW)
    database.write(lambda connection: tell(connection, database, NoProgress(), story))


def test_the_usual_place_is_in_the_persons_folder_for_data() -> None:
    assert demo_path().name == "demo.db"
    assert str(demo_path()).startswith(os.environ["XDG_DATA_HOME"])


class TestOpening:
    def test_a_demo_is_made_with_its_folder_where_there_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "demo.db"
        open_demo(path, NoProgress(), until=DEMO_UNTIL).close()
        assert rows_of(path)["room"] == len(ROOMS)
        assert [each.name for each in path.parent.iterdir()] == ["demo.db"]

    def test_a_demo_that_is_there_is_opened_as_it_is(self, demo_copy: Path) -> None:
        with closing(sqlite3.connect(demo_copy)) as file, file:
            file.execute("UPDATE member SET display_name = 'Kept' WHERE id = 1")
        file.close()
        database = open_demo(demo_copy, Untouched())
        name = database.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT display_name FROM member WHERE id = 1"
            ).scalar()
        )
        database.close()
        assert name == "Kept"

    def test_a_workspace_that_is_no_demo_is_refused_and_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "real.db"
        make_real_workspace(path)
        before = path.read_bytes()
        for fresh in (False, True):
            with pytest.raises(Conflict) as refusal:
                open_demo(path, NoProgress(), fresh=fresh)
            assert refusal.value.code == "NOT_A_DEMO"
        assert path.read_bytes() == before

    def test_another_kind_of_file_is_refused_and_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("not a database")
        for fresh in (False, True):
            with pytest.raises(Unavailable) as refusal:
                open_demo(path, NoProgress(), fresh=fresh)
            assert refusal.value.code == "DB_NOT_A_WORKSPACE"
        assert path.read_text() == "not a database"

    def test_a_workspace_that_nobody_uses_yet_is_filled_whole_or_not_at_all(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "blank.db"
        create_workspace(Location(path=path)).close()
        with pytest.raises(Cancelled):
            open_demo(path, StopsAt(200))
        assert not any(rows_of(path).values())

    def test_places_that_cant_be_used_are_named(self, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.write_text("")
        for place in (blocked / "demo.db", tmp_path / ("n" * 300), tmp_path):
            with pytest.raises((Unavailable, NotFound)) as refusal:
                open_demo(place, NoProgress())
            assert refusal.value.code in ("DB_FOLDER", "DB_IS_FOLDER")

    def test_an_empty_file_is_taken_over_with_its_stale_log(self, tmp_path: Path) -> None:
        path = tmp_path / "demo.db"
        path.write_bytes(b"")
        Path(f"{path}-wal").write_bytes(b"left behind")
        open_demo(path, NoProgress(), until=DEMO_UNTIL).close()
        assert rows_of(path)["room"] == len(ROOMS)


class TestBuilding:
    def test_a_build_that_is_stopped_leaves_nothing_behind(self, tmp_path: Path) -> None:
        path = tmp_path / "demo.db"
        with pytest.raises(Cancelled):
            build_demo_file(path, StopsAt(500))
        assert list(tmp_path.iterdir()) == []

    def test_a_stopped_rebuild_keeps_the_old_demo(self, demo_copy: Path) -> None:
        before = demo_copy.read_bytes()
        with pytest.raises(Cancelled):
            build_demo_file(demo_copy, StopsAt(500), fresh=True)
        assert demo_copy.read_bytes() == before
        assert [each.name for each in demo_copy.parent.iterdir()] == ["demo.db"]

    def test_a_demo_is_replaced_only_when_asked(self, demo_copy: Path) -> None:
        with pytest.raises(Conflict) as refusal:
            build_demo_file(demo_copy, Untouched())
        assert refusal.value.code == "DB_EXISTS"

    def test_a_fresh_demo_takes_the_place_of_the_old_one(self, demo_copy: Path) -> None:
        with closing(sqlite3.connect(demo_copy)) as file, file:
            file.execute("UPDATE member SET display_name = 'Gone' WHERE id = 1")
        file.close()
        open_demo(demo_copy, NoProgress(), until=DEMO_UNTIL, fresh=True).close()
        with closing(sqlite3.connect(demo_copy)) as file, file:
            (name,) = file.execute("SELECT display_name FROM member WHERE id = 1").fetchone()
        file.close()
        assert name == "Ada Lindqvist"

    def test_a_demo_that_another_program_has_open_is_not_replaced(self, demo_copy: Path) -> None:
        reader = open_database(Location(path=demo_copy), migrate=False)
        try:
            assert reader.read(load_settings).is_demo
            with pytest.raises(Unavailable) as refusal:
                build_demo_file(demo_copy, NoProgress(), fresh=True)
            assert refusal.value.code == "DB_LOCKED"
            assert reader.read(load_settings).is_demo
        finally:
            reader.close()

    def test_one_that_was_made_meanwhile_is_kept_and_opened(
        self, demo_file: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "demo.db"

        class OthersAreFaster:
            def step(self, done: int, total: int | None, text: str = "") -> None:
                if not path.exists():
                    path.write_bytes(demo_file.read_bytes())

        database = open_demo(path, OthersAreFaster())
        database.close()
        assert path.read_bytes() == demo_file.read_bytes()


class TestOnAServer:
    def test_a_demo_is_opened_and_never_made_anew(self, postgres_database: Database) -> None:
        fill_with_few(postgres_database)
        location = postgres_database.location
        database = open_demo(location, Untouched())
        assert describe(database).tables["room"] == len(FEW)
        database.close()
        with pytest.raises(Conflict) as refusal:
            open_demo(location, NoProgress(), fresh=True)
        assert refusal.value.code == "DB_EXISTS"

    def test_an_empty_database_becomes_a_demo_and_nothing_else_does(
        self, postgres_server: Server
    ) -> None:
        location = postgres_server.empty()
        for _ in range(2):
            with pytest.raises(Cancelled):
                open_demo(location, StopsAt(100))
        database = connect(location)
        assert not any(describe(database).tables.values())
        make_admin(database, SystemClock())
        database.close()
        with pytest.raises(Conflict) as refusal:
            open_demo(location, NoProgress())
        assert refusal.value.code == "NOT_A_DEMO"
        postgres_server.drop(location)
