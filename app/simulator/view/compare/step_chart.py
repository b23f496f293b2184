"""One measure of all compared curves over the steps."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.chart.axis import AxisTag, ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.crosshair import Crosshair
from app.kit.chart.pane import Pane, PaneLayer
from app.kit.chart.plot import Plot
from app.kit.chart.values import ValueFormat
from app.kit.numbers import grouped
from app.kit.theme import Theme, Themes
from app.simulator.view.compare.labels import measure_note, measure_title
from app.simulator.view.compare.line_styles import TOKENS, line_pen
from app.simulator.view.compare.results import Measure, Result, StepLine, drawn_points
from app.simulator.view.compare.step_range import StepRange

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


class StepChart(QWidget):
    """A `Chart` of one measure; what is pointed at is told, and shown when it is told back.

    pointed: the index of the point nearest to the pointer, or None. moved: the range changed.
    """

    pointed = Signal(object)
    moved = Signal()

    def __init__(
        self, themes: Themes, measure: Measure, view: StepRange, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.measure = measure
        self._view = view
        self._result: Result | None = None
        self._lines: tuple[StepLine, ...] = ()
        self._index: int | None = None
        self._format = ValueFormat()
        self.setObjectName(f"compare.{measure.value}_chart")
        self.setAccessibleName(measure_title(measure))
        self._build(themes)

    def _build(self, themes: Themes) -> None:
        self.plot = plot = Plot(themes, self)
        plot.setObjectName(f"compare.{self.measure.value}_plot")
        plot.setAccessibleName(self.accessibleName())
        self.pane = plot.add_pane()
        self.value_axis = ValueAxis(self.pane, themes)
        self.step_axis = CountAxis(self.pane, themes, self.tr("Steps"))
        plot.add_value_axis(self.value_axis)
        plot.set_bottom(self.step_axis)
        self._layer = LinesLayer(self.pane, themes)
        self._crosshair = Crosshair([self.pane], themes, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(plot)
        self.setFocusProxy(plot)
        plot.hovered.connect(self._on_plot_hovered)
        plot.left.connect(self._on_plot_left)
        plot.stepped.connect(self._on_plot_stepped)
        plot.dragged.connect(self._on_plot_dragged)
        plot.zoomed.connect(self._on_plot_zoomed)
        plot.reset.connect(self._on_plot_reset)
        plot.resized.connect(self.fit)

    @property
    def result(self) -> Result | None:
        """What is drawn."""
        return self._result

    def show_result(self, result: Result, view: StepRange) -> None:
        """Draw a comparison from its first step to its last."""
        self._result, self._view, self._index = result, view, None
        self._lines = result.lines(self.measure)
        self._layer.show_lines(result.steps, self._lines)
        self._crosshair.hide()
        self.fit()
        self.setAccessibleDescription(self.text_summary())

    def fit(self) -> None:
        """Show the range of the view, and values from zero to the highest in it."""
        if self._result is None:
            return
        steps = self._result.steps
        seen = (steps >= self._view.start) & (steps <= self._view.end)
        tops = [line.values[seen].max() for line in self._lines if seen.any()]
        top = float(max(tops, default=0.0)) or 1.0
        self.pane.show_range((self._view.start, self._view.end), (0.0, top * (1 + _ROOM_ABOVE)))
        last = self._result.values_at(self.measure, -1)
        self.value_axis.set_tags(
            [
                AxisTag(value, self._format.tag_texts(value), TOKENS[line.slot])
                for line, value in zip(self._lines, last, strict=True)
            ]
        )
        self.plot.fit_value_axes()

    def point_at(self, index: int | None) -> None:
        """Put the crosshair on a point of the lines, or take it away."""
        self._index = index
        if index is None or self._result is None:
            self._crosshair.hide()
        else:
            self._crosshair.show_at(float(self._result.steps[index]), None)

    # As a `Chart`

    def series_csv(self) -> Sequence[tuple[str, ...]]:
        """Steps and the exact values of all curves, the header first."""
        if self._result is None:
            return [("step",)]
        rows: list[tuple[str, ...]] = [("step", *(line.label for line in self._lines))]
        for index, step in enumerate(self._result.steps.tolist()):
            values = self._result.values_at(self.measure, index)
            rows.append((str(int(step)), *map(str, values)))
        return rows

    def text_summary(self) -> str:
        """From what to what each curve went."""
        if self._result is None:
            return self.tr("Nothing was compared yet.")
        quote = self._result.request.scenario.market.quote
        text = self.tr("{label}: from {first} to {last}.")
        first, last = (self._result.values_at(self.measure, index) for index in (0, -1))
        ways = (
            text.format(label=line.label, first=grouped(begin), last=grouped(end))
            for line, begin, end in zip(self._lines, first, last, strict=True)
        )
        title = f"{measure_title(self.measure)}, {measure_note(self.measure, quote)}"
        return "\n".join((title, *ways))

    # What the person does

    def _on_plot_hovered(self, position: QPointF) -> None:
        if self._result is None:
            return
        pixel = self.plot.pane_pixel(self.pane, position).x()
        inside = 0 <= pixel <= self.pane.pixels_wide
        self.pointed.emit(self._nearest(self.pane.x_value(pixel)) if inside else None)

    def _nearest(self, step: float) -> int:
        assert self._result is not None
        return int(np.abs(self._result.steps - step).argmin())

    def _on_plot_left(self) -> None:
        self.pointed.emit(None)

    def _on_plot_stepped(self, count: int) -> None:
        if self._result is None:
            return
        last = len(self._result.steps) - 1
        known = last if self._index is None else self._index + count
        self.pointed.emit(min(max(known, 0), last))

    def _on_plot_dragged(self, pixels: float) -> None:
        self._view.pan(-pixels / max(self.pane.pixels_wide, 1.0))
        self.moved.emit()

    def _on_plot_zoomed(self, factor: float, pixel: float) -> None:
        self._view.zoom(factor, pixel / max(self.pane.pixels_wide, 1.0))
        self.moved.emit()

    def _on_plot_reset(self) -> None:
        self._view.reset()
        self.moved.emit()
