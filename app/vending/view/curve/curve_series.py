"""Which points of a bonding curve to draw: exact where they are, few enough to follow typing."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.errors import UserError

Integral = Callable[[int], int]

_MOST_POINTS = 190
_FIRST_POINTS = 64
_SMALLEST_SPAN, _NARROWEST_SPAN = 50, 10
_STEEPEST = 4
_FLAT_ENOUGH = 250
_REMEMBERED = 20_000
_LARGEST_DRAWN = 10**300


@dataclass(frozen=True)
class CurveSamples:
    """Points of one curve between two supplies, and what the curve belongs to.

    supplies: whole supplies, ascending. prices: of the next key at each, in minor units.
    reserves: what stands behind each supply; exact, as `prices` are.
    cap: the largest supply that may be reached, None for a machine without one.
    finished: whether further points would change the picture. known: every reserve that was
    worked out on the way, so that nobody has to do it again.
    """

    integral: Integral
    supply: int
    cap: int | None
    unit: str
    supplies: tuple[int, ...]
    prices: tuple[int, ...]
    reserves: tuple[int, ...]
    finished: bool = True
    known: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def x(self) -> NDArray[np.float64]:
        """Supplies for drawing."""
        return np.array(self.supplies, dtype=np.float64)

    @property
    def y(self) -> NDArray[np.float64]:
        """Prices for drawing; rounded to 53 bits."""
        return np.array([drawable(price) for price in self.prices], dtype=np.float64)


def drawable(amount: int) -> float:
    """An amount as a float, also where it has more digits than floats can have."""
    return float(min(amount, _LARGEST_DRAWN))


class CurveSampler:
    """Evaluates one curve as seldom as it can: every value is worked out once.

    integral: the reserve behind a supply; may raise UserError where the curve ends.
    """

    def __init__(self, integral: Integral) -> None:
        self.integral = integral
        self.evaluations = 0
        self._values: dict[int, int] = {0: 0}
        self._points: list[int] = []
        self._range = (0, 0)
        self._widest: list[tuple[float, int, int]] = []

    def reserve(self, supply: int) -> int:
        """What stands behind `supply` keys. UserError where the curve refuses the supply."""
        if supply not in self._values:
            if len(self._values) > _REMEMBERED:
                self._values = {0: 0}
            self.evaluations += 1
            self._values[supply] = self.integral(supply)
        return self._values[supply]

    def adopt(self, samples: CurveSamples) -> None:
        """Take over values that were worked out elsewhere."""
        self._values.update(samples.known)

    def price(self, supply: int) -> int:
        """Price of the next key; at the end of the curve, of the last one."""
        try:
            return self.reserve(supply + 1) - self.reserve(supply)
        except UserError:
            if supply == 0:
                return 0
            return self.reserve(supply) - self.reserve(supply - 1)

    def last(self, low: int, high: int) -> int:
        """Largest supply in `low` to `high` that the curve has a reserve for; `low` is known to."""
        if self._has(high):
            return high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._has(middle) else (low, middle)
        return low

    def _has(self, supply: int) -> bool:
        try:
            self.reserve(supply)
        except UserError:
            return False
        return True

    def cover(self, low: int, high: int, through: Iterable[int]) -> None:
        """Make `low` to `high` the sampled range, with points at the supplies of `through`."""
        if (low, high) != self._range:
            self._range = (low, high)
            # A lattice that doesn't depend on the ends: a longer range finds most values known.
            step = 1 << max(((high - low) // _FIRST_POINTS).bit_length(), 0)
            lattice = range(-(-low // step) * step, high + 1, step)
            self._points = sorted({low, high, *lattice})
            self._widest = []
            for before, after in zip(self._points, self._points[1:], strict=False):
                self._push(before, after)
        for supply in through:
            if low <= supply <= high:
                self._insert(supply)

    def refine(self, evaluations: int) -> bool:
        """Add points where the curve bends most; True when there is nothing left to add."""
        stop = self.evaluations + evaluations
        while self._widest and len(self._points) < _MOST_POINTS:
            if self.evaluations >= stop:
                return False
            _, before, after = heapq.heappop(self._widest)
            self._split(before, after)
        return True

    def samples(self, supply: int, cap: int | None, unit: str) -> CurveSamples:
        """The points known by now."""
        points = tuple(self._points)
        return CurveSamples(
            integral=self.integral,
            supply=supply,
            cap=cap,
            unit=unit,
            supplies=points,
            prices=tuple(self.price(point) for point in points),
            reserves=tuple(self.reserve(point) for point in points),
            finished=not self._widest or len(points) >= _MOST_POINTS,
            known=self._values,
        )

    def _insert(self, supply: int) -> None:
        place = bisect_left(self._points, supply)
        if place == len(self._points) or self._points[place] != supply:
            self._points.insert(place, supply)

    def _push(self, before: int, after: int) -> None:
        if after - before > 1:
            rise = abs(self.price(after) - self.price(before))
            heapq.heappush(self._widest, (-drawable(rise), before, after))

    def _split(self, before: int, after: int) -> None:
        middle = (before + after) // 2
        low, high = self.price(self._points[0]), self.price(self._points[-1])
        rise = (self.price(after) - self.price(before)) * (middle - before) // (after - before)
        bend = abs(self.price(middle) - self.price(before) - rise)
        if bend * _FLAT_ENOUGH <= max(abs(high - low), 1):
            return
        self._insert(middle)
        self._push(before, middle)
        self._push(middle, after)


def whole_range(
    sampler: CurveSampler, supply: int, after: int, cap: int | None, even: int | None = None
) -> tuple[int, int]:
    """From no keys to a third more than the supply, or less where the price would run away.

    The price at the right end stays within four times the price now, so that a steep curve
    doesn't press the present against the base line. even: a supply that is in view, too, unless
    everything else would have to shrink to half its size for it.
    """
    most = max(supply, after)
    wanted = max(supply * 4 // 3, after * 23 // 20, _SMALLEST_SPAN)
    if even is not None and even * 11 // 10 < wanted * 2:
        wanted = max(wanted, even * 11 // 10 + 1)
    if cap is not None:
        wanted = min(wanted, max(cap, most, 1))
    wanted = sampler.last(most, max(wanted, most))
    least = min(max(_NARROWEST_SPAN, most + 1), wanted)
    limit = _STEEPEST * sampler.price(most)
    if limit and sampler.price(wanted) > limit:
        low, high = least, wanted
        while high - low > max(high // 1000, 1):
            middle = (low + high) // 2
            low, high = (low, middle) if sampler.price(middle) > limit else (middle, high)
        wanted = max(low, least)
    return 0, max(wanted, 1)


def fit_range(sampler: CurveSampler, supply: int, after: int, cap: int | None) -> tuple[int, int]:
    """The order with its own width on either side: three times its width where there is room."""
    low, high = min(supply, after), max(supply, after)
    width = max(high - low, 2)
    right = high + width
    if cap is not None:
        right = min(right, max(cap, high))
    left = max(low - width, 0)
    return left, max(sampler.last(high, right) if right > high else high, left + 1)


def sample(
    integral: Integral,
    supply: int,
    cap: int | None,
    unit: str,
    *,
    after: int | None = None,
    fit: bool = False,
) -> CurveSamples:
    """All points for a chart in one go: at most about 400 evaluations. For a worker thread.

    supply, after: keys now and after the order. fit: the order with its surroundings.
    """
    sampler = CurveSampler(integral)
    there = supply if after is None else after
    choose = fit_range if fit and there != supply else whole_range
    low, high = choose(sampler, supply, there, cap)
    sampler.cover(low, high, (supply, there))
    sampler.refine(2 * _MOST_POINTS)
    return sampler.samples(supply, cap, unit)
