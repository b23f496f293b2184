"""Upgrading: once, whole, with a copy first, and never a newer workspace."""

import multiprocessing
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from app.db import migrate
from app.db.database import Database, connect, in_memory
from app.db.location import Location, parse_location
from app.db.migrate import newest_revision, revision_of, upgrade
from app.db.workspace import open_database
from app.errors import Cancelled, Unavailable
from app.progress import NoProgress
from tests.db.rows import all_rows, fill
from tests.postgres import Server

# Sorted after every revision there will ever be.
SECOND = "9999_further_step"
SECOND_SOURCE = f"""
from alembic import op
import sqlalchemy as sa

revision = "{SECOND}"
down_revision = "{newest_revision()}"


def upgrade():
    with op.batch_alter_table("member", recreate="auto") as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), server_default="none", nullable=False))
        batch.create_check_constraint("nickname", "length(nickname) < 99")
"""


@pytest.fixture
def with_second_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Gives the program one more revision than the fixtures' databases have."""

    def add(source: str = SECOND_SOURCE) -> None:
        folder = tmp_path / "migrations"
        (folder / "versions").mkdir(parents=True)
        for file in (migrate.MIGRATIONS / "versions").glob("0*.py"):
            (folder / "versions" / file.name).write_text(file.read_text())
        (folder / "versions" / f"{SECOND}.py").write_text(source)
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)
        migrate.revisions.cache_clear()

    return add


@pytest.fixture(autouse=True)
def _forget_revisions() -> Iterator[None]:
    yield
    migrate.revisions.cache_clear()


def nicknames(connection: Connection) -> list[str]:
    return list(connection.execute(sa.text("SELECT nickname FROM member")).scalars())


def test_empty_database_has_no_revision() -> None:
    database = in_memory()
    assert revision_of(database) == ""
    database.close()


def test_fresh_workspace_has_the_newest_revision(database: Database) -> None:
    assert revision_of(database) == newest_revision()


def test_upgrading_an_up_to_date_workspace_does_nothing(file_database: Database) -> None:
    done = upgrade(file_database, NoProgress())
    assert (done.before, done.after, done.backup) == (newest_revision(), newest_revision(), None)


def test_rows_survive_an_upgrade_that_rebuilds_their_table(
    database: Database, with_second_step: Callable[[], None]
) -> None:
    database.write(fill)
    with_second_step()
    done = upgrade(database, NoProgress())
    assert done.after == revision_of(database) == SECOND
    assert database.read(nicknames) == ["none"] * 3


def test_references_are_on_again_after_an_upgrade(
    file_database: Database, with_second_step: Callable[[], None]
) -> None:
    with_second_step()
    upgrade(file_database, NoProgress())
    found = file_database.read(lambda c: c.exec_driver_sql("PRAGMA foreign_keys").scalar())
    assert found == 1


def test_file_is_copied_before_it_is_changed(
    file_database: Database, tmp_path: Path, with_second_step: Callable[[], None]
) -> None:
    file_database.write(fill)
    rows = file_database.read(all_rows)
    before = revision_of(file_database)
    with_second_step()
    copy = upgrade(file_database, NoProgress()).backup
    assert copy == tmp_path / f"workspace.db.before-{before}.bak"
    kept = connect(Location(path=copy))
    assert revision_of(kept) == before
    assert kept.read(all_rows) == rows
    kept.close()


def test_earlier_copies_are_not_overwritten(
    file_database: Database, tmp_path: Path, with_second_step: Callable[[], None]
) -> None:
    first = tmp_path / f"workspace.db.before-{newest_revision()}.bak"
    first.write_text("kept")
    with_second_step()
    copy = upgrade(file_database, NoProgress()).backup
    assert copy is not None
    assert copy.name == f"workspace.db.before-{migrate.revisions()[-2]}.2.bak"
    assert first.read_text() == "kept"


def test_failed_upgrade_leaves_the_workspace_as_it_was(
    database: Database, with_second_step: Callable[[str], None]
) -> None:
    database.write(fill)
    rows, before = database.read(all_rows), revision_of(database)
    with_second_step(SECOND_SOURCE + "    op.execute('UPDATE member SET id = id / 0 + nothing')\n")
    with pytest.raises(sa.exc.DBAPIError):
        upgrade(database, NoProgress())
    assert revision_of(database) == before
    assert database.read(all_rows) == rows


def test_upgrade_that_breaks_a_reference_is_undone(
    file_database: Database, with_second_step: Callable[[str], None]
) -> None:
    file_database.write(fill)
    with_second_step(SECOND_SOURCE + "    op.execute('UPDATE room SET creator_member_id = 77')\n")
    with pytest.raises(RuntimeError, match="broke a reference"):
        upgrade(file_database, NoProgress())
    assert revision_of(file_database) == migrate.revisions()[-2]


def test_upgrade_can_be_stopped_while_it_copies(
    file_database: Database, tmp_path: Path, with_second_step: Callable[[], None]
) -> None:
    class Stop(NoProgress):
        def step(self, done: int, total: int | None, text: str = "") -> None:
            raise Cancelled("Stopped.")

    with_second_step()
    with pytest.raises(Cancelled):
        upgrade(file_database, Stop())
    assert revision_of(file_database) == migrate.revisions()[-2]
    assert not list(tmp_path.glob("*.bak"))
    assert not list(tmp_path.glob(".*.part"))


def test_newer_workspace_is_refused(database: Database) -> None:
    database.write(
        lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
    )
    with pytest.raises(Unavailable, match="newer version of Tokendesk") as caught:
        upgrade(database, NoProgress())
    assert caught.value.code == "DB_NEWER"
    assert revision_of(database) == "9999_future"


def upgrade_in_child(place: str, begin: "multiprocessing.synchronize.Barrier") -> str:
    database = connect(parse_location(place))
    begin.wait(30)
    done = upgrade(database, NoProgress())
    database.close()
    return done.before


def _upgrade_at_once(place: str) -> list[str]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared:
        begin = shared.Barrier(2)
        with context.Pool(2) as pool:
            return pool.starmap(upgrade_in_child, [(place, begin)] * 2)


def test_two_processes_migrate_one_file_once(tmp_path: Path) -> None:
    found = _upgrade_at_once(str(tmp_path / "new.db"))
    assert sorted(found) == ["", newest_revision()]


def test_two_processes_migrate_one_server_once(postgres_server: Server) -> None:
    location = postgres_server.empty()
    assert sorted(_upgrade_at_once(location.url)) == ["", newest_revision()]
    postgres_server.drop(location)


def test_up_to_date_workspace_opens_without_alembic(file_database: Database) -> None:
    program = (
        "import sys; from app.db.location import parse_location;"
        "from app.db.workspace import open_database;"
        "open_database(parse_location(sys.argv[1]), migrate=True).close();"
        "print([name for name in ('alembic', 'psycopg', 'PySide6') if name in sys.modules])"
    )
    path = str(file_database.location.path)
    found = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_older_workspace_is_migrated_on_opening_if_wished(
    file_database: Database, with_second_step: Callable[[], None]
) -> None:
    file_database.close()
    with_second_step()
    with pytest.raises(Unavailable, match="older version") as caught:
        open_database(file_database.location, migrate=False)
    assert caught.value.code == "DB_OLDER"
    opened = open_database(file_database.location, migrate=True)
    assert revision_of(opened) == SECOND
    opened.close()


def test_copies_carry_the_files_whole_content_without_a_log(
    file_database: Database, with_second_step: Callable[[], None]
) -> None:
    with_second_step()
    copy = upgrade(file_database, NoProgress()).backup
    assert copy is not None
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
