"""A room's vending machine: how it is initialised, and what a trade has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Connection, bindparam, insert, select, type_coerce, update

from app.addresses import parse_principal
from app.changes import Changed, Done
from app.db.prepared import Prepared, Result
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotFound
from app.ledger.assets import AssetRow, find_asset
from app.ledger.rules import AssetKind, canonical
from app.ledger.tables import Asset
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.rules import Status, Step, next_status
from app.rooms.service import Change, HeldRoom, hold_room, note_step, require, take_step
from app.rooms.tables import LegacyRoom, Room
from app.vending import curves
from app.vending.curves import Curve
from app.vending.rules import FeeMode, Fees, NotInitialised, TradeRules
from app.vending.tables import Machine

room, machine, asset = table_of(Room), table_of(Machine), table_of(Asset)
legacy_room = table_of(LegacyRoom)


@dataclass(frozen=True, slots=True)
class MachineTerms:
    """What a vending machine is initialised with; fixed from then on but for the treasury.

    quote: code of the asset that keys are priced in (`sats`, `uSTX`).
    parameters: of the curve's family, integers or their text.
    supply_cap: the most keys there can be; None for no cap.
    treasury: the Stacks principal that protocol fees are for.
    """

    quote: str
    family: str
    parameters: Mapping[str, object]
    treasury: str
    fees: Fees = field(default_factory=Fees)
    fee_mode: FeeMode = FeeMode.ON_TOP
    supply_cap: int | None = None
    first_key_creators: bool = False
    last_key_kept: bool = False


@dataclass(frozen=True, slots=True)
class MachineView:
    """A room's machine and market at one moment; amounts in minor units of `quote`.

    supply, reserve, price: as last committed. trades: how many there were.
    traded_at: microseconds since 1970 of the last trade; 0 before the first one.
    """

    room: int
    room_id: str
    name: str
    symbol: str
    status: Status
    is_demo: bool
    creator_member_id: int | None
    key_asset_id: int
    quote_asset_id: int
    quote: str
    curve: Curve
    fees: Fees
    fee_mode: FeeMode
    rules: TradeRules
    treasury: str
    supply: int
    reserve: int
    price: int
    trades: int
    traded_at: int


def initialise_machine(desk: Desk, room_row_id: int, terms: MachineTerms) -> Done[int]:
    """Give the room its vending machine (KeyVendingMachine.initialize) and open it for trading.

    Raises NotAllowed (u300), NotFound (u302), WrongStatus, and InvalidInput naming the field;
    the historic fee mode `inside` is refused on rooms that are not for demos.
    """
    make = making(desk, terms)

    def change(connection: Connection, held: HeldRoom) -> Mapping[str, Any]:
        _refuse_legacy(connection, held)
        return make(connection, held)

    return take_step(desk, room_row_id, Step.INITIALISE_MACHINE, change)


def making(desk: Desk, terms: MachineTerms) -> Change:
    """What the step "initialise the machine" writes; raises as `initialise_machine` does."""
    curve = curves.curve_from(terms.family, terms.parameters)
    curves.check_against_ledger(curve, terms.supply_cap)

    def change(connection: Connection, held: HeldRoom) -> Mapping[str, Any]:
        network = load_settings(connection).network
        treasury = parse_principal(terms.treasury, field="treasury", network=network)
        _check_fee_mode(connection, held, terms.fee_mode)
        quote = _quote_asset(connection, terms.quote)
        connection.execute(insert(machine), _row(desk, held, terms, curve, treasury))
        return {"quote_asset_id": quote.id, "price": curves.price(curve, 0)}

    return change


def _refuse_legacy(connection: Connection, held: HeldRoom) -> None:
    found = connection.execute(
        select(legacy_room.c.id).where(
            legacy_room.c.room_id == held.room_id, legacy_room.c.snapshot_at.is_not(None)
        )
    ).first()
    if found is not None:
        raise Conflict(
            "This room comes from the old system with its keys; open it from its snapshot.",
            code="HAS_SNAPSHOT",
        )


def _quote_asset(connection: Connection, code: str) -> AssetRow:
    try:
        found = find_asset(connection, code)
    except NotFound as error:
        raise NotFound(error.message, code=error.code, field="quote") from None
    if found.kind is not AssetKind.QUOTE:
        raise InvalidInput(f"Keys aren't priced in {found.name}.", field="quote")
    return found


def _check_fee_mode(connection: Connection, held: HeldRoom, mode: FeeMode) -> None:
    is_demo = connection.execute(select(room.c.is_demo).where(room.c.id == held.id)).scalar_one()
    if mode is FeeMode.INSIDE and not is_demo:
        raise InvalidInput(
            "Fees inside the cost leave the reserve short; only demo rooms can show that.",
            field="fee_mode",
        )


def _row(
    desk: Desk, held: HeldRoom, terms: MachineTerms, curve: Curve, treasury: str
) -> dict[str, Any]:
    return {
        "room_id": held.id,
        "family": terms.family,
        "parameters": canonical(curves.params_of(curve)).decode(),
        "fee_mode": terms.fee_mode.value,
        "creator_buy_bps": terms.fees.creator_buy_bps,
        "protocol_buy_bps": terms.fees.protocol_buy_bps,
        "creator_sell_bps": terms.fees.creator_sell_bps,
        "protocol_sell_bps": terms.fees.protocol_sell_bps,
        "supply_cap": terms.supply_cap,
        "first_key_rule": terms.first_key_creators,
        "last_key_rule": terms.last_key_kept,
        "treasury_principal": treasury,
        "created_at": desk.clock.now(),
        "version": 1,
    }


def change_treasury(desk: Desk, room_row_id: int, principal: str) -> Done[int]:
    """Name another treasury for the protocol's fees, audited with before and after."""
    require(desk, Step.CHANGE_TREASURY)

    def work(connection: Connection) -> Done[int]:
        held = hold_room(connection, room_row_id)
        next_status(Step.CHANGE_TREASURY, held.status)
        network = load_settings(connection).network
        treasury = parse_principal(principal, field="treasury", network=network)
        before = connection.execute(
            select(machine.c.treasury_principal).where(machine.c.room_id == held.id)
        ).scalar_one()
        connection.execute(
            update(machine)
            .where(machine.c.room_id == held.id)
            .values(treasury_principal=treasury, version=machine.c.version + 1)
        )
        connection.execute(
            update(room)
            .where(room.c.id == held.id)
            .values(changed_at=desk.clock.now(), version=held.version + 1)
        )
        note_step(
            connection, desk, held.id, held.room_id, Step.CHANGE_TREASURY, held.status, held.status,
            before={"treasury": before}, values={"treasury": treasury}, note=treasury,
        )  # fmt: skip
        return Done(held.id, (Changed("room", (held.id,)),))

    return desk.database.write(work)


