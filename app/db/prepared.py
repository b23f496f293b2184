"""Core statements of the hot path, compiled once for each database, run by its driver."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement


class Prepared:
    """A statement whose parameters are all named with `bindparam`.

    It skips what SQLAlchemy does for each execution: 1 550 trades a second were committed this
    way on a busy machine where 800 were through `Connection.execute`. Values go to the driver and
    come back as they are: moments in microseconds, SQLite's truth values as 0 and 1.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def all(self, connection: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Every row that the statement returns."""
        return self.send(connection, values).all()

    def first(self, connection: Connection, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row that the statement returns, if any."""
        return self.send(connection, values).first()

    def run(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Execute a statement that returns no rows."""
        self.send(connection, values)

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute the statement once for each row of values."""
        sql, order = self._text(connection)
        cursor = connection.connection.cursor()
        with wrapping(connection, sql):
            cursor.executemany(
                sql, [tuple(map(row.__getitem__, order)) for row in rows] if order else list(rows)
            )

    def send(self, connection: Connection, values: Mapping[str, object]) -> "Result":
        """Send the statement; inside `pipelined` the answer is waited for when it is read."""
        sql, order = self._text(connection)
        cursor = connection.connection.cursor()
        with wrapping(connection, sql):
            cursor.execute(
                sql, tuple(map(values.__getitem__, order)) if order is not None else values
            )
        return Result(connection, sql, cursor)

    def _text(self, connection: Connection) -> tuple[str, list[str] | None]:
        name = connection.dialect.name
        found = self._compiled.get(name)
        if found is None:
            compiled: Any = self._statement.compile(dialect=connection.dialect)
            order = list(compiled.positiontup) if compiled.positional else None
            found = self._compiled[name] = (str(compiled), order)
        return found


class Result:
    """The rows of a statement that was sent."""

    __slots__ = ("_connection", "_cursor", "_sql")

    def __init__(self, connection: Connection, sql: str, cursor: Any) -> None:
        self._connection = connection
        self._sql = sql
        self._cursor = cursor

    def first(self) -> tuple[Any, ...] | None:
        """The first row, if any."""
        with wrapping(self._connection, self._sql):
            row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def all(self) -> list[tuple[Any, ...]]:
        """Every row."""
        with wrapping(self._connection, self._sql):
            rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows


@contextmanager
def pipelined(connection: Connection) -> Iterator[None]:
    """Let prepared statements inside be sent to a server without waiting for each other.

    Only prepared statements may run inside. SQLite has nobody to wait for.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with wrapping(connection, "pipeline"), driver.pipeline():
        yield


class wrapping:  # noqa: N801 - It reads as a statement.
    """Gives the driver's errors the shape that SQLAlchemy gives them."""

    __slots__ = ("_connection", "_sql")

    def __init__(self, connection: Connection, sql: str) -> None:
        self._connection = connection
        self._sql = sql

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: Any, _trace: object) -> None:
        if kind is None:
            return
        dialect = self._connection.dialect
        driver_error = dialect.loaded_dbapi.Error
        if isinstance(error, driver_error):
            raise DBAPIError.instance(
                self._sql, None, error, driver_error, hide_parameters=True, dialect=dialect
            ) from error
