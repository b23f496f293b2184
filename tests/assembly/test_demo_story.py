"""The demo's story as data, and the chance that fills it in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assembly.demo import people
from app.assembly.demo.cast import MEMBERS, joinings
from app.assembly.demo.crowd import DemoCrowd, Purses
from app.assembly.demo.dice import Dice
from app.assembly.demo.launch import pauses, steps
from app.assembly.demo.market import DemoOrder, Market, trade_times
from app.assembly.demo.people import KNOWN
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.story import DAY, HISTORY, LAUNCH, MarketStory, RoomStory, path
from app.members.rules import check_username
from app.operators.passwords import Argon2Hasher
from app.operators.rules import check_display_name, check_name
from app.rooms import rules as room_rules
from app.rooms.rules import Metadata, Status, Step
from app.vending.curves import FAMILIES, Linear, check_against_ledger, cost, curve_from
from app.vending.rules import FeeMode, Side

UNTIL = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
MARKETS = {room.room_id: room.market for room in ROOMS if room.market is not None}


class TestDice:
    def test_the_numbers_of_a_seed_and_name_are_the_same_everywhere(self) -> None:
        dice = Dice(42, "room 123")
        assert [dice.below(1_000) for _ in range(8)] == [597, 420, 618, 225, 509, 876, 817, 39]

    def test_names_and_seeds_have_numbers_of_their_own(self) -> None:
        rolls = {
            tuple(dice.below(1_000_000) for _ in range(3))
            for dice in (Dice(1, "a"), Dice(1, "b"), Dice(2, "a"))
        }
        assert len(rolls) == 3

    @given(st.integers(), st.integers(-50, 50), st.integers(0, 100))
    def test_a_number_lies_between_its_bounds(self, seed: int, low: int, span: int) -> None:
        dice = Dice(seed, "any")
        assert low <= dice.between(low, low + span) <= low + span

    def test_what_never_and_always_happens(self) -> None:
        dice = Dice(7, "any")
        assert not any(dice.chance(0) for _ in range(100))
        assert all(dice.chance(1_000) for _ in range(100))

    def test_every_choice_is_picked_sometimes(self) -> None:
        dice = Dice(7, "any")
        assert {dice.pick("abc") for _ in range(100)} == set("abc")


class TestPeople:
    def test_usernames_are_allowed_and_nobody_has_another_ones(self) -> None:
        found = people.members(3_000)
        for each in found:
            check_username(each.username)
        assert len({each.username for each in found}) == 3_000

    def test_a_larger_demo_begins_with_the_same_people(self) -> None:
        assert people.members(500)[:MEMBERS] == people.members(MEMBERS)

    def test_operators_have_names_that_the_workspace_takes(self) -> None:
        for each in (people.ADMIN, people.SUPPORT, people.VIEWER):
            check_name(each.name)
            check_display_name(each.display_name)

    def test_the_stored_hash_is_that_of_the_demos_password(self) -> None:
        hasher = Argon2Hasher()
        assert hasher.matches(people.DEMO_PASSWORD_HASH, people.DEMO_PASSWORD)
        assert not hasher.matches(people.DEMO_PASSWORD_HASH, "another")
        assert not hasher.is_outdated(people.DEMO_PASSWORD_HASH)


class TestRooms:
    def test_ids_and_symbols_are_used_once(self) -> None:
        assert len({room.room_id for room in ROOMS}) == len(ROOMS) >= 14
        assert len({room.symbol for room in ROOMS}) == len(ROOMS)

    @pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.symbol)
    def test_the_factory_takes_each_rooms_metadata(self, room: RoomStory) -> None:
        room_rules.check_room_id(room.room_id)
        room_rules.check_metadata(Metadata(room.name, room.symbol))
        assert room.creator in {member.username for member in KNOWN}

    @pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.symbol)
    def test_each_step_of_a_rooms_life_is_allowed_and_in_the_past(self, room: RoomStory) -> None:
        status, before = Status.DRAFT, UNTIL - HISTORY
        for at, later in steps(room, UNTIL):
            assert before <= at <= UNTIL
            before = at
            if later.step is not Step.CREATE:
                status = room_rules.next_status(later.step, status)
        assert (room.market is not None) == (len(room.waits) == len(LAUNCH))

    def test_rooms_are_created_in_the_order_of_their_ids(self) -> None:
        assert [room.room_id for room in ROOMS] == sorted(room.room_id for room in ROOMS)
        assert [room.drafted for room in ROOMS] == sorted(
            (room.drafted for room in ROOMS), reverse=True
        )

    def test_every_curve_and_both_assets_are_there_and_one_room_keeps_its_fees_inside(self) -> None:
        assert {market.family for market in MARKETS.values()} == set(FAMILIES)
        assert {market.quote for market in MARKETS.values()} == {"sats", "uSTX"}
        assert [market.fee_mode for market in MARKETS.values()].count(FeeMode.INSIDE) == 1

    @pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
    def test_a_market_fits_the_ledger_and_its_story_fits_the_market(
        self, market: MarketStory
    ) -> None:
        curve = curve_from(market.family, market.parameters)
        check_against_ledger(curve, market.supply_cap)
        ends = [end for end in (curve.max_supply, market.supply_cap) if end is not None]
        highest = max(point.supply for point in market.points)
        assert all(highest < end for end in ends)
        agos = [point.ago for point in market.points]
        assert agos == sorted(agos, reverse=True)
        assert agos[-1] == timedelta()

    def test_buys_are_closed_while_a_room_is_paused_and_after_its_end(self) -> None:
        found = {room.symbol: pauses(room, UNTIL) for room in ROOMS if room.later}
        (start, end) = found["ORDLG"][0]
        assert end is not None
        assert timedelta() < end - start < DAY
        assert found["AIRDR"] == ((UNTIL - 20 * DAY, None),)
        assert found["BUILD"] == ()


class TestCrowd:
    def test_a_buyer_keeps_at_least_half_of_what_they_have(self) -> None:
        purses = Purses()
        for member in range(1, 9):
            purses.add("sats", member, member * 100)
        crowd = DemoCrowd(members=list(range(1, 9)))
        dice = Dice(1, "buyers")
        for total in (10, 200, 399):
            for _ in range(50):
                buyer = crowd.buyer(dice, purses, "sats", total)
                assert buyer is None or purses.of("sats", buyer) >= 2 * total

    def test_nobody_buys_what_nobody_can_pay(self) -> None:
        crowd = DemoCrowd(members=[1, 2, 3])
        assert crowd.buyer(Dice(1, "buyers"), Purses(), "sats", 1) is None

    def test_those_who_keep_their_keys_are_never_sellers(self) -> None:
        crowd = DemoCrowd(loyal={2})
        crowd.moved(1, 3)
        crowd.moved(2, 50)
        assert {crowd.seller(Dice(seed, "sellers")) for seed in range(30)} == {1}
        assert crowd.largest_seller() == 1

    @given(st.lists(st.tuples(st.integers(1, 6), st.integers(-3, 3)), max_size=80))
    def test_sellers_are_exactly_those_who_hold_keys(self, moves: list[tuple[int, int]]) -> None:
        crowd = DemoCrowd()
        for member, keys in moves:
            crowd.moved(member, max(keys, -crowd.keys.get(member, 0)))
        holders = {member for member, keys in crowd.keys.items() if keys}
        found = {crowd.seller(Dice(seed, "sellers")) for seed in range(60)}
        assert found - {None} <= holders
        assert (None in found) == (not holders)


class TestMarket:
    def test_times_lie_between_opening_and_end_more_of_them_by_day(self) -> None:
        times = trade_times(Dice(3, "times"), UNTIL - 40 * DAY, UNTIL, 2_000)
        assert len(times) == 2_000
        assert list(times) == sorted(times)
        assert times[0] >= UNTIL - 40 * DAY
        assert times[-1] <= UNTIL
        by_day = sum(1 for at in times if 12 <= at.hour < 20)
        by_night = sum(1 for at in times if at.hour < 8)
        assert by_day > 3 * by_night

    def test_the_supply_goes_where_the_story_says(self) -> None:
        market = _market(trades=400)
        _live(market)
        assert market.supply == 50

    def test_the_same_seed_trades_the_same(self) -> None:
        first, second = _market(trades=120), _market(trades=120)
        assert _live(first) == _live(second)

    def test_nobody_buys_during_a_pause_and_the_supply_only_falls(self) -> None:
        market = _market(trades=300, closed_for=5 * DAY)
        trades = _live(market)
        late = [wish for at, wish in trades if at >= UNTIL - 5 * DAY]
        assert {wish.side for wish in late} <= {Side.SELL}
        assert any(wish.side is Side.BUY for _, wish in trades)

    def test_a_cap_is_not_passed(self) -> None:
        market = _market(trades=300, cap=55)
        highest = 0
        for _, wish in _live(market):
            highest += wish.keys if wish.side is Side.BUY else -wish.keys
            assert highest <= 55

    @pytest.mark.parametrize("last", [False, True])
    def test_nobody_sells_what_the_reserve_cant_buy_back(self, last: bool) -> None:
        market = _market(trades=300, fee_mode=FeeMode.INSIDE)
        market.supply, market.reserve = 80, 1_000
        market.crowd.moved(1, 80)
        wishes = [market.wish(UNTIL - DAY, Purses(), last=last) for _ in range(50)]
        sales = [wish for wish in wishes if wish is not None]
        assert sales
        assert all(cost(market.curve, 80 - each.keys, each.keys) <= 1_000 for each in sales)
        # The last key alone is worth 179.
        market.reserve = 178
        assert not any(market.wish(UNTIL - DAY, Purses(), last=last) for _ in range(50))

    def test_without_members_nothing_happens(self) -> None:
        market = _market(trades=10)
        market.crowd.members.clear()
        assert market.wish(UNTIL - DAY, Purses(), last=False) is None


class TestJoining:
    def test_members_join_one_after_another_with_money_of_their_own(self) -> None:
        found = list(joinings(42, MEMBERS, UNTIL, [("1", "sats", 300), ("2", "uSTX", 1_000)]))
        times = [each.at for each in found]
        assert times == sorted(times)
        assert times[0] >= UNTIL - HISTORY
        assert times[-1] < UNTIL - DAY
        for each in found:
            assets = {deposit.asset for deposit in each.deposits}
            assert "sats" in assets
            assert ("2" in each.rooms) == ("uSTX" in assets)
            assert all(each.at < deposit.at < UNTIL for deposit in each.deposits)

    def test_about_as_many_are_part_of_a_crowd_as_the_story_says(self) -> None:
        found = list(joinings(42, 1_000, UNTIL, [("1", "sats", 300)]))
        assert 250 < sum(1 for each in found if each.rooms) < 350


def _market(
    *,
    trades: int,
    closed_for: timedelta | None = None,
    cap: int | None = None,
    fee_mode: FeeMode = FeeMode.ON_TOP,
) -> Market:
    story = MarketStory(
        "sats", "linear", {"base": 100, "slope": 1}, trades=trades, crowd=500,
        points=path((20, 40), (10, 30), (0, 50)), supply_cap=cap, fee_mode=fee_mode,
    )  # fmt: skip
    closed = () if closed_for is None else ((UNTIL - closed_for, None),)
    market = Market(story, Linear(100, 1), Dice(9, "market"), UNTIL - 30 * DAY, UNTIL, closed)
    market.crowd.members.extend(range(1, 21))
    return market


def _live(market: Market) -> list[tuple[datetime, DemoOrder]]:
    """Let the market's story happen without a ledger; members are never short of money."""
    purses = Purses({("sats", member): 10**9 for member in market.crowd.members})
    times, done = market.times(), []
    for number, at in enumerate(times, 1):
        wish = market.wish(at, purses, last=number == len(times))
        if wish is not None:
            keys = wish.keys if wish.side is Side.BUY else -wish.keys
            market.supply += keys
            market.crowd.moved(wish.member, keys)
            done.append((at, wish))
    return done
