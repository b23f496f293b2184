"""Backups are whole, verified and portable; restoring loses nothing that was there."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.db.backup import backup, restore
from app.db.database import Database, connect
from app.db.location import Location
from app.db.migrate import newest_revision, revision_of
from app.db.workspace import create_workspace, open_database
from app.errors import Cancelled, Conflict, InvalidInput, NotFound, Unavailable
from app.progress import NoProgress
from tests.db.rows import METADATA, all_rows, fill
from tests.disks import largest_file
from tests.postgres import Server

ROWS = 3 * len(METADATA.tables)


class Recorder:
    """Keeps what was told, and runs something at each step."""

    def __init__(self, at_step: Callable[[str], None] | None = None) -> None:
        self.steps: list[tuple[int, int | None, str]] = []
        self._at_step = at_step

    def step(self, done: int, total: int | None, text: str = "") -> None:
        self.steps.append((done, total, text))
        if self._at_step is not None:
            self._at_step(text)


def stop_when(word: str) -> Recorder:
    """A person who cancels once the text shows the word."""

    def look(text: str) -> None:
        if word in text:
            raise Cancelled("Stopped.")

    return Recorder(look)


def rows_at(location: Location) -> dict[str, list[tuple[object, ...]]]:
    database = open_database(location, migrate=False)
    rows = database.read(all_rows)
    database.close()
    return rows


@pytest.fixture
def filled(request: pytest.FixtureRequest, kind: str) -> Database:
    database = request.getfixturevalue("file_database" if kind == "sqlite" else "postgres_database")
    assert isinstance(database, Database)
    database.write(fill)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def backup_file(file_database: Database, tmp_path: Path) -> Path:
    """A backup of a workspace with rows."""
    file_database.write(fill)
    backup(file_database, tmp_path / "backup.db", NoProgress())
    return tmp_path / "backup.db"


class TestBackup:
    def test_backup_is_a_workspace_with_the_same_rows(
        self, filled: Database, tmp_path: Path
    ) -> None:
        info = backup(filled, tmp_path / "copy.db", NoProgress())
        assert (info.revision, info.rows) == (newest_revision(), ROWS)
        assert info.size == info.path.stat().st_size
        assert rows_at(Location(path=info.path)) == filled.read(all_rows)

    def test_backup_is_one_file_guarded_like_its_origin(
        self, filled: Database, tmp_path: Path
    ) -> None:
        (tmp_path / "out").mkdir()
        backup(filled, tmp_path / "out" / "copy.db", NoProgress())
        assert os.listdir(tmp_path / "out") == ["copy.db"]
        with closing(sqlite3.connect(tmp_path / "out" / "copy.db")) as file:
            assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            with pytest.raises(sqlite3.Error, match="history"):
                file.execute("DELETE FROM ledger_entry")

    def test_memory_workspace_is_backed_up_too(
        self, sqlite_database: Database, tmp_path: Path
    ) -> None:
        sqlite_database.write(fill)
        info = backup(sqlite_database, tmp_path / "copy.db", NoProgress())
        assert rows_at(Location(path=info.path)) == sqlite_database.read(all_rows)

    def test_progress_counts_up_to_the_whole(self, filled: Database, tmp_path: Path) -> None:
        recorder = Recorder()
        backup(filled, tmp_path / "copy.db", recorder)
        counted = [(done, total) for done, total, _ in recorder.steps if total is not None]
        assert counted == sorted(counted)
        assert counted[-1][0] == counted[-1][1]

    def test_commits_meanwhile_are_left_out_and_not_hindered(
        self, filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.db.copying.PAGES_A_STEP", 1)
        before = filled.read(all_rows)
        commits = 0

        def commit_more(text_: str) -> None:
            nonlocal commits
            if "Copying" in text_ and commits < 20:
                commits += 1
                filled.write(
                    lambda c: c.execute(
                        text("INSERT INTO workspace_setting VALUES (:name, 'x', 1)"),
                        {"name": f"late {commits}"},
                    )
                )

        info = backup(filled, tmp_path / "copy.db", Recorder(commit_more))
        assert commits > 5
        assert rows_at(Location(path=info.path)) == before
        assert len(filled.read(all_rows)["workspace_setting"]) == 3 + commits

    def test_backup_ends_while_other_threads_write_without_pause(
        self, filled: Database, tmp_path: Path
    ) -> None:
        ended = threading.Event()

        def write() -> None:
            while not ended.is_set():
                filled.write(lambda c: c.exec_driver_sql("UPDATE member SET version = version + 1"))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            info = backup(filled, tmp_path / "copy.db", NoProgress())
        finally:
            ended.set()
            writer.join()
        versions = [row[-1] for row in rows_at(Location(path=info.path))["member"]]
        # All three rows are of one commit.
        assert [versions[0], versions[0] + 1, versions[0] + 2] == versions  # type: ignore[operator] # numbers

    def test_ctrl_c_while_a_backup_is_verified_leaves_nothing(
        self, filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.db.copying.STEPS_BETWEEN_LOOKS", 10)

        def press(text: str) -> None:
            if "Verifying" in text:
                raise KeyboardInterrupt

        (tmp_path / "out").mkdir()
        with pytest.raises(KeyboardInterrupt):
            backup(filled, tmp_path / "out" / "copy.db", Recorder(press))
        assert list((tmp_path / "out").iterdir()) == []

    @pytest.mark.parametrize("word", ["Copying", "Verifying"])
    def test_cancelled_backup_leaves_nothing(
        self, filled: Database, tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.db.copying.STEPS_BETWEEN_LOOKS", 10)
        (tmp_path / "out").mkdir()
        with pytest.raises(Cancelled):
            backup(filled, tmp_path / "out" / "copy.db", stop_when(word))
        assert os.listdir(tmp_path / "out") == []

    def test_existing_file_is_overwritten_only_on_demand(
        self, filled: Database, tmp_path: Path
    ) -> None:
        path = tmp_path / "copy.db"
        path.write_text("precious")
        with pytest.raises(Conflict) as caught:
            backup(filled, path, NoProgress())
        assert (caught.value.code, caught.value.field) == ("BACKUP_EXISTS", "path")
        assert path.read_text() == "precious"
        backup(filled, path, NoProgress(), replace=True)
        assert rows_at(Location(path=path)) == filled.read(all_rows)

    def test_file_that_appears_meanwhile_is_not_overwritten(
        self, filled: Database, tmp_path: Path
    ) -> None:
        path = tmp_path / "copy.db"

        def take_the_name(_text: str) -> None:
            path.write_text("precious")

        with pytest.raises(Conflict):
            backup(filled, path, Recorder(take_the_name))
        assert path.read_text() == "precious"

    def test_workspace_is_not_backed_up_onto_itself(
        self, file_database: Database, tmp_path: Path
    ) -> None:
        assert file_database.location.path is not None
        (tmp_path / "link.db").symlink_to(file_database.location.path)
        for path in (file_database.location.path, tmp_path / "link.db"):
            with pytest.raises(InvalidInput) as caught:
                backup(file_database, path, NoProgress(), replace=True)
            assert caught.value.field == "path"

    def test_folder_is_refused(self, filled: Database, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput):
            backup(filled, tmp_path, NoProgress(), replace=True)

    def test_missing_folder_is_said_so(self, filled: Database, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="can't be used") as caught:
            backup(filled, tmp_path / "nowhere" / "copy.db", NoProgress())
        assert caught.value.code == "DB_DISK"

    def test_full_disk_is_said_so_and_nothing_is_left(
        self, filled: Database, tmp_path: Path
    ) -> None:
        (tmp_path / "out").mkdir()
        with largest_file(20_000), pytest.raises(Unavailable) as caught:
            backup(filled, tmp_path / "out" / "copy.db", NoProgress())
        assert caught.value.code in ("DB_IO", "DB_FULL")
        assert os.listdir(tmp_path / "out") == []

    def test_damage_in_the_workspace_is_not_passed_off_as_a_backup(
        self, file_database: Database, tmp_path: Path
    ) -> None:
        file_database.write(fill)
        file_database.close()
        assert file_database.location.path is not None
        with closing(sqlite3.connect(file_database.location.path)) as file:
            file.execute("UPDATE room SET creator_member_id = 77")
            file.commit()
        with pytest.raises(Unavailable) as caught:
            backup(connect(file_database.location), tmp_path / "copy.db", NoProgress())
        assert caught.value.code == "DB_DAMAGED"
        assert not (tmp_path / "copy.db").exists()


class TestRestoreToFile:
    def test_rows_are_those_of_the_backup(self, backup_file: Path, tmp_path: Path) -> None:
        info = restore(backup_file, Location(path=tmp_path / "again.db"), NoProgress())
        assert (info.rows, info.revision, info.kept) == (ROWS, newest_revision(), None)
        assert rows_at(info.location) == rows_at(Location(path=backup_file))

    def test_existing_workspace_is_kept_unless_replacing_is_wished(
        self, backup_file: Path, tmp_path: Path
    ) -> None:
        location = Location(path=tmp_path / "other.db")
        create_workspace(location).close()
        with pytest.raises(Conflict) as caught:
            restore(backup_file, location, NoProgress())
        assert caught.value.code == "DB_EXISTS"
        assert rows_at(location)["member"] == []

    def test_replaced_workspace_is_kept_beside_it(self, backup_file: Path, tmp_path: Path) -> None:
        location = Location(path=tmp_path / "other.db")
        create_workspace(location).close()
        info = restore(backup_file, location, NoProgress(), replace=True)
        assert info.kept == tmp_path / "other.db.before-restore.bak"
        assert rows_at(Location(path=info.kept))["member"] == []
        assert len(rows_at(location)["member"]) == 3

    def test_damaged_workspace_is_replaced(self, backup_file: Path, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        path.write_bytes(b"SQLite format 3\0" + os.urandom(9_000))
        (tmp_path / "other.db-wal").write_bytes(os.urandom(5_000))
        info = restore(backup_file, Location(path=path), NoProgress(), replace=True)
        assert rows_at(info.location) == rows_at(Location(path=backup_file))

    def test_workspace_that_is_open_elsewhere_is_not_replaced(
        self, backup_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.db.backup.WAIT_SECONDS", 0.05)
        location = Location(path=tmp_path / "other.db")
        database = create_workspace(location)
        database.read(all_rows)
        with pytest.raises(Unavailable) as caught:
            restore(backup_file, location, NoProgress(), replace=True)
        assert caught.value.code == "DB_LOCKED"
        database.write(fill)
        assert len(database.read(all_rows)["member"]) == 3
        database.close()

    def test_failing_to_put_the_new_file_in_place_brings_the_old_one_back(
        self, backup_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        location = Location(path=tmp_path / "other.db")
        create_workspace(location).close()

        def no_space(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", no_space)
        with pytest.raises(Unavailable, match="No space left") as caught:
            restore(backup_file, location, NoProgress(), replace=True)
        assert caught.value.code == "DB_DISK"
        assert rows_at(location)["member"] == []
        assert not (tmp_path / "other.db.before-restore.bak").exists()

    def test_backup_is_not_restored_onto_itself(self, backup_file: Path) -> None:
        with pytest.raises(InvalidInput):
            restore(backup_file, Location(path=backup_file), NoProgress(), replace=True)
        assert len(rows_at(Location(path=backup_file))["member"]) == 3

    def test_cancelled_restore_changes_nothing(self, backup_file: Path, tmp_path: Path) -> None:
        location = Location(path=tmp_path / "other.db")
        create_workspace(location).close()
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(Cancelled):
            restore(backup_file, location, stop_when("Restoring"), replace=True)
        assert sorted(os.listdir(tmp_path)) == before
        assert rows_at(location)["member"] == []

    def test_restoring_leaves_the_backup_alone(self, backup_file: Path, tmp_path: Path) -> None:
        folder = tmp_path / "only"
        folder.mkdir()
        shutil.copy(backup_file, folder)
        content = backup_file.read_bytes()
        restore(folder / "backup.db", Location(path=tmp_path / "again.db"), NoProgress())
        assert os.listdir(folder) == ["backup.db"]
        assert (folder / "backup.db").read_bytes() == content


class TestRefusedBackups:
    @pytest.mark.parametrize("spoil", ["missing", "garbage", "truncated", "dangling", "newer"])
    def test_unfit_file_is_refused_before_anything_is_touched(
        self, backup_file: Path, tmp_path: Path, spoil: str
    ) -> None:
        code = spoiled(backup_file, spoil)
        location = Location(path=tmp_path / "other.db")
        create_workspace(location).close()
        with pytest.raises((Unavailable, NotFound)) as caught:
            restore(backup_file, location, NoProgress(), replace=True)
        assert caught.value.code == code
        assert rows_at(location)["member"] == []
        assert not list(tmp_path.glob("*.bak"))


def spoiled(path: Path, how: str) -> str:
    """Spoil the backup; returns the code of the refusal that this calls for."""
    if how == "missing":
        path.unlink()
        return "DB_NOT_FOUND"
    if how == "garbage":
        path.write_bytes(b"PK\x03\x04" + os.urandom(4_000))
        return "DB_NOT_A_WORKSPACE"
    if how == "truncated":
        path.write_bytes(path.read_bytes()[:-4_096])
        return "DB_DAMAGED"
    statement = {
        "dangling": "UPDATE room SET creator_member_id = 77",
        "newer": "UPDATE alembic_version SET version_num = '9999_future'",
    }[how]
    with closing(sqlite3.connect(path)) as file:
        file.execute(statement)
        file.commit()
    return {"dangling": "DB_DAMAGED", "newer": "DB_NEWER"}[how]


class TestRestoreToServer:
    def test_rows_are_those_of_the_backup(
        self, backup_file: Path, postgres_server: Server, file_database: Database
    ) -> None:
        location = postgres_server.empty()
        recorder = Recorder()
        info = restore(backup_file, location, recorder)
        assert (info.rows, info.revision) == (ROWS, newest_revision())
        assert recorder.steps[-1][:2] == (ROWS, ROWS)
        assert rows_at(location) == file_database.read(all_rows)
        postgres_server.drop(location)

    def test_there_and_back_again_is_the_same(
        self, backup_file: Path, postgres_server: Server, tmp_path: Path
    ) -> None:
        location = postgres_server.empty()
        restore(backup_file, location, NoProgress())
        database = open_database(location, migrate=False)
        info = backup(database, tmp_path / "back.db", NoProgress())
        database.close()
        assert rows_at(Location(path=info.path)) == rows_at(Location(path=backup_file))
        postgres_server.drop(location)

    def test_next_rows_get_ids_after_the_restored_ones(
        self, backup_file: Path, postgres_server: Server
    ) -> None:
        location = postgres_server.empty()
        restore(backup_file, location, NoProgress())
        database = open_database(location, migrate=False)

        def insert(connection: Connection) -> int:
            return int(
                connection.execute(
                    text(
                        "INSERT INTO member (username, display_name, principal, status,"
                        " created_at, version) VALUES ('new', '', '', 'active', 0, 1) RETURNING id"
                    )
                ).scalar_one()
            )

        assert database.write(insert) == 4
        database.close()
        postgres_server.drop(location)

    def test_guards_are_in_place(self, backup_file: Path, postgres_server: Server) -> None:
        location = postgres_server.empty()
        restore(backup_file, location, NoProgress())
        database = open_database(location, migrate=False)
        with pytest.raises(Exception, match="history"):
            database.write(lambda c: c.exec_driver_sql("DELETE FROM ledger_transfer"))
        database.close()
        postgres_server.drop(location)

    def test_database_that_is_not_empty_is_refused(
        self, backup_file: Path, postgres_database: Database
    ) -> None:
        with pytest.raises(Conflict) as caught:
            restore(backup_file, postgres_database.location, NoProgress(), replace=True)
        assert caught.value.code == "DB_EXISTS"
        assert postgres_database.read(all_rows)["member"] == []

    def test_cancelled_restore_leaves_the_database_empty(
        self, backup_file: Path, postgres_server: Server
    ) -> None:
        location = postgres_server.empty()
        with pytest.raises(Cancelled):
            restore(backup_file, location, stop_when("Copying vending_trade"))
        create_workspace(location).close()
        postgres_server.drop(location)

    def test_row_that_the_server_refuses_is_said_so(
        self, backup_file: Path, postgres_server: Server
    ) -> None:
        with closing(sqlite3.connect(backup_file)) as file:
            file.execute("UPDATE member SET display_name = 'zero' || char(0) || 'byte'")
            file.commit()
        location = postgres_server.empty()
        with pytest.raises(Unavailable, match="refuses a row of member") as caught:
            restore(backup_file, location, NoProgress())
        assert caught.value.code == "BACKUP_UNFIT"
        create_workspace(location).close()
        postgres_server.drop(location)

    def test_missing_database_is_said_so(self, backup_file: Path, postgres_server: Server) -> None:
        with pytest.raises(NotFound, match="createdb"):
            restore(backup_file, postgres_server.location("tokendesk_nowhere"), NoProgress())


def test_large_tables_travel_in_batches(
    postgres_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.transport.BATCH_ROWS", 7)
    postgres_database.write(lambda connection: fill(connection, 50))
    recorder = Recorder()
    info = backup(postgres_database, tmp_path / "copy.db", recorder)
    assert rows_at(Location(path=info.path)) == postgres_database.read(all_rows)
    copied = [done for done, _, text in recorder.steps if text == "Copying room"]
    assert len(copied) == 8
    assert revision_of(postgres_database) == info.revision
