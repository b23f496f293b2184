"""Values of all compared curves side by side, each behind a piece of its line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.chart.values import ValueFormat
from app.kit.fonts import CAPTION, ui_font
from app.kit.painting import Painted
from app.kit.theme import Themes
from app.simulator.view.compare.line_styles import paint_swatch


@dataclass(frozen=True)
class StripGaps:
    """Of a strip, in design pixels: its pieces of lines, and the room behind each part."""

    swatch: int
    near: int
    far: int


WIDE, TIGHT = StripGaps(16, 4, 10), StripGaps(14, 3, 6)


@dataclass(frozen=True)
class Reading:
    """The value of one curve."""

    slot: int
    label: str
    value: int


class ValueStrip(Painted):
    """Every digit where there is room, else short forms; spoken in full."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._readings: tuple[Reading, ...] = ()
        self._step = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as they are written now."""
        return self._fitting()[0]

    def show_readings(self, readings: Sequence[Reading], step: str) -> None:
        """Show these values; step: at which one, in words."""
        self._readings, self._step = tuple(readings), step
        spoken = [f"{one.label} {text}" for one, text in zip(readings, self._exact(), strict=True)]
        self.setAccessibleName(", ".join((step, *spoken)))
        self.setToolTip("\n".join((step, *spoken)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._width(self._exact(), WIDE)) + 1, self.themes.px(16))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._width(self._short(), TIGHT)) + 1, self.themes.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, px = QPainter(self), self.themes.current, self.themes.px
        font = ui_font(CAPTION, 500)
        painter.setFont(font)
        metrics, (texts, gaps) = QFontMetricsF(font), self._fitting()
        left = max(self.width() - self._width(texts, gaps), 0.0)
        for one, text in zip(self._readings, texts, strict=True):
            swatch = QRectF(left, 0, px(gaps.swatch), self.height())
            paint_swatch(painter, theme, swatch, one.slot)
            left = swatch.right() + px(gaps.near)
            width = metrics.horizontalAdvance(text)
            painter.setPen(theme.color("text2"))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(QRectF(left, 0, width, self.height()), middle, text)
            left += width + px(gaps.far)

    def _fitting(self) -> tuple[tuple[str, ...], StripGaps]:
        exact, short = self._exact(), self._short()
        ways = ((exact, WIDE), (short, WIDE))
        return next((way for way in ways if self._width(*way) <= self.width()), (short, TIGHT))

    def _exact(self) -> tuple[str, ...]:
        return tuple(ValueFormat().exact(one.value) for one in self._readings)

    def _short(self) -> tuple[str, ...]:
        return tuple(ValueFormat().short(one.value) for one in self._readings)

    def _width(self, texts: Sequence[str], gaps: StripGaps) -> float:
        metrics, px = QFontMetricsF(ui_font(CAPTION, 500)), self.themes.px
        widths = (metrics.horizontalAdvance(text) + px(gaps.swatch + gaps.near) for text in texts)
        return sum(widths) + px(gaps.far) * max(len(texts) - 1, 0)
