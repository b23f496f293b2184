"""A slider over all trades of a room, with a mark where each day begins."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.painting import paint_box, paint_focus_ring
from app.kit.theme import Themes
from app.vending.view.scrubber.moments import TradeMoments

PAGE_STEP = 10
_HANDLE, _TRACK, _TICK = 16, 4, 8
_LEAST, _HEIGHT = 120, 38
_TRACK_LEVEL = 14
_NARROWEST_DAY = 3.0
_WORDS_GAP = 10.0


class TradeSlider(QSlider):
    """Its value is a trade's number, 0 for before the first one; a click goes right there.

    name_day: a day in words, such as `10 Mar`.
    """

    def __init__(
        self, themes: Themes, name_day: Callable[[datetime], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        self._name_day = name_day
        self._days: list[tuple[int, datetime]] = []
        self.setObjectName("scrubber.slider")
        self.setAccessibleName(self.tr("Trade shown"))
        self.setPageStep(PAGE_STEP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self._on_themes_changed)

    @property
    def days(self) -> list[tuple[int, datetime]]:
        """The first trade of each day, with its moment."""
        return self._days

    def show_moments(self, moments: TradeMoments) -> None:
        """Reach over these trades."""
        self._days = moments.days()
        self.setRange(0, len(moments))
        self.update()

    def place_of(self, number: int) -> float:
        """Pixels from the left edge to where a trade's number is."""
        left, right = self._ends()
        return left + (right - left) * (number - self.minimum()) / max(self._span(), 1)

    def number_at(self, pixel: float) -> int:
        """The trade at a distance from the left edge."""
        left, right = self._ends()
        share = (pixel - left) / max(right - left, 1.0)
        return self.minimum() + round(min(max(share, 0.0), 1.0) * self._span())

    def _span(self) -> int:
        return self.maximum() - self.minimum()

    def _ends(self) -> tuple[float, float]:
        room = self._themes.px(_HANDLE) / 2 + 2
        return room, self.width() - room

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self.number_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self.number_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    # Looks

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(_LEAST), self._themes.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, px = self._themes.current, self._themes.px
        left, right = self._ends()
        level, thick = px(_TRACK_LEVEL), px(_TRACK)
        at = self.place_of(self.value())
        track = QRectF(left, level - thick / 2, right - left, thick)
        paint_box(painter, track, thick / 2, theme.color("warn_line"))
        done = QRectF(left, track.top(), at - left, thick)
        paint_box(painter, done, thick / 2, theme.color("warn"))
        self._paint_days(painter, level)
        side = px(_HANDLE)
        handle = QRectF(at - side / 2, level - side / 2, side, side)
        paint_box(painter, handle, side / 2, theme.color("panel"), theme.color("warn"), 2)
        if self.hasFocus():
            paint_focus_ring(painter, self._themes, handle.adjusted(-2, -2, 2, 2), side / 2 + 2)

    def _paint_days(self, painter: QPainter, level: float) -> None:
        """A tick where a day begins, and its name where there is room for it."""
        theme, px = self._themes.current, self._themes.px
        font = ui_font(CAPTION)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        top, free_tick, free_word = level + px(_TRACK), -_NARROWEST_DAY, 0.0
        for number, moment in self._days:
            # The day begins between its first trade and the one before.
            x = round(self.place_of(number - 1)) + 0.5
            if x < free_tick + _NARROWEST_DAY:
                continue
            free_tick = x
            painter.setPen(QPen(theme.color("warn"), 1))
            painter.drawLine(round(x), round(top), round(x), round(top + px(_TICK) / 2))
            word = self._name_day(moment)
            width = metrics.horizontalAdvance(word)
            start = min(max(x - width / 2, 0.0), self.width() - width)
            if start >= free_word:
                free_word = start + width + _WORDS_GAP
                painter.setPen(theme.color("text2"))
                base = top + px(_TICK) / 2 + 1 + metrics.ascent()
                painter.drawText(round(start), round(base), word)
