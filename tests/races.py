"""Lets two transactions meet: one comes upon what the other hasn't committed yet."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from typing import TypeVar

from sqlalchemy import Connection

from app.db.database import Database, connect

A = TypeVar("A")
B = TypeVar("B")

LONGEST_WAIT = 60
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def meet(
    database: Database,
    first: Callable[[Connection], A],
    second: Callable[[Database], B],
    then: Callable[[Connection], object] = lambda _: None,
) -> tuple[A, B]:
    """Run `first` in a transaction that commits when `second` waits for it, or is done.

    second: runs on a thread, with a `Database` of its own as another program would. SQLite
        doesn't tell who waits for it, so there it is only known to have begun.
    then: what the first transaction goes on with before it commits.
    """
    with closing(connect(database.location)) as other, ThreadPoolExecutor(1) as threads:
        begun: list[Future[B]] = []

        def work(connection: Connection) -> A:
            result = first(connection)
            if not begun:
                begun.append(threads.submit(second, other))
            _await_the_wait(database, begun[0])
            then(connection)
            return result

        return database.write(work), begun[0].result(LONGEST_WAIT)


def _await_the_wait(database: Database, future: "Future[B]") -> None:
    for _ in range(LONGEST_WAIT * 100):
        if wait([future], 0.01).done or (database.is_sqlite and future.running()):
            return
        if not database.is_sqlite and _somebody_waits(database):
            return
    raise AssertionError("the second transaction neither waits nor ends")


def _somebody_waits(database: Database) -> bool:
    return database.read(lambda connection: connection.exec_driver_sql(_WAITING).scalar() != 0)


def at_once(number: int, work: Callable[[int], A]) -> list[A]:
    """What the work gives on that many threads, each told its number."""
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(work, range(number), timeout=LONGEST_WAIT))
