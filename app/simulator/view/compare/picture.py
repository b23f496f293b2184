"""A comparison as one picture: names, four charts, the bars; for files and for paper."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen, QPicture

from app.kit.chart.export import painted_png, painted_svg, record_plot
from app.kit.fonts import CAPTION, SMALL, ui_font
from app.kit.numbers import unit
from app.kit.theme import Theme, Themes
from app.simulator.view.compare.bars import paint_gini, paint_spread
from app.simulator.view.compare.labels import measure_note, measure_title, translate
from app.simulator.view.compare.line_styles import SWATCH_WIDTH, paint_swatch
from app.simulator.view.compare.results import Measure, Result, StepRange
from app.simulator.view.compare.step_chart import StepChart

SIZE = QSize(1_200, 820)
BARS_HEIGHT = 150.0
_GAP, _LINE, _TITLE = 16.0, 18.0, 22.0


@dataclass(frozen=True)
class Recorded:
    """The charts as they are drawn in some theme, each as large as `size` says.

    Painting it needs no widget, so that may be done on any thread.
    """

    result: Result
    theme: Theme
    scale: float
    charts: dict[Measure, QPicture]
    size: QSize

    def paint_charts(self, painter: QPainter, area: QRectF) -> None:
        """Names, then the charts two by two, from the top of the area."""
        left, top = area.left(), self.paint_names(painter, area)
        for place, (measure, chart) in enumerate(self.charts.items()):
            x = left + place % 2 * (self.size.width() + _GAP)
            y = top + place // 2 * (self.size.height() + self._title + _GAP / 2)
            self._paint_title(painter, x, y, measure_title(measure), self._note(measure))
            painter.drawPicture(QPointF(x, y + self._title), chart)

    def paint_names(self, painter: QPainter, area: QRectF) -> float:
        """The names of the curves in one line or more; gives where what follows begins."""
        font, theme = ui_font(SMALL, 500), self.theme
        metrics, height = QFontMetricsF(font), _LINE * self.scale
        x, y = area.left(), area.top()
        for slot, one in zip(self.result.request.slots, self.result.found, strict=True):
            swatch = SWATCH_WIDTH * self.scale
            room = area.width() - swatch - 8
            name = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, room)
            width = swatch + 8 + metrics.horizontalAdvance(name)
            if x > area.left() and x + width > area.right():
                x, y = area.left(), y + height
            paint_swatch(painter, theme, QRectF(x, y, swatch, height), slot)
            painter.setFont(font)
            painter.setPen(theme.color("text"))
            base = y + (height + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + swatch + 8, base), name)
            x += width + 2 * _GAP
        return y + height + _GAP / 2

    def paint_bars(self, painter: QPainter, area: QRectF) -> None:
        """The traders' results at the left, the Gini of the keys at the right."""
        wide = (area.width() - _GAP) * 2 / 3
        parts = (
            (paint_spread, area.left(), wide),
            (paint_gini, area.left() + wide + _GAP, wide / 2),
        )
        titles = bar_titles()
        for (paint, left, width), (title, note) in zip(parts, titles, strict=True):
            self._paint_title(painter, left, area.top(), title, note)
            below = QRectF(left, area.top() + self._title, width, area.height() - self._title)
            paint(painter, below, self.theme, self.result, self.scale)

    @property
    def charts_height(self) -> float:
        """How high the charts are with their titles, and names in one line."""
        return 2 * (self.size.height() + self._title + _GAP) + 2 * _LINE * self.scale

    @property
    def _title(self) -> float:
        return _TITLE * self.scale

    def _note(self, measure: Measure) -> str:
        return measure_note(measure, unit(self.result.request.scenario.market.quote))

    def _paint_title(self, painter: QPainter, x: float, y: float, title: str, note: str) -> None:
        bold, plain = ui_font(SMALL, 600), ui_font(CAPTION)
        painter.setFont(bold)
        painter.setPen(self.theme.color("text"))
        base = y + QFontMetricsF(bold).ascent() + 2
        painter.drawText(QPointF(x, base), title)
        painter.setFont(plain)
        painter.setPen(self.theme.color("text3"))
        painter.drawText(QPointF(x + QFontMetricsF(bold).horizontalAdvance(title) + 8, base), note)


def bar_titles() -> tuple[tuple[str, str], tuple[str, str]]:
    """Titles of both kinds of bars with their notes."""
    spread = translate("Compare", "Traders' results"), translate("Compare", "traders by result")
    return spread, (translate("Compare", "Gini of the keys"), translate("Compare", "0 is even"))


class Recording(QObject):
    """Draws the charts of a comparison out of sight, one in each turn of the event loop.

    light: in the light theme, whatever the window's is. done: takes the `Recorded`; the
    recording then deletes itself.
    """

    def __init__(
        self,
        result: Result,
        themes: Themes,
        size: QSize,
        done: Callable[[Recorded], None],
        parent: QObject,
        *,
        light: bool = False,
    ) -> None:
        super().__init__(parent)
        self._result, self._size, self._done = result, size, done
        self._themes = themes.for_paper(self) if light else themes
        self._left = list(Measure)
        self._charts: dict[Measure, QPicture] = {}
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._on_turn)
        self._turn.start()

    @Slot()
    def _on_turn(self) -> None:
        measure = self._left.pop(0)
        self._charts[measure] = _recorded(self._result, measure, self._themes, self._size)
        if not self._left:
            self._turn.stop()
            themes = self._themes
            recorded = Recorded(
                self._result, themes.current, themes.scale, self._charts, self._size
            )
            self.deleteLater()
            self._done(recorded)


def png_of(recorded: Recorded) -> bytes:
    """The whole picture with twice as many pixels each way."""

    def paint(image: QImage) -> None:
        painter = QPainter(image)
        _paint_all(painter, recorded)
        painter.end()

    return painted_png(SIZE, paint)


def svg_of(recorded: Recorded, title: str) -> bytes:
    """The whole picture as lines and texts."""
    return painted_svg(SIZE, lambda painter: _paint_all(painter, recorded), title)


def chart_size(width: float, height: float) -> QSize:
    """The size of one of two charts beside each other in so much room."""
    return QSize(int((width - _GAP) / 2), int(height))


def _paint_all(painter: QPainter, recorded: Recorded) -> None:
    area = QRectF(0, 0, SIZE.width(), SIZE.height())
    painter.fillRect(area, recorded.theme.color("panel"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = area.adjusted(_GAP, _GAP, -_GAP, -_GAP)
    recorded.paint_charts(painter, inside)
    bars = QRectF(inside.left(), inside.bottom() - BARS_HEIGHT, inside.width(), BARS_HEIGHT)
    painter.setPen(QPen(recorded.theme.color("border"), 1))
    painter.drawLine(bars.topLeft() - QPointF(0, 8), bars.topRight() - QPointF(0, 8))
    recorded.paint_bars(painter, bars)


def _recorded(result: Result, measure: Measure, themes: Themes, size: QSize) -> QPicture:
    view = StepRange(float(result.steps[-1]))
    chart = StepChart(themes, measure, view)
    chart.resize(size)
    # The sizes of hidden widgets wait until they are shown, or drawn.
    chart.grab(QRect(0, 0, 1, 1))
    chart.show_result(result, view)
    picture = record_plot(chart.plot, size.width(), size.height())
    chart.deleteLater()
    return picture
