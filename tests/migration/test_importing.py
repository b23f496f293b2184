"""Holders of legacy rooms are imported whole or not at all."""

import io

import pytest
from sqlalchemy import func, select

from app.amounts import MAX_AMOUNT
from app.db.database import Database
from app.db.schema import table_of
from app.errors import Cancelled, NotAllowed
from app.members.matching import username_of
from app.members.queries import member_by_username_or_id
from app.members.service import set_principal
from app.members.tables import Member
from app.migration import importing, queries, service
from app.migration.queries import LegacyRow
from app.operators.rules import Role
from app.operators.tables import TrailLine
from app.rooms.tables import LegacyHolder, LegacyRoom
from tests.factories import desk_of, make_member, make_room, principal_of
from tests.migration.files import imported, sentences, text_of

ANA, EVA, NEW = principal_of("ana"), principal_of("eva"), principal_of("nobody yet")


def legacy(database: Database, room_id: str) -> LegacyRow:
    return database.read(lambda connection: queries.legacy_room_by_room_id(connection, room_id))


def holders(database: Database, room_id: str) -> list[tuple[str, int]]:
    row_id = legacy(database, room_id).id
    rows = database.read(lambda connection: queries.largest_holders(connection, row_id, 100))
    return [(row.username, row.keys) for row in rows]


def counts(database: Database) -> tuple[int, ...]:
    tables = (LegacyRoom, LegacyHolder, Member, TrailLine)
    return database.read(
        lambda connection: tuple(
            connection.execute(select(func.count()).select_from(table_of(each))).scalar_one()
            for each in tables
        )
    )


@pytest.fixture
def people(database: Database) -> Database:
    desk = desk_of(database)
    for name in ("ana", "eva", "mirela"):
        make_member(desk, name)
    return database


def test_rooms_are_there_with_their_holders(people: Database) -> None:
    report = imported(desk_of(people), "7,ana,5", f"8,{EVA},2", "7,mirela,9")
    assert (report.ok, report.written) == (True, True)
    assert (report.rows, report.rooms, report.holders, report.keys) == (3, 2, 3, 16)
    assert holders(people, "7") == [("mirela", 9), ("ana", 5)]
    assert holders(people, "8") == [("eva", 2)]
    row = legacy(people, "7")
    assert (row.stage, row.holders, row.supply, row.own_room) == ("imported", 2, 14, None)


def test_principal_that_nobody_has_becomes_a_member(people: Database) -> None:
    report = imported(desk_of(people), f"7,{NEW},5", f"8,{NEW},2")
    assert report.new_members == 1
    made = people.read(lambda c: member_by_username_or_id(c, username_of(NEW)))
    assert (made.principal, made.status, made.display_name) == (NEW, "active", "")
    assert holders(people, "8") == [(username_of(NEW), 2)]


def test_username_that_nobody_has_is_a_fault(people: Database) -> None:
    report = imported(desk_of(people), "7,ana,5", "7,mirella,2")
    assert sentences(report) == [(3, "There is no member 'mirella'.")]


def test_one_bad_line_keeps_all_others_out(people: Database) -> None:
    before = counts(people)
    report = imported(desk_of(people), "7,ana,5", f"7,{NEW},1", "8,eva,none")
    assert (report.ok, report.written, report.fault_count) == (False, False, 1)
    assert counts(people) == before


def test_dry_run_says_the_same_and_writes_nothing(people: Database) -> None:
    before = counts(people)
    report = imported(desk_of(people), "7,ana,5", f"7,{NEW},1", dry_run=True)
    assert (report.ok, report.written, report.new_members) == (True, False, 1)
    assert counts(people) == before


def test_member_named_in_two_ways_is_a_fault(people: Database) -> None:
    report = imported(desk_of(people), "7,ana,5", f"8,{ANA},2", f"7,{ANA},2")
    assert sentences(report) == [(4, "Line 2 has the same member in this room, named otherwise.")]


def test_shared_principal_is_a_fault(people: Database) -> None:
    desk = desk_of(people)
    mirela = people.read(lambda c: member_by_username_or_id(c, "mirela"))
    set_principal(desk, mirela.id, ANA)
    report = imported(desk, f"7,{ANA},5", "8,mirela,1")
    assert sentences(report) == [(2, "2 members have this principal; write a username.")]


def test_keys_of_a_room_must_fit_the_ledger(people: Database) -> None:
    report = imported(desk_of(people), f"7,ana,{MAX_AMOUNT}", "7,eva,1")
    assert sentences(report) == [(2, "The keys of room 7 are more than the ledger can hold.")]


def test_faults_come_in_the_order_of_the_lines(people: Database) -> None:
    report = imported(desk_of(people), "7,nobody,5", "7,ana,0", "7,someone,1")
    assert [line for line, _ in sentences(report)] == [2, 3, 4]


def test_same_file_twice_is_the_same_as_once(people: Database) -> None:
    first = imported(desk_of(people), "7,ana,5", f"7,{NEW},1")
    row = legacy(people, "7")
    second = imported(desk_of(people), "7,ana,5", f"7,{NEW},1")
    assert (second.hash, second.replaced, second.new_members) == (first.hash, 1, 0)
    assert legacy(people, "7") == row
    assert [keys for _, keys in holders(people, "7")] == [5, 1]


def test_later_file_replaces_a_rooms_holders_until_the_snapshot(people: Database) -> None:
    desk = desk_of(people)
    imported(desk, "7,ana,5", "7,eva,1")
    imported(desk, "7,mirela,2")
    assert holders(people, "7") == [("mirela", 2)]
    service.take_snapshot(desk, legacy(people, "7").id)
    report = imported(desk, "8,ana,1", "7,ana,9")
    assert sentences(report) == [
        (3, "The snapshot of room 7 is taken; its holders stay as they are.")
    ]


def test_room_that_trades_by_its_own_token_is_a_fault(people: Database) -> None:
    desk = desk_of(people)
    make_room(desk, "7")
    assert sentences(imported(desk, "7,ana,1")) == [
        (2, "Room 7 has a token of its own, which is trading.")
    ]


def test_import_is_in_the_trail(people: Database) -> None:
    line = table_of(TrailLine)
    report = imported(desk_of(people), "7,ana,5", f"8,{NEW},2")
    found = people.read(
        lambda connection: connection.execute(
            select(line.c.subject_name, line.c.after).where(line.c.action == "legacy.import")
        ).one()
    )
    assert found.subject_name == "old.csv"
    assert f'"sha256":"{report.hash}"' in found.after
    assert '"new_members":1' in found.after


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_import(people: Database, role: Role) -> None:
    with pytest.raises(NotAllowed, match="platform admin"):
        imported(desk_of(people, role=role), "7,ana,5")
    assert counts(people)[0] == 0


@pytest.mark.parametrize("stop_at", ["Reading the file", "Looking", "Writing the holders"])
def test_stopped_import_leaves_nothing(
    people: Database, monkeypatch: pytest.MonkeyPatch, stop_at: str
) -> None:
    monkeypatch.setattr(importing, "_BATCH", 500)
    before = counts(people)

    class Stop:
        def step(self, done: int, total: int | None, text: str = "") -> None:
            if text.startswith(stop_at) and (done or stop_at == "Looking"):
                raise Cancelled("stop")

    content = text_of(*(f"7,{principal_of(str(number))},1" for number in range(2_000)))
    with pytest.raises(Cancelled):
        importing.import_holders(desk_of(people), io.BytesIO(content), "x", Stop())
    assert counts(people) == before
