"""Carries all rows of a workspace between a server and a SQLite file, in batches."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, column, inspect, select, table

from app.db.migrate import VERSION_TABLE
from app.errors import Unavailable
from app.progress import Progress

BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as both databases have it; rows travel in the order of their keys.

    flags: positions of the columns that are true or false, numbers to SQLite.
    numbered: whether the server counts its `id` up by itself.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    flags: tuple[int, ...]
    numbered: bool


def shapes(server: Connection) -> tuple[Shape, ...]:
    """The server's tables, each after those that it refers to."""
    found = inspect(server)
    order = [name for name, _ in found.get_sorted_table_and_fkc_names() if name is not None]
    return tuple(_shape(found, name) for name in order if name != VERSION_TABLE)


def _shape(inspector: Any, name: str) -> Shape:
    columns = inspector.get_columns(name)
    return Shape(
        name=name,
        columns=tuple(str(found["name"]) for found in columns),
        key=tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
        flags=tuple(
            position
            for position, found in enumerate(columns)
            if found["type"].__visit_name__ == "BOOLEAN"
        ),
        numbered=any("identity" in found for found in columns),
    )


def count_rows(connection: Connection, tables: Iterable[Shape]) -> int:
    """Rows in all of these tables."""
    return sum(
        connection.exec_driver_sql(f'SELECT count(*) FROM "{shape.name}"').scalar_one()
        for shape in tables
    )


def to_file(server: Connection, file: sqlite3.Connection, progress: Progress) -> int:
    """Copy every row into a SQLite file whose tables are there and empty; returns how many.

    server: in a transaction that sees one moment (REPEATABLE READ).
    progress counts rows. Raises Cancelled.
    """
    tables = shapes(server)
    total, done = count_rows(server, tables), 0
    for shape in tables:
        insert = (
            f'INSERT INTO "{shape.name}" ({_quoted(shape.columns)}) '
            f"VALUES ({', '.join('?' * len(shape.columns))})"
        )
        for batch in _server_rows(server, shape):
            progress.step(done, total, f"Copying {shape.name}")
            file.executemany(insert, batch)
            done += len(batch)
    progress.step(done, total)
    return done


def to_server(file: sqlite3.Connection, server: Connection, progress: Progress) -> int:
    """Copy every row of a SQLite file into a server's empty tables; returns how many.

    The ids that the server gives next follow on the largest one there is.
    progress counts rows.
    Raises Cancelled, and Unavailable (BACKUP_UNFIT) for rows that the server refuses.
    """
    import psycopg

    tables = shapes(server)
    total = sum(
        file.execute(f'SELECT count(*) FROM "{shape.name}"').fetchone()[0] for shape in tables
    )
    done = 0
    driver = server.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    for shape in tables:
        try:
            with driver.cursor().copy(
                f'COPY "{shape.name}" ({_quoted(shape.columns)}) FROM STDIN'.encode()
            ) as copy:
                for batch in _file_rows(file, shape):
                    progress.step(done, total, f"Copying {shape.name}")
                    for row in batch:
                        copy.write_row(row)
                    done += len(batch)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            raise Unavailable(
                f"The server refuses a row of {shape.name} in this backup.",
                code="BACKUP_UNFIT",
                title="Restore",
                details={"driver": str(error)},
            ) from error
        if shape.numbered:
            server.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{shape.name}', 'id'), max(id)) "
                f'FROM "{shape.name}" HAVING max(id) IS NOT NULL'
            )
    progress.step(done, total)
    return done


def _server_rows(server: Connection, shape: Shape) -> Iterator[list[tuple[Any, ...]]]:
    source = table(shape.name, *(column(name) for name in shape.columns))
    query = select(source).order_by(*(source.c[name] for name in shape.key))
    with server.execute(query, execution_options={"yield_per": BATCH_ROWS}) as rows:
        for batch in rows.partitions():
            yield [tuple(row) for row in batch]


def _file_rows(file: sqlite3.Connection, shape: Shape) -> Iterator[list[list[Any]]]:
    cursor = file.execute(
        f'SELECT {_quoted(shape.columns)} FROM "{shape.name}" ORDER BY {_quoted(shape.key)}'
    )
    while batch := [list(row) for row in islice(cursor, BATCH_ROWS)]:
        for row in batch:
            for position in shape.flags:
                row[position] = None if row[position] is None else bool(row[position])
        yield batch


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
