"""Opens a legacy room's own token with the keys of its snapshot, and fills its reserve.

Keys are issued in batches, each a transaction of its own: after every one of them the books are
right, so work that was stopped or killed goes on where it was. The room stays shut until its
reserve is what the curve requires.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, text, update

from app.amounts import checked
from app.changes import Announce, Changed, Done, to_nobody
from app.db.schema import table_of
from app.errors import InvalidInput
from app.ledger.posting import find_repeat, post, request_hash
from app.ledger.rules import AccountRef, AccountRole, EntryDraft, TransferDraft
from app.migration.service import HeldLegacy, changed, hold_legacy, move, noted, write
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.text_rules import check_note
from app.progress import Progress
from app.rooms import service as rooms
from app.rooms.legacy_stages import MigrationStage, check_stage, is_past
from app.rooms.rules import Step
from app.rooms.tables import LegacySnapshot, Room
from app.vending import curves
from app.vending.curves import Curve
from app.vending.machines import MachineTerms, MachineView, making, read_machine
from app.vending.rules import FeeMode

legacy_snapshot, room = table_of(LegacySnapshot), table_of(Room)

ISSUE, RESERVE = "legacy_issue", "legacy_reserve"
IN_AN_ENTRY = 250
"""Holders that one entry gives their keys."""
IN_A_BATCH = 2_000
"""Holders that one transaction gives their keys."""


class ReserveSource(StrEnum):
    """Where money for a legacy room's reserve comes from.

    TRANSFERRED: what the shared token's reserve held for the room. TOPPED_UP: what was missing.
    """

    TRANSFERRED = "transferred"
    TOPPED_UP = "topped_up"


@dataclass(frozen=True, slots=True)
class ReserveState:
    """What a legacy room's own reserve must hold and does; minor units of the quote asset."""

    required: int
    transferred: int
    topped_up: int

    @property
    def reserve(self) -> int:
        """What is there."""
        return self.transferred + self.topped_up

    @property
    def shortfall(self) -> int:
        """What is missing."""
        return max(self.required - self.reserve, 0)


def required_reserve(terms: MachineTerms, supply: int) -> int:
    """What the curve of these terms requires behind `supply` keys, in minor units.

    Raises InvalidInput naming the parameter, or `supply_cap` where the keys don't fit the curve
    or the ledger.
    """
    curve = curves.curve_from(terms.family, terms.parameters)
    curves.check_against_ledger(curve, terms.supply_cap)
    if terms.supply_cap is not None and supply > terms.supply_cap:
        raise InvalidInput(f"The old room has {supply} keys already.", field="supply_cap")
    if curve.max_supply is not None and supply > curve.max_supply:
        raise InvalidInput(
            f"This curve ends at {curve.max_supply} keys; the old room has {supply}.",
            field="family",
        )
    checked(curves.price(curve, supply), field="family")
    return checked(curve.integral(supply), field="family")


def open_legacy(
    desk: Desk,
    row_id: int,
    terms: MachineTerms,
    progress: Progress,
    announce: Announce = to_nobody,
) -> Done[ReserveState]:
    """Give the room its vending machine and its holders their keys; it stays shut until covered.

    The room's own token must be initialised and the platform switched over. Called again, it goes
    on where it was stopped; the terms of the first call count.
    announce: hears of each batch.
    Raises NotAllowed, NotFound (u302), WrongStage, WrongStatus, InvalidInput naming the field,
    AmountOverflow, Cancelled; what was issued until then stays issued.
    """
    with noted(desk, "legacy.open", row_id):
        desk.require(Permission.INITIALISE)
        if terms.fee_mode is FeeMode.INSIDE:
            raise InvalidInput(
                "Fees inside the cost are why the old reserve falls short.", field="fee_mode"
            )
        begun = desk.database.write(lambda connection: _begin(connection, desk, row_id, terms))
        held = announce(begun)
        while held.issued < held.holders:
            progress.step(held.issued, held.holders, "Issuing the keys")
            issued = desk.database.write(lambda connection: _issue(connection, desk, row_id))
            held = announce(issued)
        done = desk.database.write(lambda connection: _close(connection, desk, row_id))
        progress.step(held.holders, held.holders, "Issuing the keys")
        return done


