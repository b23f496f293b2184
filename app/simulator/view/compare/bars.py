"""Small bars: how the traders' results are spread on each curve, and how evenly keys are held.

Painted by functions, so that a report on paper has the same bars in its own colours.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from app.kit.fonts import CAPTION, ui_font
from app.kit.numbers import grouped
from app.kit.painting import Painted
from app.kit.theme import Theme, Themes
from app.simulator.compare import Comparison
from app.simulator.view.compare.labels import BAND_NAMES, permille, translate
from app.simulator.view.compare.line_styles import SWATCH_WIDTH, TOKENS, paint_swatch
from app.simulator.view.compare.results import Result, spread_of

_GAP, _LINE, _PAD = 16, 16, 12
_THICK = 10

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


def paint_spread(
    painter: QPainter, area: QRectF, theme: Theme, result: Result, scale: float
) -> None:
    """A group of seven bars for each curve: large losses at the left, large profits at the right.

    All groups have one scale. scale: of texts and gaps.
    """
    counts = [spread_of(one.outcome.agents) for one in result.found]
    most = max(max(each) for each in counts) or 1
    gap = _GAP * scale
    width = (area.width() - gap * (len(counts) - 1)) / len(counts)
    for place, (slot, one, bars) in enumerate(
        zip(result.request.slots, result.found, counts, strict=True)
    ):
        cell = QRectF(area.left() + place * (width + gap), area.top(), width, area.height())
        _paint_name(painter, cell, theme, slot, one.label, scale)
        body = cell.adjusted(0, 2 * _LINE * scale, 0, -_LINE * scale)
        _paint_group(painter, body, theme, TOKENS[slot], [bar / most for bar in bars], bars, scale)
        below = QRectF(cell.left(), body.bottom() + 2, cell.width(), _LINE * scale)
        _paint_sides(painter, below, theme)


def _paint_sides(painter: QPainter, below: QRectF, theme: Theme) -> None:
    """Where losses are and where profits; nothing in between where that would touch them."""
    loss, profit = translate("Compare", "loss"), translate("Compare", "profit")
    metrics = QFontMetricsF(ui_font(CAPTION))
    painter.setFont(ui_font(CAPTION))
    painter.setPen(theme.color("text3"))
    painter.drawText(below, _LEFT, loss)
    painter.drawText(below, _RIGHT, profit)
    widest = max(metrics.horizontalAdvance(loss), metrics.horizontalAdvance(profit))
    if widest < below.width() / 2 - metrics.horizontalAdvance("0 0"):
        painter.drawText(below, _CENTRE, "0")


def _paint_group(
    painter: QPainter,
    body: QRectF,
    theme: Theme,
    token: str,
    shares: Sequence[float],
    counts: Sequence[int],
    scale: float,
) -> None:
    step = body.width() / len(shares)
    painter.setFont(ui_font(CAPTION))
    for place, (share, count) in enumerate(zip(shares, counts, strict=True)):
        height = body.height() * share
        left = body.left() + place * step
        bar = QRectF(left + step * 0.12, body.bottom() - height, step * 0.76, height)
        painter.fillRect(bar, theme.color(token))
        if count:
            above = QRectF(left, bar.top() - _LINE * scale, step, _LINE * scale)
            painter.setPen(theme.color("text2"))
            painter.drawText(above, _CENTRE, grouped(count))
    painter.setPen(QPen(theme.color("border_strong"), 1))
    painter.drawLine(body.bottomLeft(), body.bottomRight())


def paint_gini(painter: QPainter, area: QRectF, theme: Theme, result: Result, scale: float) -> None:
    """A bar for each curve from 0 to 1, with its value."""
    metrics = QFontMetricsF(ui_font(CAPTION, 500))
    room = metrics.horizontalAdvance(permille(1_000)) + 8 * scale
    step = area.height() / len(result.found)
    for place, (slot, one) in enumerate(zip(result.request.slots, result.found, strict=True)):
        cell = QRectF(area.left(), area.top() + place * step, area.width(), step)
        _paint_name(painter, cell, theme, slot, one.label, scale)
        thick = min(_THICK * scale, max(step - _LINE * scale, 3.0))
        track = QRectF(cell.left(), cell.top() + _LINE * scale + 1, cell.width() - room, thick)
        painter.fillRect(track, theme.color("skeleton"))
        part = track.width() * one.outcome.gini_permille / 1_000
        painter.fillRect(QRectF(track.left(), track.top(), part, thick), theme.color(TOKENS[slot]))
        beside = QRectF(track.right(), track.center().y() - 8 * scale, room, _LINE * scale)
        painter.setPen(theme.color("text"))
        painter.setFont(ui_font(CAPTION, 500))
        painter.drawText(beside, _RIGHT, permille(one.outcome.gini_permille))


def _paint_name(
    painter: QPainter, cell: QRectF, theme: Theme, slot: int, label: str, scale: float
) -> None:
    """A piece of the line and the curve's name, in the first line of a cell."""
    swatch = QRectF(cell.left(), cell.top(), SWATCH_WIDTH * 0.7 * scale, _LINE * scale)
    paint_swatch(painter, theme, swatch, slot)
    font = ui_font(CAPTION)
    left = swatch.right() + 6 * scale
    room = cell.right() - left
    painter.setFont(font)
    painter.setPen(theme.color("text2"))
    text = QFontMetricsF(font).elidedText(label, Qt.TextElideMode.ElideRight, room)
    painter.drawText(
        QPointF(left, swatch.center().y() + QFontMetricsF(font).ascent() / 2 - 1), text
    )


class Bars(Painted):
    """A picture of a result that says in words what it shows.

    paint: draws the bars. words: what they say of one curve.
    """

    def __init__(
        self,
        themes: Themes,
        name: str,
        paint: Callable[[QPainter, QRectF, Theme, Result, float], None],
        words: Callable[[Comparison], str],
    ) -> None:
        super().__init__(themes)
        self._paint, self._words = paint, words
        self._result: Result | None = None
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_result(self, result: Result) -> None:
        """Draw the end of a comparison."""
        self._result = result
        words = "\n".join(f"{one.label}: {self._words(one)}" for one in result.found)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.themes.px(160), self.themes.px(136))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._result is not None:
            pad, themes = self.themes.px(_PAD), self.themes
            area = QRectF(self.rect()).adjusted(pad, 4, -pad, -pad / 2)
            self._paint(QPainter(self), area, themes.current, self._result, themes.scale)


def spread_words(one: Comparison) -> str:
    """How many traders lost or gained how much of what they came with."""
    counts = zip(BAND_NAMES, spread_of(one.outcome.agents), strict=True)
    return ", ".join(f"{name} %: {count}" for name, count in counts)


def gini_words(one: Comparison) -> str:
    """How evenly the keys are held."""
    return permille(one.outcome.gini_permille)
