"""The one way to a workspace's data: reading and writing transactions."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.changes import Changed, Done
from app.db.engine import MEMORY, WRITE, postgres_engine, sqlite_engine
from app.db.faults import as_user_error, from_driver, is_retryable
from app.db.location import Location

if TYPE_CHECKING:
    from app.db.announcing import Announcer

T = TypeVar("T")

TRIES = 12
FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.5


class Database:
    """An open workspace database.

    `read` and `write` each run a function inside one transaction: it commits when the
    function returns and rolls back whole when it raises. A write that lost a race
    (serialization failure, deadlock) is run again, so the function must do nothing
    outside the transaction.

    SQLite lets one transaction write at a time; all of this object's writes go through one
    connection, one after the other, so that `others_mark` can tell them from other programs'.
    """

    def __init__(self, engine: Engine, location: Location) -> None:
        self.engine = engine
        self.location = location
        # Told apart by this from what other windows announce.
        self.origin = uuid4().hex
        self._turn = threading.RLock()
        self._announcer: Announcer | None = None
        self._writer: Connection | None = None
        self._writers_made = 0

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file, not a server."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_in_memory(self) -> bool:
        """Whether it lives in this process only, as long as this object."""
        return str(self.location.path) == MEMORY

    def read(self, work: Callable[[Connection], T], *, snapshot: bool = False) -> T:
        """Run `work` in a transaction that is rolled back.

        snapshot: all its statements see the same committed state (SQLite always does).
        Raises Unavailable when the database does not answer.
        """
        try:
            if self.is_in_memory:
                # There all threads share one connection, so they take turns.
                with self._turn:
                    return self._read_once(work, snapshot)
            return self._read_once(work, snapshot)
        except DBAPIError as error:
            raise _said(error) from error

    def _read_once(self, work: Callable[[Connection], T], snapshot: bool) -> T:
        with self.engine.connect() as connection:
            if snapshot and not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin() as transaction:
                result = work(connection)
                transaction.rollback()
                return result

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction, commit, and return its result.

        Other processes hear of a `Done` result's changes.
        Raises Unavailable when the database can't be written; nothing is then written.
        """
        pause = FIRST_PAUSE_SECONDS
        for _ in range(TRIES - 1):
            try:
                return self._write_once(work)
            except DBAPIError as error:
                if not is_retryable(error):
                    raise _said(error) from error
            # The pauses differ between processes so that the same two don't meet again.
            time.sleep(pause * (0.5 + random.random()))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        try:
            return self._write_once(work)
        except DBAPIError as error:
            raise _said(error) from error

    def _write_once(self, work: Callable[[Connection], T]) -> T:
        if self.is_sqlite:
            with self._turn, self._begun() as connection:
                return work(connection)
        with self.engine.connect() as connection, connection.begin():
            result = work(connection)
        if isinstance(result, Done) and result.changed:
            self._announce(result.changed)
        return result

    def _announce(self, changed: tuple[Changed, ...]) -> None:
        if self._announcer is None:
            # Psycopg is there only where servers are used.
            from app.db.announcing import Announcer

            self._announcer = Announcer(self.location, self.origin)
        self._announcer.announce(changed)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """SQLite's write transaction; the caller has the turn."""
        writer = self._opened_writer()
        try:
            transaction = writer.begin()
        except DBAPIError:
            # SQLAlchemy keeps a connection whose BEGIN failed half inside a transaction.
            self._drop_writer()
            raise
        with transaction:
            yield writer

    def _opened_writer(self) -> Connection:
        if self._writer is None:
            self._writer = self.engine.connect().execution_options(**{WRITE: True})
            self._writers_made += 1
        return self._writer

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def others_mark(self) -> tuple[int, int] | None:
        """A value that differs from the last one if another program has committed since.

        For SQLite files only. None while this object itself is writing: ask again later.
        Raises Unavailable when the file can't be read.
        """
        if not self._turn.acquire(blocking=False):
            return None
        try:
            # What this very connection commits doesn't count in its own data_version.
            cursor = self._opened_writer().connection.cursor()
            cursor.execute("PRAGMA data_version")
            (version,) = cursor.fetchone() or (0,)
            return self._writers_made, int(version)
        except sqlite3.Error as error:
            raise from_driver(error) or error from error
        except DBAPIError as error:
            raise _said(error) from error
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give back all connections."""
        if self._announcer is not None:
            self._announcer.close()
        with self._turn:
            self._drop_writer()
        self.engine.dispose()


def _said(error: DBAPIError) -> BaseException:
    return as_user_error(error) or error


def connect(location: Location) -> Database:
    """A database over the location, not looked at yet: see `app.db.workspace.open_database`."""
    if location.path is not None:
        return Database(sqlite_engine(str(location.path)), location)
    return Database(postgres_engine(location), location)


def in_memory() -> Database:
    """An empty SQLite database that lives as long as the object."""
    return Database(sqlite_engine(MEMORY), Location(path=Path(MEMORY)))
