"""How each curve of a comparison is drawn and named: a colour and a way of dashing."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.badges import HEIGHT as BADGE_HEIGHT
from app.kit.badges import Badge
from app.kit.flow import FlowLayout
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel
from app.kit.layouts import in_row
from app.kit.painting import Painted
from app.kit.theme import Theme, Themes
from app.simulator.compare import Comparison
from app.simulator.view.compare.labels import is_legacy
from app.simulator.view.compare.results import Result

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

    def __init__(self, themes: Themes, slot: int) -> None:
        super().__init__(themes)
        self._slot = slot
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(SWATCH_WIDTH), self.themes.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_swatch(QPainter(self), self.themes.current, QRectF(self.rect()), self._slot)


class Legend(QWidget):
    """Names beside each other, going on in the next row where there is no room."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._names: list[QWidget] = []
        self.setObjectName("compare.legend")
        self._flow = FlowLayout(self, gap=4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_result(self, result: Result) -> None:
        """Name the curves of a comparison."""
        for name in self._names:
            self._flow.removeWidget(name)
            name.hide()
            name.deleteLater()
        named = zip(result.request.slots, result.found, strict=True)
        self._names = [self._name(slot, one) for slot, one in named]
        for name in self._names:
            self._flow.addWidget(name)
            name.show()
        self.setAccessibleName(", ".join(one.label for one in result.found))

    def _name(self, slot: int, one: Comparison) -> QWidget:
        name = QWidget(self)
        row = in_row(within=name, margins=(0, 0, 8, 0), spacing=8)
        # As high as one with a badge, so that all names stand on one line.
        name.setMinimumHeight(self._icons.themes.px(BADGE_HEIGHT))
        row.addWidget(Swatch(self._icons.themes, slot), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(ElidedLabel(one.label, "v"))
        if is_legacy(one.terms):
            badge = Badge(self.tr("insolvent by design"), self._icons, tone="warn")
            badge.setToolTip(
                self.tr(
                    "Legacy fee mode: fees come out of the cost, so the reserve gets less than "
                    "the curve demands."
                )
            )
            row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        return name
