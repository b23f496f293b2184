"""A legacy room goes from its import to its end, each step once."""

import pytest
from sqlalchemy import text

from app.db.database import Database
from app.errors import InvalidInput, NotAllowed, NotFound
from app.migration import queries, service
from app.operators.rules import Role
from app.rooms.legacy_stages import MigrationPhase, MigrationStage, WrongStage, snapshot_hash
from tests.factories import desk_of, refusal_of
from tests.migration.old_rooms import (
    ROOM,
    code_of,
    legacy_of,
    make_imported,
    make_own_token,
)


def test_snapshot_keeps_who_holds_what(database: Database) -> None:
    desk = desk_of(database)
    row_id = make_imported(desk)
    hash_ = service.take_snapshot(desk, row_id).value
    rows = database.read(lambda connection: list(queries.snapshot_rows(connection, row_id)))
    assert [(holder, keys) for _, _, holder, keys in rows] == [
        ("ana", 5),
        ("eva", 3),
        ("mirela", 2),
    ]
    assert snapshot_hash(ROOM, rows) == hash_
    row = legacy_of(database)
    assert (row.stage, row.snapshot_hash) == (MigrationStage.SNAPSHOT, hash_.hex())
    assert row.snapshot_at == desk.clock.now()


def test_snapshot_taken_twice_is_the_first_one(database: Database) -> None:
    desk = desk_of(database)
    row_id = make_imported(desk)
    first = service.take_snapshot(desk, row_id)
    second = service.take_snapshot(desk, row_id)
    assert (second.value, second.changed) == (first.value, ())


@pytest.mark.parametrize(
    "change",
    [
        ("elsewhere", [(1, 1, "ana", 5)]),
        (ROOM, [(2, 1, "ana", 5)]),
        (ROOM, [(1, 2, "ana", 5)]),
        (ROOM, [(1, 1, "eva", 5)]),
        (ROOM, [(1, 1, "ana", 6)]),
        (ROOM, []),
    ],
)
def test_hash_covers_every_part(change: tuple[str, list[tuple[int, int, str, int]]]) -> None:
    assert snapshot_hash(*change) != snapshot_hash(ROOM, [(1, 1, "ana", 5)])


def test_platform_is_switched_over_once_the_own_token_is_initialised(database: Database) -> None:
    desk = desk_of(database)
    row_id = make_imported(desk)
    assert code_of(lambda: service.confirm_switch(desk, row_id)) == "LEGACY_STAGE"
    service.take_snapshot(desk, row_id)
    assert code_of(lambda: service.confirm_switch(desk, row_id)) == "NO_TOKEN"
    make_own_token(desk)
    done = service.confirm_switch(desk, row_id, "Release 41")
    assert legacy_of(database).stage is MigrationStage.SWITCHED
    assert done.changed
    assert service.confirm_switch(desk, row_id).changed == ()


def test_own_token_that_is_a_draft_is_not_enough(database: Database) -> None:
    desk = desk_of(database)
    row_id = make_imported(desk)
    service.take_snapshot(desk, row_id)
    make_own_token(desk)
    database.write(lambda c: c.execute(text("UPDATE room SET status = 'draft'")))
    error = refusal_of(lambda: service.confirm_switch(desk, row_id))
    assert error is not None
    assert error.code == "TOKEN_NOT_READY"
    assert "is a draft" in error.message


def test_only_a_covered_room_is_deprecated(database: Database) -> None:
    desk = desk_of(database)
    row_id = make_imported(desk)
    with pytest.raises(WrongStage, match="not the moment to deprecate it"):
        service.deprecate_legacy(desk, row_id, "Moved")
    with pytest.raises(InvalidInput, match="reason"):
        service.deprecate_legacy(desk, row_id, " ")


def test_phases_count_their_rooms(database: Database) -> None:
    desk = desk_of(database)
    empty = dict.fromkeys(MigrationPhase, 0)
    assert database.read(queries.rooms_by_phase) == empty
    row_id = make_imported(desk)
    assert database.read(queries.rooms_by_phase) == empty | {MigrationPhase.ALONGSIDE: 1}
    service.take_snapshot(desk, row_id)
    assert database.read(queries.rooms_by_phase) == empty | {MigrationPhase.FRONT_END: 1}
    assert database.read(queries.rooms_done) == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_steps_are_for_admins(database: Database, role: Role) -> None:
    row_id = make_imported(desk_of(database))
    desk = desk_of(database, role=role)
    for step in (
        lambda: service.take_snapshot(desk, row_id),
        lambda: service.confirm_switch(desk, row_id),
        lambda: service.deprecate_legacy(desk, row_id, "Moved"),
    ):
        with pytest.raises(NotAllowed, match="platform admin"):
            step()
    assert legacy_of(database).stage is MigrationStage.IMPORTED


def test_room_that_is_not_there_is_said_so(database: Database) -> None:
    with pytest.raises(NotFound, match="no such legacy room"):
        service.take_snapshot(desk_of(database), 7)
