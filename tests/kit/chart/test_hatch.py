"""Oblique lines fill the area under a curve and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.chart.hatch import hatch_lines


def test_a_rectangle_is_filled_from_edge_to_edge() -> None:
    lines = hatch_lines(np.array([0.0, 40.0]), np.array([0.0, 0.0]), 40.0, 8.0)
    ends = {(line.x1(), line.y1(), line.x2(), line.y2()) for line in lines}
    assert (0.0, 40.0, 40.0, 0.0) in ends
    assert (0.0, 8.0, 8.0, 0.0) in ends
    assert len(lines) == 9


def test_lines_stand_still_while_the_area_grows() -> None:
    small = hatch_lines(np.array([3.0, 40.0]), np.array([10.0, 10.0]), 60.0, 8.0)
    large = hatch_lines(np.array([3.0, 90.0]), np.array([10.0, 10.0]), 60.0, 8.0)
    sums = {round(line.x1() + line.y1(), 6) for line in small}
    assert sums <= {round(line.x1() + line.y1(), 6) for line in large}


def test_a_step_in_the_curve_cuts_a_line_in_two() -> None:
    x, top = np.array([0.0, 20.0, 20.5, 40.0]), np.array([30.0, 30.0, 5.0, 5.0])
    lines = hatch_lines(x, top, 60.0, 8.0)
    assert all(line.y2() >= 5.0 - 1e-6 for line in lines)


def test_a_single_point_has_no_area() -> None:
    assert hatch_lines(np.array([1.0]), np.array([1.0]), 9.0, 8.0) == []


@given(
    st.lists(st.floats(0.5, 40), min_size=1, max_size=12),
    st.lists(st.floats(0, 100), min_size=13, max_size=13),
)
def test_lines_stay_inside_any_area(widths: list[float], heights: list[float]) -> None:
    x = np.concatenate(([0.0], np.cumsum(widths)))
    top = np.array(heights[: len(x)])
    for line in hatch_lines(x, top, 100.0, 8.0):
        assert line.dx() == pytest.approx(-line.dy())
        at = np.linspace(line.x1(), line.x2(), 9)[1:-1]
        y = line.y1() - (at - line.x1())
        assert (y >= np.interp(at, x, top) - 1e-6).all()
        assert (y <= 100 + 1e-6).all()
        assert x[0] - 1e-6 <= line.x1() < line.x2() <= x[-1] + 1e-6
