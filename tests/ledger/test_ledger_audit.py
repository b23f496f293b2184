"""The audit passes over books as the program writes them, and names any row that a hand changed."""

import sqlite3
from itertools import pairwise

import pytest

from app.db.database import Database
from app.db.schema import Table
from app.ledger.audit import CHECKS, AuditReport, run_audit
from app.progress import NoProgress
from tests.spoiling import (
    Key,
    copy_of,
    driver_of,
    each_change,
    each_deletion,
    is_named,
    keys_of,
    restore,
    where,
)

TABLES = ("ledger_asset", "ledger_book", "ledger_account", "ledger_entry", "ledger_transfer")
COLUMNS = [
    (table, column.name) for table in TABLES for column in Table.metadata.tables[table].columns
]


def audit(database: Database) -> AuditReport:
    return run_audit(database, CHECKS, NoProgress())


def details(report: AuditReport) -> str:
    return "; ".join(check.detail for check in report.checks)


def test_untouched_books_pass(lively: sqlite3.Connection) -> None:
    database = copy_of(lively)
    report = audit(database)
    assert [(check.name, check.ok, check.detail) for check in report.checks] == [
        ("seals", True, ""),
        ("zero_sums", True, ""),
        ("frozen_accounts", True, ""),
        ("balances", True, ""),
        ("hash_chain", True, ""),
    ]
    assert report.ok
    assert all(check.rows for check in report.checks)
    database.close()


def test_empty_books_pass(database: Database) -> None:
    assert audit(database).ok


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_any_value_changed_by_hand_is_found_and_its_row_named(
    lively: sqlite3.Connection, spoilt: Database, table: str, column: str
) -> None:
    changes = 0
    for change in each_change(driver_of(spoilt), lively, table, column):
        found = details(audit(spoilt))
        assert is_named(found, table, *change.keys), (change, found)
        changes += 1
    assert changes >= 4


@pytest.mark.parametrize("table", TABLES)
def test_any_deleted_row_is_missed(
    lively: sqlite3.Connection, spoilt: Database, table: str
) -> None:
    for key in each_deletion(driver_of(spoilt), lively, table):
        found = details(audit(spoilt))
        # What is left of an entry are its transfers, or the end of its book.
        left = is_named(found, "ledger_transfer", (key[0], 0)) or "ledger_book" in found
        assert is_named(found, table, key) or (left and table == "ledger_entry"), (key, found)


def swap(driver: sqlite3.Connection, table: str, one: int, other: int) -> None:
    column = "entry_id" if table == "ledger_transfer" else "id"
    for now, then in ((one, -1), (other, one), (-1, other)):
        driver.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (then, now))


def test_swapped_entries_are_found(lively: sqlite3.Connection, spoilt: Database) -> None:
    driver = driver_of(spoilt)
    ids = [int(str(key[0])) for key in keys_of(driver, "ledger_entry")]
    for one, other in pairwise(ids):
        swap(driver, "ledger_entry", one, other)
        swap(driver, "ledger_transfer", one, other)
        report = audit(spoilt)
        assert not report.ok
        assert is_named(details(report), "ledger_entry", (one,), (other,))
        restore(driver, lively)


def test_transfers_swapped_between_entries_are_found(
    lively: sqlite3.Connection, spoilt: Database
) -> None:
    driver = driver_of(spoilt)
    swap(driver, "ledger_transfer", 1, 2)
    report = audit(spoilt)
    assert is_named(details(report), "ledger_entry", (1,))
    assert is_named(details(report), "ledger_entry", (2,))


@pytest.mark.parametrize("table", TABLES)
def test_row_made_up_by_hand_is_found(spoilt: Database, table: str) -> None:
    driver = driver_of(spoilt)
    last = keys_of(driver, table)[-1]
    columns = [column.name for column in Table.metadata.tables[table].columns]
    fresh = {"id": "90", "entry_id": "90", "code": "'x'", "idempotency_key": "'x'"}
    fresh |= {"sequence": "90", "reverses_id": "NULL", "owner_id": "90"}
    values = ", ".join(fresh.get(name, f'"{name}"') for name in columns)
    driver.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {where(table)}", last)
    new: Key = (90, last[1]) if table == "ledger_transfer" else (90,)
    report = audit(spoilt)
    assert not report.ok
    assert is_named(details(report), table, new), details(report)


def test_freezing_without_an_entry_is_found(spoilt: Database) -> None:
    driver_of(spoilt).execute("UPDATE ledger_account SET frozen = 1 - frozen WHERE id = 2")
    (check,) = (check for check in audit(spoilt).checks if not check.ok)
    assert (check.name, check.detail) == (
        "frozen_accounts",
        "ledger_account 2: frozen was changed without an entry",
    )


def test_account_below_zero_is_named(spoilt: Database) -> None:
    driver_of(spoilt).execute("UPDATE ledger_account SET balance = -5 WHERE id = 1")
    found = details(audit(spoilt))
    assert "ledger_account 1 is below zero: -5" in found
    assert "ledger_asset 1 (uSTX) sums to" in found
    assert "ledger_account 1 holds -5, its transfers say" in found


def test_many_findings_are_counted_and_the_first_shown(spoilt: Database) -> None:
    driver_of(spoilt).execute("UPDATE ledger_account SET owner_id = owner_id + 90 WHERE id > 2")
    seals = audit(spoilt).checks[0]
    assert seals.findings == 20
    assert len(seals.shown) == 5
    assert seals.detail.endswith("; and 15 more")
