"""The room as of a past trade is what the live reading said when that trade was the last."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.db.clock import SetClock
from app.db.database import Database
from app.errors import InvalidInput
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AccountRole
from app.ledger.service import reverse
from app.listing import Listing
from app.operators.desk import Desk
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.rooms.rules import Status
from app.vending import queries, valuation
from app.vending.machines import MachineView, read_machine
from app.vending.past import PastRoom, past_cash, past_holders, past_position, past_room
from app.vending.queries import PAST, ROOM, DayFigures, HolderRow
from app.vending.rules import FeeMode, NotInitialised, Side
from app.vending.trading import TradeRow, place
from app.vending.valuation import Position, Solvency
from tests.factories import Market, desk_of, give, linear_terms, make_member, make_room, order
from tests.rooms.stages import room_at

MEMBERS = 4


@dataclass(frozen=True, slots=True)
class Live:
    """What the page said right after a trade, from today's balances."""

    machine: MachineView
    figures: DayFigures
    solvency: Solvency
    fees: tuple[int, int]
    holders: tuple[HolderRow, ...]
    positions: tuple[Position, ...]
    cash: tuple[int, ...]
    trades: tuple[TradeRow, ...]


def live(market: Market) -> Live:
    """Read everything as it is now."""
    now = market.desk.clock.now()

    def read(connection: Connection) -> Live:
        machine = read_machine(connection, market.room)
        quote = machine.quote_asset_id
        creator, protocol = (
            balance_of(connection, AccountRef(quote, "room", market.room, role))
            for role in (AccountRole.CREATOR_FEES, AccountRole.PROTOCOL_FEES)
        )
        return Live(
            machine,
            queries.day_figures(connection, machine, now),
            valuation.solvency(machine.curve, machine.supply, machine.reserve),
            (creator, protocol),
            queries.holders_page(connection, machine.key_asset_id, 0, 99).rows,
            tuple(queries.position_of(connection, machine, each) for each in market.members),
            tuple(queries.cash_of(connection, machine, each) for each in market.members),
            queries.trades_page(connection, Listing(filters={ROOM: market.room}), 0, 999).rows,
        )

    return market.desk.database.read(read, snapshot=True)


def then(market: Market, number: int) -> Live:
    """Read everything as of a trade."""

    def read(connection: Connection) -> Live:
        past = past_room(connection, market.room, number)
        assert past.number == number
        return Live(
            past.machine,
            past.figures,
            past.solvency,
            (past.creator_fees, past.protocol_fees),
            past_holders(connection, past.holdings, 0, 99).rows,
            tuple(past_position(connection, past, each) for each in market.members),
            tuple(past_cash(connection, past, each) for each in market.members),
            queries.trades_page(
                connection, Listing(filters={ROOM: market.room, PAST: number}), 0, 999
            ).rows,
        )

    return market.desk.database.read(read, snapshot=True)


def past(market: Market, number: int) -> PastRoom:
    """The room as of a trade."""
    return market.desk.database.read(
        lambda connection: past_room(connection, market.room, number), snapshot=True
    )


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    """A platform admin's desk whose clock the test sets."""
    return desk_of(database, clock=clock)


def market_of(desk: Desk, **terms: object) -> Market:
    """A demo room with four members who have money."""
    members = tuple(make_member(desk, f"member-{number}") for number in range(MEMBERS))
    for each in members:
        give(desk, each, 10**12)
    room = make_room(desk, terms=linear_terms(**terms), creator=members[0], is_demo=True)
    return Market(desk, room, members)


def trade_along(market: Market, clock: SetClock, trades: int, seed: int) -> list[Live]:
    """Live readings before the first trade and after each, with much else in between."""
    dice = random.Random(seed)
    other = make_room(market.desk, "other")
    seen = [live(market)]
    while len(seen) <= trades:
        # Some trades share their moment, some leave the day before behind.
        clock.advance(timedelta(minutes=dice.choice((0, 0, 7, 300, 900))))
        _disturb(market, other, dice)
        member = dice.choice(market.members)
        held = _held(market, member)
        selling = held > 0 and dice.random() < 0.45
        keys = dice.randint(1, min(held, 6)) if selling else dice.randint(1, 6)
        side = Side.SELL if selling else Side.BUY
        place(market.desk, order(market.room, member, keys, side))
        seen.append(live(market))
    _disturb(market, other, dice)
    return seen


def _held(market: Market, member: int) -> int:
    def read(connection: Connection) -> int:
        asset = read_machine(connection, market.room).key_asset_id
        return balance_of(connection, AccountRef(asset, "member", member))

    return market.desk.database.read(read)


