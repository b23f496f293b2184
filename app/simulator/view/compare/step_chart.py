"""One measure of all compared curves over the steps."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPolygonF

from app.kit.chart.axis import AxisTag, ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.chart_view import ChartView
from app.kit.chart.pane import Pane, PaneLayer
from app.kit.numbers import grouped
from app.kit.theme import Theme, Themes
from app.simulator.view.compare.labels import measure_note, measure_title
from app.simulator.view.compare.line_styles import TOKENS, line_pen
from app.simulator.view.compare.results import Measure, Result, StepLine, StepRange, drawn_points

_ROOM_ABOVE = 0.07


class LinesLayer(PaneLayer):
    """The lines of all curves, the first on top."""

    def __init__(self, pane: Pane, themes: Themes) -> None:
        super().__init__(pane, themes, 2.0)
        self._steps = np.zeros(0)
        self._lines: tuple[StepLine, ...] = ()
        self._drawn: list[tuple[int, QPolygonF]] = []

    def show_lines(self, steps: np.ndarray, lines: Sequence[StepLine]) -> None:
        """Draw these values from now on."""
        self._steps, self._lines = steps, tuple(lines)
        self.invalidate()

    def _prepare(self) -> None:
        seen, most = self.pane.x_range, max(int(self.pane.pixels_wide), 2)
        self._drawn = []
        for line in reversed(self._lines):
            places = drawn_points(self._steps, line.values, seen, most)
            points = self.pane.points(self._steps[places], line.values[places])
            self._drawn.append((line.slot, QPolygonF(points)))

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for slot, points in self._drawn:
            painter.setPen(line_pen(theme, slot))
            painter.drawPolyline(points)


class StepChart(ChartView):
    """The chart of one measure; what is pointed at is told, and shown when it is told back.

    pointed: the index of the point nearest to the pointer, or None. moved: the range changed.
    result: what is drawn.
    """

    pointed = Signal(object)
    moved = Signal()

    def __init__(
        self,
        themes: Themes,
        measure: Measure,
        view: StepRange,
    ) -> None:
        super().__init__(themes, f"compare.{measure.value}_")
        self.measure = measure
        self._view = view
        self.result: Result | None = None
        self._lines: tuple[StepLine, ...] = ()
        self._set_axes(
            measure_title(measure),
            CountAxis(self.pane, themes, self.tr("Steps")),
            ValueAxis(self.pane, themes),
        )
        self._layer = LinesLayer(self.pane, themes)

    def show_result(self, result: Result, view: StepRange) -> None:
        """Draw a comparison from its first step to its last."""
        self.result, self._view, self._hovered = result, view, None
        self._lines = result.lines(self.measure)
        self._layer.show_lines(result.steps, self._lines)
        self._crosshair.hide()
        self.redraw()
        self.setAccessibleDescription(self.text_summary())

    def redraw(self) -> None:
        """Show the range of the view, and values from zero to the highest in it."""
        if self.result is None:
            return
        steps = self.result.steps
        seen = (steps >= self._view.start) & (steps <= self._view.end)
        tops = [line.values[seen].max() for line in self._lines if seen.any()]
        top = float(max(tops, default=0.0)) or 1.0
        self.pane.show_range((self._view.start, self._view.end), (0.0, top * (1 + _ROOM_ABOVE)))
        last = self.result.values_at(self.measure, -1)
        tags = [
            AxisTag(value, self._format.tag_texts(value), TOKENS[line.slot])
            for line, value in zip(self._lines, last, strict=True)
        ]
        self._show_tags(tags, ())

    def point_at(self, index: int | None) -> None:
        """Put the crosshair on a point of the lines, or take it away."""
        self._hovered = index
        self._read()

    def _read(self) -> None:
        if self._hovered is None or self.result is None:
            self._crosshair.hide()
        else:
            self._crosshair.show_at(float(self.result.steps[self._hovered]), None)

    def series_csv(self) -> Sequence[tuple[str, ...]]:
        """Steps and the exact values of all curves, the header first."""
        if self.result is None:
            return [("step",)]
        rows: list[tuple[str, ...]] = [("step", *(line.label for line in self._lines))]
        for index, step in enumerate(self.result.steps.tolist()):
            values = self.result.values_at(self.measure, index)
            rows.append((str(int(step)), *map(str, values)))
        return rows

    def text_summary(self) -> str:
        """From what to what each curve went."""
        if self.result is None:
            return self.tr("Nothing was compared yet.")
        quote = self.result.request.scenario.market.quote
        text = self.tr("{label}: from {first} to {last}.")
        first, last = (self.result.values_at(self.measure, index) for index in (0, -1))
        ways = (
            text.format(label=line.label, first=grouped(begin), last=grouped(end))
            for line, begin, end in zip(self._lines, first, last, strict=True)
        )
        title = f"{measure_title(self.measure)}, {measure_note(self.measure, quote)}"
        return "\n".join((title, *ways))

    # What the person does

    def _hover(self, place: int | None) -> None:
        self.pointed.emit(place)

    def _place_at(self, value: float) -> int | None:
        steps = None if self.result is None else self.result.steps
        return None if steps is None else int(np.abs(steps - value).argmin())

    def _place_beside(self, steps: int) -> int | None:
        if self.result is None:
            return None
        last = len(self.result.steps) - 1
        place = last if self._hovered is None else self._hovered + steps
        return min(max(place, 0), last)

    def _shown_range(self) -> StepRange:
        return self._view

    def _on_range_moved(self) -> None:
        self.moved.emit()
