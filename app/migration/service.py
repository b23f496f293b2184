"""Takes a legacy room from its import to its end, as far as its vending machine has no part in it.

Every step may be repeated: one that was taken already changes nothing and says so by its result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, literal, select, update

from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import NotFound
from app.migration.queries import snapshot_rows
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.text_rules import check_note
from app.rooms import legacy_stages as stages
from app.rooms.legacy_stages import MigrationStage, WrongStage, is_past
from app.rooms.rules import STATUS_WORDS, Status
from app.rooms.service import LONGEST_NOTE
from app.rooms.tables import LegacyHolder, LegacyRoom, LegacySnapshot, Room

legacy_room, legacy_holder = table_of(LegacyRoom), table_of(LegacyHolder)
legacy_snapshot, room = table_of(LegacySnapshot), table_of(Room)


@dataclass(frozen=True, slots=True)
class HeldLegacy:
    """A legacy room whose row this transaction holds."""

    id: int
    room_id: str
    own_room_id: int | None
    stage: MigrationStage
    holders: int
    supply: int
    issued: int
    transferred: int
    topped_up: int


def take_snapshot(desk: Desk, row_id: int) -> Done[bytes]:
    """Fix who holds what; returns the snapshot's hash. From now on no import changes it.

    Raises NotAllowed, NotFound (u302).
    """
    with noted(desk, "legacy.snapshot", row_id):
        desk.require(Permission.INITIALISE)

        def work(connection: Connection) -> Done[bytes]:
            held = hold_legacy(connection, row_id)
            if is_past(held.stage, MigrationStage.SNAPSHOT):
                return Done(_hash_of(connection, row_id))
            columns = ("number", "member_id", "holder", "keys")
            connection.execute(
                insert(legacy_snapshot).from_select(
                    ["legacy_room_id", *columns],
                    select(literal(row_id), *(legacy_holder.c[name] for name in columns)).where(
                        legacy_holder.c.legacy_room_id == row_id
                    ),
                )
            )
            hash_ = stages.snapshot_hash(held.room_id, snapshot_rows(connection, row_id))
            values = {"snapshot_hash": hash_, "snapshot_at": desk.clock.now()}
            move(connection, desk, held, MigrationStage.SNAPSHOT, values, {"sha256": hash_.hex()})
            return Done(hash_, changed(held))

        return desk.database.write(work)


def confirm_switch(desk: Desk, row_id: int, note: str = "") -> Done[None]:
    """Say that the platform shows the room by its own token, which must be initialised.

    Raises NotAllowed, NotFound (u302), WrongStage.
    """
    check_note(note, field="note", what="A note", longest=LONGEST_NOTE)
    with noted(desk, "legacy.switch", row_id):
        desk.require(Permission.SET_CONTRACT)

        def work(connection: Connection) -> Done[None]:
            held = hold_legacy(connection, row_id)
            if is_past(held.stage, MigrationStage.SWITCHED):
                return Done(None)
            stages.check_stage(held.room_id, held.stage, MigrationStage.SNAPSHOT)
            _check_own_token(connection, held)
            move(connection, desk, held, MigrationStage.SWITCHED, {}, {}, note)
            return Done(None, changed(held))

        return desk.database.write(work)


def deprecate_legacy(desk: Desk, row_id: int, reason: str) -> Done[None]:
    """Mark a legacy room deprecated, whose own token has all keys and the whole reserve.

    Raises NotAllowed, NotFound (u302), WrongStage, InvalidInput (field `reason`).
    """
    check_note(reason, field="reason", what="A reason", longest=LONGEST_NOTE, required=True)
    with noted(desk, "legacy.deprecate", row_id):
        desk.require(Permission.DEPRECATE_ROOM)

        def work(connection: Connection) -> Done[None]:
            held = hold_legacy(connection, row_id)
            if held.stage is MigrationStage.DEPRECATED:
                return Done(None)
            stages.check_stage(held.room_id, held.stage, MigrationStage.COVERED)
            move(connection, desk, held, MigrationStage.DEPRECATED, {}, {}, reason)
            return Done(None, changed(held))

        return desk.database.write(work)


def noted(desk: Desk, action: str, row_id: int) -> Any:
    """A context in which a refusal for want of a role leaves a line in the trail."""
    return trail.noted_refusal(
        desk,
        action=action,
        subject_kind="legacy_room",
        subject_id=row_id,
        subject_name=f"#{row_id}",
    )


def hold_legacy(connection: Connection, row_id: int) -> HeldLegacy:
    """The legacy room's row, held until the transaction ends; raises NotFound (u302)."""
    row = connection.execute(
        select(
            legacy_room.c.id, legacy_room.c.room_id, legacy_room.c.own_room_id,
            legacy_room.c.stage, legacy_room.c.holders, legacy_room.c.supply,
            legacy_room.c.issued, legacy_room.c.transferred, legacy_room.c.topped_up,
        )
        .where(legacy_room.c.id == row_id)
        .with_for_update()
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such legacy room.", code="u302", field="room")
    values = row._asdict()
    return HeldLegacy(**{**values, "stage": MigrationStage(values["stage"])})


def move(
    connection: Connection,
    desk: Desk,
    held: HeldLegacy,
    stage: MigrationStage,
    values: Mapping[str, Any],
    said: Mapping[str, object],
    reason: str = "",
) -> None:
    """Write a legacy room's next stage, with a line in the trail.

    values: further columns. said: what the line tells besides the stage.
    """
    write(connection, desk, held, {**values, "stage": stage.value})
    trail.record(
        connection,
        desk,
        action=f"legacy.{stage.value}",
        subject_kind="legacy_room",
        subject_id=held.id,
        subject_name=held.room_id,
        before={"stage": held.stage},
        after={"stage": stage, **said},
        reason=reason,
    )


def write(connection: Connection, desk: Desk, held: HeldLegacy, values: Mapping[str, Any]) -> None:
    """Write columns of a held legacy room."""
    connection.execute(
        update(legacy_room)
        .where(legacy_room.c.id == held.id)
        .values(**values, changed_at=desk.clock.now(), version=legacy_room.c.version + 1)
    )


def changed(held: HeldLegacy) -> tuple[Changed, ...]:
    """What a step of a legacy room changed."""
    rooms = (Changed("room", (held.own_room_id,)),) if held.own_room_id is not None else ()
    return (Changed("legacy_room", (held.id,)), *rooms, Changed("trail"))


def _hash_of(connection: Connection, row_id: int) -> bytes:
    query = select(legacy_room.c.snapshot_hash).where(legacy_room.c.id == row_id)
    return bytes(connection.execute(query).scalar_one())


def _check_own_token(connection: Connection, held: HeldLegacy) -> None:
    status = connection.execute(
        select(room.c.status).where(room.c.room_id == held.room_id)
    ).scalar()
    if status is None:
        raise WrongStage(
            f"Room {held.room_id} has no token of its own yet; create it first.", code="NO_TOKEN"
        )
    if Status(status) is not Status.INITIALISED:
        raise WrongStage(
            f"Room {held.room_id} is {STATUS_WORDS[Status(status)]}; the platform can be switched "
            "over when its own token is initialised and before its machine is.",
            code="TOKEN_NOT_READY",
            details={"status": status},
        )
