"""The themed plot: panes above each other, value axes at the right, one axis below."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsGridLayout, QGraphicsView, QWidget

from app.kit.chart.axis import ValueAxis
from app.kit.chart.bottom_axis import BOTTOM_AXIS_HEIGHT, BottomAxis
from app.kit.chart.pane import Pane
from app.kit.theme import Theme, Themes

_LEFT, _TOP, _RIGHT = 16, 8, 5
_WHEEL_NOTCH = 120.0
_ZOOM_PER_NOTCH = 0.85
_TAB_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Plot(pg.GraphicsView):
    """A surface with panes that tells what the pointer and the keys want.

    hovered: the pointer is here, in pixels of the surface. left: it went away.
    dragged: the content was pulled to the right by so many pixels.
    zoomed: the range should become so many times as long, around this pixel of the panes.
    reset: double click, or the key 0. stepped: arrow keys, in points of the series.
    """

    hovered = Signal(QPointF)
    left = Signal()
    dragged = Signal(float)
    zoomed = Signal(float, float)
    reset = Signal()
    stepped = Signal(int)
    resized = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._themes = themes
        self._panes: list[Pane] = []
        self._value_axes: list[ValueAxis] = []
        self._bottom: BottomAxis | None = None
        self._drag_from: QPointF | None = None
        self._ring = False
        self._grid = QGraphicsGridLayout()
        self._grid.setContentsMargins(_LEFT, _TOP, _RIGHT, 0)
        self._grid.setSpacing(0)
        surface = pg.GraphicsWidget()
        surface.setLayout(self._grid)
        self.setCentralItem(surface)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 96)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed(themes.current)

    def add_pane(self) -> Pane:
        """A new pane below the others."""
        pane = Pane()
        self._grid.addItem(pane, len(self._panes), 0)
        self._panes.append(pane)
        return pane

    def add_value_axis(self, axis: ValueAxis) -> None:
        """Put the axis at the right of the next pane that has none."""
        self._grid.addItem(axis, len(self._value_axes), 1)
        self._value_axes.append(axis)

    def set_bottom(self, axis: BottomAxis) -> None:
        """Put the axis below all panes."""
        self._grid.addItem(axis, len(self._panes), 0)
        self._bottom = axis
        self._set_sizes()

    def set_pane_height(self, pane: Pane, height: float) -> None:
        """Give a pane a fixed height in pixels; the others share the rest."""
        row = self._panes.index(pane)
        self._grid.setRowFixedHeight(row, height)
        self._activate()

    def fit_value_axes(self) -> None:
        """Make the value axes as wide as their tags want."""
        width = max(axis.wanted_width() for axis in self._value_axes)
        for axis in self._value_axes:
            axis.setWidth(width)
        self._grid.setColumnFixedWidth(1, width)
        self._activate()

    def pane_pixel(self, pane: Pane, position: QPointF) -> QPointF:
        """A position on the surface in pixels of the pane."""
        return pane.mapFromScene(self.mapToScene(position.toPoint()))

    def _set_sizes(self) -> None:
        if self._bottom is not None:
            height = self._themes.px(BOTTOM_AXIS_HEIGHT)
            self._bottom.setHeight(height)
            self._grid.setRowFixedHeight(len(self._panes), height)
        if self._value_axes:
            self.fit_value_axes()

    def _activate(self) -> None:
        # The layout would else wait for the event loop, and the next measurement be wrong.
        self._grid.invalidate()
        self._grid.activate()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setBackground(theme.panel)
        self._set_sizes()
        self.viewport().update()
        self.resized.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The constructor of the view resizes before our own attributes exist.
        if getattr(self, "_grid", None) is not None:
            self._activate()
            self.resized.emit()

    def close(self) -> bool:
        # pyqtgraph's own version empties the scene under its layouts, which crashes.
        return QGraphicsView.close(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._drag_from is not None:
            self.dragged.emit(position.x() - self._drag_from.x())
            self._drag_from = position
        self.hovered.emit(position)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drag_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches and self._panes:
            x = self.pane_pixel(self._panes[0], event.position()).x()
            self.zoomed.emit(_ZOOM_PER_NOTCH**notches, x)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        middle = self._panes[0].pixels_wide / 2 if self._panes else 0.0
        match event.key():
            case Qt.Key.Key_Left:
                self.stepped.emit(-steps)
            case Qt.Key.Key_Right:
                self.stepped.emit(steps)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoomed.emit(_ZOOM_PER_NOTCH, middle)
            case Qt.Key.Key_Minus:
                self.zoomed.emit(1 / _ZOOM_PER_NOTCH, middle)
            case Qt.Key.Key_0:
                self.reset.emit()
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _TAB_REASONS
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self.left.emit()
        self.viewport().update()
        super().focusOutEvent(event)

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        if self._ring:
            painter.setPen(QPen(self._themes.current.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.sceneRect().adjusted(1, 1, -1, -1))
