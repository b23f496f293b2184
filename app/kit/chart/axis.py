"""Value axes of the design: quiet labels, filled tags at current values, nothing overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.kit.chart.pane import Pane, line_pen
from app.kit.chart.ticks import spread, value_ticks
from app.kit.chart.values import ValueFormat
from app.kit.fonts import ui_font
from app.kit.theme import Theme, Themes

TAG_HEIGHT = 16
VALUE_AXIS_WIDTH, WIDEST_VALUE_AXIS = 60, 96
TEXT_OFFSET, _TAG_OFFSET, _TAG_RIGHT = 8, 3, 7
_TICK_DISTANCE = 28


@dataclass(frozen=True)
class AxisTag:
    """A current value on the axis.

    texts: ways to write it, the longest first; the first that has room is taken.
    token: colour token of the fill. passing: it comes and goes with the pointer, so the axis
    doesn't widen for it.
    """

    value: float
    texts: tuple[str, ...]
    token: str
    passing: bool = False


@dataclass(frozen=True)
class PlacedText:
    """A label or a tag with its place in the coordinates of the axis."""

    rect: QRectF
    text: str
    bold: bool = False
    token: str = ""


@dataclass(frozen=True)
class AxisLayout:
    """Everything an axis draws: grid positions in pixels of the pane, labels, tags."""

    grid: tuple[float, ...] = ()
    labels: tuple[PlacedText, ...] = ()
    tags: tuple[PlacedText, ...] = ()


class PlotAxis(pg.AxisItem):
    """What all axes share: tags, the layout kept between repaints, and the painting of texts."""

    def __init__(self, orientation: str, pane: Pane, themes: Themes) -> None:
        super().__init__(orientation)
        self._pane = pane
        self._themes = themes
        self._tags: tuple[AxisTag, ...] = ()
        self._layout: AxisLayout | None = None
        self._blank = False
        self.linkToView(pane)
        self.setZValue(-1)
        pane.sigRangeChanged.connect(self.invalidate)
        pane.sigResized.connect(self.invalidate)
        themes.changed.connect(self.invalidate)

    def set_tags(self, tags: Sequence[AxisTag]) -> None:
        """Show these current values; the last one lies on top."""
        self._tags = tuple(tags)
        self.invalidate()

    def set_blank(self, blank: bool) -> None:
        """Show the lines only, as long as there is nothing to measure."""
        self._blank = blank
        self.invalidate()

    def invalidate(self, *_: object) -> None:
        """Lay out again at the next repaint."""
        self._layout = None
        self.prepareGeometryChange()
        self.update()

    def laid_out(self) -> AxisLayout:
        """Where labels and tags are now."""
        if self._layout is None:
            self._layout = AxisLayout() if self._blank else self._lay_out()
        return self._layout

    def boundingRect(self) -> QRectF:
        # The grid is drawn by the axis, so that it lies under everything in the pane.
        area = self._pane.rect().translated(self._pane.pos() - self.pos())
        return self.rect().united(area).adjusted(-16, -16, 16, 16)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        layout = self.laid_out()
        theme = self._themes.current
        painter.setPen(line_pen(theme.color("grid")))
        painter.drawLines(self._grid_lines(layout))
        painter.setPen(line_pen(theme.color("border")))
        painter.drawLines(self._border_lines())
        self._paint_texts(painter, theme, layout)

    def _paint_texts(self, painter: QPainter, theme: Theme, layout: AxisLayout) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        for label in layout.labels:
            painter.setFont(ui_font(11, 600 if label.bold else 400))
            painter.setPen(theme.color("text2" if label.bold else "axis"))
            painter.drawText(label.rect, centre | Qt.TextFlag.TextDontClip, label.text)
        painter.setFont(ui_font(11, 600))
        for tag in layout.tags:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tag.token))
            painter.drawRoundedRect(tag.rect, 2, 2)
            painter.setPen(theme.color("tag_ink"))
            painter.drawText(tag.rect, centre | Qt.TextFlag.TextDontClip, tag.text)

    def _lay_out(self) -> AxisLayout:
        raise NotImplementedError

    def _grid_lines(self, layout: AxisLayout) -> list[QLineF]:
        raise NotImplementedError

    def _border_lines(self) -> list[QLineF]:
        raise NotImplementedError


def text_width(text: str, bold: bool = False) -> float:
    """Pixels that a label takes at the text scale in use."""
    return _text_width(text, bold, ui_font(11).pixelSize())


@lru_cache(maxsize=2048)
def _text_width(text: str, bold: bool, _size: int) -> float:
    return QFontMetricsF(ui_font(11, 600 if bold else 400)).horizontalAdvance(text)


class ValueAxis(PlotAxis):
    """Amounts at the right of a pane: four to six round ticks, digits grouped.

    whole_width: whether the base line runs on below the axis, to the pane underneath.
    """

    def __init__(self, pane: Pane, themes: Themes, *, whole_width: bool = False) -> None:
        super().__init__("right", pane, themes)
        self._whole_width = whole_width
        self._format = ValueFormat()

    def set_format(self, value_format: ValueFormat) -> None:
        """Write amounts in this way."""
        self._format = value_format
        self.invalidate()

    def wanted_width(self) -> int:
        """Pixels in which the most exact texts fit: 60 or more, never above 96, times the scale."""
        scale = self._themes.scale
        texts = [tag.texts[0] for tag in self._tags if not tag.passing]
        widest = max((text_width(text, True) for text in texts), default=0.0)
        needed = widest + (_TAG_OFFSET + _TAG_RIGHT + 8) * scale
        smallest, largest = VALUE_AXIS_WIDTH * scale, WIDEST_VALUE_AXIS * scale
        # Steps keep the plot from moving with every digit that is typed.
        stepped = smallest + -(-max(needed - smallest, 0.0) // (12 * scale)) * 12 * scale
        return round(min(stepped, largest))

    def _ticks(self) -> list[tuple[float, str]]:
        low, high = self._pane.y_range
        height = max(self._pane.pixels_tall, 1.0)
        most = min(max(int(height / (_TICK_DISTANCE * self._themes.scale)), 2), 6)
        top = high - 6 * (high - low) / height
        values, step = value_ticks(low, top, most, self._format.smallest)
        return list(zip(values, self._format.ticks(values, step), strict=True))

    def _lay_out(self) -> AxisLayout:
        ticks = self._ticks()
        tags = self._placed_tags()
        height = TAG_HEIGHT * self._themes.scale
        labels = []
        for value, text in ticks:
            centre = self._pane.y_pixel(value)
            near = (abs(tag.rect.center().y() - centre) for tag in tags)
            # Where another pane follows, a label on the base line would run into that one's.
            lowest = self._pane.pixels_tall - (height / 2 if self._whole_width else 0.0)
            if centre <= lowest + 0.5 and all(distance >= height for distance in near):
                left = TEXT_OFFSET * self._themes.scale
                labels.append(
                    PlacedText(QRectF(left, centre - height / 2, text_width(text), height), text)
                )
        grid = tuple(self._pane.y_pixel(value) for value, _ in ticks)
        return AxisLayout(grid, tuple(labels), tags)

    def _placed_tags(self) -> tuple[PlacedText, ...]:
        scale = self._themes.scale
        height = TAG_HEIGHT * scale
        width = self.rect().width() - (_TAG_OFFSET + _TAG_RIGHT) * scale
        centres = spread(
            [self._pane.y_pixel(tag.value) for tag in self._tags],
            [height] * len(self._tags),
            0.0,
            # Not lower, where the tags of the axis below may reach to the right.
            self._pane.pixels_tall + 3 * scale,
        )
        return tuple(
            PlacedText(
                QRectF(_TAG_OFFSET * scale, centre - height / 2, width, height),
                _fitting(tag.texts, width - 4 * scale),
                True,
                tag.token,
            )
            for tag, centre in zip(self._tags, centres, strict=True)
        )

    def _grid_lines(self, layout: AxisLayout) -> list[QLineF]:
        right, offset = 0.0, self._pane.pos().y() - self.pos().y()
        left = right - self._pane.pixels_wide
        return [
            QLineF(left, round(y) + offset, right, round(y) + offset)
            for y in layout.grid
            if y < self._pane.pixels_tall - 1
        ]

    def _border_lines(self) -> list[QLineF]:
        bottom = self.rect().height()
        base_right = self.rect().width() if self._whole_width else 0.0
        top = -self.pos().y() if self.pos().y() < 2 * TAG_HEIGHT else 0.0
        return [
            QLineF(0.0, top, 0.0, bottom),
            QLineF(-self._pane.pixels_wide - 10, bottom, base_right, bottom),
        ]


class LimitAxis(ValueAxis):
    """One label at the top: the largest value of the pane, in short form."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes)
        self._largest = 0.0

    def set_largest(self, value: float) -> None:
        """Show this as the largest value; 0 shows nothing."""
        self._largest = value
        self.invalidate()

    def _ticks(self) -> list[tuple[float, str]]:
        if not self._largest:
            return []
        # The label hangs below the top instead of sitting on it, where the next pane begins.
        height = TAG_HEIGHT * self._themes.scale
        low, high = self._pane.y_range
        at = high - (height * 0.9) * (high - low) / max(self._pane.pixels_tall, 1.0)
        return [(at, self._format.short(self._largest))]

    def _grid_lines(self, _layout: AxisLayout) -> list[QLineF]:
        return []


def _fitting(texts: Sequence[str], width: float) -> str:
    return next((text for text in texts if text_width(text, True) <= width), texts[-1])
