"""What the trading screens and reports read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    select,
    type_coerce,
)

from app.db.paging import PagedQuery, contains, one_of
from app.db.prepared import Prepared
from app.db.projection import Projection
from app.db.schema import table_of
from app.fields import Fields, fields_of
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AccountRole
from app.ledger.tables import Account, Asset
from app.listing import Listing, Page
from app.members.tables import Member
from app.rooms.rules import Status
from app.rooms.tables import Room
from app.vending import valuation
from app.vending.machines import MachineView
from app.vending.rules import Side
from app.vending.tables import Machine, Trade
from app.vending.trading import TRADES, TradeRow, trade_row
from app.vending.valuation import Position

room, machine, trade, member = (
    table_of(Room),
    table_of(Machine),
    table_of(Trade),
    table_of(Member),
)
account, asset = table_of(Account), table_of(Asset)

DAY = timedelta(days=1)
HALF = 2**31
ROOM = "room"
"""Name of the filter that says whose trades and holders a listing has: a row id."""
PAST = "past"
"""Name of the filter that leaves out what came after a trade: its number, 0 for before all."""

_BY_NUMBER = ("", "number", "at")


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A room in the list of markets; price in minor units of `quote`.

    price_before: what the next key cost 24 hours ago; None where nothing was traded before then.
    """

    id: int
    room_id: str
    name: str
    symbol: str
    quote: str
    status: Status
    is_demo: bool
    price: int
    price_before: int | None
    supply: int
    trades: int
    opened_at: datetime
    traded_at: datetime | None

    @property
    def change(self) -> float:
        """Change of the price in 24 hours in percent; 0 where there is nothing to compare with."""
        before = self.price_before
        return 100 * (self.price - before) / before if before else 0.0


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A room's last 24 hours; amounts in minor units. holders: members with at least one key."""

    volume: int
    creator_fees: int
    trades: int
    price_before: int | None
    holders: int


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One holder of a room's keys; `id` is the member's row id."""

    id: int
    rank: int
    username: str
    keys: int


@dataclass(frozen=True, slots=True)
class PricePoint:
    """One trade as the price chart draws it; `at` in microseconds since 1970."""

    number: int
    at: int
    price: int
    volume: int
    side: Side


def markets(
    connection: Connection, now: datetime, *, held_by: int | None = None
) -> tuple[MarketRow, ...]:
    """Rooms with a vending machine, dearest first.

    held_by: only those of which this member holds keys.
    """
    row = Projection(
        MarketRow,
        room,
        {
            "quote": asset.c.code,
            "price_before": _price_at(now - DAY),
            "opened_at": machine.c.created_at,
        },
        status=Status,
    )
    statement = (
        select(*row.columns)
        .join(machine, machine.c.room_id == room.c.id)
        .join(asset, asset.c.id == room.c.quote_asset_id)
        .order_by(room.c.price.desc(), room.c.id)
    )
    if held_by is not None:
        statement = statement.join(
            account,
            and_(
                account.c.asset_id == room.c.key_asset_id,
                account.c.owner_kind == "member",
                account.c.owner_id == held_by,
                account.c.balance > 0,
            ),
        )
    return tuple(map(row, connection.execute(statement)))


def _price_at(moment: datetime) -> Any:
    return (
        select(trade.c.price_after)
        .where(trade.c.room_id == room.c.id, trade.c.at < moment)
        .order_by(trade.c.at.desc(), trade.c.number.desc())
        .limit(1)
        .correlate(room)
        .scalar_subquery()
    )


def day_figures(
    connection: Connection, found: MachineView, now: datetime, *, holders: int | None = None
) -> DayFigures:
    """The room's last 24 hours, as of `now`, over the trades that the machine counts.

    holders: how many there were; None counts those of today.
    """
    since = trade.c.room_id == found.room, trade.c.at >= now - DAY
    first = connection.execute(
        select(trade.c.number).where(*since).order_by(trade.c.at, trade.c.number).limit(1)
    ).scalar()
    # Numbers follow the moments, so the day's trades are one range of numbers.
    sums = connection.execute(
        select(*_sums(trade.c.gross), *_sums(trade.c.creator_fee), func.count()).where(
            trade.c.room_id == found.room,
            trade.c.number.between(found.trades + 1 if first is None else first, found.trades),
        )
    ).one()
    before = connection.execute(select(_price_at(now - DAY)).where(room.c.id == found.room))
    if holders is None:
        holders = connection.execute(
            select(func.count()).select_from(account).where(_holds(found.key_asset_id))
        ).scalar_one()
    return DayFigures(
        _joined(sums[0], sums[1]),
        _joined(sums[2], sums[3]),
        int(sums[4]),
        before.scalar(),
        int(holders),
    )


def _sums(column: ColumnElement[int]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    # In two halves: SQLite fails over a sum that is larger than any single amount.
    return func.sum(column // HALF), func.sum(column % HALF)


def _joined(high: int | None, low: int | None) -> int:
    return int(high or 0) * HALF + int(low or 0)


def _holds(key_asset_id: int) -> Any:
    return and_(
        account.c.asset_id == key_asset_id,
        account.c.role == AccountRole.HOLDER.value,
        account.c.balance > 0,
    )


def holders_page(connection: Connection, key_asset_id: int, offset: int, limit: int) -> Page:
    """Holders of the key, largest first."""
    total = connection.execute(
        select(func.count()).select_from(account).where(_holds(key_asset_id))
    ).scalar_one()
    rows = connection.execute(
        select(member.c.id, member.c.username, account.c.balance)
        .join(member, member.c.id == account.c.owner_id)
        .where(_holds(key_asset_id))
        .order_by(account.c.balance.desc(), account.c.id)
        .offset(offset)
        .limit(limit)
    )
    return Page(
        offset,
        tuple(
            HolderRow(row.id, n, row.username, row.balance)
            for n, row in enumerate(rows, offset + 1)
        ),
        int(total),
    )


TRADE_FIELDS: Fields[TradeRow] = fields_of(
    "at", "side", "member=username", "keys", "price=price_after", "amount=gross", "fees", "total",
    "supply=supply_after", "number",
)  # fmt: skip
TRADE_PAGES: PagedQuery[TradeRow] = PagedQuery(
    source=TRADES,
    row=trade_row,
    id=trade.c.id,
    sorts={
        "number": trade.c.number,
        "at": trade.c.at,
        "member": member.c.username,
        "side": trade.c.side,
        "keys": trade.c["keys"],
        "price": trade.c.price_after,
        "gross": trade.c.gross,
        "total": trade.c.total,
        "fees": trade.c.creator_fee + trade.c.protocol_fee,
    },
    search=lambda text: contains(member.c.username, text),
    filters={
        ROOM: one_of(trade.c.room_id),
        "side": one_of(trade.c.side),
        "member": one_of(trade.c.member_id),
        PAST: lambda number: trade.c.number <= number,
    },
)


def trades_page(connection: Connection, listing: Listing, offset: int, limit: int) -> Page:
    """A page of the trades of the room that is a filter of the listing; none without a room.

    They come newest first unless the listing says otherwise.
    """
    room_row_id = listing.filters.get(ROOM)
    if room_row_id is None:
        return Page(offset, (), 0)
    narrowed = {name for name, value in listing.filters.items() if value} - {ROOM, PAST}
    if listing.search.strip() or narrowed or listing.sort not in _BY_NUMBER:
        return TRADE_PAGES.page(connection, listing, offset, limit)
    return _numbered_page(connection, room_row_id, listing, offset, limit)


def _numbered_page(
    connection: Connection, room_row_id: int, listing: Listing, offset: int, limit: int
) -> Page:
    # A room's trades are numbered without gaps, so any page of them is one range of numbers.
    total = int(
        connection.execute(select(room.c.trades).where(room.c.id == room_row_id)).scalar() or 0
    )
    past = listing.filters.get(PAST)
    total = total if past is None else min(total, past)
    newest_first = listing.descending or not listing.sort
    first, last = offset + 1, min(offset + limit, total)
    if newest_first:
        first, last = total - last + 1, total - offset
    order = trade.c.number.desc() if newest_first else trade.c.number.asc()
    rows = connection.execute(
        select(*trade_row.columns)
        .select_from(TRADES)
        .where(trade.c.room_id == room_row_id, trade.c.number.between(first, last))
        .order_by(order)
    )
    return Page(offset, tuple(map(trade_row, rows)), total)


def stream_trades(connection: Connection, listing: Listing) -> Iterator[TradeRow]:
    """All trades of the room that is a filter of the listing; none without a room."""
    if listing.filters.get(ROOM) is None:
        return iter(())
    return TRADE_PAGES.stream(connection, listing)


_price_point = Projection(
    PricePoint,
    trade,
    {
        "at": type_coerce(trade.c.at, BigInteger),
        "price": trade.c.price_after,
        "volume": trade.c.gross,
    },
    side=Side,
)


def price_points(
    connection: Connection, room_row_id: int, *, after: int = 0, last: int | None = None
) -> tuple[PricePoint, ...]:
    """The room's trades for the price chart, oldest first.

    after: only trades with a higher number. last: only that many newest ones.
    """
    if last is not None:
        newest = connection.execute(select(room.c.trades).where(room.c.id == room_row_id)).scalar()
        after = max(after, (newest or 0) - last)
    rows = connection.execute(
        select(*_price_point.columns)
        .where(trade.c.room_id == room_row_id, trade.c.number > after)
        .order_by(trade.c.number)
    )
    return tuple(map(_price_point, rows))


_OF_MEMBER = Prepared(
    select(trade.c.side, trade.c["keys"], trade.c.total)
    .where(
        trade.c.member_id == bindparam("member"),
        trade.c.room_id == bindparam("room"),
        trade.c.number <= bindparam("last"),
    )
    .order_by(trade.c.number)
)


def position_of(
    connection: Connection, found: MachineView, member_id: int, *, held: int | None = None
) -> Position:
    """The member's keys in a room, what is left in them of the money paid, and their worth.

    held: the keys they have; None for those of today.
    Average cost: a sale, or a gift, takes out the same share of the money as of the keys.
    """
    if held is None:
        held = balance_of(connection, AccountRef(found.key_asset_id, "member", member_id))
    keys = paid = 0
    values = {"member": member_id, "room": found.room, "last": found.trades}
    for side, traded, total in _OF_MEMBER.all(connection, values):
        if side == Side.BUY.value:
            keys, paid = keys + traded, paid + total
        else:
            # Keys that came as a transfer were free, so a sale can exceed what was bought.
            sold = min(traded, keys)
            keys, paid = keys - sold, paid - (paid * sold // keys if keys else 0)
    if keys > held:
        # Keys that were given away took their share of the money along.
        paid = paid * held // keys
    return valuation.position(found.curve, found.fees, found.supply, held, paid)


def cash_of(connection: Connection, found: MachineView, member_id: int) -> int:
    """What the member can spend in the room, in minor units of its quote asset."""
    return balance_of(connection, AccountRef(found.quote_asset_id, "member", member_id))
