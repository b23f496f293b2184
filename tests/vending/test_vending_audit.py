"""The audit proves every machine and trade, and names the row that a hand changed."""

import sqlite3
from collections.abc import Callable
from itertools import pairwise

import pytest

from app.assembly.checks import CHECKS
from app.db.database import Database
from app.db.schema import Table
from app.ledger.audit import AuditReport, run_audit
from app.progress import NoProgress
from tests.lively import make_lively
from tests.spoiling import (
    driver_of,
    each_change,
    each_deletion,
    is_named,
    restore,
)

TRADE_COLUMNS = [column.name for column in Table.metadata.tables["vending_trade"].columns]
ROOM_COLUMNS = [column.name for column in Table.metadata.tables["room"].columns]
MACHINE_COLUMNS = [column.name for column in Table.metadata.tables["vending_machine"].columns]
# A machine of a room without trades proves its curve and fees by nothing yet.
PROVEN_BY_TRADES = ("family", "parameters", "creator_buy_bps", "protocol_buy_bps")


def audit(database: Database) -> AuditReport:
    return run_audit(database, CHECKS, NoProgress())


def details(database: Database) -> str:
    return "; ".join(check.detail for check in audit(database).checks)


def test_untouched_machines_pass(database: Database) -> None:
    make_lively(database)
    report = run_audit(database, CHECKS, NoProgress())
    assert [check.detail for check in report.checks] == [""] * len(report.checks)
    assert {check.name: check.rows for check in report.checks[-4:]} == {
        "reserves": 4,
        "key_supplies": 3,
        "trades": 9,
        "legacy_rooms": 0,
    }


def test_empty_workspace_passes(database: Database) -> None:
    assert run_audit(database, CHECKS, NoProgress()).ok


@pytest.mark.parametrize("column", TRADE_COLUMNS)
def test_any_value_of_a_trade_changed_by_hand_is_found(
    lively: sqlite3.Connection, spoilt: Database, column: str
) -> None:
    changes = 0
    for change in each_change(driver_of(spoilt), lively, "vending_trade", column):
        found = details(spoilt)
        assert is_named(found, "vending_trade", *change.keys), (change, found)
        changes += 1
    assert changes >= 4


@pytest.mark.parametrize("column", ["supply", "reserve", "price", "trades"])
def test_any_figure_of_a_room_changed_by_hand_is_found(
    lively: sqlite3.Connection, spoilt: Database, column: str
) -> None:
    changes = 0
    for change in each_change(driver_of(spoilt), lively, "room", column):
        found = details(spoilt)
        assert is_named(found, "room", *change.keys), (change, found)
        changes += 1
    assert changes >= 30


@pytest.mark.parametrize("column", PROVEN_BY_TRADES)
def test_other_curve_or_fees_than_the_trades_were_made_with_are_found(
    lively: sqlite3.Connection, spoilt: Database, column: str
) -> None:
    ignored = ("CAST(v AS BLOB)",) if column == "parameters" else ()
    changes = 0
    for change in each_change(driver_of(spoilt), lively, "vending_machine", column):
        if change.expression not in ignored:
            found = details(spoilt)
            # The machines' row ids are their rooms' here.
            assert is_named(found, "room", *change.keys), (change, found)
            changes += 1
    assert changes >= 10


@pytest.mark.parametrize(
    ("table", "column"),
    [("room", name) for name in ROOM_COLUMNS] + [("vending_machine", n) for n in MACHINE_COLUMNS],
)
def test_audit_reads_whatever_was_put_into_a_room_or_machine(
    lively: sqlite3.Connection, spoilt: Database, table: str, column: str
) -> None:
    for change in each_change(driver_of(spoilt), lively, table, column):
        assert audit(spoilt).checks, change


@pytest.mark.parametrize("table", ["vending_trade", "vending_machine", "room", "ledger_asset"])
def test_any_deleted_row_is_missed(
    lively: sqlite3.Connection, spoilt: Database, table: str
) -> None:
    for key in each_deletion(driver_of(spoilt), lively, table):
        assert not audit(spoilt).ok or (table, key) == ("room", (4,)), key


