"""Making, opening and describing workspaces; what is refused stays as it was."""

import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from app.db.database import Database, connect
from app.db.engine import APPLICATION_ID
from app.db.location import Location, parse_location
from app.db.migrate import newest_revision, revision_of
from app.db.workspace import create_workspace, describe, open_database
from app.errors import Conflict, NotFound, Unavailable, UserError
from tests.db.rows import METADATA, all_rows, fill
from tests.postgres import Server


@pytest.fixture
def workspace(file_database: Database) -> Path:
    """A closed workspace file with rows."""
    file_database.write(fill)
    file_database.close()
    assert file_database.location.path is not None
    return file_database.location.path


def contents(folder: Path) -> dict[str, str]:
    """Digest by file; a `-shm` file is where programs that have one open talk to each other."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.is_file() and not file.name.endswith("-shm")
    }


def refusal(path: Path) -> UserError:
    """How opening is refused; checks that nothing in the folder changed by it."""
    before = contents(path.parent)
    with pytest.raises(UserError) as caught:
        open_database(Location(path=path), migrate=True)
    assert contents(path.parent) == before
    assert caught.value.message.endswith(".")
    return caught.value


class TestCreating:
    def test_workspace_is_made_with_its_folder(self, tmp_path: Path) -> None:
        location = Location(path=tmp_path / "a" / "b" / "new.db")
        database = create_workspace(location)
        assert revision_of(database) == newest_revision()
        database.close()
        assert os.listdir(tmp_path / "a" / "b") == ["new.db"]

    def test_only_its_owner_may_read_it(self, tmp_path: Path) -> None:
        create_workspace(Location(path=tmp_path / "new.db")).close()
        assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0

    def test_empty_file_is_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"
        path.touch()
        create_workspace(Location(path=path)).close()
        open_database(Location(path=path), migrate=False).close()

    @pytest.mark.parametrize("content", [b"x", b"SQLite format 3\0"])
    def test_existing_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "taken.db"
        path.write_bytes(content)
        with pytest.raises(Conflict) as caught:
            create_workspace(Location(path=path))
        assert caught.value.code == "DB_EXISTS"
        assert path.read_bytes() == content

    def test_existing_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Conflict):
            create_workspace(Location(path=tmp_path))

    def test_folder_that_is_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(Unavailable) as caught:
            create_workspace(Location(path=tmp_path / "file" / "new.db"))
        assert caught.value.code == "DB_DISK"

    def test_file_that_appears_meanwhile_is_not_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"

        class Rival:
            def step(self, done: int, total: int | None, text: str = "") -> None:
                path.write_text("somebody else's")

        with pytest.raises(Conflict):
            create_workspace(Location(path=path), Rival())
        assert path.read_text() == "somebody else's"
        assert os.listdir(tmp_path) == ["new.db"]


class TestOpeningAFile:
    def test_workspace_opens_with_its_rows(self, workspace: Path) -> None:
        database = open_database(Location(path=workspace), migrate=False)
        assert len(database.read(all_rows)["room"]) == 3
        database.close()

    def test_workspace_opens_through_a_link(self, workspace: Path, tmp_path: Path) -> None:
        link = tmp_path / "elsewhere" / "link.db"
        link.parent.mkdir()
        link.symlink_to(workspace)
        database = open_database(Location(path=link), migrate=False)
        assert len(database.read(all_rows)["room"]) == 3
        database.close()

    @pytest.mark.parametrize("name", ["per%20cent 50%.db", "what?.db", "#1.db", "ключ 🗝.db"])
    def test_unusual_names_are_fine(self, tmp_path: Path, name: str) -> None:
        location = Location(path=tmp_path / name)
        create_workspace(location).close()
        open_database(location, migrate=False).close()
        assert os.listdir(tmp_path) == [name]

    def test_workspace_that_a_killed_program_left_opens_with_all_it_committed(
        self, workspace: Path, tmp_path: Path
    ) -> None:
        database = open_database(Location(path=workspace), migrate=False)
        database.write(lambda c: c.exec_driver_sql("UPDATE member SET display_name = 'late'"))
        left = tmp_path / "left"
        left.mkdir()
        for file in tmp_path.glob("workspace.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, left)
        database.close()
        again = open_database(Location(path=left / "workspace.db"), migrate=False)
        assert {row[2] for row in again.read(all_rows)["member"]} == {"late"}
        again.close()

    def test_missing_file_is_not_made(self, tmp_path: Path) -> None:
        error = refusal(tmp_path / "nowhere.db")
        assert (error.code, error.field) == ("DB_NOT_FOUND", "workspace")

    def test_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        assert refusal(tmp_path / "folder").code == "DB_IS_FOLDER"

    def test_empty_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "empty.db").touch()
        assert refusal(tmp_path / "empty.db").code == "DB_EMPTY"

    @pytest.mark.parametrize("content", [b"x", b"SQLite", b"\0" * 5_000, os.urandom(10_000)])
    def test_garbage_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "garbage.db").write_bytes(content)
        assert refusal(tmp_path / "garbage.db").code == "DB_NOT_A_WORKSPACE"

    def test_pipe_is_refused_without_waiting_for_a_writer(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.db")
        assert refusal(tmp_path / "pipe.db").code == "DB_NOT_A_WORKSPACE"

    def test_another_programs_database_is_refused(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as file:
            file.execute("CREATE TABLE member (id)")
        assert refusal(tmp_path / "other.db").code == "DB_NOT_A_WORKSPACE"

    def test_another_programs_open_database_is_refused(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE member (id)")
            assert refusal(tmp_path / "other.db").code == "DB_NOT_A_WORKSPACE"

    def test_our_mark_alone_makes_no_workspace(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as file:
            file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            file.execute("CREATE TABLE member (id)")
        assert refusal(tmp_path / "other.db").code == "DB_NOT_A_WORKSPACE"

    @pytest.mark.parametrize("kept", [16, 99, 100, 4_096, 8_192, -1])
    def test_truncated_file_is_refused(self, workspace: Path, kept: int) -> None:
        workspace.write_bytes(workspace.read_bytes()[:kept])
        assert refusal(workspace).code == "DB_DAMAGED"

    def test_file_with_overwritten_pages_is_refused(self, workspace: Path) -> None:
        content = bytearray(workspace.read_bytes())
        content[100:] = os.urandom(len(content) - 100)
        workspace.write_bytes(content)
        assert refusal(workspace).code == "DB_DAMAGED"

    def test_newer_file_is_refused(self, workspace: Path) -> None:
        with closing(sqlite3.connect(workspace)) as file:
            file.execute("UPDATE alembic_version SET version_num = '9999_future'")
            file.commit()
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        error = refusal(workspace)
        assert error.code == "DB_NEWER"
        assert "newer version of Tokendesk" in error.message

    def test_file_that_another_program_locks_is_refused(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.db.file_check.WAIT_SECONDS", 0.05)
        with closing(sqlite3.connect(workspace, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            other.execute("UPDATE member SET version = version")
            with pytest.raises(Unavailable) as caught:
                open_database(Location(path=workspace), migrate=True)
        assert caught.value.code == "DB_LOCKED"
        assert "workspace.db" in caught.value.message

    def test_file_that_is_being_written_opens(self, workspace: Path) -> None:
        with closing(sqlite3.connect(workspace, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE member SET version = version")
            open_database(Location(path=workspace), migrate=True).close()


NOBODY = 65_534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Permissions mean nothing to root, who therefore becomes somebody else for a while."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def shared_folder(workspace: Path) -> Iterator[Path]:
    """A folder with a workspace, outside the folders that only the tests' user may enter."""
    folder = Path("/tmp") / f"tokendesk-{os.getpid()}"
    folder.mkdir()
    shutil.copy(workspace, folder)
    yield folder
    folder.chmod(0o700)
    left = os.listdir(folder)
    shutil.rmtree(folder)
    assert left == ["workspace.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
class TestWithoutPermission:
    def refusal(self, path: Path) -> UserError:
        before = path.stat()
        with as_nobody(), pytest.raises(Unavailable) as caught:
            open_database(Location(path=path), migrate=True)
        after = path.stat()
        assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
        return caught.value

    def test_read_only_file_is_refused(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o777)
        (shared_folder / "workspace.db").chmod(0o444)
        error = self.refusal(shared_folder / "workspace.db")
        assert error.code == "DB_READ_ONLY"
        assert error.message == "workspace.db is read only; check its permissions."

    def test_file_in_a_read_only_folder_is_refused(self, shared_folder: Path) -> None:
        (shared_folder / "workspace.db").chmod(0o666)
        shared_folder.chmod(0o555)
        error = self.refusal(shared_folder / "workspace.db")
        assert error.code == "DB_READ_ONLY"
        assert error.message.startswith("The folder of workspace.db is read only")

    @pytest.mark.parametrize("mode", [0o000, 0o444])
    def test_file_or_folder_that_may_not_be_read_is_refused(
        self, shared_folder: Path, mode: int
    ) -> None:
        (shared_folder / "workspace.db").chmod(0o000)
        shared_folder.chmod(mode | 0o111)
        error = self.refusal(shared_folder / "workspace.db")
        assert error.code == "DB_CANT_OPEN"
        assert error.message == "workspace.db can't be read: Permission denied."

    def test_workspace_is_not_made_in_a_read_only_folder(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o555)
        with as_nobody(), pytest.raises(Unavailable) as caught:
            create_workspace(Location(path=shared_folder / "new.db"))
        assert caught.value.code == "DB_DISK"


class TestOnAServer:
    def test_workspace_is_made_in_an_empty_database(self, postgres_server: Server) -> None:
        location = postgres_server.empty()
        create_workspace(location).close()
        database = open_database(location, migrate=False)
        assert revision_of(database) == newest_revision()
        database.close()
        postgres_server.drop(location)

    def test_existing_workspace_is_refused(self, postgres_database: Database) -> None:
        with pytest.raises(Conflict, match="already; open it") as caught:
            create_workspace(postgres_database.location)
        assert caught.value.code == "DB_EXISTS"

    def test_another_programs_database_is_refused(self, postgres_server: Server) -> None:
        location = postgres_server.empty()
        other = connect(location)
        other.write(lambda c: c.exec_driver_sql("CREATE TABLE theirs (id int)"))
        other.close()
        with pytest.raises(Conflict, match="holds other tables"):
            create_workspace(location)
        with pytest.raises(Unavailable) as caught:
            open_database(location, migrate=True)
        assert caught.value.code == "DB_NOT_A_WORKSPACE"
        postgres_server.drop(location)

    def test_empty_database_is_not_filled_by_opening_it(self, postgres_server: Server) -> None:
        location = postgres_server.empty()
        with pytest.raises(Unavailable) as caught:
            open_database(location, migrate=True)
        assert caught.value.code == "DB_EMPTY"
        postgres_server.drop(location)

    @pytest.mark.parametrize("act", [create_workspace, partial(open_database, migrate=True)])
    def test_missing_database_comes_with_the_command_that_makes_it(
        self, postgres_server: Server, act: Callable[[Location], Database]
    ) -> None:
        location = postgres_server.location("tokendesk_nowhere")
        with pytest.raises(NotFound, match=r"createdb -h .* tokendesk_nowhere$") as caught:
            act(location)
        assert caught.value.code == "DB_NO_DATABASE"

    def test_unknown_user_is_refused(self, postgres_server: Server) -> None:
        location = postgres_server.location("postgres")
        stranger = parse_location(
            location.url.replace("//", "//stranger@").replace("postgres@", "")
        )
        with pytest.raises(Unavailable) as caught:
            open_database(stranger, migrate=True)
        assert caught.value.code == "DB_SIGN_IN"

    def test_newer_workspace_is_refused(self, postgres_database: Database) -> None:
        postgres_database.write(
            lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
        )
        with pytest.raises(Unavailable, match="newer version") as caught:
            open_database(postgres_database.location, migrate=True)
        assert caught.value.code == "DB_NEWER"

    def test_database_that_takes_no_changes_is_refused(
        self, postgres_database: Database, postgres_server: Server
    ) -> None:
        name = postgres_database.location.url.rpartition("/")[2]
        postgres_server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        with pytest.raises(Unavailable) as caught:
            open_database(postgres_database.location, migrate=True)
        assert caught.value.code == "DB_READ_ONLY"


def test_server_that_does_not_answer_is_said_so(unused_port: int) -> None:
    with pytest.raises(Unavailable) as caught:
        open_database(parse_location(f"postgresql://127.0.0.1:{unused_port}/x"), migrate=True)
    assert caught.value.code == "DB_UNREACHABLE"


class TestDescribing:
    def test_figures_of_a_workspace(self, database: Database) -> None:
        database.write(fill)
        info = describe(database)
        assert info.revision == info.newest_revision == newest_revision()
        assert info.tables == dict.fromkeys(sorted(METADATA.tables), 3)
        assert info.place == str(database.location)
        assert info.server.split()[0] == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[info.kind]

    def test_size_counts_the_log(self, workspace: Path) -> None:
        database = open_database(Location(path=workspace), migrate=False)
        before = describe(database).size
        database.write(lambda c: c.exec_driver_sql("UPDATE member SET version = version + 1"))
        assert describe(database).size > before >= workspace.stat().st_size
        database.close()

    def test_password_is_not_shown(self, postgres_server: Server) -> None:
        location = parse_location("postgresql://ann:secret@db.example/desk")
        assert "secret" not in f"{location} {location!r} {location.name}"


class TestFullDisk:
    def test_write_that_finds_the_disk_full_is_undone_whole(self, file_database: Database) -> None:
        file_database.write(fill)
        before = file_database.read(all_rows)
        file_database.close()

        @event.listens_for(file_database.engine, "connect")
        def _limit(connection: sqlite3.Connection, _record: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

        def fill_up(connection: Connection) -> None:
            connection.exec_driver_sql("UPDATE member SET version = version + 1")
            connection.exec_driver_sql(
                "INSERT INTO workspace_setting VALUES ('large', ?, 1)", ("x" * 1_000_000,)
            )

        with pytest.raises(Unavailable, match="disk is full; nothing was written") as caught:
            file_database.write(fill_up)
        assert caught.value.code == "DB_FULL"
        assert file_database.read(all_rows) == before
        # Small things still fit, through the same connection.
        file_database.write(lambda c: c.exec_driver_sql("UPDATE member SET version = 9"))
        assert [row[-1] for row in file_database.read(all_rows)["member"]] == [9, 9, 9]
