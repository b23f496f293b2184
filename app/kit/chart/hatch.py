"""Oblique lines that fill the area under a curve."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

from app.kit.chart.pane import Floats


def hatch_lines(x: Floats, top: Floats, bottom: float, distance: float) -> list[QLineF]:
    """Lines rising at 45° inside the area below a curve, in pixels.

    x, top: the curve, from left to right. bottom: the area's lower edge. distance: from line to
    line along the edge; the lines lie on a lattice of the pane, so that they stand still while
    the area grows. They are cut to the area here, since not every program that shows SVG clips.
    """
    if len(x) < 2:
        return []
    first = np.floor((x[0] + top.min()) / distance)
    sums = np.arange(first, (x[-1] + bottom) / distance + 1) * distance
    # How far each line (x + y = sum) runs below the curve, at each point of the curve.
    below = sums[:, None] - (x + top)[None, :]
    inside = np.pad(below >= 0, ((0, 0), (1, 1)))
    line, entry = np.nonzero(~inside[:, :-1] & inside[:, 1:])
    _, leave = np.nonzero(inside[:, :-1] & ~inside[:, 1:])
    start = np.where(entry > 0, _crossing(x, below, line, np.maximum(entry, 1)), x[0])
    stops = np.minimum(leave, len(x) - 1)
    end = np.where(leave < len(x), _crossing(x, below, line, np.maximum(stops, 1)), x[-1])
    start = np.maximum(start, sums[line] - bottom)
    rows = zip(start.tolist(), end.tolist(), sums[line].tolist(), strict=True)
    return [QLineF(low, at - low, high, at - high) for low, high, at in rows if high > low]


def _crossing(x: Floats, below: Floats, line: NDArray[np.intp], point: NDArray[np.intp]) -> Floats:
    """Where lines cross the curve between a point and the one before it."""
    before, after = below[line, point - 1], below[line, point]
    change = after - before
    share = np.divide(-before, change, out=np.zeros_like(before), where=change != 0)
    return x[point - 1] + np.clip(share, 0.0, 1.0) * (x[point] - x[point - 1])
