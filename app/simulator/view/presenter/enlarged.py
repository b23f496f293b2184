"""A chart drawn larger than it is laid out, so that its letters can be read from afar."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.chart.chart_view import ChartView


class Enlarged(QWidget):
    """Draws a chart with everything in it `factor` times as large, still in sharp lines.

    The chart itself is laid out beside what can be seen: it works as usual, and follows the
    pointer that is here.
    """

    def __init__(self, chart: ChartView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self._plot = chart.plot
        self.factor = 1.0
        chart.setParent(self)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setObjectName(f"{chart.objectName()}_enlarged")
        self.setAccessibleName(chart.accessibleName())
        self._plot.scene().changed.connect(self._on_scene_changed)

    def set_factor(self, factor: float) -> None:
        """How many times as large."""
        self.factor = factor
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = round(self.width() / self.factor), round(self.height() / self.factor)
        self.chart.setGeometry(self.width(), 0, width, height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, self._plot.backgroundBrush())
        source = self._plot.viewport().rect()
        self._plot.render(painter, area, source, Qt.AspectRatioMode.IgnoreAspectRatio)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._plot.hovered.emit(QPointF(event.position() / self.factor))
        # The window wants to know as well that the pointer moves.
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._plot.left.emit()

    @Slot()
    def _on_scene_changed(self) -> None:
        self.update()
