"""What the page reads on the worker: the room's figures, markets, members, trades, holders."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection

from app.db.paging import QuerySource
from app.errors import NotFound, UserError
from app.fields import Fields, fields_of
from app.kit.numbers import unit
from app.listing import Listing, Page
from app.members.queries import MemberRow, find_members, member_by_id
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.queries import room_by_id
from app.vending import queries, valuation
from app.vending.machines import MachineView, read_machine
from app.vending.past import PastRoom, past_holders, past_room
from app.vending.queries import ROOM, DayFigures, MarketRow
from app.vending.rules import NotInitialised, Side
from app.vending.valuation import Solvency
from app.vending.view.curve.curve_series import CurveSamples, sample
from app.vending.view.price.price_series import BUY, SELL, TradeArrays
from app.vending.view.ticket.ticket_model import Funds, is_quick

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MarketQuery:
    """What the page wants to know.

    room, member: row ids; None takes the room with the most trades, or the room's largest holder.
    after: number of the last trade that the page has. held: whether to look up which rooms the
    member holds keys of. at: the time in the room's market, where it isn't the clock's.
    """

    room: int | None
    member: int | None
    after: int = 0
    held: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomReading:
    """A room at one moment.

    points: trades after `after`, oldest first. samples: the drawn curve, where working it out
    would take the GUI thread too long.
    """

    machine: MachineView
    figures: DayFigures
    solvency: Solvency
    creator: str
    after: int
    points: TradeArrays
    samples: CurveSamples | None


@dataclass(frozen=True, slots=True)
class MarketSnapshot:
    """Everything that the page shows besides its tables, as of one commit.

    room: None where there is none, or it has no machine; then `missing` names it and `problem`
    says why. held: row ids of rooms; None if it wasn't asked.
    """

    asked: MarketQuery
    markets: tuple[MarketRow, ...]
    held: frozenset[int] | None
    room: RoomReading | None
    funds: Funds | None
    slippage_bps: int
    missing: str = ""
    problem: UserError | None = None


def read_screen(desk: Desk, asked: MarketQuery) -> MarketSnapshot:
    """Everything that the page shows; runs on the worker."""
    now = desk.clock.now()
    return desk.database.read(lambda connection: _screen(connection, asked, now), snapshot=True)


def _screen(connection: Connection, asked: MarketQuery, now: datetime) -> MarketSnapshot:
    markets = queries.markets(connection, now)
    slippage = load_settings(connection).default_slippage_bps
    room: RoomReading | None = None
    funds: Funds | None = None
    missing, problem = "", None
    liveliest = max(markets, key=lambda each: each.trades, default=None)
    row = asked.room or (None if liveliest is None else liveliest.id)
    if row is not None:
        try:
            room = _room(connection, row, asked.after if asked.room == row else 0, asked.at or now)
            markets = tuple(_as_read(each, room) for each in markets)
            funds = _funds(connection, room.machine, asked.member)
        except (NotInitialised, NotFound) as error:
            problem = error
            if isinstance(error, NotInitialised):
                missing = room_by_id(connection, row).name
    held = None
    if asked.held:
        mine = () if funds is None else queries.markets(connection, now, held_by=funds.id)
        held = frozenset(each.id for each in mine)
    return MarketSnapshot(asked, markets, held, room, funds, slippage, missing, problem)


def _as_read(market: MarketRow, room: RoomReading) -> MarketRow:
    """The row of the room that was read tells the change of the same day as the header."""
    if market.id != room.machine.room:
        return market
    return replace(market, price_before=room.figures.price_before)


def _room(connection: Connection, row: int, after: int, now: datetime) -> RoomReading:
    machine = read_machine(connection, row)
    found = room_by_id(connection, row)
    points = queries.price_points(connection, row, after=after)
    curve = machine.curve
    samples = None
    if not is_quick(curve):
        cap = machine.rules.supply_cap
        samples = sample(curve.integral, machine.supply, cap, unit(machine.quote))
    return RoomReading(
        machine=machine,
        figures=queries.day_figures(connection, machine, now),
        solvency=valuation.solvency(curve, machine.supply, machine.reserve),
        creator=found.creator_name or found.creator_principal,
        after=after,
        points=arrays(points),
        samples=samples,
    )


def arrays(points: tuple[queries.PricePoint, ...]) -> TradeArrays:
    """Trades as the price chart takes them."""
    return TradeArrays(
        np.fromiter((each.at for each in points), np.int64, len(points)),
        np.fromiter((float(each.price) for each in points), np.float64, len(points)),
        np.fromiter((float(each.volume) for each in points), np.float64, len(points)),
        np.fromiter(
            (BUY if each.side is Side.BUY else SELL for each in points), np.int8, len(points)
        ),
    )


def _funds(connection: Connection, machine: MachineView, member: int | None) -> Funds | None:
    row = _member(connection, machine, member)
    if row is None:
        return None
    return Funds(
        row.id,
        row.username,
        row.status,
        queries.cash_of(connection, machine, row.id),
        queries.position_of(connection, machine, row.id),
    )


def _member(connection: Connection, machine: MachineView, member: int | None) -> MemberRow | None:
    if member is not None:
        try:
            return member_by_id(connection, member)
        except NotFound:
            # Another workspace's member was remembered: begin with one of this room.
            pass
    largest = queries.holders_page(connection, machine.key_asset_id, 0, 1).rows
    if largest:
        return member_by_id(connection, largest[0].id)
    return next(iter(find_members(connection, "", 1)), None)


def trade_source(desk: Desk) -> QuerySource:
    """Where tables get one room's trades."""
    return QuerySource(desk.database, queries.trades_page, queries.stream_trades)


