"""Finds a free place for a text in a plot."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF

from app.kit.chart.pane import Floats

_LINE_CLEARANCE = 3.0


@dataclass
class Taken:
    """What texts must keep clear of, in pixels: other boxes, and one line from left to right."""

    bounds: QRectF
    boxes: list[QRectF] = field(default_factory=list)
    line_x: Floats = field(default_factory=lambda: np.empty(0))
    line_y: Floats = field(default_factory=lambda: np.empty(0))

    def add(self, box: QRectF) -> None:
        """Keep clear of this box from now on."""
        self.boxes.append(box)

    def is_free(self, box: QRectF) -> bool:
        """Whether a text may stand there."""
        return (
            self.bounds.contains(box)
            and not any(box.intersects(other) for other in self.boxes)
            and not self._meets_line(box)
        )

    def first_free(self, candidates: Iterable[QRectF]) -> QRectF | None:
        """The first box that is free, which is taken then; None when none is."""
        for box in candidates:
            if self.is_free(box):
                self.add(box)
                return box
        return None

    def _meets_line(self, box: QRectF) -> bool:
        if not len(self.line_x):
            return False
        left, right = box.left() - _LINE_CLEARANCE, box.right() + _LINE_CLEARANCE
        if right < self.line_x[0] or left > self.line_x[-1]:
            return False
        first, last = np.searchsorted(self.line_x, (left, right))
        ends = np.interp((left, right), self.line_x, self.line_y)
        heights = np.concatenate((ends, self.line_y[first:last]))
        return bool(
            heights.min() <= box.bottom() + _LINE_CLEARANCE
            and heights.max() >= box.top() - _LINE_CLEARANCE
        )
