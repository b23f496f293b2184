"""What the curve chart shows at one moment, and the words on it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from app.kit.chart.pane import Floats

Side = Literal["buy", "sell"]


@dataclass(frozen=True)
class CurvePicture:
    """What the chart shows at this moment, prices and supplies as floats.

    x, y: the curve. now, after: supply and price of the dots; `after` only with an order.
    cost, cost_note: the two lines beside the order's area. fee_share: the fees as a share of the
    cost; they are drawn above the curve, or below it if less than none, and `fees` names them.
    legends: the texts at the top, the fullest first. cap: the largest supply, with its words.
    flag: supply and price where the order breaks even, None where that isn't in view or never is.
    flag_words: what is said of it in lines, the fullest first. hint: about the pointer.
    today: supply and price of today, while `now` is a past moment; with its name.
    stranded: up to which supply the reserve lacks what the curve demands.
    """

    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    now: tuple[float, float] = (0.0, 0.0)
    now_word: str = ""
    after: tuple[float, float] | None = None
    after_word: str = ""
    side: Side = "buy"
    cost: str = ""
    cost_note: str = ""
    fee_share: float = 0.0
    fees: str = ""
    flag: tuple[float, float] | None = None
    flag_words: tuple[tuple[str, ...], ...] = ()
    hint: str = ""
    hint_warns: bool = False
    legends: tuple[str, ...] = ()
    cap: float | None = None
    cap_word: str = ""
    today: tuple[float, float] | None = None
    today_word: str = ""
    stranded: float = 0.0

    def between(self, low: float, high: float) -> tuple[Floats, Floats]:
        """The part of the curve between two supplies, both ends included."""
        low, high = max(low, float(self.x[0])), min(high, float(self.x[-1]))
        inner = (self.x > low) & (self.x < high)
        x = np.concatenate(([low], self.x[inner], [high]))
        ends = np.interp((low, high), self.x, self.y)
        return x, np.concatenate((ends[:1], self.y[inner], ends[1:]))

    def sliver(self) -> tuple[Floats, Floats, Floats]:
        """Supplies, and between which prices the fees lie there; nothing without fees.

        Its area is to that of the order what the fees are to the cost.
        """
        nothing = np.empty(0)
        if self.after is None or not self.fee_share or not len(self.x):
            return nothing, nothing, nothing
        x, y = self.between(*sorted((self.now[0], self.after[0])))
        ends = np.sort(np.vstack((y, y * (1 + self.fee_share))), axis=0)
        return x, ends[0], ends[1]


@dataclass(frozen=True)
class Words:
    """A text with its place, and how it is drawn; with a backing it stands on other things."""

    box: QRectF
    text: str
    token: str
    px: int
    weight: int
    backing: bool = False


@dataclass(frozen=True)
class CurveWords:
    """All texts of the chart, the swatch of the legend, and the line from the cost to its area."""

    texts: tuple[Words, ...] = ()
    swatch: QRectF | None = None
    leader: tuple[QPointF, QPointF] | None = None