def _disturb(market: Market, other: int, dice: random.Random) -> None:
    """Deposits, their reversals, keys passed on, and trades of another room."""
    desk, members = market.desk, market.members
    given = give(desk, dice.choice(members), dice.randint(1, 10**9))
    if dice.random() < 0.5:
        at = desk.clock.now()
        desk.database.write(
            lambda connection: reverse(connection, given, actor="ada", at=at, reason="Twice")
        )
    place(desk, order(other, dice.choice(members), 2))
    giver, taker = dice.sample(members, 2)
    held = _held(market, giver)
    if held and dice.random() < 0.6:
        amount = held if dice.random() < 0.3 else dice.randint(1, held)
        key = f"pass:{dice.random()}"
        sent = transfer_keys(desk, KeyTransfer(market.room, amount, giver, taker, giver, key)).value
        if dice.random() < 0.4:
            at = desk.clock.now()
            desk.database.write(
                lambda connection: reverse(connection, sent, actor="ada", at=at, reason="Oops")
            )


@pytest.mark.parametrize("mode", list(FeeMode))
def test_each_past_moment_is_what_the_live_reading_said_then(
    desk: Desk, clock: SetClock, mode: FeeMode
) -> None:
    market = market_of(desk, fee_mode=mode)
    seen = trade_along(market, clock, trades=45, seed=11)
    for number, said in enumerate(seen):
        found = then(market, number)
        for name in Live.__slots__:
            if number == 0 and name == "cash":
                # Before the first trade means right before it: deposits up to then count.
                continue
            assert getattr(found, name) == getattr(said, name), (number, name)


def test_keys_passed_on_count_from_the_next_trade_on(desk: Desk) -> None:
    market = market_of(desk)
    first, second = market.members[:2]
    place(market.desk, order(market.room, first, 5))
    transfer_keys(desk, KeyTransfer(market.room, 2, first, second, first, "gift"))
    place(market.desk, order(market.room, first, 1))
    held = [{each.owner: each.balance for each in past(market, n).holdings} for n in range(3)]
    assert held == [{}, {first: 5}, {first: 4, second: 2}]


def test_before_the_first_trade_the_room_is_empty(desk: Desk, clock: SetClock) -> None:
    market = market_of(desk)
    place(market.desk, order(market.room, market.members[0], 3))
    before = past(market, 0)
    assert before.trade is None
    assert (before.machine.supply, before.machine.reserve, before.machine.trades) == (0, 0, 0)
    assert before.machine.price == 1_000_000
    assert before.figures == DayFigures(0, 0, 0, None, 0)
    assert before.holdings == ()
    assert before.today.supply == 3
    assert before.solvency.solvent


def test_a_room_without_trades_has_one_moment(desk: Desk) -> None:
    market = market_of(desk)
    only = past(market, 0)
    assert only.machine == replace(only.today, price=1_000_000)
    with pytest.raises(InvalidInput) as refused:
        past(market, 1)
    assert refused.value.field == "number"


@pytest.mark.parametrize("number", [-1, 3, 2**70])
def test_a_trade_that_is_not_there_is_refused(desk: Desk, number: int) -> None:
    market = market_of(desk)
    for _ in range(2):
        place(market.desk, order(market.room, market.members[0], 1))
    with pytest.raises(InvalidInput) as refused:
        past(market, number)
    assert refused.value.code == "NO_SUCH_TRADE"


def test_a_room_without_a_machine_has_no_past(desk: Desk) -> None:
    room = room_at(desk, Status.INITIALISED, "hall")
    with pytest.raises(NotInitialised):
        desk.database.read(lambda connection: past_room(connection, room, 0))


def test_what_comes_later_changes_no_past_moment(desk: Desk, clock: SetClock) -> None:
    market = market_of(desk)
    trade_along(market, clock, trades=8, seed=4)
    before = [replace(past(market, n), today=past(market, 0).machine) for n in range(9)]
    for _ in range(5):
        clock.advance(timedelta(hours=3))
        place(market.desk, order(market.room, market.members[1], 2))
        _disturb(market, make_room(desk, f"room-{_}{clock.now()}"), random.Random(_))
    after = [replace(past(market, n), today=past(market, 0).machine) for n in range(9)]
    assert after == before


def test_trades_up_to_a_moment_are_sorted_searched_and_filtered(
    desk: Desk, clock: SetClock
) -> None:
    market = market_of(desk)
    trade_along(market, clock, trades=20, seed=2)

    def found(number: int, **asked: Any) -> list[int]:
        filters = {ROOM: market.room, PAST: number, **asked.pop("filters", {})}
        listing = Listing(filters=filters, **asked)
        page = desk.database.read(lambda c: queries.trades_page(c, listing, 0, 999))
        assert page.total == len(page.rows)
        streamed = desk.database.read(lambda c: tuple(queries.stream_trades(c, listing)))
        assert {row.id for row in streamed} == {row.id for row in page.rows}
        return [row.number for row in page.rows]

    assert found(0) == found(0, sort="total") == []
    assert found(7) == [7, 6, 5, 4, 3, 2, 1]
    assert found(7, sort="at") == [1, 2, 3, 4, 5, 6, 7]
    assert sorted(found(7, sort="total")) == [1, 2, 3, 4, 5, 6, 7]
    buys, sells = (found(12, filters={"side": side}) for side in ("buy", "sell"))
    assert sorted(buys + sells) == list(range(1, 13))
    assert set(found(12, search="member-1")) <= set(range(1, 13))
