"""Buying and selling keys: one trade, one entry, one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from app.amounts import checked
from app.changes import Changed, Done
from app.db.prepared import Prepared, pipelined
from app.db.projection import Projection
from app.db.schema import from_microseconds, table_of, to_microseconds
from app.errors import NotAllowed, NotFound, UserError
from app.ledger.posting import Posted, find_repeat, post_new, request_hash
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AccountRole, EntryDraft, InsufficientBalance, TransferDraft
from app.members.rules import MemberStatus
from app.members.tables import Member
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms.tables import Room
from app.vending import rules
from app.vending.machines import MachineView, hold_machine, machine_from
from app.vending.rules import NotEnough, Quote, Side
from app.vending.tables import Trade

room, trade, member = table_of(Room), table_of(Trade), table_of(Member)


@dataclass(frozen=True, slots=True)
class Order:
    """What a member wants to trade.

    keys: how many, whole.
    limit: the most to pay, or the least to get, fees included, in minor units; None for none.
    idempotency_key: one for one click, however often it is sent.
    """

    room: int
    member: int
    side: Side
    keys: int
    limit: int | None
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class TradeRow:
    """A committed trade; amounts in minor units of the room's quote asset.

    id: the same as its entry's. number: 1 for the room's first.
    total: what the buyer paid or the seller got.
    """

    id: int
    room: int
    number: int
    entry: int
    member: int
    username: str
    side: Side
    at: datetime
    keys: int
    gross: int
    creator_fee: int
    protocol_fee: int
    total: int
    price_after: int
    supply_after: int

    @property
    def fees(self) -> int:
        """Both fees together."""
        return self.creator_fee + self.protocol_fee


@dataclass(frozen=True, slots=True)
class Trader:
    """A member as far as trades depend on it.

    keys: how many are held. cash: minor units to spend; None leaves money to the ledger.
    """

    is_creator: bool
    keys: int
    username: str = ""
    status: str = MemberStatus.ACTIVE
    cash: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a trade would be: quote is None where it can't be worked out."""

    quote: Quote | None
    refusal: UserError | None

    def allowed(self) -> Quote:
        """The quote; raises the refusal if there is one."""
        if self.refusal is not None:
            raise self.refusal
        assert self.quote is not None  # Else the refusal says why.
        return self.quote


_INSERT_TRADE = Prepared(insert(trade).values({c.name: bindparam(c.name) for c in trade.c}))
_UPDATE_ROOM = Prepared(
    update(room)
    .where(room.c.id == bindparam("row"))
    .values(
        supply=bindparam("supply_now"),
        reserve=bindparam("reserve_now"),
        price=bindparam("price_now"),
        trades=bindparam("trades_now"),
        traded_at=bindparam("moment"),
        changed_at=bindparam("moment"),
    )
)
_SELECT_ROOM_ID = Prepared(select(room.c.room_id).where(room.c.id == bindparam("row")))
_SELECT_MEMBER = Prepared(
    select(member.c.username, member.c.status).where(member.c.id == bindparam("member"))
)
trade_row = Projection(
    TradeRow,
    trade,
    {
        "room": trade.c.room_id,
        "entry": trade.c.entry_id,
        "member": trade.c.member_id,
        "username": member.c.username,
    },
    side=Side,
)
TRADES = trade.join(member, member.c.id == trade.c.member_id)


def place(desk: Desk, order: Order) -> Done[TradeRow]:
    """Carry out an order, whole or not at all.

    The same order sent twice under one idempotency key trades once and returns the first trade.
    Raises NotAllowed, NotFound, the contract's errors u201 to u208, IdempotencyConflict,
    AmountOverflow, AccountFrozen. A refusal writes nothing but a line in the audit trail.
    """
    try:
        desk.require(Permission.TRADE)
        return desk.database.write(
            lambda connection: execute_alone(
                connection, order, actor=desk.actor, at=desk.clock.now()
            )
        )
    except UserError as error:
        _note_refusal(desk, order, error)
        raise


def _note_refusal(desk: Desk, order: Order, error: UserError) -> None:
    try:
        found = desk.database.read(
            lambda connection: _SELECT_ROOM_ID.first(connection, {"row": order.room})
        )
    except UserError:
        # What kept the trade from being read keeps its name from being read; it is told as such.
        found = None
    trail.record_refusal(
        desk,
        action=f"trade.{order.side.value}",
        subject_kind="room",
        subject_id=order.room,
        subject_name=found[0] if found else str(order.room),
        error=error,
    )


