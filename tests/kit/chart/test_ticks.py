"""Round steps, and tags that keep clear of each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.chart.ticks import round_step, spread, value_ticks


@pytest.mark.parametrize(
    ("at_least", "step"),
    [(1.0, 1.0), (1.2, 2.0), (2.1, 2.5), (2.6, 5.0), (6.0, 10.0), (1_900.0, 2_000.0), (0.03, 0.05)],
)
def test_steps_are_one_two_two_and_a_half_or_five(at_least: float, step: float) -> None:
    assert round_step(at_least) == pytest.approx(step)


def test_whole_things_have_no_step_of_two_and_a_half() -> None:
    assert round_step(2.1, 1.0) == 5.0
    assert round_step(0.3, 1.0) == 1.0
    assert round_step(21.0, 1.0) == 25.0


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("inf"), float("nan")])
def test_a_step_of_nothing_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="steps"):
        round_step(wrong)


def test_six_ticks_of_two_thousand_as_in_the_design() -> None:
    ticks, step = value_ticks(0, 11_700, 6)
    assert ticks == [0, 2_000, 4_000, 6_000, 8_000, 10_000]
    assert step == 2_000


@given(
    st.floats(0, 1e20),
    st.floats(1e-9, 1e20),
    st.integers(1, 12),
)
def test_ticks_are_few_ascending_and_inside(low: float, length: float, most: int) -> None:
    high = low + length
    if not high > low * (1 + 1e-12):
        return
    ticks, step = value_ticks(low, high, most)
    assert len(ticks) <= most
    assert all(before < after for before, after in pairwise(ticks))
    assert all(low - step * 1e-6 <= tick <= high + step * 1e-6 for tick in ticks)


def test_no_ticks_without_a_range() -> None:
    assert value_ticks(5, 5, 6) == ([], 0.0)
    assert value_ticks(0, 5, 0) == ([], 0.0)


@given(
    st.lists(
        st.tuples(st.floats(-500, 1500), st.floats(4, 60)),
        max_size=8,
    )
)
def test_spread_boxes_never_overlap_and_stay_in_order(boxes: list[tuple[float, float]]) -> None:
    centres, sizes = [box[0] for box in boxes], [box[1] for box in boxes]
    placed = spread(centres, sizes, 0, 1000, gap=2)
    rows = sorted(zip(placed, sizes, strict=True))
    for (at, size), (following, next_size) in pairwise(rows):
        assert following - next_size / 2 >= at + size / 2 + 2 - 1e-6
    if rows:
        assert rows[0][0] - rows[0][1] / 2 >= -1e-6
        assert rows[-1][0] + rows[-1][1] / 2 <= 1000 + 1e-6


def test_boxes_with_room_stay_where_they_are() -> None:
    assert spread([10.0, 90.0, 50.0], [16, 16, 16], 0, 100) == [10.0, 90.0, 50.0]


def test_two_boxes_give_way_equally() -> None:
    assert spread([50.0, 52.0], [16, 16], 0, 100, gap=0) == [43.0, 59.0]


def test_boxes_of_one_place_keep_the_order_they_were_given() -> None:
    assert spread([50.0, 50.0], [10, 10], 0, 100, gap=0) == [45.0, 55.0]


def test_no_boxes_need_no_places() -> None:
    assert spread([], [], 0, 10) == []
