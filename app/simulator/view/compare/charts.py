"""The four charts of a comparison: one range of steps, one crosshair, values side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.kit.chart.chart_pane import ChartPane
from app.kit.chart.values import ValueFormat
from app.kit.fonts import CAPTION, ui_font
from app.kit.numbers import grouped, unit
from app.kit.page import ViewContext
from app.kit.painting import Painted
from app.kit.panels import Pane
from app.kit.theme import Themes
from app.simulator.view.compare.labels import measure_note, measure_title, measure_with_unit
from app.simulator.view.compare.line_styles import paint_swatch
from app.simulator.view.compare.results import Measure, Result, StepRange
from app.simulator.view.compare.step_chart import StepChart

LOWEST = 208
_TWO_BESIDE, _ROOM_FOR_UNIT = 616, 400


class StripGaps(NamedTuple):
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

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
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


class StepPane(ChartPane):
    """A chart under its title with the values of all curves at the step that is read."""

    def __init__(
        self, context: ViewContext, measure: Measure, view: StepRange, parent: QWidget
    ) -> None:
        self.chart = StepChart(context.themes, measure, view)
        super().__init__(
            context,
            self.chart,
            name=f"compare.{measure.value}",
            title=measure_title(measure),
            parent=parent,
        )
        self._unit = ""
        self.strip = ValueStrip(context.themes)
        self.strip.setObjectName(f"compare.{measure.value}_values")
        # The strip says what the readout would, with the lines that the values belong to.
        self.readout.hide()
        self.header.note.hide()
        self.header.add(self.strip)
        self.header.add(self.more)

    def show_result(self, result: Result, view: StepRange) -> None:
        """Draw a comparison."""
        scenario = result.request.scenario
        self.set_subject(f"{self.tr('Compare')} {scenario.name}")
        self._unit = unit(scenario.market.quote)
        self.header.title.setToolTip(measure_note(self.chart.measure, self._unit))
        self._fit_title()
        self.chart.show_result(result, view)
        self.point_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def _fit_title(self) -> None:
        """The unit stands behind the title where the values leave room for it."""
        wide = self.width() >= self.context.themes.px(_ROOM_FOR_UNIT) and self._unit
        measure = self.chart.measure
        title = measure_with_unit(measure, self._unit) if wide else measure_title(measure)
        self.header.title.setText(title)

    def point_at(self, index: int | None) -> None:
        """Read a point; None reads the last one."""
        self.chart.point_at(index)
        result = self.chart.result
        if result is None:
            return
        at = len(result.steps) - 1 if index is None else index
        values = result.values_at(self.chart.measure, at)
        readings = [
            Reading(slot, one.label, value)
            for slot, one, value in zip(result.request.slots, result.found, values, strict=True)
        ]
        step = self.tr("Step {number}").format(number=grouped(int(result.steps[at])))
        self.strip.show_readings(readings, step)


class Charts(Pane):
    """Two by two; what is pointed at in one is read in all."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self._themes = context.themes
        self._view = StepRange()
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self.column.addLayout(self._grid)
        self.panes: Mapping[Measure, StepPane] = {
            measure: StepPane(context, measure, self._view, self) for measure in Measure
        }
        for pane in self.panes.values():
            pane.chart.pointed.connect(self._on_chart_pointed)
            pane.chart.moved.connect(self._on_chart_moved)
        context.themes.changed.connect(self._fit)
        self._fit()

    def show_result(self, result: Result) -> None:
        """Draw a comparison from its first step to its last."""
        self._view = StepRange(float(result.steps[-1]))
        for pane in self.panes.values():
            pane.show_result(result, self._view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= self._themes.px(_TWO_BESIDE) else 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        # What the charts leave free between them is the line that divides them.
        QPainter(self).fillRect(self.rect(), self._themes.current.color("border"))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, pane in enumerate(self.panes.values()):
            self._grid.removeWidget(pane)
            row, column = divmod(place, columns)
            self._grid.addWidget(pane, row, column)
            self._grid.setRowStretch(row, 1)
        self._grid.setColumnStretch(1, columns - 1)
        self._grid.setColumnStretch(0, 1)

    @Slot(object)
    def _on_chart_pointed(self, index: int | None) -> None:
        for pane in self.panes.values():
            pane.point_at(index)

    @Slot()
    def _on_chart_moved(self) -> None:
        for pane in self.panes.values():
            pane.chart.redraw()

    def _fit(self) -> None:
        for pane in self.panes.values():
            pane.setMinimumHeight(self._themes.px(LOWEST))
