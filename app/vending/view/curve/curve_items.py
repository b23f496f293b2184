"""The drawn parts of the curve chart: reserve, order area, lines, dots and words."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.kit.chart.hatch import hatch_lines
from app.kit.chart.pane import Floats, Pane, PaneLayer, dotted_pen, faded, line_pen
from app.kit.fonts import ui_font
from app.kit.theme import Theme, Themes
from app.vending.view.curve.curve_layout import POLE, CurveLayout
from app.vending.view.curve.curve_picture import CurvePicture, CurveWords

_RESERVE, _ORDER, _HATCH, _SWATCH = 0.10, 0.16, 0.60, 0.40
_HATCH_DISTANCE = 8
_FEES, _FEE_DISTANCE = 0.35, 4
_PENNANT = 9.0
_DOT, _HOLLOW_DOT = 4.5, 5.0
_LEGEND_WIDTH, _ROOM_ABOVE = 260, 36


class _PictureLayer(PaneLayer):
    """Draws one side of the picture that the chart shows."""

    def __init__(self, pane: Pane, themes: Themes, z: float, margin: float | None = None) -> None:
        super().__init__(pane, themes, z, margin)
        self._picture = CurvePicture()

    def show_picture(self, picture: CurvePicture) -> None:
        """Draw this from now on."""
        self._picture = picture
        self.invalidate()

    def _pixel(self, point: tuple[float, float]) -> QPointF:
        return QPointF(self.pane.x_pixel(point[0]), self.pane.y_pixel(point[1]))


class CurveArea(_PictureLayer):
    """The reserve under the reached part, what it lacks, and what an order would change of it."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 1.0)
        self._reserve: QPolygonF | None = None
        self._order: QPolygonF | None = None
        self._hatch: list[QLineF] = []
        self._gap: QPolygonF | None = None
        self._gap_hatch: list[QLineF] = []

    @property
    def gap_polygon(self) -> QPolygonF | None:
        """Outline of what the reserve lacks, in pixels of the pane; None where it lacks nothing."""
        self.refresh()
        return self._gap

    @property
    def order_polygon(self) -> QPolygonF | None:
        """Outline of the order's area in pixels of the pane, None without an order."""
        self.refresh()
        return self._order

    def _prepare(self) -> None:
        self._reserve = self._order = self._gap = None
        self._hatch, self._gap_hatch = [], []
        picture = self._picture
        if not len(picture.x):
            return
        start, now = float(picture.x[0]), picture.now[0]
        after = now if picture.after is None else picture.after[0]
        if min(now, after) > start:
            self._reserve = self._below(start, min(now, after))
            if picture.stranded > start:
                self._gap = self._below(start, min(now, picture.stranded))
                self._gap_hatch = self._hatching(start, min(now, picture.stranded))
        if picture.after is not None and after != now:
            low, high = min(now, after), max(now, after)
            self._order = self._below(low, high)
            self._hatch = self._hatching(low, high)

    def _below(self, low: float, high: float) -> QPolygonF:
        x, y = self._picture.between(low, high)
        points = self.pane.points(x, y)
        base = self.pane.y_pixel(0.0)
        return QPolygonF([*points, QPointF(points[-1].x(), base), QPointF(points[0].x(), base)])

    def _hatching(self, low: float, high: float) -> list[QLineF]:
        x, y = self._picture.between(low, high)
        x, y = self.pane.x_pixels(x), self.pane.y_pixels(y)
        return hatch_lines(x, y, self.pane.y_pixel(0.0), _HATCH_DISTANCE)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._reserve is not None:
            painter.setBrush(faded(theme.color("chart_line"), _RESERVE))
            painter.drawPolygon(self._reserve)
        if self._gap is not None:
            missing = theme.color("error")
            painter.setBrush(faded(missing, _ORDER))
            painter.drawPolygon(self._gap)
            painter.setPen(line_pen(faded(missing, _HATCH)))
            painter.drawLines(self._gap_hatch)
            painter.setPen(Qt.PenStyle.NoPen)
        if self._order is not None:
            side = theme.color(self._picture.side)
            painter.setBrush(faded(side, _ORDER))
            painter.drawPolygon(self._order)
            # Own lines instead of a pattern brush: that one is drawn as a bitmap, also on paper.
            painter.setPen(line_pen(faded(side, _HATCH)))
            painter.drawLines(self._hatch)


