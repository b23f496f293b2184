"""Candles or a line of closing prices, and the volume below, drawn in batches."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.kit.chart.pane import Floats, Pane, PaneLayer, faded, line_pen
from app.kit.theme import Theme, Themes
from app.vending.view.price.price_series import SECOND, Candles, CandleWindow

_BODY_SHARE = 0.78
_WIDEST_BODY = 40
_AREA, _BOUGHT, _SOLD = 0.10, 0.55, 0.85
_SMOOTH_POINTS = 1_000


def centres(window: CandleWindow) -> Floats:
    """The middles of the candles in seconds since 1970."""
    return (window.candles.start + window.length / 2) / SECOND


def body_width(pane: Pane, window: CandleWindow) -> int:
    """Pixels of a candle's body; always odd, so that the wick stands in its middle."""
    low, high = pane.x_range
    step = window.length / SECOND * pane.pixels_wide / (high - low)
    width = int(min(max(step * _BODY_SHARE, 1.0), _WIDEST_BODY))
    return width if width % 2 else width - 1


class _WindowLayer(PaneLayer):
    """Draws the candles that are visible."""

    def __init__(self, pane: Pane, themes: Themes, z: float) -> None:
        super().__init__(pane, themes, z)
        self._window = CandleWindow(Candles.empty(), SECOND)

    def show_window(self, window: CandleWindow) -> None:
        """Draw these candles."""
        self._window = window
        self.invalidate()


class CandleItem(_WindowLayer):
    """Up hollow, down filled, so that the direction reads without colour."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 2.0)
        self._bodies: tuple[list[QRectF], list[QRectF]] = ([], [])
        self._wicks: tuple[list[QLineF], list[QLineF]] = ([], [])
        self._carried: list[QLineF] = []

    def _prepare(self) -> None:
        candles, pane = self._window.candles, self.pane
        width = body_width(pane, self._window)
        middle = np.round(pane.x_pixels(centres(self._window)) - 0.5)
        left = middle - width // 2
        tops = np.round(pane.y_pixels(np.maximum(candles.open, candles.close)))
        bottoms = np.round(pane.y_pixels(np.minimum(candles.open, candles.close)))
        # A candle that ends where it began is still seen beside the line of the last price.
        bottoms = np.maximum(bottoms, tops + 1)
        highs = np.round(pane.y_pixels(candles.high))
        lows = np.round(pane.y_pixels(candles.low))
        traded = candles.trades > 0
        up = traded & (candles.close >= candles.open)
        down = traded & ~up
        self._bodies = (
            _bodies(left[up], tops[up], width, bottoms[up]),
            _bodies(left[down], tops[down], width, bottoms[down]),
        )
        self._wicks = (
            _wicks(middle[up], highs[up], tops[up], bottoms[up], lows[up]),
            _wicks(middle[down], highs[down], tops[down], bottoms[down], lows[down]),
        )
        flat = zip(left[~traded].tolist(), tops[~traded].tolist(), strict=True)
        self._carried = [QLineF(x, y, x + width - 1, y) for x, y in flat]

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(line_pen(theme.color("chart_muted")))
        painter.drawLines(self._carried)
        hollow = QColor(Qt.GlobalColor.transparent)
        sides = (("buy", hollow), ("sell", theme.color("sell")))
        for (token, fill), bodies, wicks in zip(sides, self._bodies, self._wicks, strict=True):
            painter.setPen(line_pen(theme.color(token)))
            painter.setBrush(fill)
            painter.drawLines(wicks)
            painter.drawRects(bodies)


def _bodies(left: Floats, top: Floats, width: int, bottom: Floats) -> list[QRectF]:
    rows = zip(left.tolist(), top.tolist(), (bottom - top).tolist(), strict=True)
    return [QRectF(x, y, width - 1, height) for x, y, height in rows]


def _wicks(x: Floats, high: Floats, top: Floats, bottom: Floats, low: Floats) -> list[QLineF]:
    columns = (values.tolist() for values in (x, high, top, bottom, low))
    lines = []
    for at, highest, upper, lower, lowest in zip(*columns, strict=True):
        if highest < upper:
            lines.append(QLineF(at, highest, at, upper))
        if lowest > lower:
            lines.append(QLineF(at, lower, at, lowest))
    return lines


class ClosingLine(_WindowLayer):
    """The closing prices as one line; filled below where the axis starts at zero."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 2.0)
        self._points: list[QPointF] = []

    def _prepare(self) -> None:
        self._points = self.pane.points(centres(self._window), self._window.candles.close)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if not self._points:
            return
        line = theme.color("chart_line")
        if len(self._points) == 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(line)
            painter.drawEllipse(self._points[0], 3, 3)
            return
        if self.pane.y_range[0] == 0:
            bottom = self.pane.pixels_tall
            ends = (QPointF(self._points[-1].x(), bottom), QPointF(self._points[0].x(), bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(line, _AREA))
            painter.drawPolygon(QPolygonF([*self._points, *ends]))
        smooth = len(self._points) <= _SMOOTH_POINTS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        # A wide pen over many points takes a hundred times as long as a thin one.
        painter.setPen(line_pen(line, 2.0 if smooth else 1.0))
        painter.drawPolyline(QPolygonF(self._points))


class VolumeItem(_WindowLayer):
    """Bars from zero: bought below, sold on top."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 2.0)
        self._bought: list[QRectF] = []
        self._sold: list[QRectF] = []

    def _prepare(self) -> None:
        candles, pane = self._window.candles, self.pane
        width = body_width(pane, self._window)
        left = np.round(pane.x_pixels(centres(self._window)) - 0.5) - width // 2
        base = np.full(len(candles), pane.pixels_tall)
        total = candles.bought + candles.sold
        # Whatever was traded is seen, if only as one pixel.
        top = np.minimum(np.round(pane.y_pixels(total)), base - (total > 0))
        border = np.maximum(np.round(pane.y_pixels(candles.bought)), top)
        self._bought = _bars(left, border, width, base)
        self._sold = _bars(left, top, width, border)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for token, opacity, bars in (
            ("buy", _BOUGHT, self._bought),
            ("sell", _SOLD, self._sold),
        ):
            painter.setBrush(faded(theme.color(token), opacity))
            painter.drawRects(bars)


def _bars(left: Floats, top: Floats, width: int, bottom: Floats) -> list[QRectF]:
    rows = zip(left.tolist(), top.tolist(), (bottom - top).tolist(), strict=True)
    return [QRectF(x, y, width, height) for x, y, height in rows if height > 0]
