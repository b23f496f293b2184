"""Which points of a curve are drawn: exact, few, and dense where the curve bends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vending.curve_shapes import Curve
from app.vending.curves import (
    Band,
    ConstantProduct,
    Exponential,
    Flat,
    Linear,
    Quadratic,
    Sigmoid,
    Stepped,
    price,
)
from app.vending.view.curve.curve_series import (
    CurveSampler,
    drawable,
    fit_range,
    sample,
    whole_range,
)

SATS = Linear(1_000_000, 10_000)
CURVES: list[Curve] = [
    SATS,
    Quadratic(10**18),
    Flat(500),
    Exponential(1_000, 500),
    Sigmoid(100_000, 20, 300),
    ConstantProduct(1_000_000, 500),
    Stepped((Band(100, 10), Band(200, 100), Band(500, 300))),
]


class Counting:
    """A curve that counts how often it is asked."""

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.calls = 0

    def integral(self, supply: int) -> int:
        self.calls += 1
        return self.curve.integral(supply)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.family)
@pytest.mark.parametrize("supply", [0, 1, 312, 499])
def test_every_drawn_point_is_exact(curve: Curve, supply: int) -> None:
    points = sample(curve.integral, supply, curve.max_supply, "sats")
    assert points.finished
    for at, cost, reserve in zip(points.supplies, points.prices, points.reserves, strict=True):
        assert cost == price(curve, at)
        assert reserve == curve.integral(at)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.family)
def test_a_chart_asks_the_curve_about_four_hundred_times_at_most(curve: Curve) -> None:
    counting = Counting(curve)
    points = sample(counting.integral, 450, curve.max_supply, "sats", after=480)
    assert counting.calls <= 440
    assert len(points.supplies) <= 200
    assert {450, 480} <= set(points.supplies)


def test_steps_are_found_to_the_key() -> None:
    curve = Stepped((Band(777, 10), Band(5_001, 300)))
    points = sample(curve.integral, 4_000, None, "sats")
    assert {776, 777} <= set(points.supplies)


def test_points_ascend_and_are_drawn_as_floats() -> None:
    points = sample(SATS.integral, 24, 1_000, "sats")
    assert list(points.supplies) == sorted(set(points.supplies))
    assert points.x.tolist() == [float(at) for at in points.supplies]
    assert points.y.tolist() == [float(cost) for cost in points.prices]
    assert (points.supply, points.cap, points.unit) == (24, 1_000, "sats")


def test_whole_curve_goes_a_third_past_the_supply() -> None:
    sampler = CurveSampler(Quadratic(16).integral)
    assert whole_range(sampler, 312, 348, None) == (0, 416)
    assert whole_range(sampler, 312, 400, None) == (0, 460)


def test_a_small_supply_shows_the_first_keys() -> None:
    assert whole_range(CurveSampler(SATS.integral), 0, 0, None) == (0, 50)
    assert whole_range(CurveSampler(SATS.integral), 3, 3, 20) == (0, 20)


def test_a_steep_curve_ends_where_the_price_has_quadrupled() -> None:
    curve = Exponential(100, 500)
    _, right = whole_range(CurveSampler(curve.integral), 312, 312, None)
    assert price(curve, right) <= 4 * price(curve, 312) < price(curve, right + 2)


def test_the_range_ends_at_the_cap_and_where_the_curve_does() -> None:
    assert whole_range(CurveSampler(SATS.integral), 312, 312, 400) == (0, 400)
    assert whole_range(CurveSampler(SATS.integral), 400, 400, 400) == (0, 400)
    # A cap that was lowered below the supply doesn't hide the supply.
    assert whole_range(CurveSampler(SATS.integral), 312, 312, 100)[1] >= 312
    curve = Stepped((Band(500, 10),))
    assert whole_range(CurveSampler(curve.integral), 490, 490, None) == (0, 500)


def test_fit_shows_three_times_the_width_of_the_order() -> None:
    sampler = CurveSampler(SATS.integral)
    assert fit_range(sampler, 312, 348, None) == (276, 384)
    assert fit_range(sampler, 312, 287, None) == (262, 337)
    assert fit_range(sampler, 10, 40, None) == (0, 70)
    assert fit_range(sampler, 312, 348, 360) == (276, 360)


def test_fit_of_a_sale_of_everything_begins_at_zero() -> None:
    assert fit_range(CurveSampler(SATS.integral), 5, 0, None) == (0, 10)


def test_the_end_of_a_curve_has_the_price_of_its_last_key() -> None:
    sampler = CurveSampler(ConstantProduct(1_000_000, 500).integral)
    assert sampler.price(499) == sampler.reserve(499) - sampler.reserve(498)
    assert sampler.last(0, 10_000) == 499


def test_a_curve_without_any_key_costs_nothing() -> None:
    def refuses(_supply: int) -> int:
        return ConstantProduct(1, 2).integral(9)

    assert CurveSampler(refuses).price(0) == 0


def test_values_are_worked_out_once() -> None:
    counting = Counting(SATS)
    sampler = CurveSampler(counting.integral)
    for _ in range(3):
        sampler.cover(0, 416, (312, 348))
        while not sampler.refine(16):
            pass
    first = counting.calls
    sampler.cover(0, 418, (312, 349))
    assert counting.calls - first <= 8


def test_adopted_points_are_not_asked_for_again() -> None:
    points = sample(SATS.integral, 312, None, "sats")
    counting = Counting(SATS)
    sampler = CurveSampler(counting.integral)
    sampler.adopt(points)
    sampler.cover(points.supplies[0], points.supplies[-1], (312,))
    sampler.refine(1_000)
    assert sampler.samples(312, None, "sats").prices == points.prices
    assert counting.calls <= 1


def test_slow_curves_are_refined_piece_by_piece() -> None:
    sampler = CurveSampler(Stepped((Band(101, 10), Band(5_001, 300))).integral)
    sampler.cover(0, 416, (312,))
    coarse = sampler.samples(312, None, "sats")
    assert not coarse.finished
    assert not sampler.refine(4)
    while not sampler.refine(4):
        pass
    fine = sampler.samples(312, None, "sats")
    assert fine.finished
    assert set(coarse.supplies) < set(fine.supplies)


def test_amounts_beyond_floats_are_still_drawable() -> None:
    assert drawable(7) == 7.0
    assert drawable(10**4_000) == 1e300


@given(
    st.sampled_from(CURVES),
    st.integers(0, 499),
    st.integers(0, 499),
    st.booleans(),
)
def test_supply_and_order_are_always_in_range(
    curve: Curve, supply: int, after: int, fit: bool
) -> None:
    points = sample(curve.integral, supply, curve.max_supply, "sats", after=after, fit=fit)
    assert {supply, after} <= set(points.supplies)
    assert points.supplies[0] >= 0
