"""The audit proves rooms from the old system, and names the row that a hand changed."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.assembly.checks import CHECKS
from app.db.database import Database, in_memory
from app.db.migrate import upgrade
from app.ledger.audit import run_audit
from app.progress import NoProgress
from tests.factories import desk_of
from tests.migration.old_rooms import filled, make_imported, make_switched, opened
from tests.spoiling import copy_of, driver_of, drop_guards
from tests.vending.exchange import assert_clean


@pytest.fixture(scope="module")
def template() -> Iterator[sqlite3.Connection]:
    """A legacy room that is opened, with a part of its reserve."""
    database = in_memory()
    upgrade(database, NoProgress())
    desk = desk_of(database)
    row_id = make_switched(desk)
    opened(desk, row_id)
    filled(desk, row_id, 100)
    assert_clean(database)
    yield driver_of(database)
    database.close()


@pytest.fixture
def spoilt(template: sqlite3.Connection) -> Iterator[Database]:
    database = copy_of(template)
    drop_guards(driver_of(database))
    yield database
    database.close()


def found(database: Database) -> str:
    return " ".join(each.detail for each in run_audit(database, CHECKS, NoProgress()).checks)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE legacy_room SET supply = supply + 1",
        "UPDATE legacy_room SET holders = 4",
        "UPDATE legacy_room SET issued = 2",
        "UPDATE legacy_room SET transferred = 101",
        "UPDATE legacy_room SET topped_up = 5",
        "UPDATE legacy_room SET snapshot_hash = zeroblob(32)",
        "UPDATE legacy_room SET own_room_id = NULL",
        "UPDATE legacy_room SET room_id = 'other'",
        "UPDATE legacy_snapshot SET keys = keys + 1 WHERE number = 2",
        "UPDATE legacy_snapshot SET member_id = member_id + 1 WHERE number = 1",
        "UPDATE legacy_snapshot SET holder = x'ff' WHERE number = 1",
        "UPDATE legacy_snapshot SET keys = 9e999 WHERE number = 1",
        "DELETE FROM legacy_snapshot WHERE number = 3",
        "UPDATE ledger_transfer SET amount = 6 WHERE amount = 5",
        "UPDATE room SET status = 'trading'",
        "UPDATE room SET sells_paused = 0",
    ],
)
def test_what_a_hand_changed_is_found(spoilt: Database, statement: str) -> None:
    driver_of(spoilt).execute(statement)
    assert "legacy_room 1 " in found(spoilt)


def test_stage_that_claims_more_than_the_reserve_holds_is_found(spoilt: Database) -> None:
    driver_of(spoilt).execute("UPDATE legacy_room SET stage = 'covered'")
    assert "the curve requires 14500000, the reserve is 100" in found(spoilt)


def test_holders_of_an_import_are_counted(database: Database) -> None:
    make_imported(desk_of(database))
    assert_clean(database)
    database.write(lambda c: c.execute(text("UPDATE legacy_holder SET keys = 9")))
    assert "legacy_room 1 (lobby): its legacy_holder rows are 3 with 27 keys" in found(database)
