"""On PostgreSQL too, the audit names any row that a hand changed or deleted."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.assembly.checks import CHECKS
from app.db.database import Database, connect
from app.db.schema import Table
from app.progress import NoProgress
from tests.lively import make_lively
from tests.postgres import Server
from tests.spoiling import is_named, key_columns

ROWS = {
    "ledger_asset": "id = 2",
    "ledger_book": "id = 2",
    "ledger_account": "id = (SELECT min(id) FROM ledger_account WHERE balance > 0)",
    "ledger_entry": "id = 7",
    "ledger_transfer": "entry_id = 7 AND position = 1",
    "vending_trade": "id = 7",
    "room": "id = 1",
}
COLUMNS = [
    (table, column.name)
    for table in ROWS
    for column in Table.metadata.tables[table].columns
    if table != "room" or column.name in ("supply", "reserve", "price", "trades")
]
OTHER_VALUE = {
    "text": "{v} || 'x'",
    "boolean": "NOT {v}",
    "bytea": "set_byte({v}, 5, 255 - get_byte({v}, 5))",
    "bigint": "coalesce({v}, 0) + 1000",
    "smallint": "{v} + 11",
}


@pytest.fixture(scope="module")
def lively(postgres_server: Server) -> Iterator[Database]:
    """A workspace with a bit of everything."""
    location = postgres_server.migrated()
    database = connect(location)
    make_lively(database)
    yield database
    database.close()
    postgres_server.give_back(location)


@pytest.fixture
def hand(lively: Database) -> Iterator[Connection]:
    """A connection whose changes nothing stops, and which are undone afterwards."""
    with lively.engine.connect() as connection, connection.begin() as transaction:
        # Neither guards nor references are looked at any more.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection
        transaction.rollback()


def findings(connection: Connection) -> str:
    results = [result for check in CHECKS for result in check(connection, NoProgress())]
    return "; ".join(result.detail for result in results if not result.ok)


def test_untouched_rows_pass(hand: Connection) -> None:
    assert findings(hand) == ""


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_any_value_changed_by_hand_is_found_and_its_row_named(
    hand: Connection, table: str, column: str
) -> None:
    key = ", ".join(key_columns(table))
    old = hand.exec_driver_sql(f"SELECT {key} FROM {table} WHERE {ROWS[table]}").one()
    kind = hand.exec_driver_sql(
        "SELECT data_type FROM information_schema.columns"
        f" WHERE table_name = '{table}' AND column_name = '{column}'"
    ).scalar_one()
    value = OTHER_VALUE[kind].format(v=f'"{column}"')
    if column == "side":
        value = "CASE side WHEN 'buy' THEN 'sell' ELSE 'buy' END"
    new = hand.exec_driver_sql(
        f'UPDATE {table} SET "{column}" = {value} WHERE {ROWS[table]} RETURNING {key}'
    ).one()
    found = findings(hand)
    assert is_named(found, table, tuple(old), tuple(new)), found


@pytest.mark.parametrize("table", ROWS)
def test_any_deleted_row_is_missed(hand: Connection, table: str) -> None:
    hand.exec_driver_sql(f"DELETE FROM {table} WHERE {ROWS[table]}")
    assert table in findings(hand) or table in ("vending_trade", "room")
    assert findings(hand)
