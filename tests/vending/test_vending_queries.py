"""What the trading screens read: markets, a day's figures, holders, trades and prices."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.db.clock import SetClock
from app.db.database import Database
from app.db.schema import to_microseconds
from app.listing import Listing, Page
from app.operators.desk import Desk
from app.rooms import service as rooms
from app.rooms.rules import Status
from app.vending import queries
from app.vending.machines import read_machine
from app.vending.queries import ROOM, TRADE_PAGES, DayFigures, HolderRow, MarketRow, PricePoint
from app.vending.rules import Side
from app.vending.trading import TradeRow, execute, place
from tests.factories import (
    NOON,
    Market,
    desk_of,
    give,
    linear_terms,
    make_market,
    make_member,
    make_room,
    order,
)
from tests.rooms.stages import room_at

DAY = timedelta(days=1)
TINY = timedelta(microseconds=1)


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    """A platform admin's desk whose clock the test sets."""
    return desk_of(database, clock=clock)


@pytest.fixture
def market(database: Database) -> Market:
    """A room with 41 trades of three members, some at the same moment."""
    market = make_market(database, members=3)
    dice = random.Random(7)

    def work(connection: Connection) -> None:
        for number in range(41):
            member = market.members[number % 3]
            side = Side.SELL if number > 5 and dice.random() < 0.4 else Side.BUY
            keys = 1 if side is Side.SELL else dice.randint(1, 4)
            wanted = order(market.room, member, keys, side)
            at = NOON + timedelta(minutes=number // 3)
            execute(connection, wanted, actor="tester", at=at)

    database.write(work)
    return market


def markets(desk: Desk, held_by: int | None = None) -> tuple[MarketRow, ...]:
    now = desk.clock.now()
    return desk.database.read(lambda c: queries.markets(c, now, held_by=held_by))


def day(desk: Desk, room: int) -> DayFigures:
    def read(connection: Connection) -> DayFigures:
        machine = read_machine(connection, room)
        return queries.day_figures(connection, machine, desk.clock.now())

    return desk.database.read(read)


def test_markets_are_rooms_with_a_machine_dearest_first(desk: Desk, clock: SetClock) -> None:
    ana = make_member(desk, "ana")
    give(desk, ana, 10**12)
    cheap = make_room(desk, "cheap", name="Cheap")
    dear = make_room(desk, "dear", name="Dear", terms=linear_terms(quote="sats"), is_demo=True)
    room_at(desk, Status.INITIALISED, "hall")
    give(desk, ana, 10**12, asset="sats")
    clock.advance(DAY)
    place(desk, order(dear, ana, 3))
    rooms.pause(desk, cheap)
    first, second = markets(desk)
    assert first == MarketRow(
        id=dear,
        room_id="dear",
        name="Dear",
        symbol="ROOM",
        quote="sats",
        status=Status.TRADING,
        is_demo=True,
        price=1_300_000,
        price_before=None,
        supply=3,
        trades=1,
        opened_at=NOON,
        traded_at=NOON + DAY,
    )
    assert (second.id, second.status, second.traded_at) == (cheap, Status.PAUSED, None)
    assert [row.id for row in markets(desk, held_by=ana)] == [dear]
    place(desk, order(dear, ana, 3, Side.SELL))
    assert markets(desk, held_by=ana) == ()


def test_trade_of_24_hours_ago_is_of_the_day_and_one_before_sets_the_price(
    desk: Desk, clock: SetClock
) -> None:
    ana, bo = make_member(desk, "ana"), make_member(desk, "bo")
    give(desk, ana, 10**12)
    room = make_room(desk)
    place(desk, order(room, ana, 5))
    assert day(desk, room) == DayFigures(6_000_000, 150_000, 1, None, 1)
    clock.advance(DAY)
    place(desk, order(room, ana, 1))
    assert day(desk, room) == DayFigures(7_500_000, 187_500, 2, None, 1)
    assert markets(desk)[0].price_before is None
    clock.advance(TINY)
    assert day(desk, room) == DayFigures(1_500_000, 37_500, 1, 1_500_000, 1)
    assert markets(desk)[0].price_before == 1_500_000
    clock.advance(DAY)
    assert day(desk, room) == DayFigures(0, 0, 0, 1_600_000, 1)
    place(desk, order(room, ana, 6, Side.SELL))
    assert day(desk, room).holders == 0
    assert bo not in {row.id for row in holders(desk, room, 0, 10).rows}


def test_price_before_is_of_the_last_trade_at_that_moment(desk: Desk, clock: SetClock) -> None:
    ana = make_member(desk, "ana")
    give(desk, ana, 10**12)
    room = make_room(desk)
    for keys in (1, 1, 1):
        place(desk, order(room, ana, keys))
    clock.advance(DAY + TINY)
    assert markets(desk)[0].price_before == 1_300_000
    assert markets(desk)[0].change == 0.0
    place(desk, order(room, ana, 13))
    assert markets(desk)[0].change == 100.0


def test_market_without_a_price_to_compare_with_did_not_change(desk: Desk) -> None:
    make_room(desk)
    assert (markets(desk)[0].price_before, markets(desk)[0].change) == (None, 0.0)


def test_day_of_the_largest_amounts_adds_up(desk: Desk) -> None:
    whale = make_member(desk, "whale")
    give(desk, whale, 9 * 10**18)
    terms = linear_terms(family="flat", parameters={"price": 4 * 10**18})
    room = make_room(desk, terms=terms)
    for _ in range(3):
        place(desk, order(room, whale, 1))
        place(desk, order(room, whale, 1, Side.SELL))
    figures = day(desk, room)
    assert (figures.volume, figures.creator_fees) == (24 * 10**18, 6 * 10**17)


def holders(desk: Desk, room: int, offset: int, limit: int) -> Page:
    def read(connection: Connection) -> Page:
        asset = read_machine(connection, room).key_asset_id
        return queries.holders_page(connection, asset, offset, limit)

    return desk.database.read(read)


def test_holders_are_ranked_largest_first(desk: Desk) -> None:
    room = make_room(desk)
    for name, keys in (("ana", 2), ("bo", 5), ("cem", 2), ("dora", 1)):
        member = make_member(desk, name)
        give(desk, member, 10**9)
        place(desk, order(room, member, keys))
    place(desk, order(room, 4, 1, Side.SELL))
    rows = (HolderRow(2, 1, "bo", 5), HolderRow(1, 2, "ana", 2), HolderRow(3, 3, "cem", 2))
    assert holders(desk, room, 0, 10) == Page(0, rows, 3)
    assert holders(desk, room, 1, 1) == Page(1, rows[1:2], 3)
    assert holders(desk, room, 5, 5) == Page(5, (), 3)


@given(
    sort=st.sampled_from(["", "number", "at"]),
    descending=st.booleans(),
    offset=st.integers(0, 45),
    limit=st.integers(0, 45),
)
def test_page_by_numbers_is_the_page_by_sorting(
    market: Market, sort: str, descending: bool, offset: int, limit: int
) -> None:
    listing = Listing(sort, descending)
    quick = trades(market, listing, offset, limit)
    sorted_ = Listing(sort, descending, filters={"room": market.room})
    slow = market.desk.database.read(lambda c: TRADE_PAGES.page(c, sorted_, offset, limit))
    assert quick == slow
    assert quick.total == 41


def of_room(room: int, listing: Listing | None = None) -> Listing:
    listing = listing or Listing()
    return replace(listing, filters={**listing.filters, ROOM: room})


def trades(market: Market, listing: Listing, offset: int = 0, limit: int = 100) -> Page:
    return market.desk.database.read(
        lambda c: queries.trades_page(c, of_room(market.room, listing), offset, limit)
    )


def test_newest_trades_come_first_unless_asked_otherwise(market: Market) -> None:
    numbers = [row.number for row in trades(market, Listing()).rows]
    assert numbers == list(range(41, 0, -1))
    assert [row.number for row in trades(market, Listing("number")).rows] == numbers[::-1]


@pytest.mark.parametrize("sort", list(TRADE_PAGES.sorts))
def test_every_sort_is_total_and_turns_around(market: Market, sort: str) -> None:
    up = trades(market, Listing(sort)).rows
    down = trades(market, Listing(sort, descending=True)).rows
    assert up == down[::-1]
    assert len({row.id for row in up}) == 41


def test_trades_are_searched_and_filtered(market: Market) -> None:
    everything: tuple[TradeRow, ...] = trades(market, Listing()).rows

    def found(search: str = "", **filters: object) -> set[int]:
        listing = Listing(search=search, filters=filters)
        page = trades(market, listing)
        assert page.total == len(page.rows)
        return {row.number for row in page.rows}

    def wanted(**values: object) -> set[int]:
        return {
            row.number
            for row in everything
            if all(getattr(row, name) == value for name, value in values.items())
        }

    assert found("MEMBER-2") == wanted(member=2)
    assert found("zero\0") == found("%") == set()
    assert found(side="sell") == wanted(side=Side.SELL)
    assert found(side=("sell", "buy")) == wanted()
    assert found(member=1, side="buy") == wanted(member=1, side=Side.BUY)
    assert found(side="", member=None) == wanted()
    assert found("member-3", side="sell") == wanted(member=3, side=Side.SELL)


def test_trades_of_other_rooms_stay_out(market: Market) -> None:
    other = make_room(market.desk, "other")
    place(market.desk, order(other, 1, 1))
    assert trades(market, Listing()).total == 41
    assert trades(market, Listing(sort="total")).total == 41
    database = market.desk.database
    everything = database.read(lambda c: tuple(TRADE_PAGES.stream(c, Listing("at"))))
    assert len(everything) == 42
    of_other = database.read(lambda c: tuple(queries.stream_trades(c, of_room(other))))
    assert [row.room for row in of_other] == [other]
    assert database.read(lambda c: queries.trades_page(c, of_room(77), 0, 9)) == Page(0, (), 0)


def test_price_points_are_the_trades_in_their_order(market: Market) -> None:
    rows: tuple[TradeRow, ...] = trades(market, Listing("number")).rows

    def points(**options: int) -> tuple[PricePoint, ...]:
        return market.desk.database.read(lambda c: queries.price_points(c, market.room, **options))

    assert points() == tuple(
        PricePoint(row.number, to_microseconds(row.at), row.price_after, row.gross, row.side)
        for row in rows
    )
    assert points(after=38) == points()[38:]
    assert points(last=5) == points()[-5:]
    assert points(after=39, last=5) == points()[39:]
    assert points(last=500) == points()
    assert points(after=41) == ()
