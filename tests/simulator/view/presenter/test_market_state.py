"""The figures that the window counts along are those of the run."""

import pytest

from app.progress import NoProgress
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import outcome_of
from app.simulator.view.presenter.market_state import (
    RunningTotals,
    arrays_of,
    simulate_scenes,
    state_of,
)
from app.simulator.view.presenter.script import script_of
from app.vending.rules import FeeMode
from tests.simulator.runs import MARKETS, on_market
from tests.simulator.view.presenter.shows import told


@pytest.mark.parametrize("family", MARKETS)
@pytest.mark.parametrize("mode", FeeMode)
@pytest.mark.parametrize("opening", [0, 12])
def test_a_till_agrees_with_the_outcome(family: str, mode: FeeMode, opening: int) -> None:
    scenario = on_market(family, fee_mode=mode.value, opening_supply=opening)
    terms = scenario.market.terms()
    course, market = begin_in_memory(scenario, terms)
    totals = RunningTotals.opened(terms)
    assert totals.market_state(0) == state_of(outcome_of(course, terms))
    for _ in range(4):
        totals.take(course.advance(100, market.fill))
        assert totals.market_state(course.step) == state_of(outcome_of(course, terms))
    assert totals.trades > 100


def test_trades_are_drawn_at_the_markets_time() -> None:
    scenario = told()
    terms = scenario.market.terms()
    course, market = begin_in_memory(scenario, terms)
    fills = list(course.advance(50, market.fill))
    arrays = arrays_of(fills)
    assert len(arrays) == len(fills) > 10
    begins = int(scenario.begins_at.timestamp()) * 1_000_000
    assert arrays.at[0] == begins + fills[0].step * scenario.step_seconds * 1_000_000
    assert arrays.price[-1] == fills[-1].price_after
    assert set(arrays.side) <= {1, -1}


def test_the_same_story_is_told_twice() -> None:
    scenario = told()
    terms, scenes = scenario.market.terms(), script_of(scenario)
    one = simulate_scenes(scenario, terms, scenes, NoProgress())
    other = simulate_scenes(scenario, terms, scenes, NoProgress())
    assert one == other
    assert [end.market_state.step for end in one] == [60, 200, 400]
    assert [len(end.trades) for end in one] == [end.market_state.trades for end in one]
