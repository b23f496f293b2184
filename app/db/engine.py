"""Makes the SQLAlchemy engine of a workspace, with each database's settings."""

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from app.db.location import Location
from app.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    import psycopg

# "TKDK" marks our files, so that another program's database is told apart from an empty one.
APPLICATION_ID = 0x544B444B
BUSY_TIMEOUT_MS = 30_000
WRITE = "tokendesk_write"
MEMORY = ":memory:"
REST_SECONDS = 5.0
WAL_PAUSE_SECONDS = 0.01

# A server that has gone is noticed within half a minute, not after the system's two hours.
_CONNECTING: dict[str, Any] = {
    "application_name": "tokendesk",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def sqlite_engine(path: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine over a SQLite file (or `:memory:`), in WAL mode with full durability."""
    options: dict[str, Any] = {"poolclass": StaticPool} if path == MEMORY else {"pool_size": 8}
    engine = create_engine(
        URL.create("sqlite", database=path),
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions of its own: `_begin` below does.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={busy_timeout_ms}",
            "synchronous=FULL",
            "foreign_keys=ON",
            # Without it, INSERT OR REPLACE deletes rows behind the guards' back.
            "recursive_triggers=ON",
            "temp_store=MEMORY",
            "cache_size=-16384",
        ):
            connection.execute(f"PRAGMA {pragma}")
        enter_log_mode(connection, busy_timeout_ms / 1000)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def enter_log_mode(connection: sqlite3.Connection, patience: float) -> None:
    """Switch the file to WAL mode, which it then keeps, waiting up to `patience` seconds.

    Raises sqlite3.OperationalError.
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # Two programs that switch a file at once would wait for each other for ever, so
            # SQLite refuses here without the wait that its busy timeout gives elsewhere.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(WAL_PAUSE_SECONDS)


def postgres_engine(location: Location) -> Engine:
    """An engine over a PostgreSQL server, through psycopg 3."""
    try:
        import psycopg  # noqa: F401 - Only its presence matters here.
    except ImportError:
        raise Unavailable(
            "PostgreSQL workspaces need the package psycopg: pip install 'tokendesk[postgres]'.",
            code="DB_NO_DRIVER",
            title="Workspace",
        ) from None
    try:
        url = make_url(location.url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise InvalidInput(
            f"The server's URL can't be read: {error}.", field="workspace"
        ) from error
    if location.password:
        url = url.set(password=location.password)
    # Crash reports are sent around: no names or hashes in them.
    engine = create_engine(url, connect_args=_options(location), pool_size=8, hide_parameters=True)
    _ping_after_a_rest(engine)
    return engine


def _ping_after_a_rest(engine: Engine) -> None:
    """Have the pool ask a connection that rested whether it is still there.

    SQLAlchemy's own `pool_pre_ping` asks at every checkout, one round trip a transaction.
    """

    @event.listens_for(engine, "checkin")
    def _note(_driver: object, record: ConnectionPoolEntry) -> None:
        record.info["rested_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ping(driver: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        rested_since = record.info.get("rested_since")
        if rested_since is None or time.monotonic() - rested_since < REST_SECONDS:
            return
        if not engine.dialect.do_ping(driver):
            raise DisconnectionError


def postgres_connection(location: Location) -> "psycopg.Connection":
    """A connection of its own to the server, outside any pool and any transaction.

    Raises psycopg.OperationalError.
    """
    import psycopg

    options = _options(location)
    if location.password:
        options["password"] = location.password
    return psycopg.connect(location.url, autocommit=True, **options)


def _options(location: Location) -> dict[str, Any]:
    asked = make_url(location.url).query
    return {name: value for name, value in _CONNECTING.items() if name not in asked}
