"""The same crowd and seed on several curves, side by side, without a workspace (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import InvalidInput
from app.progress import Progress
from app.simulator.course import Course
from app.simulator.memory_market import MemoryMarket, begin_in_memory
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario import MarketTerms, Scenario

MOST_CURVES = 4
MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True)
class ComparedMarket:
    """A market to be compared, and what it is called."""

    label: str
    terms: MarketTerms


@dataclass(frozen=True, slots=True)
class ComparedState:
    """A market after so many steps; amounts in minor units. fees: all that were taken so far."""

    step: int
    trades: int
    price: int
    supply: int
    reserve: int
    fees: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the crowd made of one market: its way, and its end."""

    label: str
    terms: MarketTerms
    points: tuple[ComparedState, ...]
    outcome: Outcome


@dataclass(slots=True)
class Lane:
    """One market of a comparison on its way."""

    candidate: ComparedMarket
    course: Course
    market: MemoryMarket
    points: list[ComparedState] = field(default_factory=list)

    def note(self) -> None:
        """Keep where the market stands."""
        tally = self.course.tally
        self.points.append(
            ComparedState(
                self.course.step,
                tally.trades,
                self.course.price,
                self.course.supply,
                self.course.reserve,
                tally.creator_fees + tally.protocol_fees,
            )
        )

    def result(self) -> Comparison:
        """The market as it stands."""
        terms = self.candidate.terms
        outcome = outcome_of(self.course, terms)
        return Comparison(self.candidate.label, terms, tuple(self.points), outcome)


def compare(
    scenario: Scenario,
    candidates: Sequence[ComparedMarket],
    progress: Progress,
    *,
    points: int = MOST_POINTS,
) -> tuple[Comparison, ...]:
    """Let the scenario's crowd trade its steps on each market.

    points: how many of each market's way are kept at most, the first and the last included.
    Raises InvalidInput (field `compare`) for no market or more than four, and lets `Cancelled`
    of the progress pass.
    """
    if not 1 <= len(candidates) <= MOST_CURVES:
        raise InvalidInput(f"Compare 1 to {MOST_CURVES} curves.", field="compare")
    lanes = [Lane(each, *begin_in_memory(scenario, each.terms)) for each in candidates]
    for lane in lanes:
        lane.note()
    stride = max(-(-scenario.steps // max(points - 1, 1)), 1)
    for begun in range(0, scenario.steps, stride):
        done = min(begun + stride, scenario.steps)
        for lane in lanes:
            for _ in lane.course.advance(done - begun, lane.market.fill):
                pass
            lane.note()
        progress.step(done, scenario.steps, "Comparing")
    return tuple(lane.result() for lane in lanes)
