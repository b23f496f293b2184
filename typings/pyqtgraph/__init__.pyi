"""Types of the few parts of pyqtgraph that the charts use; the library ships none."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF, Signal, SignalInstance
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

def setConfigOptions(**options: object) -> None: ...

class GraphicsWidget(QGraphicsWidget): ...

class ViewBox(GraphicsWidget):
    sigRangeChanged: SignalInstance
    sigResized: SignalInstance
    def __init__(
        self,
        parent: QGraphicsItem | None = None,
        *,
        enableMouse: bool = True,
        enableMenu: bool = True,
        defaultPadding: float = 0.02,
    ) -> None: ...
    def viewRange(self) -> list[list[float]]: ...
    def setRange(
        self,
        rect: QRectF | None = None,
        xRange: Sequence[float] | None = None,
        yRange: Sequence[float] | None = None,
        padding: float | None = None,
        update: bool = True,
        disableAutoRange: bool = True,
    ) -> None: ...
    def disableAutoRange(self, axis: str | None = None) -> None: ...

class AxisItem(GraphicsWidget):
    range: list[float]
    orientation: str
    def __init__(self, orientation: str) -> None: ...
    def linkToView(self, view: ViewBox) -> None: ...
    def setGrid(self, grid: float | bool) -> None: ...
    def setWidth(self, w: int | None = None) -> None: ...
    def setHeight(self, h: int | None = None) -> None: ...
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None: ...

class GraphicsView(QGraphicsView):
    def __init__(
        self, parent: QWidget | None = None, useOpenGL: bool | None = None, background: object = ...
    ) -> None: ...
    def setBackground(self, background: object) -> None: ...
    def setCentralItem(self, item: QGraphicsWidget | None) -> None: ...
