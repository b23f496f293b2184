"""Axes below the panes: whole things, or times with bold days; tags keep clear of each other."""

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QLineF, QRectF

from app.kit.chart.axis import (
    TAG_HEIGHT,
    TEXT_OFFSET,
    VALUE_AXIS_WIDTH,
    WIDEST_VALUE_AXIS,
    AxisLayout,
    PlacedText,
    PlotAxis,
    text_width,
)
from app.kit.chart.pane import Pane
from app.kit.chart.ticks import spread, value_ticks
from app.kit.chart.time_ticks import time_ticks
from app.kit.chart.values import ValueFormat
from app.kit.theme import Themes
from app.kit.times import month_names

BOTTOM_AXIS_HEIGHT = 24
_BETWEEN_LABELS = 24


class BottomAxis(PlotAxis):
    """An axis below one or several panes; its grid runs through all of them."""

    def __init__(self, panes: Sequence[Pane], themes: Themes) -> None:
        super().__init__("bottom", panes[-1], themes)
        self._panes = tuple(panes)

    def boundingRect(self) -> QRectF:
        areas = (pane.rect().translated(pane.pos() - self.pos()) for pane in self._panes)
        result = self.rect()
        for area in areas:
            result = result.united(area)
        return result.adjusted(-16, -16, WIDEST_VALUE_AXIS * 1.5, 16)

    def _grid_lines(self, layout: AxisLayout) -> list[QLineF]:
        spans = [
            (pane.pos().y() - self.pos().y(), pane.pos().y() - self.pos().y() + pane.pixels_tall)
            for pane in self._panes
        ]
        return [
            QLineF(round(x), top, round(x), bottom) for x in layout.grid for top, bottom in spans
        ]

    def _border_lines(self) -> list[QLineF]:
        return []

    def _placed_tags(self) -> tuple[PlacedText, ...]:
        scale = self._themes.scale
        widths = [text_width(tag.texts[0], True) + 12 * scale for tag in self._tags]
        centres = spread(
            [self._pane.x_pixel(tag.value) for tag in self._tags],
            widths,
            -8.0,
            self.rect().width() + VALUE_AXIS_WIDTH * scale - 8,
            2.0,
        )
        return tuple(
            PlacedText(
                QRectF(centre - width / 2, 4 * scale, width, TAG_HEIGHT * scale),
                tag.texts[0],
                True,
                tag.token,
            )
            for tag, centre, width in zip(self._tags, centres, widths, strict=True)
        )

    def _label(self, x: float, text: str, bold: bool = False) -> PlacedText:
        width, scale = text_width(text, bold), self._themes.scale
        return PlacedText(QRectF(x - width / 2, 4 * scale, width, TAG_HEIGHT * scale), text, bold)

    def _free(self, labels: Sequence[PlacedText], taken: Sequence[PlacedText]) -> list[PlacedText]:
        """The labels that keep clear of what is placed already, and of each other."""
        placed, free = [text.rect.adjusted(-6, 0, 6, 0) for text in taken], []
        for label in labels:
            inside = label.rect.left() >= -12 and label.rect.right() <= self.rect().width() + 40
            if inside and not any(label.rect.intersects(other) for other in placed):
                free.append(label)
                placed.append(label.rect.adjusted(-6, 0, 6, 0))
        return free


class CountAxis(BottomAxis):
    """Whole things along the bottom, with their name at the left in place of the first number."""

    def __init__(self, pane: Pane, themes: Themes, word: str) -> None:
        super().__init__([pane], themes)
        self._word = word

    def _lay_out(self) -> AxisLayout:
        low, high = self._pane.x_range
        width = max(self._pane.pixels_wide, 1.0)
        widest = text_width(ValueFormat().exact(int(max(abs(high), 1))))
        apart = (widest + _BETWEEN_LABELS) * 1.25
        values, step = value_ticks(low, high, min(max(int(width / apart), 1), 12), 1.0)
        texts = ValueFormat().ticks(values, step)
        labels = [
            self._label(self._pane.x_pixel(value), text)
            for value, text in zip(values, texts, strict=True)
        ]
        tags = self._placed_tags()
        word = self._word_label(tags)
        free = self._free(labels, [*tags, word])
        # At the left edge a line would only double the edge of the plot.
        grid = tuple(self._pane.x_pixel(value) for value in values if value > low + step / 100)
        return AxisLayout(grid, (word, *free), tags)

    def _word_label(self, tags: Sequence[PlacedText]) -> PlacedText:
        half = text_width(self._word) / 2
        label = self._label(4 + half, self._word)
        if not any(tag.rect.adjusted(-6, 0, 6, 0).intersects(label.rect) for tag in tags):
            return label
        # A tag stands there: the word goes under the value axis, and past a tag there.
        right = max([self.rect().width(), *(tag.rect.right() for tag in tags)])
        return self._label(right + TEXT_OFFSET + half, self._word)


class TimeAxis(BottomAxis):
    """Times along the bottom, in seconds since 1970; the first tick of a day is the bold date."""

    def __init__(self, panes: Sequence[Pane], themes: Themes) -> None:
        super().__init__(panes, themes)
        self._zone: tzinfo = UTC

    def set_zone(self, zone: tzinfo) -> None:
        """Write times of this zone."""
        self._zone = zone
        self.invalidate()

    def _lay_out(self) -> AxisLayout:
        start, end = self._pane.x_range
        width = max(self._pane.pixels_wide, 1.0)
        months = month_names()
        widest = max(text_width(f"30 {month}", True) for month in months)
        apart = (widest + _BETWEEN_LABELS) * (end - start) / width
        ticks = time_ticks(start, end, apart, self._zone, months)
        labels = [self._label(self._pane.x_pixel(tick.at), tick.text, tick.bold) for tick in ticks]
        # A new day matters more than an hour beside it.
        important = sorted(labels, key=lambda label: not label.bold)
        tags = self._placed_tags()
        free = sorted(self._free(important, tags), key=lambda label: label.rect.left())
        return AxisLayout(tuple(self._pane.x_pixel(tick.at) for tick in ticks), tuple(free), tags)
