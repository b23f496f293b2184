"""Round values for an axis, and places for tags that never overlap."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_step(at_least: float, smallest: float = 0.0) -> float:
    """Smallest of 1, 2, 2.5 and 5 times a power of ten that is neither below `at_least` nor finer.

    smallest: the finest step that means anything on this axis (1 for whole keys); steps are
    multiples of it. ValueError when `at_least` is not a positive, finite number.
    """
    if not 0 < at_least < math.inf:
        raise ValueError(f"An axis can't have steps of {at_least}")
    power = 10.0 ** math.floor(math.log10(at_least))
    # A step of 2.5 keys would put lines between the keys.
    steps = (power * factor for factor in _ROUND)
    return next(
        step
        for step in (*steps, power * 20)
        if step >= at_least * (1 - 1e-9)
        and step >= smallest
        and (smallest == 0 or math.isclose(step % smallest, 0, abs_tol=smallest * 1e-9))
    )


def value_ticks(
    low: float, high: float, most: int, smallest: float = 0.0
) -> tuple[list[float], float]:
    """At most `most` round values from `low` to `high`, ascending, and the step between them."""
    if not high > low or most < 1:
        return [], 0.0
    step = round_step(max((high - low) / (most + 1), smallest, 5e-324 * 1e20), smallest)
    ticks = _multiples(low, high, step)
    while len(ticks) > most:
        step = round_step(step * 1.01, smallest)
        ticks = _multiples(low, high, step)
    return ticks, step


def _multiples(low: float, high: float, step: float) -> list[float]:
    # The tolerance keeps a tick that rounding has pushed just past an end of the axis.
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def spread(
    centres: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = 1.0
) -> list[float]:
    """Centres moved as little as possible so that boxes of these sizes keep `gap` between them.

    The order of the boxes along the axis stays; all of them lie between `low` and `high` as long
    as there is room. Least squares under an order (pool adjacent violators).
    """
    if not centres:
        return []
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    widths = [sizes[index] for index in order]
    steps = [(before + after) / 2 + gap for before, after in pairwise(widths)]
    offsets = list(accumulate(steps, initial=0.0))
    pooled = _pooled([centres[index] - off for index, off in zip(order, offsets, strict=True)])
    first = low + widths[0] / 2
    last = max(high - widths[-1] / 2 - offsets[-1], first)
    placed = [0.0] * len(centres)
    for index, value, offset in zip(order, pooled, offsets, strict=True):
        placed[index] = min(max(value, first), last) + offset
    return placed


def _pooled(values: Sequence[float]) -> list[float]:
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