class CurveFees(_PictureLayer):
    """The fees as a sliver along the order: above its area where they come on top of it."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 1.5)
        self._sliver: QPolygonF | None = None
        self._strokes: list[QLineF] = []

    @property
    def polygon(self) -> QPolygonF | None:
        """Outline of the sliver in pixels of the pane, None without fees."""
        self.refresh()
        return self._sliver

    def _prepare(self) -> None:
        self._sliver, self._strokes = None, []
        x, low, high = self._picture.sliver()
        if len(x):
            upper, lower = self.pane.points(x, high), self.pane.points(x, low)
            self._sliver = QPolygonF([*upper, *reversed(lower)])
            self._strokes = self._upright(x, low, high)

    def _upright(self, x: Floats, low: Floats, high: Floats) -> list[QLineF]:
        """Upright strokes, so that the hatch tells the fees from the cost without its colour."""
        pixels = self.pane.x_pixels(x)
        first = np.ceil(pixels[0] / _FEE_DISTANCE) * _FEE_DISTANCE
        places = np.arange(first, pixels[-1], _FEE_DISTANCE)
        tops = np.interp(places, pixels, self.pane.y_pixels(high))
        feet = np.interp(places, pixels, self.pane.y_pixels(low))
        columns = zip(places.tolist(), tops.tolist(), feet.tolist(), strict=True)
        return [QLineF(at, top, at, foot) for at, top, foot in columns]

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if self._sliver is None:
            return
        ink = theme.color("cat4")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(ink, _FEES))
        painter.drawPolygon(self._sliver)
        painter.setPen(line_pen(ink))
        painter.drawLines(self._strokes)


class CurveLines(_PictureLayer):
    """The curve in up to three colours: reached, in the order, not yet reached."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 2.0)
        self._parts: list[tuple[str, QPolygonF]] = []

    def _prepare(self) -> None:
        self._parts = []
        picture = self._picture
        if len(picture.x) < 2:
            return
        start, end = float(picture.x[0]), float(picture.x[-1])
        now = picture.now[0]
        after = now if picture.after is None else picture.after[0]
        stops = (
            ("chart_line", start, min(now, after)),
            (picture.side, min(now, after), max(now, after)),
            ("chart_muted", max(now, after), end),
        )
        for token, low, high in stops:
            low, high = max(low, start), min(high, end)
            if high > low:
                x, y = picture.between(low, high)
                self._parts.append((token, QPolygonF(self.pane.points(x, y))))

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # What is not reached lies under what is.
        for token, line in reversed(self._parts):
            painter.setPen(line_pen(theme.color(token), 2.0))
            painter.drawPolyline(line)


