"""Row ids known before the row is written, and rows that another process may write first."""

from collections.abc import Mapping
from functools import cache

import sqlalchemy
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects import sqlite

from app.db.prepared import Prepared


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