def execute_alone(
    connection: Connection, order: Order, *, actor: str, at: datetime
) -> Done[TradeRow]:
    """As `execute`, for an order that is all of its transaction."""
    row = execute(connection, order, actor=actor, at=at)
    trade, room = Changed("trade", (row.id,)), Changed("room", (row.room,))
    return Done(row, (trade, room, Changed("member", (row.member,))))


def execute(connection: Connection, order: Order, *, actor: str, at: datetime) -> TradeRow:
    """Carry out an order within the caller's transaction; it must roll back if this raises.

    at: when the trade happens; a trade that waited for its turn is no earlier than the one before.
    Raises as `place` does.
    """
    request = [order.room, order.member, order.side.value, order.keys, order.limit]
    # With the room held, the same order sent a moment ago has been carried out: it is found here,
    # and not refused for the price that it moved or the money that it spent.
    with pipelined(connection):
        asked = hold_machine(connection, order.room)
        member_row = _SELECT_MEMBER.send(connection, {"member": order.member})
        repeat = find_repeat(connection, order.idempotency_key, request_hash("trade", request))
        if repeat is None:
            machine = machine_from(asked)
            at = max(at, from_microseconds(machine.traded_at))
            username = _trading_member(member_row.first())
            quote = quote_for(connection, machine, order)
            rules.check_limit(quote, order.limit)
            posted = _book(connection, machine, order, quote, request, actor, at)
            return _write(connection, machine, order, quote, posted, username, at)
    return trade_of_entry(connection, repeat.id)


def _trading_member(row: tuple[Any, ...] | None) -> str:
    if row is None:
        raise NotFound("There is no such member.", code="MEMBER_NOT_FOUND", field="member")
    username, status = row
    _check_member(username, status)
    return str(username)


def _check_member(username: str, status: str) -> None:
    if status != MemberStatus.ACTIVE:
        raise NotAllowed(
            f"{username} is {status} and can't trade.",
            code="MEMBER_NOT_ACTIVE",
            field="member",
        )


def quote_for(connection: Connection, machine: MachineView, order: Order) -> Quote:
    """The quote for an order at the machine's supply, once the machine's rules allow it."""
    keys = 0
    if order.side is Side.SELL:
        keys = balance_of(connection, AccountRef(machine.key_asset_id, "member", order.member))
    trader = Trader(order.member == machine.creator_member_id, keys)
    return assess(machine, order.side, order.keys, trader).allowed()


def assess(machine: MachineView, side: Side, keys: int, trader: Trader | None = None) -> Assessment:
    """What a trade would cost or bring, and why it would be refused (pure).

    trader: None for nobody in particular; then only what holds for everybody counts.
    """
    quote, refusal = None, None
    try:
        _check_rules(machine, side, keys, trader)
    except UserError as error:
        refusal = error
    try:
        quote = _quote(machine, side, keys)
        if trader is not None and refusal is None:
            _check_member(trader.username, trader.status)
            _check_money(machine, quote, trader.cash)
    except UserError as error:
        refusal = refusal or error
    return Assessment(quote, refusal)


def largest_buy(machine: MachineView, budget: int) -> Quote:
    """The largest buy whose total is within `budget` minor units; of 0 keys if none is."""
    return rules.quote_budget(
        machine.curve,
        machine.fees,
        machine.supply,
        budget,
        mode=machine.fee_mode,
        supply_cap=machine.rules.supply_cap,
    )


def _check_rules(machine: MachineView, side: Side, keys: int, trader: Trader | None) -> None:
    if side is Side.BUY:
        by_creator = trader is None or trader.is_creator
        rules.check_buy(machine.rules, machine.supply, keys, by_creator=by_creator)
    else:
        held = max(keys, machine.supply) if trader is None else trader.keys
        rules.check_sell(machine.rules, machine.supply, keys, held=held)


def _quote(machine: MachineView, side: Side, keys: int) -> Quote:
    ask = rules.quote_buy if side is Side.BUY else rules.quote_sell
    quote = ask(machine.curve, machine.fees, machine.supply, keys, mode=machine.fee_mode)
    for amount in (quote.gross, quote.total, quote.price_after, quote.supply_after):
        checked(amount, field="keys")
    return quote


def _check_money(machine: MachineView, quote: Quote, cash: int | None) -> None:
    if cash is None:
        return
    if quote.side is Side.BUY and quote.total > cash:
        raise _unpayable(machine, quote, cash)
    if quote.side is Side.SELL and quote.gross > machine.reserve:
        raise _uncovered(machine, quote)


def _unpayable(machine: MachineView, quote: Quote, cash: int) -> NotEnough:
    return NotEnough(
        f"This needs {quote.total} {machine.quote}, and the member has {cash}.",
        field="keys",
        details={"required": quote.total, "available": cash},
    )