@dataclass(frozen=True, slots=True)
class HolderShare:
    """A holder with the share of all keys, and the length of the bar, both 0 to 1."""

    id: int
    rank: int
    username: str
    keys: int
    share: float
    bar: float


HOLDER_FIELDS: Fields[HolderShare] = fields_of("rank", "holder=username", "keys", "share")


class HolderSource:
    """One room's holders, of today or as of a past trade."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: PastRoom | None = None

    def know(self, past: PastRoom) -> None:
        """Take over who held keys at a past trade, so that they need not be found once more."""
        self._known = past

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        """One page, largest first; nothing while no room is chosen."""
        return self._desk.database.read(
            lambda connection: self._page(connection, listing, offset, limit), snapshot=True
        )

    def stream(self, listing: Listing, work: Callable[[Iterator[HolderShare]], T]) -> T:
        """Give all holders, as of one moment, to `work`; what it returns."""
        return self._desk.database.read(
            lambda connection: work(iter(self._page(connection, listing, 0, sys.maxsize).rows)),
            snapshot=True,
        )

    def _page(self, connection: Connection, listing: Listing, offset: int, limit: int) -> Page:
        room, number = listing.filters.get(ROOM), listing.filters.get(queries.PAST)
        if room is None:
            return Page(offset, (), 0)
        if number is None:
            return _holders(connection, room, offset, limit)
        past = self._known
        if past is None or (past.machine.room, past.number) != (room, number):
            past = past_room(connection, room, number)
        page = past_holders(connection, past.holdings, offset, limit)
        largest = past.holdings[0].balance if past.holdings else 1
        return _lines(page, past.machine.supply, largest)


def _holders(connection: Connection, room: int, offset: int, limit: int) -> Page:
    try:
        machine = read_machine(connection, room)
    except UserError:
        return Page(offset, (), 0)
    page = queries.holders_page(connection, machine.key_asset_id, offset, limit)
    first = page if offset == 0 else queries.holders_page(connection, machine.key_asset_id, 0, 1)
    return _lines(page, machine.supply, first.rows[0].keys if first.rows else 1)


def _lines(page: Page, supply: int, largest: int) -> Page:
    supply = supply or 1
    lines = tuple(
        HolderShare(row.id, row.rank, row.username, row.keys, row.keys / supply, row.keys / largest)
        for row in page.rows
    )
    return replace(page, rows=lines)
