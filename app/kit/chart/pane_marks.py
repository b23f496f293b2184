"""Quiet marks in a pane: a caption, a level line, shaded days."""

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.kit.chart.pane import Pane, PaneLayer, blended, dotted_pen, faded
from app.kit.fonts import ui_font
from app.kit.theme import Theme, Themes

_SATURDAY = 5
_SHORTEST_SHADED, _LONGEST_SHADED = 4 * 86_400, 70 * 86_400


class Caption(PaneLayer):
    """A text in the pane: small at the top left, or in its middle where there is nothing else."""

    def __init__(self, pane: Pane, themes: Themes, *, middle: bool = False) -> None:
        super().__init__(pane, themes, 5.0)
        self._text = ""
        self._middle = middle

    @property
    def text(self) -> str:
        """What is written."""
        return self._text

    def set_text(self, text: str) -> None:
        """Write this; an empty text draws nothing."""
        self._text = text
        self.invalidate()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if not self._text:
            return
        font = ui_font(13 if self._middle else 11)
        painter.setFont(font)
        painter.setPen(theme.color("text3" if self._middle else "axis"))
        if self._middle:
            painter.drawText(self.pane.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
            return
        metrics = QFontMetricsF(font)
        box = QRectF(4, 4, metrics.horizontalAdvance(self._text), metrics.height())
        # Bars may reach up to here; the words stay readable before them.
        painter.fillRect(box.adjusted(-3, 0, 3, 0), faded(theme.color("panel"), 0.8))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip, self._text)


class LevelLine(PaneLayer):
    """A dotted line across the pane at the value that stands on the axis."""

    def __init__(self, pane: Pane, themes: Themes, token: str) -> None:
        super().__init__(pane, themes, 4.0)
        self._token = token
        self._value: float | None = None

    def set_value(self, value: float | None) -> None:
        """Draw at this value, or not at all."""
        self._value = value
        self.invalidate()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if self._value is not None:
            level = round(self.pane.y_pixel(self._value))
            painter.setPen(dotted_pen(theme.color(self._token)))
            painter.drawLine(0, level, round(self.pane.pixels_wide), level)


class WeekendShade(PaneLayer):
    """Saturdays and Sundays a shade darker, while the range is long enough to compare weeks."""

    def __init__(self, pane: Pane, themes: Themes, zone: tzinfo) -> None:
        super().__init__(pane, themes, -2.0)
        self._zone = zone
        self._spans: list[QRectF] = []

    def set_zone(self, zone: tzinfo) -> None:
        """Take the midnights of this zone."""
        self._zone = zone
        self.invalidate()

    @property
    def spans(self) -> list[QRectF]:
        """The shaded rectangles, in pixels of the pane."""
        self.refresh()
        return self._spans

    def _prepare(self) -> None:
        start, end = self.pane.x_range
        self._spans = []
        if not _SHORTEST_SHADED <= end - start <= _LONGEST_SHADED:
            return
        day = datetime.fromtimestamp(start, self._zone).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        while day.timestamp() < end:
            if day.weekday() >= _SATURDAY:
                left = self.pane.x_pixel(day.timestamp())
                right = self.pane.x_pixel((day + timedelta(days=1)).timestamp())
                self._spans.append(QRectF(left, 0, right - left, self.pane.pixels_tall))
            day += timedelta(days=1)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        # An opaque mixture is filled four times as fast as a see-through colour.
        shade = blended(theme.color("grid"), theme.color("panel"), 0.55)
        for span in self.spans:
            painter.fillRect(span, shade)
