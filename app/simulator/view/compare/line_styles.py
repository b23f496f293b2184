"""How each curve of a comparison is drawn: a colour and a way of dashing, never one alone."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.painting import Painted
from app.kit.theme import Theme, Themes

TOKENS = ("cat1", "cat2", "cat3", "cat4")
SWATCH_WIDTH = 26

# In widths of the pen: drawn through, long, dots, long and dot.
_DASHES: tuple[tuple[float, ...], ...] = ((), (5.0, 2.5), (1.0, 1.5), (5.0, 2.0, 1.0, 2.0))


def line_pen(theme: Theme, slot: int, width: float = 2.0) -> QPen:
    """The pen of a curve."""
    pen = QPen(theme.color(TOKENS[slot]), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    # Round joins take Qt three times as long, and nobody sees them at two pixels.
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if _DASHES[slot]:
        pen.setDashPattern(_DASHES[slot])
    return pen


def paint_swatch(painter: QPainter, theme: Theme, area: QRectF, slot: int) -> None:
    """A piece of the curve's line across the middle of an area."""
    painter.setPen(line_pen(theme, slot))
    middle = area.center().y()
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))


def swatch_picture(themes: Themes, slot: int, pixel_ratio: float) -> QPixmap:
    """The line of a curve as a picture, for places that take no widget."""
    size = QSize(themes.px(SWATCH_WIDTH), themes.px(12))
    picture = QPixmap(size * pixel_ratio)
    picture.setDevicePixelRatio(pixel_ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_swatch(painter, themes.current, QRectF(0, 0, size.width(), size.height()), slot)
    painter.end()
    return picture


class Swatch(Painted):
    """The line of a curve before its name."""

    def __init__(self, themes: Themes, slot: int, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._slot = slot
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(SWATCH_WIDTH), self.themes.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_swatch(QPainter(self), self.themes.current, QRectF(self.rect()), self._slot)