class CurveMarks(_PictureLayer):
    """Dots for now and after, with dotted lines to both axes."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 6.0, margin=12.0)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        picture = self._picture
        if not len(picture.x):
            return
        if picture.cap is not None:
            x = round(self.pane.x_pixel(picture.cap))
            painter.setPen(dotted_pen(theme.color("text3")))
            painter.drawLine(QLineF(x, 0, x, self.pane.pixels_tall))
        if picture.flag is not None:
            self._draw_flag(painter, theme, self._pixel(picture.flag))
        marks = [(picture.now, "chart_line")]
        if picture.after is not None:
            marks.append((picture.after, picture.side))
        if picture.today is not None:
            marks.append((picture.today, "text3"))
        for point, token in marks:
            self._level_lines(painter, point, dotted_pen(theme.color(token)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(theme.color("panel"))
        for hollow, token in marks[1:]:
            painter.setPen(QPen(theme.color(token), 2))
            painter.drawEllipse(self._pixel(hollow), _HOLLOW_DOT, _HOLLOW_DOT)
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("chart_line"))
        painter.drawEllipse(self._pixel(picture.now), _DOT + 0.75, _DOT + 0.75)

    def _draw_flag(self, painter: QPainter, theme: Theme, at: QPointF) -> None:
        """A pole from the axis past the curve, with a pennant on top."""
        x, top = round(at.x()), round(at.y() - POLE)
        painter.setPen(dotted_pen(theme.color("cat4")))
        painter.drawLine(QLineF(x, at.y(), x, self.pane.pixels_tall))
        painter.setPen(line_pen(theme.color("cat4"), 1.5))
        painter.drawLine(QLineF(x, top, x, at.y()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("cat4"))
        foot, tip = QPointF(x, top + _PENNANT), QPointF(x + _PENNANT, top + _PENNANT / 2)
        painter.drawPolygon(QPolygonF([QPointF(x, top), tip, foot]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _level_lines(self, painter: QPainter, point: tuple[float, float], pen: QPen) -> None:
        at = self._pixel(point)
        x, y = round(at.x()), round(at.y())
        painter.setPen(pen)
        painter.drawLine(QLineF(x, y, self.pane.pixels_wide, y))
        painter.drawLine(QLineF(x, y, x, self.pane.pixels_tall))


class CurveTexts(_PictureLayer):
    """Legend, names of the dots, and the cost in words beside its area."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 8.0, margin=16.0)
        self._words = CurveWords()

    @property
    def words(self) -> CurveWords:
        """The texts and where they stand, in pixels of the pane."""
        self.refresh()
        return self._words

    def _prepare(self) -> None:
        self._words = CurveLayout(self._picture, self.pane, self._themes.scale).words()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        words = self._words
        if words.swatch is not None:
            self._draw_swatch(painter, theme, words.swatch)
        if words.leader is not None:
            start, target = words.leader
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, start.y() != target.y())
            painter.setPen(line_pen(theme.color("text2")))
            painter.drawLine(start, target)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text"))
            painter.drawEllipse(target, 2.0, 2.0)
        for text in words.texts:
            if text.backing:
                painter.fillRect(text.box.adjusted(-5, 0, 5, 0), theme.color("panel"))
        for text in words.texts:
            painter.setFont(ui_font(text.px, text.weight))
            painter.setPen(theme.color(text.token))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(text.box, flags | Qt.TextFlag.TextDontClip, text.text)

    def _draw_swatch(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.color("chart_line"), _SWATCH))
        painter.drawRoundedRect(box, 2, 2)


def price_ceiling(picture: CurvePicture, pane: Pane, right: float, scale: float) -> float:
    """Price at the top of the pane, so that the legend and the dots' names have room above.

    right: supply at the right edge. scale: of the texts, 1.0 to 1.5.
    """
    tall, wide = max(pane.pixels_tall, 1.0), max(pane.pixels_wide, 1.0)
    legend_end = picture.x[0] + (right - picture.x[0]) * min(_LEGEND_WIDTH * scale / wide, 1.0)
    under_legend = picture.y[picture.x <= legend_end]
    points = (picture.now, picture.after, picture.today)
    dots = [point[1] for point in points if point is not None]
    above = max(tall - _ROOM_ABOVE * scale, tall / 2)
    over_flag = 0.0
    if picture.flag is not None:
        over_flag = picture.flag[1] * tall / max(tall - POLE - _ROOM_ABOVE * scale, tall / 2)
    ceiling = max(
        float(picture.y.max()) * 1.08,
        float(picture.sliver()[2].max(initial=0.0)) * 1.02,
        over_flag,
        float(under_legend.max(initial=0.0)) * tall / above,
        max(dots) * tall / above,
    )
    return ceiling if ceiling > 0 else 1.0
