"""Plays a scenario without a room: the same crowd and trades, in memory, scene by scene."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.progress import Progress
from app.simulator.course import Fill
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario import Scenario
from app.simulator.terms import MarketTerms
from app.simulator.view.presenter.market_state import MarketState, arrays_of, state_of
from app.simulator.view.presenter.script import ShownScene
from app.vending.view.price.price_series import TradeArrays

STRIDE = 500
"""Steps after which the progress is told."""


@dataclass(frozen=True, slots=True)
class SceneEnd:
    """A scene's end: how the market stands, what came of it, and all trades up to it."""

    scene: ShownScene
    market_state: MarketState
    outcome: Outcome
    trades: TradeArrays = field(compare=False)


def simulate_scenes(
    scenario: Scenario, terms: MarketTerms, scenes: Sequence[ShownScene], progress: Progress
) -> tuple[SceneEnd, ...]:
    """The end of every scene; for a worker thread.

    terms: of the market; the same ones as a room's give that room's trades.
    Lets `Cancelled` of the progress pass.
    """
    course, market = begin_in_memory(scenario, terms)
    ends: list[SceneEnd] = []
    trades = TradeArrays.empty()
    for scene in scenes:
        fills: list[Fill] = []
        while course.step < scene.ends:
            progress.step(course.step, scenes[-1].ends, scene.title)
            fills += course.advance(min(STRIDE, scene.ends - course.step), market.fill)
        trades = trades.followed_by(arrays_of(fills))
        outcome = outcome_of(course, terms)
        ends.append(SceneEnd(scene, state_of(outcome), outcome, trades))
    return tuple(ends)
