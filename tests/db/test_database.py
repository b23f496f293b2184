"""Transactions: whole or not at all, tried again where that helps, refused in words."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from app.changes import Changed, Done
from app.db import database as module
from app.db.database import Database, connect, in_memory
from app.db.engine import enter_log_mode, sqlite_engine
from app.db.location import Location, parse_location
from app.errors import Unavailable
from tests.db.rows import fill

ADD_ONE = "UPDATE workspace_setting SET version = version + 1"


@pytest.fixture
def counter(database: Database) -> Database:
    """A workspace with one row to count in."""
    database.write(add_counter)
    return database


def add_counter(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO workspace_setting VALUES ('counter', '', 0)")


def count(database: Database) -> object:
    return database.read(
        lambda c: c.exec_driver_sql("SELECT version FROM workspace_setting").scalar()
    )


def add_one(connection: Connection) -> None:
    connection.exec_driver_sql(ADD_ONE)


class TestTransactions:
    def test_finished_write_is_committed(self, counter: Database) -> None:
        counter.write(add_one)
        assert count(counter) == 1

    def test_result_comes_back(self, counter: Database) -> None:
        done = counter.write(lambda c: Done("made", (Changed("room", (1,)),)))
        assert done == Done("made", (Changed("room", (1,)),))

    def test_failed_write_is_undone_whole(self, counter: Database) -> None:
        def fail(connection: Connection) -> None:
            add_one(connection)
            raise KeyError("late")

        with pytest.raises(KeyError):
            counter.write(fail)
        assert count(counter) == 0
        counter.write(add_one)
        assert count(counter) == 1

    def test_what_a_read_writes_is_undone(self, counter: Database) -> None:
        counter.read(add_one)
        assert count(counter) == 0

    def test_references_are_enforced(self, database: Database) -> None:
        with pytest.raises(DBAPIError):
            database.write(
                lambda c: c.exec_driver_sql(
                    "INSERT INTO room_step (id, room_id, at, actor, step, status, note)"
                    " VALUES (1, 77, 0, '', '', '', '')"
                )
            )

    def test_bugs_are_not_turned_into_sentences(self, database: Database) -> None:
        with pytest.raises(DBAPIError, match="nowhere"):
            database.read(lambda c: c.exec_driver_sql("SELECT * FROM nowhere"))

    def test_error_texts_hold_no_values(self, database: Database) -> None:
        database.write(fill)
        with pytest.raises(DBAPIError) as caught:
            database.write(
                lambda c: c.execute(
                    text("UPDATE member SET username = 'same', principal = :secret"),
                    {"secret": "tell nobody"},
                )
            )
        assert "tell nobody" not in str(caught.value).partition("DETAIL")[0]

    def test_closed_database_can_be_used_again(self, file_database: Database) -> None:
        file_database.write(add_counter)
        file_database.close()
        file_database.write(add_one)
        assert count(file_database) == 1

    def test_write_inside_a_write_is_a_bug_that_shows(self, sqlite_database: Database) -> None:
        with pytest.raises(InvalidRequestError):
            sqlite_database.write(lambda _: sqlite_database.write(add_counter))
        sqlite_database.write(add_counter)
        assert count(sqlite_database) == 0


class TestManyAtOnce:
    def test_no_write_of_many_threads_is_lost(self, counter: Database) -> None:
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(lambda _: counter.write(add_one), range(120)))
        assert count(counter) == 120

    def test_readers_and_writers_take_turns_in_memory(self, sqlite_database: Database) -> None:
        sqlite_database.write(add_counter)

        def both(_: int) -> object:
            sqlite_database.write(add_one)
            return count(sqlite_database)

        with ThreadPoolExecutor(4) as threads:
            seen = list(threads.map(both, range(60)))
        assert max(map(str, seen), key=int) == "60"

    def test_no_write_of_two_programs_is_lost(self, file_database: Database) -> None:
        file_database.write(add_counter)
        other = connect(file_database.location)
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda n: (file_database, other)[n % 2].write(add_one), range(60)))
        assert count(file_database) == 60
        other.close()

    def test_reads_go_on_while_a_file_is_written(self, file_database: Database) -> None:
        file_database.write(add_counter)

        def write(connection: Connection) -> object:
            add_one(connection)
            with ThreadPoolExecutor(1) as elsewhere:
                return elsewhere.submit(count, file_database).result(10)

        assert file_database.write(write) == 0

    def test_snapshot_sees_one_moment(self, database: Database, file_database: Database) -> None:
        # In memory all share one connection, so that case is a file's.
        found = file_database if database.is_sqlite else database
        found.write(add_counter)

        def look_twice(connection: Connection) -> tuple[object, object]:
            query = "SELECT version FROM workspace_setting"
            first = connection.exec_driver_sql(query).scalar()
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(found.write, add_one).result(10)
            return first, connection.exec_driver_sql(query).scalar()

        assert found.read(look_twice, snapshot=True) == (0, 0)
        assert count(found) == 1


class TestTryingAgain:
    @pytest.fixture(autouse=True)
    def _no_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0)

    @pytest.mark.parametrize("code", ["40001", "40P01"])
    def test_lost_races_are_run_again(self, postgres_database: Database, code: str) -> None:
        postgres_database.write(add_counter)
        tries = 0

        def lose_twice(connection: Connection) -> None:
            nonlocal tries
            tries += 1
            add_one(connection)
            if tries < 3:
                raise_in_server(connection, code)

        postgres_database.write(lose_twice)
        assert (tries, count(postgres_database)) == (3, 1)

    def test_it_gives_up_in_the_end(self, postgres_database: Database) -> None:
        tries = 0

        def lose(connection: Connection) -> None:
            nonlocal tries
            tries += 1
            raise_in_server(connection, "40001")

        with pytest.raises(DBAPIError):
            postgres_database.write(lose)
        assert tries == module.TRIES

    def test_two_that_block_each_other_both_finish(self, postgres_database: Database) -> None:
        postgres_database.write(fill)

        def cross(first: int, second: int) -> None:
            def work(connection: Connection) -> None:
                for row in (first, second):
                    connection.exec_driver_sql(
                        f"UPDATE member SET version = version + 1 WHERE id = {row}"
                    )

            for _ in range(20):
                postgres_database.write(work)

        with ThreadPoolExecutor(2) as threads:
            for done in (threads.submit(cross, 1, 2), threads.submit(cross, 2, 1)):
                done.result(60)
        versions = postgres_database.read(
            lambda c: c.exec_driver_sql("SELECT version FROM member ORDER BY id").scalars().all()
        )
        assert list(versions) == [41, 42, 3]


def raise_in_server(connection: Connection, code: str) -> None:
    connection.exec_driver_sql(f"DO $$ BEGIN RAISE 'lost' USING ERRCODE = '{code}'; END $$")


class TestFaults:
    @pytest.fixture
    def impatient(self, file_database: Database) -> Iterator[Database]:
        """A way to the file that doesn't wait for others."""
        path = file_database.location.path
        engine = sqlite_engine(str(path), busy_timeout_ms=20)
        found = Database(engine, file_database.location)
        yield found
        found.close()

    def test_locked_file_is_said_so_and_works_afterwards(
        self, impatient: Database, tmp_path: Path
    ) -> None:
        impatient.write(add_counter)
        with closing(sqlite3.connect(tmp_path / "workspace.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable) as caught:
                impatient.write(add_one)
            other.execute("ROLLBACK")
        assert caught.value.code == "DB_LOCKED"
        impatient.write(add_one)
        assert count(impatient) == 1

    def test_damaged_page_is_said_so(self, file_database: Database, tmp_path: Path) -> None:
        file_database.write(fill)
        file_database.close()
        path = tmp_path / "workspace.db"
        content = bytearray(path.read_bytes())
        content[4_096:] = b"\xff" * (len(content) - 4_096)
        path.write_bytes(content)
        with pytest.raises(Unavailable) as caught:
            count(file_database)
        assert caught.value.code == "DB_DAMAGED"
        assert "restore it from a backup" in caught.value.message

    def test_ended_connection_is_said_so_and_replaced(self, postgres_database: Database) -> None:
        postgres_database.write(add_counter)

        def cut(connection: Connection) -> None:
            add_one(connection)
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

        with pytest.raises(Unavailable) as caught:
            postgres_database.write(cut)
        assert caught.value.code == "DB_UNREACHABLE"
        assert count(postgres_database) == 0
        postgres_database.write(add_one)
        assert count(postgres_database) == 1

    def test_missing_rights_are_said_so(self, postgres_database: Database) -> None:
        def act_as_stranger(connection: Connection) -> None:
            connection.exec_driver_sql("SET LOCAL ROLE pg_monitor")
            connection.exec_driver_sql("SELECT * FROM member")

        with pytest.raises(Unavailable) as caught:
            postgres_database.read(act_as_stranger)
        assert caught.value.code == "DB_READ_ONLY"

    def test_silent_server_is_said_so(self, unused_port: int) -> None:
        database = connect(parse_location(f"postgresql://127.0.0.1:{unused_port}/x"))
        with pytest.raises(Unavailable) as caught:
            count(database)
        assert caught.value.code == "DB_UNREACHABLE"
        database.close()


class TestSettings:
    @pytest.mark.parametrize(
        ("pragma", "value"),
        [
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("recursive_triggers", 1),
            ("busy_timeout", 30_000),
        ],
    )
    def test_files_are_opened_for_safety(
        self, file_database: Database, pragma: str, value: object
    ) -> None:
        found = file_database.read(lambda c: c.exec_driver_sql(f"PRAGMA {pragma}").scalar())
        assert found == value

    def test_log_mode_waits_for_who_has_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "shared.db"
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            closing(sqlite3.connect(path, timeout=0)) as file,
        ):
            other.execute("CREATE TABLE anything (id)")
            other.execute("BEGIN")
            other.execute("SELECT * FROM anything").fetchall()
            monkeypatch.setattr(time, "sleep", lambda _seconds: other.execute("ROLLBACK"))
            enter_log_mode(file, patience=10)
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_log_mode_is_not_waited_for_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "shared.db"
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            closing(sqlite3.connect(path, timeout=0)) as file,
        ):
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                enter_log_mode(file, patience=0.02)

    def test_memory_databases_are_separate(self) -> None:
        first, second = in_memory(), in_memory()
        first.write(lambda c: c.exec_driver_sql("CREATE TABLE only_here (id)"))
        with pytest.raises(DBAPIError):
            second.read(lambda c: c.exec_driver_sql("SELECT * FROM only_here"))
        first.close()
        second.close()

    def test_making_a_way_touches_nothing(self, tmp_path: Path) -> None:
        connect(Location(path=tmp_path / "new.db")).close()
        assert list(tmp_path.iterdir()) == []
