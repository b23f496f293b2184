"""What the page reads: one room's figures as of one commit, members, trades, holders."""

import pytest

from app.listing import Listing
from app.rooms import service as rooms
from app.rooms.rules import Metadata
from app.rooms.service import Creator
from app.vending.curves import Sigmoid
from app.vending.queries import ROOM
from app.vending.rules import NotInitialised, Side
from app.vending.trading import place
from app.vending.view.price.price_series import BUY, SELL
from app.vending.view.reading import (
    HolderSource,
    MarketQuery,
    read_screen,
    trade_source,
)
from app.vending.view.ticket.candidates import find_choices
from tests.factories import Market, linear_terms, make_member, make_room, order
from tests.factories import testnet_address as address_of


@pytest.fixture
def traded(market: Market) -> Market:
    """Five buys and a sale."""
    for _ in range(5):
        place(market.desk, order(market.room, market.members[1], 2))
    place(market.desk, order(market.room, market.members[1], 3, Side.SELL))
    return market


def test_without_a_wish_the_first_room_and_its_largest_holder_are_read(traded: Market) -> None:
    screen = read_screen(traded.desk, MarketQuery(None, None))
    assert screen.room is not None
    assert screen.room.machine.room == traded.room
    assert screen.funds is not None
    assert screen.funds.username == "member-2"
    assert screen.funds.position.keys == 7
    assert screen.slippage_bps == 50
    assert screen.held is None


def test_trades_come_as_arrays_and_only_new_ones(traded: Market) -> None:
    room = read_screen(traded.desk, MarketQuery(traded.room, None)).room
    assert room is not None
    assert len(room.points) == 6
    assert list(room.points.side) == [BUY] * 5 + [SELL]
    later = read_screen(traded.desk, MarketQuery(traded.room, None, after=6)).room
    assert later is not None
    assert len(later.points) == 0
    assert later.after == 6


def test_held_rooms_are_looked_up_on_demand(traded: Market) -> None:
    make_room(traded.desk, "other")
    asked = MarketQuery(traded.room, traded.members[1], held=True)
    assert read_screen(traded.desk, asked).held == frozenset({traded.room})
    nobody = MarketQuery(traded.room, traded.members[2], held=True)
    assert read_screen(traded.desk, nobody).held == frozenset()


def test_an_unknown_member_gives_way_to_one_of_the_room(traded: Market) -> None:
    funds = read_screen(traded.desk, MarketQuery(traded.room, 999)).funds
    assert funds is not None
    assert funds.id == traded.members[1]


def test_a_room_without_a_machine_is_named(market: Market) -> None:
    creator = Creator(principal=address_of("creator"))
    draft = rooms.create_room_token(market.desk, "draft", Metadata("Draft", "DRF"), creator).value
    screen = read_screen(market.desk, MarketQuery(draft, None))
    assert screen.room is None
    assert screen.missing == "Draft"
    assert isinstance(screen.problem, NotInitialised)


def test_slow_curves_come_with_their_points(market: Market) -> None:
    terms = linear_terms(
        family="sigmoid", parameters={"max": 20_000, "steepness_permille": 20, "mid": 220}
    )
    slow = make_room(market.desk, "slow", terms=terms)
    reading = read_screen(market.desk, MarketQuery(slow, None)).room
    assert reading is not None
    assert isinstance(reading.machine.curve, Sigmoid)
    assert reading.samples is not None
    quick = read_screen(market.desk, MarketQuery(market.room, None)).room
    assert quick is not None
    assert quick.samples is None


def test_candidates_come_with_what_they_can_spend(market: Market) -> None:
    reading = read_screen(market.desk, MarketQuery(market.room, None)).room
    assert reading is not None
    make_member(market.desk, "poor")
    found = find_choices(market.desk, reading.machine, "")
    assert {each.username: each.cash for each in found}["poor"] == 0
    (first,) = find_choices(market.desk, reading.machine, "member-1")
    assert (first.id, first.cash) == (market.members[0], 10**10)


def test_trades_of_one_room_only(traded: Market) -> None:
    other = make_room(traded.desk, "other")
    place(traded.desk, order(other, traded.members[0], 1))
    source = trade_source(traded.desk)
    listing = Listing(filters={ROOM: traded.room})
    assert source.page(listing, 0, 100).total == 6
    assert len(source.stream(listing, list)) == 6
    sales = Listing(filters={ROOM: traded.room, "side": "sell"})
    assert [row.side for row in source.stream(sales, list)] == [Side.SELL]
    assert source.page(Listing(), 0, 100).total == 0
    assert source.stream(Listing(), list) == []


def test_holders_have_their_share_on_every_page(traded: Market) -> None:
    place(traded.desk, order(traded.room, traded.members[0], 1))
    source = HolderSource(traded.desk)
    listing = Listing(filters={ROOM: traded.room})
    first, second = source.page(listing, 0, 100).rows
    assert (first.share, first.bar) == (7 / 8, 1.0)
    (alone,) = source.page(listing, 1, 1).rows
    assert alone == second
    assert (alone.rank, alone.bar) == (2, 1 / 7)
    assert source.page(Listing(), 0, 100).total == 0
    assert source.page(Listing(filters={ROOM: 999}), 0, 100).total == 0
