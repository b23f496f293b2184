"""Solvency of a reserve, and what a holder's keys are worth."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vending.curves import (
    Band,
    ConstantProduct,
    Curve,
    Exponential,
    Flat,
    Linear,
    Quadratic,
    Sigmoid,
    Stepped,
)
from app.vending.rules import FeeMode, Fees, quote_buy, quote_sell
from app.vending.valuation import BreakEven, break_even, break_even_supply, position, solvency

USTX = Linear(1_000_000, 100_000)
FEES = Fees()
NO_FEES = Fees(0, 0, 0, 0)


class TestSolvency:
    @pytest.mark.parametrize(
        ("keys", "reserve", "shortfall", "stranded"),
        [(10, 13_775_000, 725_000, 1), (100, 565_250_000, 29_750_000, 17)],
    )
    def test_fees_inside_the_cost_strand_keys(
        self, keys: int, reserve: int, shortfall: int, stranded: int
    ) -> None:
        quote = quote_buy(USTX, FEES, 0, keys, mode=FeeMode.INSIDE)
        found = solvency(USTX, keys, quote.reserve_change)
        assert found.reserve == reserve
        assert found.shortfall == shortfall
        assert found.stranded_keys == stranded
        assert not found.solvent

    def test_fees_on_top_leave_every_key_redeemable(self) -> None:
        found = solvency(USTX, 10, quote_buy(USTX, FEES, 0, 10).reserve_change)
        assert (found.required, found.shortfall, found.stranded_keys) == (14_500_000, 0, 0)
        assert found.solvent

    def test_an_empty_reserve_strands_every_key_but_the_free_ones_of_an_empty_machine(self) -> None:
        assert solvency(USTX, 10, 0).stranded_keys == 10
        assert solvency(USTX, 0, 0).stranded_keys == 0
        assert solvency(USTX, 10, 20_000_000).solvent

    @given(st.integers(1, 300), st.integers(0, 10**10))
    def test_stranded_keys_are_those_that_one_by_one_sales_leave(
        self, supply: int, reserve: int
    ) -> None:
        left, keys = reserve, supply
        while keys:
            gross = quote_sell(USTX, FEES, keys, 1).gross
            if gross > left:
                break
            left, keys = left - gross, keys - 1
        assert solvency(USTX, supply, reserve).stranded_keys == keys


class TestPositions:
    def test_are_valued_after_fees(self) -> None:
        held = position(USTX, FEES, supply=10, keys=5, paid=9_000_000)
        assert held.value == quote_sell(USTX, FEES, 10, 5).total
        assert held.result == held.value - 9_000_000

    def test_of_no_keys_are_worth_nothing(self) -> None:
        held = position(USTX, FEES, supply=10, keys=0, paid=0)
        assert (held.value, held.result, held.break_even_supply) == (0, 0, 10)
        assert position(USTX, FEES, supply=10, keys=0, paid=5).break_even_supply is None

    def test_ten_keys_bought_first_need_more_buyers_to_break_even(self) -> None:
        paid = quote_buy(USTX, FEES, 0, 10).total
        supply = break_even_supply(USTX, FEES, 10, 10, paid)
        assert supply == 12
        assert quote_sell(USTX, FEES, 12, 10).total >= paid
        assert quote_sell(USTX, FEES, 11, 10).total < paid

    def test_what_breaks_even_already_needs_nobody(self) -> None:
        assert break_even_supply(USTX, FEES, 500, 10, 1_000) == 500
        assert break_even_supply(USTX, FEES, 10, 10, 0) == 10

    @pytest.mark.parametrize(
        "curve", [Flat(1_000), Sigmoid(1_000, 50, 5), Stepped((Band(500, 1_000),))]
    )
    def test_a_price_that_stays_low_never_brings_it_back(self, curve: Curve) -> None:
        assert break_even_supply(curve, FEES, 10, 10, 100_000) is None

    def test_is_found_on_a_curve_that_soon_outgrows_all_numbers(self) -> None:
        curve = Exponential(1_000_000, 1_000)
        paid = 10 * quote_buy(curve, FEES, 0, 10).total
        supply = break_even_supply(curve, FEES, 10, 10, paid)
        assert supply is not None
        assert quote_sell(curve, FEES, supply, 10).total >= paid
        assert quote_sell(curve, FEES, supply - 1, 10).total < paid

    def test_is_found_up_to_the_end_of_a_curve(self) -> None:
        curve = ConstantProduct(1_000_000, 1_000)
        last = quote_sell(curve, FEES, 999, 10).total
        assert break_even_supply(curve, FEES, 10, 10, last) == 999
        assert break_even_supply(curve, FEES, 10, 10, last + 1) is None

    @given(
        st.lists(st.tuples(st.integers(1, 12), st.integers(1, 900)), min_size=1, max_size=6),
        st.integers(1, 15),
        st.integers(0, 30),
        st.integers(0, 12_000),
    )
    def test_is_the_first_one_on_steps_that_rise_and_fall(
        self, pairs: list[tuple[int, int]], keys: int, others: int, paid: int
    ) -> None:
        ends = accumulate(width for width, _ in pairs)
        curve = Stepped(tuple(Band(end, pair[1]) for end, pair in zip(ends, pairs, strict=True)))
        supplies = range(keys + others, curve.max_supply + 1)
        expected = [
            supply for supply in supplies if quote_sell(curve, NO_FEES, supply, keys).total >= paid
        ]
        found = break_even_supply(curve, NO_FEES, keys + others, keys, paid)
        assert found == (expected[0] if expected else None)

    @given(
        st.integers(1, 10**9),
        st.integers(1, 10**6),
        st.integers(1, 50),
        st.integers(0, 100),
        st.integers(0, 10**12),
    )
    def test_is_the_first_supply_that_brings_back_what_was_paid(
        self, base: int, slope: int, keys: int, others: int, paid: int
    ) -> None:
        curve = Linear(base, slope)
        supply = break_even_supply(curve, NO_FEES, keys + others, keys, paid)
        if supply is None:
            assert quote_sell(curve, NO_FEES, keys + others + 10**12, keys).total < paid
            return
        assert quote_sell(curve, NO_FEES, supply, keys).total >= paid
        if supply > keys + others:
            assert quote_sell(curve, NO_FEES, supply - 1, keys).total < paid


SMALL_CURVES: list[Curve] = [
    USTX,
    Linear(100, 0),
    Linear(1_000, 7),
    Quadratic(1_000, 16),
    Flat(1_000),
    Exponential(1_000, 150),
    Sigmoid(10_000, 60, 40),
    ConstantProduct(1_000_000, 150),
    Stepped((Band(20, 100), Band(60, 400), Band(150, 900))),
]


def brute_force(curve: Curve, fees: Fees, start: int, keys: int, paid: int, end: int) -> int | None:
    """Every supply is tried, one after the other."""
    last = end if curve.max_supply is None else min(end, curve.max_supply)
    tried = (at for at in range(start, last + 1) if quote_sell(curve, fees, at, keys).total >= paid)
    return next(tried, None)


class TestBreakEven:
    @pytest.mark.parametrize("curve", SMALL_CURVES, ids=lambda curve: type(curve).__name__)
    @pytest.mark.parametrize(
        "fees", [Fees(), NO_FEES, Fees(1_000, 1_000, 1_000, 1_000), Fees(0, 0, 500, 0)]
    )
    def test_is_what_trying_every_supply_finds(self, curve: Curve, fees: Fees) -> None:
        for supply in (0, 1, 13, 55, 100):
            for keys in (1, 3, 20):
                quote = quote_buy(curve, fees, supply, keys)
                after = quote.supply_after
                found = break_even(curve, fees, after, keys, quote.total, None)
                expected = brute_force(curve, fees, after, keys, quote.total, 1_500)
                assert found.supply == expected

    @pytest.mark.parametrize("curve", SMALL_CURVES, ids=lambda curve: type(curve).__name__)
    def test_of_a_position_may_lie_below_the_supply(self, curve: Curve) -> None:
        for keys, share in ((4, 100), (20, 60), (9, 10)):
            paid = quote_buy(curve, FEES, 30, keys).total * share // 100
            held = position(curve, FEES, 100, keys, paid)
            start = keys if held.result >= 0 else 100
            expected = brute_force(curve, FEES, start, keys, paid, 1_500)
            assert held.break_even_supply == expected

    def test_a_cap_before_it_is_named(self) -> None:
        paid = quote_buy(USTX, FEES, 10, 5).total
        supply = break_even_supply(USTX, FEES, 15, 5, paid)
        assert supply is not None
        assert break_even(USTX, FEES, 15, 5, paid, supply) == BreakEven(supply)
        assert break_even(USTX, FEES, 15, 5, paid, supply - 1) == BreakEven(None, supply - 1)

    def test_the_end_of_the_curve_is_named(self) -> None:
        curve = ConstantProduct(1_000_000, 1_000)
        assert break_even(curve, FEES, 10, 5, 10**12, None) == BreakEven(None, curve.max_supply)
        assert break_even(curve, FEES, 10, 5, 10**12, 500) == BreakEven(None, 500)

    def test_a_flat_price_has_no_end_to_blame(self) -> None:
        paid = quote_buy(Flat(1_000), FEES, 10, 5).total
        assert break_even(Flat(1_000), FEES, 15, 5, paid, None) == BreakEven(None)
        assert break_even(Flat(1_000), FEES, 15, 5, paid, 40) == BreakEven(None)