def _begin(
    connection: Connection, desk: Desk, row_id: int, terms: MachineTerms
) -> Done[HeldLegacy]:
    held = hold_legacy(connection, row_id)
    if is_past(held.stage, MigrationStage.OPENED):
        return Done(held)
    check_stage(held.room_id, held.stage, MigrationStage.SWITCHED)
    required = required_reserve(terms, held.supply)
    own = connection.execute(select(room.c.id).where(room.c.room_id == held.room_id)).scalar_one()
    before = rooms.hold_room(connection, own)
    rooms.apply_step(connection, desk, before, Step.INITIALISE_MACHINE, making(desk, terms))
    opened = rooms.hold_room(connection, own)
    note = "Its keys came from the old system; the reserve isn't there yet."
    rooms.apply_step(connection, desk, opened, Step.PAUSE, lambda *_: {"sells_paused": True}, note)
    said = {"supply": held.supply, "holders": held.holders, "required": required}
    move(connection, desk, held, MigrationStage.OPENED, {"own_room_id": own}, said)
    held = hold_legacy(connection, row_id)
    return Done(held, changed(held))


def _issue(connection: Connection, desk: Desk, row_id: int) -> Done[HeldLegacy]:
    """Give the next batch of holders their keys."""
    held = hold_legacy(connection, row_id)
    if held.issued == held.holders:
        return Done(held)
    machine = _own_machine(connection, held)
    if connection.dialect.name == "postgresql":
        # Accounts come faster than the server counts them; by old counts it would look for them
        # by their asset, among all that this room has: 100 000 holders took 136 s.
        connection.execute(text("ANALYZE ledger_account"))
    rows = connection.execute(
        select(legacy_snapshot.c.number, legacy_snapshot.c.member_id, legacy_snapshot.c["keys"])
        .where(legacy_snapshot.c.legacy_room_id == row_id, legacy_snapshot.c.number > held.issued)
        .order_by(legacy_snapshot.c.number)
        .limit(IN_A_BATCH)
    ).all()
    for _, part in groupby(rows, key=lambda row: (row[0] - 1) // IN_AN_ENTRY):
        _post_keys(connection, desk, held, machine, [tuple(row) for row in part])
    supply = machine.supply + sum(row[2] for row in rows)
    _write_market(
        connection, machine, {"supply": supply, "price": curves.price(machine.curve, supply)}
    )
    write(connection, desk, held, {"issued": rows[-1][0]})
    issued = (*changed(held), Changed("entry"), Changed("member"))
    return Done(hold_legacy(connection, row_id), issued)


def _post_keys(
    connection: Connection,
    desk: Desk,
    held: HeldLegacy,
    machine: MachineView,
    rows: Sequence[tuple[Any, ...]],
) -> None:
    mint = AccountRef(machine.key_asset_id, "platform", 0, AccountRole.ISSUANCE)
    first, last = rows[0][0], rows[-1][0]
    post(
        connection,
        EntryDraft(
            book=f"room:{machine.room}",
            kind=ISSUE,
            actor=desk.actor,
            idempotency_key=f"legacy:{held.id}:keys:{first}",
            transfers=[
                TransferDraft(mint, AccountRef(machine.key_asset_id, "member", member), keys)
                for _, member, keys in rows
            ],
            request=[held.id, first, last],
            category="legacy",
            metadata={"room": held.room_id, "holders": [first, last]},
        ),
        desk.clock.now(),
    )


def _close(connection: Connection, desk: Desk, row_id: int) -> Done[ReserveState]:
    held = hold_legacy(connection, row_id)
    state = _cover(connection, desk, held, _own_machine(connection, held))
    return Done(state, changed(held))


def fill_reserve(
    desk: Desk,
    row_id: int,
    source: ReserveSource,
    amount: int,
    idempotency_key: str,
    reason: str = "",
) -> Done[ReserveState]:
    """Bring `amount` minor units into the room's own reserve, up to what its curve requires.

    reason: kept with the entry; a top-up needs one.
    The room can be resumed as soon as nothing is missing. Raises NotAllowed, NotFound (u302),
    WrongStage, InvalidInput naming the field, IdempotencyConflict.
    """
    check_note(
        reason,
        field="reason",
        what="A reason",
        longest=rooms.LONGEST_NOTE,
        required=source is ReserveSource.TOPPED_UP,
    )
    with noted(desk, "legacy.fill_reserve", row_id):
        desk.require(Permission.DEPOSIT)
        return desk.database.write(
            lambda connection: _fill(
                connection, desk, row_id, source, amount, idempotency_key, reason
            )
        )


def _fill(
    connection: Connection,
    desk: Desk,
    row_id: int,
    source: ReserveSource,
    amount: int,
    key: str,
    reason: str,
) -> Done[ReserveState]:
    held = hold_legacy(connection, row_id)
    if not is_past(held.stage, MigrationStage.OPENED) or held.issued < held.holders:
        check_stage(held.room_id, held.stage, MigrationStage.OPENED)
        raise InvalidInput("Not all keys are issued yet; open the room to the end first.")
    machine = _own_machine(connection, held)
    draft = _reserve_draft(desk, held, machine, source, amount, key, reason)
    state = reserve_state(machine.curve, held)
    if find_repeat(connection, key, request_hash(draft.kind, draft.request)) is not None:
        return Done(state)
    _check_amount(amount, state, machine.quote)
    posted = post(connection, draft, desk.clock.now())
    _write_market(connection, machine, {"reserve": machine.reserve + amount})
    before = {ReserveSource.TRANSFERRED: held.transferred, ReserveSource.TOPPED_UP: held.topped_up}[
        source
    ]
    write(connection, desk, held, {source.value: before + amount})
    trail.record(
        connection,
        desk,
        action="legacy.fill_reserve",
        subject_kind="legacy_room",
        subject_id=held.id,
        subject_name=held.room_id,
        before={source.value: before},
        after={source.value: before + amount, "entry": posted.id},
        reason=reason,
    )
    state = _cover(connection, desk, hold_legacy(connection, row_id), machine)
    return Done(state, (*changed(held), Changed("entry", (posted.id,))))


def _reserve_draft(
    desk: Desk,
    held: HeldLegacy,
    machine: MachineView,
    source: ReserveSource,
    amount: int,
    key: str,
    reason: str,
) -> EntryDraft:
    outside = AccountRef(machine.quote_asset_id, "platform", 0, AccountRole.ISSUANCE)
    reserve = AccountRef(machine.quote_asset_id, "room", machine.room, AccountRole.RESERVE)
    return EntryDraft(
        book=f"room:{machine.room}",
        kind=RESERVE,
        actor=desk.actor,
        idempotency_key=key,
        transfers=[TransferDraft(outside, reserve, amount)],
        request=[held.id, source.value, amount],
        memo=reason,
        category=source.value,
        metadata={"room": held.room_id},
    )


def _check_amount(amount: int, state: ReserveState, quote: str) -> None:
    if amount < 1:
        raise InvalidInput("Bring in at least 1 minor unit.", field="amount")
    if not state.shortfall:
        raise InvalidInput("The reserve is what the curve requires already.", field="amount")
    if amount > state.shortfall:
        raise InvalidInput(
            f"Only {state.shortfall} {quote} are missing; more would belong to nobody.",
            field="amount",
        )


def _cover(
    connection: Connection, desk: Desk, held: HeldLegacy, machine: MachineView
) -> ReserveState:
    """Note that the reserve is whole, if it is and nobody noted it yet."""
    state = reserve_state(machine.curve, held)
    if held.stage is MigrationStage.OPENED and held.issued == held.holders and not state.shortfall:
        move(connection, desk, held, MigrationStage.COVERED, {}, {"reserve": state.reserve})
    return state


def reserve_state(curve: Curve, held: HeldLegacy) -> ReserveState:
    """What the curve requires behind the snapshot's keys, and what was brought in."""
    return ReserveState(curve.integral(held.supply), held.transferred, held.topped_up)


def _own_machine(connection: Connection, held: HeldLegacy) -> MachineView:
    assert held.own_room_id is not None  # Written together with the stage.
    rooms.hold_room(connection, held.own_room_id)
    return read_machine(connection, held.own_room_id)


def _write_market(connection: Connection, machine: MachineView, values: Mapping[str, int]) -> None:
    connection.execute(update(room).where(room.c.id == machine.room).values(**values))
