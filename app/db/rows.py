"""Row ids known before the row is written, and rows that another process may write first."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects import sqlite

from app.db.prepared import Prepared, wrapping


@cache
def _next_id(table: str, dialect: str) -> Prepared:
    if dialect == "sqlite":
        return Prepared(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))
    return Prepared(text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))"))


def next_id(connection: Connection, table: str) -> int:
    """The id for the table's next row; call it inside the writing transaction.

    On SQLite the transaction holds the only write lock, so one more than the largest is free.
    """
    row = _next_id(table, connection.dialect.name).first(connection, {})
    assert row is not None
    return int(row[0])


@cache
def _next_ids(table: str) -> Prepared:
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    return Prepared(
        text(f"SELECT nextval({sequence}) FROM generate_series(1, CAST(:count AS integer))")
    )


def next_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Like `next_id`, for several rows at once, in the order in which they get them."""
    if connection.dialect.name == "sqlite":
        first = next_id(connection, table)
        return list(range(first, first + count))
    return sorted(int(row[0]) for row in _next_ids(table).all(connection, {"count": count}))


@cache
def _insert_if_absent(table: sqlalchemy.Table, dialect: str) -> Prepared:
    values: dict[str, object] = {c.name: bindparam(c.name) for c in table.c}
    if dialect == "sqlite":
        return Prepared(sqlite.insert(table).values(values).on_conflict_do_nothing())
    # A file's commands start sooner without the server's dialect.
    from sqlalchemy.dialects import postgresql

    return Prepared(postgresql.insert(table).values(values).on_conflict_do_nothing())


def insert_if_absent(
    connection: Connection, table: sqlalchemy.Table, values: Mapping[str, object]
) -> None:
    """Insert the row unless one with the same unique key was committed in between.

    values: for every column, as the driver takes them.
    """
    _insert_if_absent(table, connection.dialect.name).run(connection, values)


def insert_all_if_absent(
    connection: Connection, table: sqlalchemy.Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Like `insert_if_absent`, for several rows that a server then needn't answer one by one."""
    _insert_if_absent(table, connection.dialect.name).run_many(connection, rows)


def insert_many(
    connection: Connection, table: sqlalchemy.Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows that all have the same columns, as fast as the database takes them.

    rows: with values as the driver takes them; a column that is left out gets its default.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        _insert(table, names).run_many(connection, rows)
        return
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    sql = f'COPY "{table.name}" ({columns}) FROM STDIN'
    with wrapping(connection, sql), driver.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(tuple(row[name] for name in names))


@cache
def _insert(table: sqlalchemy.Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(sqlalchemy.insert(table).values({name: bindparam(name) for name in names}))
