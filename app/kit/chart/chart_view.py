"""The base of all charts: a plot with its axes, and a crosshair at what is read."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from app.kit.chart.axis import AxisTag, ValueAxis
from app.kit.chart.bottom_axis import BottomAxis
from app.kit.chart.crosshair import Crosshair
from app.kit.chart.pane import Pane
from app.kit.chart.plot import Plot
from app.kit.chart.values import ValueFormat
from app.kit.layouts import in_column
from app.kit.theme import Themes


class VisibleRange(Protocol):
    """What is in view along the bottom, where it can be moved."""

    def pan(self, share: float) -> None:
        """Move by a share of what is in view, to the right for a positive one."""

    def zoom(self, factor: float, share: float) -> None:
        """Make the range so many times as long; what lies at `share` of the width stays there."""

    def reset(self) -> None:
        """Show what is shown at first."""


class ChartView(QWidget):
    """Pointer and arrow keys choose a place of the series; wheel and drags move the range.

    A chart adds what it draws and gives its axes with `_set_axes`. It says which places there are
    (whole numbers that mean what it likes), what is read at one, and what its points are.

    name: begins the objectNames.
    """

    def __init__(self, themes: Themes, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}chart")
        self._themes = themes
        self._format = ValueFormat()
        self._hovered: int | None = None
        self.plot = Plot(themes, self)
        self.plot.setObjectName(f"{name}plot")
        self.pane = self.plot.add_pane()
        in_column(self.plot, within=self)
        self.setFocusProxy(self.plot)

    def _set_axes(
        self, title: str, bottom: BottomAxis, value: ValueAxis, *more: tuple[Pane, ValueAxis]
    ) -> None:
        """Put the axes around the panes, and have the chart react from now on.

        title: for assistive tools. value: where current values stand. more: panes below the first.
        """
        plot = self.plot
        self.setAccessibleName(title)
        plot.setAccessibleName(title)
        self.value_axis, self.bottom_axis = value, bottom
        for axis in (value, *(axis for _, axis in more)):
            plot.add_value_axis(axis)
        plot.set_bottom(bottom)
        panes = [self.pane, *(pane for pane, _ in more)]
        self._crosshair = Crosshair(panes, self._themes, self)
        plot.hovered.connect(self._on_plot_hovered)
        plot.left.connect(self._on_plot_left)
        plot.stepped.connect(self._on_plot_stepped)
        plot.dragged.connect(self._on_plot_dragged)
        plot.zoomed.connect(self._on_plot_zoomed)
        plot.reset.connect(self._on_plot_reset)
        plot.resized.connect(self._on_plot_resized)

    # What each chart says

    def series_csv(self) -> Sequence[tuple[str, ...]]:
        """The points as rows, the header first."""
        raise NotImplementedError

    def text_summary(self) -> str:
        """What is drawn, in sentences."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw everything again, for another size or theme."""
        raise NotImplementedError

    def _read(self) -> None:
        """Put the crosshair on the place that is hovered, and tell what is read there."""
        raise NotImplementedError

    def _place_at(self, value: float) -> int | None:
        """The place that is nearest to a value of the bottom axis."""
        raise NotImplementedError

    def _place_beside(self, steps: int) -> int | None:
        """The place so many steps from the hovered one, or where the arrow keys begin."""
        raise NotImplementedError

    def _shown_range(self) -> VisibleRange | None:
        """What the wheel and drags move; None where all is always shown."""
        return None

    # What is common

    def _set_blank(self, blank: bool) -> None:
        """Whether there is nothing to measure, so that the axes have no figures."""
        for axis in (self.value_axis, self.bottom_axis):
            axis.set_blank(blank)
            if blank:
                axis.set_tags(())

    def _show_tags(self, values: Sequence[AxisTag], places: Sequence[AxisTag]) -> None:
        """Put current values on the axes, the most important ones last."""
        self.value_axis.set_tags(values)
        self.bottom_axis.set_tags(places)
        self.plot.fit_value_axes()

    def _hover(self, place: int | None) -> None:
        self._hovered = place
        self._read()

    def _on_range_moved(self) -> None:
        self.redraw()

    def _on_plot_hovered(self, position: QPointF) -> None:
        pixel = self.plot.pane_pixel(self.pane, position).x()
        inside = 0 <= pixel <= self.pane.pixels_wide
        self._hover(self._place_at(self.pane.x_value(pixel)) if inside else None)

    def _on_plot_left(self) -> None:
        self._hover(None)

    def _on_plot_stepped(self, steps: int) -> None:
        self._hover(self._place_beside(steps))

    def _on_plot_dragged(self, pixels: float) -> None:
        if (shown := self._shown_range()) is not None:
            shown.pan(-pixels / max(self.pane.pixels_wide, 1.0))
            self._on_range_moved()

    def _on_plot_zoomed(self, factor: float, pixel: float) -> None:
        if (shown := self._shown_range()) is not None:
            shown.zoom(factor, pixel / max(self.pane.pixels_wide, 1.0))
            self._on_range_moved()

    def _on_plot_reset(self) -> None:
        if (shown := self._shown_range()) is not None:
            shown.reset()
            self._on_range_moved()

    def _on_plot_resized(self) -> None:
        self.redraw()
