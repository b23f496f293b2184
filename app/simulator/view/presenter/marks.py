"""What the charts show besides the run: its events, and the line of the run before."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.kit.chart.pane import Floats, Pane, PaneLayer, line_pen
from app.kit.theme import Theme, Themes
from app.simulator.scenario import Event, Scenario
from app.simulator.view.event_marks import EventMark
from app.simulator.view.labels import event_name
from app.vending.view.price.price_series import SECOND, TradeArrays

MOST_POINTS = 1_000

_DASHES = (4.0, 3.0)


def event_marks(
    scenario: Scenario, begins_at: datetime, until: int, most: int
) -> tuple[EventMark, ...]:
    """The events that have begun before a step, at their time; the newest `most` of them."""
    begun: Sequence[Event] = [event for event in scenario.events if event.step < until]
    start = begins_at.timestamp()
    return tuple(
        EventMark(start + event.step * scenario.step_seconds, event_name(event.kind))
        for event in begun[-most:]
    )


def price_points(trades: TradeArrays) -> tuple[Floats, Floats]:
    """Moments in seconds since 1970 and the prices then, few enough to be drawn at once."""
    stride = max(-(-len(trades) // MOST_POINTS), 1)
    return trades.at[::stride] / SECOND, trades.price[::stride]


class FormerLine(PaneLayer):
    """A quiet dashed line below the line of now; points: in the values of the axes."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 1.8)
        self.points: tuple[Floats, Floats] = np.empty(0), np.empty(0)
        self._line = QPolygonF()

    def show_points(self, x: Floats, y: Floats) -> None:
        """Draw the line through these points; none draws nothing."""
        self.points = x, y
        self.invalidate()

    def _prepare(self) -> None:
        self._line = QPolygonF(self.pane.points(*self.points))

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if self._line.size() < 2:
            return
        pen = line_pen(theme.color("text3"), 1.25)
        pen.setDashPattern(_DASHES)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPolyline(self._line)
