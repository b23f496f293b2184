"""The key token factory: takes a room from its draft to trading, one step a call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.addresses import parse_contract, parse_principal
from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.ledger.assets import open_asset
from app.ledger.rules import AssetKind
from app.members.tables import Member
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.operators.text_rules import check_note
from app.rooms import rules
from app.rooms.legacy_stages import MigrationStage
from app.rooms.rules import Metadata, Status, Step, WrongStatus
from app.rooms.tables import LegacyRoom, Room, RoomStep

room, room_step, member = table_of(Room), table_of(RoomStep), table_of(Member)
legacy_room = table_of(LegacyRoom)

LONGEST_NOTE = 500
# Sales stay open to the end of a deprecated room.
OPEN_TO_SALES = frozenset({Status.TRADING, Status.DEPRECATED})

PERMISSIONS: Mapping[Step, Permission] = {
    Step.CREATE: Permission.CREATE_ROOM,
    Step.EDIT: Permission.CREATE_ROOM,
    Step.REQUEST_DEPLOYMENT: Permission.REQUEST_DEPLOYMENT,
    Step.REPORT_FAILURE: Permission.SET_CONTRACT,
    Step.SET_CONTRACT: Permission.SET_CONTRACT,
    Step.INITIALISE_TOKEN: Permission.INITIALISE,
    Step.INITIALISE_MACHINE: Permission.INITIALISE,
    Step.CHANGE_TREASURY: Permission.CHANGE_TREASURY,
    Step.PAUSE: Permission.PAUSE_ROOM,
    Step.RESUME: Permission.PAUSE_ROOM,
    Step.DEPRECATE: Permission.DEPRECATE_ROOM,
}


@dataclass(frozen=True, slots=True)
class Creator:
    """Who a room belongs to: a member, or somebody known by a Stacks principal only."""

    member_id: int | None = None
    principal: str = ""


@dataclass(frozen=True, slots=True)
class HeldRoom:
    """A room whose row this transaction holds, as it was before the step."""

    id: int
    room_id: str
    name: str
    symbol: str
    uri: str
    status: Status
    sells_paused: bool
    contract_principal: str | None
    version: int


# What a step writes to the row besides the status; it may refuse.
Change = Callable[[Connection, HeldRoom], Mapping[str, Any]]


def create_room_token(
    desk: Desk, room_id: str, metadata: Metadata, creator: Creator, *, is_demo: bool = False
) -> Done[int]:
    """Make a room's draft (create-chat-room-token); returns its row id.

    Raises NotAllowed, InvalidInput with the field, and Conflict (u301) for a room id in use.
    """
    require(desk, Step.CREATE)
    rules.check_room_id(room_id)
    rules.check_metadata(metadata)

    def work(connection: Connection) -> Done[int]:
        owner = _creator(connection, creator)
        if connection.execute(select(room.c.id).where(room.c.room_id == room_id)).first():
            raise _exists(room_id)
        now = desk.clock.now()
        values: dict[str, Any] = {
            "room_id": room_id,
            "name": metadata.name,
            "symbol": metadata.symbol,
            "uri": metadata.uri,
            "creator_member_id": owner.member_id,
            "creator_principal": owner.principal,
            "status": Status.DRAFT.value,
            "sells_paused": False,
            "is_demo": is_demo,
            "supply": 0,
            "reserve": 0,
            "price": 0,
            "trades": 0,
            "created_at": now,
            "changed_at": now,
            "version": 1,
        }
        try:
            row_id = connection.execute(insert(room).returning(room.c.id), values).scalar_one()
        except IntegrityError:
            # Another process committed the same room id since it was looked for.
            raise _exists(room_id) from None
        note_step(connection, desk, row_id, room_id, Step.CREATE, None, Status.DRAFT)
        return Done(row_id, (Changed("room", (row_id,)),))

    return desk.database.write(work)


def _exists(room_id: str) -> Conflict:
    return Conflict(f"The room {room_id} has a token already.", code="u301", field="room_id")


def _creator(connection: Connection, creator: Creator) -> Creator:
    if creator.member_id is not None:
        found = connection.execute(
            select(member.c.principal).where(member.c.id == creator.member_id)
        ).first()
        if found is None:
            raise NotFound("There is no such member.", code="MEMBER_NOT_FOUND", field="creator")
        if not creator.principal:
            return Creator(creator.member_id, found.principal)
    elif not creator.principal:
        raise InvalidInput("Name the creator: a member or a principal.", field="creator")
    network = load_settings(connection).network
    principal = parse_principal(creator.principal, field="creator", network=network)
    return Creator(creator.member_id, principal)


def edit_room_token(desk: Desk, row_id: int, version: int, metadata: Metadata) -> Done[int]:
    """Change a draft's metadata; refused once its deployment is under way.

    version: the one that was shown; raises Conflict when somebody changed the room since.
    """
    rules.check_metadata(metadata)

    def change(_: Connection, held: HeldRoom) -> dict[str, Any]:
        if held.version != version:
            raise Conflict("Somebody changed this room meanwhile; look at it again.", code="STALE")
        return {"name": metadata.name, "symbol": metadata.symbol, "uri": metadata.uri}

    return take_step(desk, row_id, Step.EDIT, change)


def request_deployment(desk: Desk, row_id: int) -> Done[int]:
    """Ask an admin to deploy the room's key token (deploy-chat-room-token)."""
    return take_step(desk, row_id, Step.REQUEST_DEPLOYMENT)


