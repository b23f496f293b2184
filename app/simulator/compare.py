"""The same crowd and seed on several curves, side by side, without a workspace (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.errors import InvalidInput
from app.progress import Progress
from app.simulator.course import Course
from app.simulator.memory_market import MemoryMarket, begin_in_memory
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario import Scenario
from app.simulator.terms import MarketTerms

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
    lanes = begin_comparison(scenario, candidates)
    for step in advance_together(lanes, scenario.steps, points=points):
        progress.step(step, scenario.steps, "Comparing")
    return tuple(lane.result() for lane in lanes)


def begin_comparison(scenario: Scenario, candidates: Sequence[ComparedMarket]) -> tuple[Lane, ...]:
    """The markets before the first step; raises as `compare` does."""
    if not 1 <= len(candidates) <= MOST_CURVES:
        raise InvalidInput(f"Compare 1 to {MOST_CURVES} curves.", field="compare")
    lanes = tuple(Lane(each, *begin_in_memory(scenario, each.terms)) for each in candidates)
    for lane in lanes:
        lane.note()
    return lanes


def advance_together(lanes: Sequence[Lane], steps: int, *, points: int) -> Iterator[int]:
    """Take all markets so many steps on, in equal strides; yields the steps taken after each."""
    stride = max(-(-steps // max(points - 1, 1)), 1)
    done = 0
    while done < steps:
        size = min(stride, steps - done)
        for lane in lanes:
            for _ in lane.course.advance(size, lane.market.fill):
                pass
            lane.note()
        done += size
        yield done