def _uncovered(machine: MachineView, quote: Quote) -> NotEnough:
    return NotEnough(
        f"The reserve holds too little to buy back {quote.keys} keys: "
        f"{quote.gross} {machine.quote} are needed.",
        field="keys",
        details={"required": quote.gross, "available": machine.reserve},
    )


def _book(
    connection: Connection,
    machine: MachineView,
    order: Order,
    quote: Quote,
    request: Sequence[object],
    actor: str,
    at: datetime,
) -> Posted:
    draft = EntryDraft(
        book=f"room:{machine.room}",
        kind="trade",
        actor=actor,
        idempotency_key=order.idempotency_key,
        transfers=_transfers(machine, order.member, quote),
        request=request,
        category=order.side.value,
        metadata={"room": machine.room_id, "keys": quote.keys, "gross": quote.gross},
    )
    try:
        return post_new(connection, draft, at)
    except InsufficientBalance as error:
        raise _not_enough(connection, machine, order, quote, error) from None


def _transfers(machine: MachineView, member_id: int, quote: Quote) -> list[TransferDraft]:
    cash = AccountRef(machine.quote_asset_id, "member", member_id)
    reserve = AccountRef(machine.quote_asset_id, "room", machine.room, AccountRole.RESERVE)
    creator = AccountRef(machine.quote_asset_id, "room", machine.room, AccountRole.CREATOR_FEES)
    protocol = AccountRef(machine.quote_asset_id, "room", machine.room, AccountRole.PROTOCOL_FEES)
    keys = AccountRef(machine.key_asset_id, "member", member_id)
    mint = AccountRef(machine.key_asset_id, "platform", 0, AccountRole.ISSUANCE)
    if quote.side is Side.BUY:
        moves = [
            (cash, reserve, quote.reserve_change),
            (cash, creator, quote.creator_fee),
            (cash, protocol, quote.protocol_fee),
            (mint, keys, quote.keys),
        ]
    else:
        moves = [
            (keys, mint, quote.keys),
            (reserve, cash, quote.total),
            (reserve, creator, quote.creator_fee),
            (reserve, protocol, quote.protocol_fee),
        ]
    return [TransferDraft(debit, credit, amount) for debit, credit, amount in moves if amount]


def _not_enough(
    connection: Connection,
    machine: MachineView,
    order: Order,
    quote: Quote,
    error: InsufficientBalance,
) -> NotEnough:
    if order.side is Side.SELL and error.asset == machine.quote:
        return _uncovered(machine, quote)
    if order.side is Side.SELL:
        # The member passed keys on to somebody else while this order waited.
        return rules.too_few_keys(quote.keys, error.available)
    cash = balance_of(connection, AccountRef(machine.quote_asset_id, "member", order.member))
    return _unpayable(machine, quote, cash)


def _write(
    connection: Connection,
    machine: MachineView,
    order: Order,
    quote: Quote,
    posted: Posted,
    username: str,
    at: datetime,
) -> TradeRow:
    moment = to_microseconds(at)
    values = {
        "id": posted.id,
        "room_id": machine.room,
        "number": machine.trades + 1,
        "entry_id": posted.id,
        "member_id": order.member,
        "side": quote.side.value,
        "at": moment,
        "keys": quote.keys,
        "gross": quote.gross,
        "creator_fee": quote.creator_fee,
        "protocol_fee": quote.protocol_fee,
        "total": quote.total,
        "price_after": quote.price_after,
        "supply_after": quote.supply_after,
    }
    _INSERT_TRADE.run(connection, values)
    _UPDATE_ROOM.run(
        connection,
        {
            "row": machine.room,
            "supply_now": quote.supply_after,
            "reserve_now": machine.reserve + quote.reserve_change,
            "price_now": quote.price_after,
            "trades_now": machine.trades + 1,
            "moment": moment,
        },
    )
    return TradeRow(
        id=posted.id,
        room=machine.room,
        number=machine.trades + 1,
        entry=posted.id,
        member=order.member,
        username=username,
        side=quote.side,
        at=at,
        keys=quote.keys,
        gross=quote.gross,
        creator_fee=quote.creator_fee,
        protocol_fee=quote.protocol_fee,
        total=quote.total,
        price_after=quote.price_after,
        supply_after=quote.supply_after,
    )


def trade_of_entry(connection: Connection, entry_id: int) -> TradeRow:
    """The trade that an entry booked, which must be one."""
    row = connection.execute(
        select(*trade_row.columns).select_from(TRADES).where(trade.c.entry_id == entry_id)
    ).one()
    return trade_row(row)