def report_failure(desk: Desk, row_id: int, reason: str) -> Done[int]:
    """Say that a requested deployment failed, and why."""
    check_note(reason, field="reason", what="A reason", longest=LONGEST_NOTE, required=True)
    return take_step(desk, row_id, Step.REPORT_FAILURE, note=reason)


def set_contract(desk: Desk, row_id: int, principal: str) -> Done[int]:
    """Record the deployed contract (set-chat-room-token).

    principal: `ADDRESS.name`, on the workspace's network.
    Raises InvalidInput (field `contract_principal`), Conflict (u301) for another room's contract.
    """

    def change(connection: Connection, held: HeldRoom) -> dict[str, Any]:
        network = load_settings(connection).network
        contract = parse_contract(principal, field="contract_principal", network=network)
        taken = connection.execute(
            select(room.c.room_id).where(
                room.c.contract_principal == contract, room.c.id != held.id
            )
        ).first()
        if taken is not None:
            raise _taken(f"room {taken.room_id}")
        return {"contract_principal": contract}

    try:
        return take_step(desk, row_id, Step.SET_CONTRACT, change)
    except IntegrityError:
        # Another process committed the same contract since it was looked for.
        raise _taken("another room") from None


def _taken(whose: str) -> Conflict:
    return Conflict(
        f"This contract is the token of {whose}.", code="u301", field="contract_principal"
    )


def initialise_token(desk: Desk, row_id: int) -> Done[int]:
    """Write the room's metadata into its token (initialize-chat-room)."""

    def change(connection: Connection, held: HeldRoom) -> dict[str, Any]:
        key = open_asset(connection, f"key:{held.id}", held.name, 0, AssetKind.KEY)
        return {"key_asset_id": key.id}

    return take_step(desk, row_id, Step.INITIALISE_TOKEN, change)


def pause(desk: Desk, row_id: int, *, sells: bool = False, reason: str = "") -> Done[int]:
    """Stop buys; with `sells`, sales as well."""
    check_note(reason, field="reason", what="A reason", longest=LONGEST_NOTE)
    return take_step(desk, row_id, Step.PAUSE, lambda *_: {"sells_paused": sells}, note=reason)


def resume(desk: Desk, row_id: int) -> Done[int]:
    """Open a paused room for buys and sales again."""
    return take_step(desk, row_id, Step.RESUME, lambda *_: {"sells_paused": False})


