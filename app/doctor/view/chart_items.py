"""The drawn parts of the doctor's chart: prices, trades as blocks, marks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from app.doctor.trades import TrialTrade
from app.doctor.view.picture import Picture, drawable
from app.kit.chart.hatch import hatch_lines
from app.kit.chart.labels import Taken
from app.kit.chart.pane import Floats, Pane, PaneLayer, dotted_pen, faded, line_pen
from app.kit.fonts import ui_font
from app.kit.theme import Theme, Themes
from app.vending.rules import Side

_RESERVE, _BLOCK, _HATCH = 0.10, 0.18, 0.60
_HATCH_DISTANCE = 8
_DOT = 4.5


@dataclass(frozen=True)
class TradeBlock:
    """A trade as an area: as wide as its keys, as high as their average price.

    share: how much of it has been played, up to 1. ghost: it is only compared with.
    """

    step: TrialTrade
    words: str
    share: float = 1.0
    ghost: bool = False
    named: bool = True

    @property
    def ends(self) -> tuple[float, float]:
        """The supplies at its edges; a sale begins at the right."""
        start, stop = drawable(self.step.supply), drawable(self.step.supply_after)
        stop = start + (stop - start) * self.share
        return min(start, stop), max(start, stop)

    @property
    def height(self) -> float:
        """The average price of its keys, fees included."""
        return drawable(self.step.total) / drawable(max(self.step.keys, 1))


@dataclass(frozen=True)
class Limit:
    """A supply from which on numbers don't fit, with its words."""

    supply: int
    words: str


