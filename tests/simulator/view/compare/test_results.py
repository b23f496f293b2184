"""A finished comparison as charts, bars and the table need it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.agents import AgentKind
from app.simulator.outcome import HolderOutcome
from app.simulator.view.compare.labels import best_of, figures, permille
from app.simulator.view.compare.results import (
    Measure,
    Result,
    StepRange,
    drawn_points,
    ends_and_middle,
    spread_of,
)
from app.vending.rules import FeeMode


def holder(budget: int, result: int) -> HolderOutcome:
    return HolderOutcome("one", AgentKind.HOLDER, budget, budget + result, 0, 0)


@pytest.mark.parametrize(
    ("result", "band"),
    [(-1_000, 0), (-500, 0), (-499, 1), (-100, 1), (-99, 2), (-1, 2), (0, 3), (1, 4), (99, 4),
     (100, 5), (499, 5), (500, 6), (9_000, 6)],
)  # fmt: skip
def test_a_result_is_counted_in_its_band(result: int, band: int) -> None:
    counts = spread_of([holder(1_000, result)])
    assert [place for place, count in enumerate(counts) if count] == [band]


def test_who_came_with_nothing_has_neither_lost_nor_gained() -> None:
    assert spread_of([holder(0, 0)]) == (0, 0, 0, 1, 0, 0, 0)


@given(st.lists(st.integers(-10, 10), min_size=1))
def test_worst_and_best_enclose_the_median(results: list[int]) -> None:
    worst, median, best = ends_and_middle(results)
    assert (worst, best) == (min(results), max(results))
    assert sum(each < median for each in results) <= len(results) // 2
    assert sum(each > median for each in results) <= len(results) // 2 + len(results) % 2


def test_lines_begin_and_end_as_the_comparison_does(result: Result) -> None:
    for measure in Measure:
        for line, one in zip(result.lines(measure), result.found, strict=True):
            assert line.values[0] == measure.of(one.points[0])
            assert line.values[-1] == measure.of(one.points[-1])
            assert len(line.values) == len(result.steps)
    assert result.steps[-1] == result.request.scenario.steps


def test_the_table_says_what_the_outcome_says(result: Result) -> None:
    rows = {row.key: row for row in figures("demo")}
    for one in result.found:
        end = one.outcome
        assert rows["reserve"].value(one) == end.reserve
        assert rows["refused"].value(one) == sum(end.refused.values())
        assert rows["worst"].value(one) == min(agent.result for agent in end.agents)
        assert rows["best"].value(one) == max(agent.result for agent in end.agents)
    assert permille(539) == "0.539"
    assert permille(1_000) == "1.000"


def test_best_is_marked_only_where_somebody_can_say_it(result: Result) -> None:
    for row in figures("demo"):
        values = [row.value(one) for one in result.found]
        best = best_of(row, result.found)
        if not row.better:
            assert best == frozenset()
        elif not row.on_paper:
            wanted = min(values) if row.better == "low" else max(values)
            assert {values[place] for place in best} == {wanted}


def test_results_on_a_reserve_that_falls_short_are_never_the_best(result: Result) -> None:
    [broke] = [place for place, one in enumerate(result.found) if one.terms.mode is FeeMode.INSIDE]
    assert result.found[broke].outcome.shortfall
    for row in figures("demo"):
        if row.on_paper:
            assert broke not in best_of(row, result.found)


def test_nothing_is_the_best_of_equals(result: Result) -> None:
    [row] = [each for each in figures("demo") if each.key == "gini"]
    assert best_of(row, (result.found[0], result.found[0])) == frozenset()


# The range of steps


def test_zoom_keeps_the_step_under_the_pointer() -> None:
    view = StepRange(1_000)
    view.zoom(0.5, 0.2)
    assert view.start + view.width * 0.2 == pytest.approx(200)
    assert view.width == pytest.approx(500)


@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(0, 1), st.floats(-2, 2)), max_size=8))
def test_range_never_leaves_the_steps(moves: list[tuple[float, float, float]]) -> None:
    view = StepRange(300)
    for factor, share, way in moves:
        view.zoom(factor, share)
        view.pan(way)
        assert 0 <= view.start < view.end <= 300 + 1e-6
        assert view.width >= 10 - 1e-6
    view.reset()
    assert (view.start, view.end) == (0, 300)


# The points of a line


@given(
    st.lists(st.floats(0, 1e18), min_size=2, max_size=300),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.integers(2, 80),
)
def test_a_line_keeps_its_ends_and_peaks_however_few_points_it_has(
    values: list[float], seen: tuple[float, float], most: int
) -> None:
    steps = np.arange(len(values), dtype=np.float64) * 3
    low, high = sorted(share * steps[-1] for share in seen)
    places = drawn_points(steps, np.array(values), (low, high), most)
    assert list(places) == sorted(set(places))
    assert len(places) <= most + 2
    inside = [at for at, step in enumerate(steps) if low <= step <= high]
    assert steps[places[0]] <= low
    assert steps[places[-1]] >= high
    if inside:
        drawn = [values[at] for at in places]
        assert max(drawn) >= max(values[at] for at in inside)
        assert min(drawn) <= min(values[at] for at in inside)
