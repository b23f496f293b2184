"""Changes rows behind the program's back, as a hand with a database tool would."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from app.db.database import Database, in_memory


def driver_of(database: Database) -> sqlite3.Connection:
    """The driver's connection to a database in memory."""
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def copy_of(template: sqlite3.Connection) -> Database:
    """A database in memory with what the template holds."""
    database = in_memory()
    template.backup(driver_of(database))
    return database


def drop_guards(driver: sqlite3.Connection) -> None:
    """Take away all that keeps a hand from writing anything anywhere."""
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("PRAGMA ignore_check_constraints = ON")
    triggers = driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        driver.execute(f"DROP TRIGGER {name}")


def keys_of(driver: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """The primary key of every row, in order."""
    key = ", ".join(key_columns(table))
    driver.text_factory = bytes
    keys = driver.execute(f"SELECT {key} FROM {table} ORDER BY {key}").fetchall()
    driver.text_factory = str
    return keys


def key_columns(table: str) -> tuple[str, ...]:
    """What a row of the table is told by."""
    return ("entry_id", "position") if table == "ledger_transfer" else ("id",)


def where(table: str) -> str:
    """The condition that a key's values complete."""
    return " AND ".join(f"{name} = ?" for name in key_columns(table))


# Each is an SQL expression over the value that is there, called `v`.
ODD_VALUES = {
    "integer": (
        "v + 1", "v - 1", "-v - 7", "1 - v", "9223372036854775807", "-9223372036854775808",
        "v + 0.5", "9e999", "-9e999", "NULL", "'word'", "v || ' keys'", "''", "x'00ff'",
        "CAST(x'ff' AS TEXT)",
    ),
    "text": (
        "v || 'x'", "''", "upper(v) || lower(v)", "CAST(x'ff' AS TEXT)", "CAST(v AS BLOB)",
        "x'00'", "NULL", "hex(zeroblob(50000))", "'{\"account\":\"x\"}'", "v || char(0)", "9e999",
        "'{\"account\":' || replace(hex(zeroblob(9000)), '00', '[')",
    ),
    "blob": (
        "zeroblob(32)", "x''", "lower(hex(v))", "hex(v)", "substr(v, 1, 31) || x'00'",
        "CAST(v AS TEXT)", "1000000000000", "5", "1.5", "NULL", "'word'",
    ),
    "null": ("1", "-1", "'word'", "9e999", "x'00'", "''"),
}  # fmt: skip


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a hand changed.

    keys: what the row is told by, before and, where that changed, after.
    """

    keys: tuple[Key, ...]
    expression: str


def each_change(
    driver: sqlite3.Connection, template: sqlite3.Connection, table: str, column: str
) -> Iterator[Change]:
    """Change the column of some rows to this and that, and back to the template in between."""
    for key in _chosen(keys_of(driver, table)):
        for expression in ODD_VALUES[_kind_of(driver, table, column, key)]:
            keys = _spoil(driver, table, column, key, expression)
            if keys:
                yield Change(keys, expression)
                restore(driver, template)


def each_deletion(
    driver: sqlite3.Connection, template: sqlite3.Connection, table: str
) -> Iterator[Key]:
    """Delete each row of the table once, and give it back in between."""
    for key in keys_of(driver, table):
        driver.execute(f"DELETE FROM {table} WHERE {where(table)}", key)
        yield key
        restore(driver, template)


def restore(driver: sqlite3.Connection, template: sqlite3.Connection) -> None:
    """Make the database what the template is, but for the guards."""
    template.backup(driver)
    drop_guards(driver)


def _chosen(keys: list[Key]) -> list[Key]:
    """The first, the second, one in the middle and the last."""
    return [keys[index] for index in sorted({0, 1, len(keys) // 2, len(keys) - 1})]


def _kind_of(driver: sqlite3.Connection, table: str, column: str, key: Key) -> str:
    row = driver.execute(
        f'SELECT typeof("{column}") FROM {table} WHERE {where(table)}', key
    ).fetchone()
    return str(row[0])


def _spoil(
    driver: sqlite3.Connection, table: str, column: str, key: Key, expression: str
) -> tuple[Key, ...]:
    """The row's keys before and after; none where the table refuses, or nothing changed."""
    before, others = _stored(driver, table, column, key), set(keys_of(driver, table))
    try:
        driver.execute(
            f'UPDATE {table} SET "{column}" = '
            f'(SELECT {expression} FROM (SELECT "{column}" AS v)) WHERE {where(table)}',
            key,
        )
    except (sqlite3.IntegrityError, sqlite3.OperationalError):
        # A row id takes whole numbers only; other columns nothing that must be unique or is NULL.
        return ()
    if column in key_columns(table):
        new = set(keys_of(driver, table)) - others
        return (key, *new) if new else ()
    return (key,) if _stored(driver, table, column, key) != before else ()


def _stored(driver: sqlite3.Connection, table: str, column: str, key: Key) -> object:
    return driver.execute(
        f'SELECT typeof("{column}"), hex(CAST("{column}" AS BLOB)) FROM {table} '
        f"WHERE {where(table)}",
        key,
    ).fetchone()


def naming(table: str, key: Key) -> tuple[str, ...]:
    """How a finding may name the row."""
    if table != "ledger_transfer":
        return (f"{table} {key[0]!s}",)
    return (f"{table} {key[0]!s}/{key[1]!s}", f"ledger_entry {key[0]!s}")


def is_named(found: str, table: str, *keys: Key) -> bool:
    """Whether the findings name one of the rows: account 1 is not account 12."""
    return any(
        re.search(rf"\b{re.escape(name)}(?![\w/.])", found)
        for key in keys
        for name in naming(table, key)
    )