def swap_trades(driver: sqlite3.Connection, one: int, other: int) -> None:
    """Give each of two trades what the other says."""
    columns = [name for name in TRADE_COLUMNS if name != "id"]
    listed, sets = (", ".join(f'"{name}"{end}' for name in columns) for end in ("", " = ?"))
    rows = [
        driver.execute(f"SELECT {listed} FROM vending_trade WHERE id = ?", (row_id,)).fetchone()
        for row_id in (other, one)
    ]
    # Numbers and entries are unique, so they make room first.
    driver.execute(
        "UPDATE vending_trade SET number = -number, entry_id = -entry_id WHERE id IN (?, ?)",
        (one, other),
    )
    for row_id, row in zip((one, other), rows, strict=True):
        driver.execute(f"UPDATE vending_trade SET {sets} WHERE id = ?", (*row, row_id))


def test_swapped_trades_are_found(lively: sqlite3.Connection, spoilt: Database) -> None:
    driver = driver_of(spoilt)
    ids = [row[0] for row in driver.execute("SELECT id FROM vending_trade WHERE room_id = 1")]
    for one, other in pairwise(ids):
        swap_trades(driver, one, other)
        found = details(spoilt)
        assert is_named(found, "vending_trade", (one,), (other,)), found
        restore(driver, lively)


Spoil = Callable[[sqlite3.Connection], object]


def run(statement: str) -> Spoil:
    return lambda driver: driver.execute(statement)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            run("UPDATE room SET reserve = reserve + 1 WHERE id = 1"),
            "room 1 (lobby): the reserve account holds 4600000, not 4600001",
        ),
        (
            run("UPDATE room SET price = price + 1 WHERE id = 2"),
            "room 2 (bazaar): the price is 2000000, not 2000001",
        ),
        (
            run("UPDATE room SET supply = supply - 1 WHERE id = 3"),
            "room 3 (den): holders have 2 keys, the supply is 1",
        ),
        (
            run("UPDATE room SET supply = 9223372036854775807 WHERE id = 1"),
            "room 1 (lobby): the curve requires",
        ),
        (
            run("UPDATE room SET status = 'trading' WHERE id = 4"),
            "room 4 (attic) trades without a vending_machine",
        ),
        (
            run("UPDATE room SET price = 5 WHERE id = 4"),
            "room 4 (attic) has no vending_machine, yet its price is 5",
        ),
        (
            run("UPDATE room SET trades = 2 WHERE id = 4"),
            "room 4: it says 2 trades, there are none",
        ),
        (
            run("UPDATE room SET key_asset_id = 1 WHERE id = 1"),
            "room 1 (lobby): ledger_asset 1 isn't its key",
        ),
        (
            run("UPDATE room SET quote_asset_id = 77 WHERE id = 1"),
            "room 1 (lobby) names ledger_asset 77, which is not there",
        ),
        (
            run("UPDATE vending_machine SET room_id = 77 WHERE id = 1"),
            "vending_machine 1 names room 77, which is not there",
        ),
        (
            run("UPDATE vending_machine SET family = 'cubic' WHERE id = 1"),
            "room 1 (lobby): it or vending_machine 1 can't be read",
        ),
        (
            run("DELETE FROM vending_trade WHERE room_id = 1 AND number = 5"),
            "room 1: its count of trades or supply isn't its last trade's",
        ),
    ],
)
def test_finding_says_what_is_wrong(spoilt: Database, spoil: Spoil, sentence: str) -> None:
    spoil(driver_of(spoilt))
    found = details(spoilt)
    assert sentence in found, found


def test_short_reserve_of_historic_fees_is_no_finding(spoilt: Database) -> None:
    driver = driver_of(spoilt)
    (reserve,) = driver.execute("SELECT reserve FROM room WHERE id = 2").fetchone()
    assert reserve < 10 * 1_000_000 + 45 * 100_000
    assert audit(spoilt).ok
    driver.execute("UPDATE vending_machine SET fee_mode = 'on_top' WHERE room_id = 2")
    assert "room 2 (bazaar): the curve requires" in details(spoilt)