class PriceLayer(PaneLayer):
    """The line of prices: reached with the reserve below it, the rest muted; sales dashed."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 1.0)
        self._picture: Picture | None = None
        self._reached: float | None = None

    def show_picture(self, picture: Picture | None, reached: float | None) -> None:
        """Draw these prices; reached: the supply up to which keys are sold, None for all."""
        self._picture, self._reached = picture, reached
        self.invalidate()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        picture = self._picture
        if picture is None or not picture.buying.supplies:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        x, y = picture.buying.x, picture.buying.y
        reached = float(x[-1]) if self._reached is None else self._reached
        before, after = _cut(x, y, reached)
        if picture.summed and len(before[0]) > 1:
            points, base = self.pane.points(*before), self.pane.y_pixel(0.0)
            ends = [QPointF(points[-1].x(), base), QPointF(points[0].x(), base)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(theme.color("chart_line"), _RESERVE))
            painter.drawPolygon(QPolygonF([*points, *ends]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, part in (("chart_muted", after), ("chart_line", before)):
            if len(part[0]) > 1:
                painter.setPen(line_pen(theme.color(token), 2.0))
                painter.drawPolyline(QPolygonF(self.pane.points(*part)))
        if picture.selling.supplies:
            pen = line_pen(theme.color("sell"), 1.5)
            pen.setDashPattern([4.0, 3.0])
            painter.setPen(pen)
            points = self.pane.points(picture.selling.x, picture.selling.y)
            painter.drawPolyline(QPolygonF(points))


class BlockLayer(PaneLayer):
    """The trades: what is bought plain, what is sold hatched, what is compared with dotted."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 3.0)
        self.blocks: tuple[TradeBlock, ...] = ()

    def show_blocks(self, blocks: Sequence[TradeBlock]) -> None:
        """Draw these."""
        self.blocks = tuple(blocks)
        self.invalidate()

    def box_of(self, block: TradeBlock) -> QRectF:
        """Where a block lies, in pixels of the pane."""
        left, right = (self.pane.x_pixel(end) for end in block.ends)
        top, base = self.pane.y_pixel(block.height), self.pane.y_pixel(0.0)
        return QRectF(left, min(top, base), right - left, abs(base - top))

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for block in self.blocks:
            self._draw_block(painter, theme, block)
        self._draw_words(painter, theme)

    def _draw_block(self, painter: QPainter, theme: Theme, block: TradeBlock) -> None:
        box = self.box_of(block)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if block.ghost:
            painter.setPen(dotted_pen(theme.color("text2")))
            painter.drawRect(box)
            return
        bought = block.step.side is Side.BUY
        color = theme.color("buy" if bought else "sell")
        if bought:
            painter.fillRect(box, faded(color, _BLOCK))
        else:
            edges = np.array([box.left(), box.right()])
            top = np.array([box.top(), box.top()])
            painter.setPen(line_pen(faded(color, _HATCH)))
            painter.drawLines(hatch_lines(edges, top, box.bottom(), _HATCH_DISTANCE))
        painter.setPen(QPen(color, 1.5))
        painter.drawRect(box)

    def word_places(self) -> dict[int, QRectF]:
        """Where the words of the blocks stand, by their number; without those that have no room."""
        taken = Taken(self.pane.rect().adjusted(-8, 0, 0, -1))
        metrics = QFontMetricsF(ui_font(11, 600))
        boxes = [self.box_of(block) for block in self.blocks]
        found: dict[int, QRectF] = {}
        for own, block in enumerate(self.blocks):
            if not block.named or block.share < 1:
                continue
            width, height = metrics.horizontalAdvance(block.words) + 2, metrics.height()
            places = _places(boxes[own], width, height, bought=block.step.side is Side.BUY)
            others = boxes[:own] + boxes[own + 1 :]
            # Words on another block would seem to be its own; better there than nowhere.
            apart = [at for at in places if not any(at.intersects(other) for other in others)]
            place = taken.first_free([*apart, *places])
            if place is not None:
                found[own] = place
        return found

    def _draw_words(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(ui_font(11, 600))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for number, place in self.word_places().items():
            block = self.blocks[number]
            painter.fillRect(place.adjusted(-3, 0, 3, 0), faded(theme.color("panel"), 0.85))
            painter.setPen(theme.color("text2" if block.ghost else block.step.side.value))
            painter.drawText(place, flags | Qt.TextFlag.TextDontClip, block.words)


class MarkLayer(PaneLayer):
    """The dot at the supply with lines to both axes, and where numbers outgrow their size."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 6.0, margin=12.0)
        self.limits: tuple[Limit, ...] = ()
        self._dot: tuple[float, float] | None = None

    def show_marks(self, dot: tuple[float, float] | None, limits: Sequence[Limit]) -> None:
        """Draw the dot at a supply and price, and these limits."""
        self._dot, self.limits = dot, tuple(limits)
        self.invalidate()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(ui_font(11))
        metrics = QFontMetricsF(ui_font(11))
        for number, limit in enumerate(self.limits):
            x = round(self.pane.x_pixel(drawable(limit.supply)))
            painter.setPen(dotted_pen(theme.color("warn")))
            painter.drawLine(QLineF(x, 0, x, self.pane.pixels_tall))
            width, height = metrics.horizontalAdvance(limit.words), metrics.height()
            left = x + 5 if x + 5 + width < self.pane.pixels_wide else x - 5 - width
            place = QRectF(left, 4 + number * (height + 2), width, height)
            painter.fillRect(place.adjusted(-2, 0, 2, 0), theme.color("panel"))
            painter.setPen(theme.color("warn"))
            painter.drawText(place, Qt.TextFlag.TextDontClip, limit.words)
        if self._dot is not None:
            self._draw_dot(painter, theme, self._dot)

    def _draw_dot(self, painter: QPainter, theme: Theme, dot: tuple[float, float]) -> None:
        x, y = round(self.pane.x_pixel(dot[0])), round(self.pane.y_pixel(dot[1]))
        painter.setPen(dotted_pen(theme.color("chart_line")))
        painter.drawLine(QLineF(x, y, self.pane.pixels_wide, y))
        painter.drawLine(QLineF(x, y, x, self.pane.pixels_tall))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("chart_line"))
        painter.drawEllipse(QPointF(x, y), _DOT + 0.75, _DOT + 0.75)


def _cut(x: Floats, y: Floats, at: float) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """A line up to a place, and from there on."""
    height = np.interp(at, x, y)
    low, high = x < at, x > at
    before = np.append(x[low], at), np.append(y[low], height)
    after = np.append(at, x[high]), np.append(height, y[high])
    if at >= x[-1]:
        return (x, y), (x[:0], y[:0])
    return before, after


def _places(box: QRectF, width: float, height: float, *, bought: bool) -> list[QRectF]:
    """Where the words of a block may stand.

    Those of a sale stand on it; those of a buy in it or beside it, where no sale stands above.
    """

    def at(left: float, top: float) -> QRectF:
        return QRectF(left, top, width, height)

    middle = box.center().x() - width / 2
    on = [at(left, box.top() - height - 3) for left in (middle, box.left())]
    inside = [at(middle, box.top() + 4)] if box.width() > width + 8 else []
    levels = (box.center().y(), box.bottom() - height - 4, box.top() - height / 2)
    sides = (box.right() + 8, box.left() - width - 8)
    beside = [at(left, top) for top in levels for left in sides]
    above = [at(middle, box.top() - 2 * height - 5)]
    return [*inside, *beside, *on, *above] if bought else [*on, *inside, *above, *beside]
