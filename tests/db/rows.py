"""Rows for every table, whatever its columns are."""

import hashlib
import importlib
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

import app
from app.db.schema import Table, UtcMicroseconds, from_microseconds

for _file in sorted(Path(app.__file__).parent.glob("*/tables.py")):
    importlib.import_module(f"app.{_file.parent.name}.tables")

METADATA = Table.metadata
LARGEST = 2**63 - 1

# What a column must hold for its table's checks.
_CHECKED = {
    "member.status": "active",
    "operator.role": "admin",
    "room.status": "trading",
    "ledger_account.role": "holder",
    "vending_trade.side": "buy",
    "legacy_room.stage": "covered",
}
_PARTS = ("token", "machine")
_LARGE = {"ledger_account.balance", "ledger_transfer.amount"}


def fill(connection: Connection, rows: int = 3) -> None:
    """Insert `rows` rows into every table; row N refers to rows N of other tables."""
    for table in METADATA.sorted_tables:
        connection.execute(
            table.insert(),
            [
                {column.name: _value(column, number) for column in table.columns}
                for number in range(1, rows + 1)
            ],
        )


def _value(column: sa.Column[object], number: int) -> object:
    name = f"{column.table.name}.{column.name}"
    if name in _CHECKED:
        return _CHECKED[name]
    if name in _LARGE:
        return LARGEST - number
    if name == "ledger_transfer.credit_account_id":
        return 1 if number > 1 else 2
    if name == "ledger_asset.decimals":
        return number % 19
    if name == "deployment_receipt.part":
        return _PARTS[number % 2]
    if column.nullable and number % 2:
        return None
    return _of_type(column, number)


def _of_type(column: sa.Column[object], number: int) -> object:
    kind = column.type
    if isinstance(kind, UtcMicroseconds):
        return from_microseconds(1_767_225_600_123_456 + number)
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.LargeBinary):
        return hashlib.sha256(f"{column.name} {number}".encode()).digest()
    if isinstance(kind, sa.Text):
        return f'{column.name} {number}: "ключ", \\N\t, 🗝'
    return number


def all_rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of its key."""
    return {
        table.name: [
            tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
        ]
        for table in METADATA.sorted_tables
    }
