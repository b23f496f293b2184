"""What a comparison found, and which steps of it are in view, as the charts need it (no Qt)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.amounts import BPS
from app.progress import Progress
from app.simulator.compare import ComparedMarket, ComparedState, Comparison, compare
from app.simulator.outcome import HolderOutcome
from app.simulator.scenario import Scenario

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


class Measure(Enum):
    """What a chart shows over the steps; each value is the name in `ComparedState`."""

    PRICE = "price"
    SUPPLY = "supply"
    RESERVE = "reserve"
    FEES = "fees"

    def of(self, point: ComparedState) -> int:
        """The value at a point, in minor units or keys."""
        return int(getattr(point, self.value))


@dataclass(frozen=True)
class ComparisonRequest:
    """What is to be compared.

    source: what the scenario is called where it came from. slots: of each candidate, 0 to 3.
    """

    source: str
    scenario: Scenario
    candidates: tuple[ComparedMarket, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True)
class StepLine:
    """One curve's way: values at the steps of the result."""

    slot: int
    label: str
    values: Floats


@dataclass(frozen=True)
class Result:
    """A finished comparison; `steps` are the same for all curves."""

    request: ComparisonRequest
    found: tuple[Comparison, ...]
    steps: Floats

    def lines(self, measure: Measure) -> tuple[StepLine, ...]:
        """The ways of all curves."""
        return tuple(
            StepLine(slot, one.label, np.array([measure.of(point) for point in one.points], float))
            for slot, one in zip(self.request.slots, self.found, strict=True)
        )

    def values_at(self, measure: Measure, index: int) -> tuple[int, ...]:
        """Exact values of all curves at a point."""
        return tuple(measure.of(one.points[index]) for one in self.found)


def drawn_points(steps: Floats, values: Floats, seen: tuple[float, float], most: int) -> Places:
    """Places of the points that a line is drawn through: its ends and peaks within what is seen.

    steps: rising. seen: the first and the last step in view; one point beyond each is kept.
    most: about how many points, which is what bounds the time that drawing takes.
    """
    first = max(int(np.searchsorted(steps, seen[0], "right")) - 1, 0)
    end = min(int(np.searchsorted(steps, seen[1], "left")) + 1, len(steps))
    if end - first <= most:
        return np.arange(first, end)
    buckets = np.array_split(np.arange(first, end), max(most // 2, 1))
    peaks = [(each[values[each].argmin()], each[values[each].argmax()]) for each in buckets]
    return np.unique([first, *(place for pair in peaks for place in pair), end - 1])


def run(request: ComparisonRequest, progress: Progress) -> Result:
    """Compare; raises as `compare` does and lets `Cancelled` pass."""
    found = compare(request.scenario, request.candidates, progress)
    steps = np.array([point.step for point in found[0].points], float)
    return Result(request, found, steps)


EDGES = (1_000, 5_000)
"""Where bands of results begin, in basis points of what a trader came with, on either side."""

_MIDDLE = len(EDGES) + 1


def spread_of(agents: Sequence[HolderOutcome]) -> tuple[int, ...]:
    """How many of the crowd lost 50 % or more, 10 % or more, less, nothing, and gained so.

    Seven counts: in the middle who ends with what it came with, as all do who never traded.
    """
    counts = [0] * (2 * _MIDDLE + 1)
    for one in agents:
        counts[_band(one)] += 1
    return tuple(counts)


def _band(one: HolderOutcome) -> int:
    if not one.result:
        return _MIDDLE
    reached = 1 + sum(abs(one.result) * BPS >= edge * one.budget for edge in EDGES)
    return _MIDDLE + (reached if one.result > 0 else -reached)


def ends_and_middle(results: Sequence[int]) -> tuple[int, int, int]:
    """Worst, median and best result; the median of an even number is the lower of the two."""
    ordered = sorted(results)
    return ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1]


NARROWEST: Final = 10.0


class StepRange:
    """The first and the last step in view; one range for all charts."""

    def __init__(self, last: float = 1.0) -> None:
        self._last = max(last, 1.0)
        self.start, self.end = 0.0, self._last

    @property
    def width(self) -> float:
        """How many steps are in view."""
        return self.end - self.start

    def zoom(self, factor: float, share: float) -> None:
        """Make the range so many times as long; `share` (0 to 1) of it stays where it is."""
        width = min(max(self.width * factor, min(NARROWEST, self._last)), self._last)
        self._place(self.start + (self.width - width) * share, width)

    def pan(self, share: float) -> None:
        """Move by a share of what is in view."""
        self._place(self.start + self.width * share, self.width)

    def reset(self) -> None:
        """Show all steps."""
        self.start, self.end = 0.0, self._last

    def _place(self, start: float, width: float) -> None:
        self.start = min(max(start, 0.0), self._last - width)
        self.end = self.start + width
