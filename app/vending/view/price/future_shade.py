"""What lies after a past moment, laid under a veil in the panes of a chart."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.kit.chart.pane import Pane, PaneLayer, faded
from app.kit.theme import Theme, Themes

_VEIL = 0.09
_LINE = 1.5


class _PaneShade(PaneLayer):
    """The veil of one pane, with a dashed line where it begins."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, -1.5)
        self._start: float | None = None

    def set_from(self, start: float | None) -> None:
        """Begin at this x value; None draws nothing."""
        if start != self._start:
            self._start = start
            self.invalidate()

    @property
    def box(self) -> QRectF | None:
        """Where the veil lies, in pixels of the pane."""
        if self._start is None:
            return None
        left = min(max(self.pane.x_pixel(self._start), 0.0), self.pane.pixels_wide)
        return QRectF(left, 0.0, self.pane.pixels_wide - left, self.pane.pixels_tall)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        box = self.box
        if box is None:
            return
        painter.fillRect(box, faded(theme.color("warn"), _VEIL))
        pen = QPen(theme.color("warn"), _LINE)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(box.topLeft(), box.bottomLeft())


class FutureShade:
    """The veil over all panes of one time axis."""

    def __init__(self, panes: Sequence[Pane], themes: Themes) -> None:
        self._shades = [_PaneShade(pane, themes) for pane in panes]

    def set_from(self, start: float | None) -> None:
        """Begin at this moment in seconds since 1970; None draws nothing."""
        for shade in self._shades:
            shade.set_from(start)

    @property
    def box(self) -> QRectF | None:
        """Where the veil lies in the first pane, in its pixels; None without one."""
        return self._shades[0].box
