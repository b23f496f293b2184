"""One plotting area, and the layers that draw in its pixels."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from app.kit.theme import Theme, Themes

Floats = NDArray[np.float64]


class Pane(pg.ViewBox):
    """The range of values that is visible, and where they lie in pixels.

    The mouse is served by the plot that holds the pane; a layer clips itself where it must, so
    that a dot at the edge stays whole.
    """

    def __init__(self) -> None:
        super().__init__(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.disableAutoRange()
        # A view box lies below everything by default, even below the grid of its axes.
        self.setZValue(0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape, False)

    @property
    def pixels_wide(self) -> float:
        """Pixels from the left to the right edge."""
        return self.rect().width()

    @property
    def pixels_tall(self) -> float:
        """Pixels from the top to the bottom."""
        return self.rect().height()

    @property
    def x_range(self) -> tuple[float, float]:
        """The values at the left and the right edge."""
        low, high = self.viewRange()[0]
        return low, high

    @property
    def y_range(self) -> tuple[float, float]:
        """The values at the bottom and the top."""
        low, high = self.viewRange()[1]
        return low, high

    def show_range(
        self, x: tuple[float, float] | None = None, y: tuple[float, float] | None = None
    ) -> None:
        """Make these values the edges; a range that is left out stays."""
        self.setRange(xRange=x, yRange=y, padding=0.0)

    def x_pixels(self, values: Floats) -> Floats:
        """Distances from the left edge."""
        low, high = self.x_range
        return (values - low) * (self.pixels_wide / (high - low))

    def y_pixels(self, values: Floats) -> Floats:
        """Distances from the top."""
        low, high = self.y_range
        return (high - values) * (self.pixels_tall / (high - low))

    def x_pixel(self, value: float) -> float:
        """Distance of one value from the left edge."""
        low, high = self.x_range
        return (value - low) * (self.pixels_wide / (high - low))

    def y_pixel(self, value: float) -> float:
        """Distance of one value from the top."""
        low, high = self.y_range
        return (high - value) * (self.pixels_tall / (high - low))

    def x_value(self, pixel: float) -> float:
        """The value at a distance from the left edge."""
        low, high = self.x_range
        return low + pixel * (high - low) / max(self.pixels_wide, 1.0)

    def points(self, x: Floats, y: Floats) -> list[QPointF]:
        """Values as points in pixels, ready to be drawn."""
        columns = zip(self.x_pixels(x).tolist(), self.y_pixels(y).tolist(), strict=True)
        return [QPointF(left, top) for left, top in columns]


class PaneLayer(QGraphicsObject):
    """Draws in the pixels of one pane; what it works out is kept until range, size or theme change.

    margin: pixels around the pane into which the layer may draw; None clips it to the pane.
    """

    def __init__(self, pane: Pane, themes: Themes, z: float, margin: float | None = None) -> None:
        super().__init__(pane)
        self.pane = pane
        self._themes = themes
        self._margin = margin
        self._stale = True
        self.setZValue(z)
        pane.sigRangeChanged.connect(self.invalidate)
        pane.sigResized.connect(self.invalidate)
        themes.changed.connect(self.invalidate)

    def invalidate(self, *_: object) -> None:
        """Work everything out again at the next repaint."""
        self._stale = True
        self.prepareGeometryChange()
        self.update()

    def refresh(self) -> None:
        """Work out now what is out of date."""
        if self._stale:
            self._stale = False
            self._prepare()

    def boundingRect(self) -> QRectF:
        margin = self._margin or 0.0
        return self.pane.rect().adjusted(-margin, -margin, margin, margin)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        self.refresh()
        painter.save()
        if self._margin is None:
            painter.setClipRect(self.pane.rect(), Qt.ClipOperation.IntersectClip)
        self._draw(painter, self._themes.current)
        painter.restore()

    def _prepare(self) -> None:
        """Turn the data into what `_draw` needs."""

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        raise NotImplementedError


def line_pen(color: QColor, width: float = 1.0) -> QPen:
    """Pen of a solid line with flat ends, `width` in pixels."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def dotted_pen(color: QColor) -> QPen:
    """Pen of level lines and crosshairs: two pixels on, two off."""
    pen = line_pen(color)
    pen.setDashPattern([2.0, 2.0])
    return pen


def faded(color: QColor, opacity: float) -> QColor:
    """The colour at an opacity of 0 to 1."""
    result = QColor(color)
    result.setAlphaF(opacity)
    return result


def blended(color: QColor, ground: QColor, share: float) -> QColor:
    """An opaque colour: `share` of the one over the other."""

    def mixed(over: float, under: float) -> float:
        return over * share + under * (1 - share)

    return QColor.fromRgbF(
        mixed(color.redF(), ground.redF()),
        mixed(color.greenF(), ground.greenF()),
        mixed(color.blueF(), ground.blueF()),
    )
