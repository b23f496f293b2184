"""How a market stands while its trades come in, and at each scene's end, in memory alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.progress import Progress
from app.simulator.course import Fill
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario import MarketTerms, Scenario
from app.simulator.view.presenter.script import ShownScene
from app.vending import curves, valuation
from app.vending.rules import FeeMode, Side
from app.vending.view.price.price_series import BUY, SECOND, SELL, TradeArrays


@dataclass(frozen=True, slots=True)
class MarketState:
    """A market after so many steps; amounts in minor units.

    shortfall, stranded: what the reserve lacks of what the curve demands, and how many keys it
    therefore can't buy back. fees: all that the crowd has paid so far.
    """

    step: int
    price: int
    supply: int
    reserve: int
    shortfall: int
    stranded: int
    trades: int
    fees: int


@dataclass(slots=True)
class RunningTotals:
    """Counts what the trades of a run move; amounts in minor units."""

    terms: MarketTerms
    price: int
    supply: int
    reserve: int
    trades: int = 0
    fees: int = 0

    @classmethod
    def opened(cls, terms: MarketTerms) -> "RunningTotals":
        """The market before the crowd's first trade."""
        opening = terms.opening_quote()
        reserve = 0 if opening is None else opening.reserve_change
        return cls(terms, curves.price(terms.curve, terms.opening), terms.opening, reserve)

    def take(self, fills: Iterable[Fill]) -> None:
        """Count these trades, too."""
        inside = self.terms.mode is FeeMode.INSIDE
        for fill in fills:
            fee = fill.creator_fee + fill.protocol_fee
            change = fill.gross - inside * fee if fill.side is Side.BUY else -fill.gross
            self.reserve += change
            self.fees += fee
            self.trades += 1
            self.price, self.supply = fill.price_after, fill.supply_after

    def market_state(self, step: int) -> MarketState:
        """How the market stands after so many steps."""
        solvency = valuation.solvency(self.terms.curve, self.supply, self.reserve)
        return MarketState(
            step, self.price, self.supply, self.reserve, solvency.shortfall,
            solvency.stranded_keys, self.trades, self.fees,
        )  # fmt: skip


def state_of(outcome: Outcome) -> MarketState:
    """The same figures of a run that tells them itself."""
    return MarketState(
        outcome.steps, outcome.price_last, outcome.supply, outcome.reserve, outcome.shortfall,
        outcome.stranded_keys, outcome.trades, outcome.fees,
    )  # fmt: skip


def arrays_of(fills: Iterable[Fill]) -> TradeArrays:
    """Trades as the price chart takes them."""
    fills = tuple(fills)
    count = len(fills)
    return TradeArrays(
        np.fromiter((int(fill.at.timestamp()) * SECOND for fill in fills), np.int64, count),
        np.fromiter((float(fill.price_after) for fill in fills), np.float64, count),
        np.fromiter((float(fill.gross) for fill in fills), np.float64, count),
        np.fromiter((BUY if fill.side is Side.BUY else SELL for fill in fills), np.int8, count),
    )


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
