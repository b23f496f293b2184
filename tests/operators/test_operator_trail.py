"""The audit trail: written with what it tells of, never in the way of an error."""

import json
import sqlite3
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from app.db.clock import SetClock
from app.db.database import Database
from app.db.engine import sqlite_engine
from app.db.location import Location
from app.errors import InvalidInput, NotAllowed, Unavailable
from app.listing import Listing
from app.operators import trail
from app.operators.desk import Desk, SignedIn
from app.operators.queries import TRAIL, trail_actions, trail_operators
from app.operators.rules import Role
from app.operators.service import change_role, set_active
from app.operators.tables import TrailLine
from tests.operators.people import desk_for, rows_in, trail_of


def write(desk: Desk, action: str = "room.pause", **given: object) -> None:
    """One line about room 7."""
    line = {"subject_kind": "room", "subject_id": 7, "subject_name": "Chess"} | given
    desk.database.write(
        lambda connection: trail.record(connection, desk, action=action, **line)  # type: ignore[arg-type]  # Each test gives real fields.
    )


def test_a_line_keeps_who_when_what_before_after_and_why(admin: Desk) -> None:
    write(admin, before={"status": "trading"}, after={"status": "paused"}, reason="attack")
    line = trail_of(admin.database, action="room.pause")[0]
    assert (line.operator_name, line.operator_id) == ("ada", admin.operator.id)
    assert line.at == admin.clock.now()
    assert (line.subject_kind, line.subject_id, line.subject_name) == ("room", 7, "Chess")
    assert json.loads(line.before) == {"status": "trading"}
    assert json.loads(line.after) == {"status": "paused"}
    assert (line.reason, line.outcome) == ("attack", "done")


def test_a_line_is_gone_with_the_transaction_it_tells_of(admin: Desk) -> None:
    before = rows_in(admin.database, TrailLine)

    def fail(connection: Connection) -> None:
        trail.record(
            connection, admin, action="x", subject_kind="room", subject_id=1, subject_name=""
        )
        raise InvalidInput("No.")

    with pytest.raises(InvalidInput):
        admin.database.write(fail)
    assert rows_in(admin.database, TrailLine) == before


@pytest.mark.parametrize(
    "statement", ["UPDATE operator_trail SET reason = 'x'", "DELETE FROM operator_trail"]
)
def test_lines_are_neither_changed_nor_deleted(admin: Desk, statement: str) -> None:
    with pytest.raises(Exception, match="history"):
        admin.database.write(lambda connection: connection.execute(text(statement)))


def test_who_was_switched_off_meanwhile_writes_nothing_more(admin: Desk) -> None:
    other = desk_for(admin, "sam", Role.SUPPORT)
    assert other.operator.id is not None
    set_active(admin, other.operator.id, False)
    with pytest.raises(NotAllowed, match="sign in again") as refused:
        write(other)
    assert refused.value.code == "SIGN_IN_AGAIN"
    assert trail_of(admin.database, action="room.pause") == []


def test_who_got_another_role_meanwhile_signs_in_again(admin: Desk) -> None:
    other = desk_for(admin, "sam", Role.ADMIN)
    assert other.operator.id is not None
    change_role(admin, other.operator.id, Role.VIEWER)
    with pytest.raises(NotAllowed):
        write(other)


def test_a_refusal_leaves_a_line_with_its_code(admin: Desk) -> None:
    error = NotAllowed("Needs platform admin.", code="NEEDS_ROLE")
    trail.record_refusal(
        admin,
        action="room.pause",
        subject_kind="room",
        subject_id=7,
        subject_name="Chess",
        error=error,
    )
    line = trail_of(admin.database, outcome="refused")[0]
    assert json.loads(line.after) == {"code": "NEEDS_ROLE"}
    assert line.reason == "Needs platform admin."


@given(name=st.text(), message=st.text())
def test_a_refusal_of_any_text_is_written(
    database: Database, clock: SetClock, name: str, message: str
) -> None:
    desk = Desk(database, clock, SignedIn(None, "test", "Test", Role.VIEWER))
    before = rows_in(database, TrailLine)
    trail.record_refusal(
        desk,
        action="x",
        subject_kind="room",
        subject_id=0,
        subject_name=name,
        error=InvalidInput(message),
    )
    assert rows_in(database, TrailLine) == before + 1


def test_a_locked_workspace_does_not_hide_what_was_refused(
    file_database: Database, clock: SetClock
) -> None:
    path = file_database.location.path
    assert path is not None
    impatient = Database(sqlite_engine(str(path), busy_timeout_ms=1), Location(path=path))
    desk = Desk(impatient, clock, SignedIn(None, "test", "Test", Role.VIEWER))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(NotAllowed, match="first"),
        trail.noted_refusal(desk, action="x", subject_kind="room", subject_id=1, subject_name=""),
    ):
        raise NotAllowed("first")
    other.execute("ROLLBACK")
    other.close()
    impatient.close()
    assert rows_in(file_database, TrailLine) == 0


def test_trouble_with_the_database_is_no_refusal(admin: Desk) -> None:
    before = rows_in(admin.database, TrailLine)
    trail.record_refusal(
        admin,
        action="x",
        subject_kind="room",
        subject_id=1,
        subject_name="",
        error=Unavailable("x"),
    )
    assert rows_in(admin.database, TrailLine) == before


def test_a_reason_that_cannot_be_kept_is_refused_at_its_field(admin: Desk) -> None:
    for reason in ("\0", "\ud800", "x" * 1_001):
        with pytest.raises(InvalidInput) as refused:
            write(admin, reason=reason)
        assert refused.value.field == "reason"


def test_lines_are_found_by_text_operator_action_subject_and_time(
    admin: Desk, clock: SetClock
) -> None:
    start = clock.now()
    clock.advance(timedelta(minutes=1))
    write(admin, "room.pause", reason="too many bots")
    clock.advance(timedelta(minutes=1))
    write(desk_for(admin, "sam", Role.SUPPORT), "room.resume", after={"status": "trading"})

    def actions(search: str = "", **filters: object) -> list[str]:
        listing = Listing(search=search, filters=filters)
        page = admin.database.read(lambda c: TRAIL.page(c, listing, 0, 10))
        return [line.action for line in page.rows if line.subject_kind == "room"]

    assert actions() == ["room.resume", "room.pause"]
    assert actions("BOTS") == ["room.pause"]
    assert actions("trading") == ["room.resume"]
    assert actions("100%") == actions("\0") == actions("\ud800") == []
    assert actions(operator="sam") == ["room.resume"]
    assert actions(action=("room.pause", "room.resume")) == ["room.resume", "room.pause"]
    assert actions(subject_kind="room", subject_id=7) == ["room.resume", "room.pause"]
    assert actions(subject_kind="member") == []
    assert actions(since=start + timedelta(minutes=2)) == ["room.resume"]
    assert actions(until=start + timedelta(minutes=2)) == ["room.pause"]


def test_filters_offer_what_the_trail_holds(admin: Desk) -> None:
    write(admin)
    assert admin.database.read(trail_actions) == ("operator.create", "room.pause")
    assert admin.database.read(trail_operators) == ("ada", "tokendesk")


def test_whole_trails_are_streamed_in_the_listings_order(admin: Desk) -> None:
    for number in range(5):
        write(admin, subject_id=number)
    listing = Listing(filters={"action": "room.pause"})
    found = admin.database.read(
        lambda connection: [line.subject_id for line in TRAIL.stream(connection, listing)]
    )
    assert found == [4, 3, 2, 1, 0]
