"""Rows that are history can't be changed, whoever tries."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.db.database import Database
from tests.db.rows import METADATA, all_rows, fill

WHOLE_ROWS = (
    "legacy_snapshot",
    "ledger_asset",
    "ledger_entry",
    "ledger_transfer",
    "operator_trail",
    "room_step",
    "vending_trade",
)
KEPT_ROWS = ("ledger_account", "ledger_book", "vending_machine")
# Columns that may change in a row that otherwise may not.
MAY_CHANGE = {
    "ledger_account": {"balance", "frozen"},
    "ledger_book": {"entries", "head_hash"},
    "vending_machine": {"treasury_principal", "version"},
}

REFUSED = "history and are not changed"


@pytest.fixture
def filled(database: Database) -> Database:
    database.write(fill)
    return database


def assert_refused(database: Database, statement: str) -> None:
    before = database.read(all_rows)
    with pytest.raises(DBAPIError, match=REFUSED):
        database.write(lambda connection: connection.execute(sa.text(statement)))
    assert database.read(all_rows) == before


@pytest.mark.parametrize("table", WHOLE_ROWS + KEPT_ROWS)
def test_history_is_not_deleted(filled: Database, table: str) -> None:
    assert_refused(filled, f"DELETE FROM {table} WHERE 1 = 1")


@pytest.mark.parametrize("table", WHOLE_ROWS)
def test_no_column_of_history_is_updated(filled: Database, table: str) -> None:
    for column in METADATA.tables[table].columns:
        assert_refused(filled, f'UPDATE {table} SET "{column.name}" = "{column.name}"')


@pytest.mark.parametrize("table", KEPT_ROWS)
def test_identity_and_constants_are_not_updated(filled: Database, table: str) -> None:
    for column in METADATA.tables[table].columns:
        if column.name not in MAY_CHANGE[table]:
            assert_refused(filled, f'UPDATE {table} SET "{column.name}" = "{column.name}"')


@pytest.mark.parametrize("table", KEPT_ROWS)
def test_what_may_change_does(filled: Database, table: str) -> None:
    def change(connection: Connection) -> int:
        columns = ", ".join(f'"{name}" = "{name}"' for name in sorted(MAY_CHANGE[table]))
        return connection.execute(sa.text(f"UPDATE {table} SET {columns}")).rowcount

    assert filled.write(change) == 3


def test_replacing_a_row_is_no_way_around(sqlite_database: Database) -> None:
    sqlite_database.write(fill)
    assert_refused(
        sqlite_database, "INSERT OR REPLACE INTO ledger_asset SELECT * FROM ledger_asset"
    )


@pytest.mark.parametrize("table", WHOLE_ROWS + KEPT_ROWS)
def test_truncating_is_no_way_around(postgres_database: Database, table: str) -> None:
    postgres_database.write(fill)
    assert_refused(postgres_database, f"TRUNCATE {table} CASCADE")
