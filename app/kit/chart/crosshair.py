"""Dotted lines through one or several panes, at the point that is read."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsLineItem

from app.kit.chart.pane import Pane, dotted_pen
from app.kit.theme import Themes

_ABOVE_EVERYTHING = 20.0


class Crosshair(QObject):
    """One upright line through all panes, and a level line in the first.

    Plain line items: moving them repaints two strips, not the plot.
    """

    def __init__(self, panes: Sequence[Pane], themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._panes = tuple(panes)
        self._themes = themes
        self._at: tuple[float, float | None] | None = None
        self._upright = [QGraphicsLineItem(pane) for pane in self._panes]
        self._level = QGraphicsLineItem(self._panes[0])
        for line in self.lines:
            line.setZValue(_ABOVE_EVERYTHING)
            line.hide()
        for pane in self._panes:
            pane.sigRangeChanged.connect(self._place)
            pane.sigResized.connect(self._place)
        themes.changed.connect(self._place)

    @property
    def at(self) -> tuple[float, float | None] | None:
        """The values that are read (x, y), or None while nothing is."""
        return self._at

    @property
    def lines(self) -> tuple[QGraphicsLineItem, ...]:
        """The upright line of each pane, then the level one."""
        return (*self._upright, self._level)

    def show_at(self, x: float, y: float | None) -> None:
        """Cross at these values; without `y` only the upright line is shown."""
        self._at = (x, y)
        self._place()

    def hide(self) -> None:
        """Take the lines away."""
        self._at = None
        self._place()

    def _place(self, *_: object) -> None:
        pen = dotted_pen(self._themes.current.color("crosshair"))
        x, y = self._at if self._at is not None else (0.0, None)
        for pane, line in zip(self._panes, self._upright, strict=True):
            pixel = round(pane.x_pixel(x)) if self._at is not None else -1
            line.setVisible(0 <= pixel <= pane.pixels_wide)
            line.setPen(pen)
            line.setLine(pixel, 0, pixel, pane.pixels_tall)
        pane = self._panes[0]
        level = round(pane.y_pixel(y)) if y is not None else -1
        self._level.setVisible(0 <= level <= pane.pixels_tall)
        self._level.setPen(pen)
        self._level.setLine(0, level, pane.pixels_wide, level)