@lru_cache(maxsize=512)
def curve_of(family: str, parameters: str) -> Curve:
    """The curve that a machine's row describes."""
    return curves.curve_from(family, msgspec.json.decode(parameters, type=dict[str, object]))


_MACHINE = (
    select(
        room.c.id.label("room"), room.c.room_id, room.c.name, room.c.symbol, room.c.status,
        room.c.sells_paused, room.c.is_demo, room.c.creator_member_id, room.c.key_asset_id,
        room.c.quote_asset_id, asset.c.code.label("quote"), room.c.supply, room.c.reserve,
        room.c.price, room.c.trades, type_coerce(room.c.traded_at, BigInteger).label("traded_at"),
        machine.c.family, machine.c.parameters, machine.c.fee_mode,
        machine.c.creator_buy_bps, machine.c.protocol_buy_bps, machine.c.creator_sell_bps,
        machine.c.protocol_sell_bps, machine.c.supply_cap, machine.c.first_key_rule,
        machine.c.last_key_rule, machine.c.treasury_principal,
    )
    .select_from(
        room.outerjoin(machine, machine.c.room_id == room.c.id).outerjoin(
            asset, asset.c.id == room.c.quote_asset_id
        )
    )
    .where(room.c.id == bindparam("row"))
)  # fmt: skip
_NAMES = tuple(str(column.key) for column in _MACHINE.selected_columns)
_READ_MACHINE = Prepared(_MACHINE)
_HOLD_MACHINE = Prepared(_MACHINE.with_for_update(of=room))


def read_machine(connection: Connection, room_row_id: int) -> MachineView:
    """The room's machine and market. Raises NotFound (u302) and NotInitialised (u204)."""
    return machine_from(_READ_MACHINE.send(connection, {"row": room_row_id}))


def hold_machine(connection: Connection, room_row_id: int) -> Result:
    """Ask for the room's machine, and keep its row so that nobody else trades in between.

    `machine_from` reads the answer; until then a server may be asked further things.
    """
    return _HOLD_MACHINE.send(connection, {"row": room_row_id})


def machine_from(answer: Result) -> MachineView:
    """The machine that was asked for. Raises NotFound (u302) and NotInitialised (u204)."""
    found = answer.first()
    if found is None:
        raise NotFound("There is no such room.", code="u302", field="room")
    row = dict(zip(_NAMES, found, strict=True))
    if row["family"] is None:
        raise NotInitialised("This room has no vending machine yet.", field="room")
    return _view(row)


def _view(row: Mapping[str, Any]) -> MachineView:
    status = Status(row["status"])
    return MachineView(
        room=row["room"],
        room_id=row["room_id"],
        name=row["name"],
        symbol=row["symbol"],
        status=status,
        is_demo=bool(row["is_demo"]),
        creator_member_id=row["creator_member_id"],
        key_asset_id=row["key_asset_id"],
        quote_asset_id=row["quote_asset_id"],
        quote=row["quote"],
        curve=curve_of(row["family"], row["parameters"]),
        fees=Fees(
            row["creator_buy_bps"],
            row["protocol_buy_bps"],
            row["creator_sell_bps"],
            row["protocol_sell_bps"],
        ),
        fee_mode=FeeMode(row["fee_mode"]),
        rules=TradeRules(
            supply_cap=row["supply_cap"],
            first_key_creators=bool(row["first_key_rule"]),
            last_key_kept=bool(row["last_key_rule"]),
            buys_paused=status is not Status.TRADING,
            sells_paused=status is Status.PAUSED and bool(row["sells_paused"]),
        ),
        treasury=row["treasury_principal"],
        supply=row["supply"],
        reserve=row["reserve"],
        price=row["price"],
        trades=row["trades"],
        traded_at=row["traded_at"] or 0,
    )