def deprecate(desk: Desk, row_id: int, reason: str) -> Done[int]:
    """End a room; keys already sold can still be sold back."""
    check_note(reason, field="reason", what="A reason", longest=LONGEST_NOTE, required=True)
    return take_step(desk, row_id, Step.DEPRECATE, note=reason)


def require(desk: Desk, step: Step) -> None:
    """Raise NotAllowed with the factory's code (u300) unless the operator may take the step."""
    try:
        desk.require(PERMISSIONS[step])
    except NotAllowed as error:
        raise NotAllowed(error.message, code="u300", details=error.details) from None


def hold_room(connection: Connection, row_id: int) -> HeldRoom:
    """The room's row, held until the transaction ends; raises NotFound (u302)."""
    row = connection.execute(
        select(
            room.c.id, room.c.room_id, room.c.name, room.c.symbol, room.c.uri, room.c.status,
            room.c.sells_paused, room.c.contract_principal, room.c.version,
        )
        .where(room.c.id == row_id)
        .with_for_update()
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such room.", code="u302", field="room")
    values = row._asdict()
    return HeldRoom(**{**values, "status": Status(values["status"])})


def take_step(
    desk: Desk,
    row_id: int,
    step: Step,
    change: Change | None = None,
    *,
    note: str = "",
) -> Done[int]:
    """Take one step of a room's life in one transaction; returns the room's row id.

    change: called with the connection and the held room; what it returns is written to the row.
    Raises NotAllowed (u300), NotFound (u302), WrongStatus, and what `change` raises.
    """
    require(desk, step)

    def work(connection: Connection) -> Done[int]:
        held = hold_room(connection, row_id)
        apply_step(connection, desk, held, step, change, note)
        return Done(row_id, (Changed("room", (row_id,)),))

    return desk.database.write(work)


def apply_step(
    connection: Connection,
    desk: Desk,
    held: HeldRoom,
    step: Step,
    change: Change | None,
    note: str = "",
) -> None:
    """Take a step within the caller's transaction, with its timeline and audit lines."""
    after = rules.next_status(step, held.status)
    values = dict(change(connection, held)) if change is not None else {}
    if after in OPEN_TO_SALES or values.get("sells_paused") is False:
        _refuse_while_short(connection, held)
    connection.execute(
        update(room).where(room.c.id == held.id),
        {
            **values,
            "status": after.value,
            "changed_at": desk.clock.now(),
            "version": held.version + 1,
        },
    )
    shown_before = {key: getattr(held, key) for key in values if hasattr(held, key)}
    note_step(
        connection, desk, held.id, held.room_id, step, held.status, after,
        before=shown_before, values=values, note=note,
    )  # fmt: skip


def _refuse_while_short(connection: Connection, held: HeldRoom) -> None:
    """Keep a room shut whose keys came from the old system before their reserve did."""
    short = connection.execute(
        select(legacy_room.c.id).where(
            legacy_room.c.own_room_id == held.id, legacy_room.c.stage == MigrationStage.OPENED.value
        )
    ).first()
    if short is not None:
        raise WrongStatus(
            "The reserve doesn't cover the keys that came from the old system; top it up first.",
            code="RESERVE_SHORT",
        )


def note_step(
    connection: Connection,
    desk: Desk,
    row_id: int,
    room_id: str,
    step: Step,
    status_before: Status | None,
    status_after: Status,
    *,
    before: Mapping[str, object] | None = None,
    values: Mapping[str, object] | None = None,
    note: str = "",
) -> None:
    """Write the step's line on the room's timeline and in the audit trail."""
    connection.execute(
        insert(room_step),
        {
            "room_id": row_id,
            "at": desk.clock.now(),
            "actor": desk.actor,
            "step": step.value,
            "status": status_after.value,
            "note": note,
        },
    )
    trail.record(
        connection,
        desk,
        action=f"room.{step.value}",
        subject_kind="room",
        subject_id=row_id,
        subject_name=room_id,
        before={**(before or {}), "status": status_before} if status_before else None,
        after={**(values or {}), "status": status_after},
        reason=note,
    )
