"""Exponential and sigmoid integrals: held against slower, plainer arithmetic."""

import decimal
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.amounts import AmountOverflow
from app.vending.curve_math import (
    MAX_RESULT_DIGITS,
    exponential_integral,
    largest,
    sigmoid_integral,
)

BASES = st.integers(1, 10**20)
RATES = st.integers(1, 20_000)


def exact_exponential(base: int, rate_bps: int, keys: int) -> int:
    rate = Fraction(rate_bps, 10_000)
    return math.floor(base * ((1 + rate) ** keys - 1) / rate)


def plain_sigmoid(maximum: int, steepness: int, middle: int, keys: int) -> Decimal:
    """The formula as it is written, with digits to spare; only for moderate exponents."""
    with decimal.localcontext() as context:
        context.prec = 400
        k = Decimal(steepness) / 1_000
        above = 1 + (k * (keys - middle)).exp()
        below = 1 + (-k * middle).exp()
        return maximum / k * (above.ln() - below.ln())


class TestExponential:
    @given(BASES, RATES, st.integers(0, 700))
    @example(1, 10_000, 500)
    @example(10**20, 5_000, 64)
    @example(3, 1, 5_000)
    def test_equals_exact_fractions(self, base: int, rate_bps: int, keys: int) -> None:
        assert exponential_integral(base, rate_bps, keys) == exact_exponential(base, rate_bps, keys)

    @pytest.mark.parametrize("keys", [0, 1, 10, 10**30])
    def test_without_growth_it_is_flat(self, keys: int) -> None:
        assert exponential_integral(7, 0, keys) == 7 * keys

    def test_doubling_with_each_key_is_exact_where_every_value_is_whole(self) -> None:
        for keys in (1, 2, 64, 1_000, 13_000):
            assert exponential_integral(1, 10_000, keys) == 2**keys - 1

    def test_half_more_with_each_key_is_exact_while_values_are_whole(self) -> None:
        base = 2**300
        for keys in (1, 150, 300, 301, 302):
            assert exponential_integral(base, 5_000, keys) == exact_exponential(base, 5_000, keys)

    def test_a_long_way_up_it_still_equals_exact_fractions(self) -> None:
        assert exponential_integral(10**6, 100, 50_000) == exact_exponential(10**6, 100, 50_000)

    def test_ten_million_keys_at_a_gentle_rate_are_worked_out(self) -> None:
        integral = exponential_integral(10**6, 1, 10_000_000)
        assert len(str(integral)) == 445
        assert exponential_integral(10**6, 1, 10_000_001) > integral

    def test_a_result_too_long_is_refused_at_once(self) -> None:
        for keys in (10_000_000, 10**900):
            with pytest.raises(AmountOverflow, match=f"more than {MAX_RESULT_DIGITS} digits"):
                exponential_integral(1, 100, keys)

    def test_the_longest_results_are_within_what_python_prints(self) -> None:
        keys = 13_000
        while True:
            try:
                integral = exponential_integral(10**6, 10_000, keys)
            except AmountOverflow:
                break
            assert len(str(integral)) <= MAX_RESULT_DIGITS
            keys += 100

    def test_the_threads_own_context_makes_no_difference(self) -> None:
        expected = exponential_integral(10**9, 123, 3_000), sigmoid_integral(10**9, 7, 500, 900)
        with decimal.localcontext() as context:
            context.prec = 2
            context.rounding = decimal.ROUND_UP
            context.Emax = 3
            context.traps[decimal.Inexact] = True
            found = exponential_integral(10**9, 123, 3_000), sigmoid_integral(10**9, 7, 500, 900)
        assert found == expected


class TestSigmoid:
    @given(
        st.integers(1, 10**18),
        st.integers(1, 1_000),
        st.integers(0, 1_000),
        st.integers(0, 3_000),
    )
    @example(1, 1_000, 0, 1)
    @example(10**18, 1, 1_000, 2_001)
    def test_equals_the_formula_with_many_digits(
        self, maximum: int, steepness: int, middle: int, keys: int
    ) -> None:
        # Beyond that, 400 digits of the plain formula are too few to tell which side it is on.
        assume(steepness * max(middle, keys) < 300_000)
        expected = plain_sigmoid(maximum, steepness, middle, keys)
        nearest = expected.to_integral_value()
        if abs(expected - nearest) < Decimal("1E-150"):
            assert keys in (0, 2 * middle)
            assert sigmoid_integral(maximum, steepness, middle, keys) == nearest
        else:
            assert sigmoid_integral(maximum, steepness, middle, keys) == math.floor(expected)

    @pytest.mark.parametrize("digits", [25, 40, 80])
    def test_values_very_near_a_whole_number_fall_on_the_right_side(self, digits: int) -> None:
        # The best fractions for the value at a highest price of 1 are the highest prices at
        # which the value comes nearest to whole numbers, from below and from above.
        value = Fraction(plain_sigmoid(1, 50, 200, 150))
        for limit in range(10**digits, 10 ** (digits + 4), 10 ** (digits + 2)):
            maximum = value.limit_denominator(limit).denominator
            expected = plain_sigmoid(maximum, 50, 200, 150)
            assert abs(expected - expected.to_integral_value()) < Decimal(10) ** -(digits - 1)
            assert sigmoid_integral(maximum, 50, 200, 150) == math.floor(expected)

    @given(st.integers(1, 10**18), st.integers(1, 100_000), st.integers(0, 10**12))
    def test_at_twice_the_middle_it_is_whole(
        self, maximum: int, steepness: int, middle: int
    ) -> None:
        integral = sigmoid_integral(maximum, steepness, middle, 2 * middle)
        assert integral == maximum * middle

    def test_far_out_it_stays_just_below_or_above_a_whole_number(self) -> None:
        # With k·mid = 10⁶ what is left of the middle has half a million digits of zeros, so
        # only its sign can decide.
        middle = 1_000_000
        assert sigmoid_integral(10**9, 1_000, middle, 1_500_000) == 500_000 * 10**9
        assert sigmoid_integral(10**9, 1_000, middle, 2_000_001) == 1_000_001 * 10**9 - 1
        assert sigmoid_integral(10**9, 1_000, middle, 500_000) == 0

    @pytest.mark.parametrize("keys", [1, 10**6, 10**100, 10**900])
    def test_huge_supplies_take_no_longer(self, keys: int) -> None:
        integral = sigmoid_integral(10**6, 50, 200, keys)
        assert integral <= 10**6 * keys
        assert sigmoid_integral(10**6, 50, 200, keys + 1) >= integral

    @given(
        st.integers(1, 10**18), st.integers(1, 5_000), st.integers(0, 10**4), st.integers(0, 10**5)
    )
    def test_it_never_falls(self, maximum: int, steepness: int, middle: int, keys: int) -> None:
        here = sigmoid_integral(maximum, steepness, middle, keys)
        assert 0 <= here <= sigmoid_integral(maximum, steepness, middle, keys + 1)


class TestLargest:
    @given(st.integers(0, 10**30), st.none() | st.integers(0, 10**30))
    def test_finds_the_boundary(self, boundary: int, limit: int | None) -> None:
        expected = boundary if limit is None else min(boundary, limit)
        assert largest(lambda number: number <= boundary, limit) == expected

    def test_asks_few_questions(self) -> None:
        asked: list[int] = []

        def fits(number: int) -> bool:
            asked.append(number)
            return number <= 10**18

        assert largest(fits) == 10**18
        assert len(asked) < 130
