"""Which prices of a subject the chart draws: few, exact, and most where they change most."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from app.amounts import AmountOverflow
from app.doctor.nodes import NoPrice
from app.doctor.subject import PricePair, PriceTable, Subject
from app.doctor.trades import TrialTrade
from app.doctor.view.question import ExaminationResult
from app.kit.chart.pane import Floats

_FIRST_POINTS: Final = 48
_MOST_POINTS: Final = 160
_SHORTEST: Final = 20
_STEEPEST: Final = 16
_NARROW: Final = 25
_LARGEST_DRAWN: Final = 10**290

Amount = Callable[[int], int | None]


@dataclass(frozen=True)
class PriceLine:
    """Prices of one key at ascending supplies, in minor units."""

    supplies: tuple[int, ...] = ()
    prices: tuple[int, ...] = ()

    @property
    def x(self) -> Floats:
        """Supplies for drawing."""
        return np.array([drawable(supply) for supply in self.supplies], dtype=np.float64)

    @property
    def y(self) -> Floats:
        """Prices for drawing; rounded to 53 bits."""
        return np.array([drawable(price) for price in self.prices], dtype=np.float64)

    def nearest(self, supply: float) -> int | None:
        """Place of the point that is nearest to a supply; None without points."""
        places = range(len(self.supplies))
        return min(places, key=lambda at: abs(self.supplies[at] - supply), default=None)

    def price_at(self, supply: int) -> int | None:
        """The price at a supply that is among the points."""
        at = self.nearest(supply)
        return None if at is None or self.supplies[at] != supply else self.prices[at]


@dataclass(frozen=True)
class Picture:
    """The prices between two supplies.

    buying: what the next key costs. selling: what it would sell for again, where that is
    something else. summed: whether the area below the line is the reserve. fits: whether only
    the trades with their surroundings are in it.
    """

    low: int
    high: int
    buying: PriceLine = PriceLine()
    selling: PriceLine = PriceLine()
    summed: bool = True
    fits: bool = False


def drawable(amount: int) -> float:
    """An amount as a float, also where it has more digits than floats can have."""
    return float(min(max(amount, -_LARGEST_DRAWN), _LARGEST_DRAWN))


def picture_of(answer: ExaminationResult, steps: Sequence[TrialTrade], fit: bool | None) -> Picture:
    """The picture for some trades, on a worker thread.

    fit: only the trades with their surroundings, or the whole curve; None shows the whole one
    unless the trades would be too narrow to be seen there.
    """
    with answer.lock:
        subject, end = answer.subject, answer.verdict.supply_limit
        stops = sorted({stop for step in steps for stop in (step.supply, step.supply_after)})
        low, high = _whole(subject, end, stops)
        narrow = bool(stops) and (stops[-1] - stops[0]) * _NARROW < high
        fits = bool(stops) and (narrow if fit is None else fit)
        if fits:
            low, high = _around(stops, subject.max_supply)
        buying = _line(partial(_buy, subject), low, high, stops)
        selling = PriceLine()
        if isinstance(subject, PricePair):
            selling = _line(partial(_sell, subject), low, high, stops)
        if selling == buying:
            selling = PriceLine()
        return Picture(low, high, buying, selling, not isinstance(subject, PricePair), fits)


def _whole(subject: Subject, end: int, stops: Sequence[int]) -> tuple[int, int]:
    """From no keys to a third more than the trades need, or as far as the price stays drawable."""
    if stops:
        high = max(stops[-1] * 4 // 3, _SHORTEST)
        return 0, max(high if subject.max_supply is None else min(high, subject.max_supply), 1)
    high = max(end, 1)
    if isinstance(subject, PriceTable):
        return 0, high
    while high > _SHORTEST and _runs_away(subject, high - 1):
        high //= 2
    return 0, high


def _runs_away(subject: Subject, supply: int) -> bool:
    price, before = _buy(subject, supply), _buy(subject, supply // 2)
    return price is None or (before is not None and abs(price) > _STEEPEST * max(abs(before), 1))


def _around(stops: Sequence[int], end: int | None) -> tuple[int, int]:
    """The trades with their own width on either side."""
    width = max(stops[-1] - stops[0], 2)
    high = stops[-1] + width
    return max(stops[0] - width, 0), high if end is None else max(min(high, end), stops[-1])


def _buy(subject: Subject, supply: int) -> int | None:
    return _priced(subject, subject.buy, supply, 0)


def _sell(subject: Subject, supply: int) -> int | None:
    return _priced(subject, subject.sell, supply, 1)


def _priced(
    subject: Subject, work: Callable[[int, int], int], supply: int, ahead: int
) -> int | None:
    """The price of the next key, or of the last one where the subject ends."""
    if subject.max_supply is not None:
        supply = min(supply, subject.max_supply - 1)
    if not subject.workable(supply, 1):
        return None
    try:
        return work(supply + ahead, 1)
    except (NoPrice, AmountOverflow):
        return None


def _line(amount: Amount, low: int, high: int, through: Iterable[int]) -> PriceLine:
    """Evenly spread points, then more between those that lie farthest apart in price."""
    span = high - low
    count = min(span, _FIRST_POINTS)
    places = {low + span * at // count for at in range(count + 1)} if count else {low}
    known = {supply: amount(supply) for supply in places | {s for s in through if low <= s <= high}}
    widest: list[tuple[float, int, int]] = []
    ordered = sorted(known)
    for before, after in pairwise(ordered):
        _push(widest, known, before, after)
    while widest and len(known) < _MOST_POINTS:
        _, before, after = heapq.heappop(widest)
        middle = (before + after) // 2
        known[middle] = amount(middle)
        _push(widest, known, before, middle)
        _push(widest, known, middle, after)
    points = [(supply, price) for supply in sorted(known) if (price := known[supply]) is not None]
    return PriceLine(tuple(supply for supply, _ in points), tuple(price for _, price in points))


def _push(
    widest: list[tuple[float, int, int]], known: dict[int, int | None], before: int, after: int
) -> None:
    one, other = known[before], known[after]
    if after - before > 1 and one is not None and other is not None and one != other:
        heapq.heappush(widest, (-drawable(abs(other - one)), before, after))
