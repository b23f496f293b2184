"""Other programs' commits are heard, one's own are not, and a lost server is noticed."""

import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.changes import ANY, Changed, Done
from app.db.database import Database, connect
from app.db.live import ConnectionBack, ConnectionLost, Link, Watcher
from app.db.location import parse_location
from app.db.notices import CHANNEL
from tests.postgres import Server

PATIENCE = 10
PAUSES = (0.02, 0.03, 0.04)
MEMBER = Changed("member", (1, 2))


class Ear:
    """Keeps what a watcher tells."""

    def __init__(self) -> None:
        self.heard: queue.Queue[tuple[Changed, ...]] = queue.Queue()
        self.links: queue.Queue[Link] = queue.Queue()

    def next(self) -> tuple[Changed, ...]:
        return self.heard.get(timeout=PATIENCE)

    def next_link(self) -> Link:
        return self.links.get(timeout=PATIENCE)


Watch = Callable[[Database], Ear]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Starts watchers and stops them in the end."""
    watchers: list[Watcher] = []

    def start(database: Database) -> Ear:
        ear = Ear()
        watcher = Watcher(database, ear.heard.put, ear.links.put, poll=0.01, pauses=PAUSES)
        watcher.start()
        watchers.append(watcher)
        return ear

    yield start
    for watcher in watchers:
        watcher.stop()


@pytest.fixture
def other_file_program(file_database: Database) -> Iterator[Database]:
    """Another program's way to the same file."""
    other = connect(file_database.location)
    yield other
    other.close()


@pytest.fixture
def other_server_program(postgres_database: Database) -> Iterator[Database]:
    """Another program's way to the same server."""
    other = connect(postgres_database.location)
    yield other
    other.close()


def commit(database: Database, name: str = "x", *changed: Changed) -> None:
    database.write(
        lambda c: Done(
            c.exec_driver_sql(f"INSERT INTO workspace_setting VALUES ('{name}', '', 1)"),
            changed or (MEMBER,),
        )
    )


class TestFile:
    def test_another_programs_commit_is_heard(
        self, file_database: Database, other_file_program: Database, watch: Watch
    ) -> None:
        ear = watch(file_database)
        commit(other_file_program)
        assert ear.next() == (Changed(ANY),)

    def test_mark_moves_by_others_commits_only(
        self, file_database: Database, other_file_program: Database
    ) -> None:
        before = file_database.others_mark()
        commit(file_database, "own")
        file_database.read(lambda c: c.exec_driver_sql("SELECT 1"))
        assert file_database.others_mark() == before
        commit(other_file_program, "other")
        commit(file_database, "own again")
        after = file_database.others_mark()
        assert after != before
        assert file_database.others_mark() == after

    def test_undone_writes_are_not_heard(
        self, file_database: Database, other_file_program: Database
    ) -> None:
        before = file_database.others_mark()
        with pytest.raises(ZeroDivisionError):
            other_file_program.write(lambda c: (c.exec_driver_sql("DELETE FROM member"), 1 / 0))
        assert file_database.others_mark() == before

    def test_mark_is_not_known_while_this_program_writes(self, file_database: Database) -> None:
        found: list[object] = []
        with ThreadPoolExecutor(1) as elsewhere:
            file_database.write(
                lambda c: found.append(elsewhere.submit(file_database.others_mark).result())
            )
        assert found == [None]


class TestServer:
    def test_another_programs_commit_is_heard_with_what_it_changed(
        self, postgres_database: Database, other_server_program: Database, watch: Watch
    ) -> None:
        ear = watch(postgres_database)
        wait_for_listener(postgres_database)
        commit(other_server_program, "x", MEMBER, Changed("room"))
        assert ear.next() == (MEMBER, Changed("room"))

    def test_own_commits_are_not_heard(
        self, postgres_database: Database, other_server_program: Database, watch: Watch
    ) -> None:
        ear = watch(postgres_database)
        wait_for_listener(postgres_database)
        commit(postgres_database, "own")
        commit(other_server_program, "other", Changed("room", (7,)))
        assert ear.next() == (Changed("room", (7,)),)

    def test_two_windows_hear_each_other(
        self, postgres_database: Database, other_server_program: Database, watch: Watch
    ) -> None:
        first, second = watch(postgres_database), watch(other_server_program)
        wait_for_listener(postgres_database, 2)
        commit(postgres_database, "a", Changed("room", (1,)))
        commit(other_server_program, "b", Changed("room", (2,)))
        assert first.next() == (Changed("room", (2,)),)
        assert second.next() == (Changed("room", (1,)),)

    @pytest.mark.parametrize("payload", ["", "hello", "[]", '{"origin": 1}'])
    def test_notice_of_another_kind_means_that_anything_changed(
        self, postgres_database: Database, watch: Watch, payload: str
    ) -> None:
        ear = watch(postgres_database)
        wait_for_listener(postgres_database)
        postgres_database.write(lambda c: c.exec_driver_sql(f"NOTIFY {CHANNEL}, '{payload}'"))
        assert ear.next() == (Changed(ANY),)

    def test_lost_connection_comes_back_and_then_anything_may_have_changed(
        self, postgres_database: Database, watch: Watch
    ) -> None:
        ear = watch(postgres_database)
        wait_for_listener(postgres_database)
        postgres_database.read(lambda c: c.exec_driver_sql(END_LISTENERS))
        assert ear.next_link() == ConnectionLost(PAUSES[0])
        assert ear.next_link() == ConnectionBack()
        assert ear.next() == (Changed(ANY),)

    def test_pauses_grow_while_the_server_is_gone(
        self, postgres_database: Database, postgres_server: Server, watch: Watch
    ) -> None:
        name = postgres_database.location.url.rpartition("/")[2]
        ear = watch(postgres_database)
        wait_for_listener(postgres_database)
        postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgres_server.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        lost = [ear.next_link() for _ in range(5)]
        postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert lost == [ConnectionLost(PAUSES[min(tried, 2)]) for tried in range(5)]
        while (link := ear.next_link()) != ConnectionBack():
            assert link == ConnectionLost(PAUSES[2])
        assert ear.next() == (Changed(ANY),)


def test_stopping_is_quick_even_without_a_server(unused_port: int) -> None:
    database = connect(parse_location(f"postgresql://127.0.0.1:{unused_port}/x"))
    ear = Ear()
    watcher = Watcher(database, ear.heard.put, ear.links.put, pauses=(60,))
    watcher.start()
    assert ear.next_link() == ConnectionLost(60)
    began = time.monotonic()
    watcher.stop()
    assert time.monotonic() - began < 1
    database.close()


def test_stopping_a_watcher_that_listens_is_quick(database: Database) -> None:
    watcher = Watcher(database, Ear().heard.put)
    watcher.start()
    began = time.monotonic()
    watcher.stop()
    assert time.monotonic() - began < 1


def test_watcher_that_never_started_can_be_stopped(database: Database) -> None:
    Watcher(database, Ear().heard.put).stop()


END_LISTENERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE query ~ '^LISTEN' AND state = 'idle' AND datname = current_database()
"""


def wait_for_listener(database: Database, number: int = 1) -> None:
    """Returns once so many watchers listen."""
    query = END_LISTENERS.replace("pg_terminate_backend(pid)", "count(*)")
    until = time.monotonic() + PATIENCE
    while database.read(lambda c: c.exec_driver_sql(query).scalar()) != number:
        assert time.monotonic() < until, "nobody listens"
