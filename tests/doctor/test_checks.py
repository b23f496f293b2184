"""Each check says what trying everything says, on small machines with any prices at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.doctor.checks import (
    check_amounts,
    check_reserve,
    check_round_trip,
    check_rounding,
    check_split,
)
from app.doctor.examination import examine
from app.doctor.nodes import NoPrice
from app.doctor.search import Ground
from app.doctor.shape_checks import LIMITS, check_monotony, check_overflow
from app.doctor.subject import pair_of, price_of, table_of, tutorial
from app.doctor.trades import Bench, TrialOrder, gain_of, play, reserve_of
from app.doctor.verdict import TITLES, Check, CheckStatus, Finding
from app.vending.rules import FeeMode, Fees, Side

END = 5
"""Keys that the small machines have."""

ORDERS = [(supply, keys) for supply in range(END) for keys in range(1, END - supply + 1)]
SHIFTS = [Fraction(0), Fraction(1, 2)]


@dataclass(frozen=True)
class SmallMachine:
    """Any amount for each buy, and for each sale back over the same keys; None for no price."""

    bought: tuple[int | None, ...]
    sold: tuple[int | None, ...]
    shift: Fraction | None = None
    title = "Small machine"
    max_supply = END
    slack = 0
    effort = 1
    summed_to = None

    def buy(self, supply: int, keys: int) -> int:
        return self._found(self.bought, supply, keys)

    def sell(self, supply: int, keys: int) -> int:
        return self._found(self.sold, supply - keys, keys)

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        """As if a buy had lost, and a sale won, that much by rounding; None for not known."""
        if self.shift is None:
            return None
        if side is Side.BUY:
            return self.buy(supply, keys) + self.shift
        return self.sell(supply, keys) - self.shift

    def workable(self, supply: int, keys: int) -> bool:
        return True

    def widest(self, supply: int) -> int:
        return 1_000 * supply

    def _found(self, amounts: tuple[int | None, ...], low: int, keys: int) -> int:
        amount = amounts[ORDERS.index((low, keys))]
        if amount is None:
            raise NoPrice("There is none.")
        return amount


def lists(values: st.SearchStrategy[int | None]) -> st.SearchStrategy[tuple[int | None, ...]]:
    return st.lists(values, min_size=len(ORDERS), max_size=len(ORDERS)).map(tuple)


priced = st.integers(0, 30)
machines = st.builds(SmallMachine, lists(priced), lists(priced), st.sampled_from([None, *SHIFTS]))
gaps = st.builds(
    SmallMachine, lists(st.integers(-3, 30) | st.none()), lists(st.integers(-3, 30) | st.none())
)
charges = st.builds(Fees, *[st.integers(0, 1_000)] * 4)


def prepared(
    subject: SmallMachine, fees: Fees | None = None, mode: FeeMode = FeeMode.ON_TOP
) -> tuple[Bench, Ground]:
    return Bench(subject, fees or Fees(), mode), Ground(subject, 1_000)


def partitions(keys: int) -> Iterator[tuple[int, ...]]:
    if keys == 0:
        yield ()
    for first in range(1, keys + 1):
        for rest in partitions(keys - first):
            yield (first, *rest)


def circles(keys: int) -> Iterator[list[TrialOrder]]:
    """All orders that buy so many keys, then sell them."""
    for buys in partitions(keys):
        for sales in partitions(keys):
            yield [
                *(TrialOrder(Side.BUY, part) for part in buys),
                *(TrialOrder(Side.SELL, part) for part in sales),
            ]


def place(finding: Finding) -> tuple[int, int] | None:
    if finding.status is CheckStatus.SOUND:
        assert finding.example is None
        return None
    assert finding.example is not None
    return finding.example.supply, finding.example.keys


@given(machines, charges, st.booleans())
def test_the_smallest_round_trip_that_wins(
    subject: SmallMachine, fees: Fees, with_fees: bool
) -> None:
    charged = fees if with_fees else Fees(0, 0, 0, 0)
    trip = {
        (supply, keys): gain_of(
            play(
                subject, supply, [TrialOrder(Side.BUY, keys), TrialOrder(Side.SELL, keys)], charged
            )
        )
        for supply, keys in ORDERS
    }
    finding = check_round_trip(*prepared(subject, fees), with_fees=with_fees)
    assert place(finding) == min((at for at, gain in trip.items() if gain > 0), default=None)
    if finding.example is not None:
        assert finding.example.amount == trip[finding.example.supply, finding.example.keys]


@given(machines, charges, st.sampled_from(FeeMode))
def test_the_fewest_keys_that_the_reserve_cant_pay_back(
    subject: SmallMachine, fees: Fees, mode: FeeMode
) -> None:
    worst = {
        keys: min(reserve_of(play(subject, 0, one, fees, mode)) for one in circles(keys))
        for keys in range(1, END + 1)
    }
    finding = check_reserve(*prepared(subject, fees, mode))
    short = min((keys for keys, left in worst.items() if left < 0), default=None)
    assert place(finding) == (None if short is None else (0, short))
    if finding.example is not None and short is not None:
        assert finding.example.amount == -worst[short]
        assert reserve_of(finding.example.steps) == worst[short]


@given(machines)
def test_the_smallest_split_that_makes_a_difference(subject: SmallMachine) -> None:
    def apart(supply: int, keys: int) -> bool:
        ones = range(supply, supply + keys)
        return subject.buy(supply, keys) != sum(subject.buy(at, 1) for at in ones) or (
            subject.sell(supply + keys, keys) != sum(subject.sell(at + 1, 1) for at in ones)
        )

    finding = check_split(*prepared(subject))
    found = min((at for at in ORDERS if apart(*at)), default=None)
    if found is None:
        assert finding.status is CheckStatus.SOUND
        return
    assert finding.example is not None
    many, one = finding.example.steps, finding.example.instead
    assert {step.keys for step in many} == {1}
    assert len(one) == 1
    assert abs(gain_of(many) - gain_of(one)) == finding.example.amount > 0
    low = min(one[0].supply, one[0].supply_after)
    assert (low, one[0].keys) == found


@given(machines)
def test_winning_by_rounding_alone(subject: SmallMachine) -> None:
    finding = check_rounding(*prepared(subject))
    wins = any(
        gain_of(play(subject, supply, orders)) > 0
        for supply, keys in ORDERS
        for orders in circles(keys)
    )
    if subject.shift == 0:
        # Nothing was rounded, so what is won is won by the prices.
        assert finding.status is CheckStatus.SOUND
    elif subject.shift is None:
        assert (finding.status is CheckStatus.BROKEN) == wins
    if finding.example is not None:
        assert gain_of(finding.example.steps) == finding.example.amount > 0
        unrounded = finding.example.amount - len(finding.example.steps) * (subject.shift or 0)
        assert subject.shift is None or unrounded <= 0


@given(machines)
def test_the_first_price_that_falls(subject: SmallMachine) -> None:
    prices = [subject.buy(supply, 1) for supply in range(END)]
    finding = check_monotony(*prepared(subject))
    falls = [late for late in range(1, END) if any(prices[late] < price for price in prices[:late])]
    if subject.shift is None or subject.shift in SHIFTS:
        assert (finding.status is CheckStatus.BROKEN) == bool(falls)
    if finding.example is not None:
        assert finding.example.steps[-1].supply == falls[0]
        fall = finding.example.steps[0].gross - finding.example.steps[-1].gross
        assert fall == finding.example.amount > 0


@given(gaps)
def test_the_first_order_without_a_price_or_below_zero(subject: SmallMachine) -> None:
    def faulty(at: tuple[int, int]) -> bool:
        amounts = subject.bought[ORDERS.index(at)], subject.sold[ORDERS.index(at)]
        return any(amount is None or amount < 0 for amount in amounts)

    finding = check_amounts(*prepared(subject))
    expected = min(filter(faulty, ORDERS), default=None)
    assert (finding.status is CheckStatus.SOUND) == (expected is None)
    if finding.example is not None and expected is not None:
        low, keys = expected
        assert finding.example.keys == keys
        assert finding.example.supply in (low, low + keys)
        if finding.example.steps:
            assert finding.example.steps[0].gross == -finding.example.amount < 0
        else:
            assert finding.because == "There is none."


@given(gaps)
def test_missing_prices_upset_no_check(subject: SmallMachine) -> None:
    verdict = examine(subject)
    assert [one.check for one in verdict.findings] == list(Check)
    for one in verdict.findings:
        assert (one.example is None) == (one.status is CheckStatus.SOUND)
        assert one.title == TITLES[one.check]


class TestOverflow:
    @pytest.mark.parametrize("check", LIMITS)
    def test_the_first_supply_that_outgrows_is_exact_where_keys_are_added_up(
        self, check: Check
    ) -> None:
        limit, _ = LIMITS[check]
        subject = table_of([(0, limit // 100), (10_000, limit // 100)])
        finding = check_overflow(
            check, Bench(subject, Fees(), FeeMode.ON_TOP), Ground(subject, 500)
        )
        assert finding.example is not None
        assert finding.example.keys == 101
        assert finding.example.amount == 101 * (limit // 100) - limit

    def test_the_number_that_just_fits_is_no_overflow(self) -> None:
        subject = table_of([(0, 2**63 - 1), (1, 0)])
        assert (
            examine(subject, supply_limit=2).finding(Check.OVERFLOW_64).status is CheckStatus.SOUND
        )
        subject = table_of([(0, 2**63 - 1), (1, 1)])
        assert (
            examine(subject, supply_limit=2).finding(Check.OVERFLOW_64).status is CheckStatus.NOTE
        )

    def test_a_number_too_long_to_work_out_has_no_trades(self) -> None:
        finding = examine(price_of("2**s"), supply_limit=5_000).finding(Check.OVERFLOW_128)
        assert finding.sentence.startswith("From supply 129 on")


class TestSentences:
    def test_they_name_the_place_and_the_amounts(self) -> None:
        said = {one.check: one.sentence for one in examine(tutorial()).findings}
        assert said[Check.ROUND_TRIP] == "At supply 0, buying 5 pays 10 and selling them gets 15."
        assert said[Check.SPLIT] == "At supply 0, one order to buy 2 pays 10, and 2 small ones 20."
        assert said[Check.RESERVE] == (
            "With 2 sold, the reserve holds 10, and its holders can ask for 20."
        )

    def test_they_say_what_is_rounding(self) -> None:
        verdict = examine(pair_of("ceil(((s+n)**3-s**3)/7)", "floor((s**3-(s-n)**3)/7)"))
        assert verdict.finding(Check.SPLIT).because == "That is rounding alone."
