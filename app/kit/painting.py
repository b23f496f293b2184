"""Strokes that widgets and table cells share: boxes, stages, bars, lines, initials.

Every function takes the themes for colours and text scale, and rectangles in logical pixels.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.numbers import initials
from app.kit.theme import Themes

SEGMENT_WIDTH, SEGMENT_HEIGHT, SEGMENT_STEP = 10, 6, 12


class Painted(QWidget):
    """A widget that paints itself from the theme and follows its changes.

    What a subclass has to do besides goes into `restyle`. It must not override the slot: PySide
    6.11 keeps the connection of an overridden slot when the widget is deleted, and calls it.
    """

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes = themes
        themes.changed.connect(self._on_themes_changed)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.restyle()
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:
        """Fit fixed sizes to the theme and scale that have just been applied."""


def round_pen(color: QColor, width: float) -> QPen:
    """A pen with round ends and corners."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def paint_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    line: QColor | None = None,
    width: float = 1,
) -> None:
    """A rounded box whose line lies wholly inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.setPen(QPen(line, width))
        inset = width / 2
        inner = max(0.0, radius - inset)
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), inner, inner)
    painter.restore()


def paint_focus_ring(painter: QPainter, themes: Themes, rect: QRectF, radius: float) -> None:
    """The 2 px ring at the inner edge of `rect`, with a hairline of the ground inside it."""
    theme = themes.current
    paint_box(painter, rect, radius, line=theme.color("panel"), width=3.5)
    paint_box(painter, rect, radius, line=theme.color("focus"), width=2)


def paint_stage(
    painter: QPainter,
    themes: Themes,
    rect: QRectF,
    current: int,
    total: int = 5,
    ground: str = "panel",
) -> float:
    """Stage segments at the left of `rect`: `current` counts from 1; the last makes all green.

    Returns the width of the segments.
    """
    theme = themes.current
    width, height = themes.px(SEGMENT_WIDTH), themes.px(SEGMENT_HEIGHT)
    top = round(rect.center().y() - height / 2 + 0.01)
    for index in range(1, total + 1):
        if current >= total:
            color = theme.color("ok")
        elif index < current:
            color = theme.mixed("chart_line", ground, 0.45)
        else:
            color = theme.color("chart_line" if index == current else "border_strong")
        left = rect.left() + (index - 1) * themes.px(SEGMENT_STEP)
        paint_box(painter, QRectF(left, top, width, height), 1, fill=color)
    return (total - 1) * themes.px(SEGMENT_STEP) + width


def paint_share(
    painter: QPainter, themes: Themes, rect: QRectF, share: float, token: str = "chart_line"
) -> None:
    """A bar 6 high across the middle of `rect`, filled to `share` (0 to 1)."""
    theme = themes.current
    height = min(float(themes.px(6)), rect.height())
    track = QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), height)
    paint_box(painter, track, height / 2, fill=theme.color("skeleton"))
    part = min(max(share, 0.0), 1.0) * track.width()
    if part > 0:
        # A share too small for the round ends is still a visible dot.
        filled = QRectF(track.left(), track.top(), max(part, height / 2), height)
        paint_box(painter, filled, min(height, filled.width()) / 2, fill=theme.color(token))


def paint_sparkline(
    painter: QPainter,
    themes: Themes,
    rect: QRectF,
    values: Sequence[float],
    token: str = "chart_line",
) -> None:
    """A line through `values` from left to right with a dot at the last; needs two values."""
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    area = rect.adjusted(2, 3, -3, -3)
    step = area.width() / (len(values) - 1)
    points = [
        QPointF(area.left() + index * step, area.bottom() - (value - low) / span * area.height())
        for index, value in enumerate(values)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = themes.current.color(token)
    painter.setPen(round_pen(color, 1.5))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(points[-1], 2, 2)
    painter.restore()


def paint_avatar(painter: QPainter, themes: Themes, rect: QRectF, name: str) -> None:
    """A circle filling the square in the middle of `rect` with the initials of `name`."""
    theme = themes.current
    side = min(rect.width(), rect.height())
    circle = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    paint_box(painter, circle, side / 2, fill=theme.color("selected"))
    painter.setPen(theme.color("accent"))
    painter.setFont(ui_font(max(9.0, side / themes.scale * 0.42), 600))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(name))


def paint_triangle(painter: QPainter, rect: QRectF, up: bool, color: QColor) -> None:
    """The sign of a direction, about 8 by 6, in the middle of `rect`."""
    half = min(rect.width(), rect.height()) / 2
    center = rect.center()
    tip, foot = (-half * 0.8, half * 0.7) if up else (half * 0.8, -half * 0.7)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(center.x(), center.y() + tip),
                QPointF(center.x() + half, center.y() + foot),
                QPointF(center.x() - half, center.y() + foot),
            ]
        )
    )
    painter.restore()


def paint_arc(painter: QPainter, rect: QRectF, ink: QColor, angle: int) -> None:
    """The turning arc of work under way: a faint circle, and a part of it at `angle` degrees."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    faint = QColor(ink)
    faint.setAlphaF(0.35)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(faint, 1.75))
    painter.drawEllipse(rect)
    painter.setPen(round_pen(ink, 1.75))
    painter.drawArc(rect, -angle * 16, 100 * 16)
    painter.restore()


def paint_key_cap(
    painter: QPainter, themes: Themes, box: QRectF, key: str, *, enabled: bool = True
) -> None:
    """A key as it is drawn beside what it does."""
    theme = themes.current
    paint_box(painter, box, 4, theme.color("raised"), theme.color("border_strong"))
    painter.setFont(ui_font(CAPTION))
    painter.setPen(theme.color("text2" if enabled else "disabled"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
