"""Sound curves are found sound, broken ones broken, and each counter-example replays."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.doctor.examination import examine
from app.doctor.subject import (
    FamilySubject,
    PricePair,
    Subject,
    pair_of,
    price_of,
    table_of,
    tutorial,
)
from app.doctor.trades import TrialOrder, TrialTrade, gain_of, play, reserve_of, round_trip
from app.doctor.verdict import TITLES, Check, CheckStatus, CounterExample, Verdict
from app.errors import InvalidInput
from app.vending.curves import PRESETS, curve_from
from app.vending.rules import FeeMode, Fees, Side

SHIPPED: list[tuple[str, Mapping[str, object]]] = [
    *((preset.family, preset.params) for preset in PRESETS),
    ("quadratic", {"unit": 10**18}),
    ("quadratic", {"unit": 5}),
    ("flat", {"price": 7}),
    ("exponential", {"base": 1_000, "rate_bps": 100}),
    ("exponential", {"base": 1_000, "rate_bps": 0}),
    ("sigmoid", {"max": 10**9, "steepness_permille": 50, "mid": 100}),
    ("sigmoid", {"max": 1_000, "steepness_permille": 3, "mid": 5_000}),
    ("constant_product", {"virtual_quote": 30 * 10**9, "virtual_keys": 1_073_000_000}),
    ("constant_product", {"virtual_quote": 30_000, "virtual_keys": 1_000}),
    ("stepped", {"bands": "10:100,50:200"}),
]
LONGEST_SECONDS = 1.0


def family(key: str, params: Mapping[str, object]) -> FamilySubject:
    return FamilySubject(curve_from(key, params))


def broken(verdict: Verdict) -> set[Check]:
    return {one.check for one in verdict.findings if one.status is CheckStatus.BROKEN}


def example(verdict: Verdict, check: Check) -> CounterExample:
    found = verdict.finding(check)
    assert found.status is CheckStatus.BROKEN
    assert found.example is not None
    return found.example


def replayed(
    subject: Subject, steps: tuple[TrialTrade, ...], fees: Fees, mode: FeeMode = FeeMode.ON_TOP
) -> tuple[TrialTrade, ...]:
    """The same orders once more, from the subject alone."""
    orders = [TrialOrder(step.side, step.keys) for step in steps]
    return play(subject, steps[0].supply, orders, fees, mode)


NONE = Fees(0, 0, 0, 0)


class TestTutorial:
    def test_buying_10_at_100_and_selling_them_wins_230(self) -> None:
        bought, sold = round_trip(tutorial(), 100, 10)
        assert (bought.total, sold.total) == (1_220, 1_450)

    def test_it_is_broken_by_the_smallest_trades(self) -> None:
        verdict = examine(tutorial())
        assert not verdict.sound
        assert {Check.ROUND_TRIP, Check.SPLIT, Check.RESERVE} <= broken(verdict)
        found = example(verdict, Check.ROUND_TRIP)
        assert (found.supply, found.keys, found.amount) == (0, 5, 5)
        assert [step.total for step in found.steps] == [10, 15]
        assert gain_of(replayed(tutorial(), found.steps, NONE)) == 5

    def test_fees_of_the_default_dont_heal_it(self) -> None:
        found = example(examine(tutorial()), Check.ROUND_TRIP_AFTER_FEES)
        assert gain_of(replayed(tutorial(), found.steps, Fees())) == found.amount > 0

    def test_high_fees_move_the_smallest_trades(self) -> None:
        fees = Fees(1_000, 1_000, 1_000, 1_000)
        found = example(examine(tutorial(), fees=fees), Check.ROUND_TRIP_AFTER_FEES)
        assert gain_of(replayed(tutorial(), found.steps, fees)) == found.amount > 0

    def test_its_reserve_cant_pay_the_holders(self) -> None:
        found = example(examine(tutorial()), Check.RESERVE)
        assert reserve_of(replayed(tutorial(), found.steps, NONE)) == -found.amount < 0
        assert sum(step.keys for step in found.steps if step.side is Side.BUY) == found.keys


class TestShippedFamilies:
    @pytest.mark.parametrize(("key", "params"), SHIPPED)
    def test_each_is_sound_within_a_second(self, key: str, params: Mapping[str, object]) -> None:
        began = time.process_time()
        verdict = examine(family(key, params))
        assert time.process_time() - began < LONGEST_SECONDS
        assert verdict.sound
        assert [one.check for one in verdict.findings] == list(TITLES)

    def test_numbers_that_outgrow_64_bits_are_noted_where_they_do(self) -> None:
        subject = family("quadratic", {"unit": 10**18})
        verdict = examine(subject)
        found = verdict.finding(Check.OVERFLOW_64)
        assert found.status is CheckStatus.NOTE
        assert found.example is not None
        assert subject.widest(found.example.keys) == found.example.steps[0].gross > 2**63 - 1
        assert subject.widest(found.example.keys - 1) <= 2**63 - 1
        assert verdict.finding(Check.OVERFLOW_128).status is CheckStatus.SOUND

    def test_an_exponential_curve_outgrows_128_bits_within_a_million_keys(self) -> None:
        verdict = examine(family("exponential", {"base": 1_000, "rate_bps": 100}))
        assert verdict.finding(Check.OVERFLOW_128).status is CheckStatus.NOTE
        assert verdict.examined_to < verdict.supply_limit == 1_000_000
        near = examine(family("exponential", {"base": 1_000, "rate_bps": 100}), supply_limit=500)
        assert near.finding(Check.OVERFLOW_64).status is CheckStatus.SOUND

    def test_a_price_that_wobbles_by_rounding_is_only_noted(self) -> None:
        verdict = examine(family("quadratic", {"unit": 5}))
        assert verdict.finding(Check.MONOTONY).status is CheckStatus.NOTE

    def test_bands_that_fall_are_found(self) -> None:
        found = example(examine(family("stepped", {"bands": "10:100,50:20"})), Check.MONOTONY)
        assert [step.gross for step in found.steps] == [100, 20]
        assert found.supply == 9

    def test_fees_taken_inside_leave_the_reserve_short(self) -> None:
        subject = family("linear", {"base": 1_000_000, "slope": 100_000})
        verdict = examine(subject, mode=FeeMode.INSIDE)
        assert broken(verdict) == {Check.RESERVE}
        found = example(verdict, Check.RESERVE)
        assert (found.keys, found.amount) == (1, 50_000)

    def test_the_end_of_a_curve_is_the_end_of_the_search(self) -> None:
        assert examine(family("stepped", {"bands": "3:1"})).supply_limit == 3
        assert examine(table_of([(0, 5)])).sound


class TestPlantedDefects:
    def test_a_sale_priced_one_key_too_high(self) -> None:
        subject = pair_of(
            "100*n + 10*((s+n)*(s+n-1) - s*(s-1))", "100*n + 10*(s*(s+1) - (s-n)*(s-n+1))"
        )
        verdict = examine(subject)
        assert {Check.ROUND_TRIP, Check.RESERVE} <= broken(verdict)
        found = example(verdict, Check.ROUND_TRIP)
        assert (found.supply, found.keys, found.amount) == (0, 1, 20)

    def test_rounding_in_the_sellers_favour(self) -> None:
        subject = pair_of("floor(((s+n)**2 - s**2)/7)", "ceil((s**2 - (s-n)**2)/7)")
        verdict = examine(subject)
        assert {Check.ROUND_TRIP, Check.RESERVE, Check.ROUNDING} <= broken(verdict)
        found = example(verdict, Check.ROUNDING)
        assert gain_of(replayed(subject, found.steps, NONE)) == found.amount == 1

    def test_rounding_down_on_both_sides_is_won_by_small_buys_and_one_sale(self) -> None:
        subject = pair_of("floor(((s+n)**2 - s**2)/7)", "floor((s**2 - (s-n)**2)/7)")
        verdict = examine(subject)
        assert Check.ROUND_TRIP not in broken(verdict)
        found = example(verdict, Check.ROUNDING)
        assert (found.supply, found.keys) == (0, 3)
        assert [step.keys for step in found.steps if step.side is Side.SELL] == [3]
        assert found.steps[-1].supply_after == found.supply
        assert gain_of(replayed(subject, found.steps, NONE)) == found.amount == 1

    def test_rounding_against_the_trader_on_both_sides_is_sound(self) -> None:
        verdict = examine(pair_of("ceil(((s+n)**3-s**3)/7)", "floor((s**3-(s-n)**3)/7)"))
        assert verdict.sound
        assert verdict.finding(Check.SPLIT).status is CheckStatus.NOTE

    def test_a_discount_for_large_orders(self) -> None:
        subject = pair_of("100*n - n*n", "50*n")
        found = example(examine(subject, supply_limit=40), Check.SPLIT)
        assert (found.supply, found.keys, found.amount) == (0, 2, 2)
        assert [step.gross for step in found.steps] == [99, 99]
        assert [step.gross for step in found.instead] == [196]

    def test_a_falling_price(self) -> None:
        found = example(examine(price_of("max(1000 - s, 1)")), Check.MONOTONY)
        assert [step.gross for step in found.steps] == [1_000, 999]

    def test_a_fall_far_up_is_found_and_narrowed_down(self) -> None:
        found = example(examine(price_of("100 + s % 5000")), Check.MONOTONY)
        assert (found.supply, found.amount) == (4_999, 4_999)

    def test_a_price_below_zero(self) -> None:
        found = example(examine(price_of("3 - s")), Check.AMOUNTS)
        assert found.steps[0].gross == -found.amount < 0

    def test_an_order_without_a_price_says_why(self) -> None:
        finding = examine(pair_of("100 // s", "1")).finding(Check.AMOUNTS)
        assert finding.status is CheckStatus.BROKEN
        assert finding.because.endswith("Column 5: it divides by zero at s = 0, n = 1.")

    def test_profit_far_beyond_the_box_is_found_and_shrunk(self) -> None:
        extra = "n*10 + max(0, min(s - 5000, 1))"
        found = example(examine(pair_of("n*10", extra)), Check.ROUND_TRIP)
        assert found.supply + found.keys == 5_001
        assert found.amount == 1

    def test_numbers_on_the_way_count_for_overflow(self) -> None:
        verdict = examine(pair_of("s**9 // s**9 + n", "n"), supply_limit=300)
        assert verdict.finding(Check.OVERFLOW_64).status is CheckStatus.NOTE

    def test_an_estimated_overflow_says_that_it_is(self) -> None:
        finding = examine(price_of("10**9 * s")).finding(Check.OVERFLOW_64)
        assert finding.sentence.startswith("From supply 1358")
        assert finding.because == "So many prices are estimated, not added up."


class TestLimits:
    @pytest.mark.parametrize("limit", [0, -1, 10**18 + 1])
    def test_the_limit_of_supply_has_bounds(self, limit: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            examine(tutorial(), supply_limit=limit)
        assert caught.value.field == "supply_limit"

    @pytest.mark.parametrize("limit", [1, 2, 63, 64, 65, 10**18])
    def test_any_limit_is_examined(self, limit: int) -> None:
        verdict = examine(family("linear", {"base": 1, "slope": 1}), supply_limit=limit)
        assert verdict.sound
        assert verdict.examined_to == verdict.supply_limit == limit

    @pytest.mark.parametrize(
        ("key", "params"),
        [
            ("exponential", {"base": 10**900, "rate_bps": 100_000}),
            ("quadratic", {"unit": 10**999, "divisor": 1}),
            ("sigmoid", {"max": 10**999, "steepness_permille": 7, "mid": 10**9}),
        ],
    )
    def test_the_largest_parameters_take_no_longer(
        self, key: str, params: Mapping[str, object]
    ) -> None:
        began = time.process_time()
        assert examine(family(key, params)).sound
        assert time.process_time() - began < 2 * LONGEST_SECONDS

    def test_two_examinations_say_the_same(self) -> None:
        assert examine(tutorial()) == examine(tutorial())


prices = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).map(sorted)
factors = st.lists(st.integers(0, 50), min_size=1, max_size=4)


def polynomial(name: str, numbers: list[int]) -> str:
    return "(" + " + ".join(f"{one}*{name}**{power}" for power, one in enumerate(numbers)) + ")"


def rising_pair(numbers: list[int], divisor: int) -> PricePair:
    """Buys rounded up and sales rounded down on a reserve that is convex."""
    shifted = [0, *numbers]
    low, high, below = (polynomial(name, shifted) for name in ("s", "(s+n)", "(s-n)"))
    return pair_of(f"ceil(({high} - {low})/{divisor})", f"floor(({low} - {below})/{divisor})")


class TestSoundCurvesAreNeverCalledBroken:
    @settings(max_examples=12)
    @given(prices, st.data())
    def test_tables(self, amounts: list[int], data: st.DataObject) -> None:
        gaps = data.draw(
            st.lists(st.integers(1, 5_000), min_size=len(amounts), max_size=len(amounts))
        )
        rows = [(sum(gaps[:index]), price) for index, price in enumerate(amounts)]
        assert examine(table_of(rows)).sound

    @settings(max_examples=10)
    @given(factors, st.integers(1, 1_000))
    def test_prices_that_rise(self, numbers: list[int], divisor: int) -> None:
        subject = price_of(f"{polynomial('s', numbers)}/{divisor}")
        assert examine(subject, supply_limit=5_000).sound

    @settings(max_examples=10)
    @given(factors, st.integers(1, 20))
    def test_pairs_that_round_against_the_trader(self, numbers: list[int], divisor: int) -> None:
        assert examine(rising_pair(numbers, divisor), supply_limit=5_000).sound

    @settings(max_examples=7)
    @pytest.mark.parametrize("key", ["linear", "quadratic", "constant_product"])
    @given(base=st.integers(1, 10**20), size=st.integers(1, 10**6))
    def test_families_of_whole_numbers(self, key: str, base: int, size: int) -> None:
        params = {
            "linear": {"base": base, "slope": size * 10**6 - 10**6},
            "quadratic": {"unit": base, "divisor": size},
            "constant_product": {"virtual_quote": base, "virtual_keys": size + 1},
        }
        assert examine(family(key, params[key])).sound

    @settings(max_examples=5)
    @pytest.mark.parametrize("key", ["exponential", "sigmoid"])
    @given(base=st.integers(1, 10**12), rate=st.integers(0, 2_000), middle=st.integers(0, 10_000))
    def test_families_of_decimals(self, key: str, base: int, rate: int, middle: int) -> None:
        params = {
            "exponential": {"base": base, "rate_bps": rate},
            "sigmoid": {"max": base, "steepness_permille": rate + 1, "mid": middle},
        }
        assert examine(family(key, params[key]), supply_limit=100_000).sound


@settings(max_examples=6)
@given(st.integers(0, 500), st.integers(1, 50), st.integers(1, 40))
def test_a_seller_who_gets_too_much_is_found_and_the_profit_replays(
    base: int, slope: int, too_much: int
) -> None:
    cost = f"{base}*n + {slope}*n*(2*s + n - 1)//2"
    value = f"{base}*n + {slope}*n*(2*s - n - 1)//2"
    assert examine(pair_of(cost, value), supply_limit=200).sound
    subject = pair_of(cost, f"{value} + {too_much}")
    verdict = examine(subject, supply_limit=200)
    found = example(verdict, Check.ROUND_TRIP)
    assert (found.supply, found.keys, found.amount) == (0, 1, too_much)
    assert gain_of(replayed(subject, found.steps, NONE)) == too_much
    short = example(verdict, Check.RESERVE)
    assert reserve_of(replayed(subject, short.steps, NONE)) == -short.amount
