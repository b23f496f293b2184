"""Whether the reserve covers the curve, as a badge that explains itself."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.kit.badges import HEIGHT, SIGNS, badge_width, paint_badge
from app.kit.icons import Icons
from app.kit.painting import paint_focus_ring
from app.vending.rules import FeeMode
from app.vending.valuation import Solvency
from app.vending.view.market.solvency_panel import SolvencyPanel

WIDTH = 360


class SolvencyBadge(QAbstractButton):
    """`Solvent` or `Insolvent`; a click, Enter or Space shows why."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._tone = "ok"
        self.solvency: Solvency | None = None
        self.setObjectName("vending.solvency")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.popup = SolvencyPanel(icons, self)
        self.popup.closed.connect(self.setFocus)
        self.clicked.connect(self._on_clicked)
        icons.themes.changed.connect(self._on_themes_changed)
        self.hide()

    def show_solvency(self, solvency: Solvency, supply: int, unit: str, mode: FeeMode) -> None:
        """Show how reserve and curve compare at a supply; amounts in minor units of `unit`."""
        self.solvency = solvency
        self._tone = "ok" if solvency.solvent else "error"
        self.setText(self.tr("Solvent") if solvency.solvent else self.tr("Insolvent"))
        words = self.popup.show_solvency(solvency, supply, unit, mode)
        self.setToolTip(words)
        self.setAccessibleName(self.tr("{0}, why?").format(self.text()))
        self.setAccessibleDescription(words)
        self.show()
        self.updateGeometry()
        self.update()

    def explained(self) -> str:
        """Everything that the popup says."""
        return self.toolTip()

    def sizeHint(self) -> QSize:
        width = badge_width(self._icons, self.text(), SIGNS[self._tone])
        return QSize(width, self._icons.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        ratio = self.devicePixelRatioF()
        sign = SIGNS[self._tone]
        paint_badge(painter, self._icons, rect, self.text(), self._tone, sign, ratio)
        if self.hasFocus():
            paint_focus_ring(painter, self._icons.themes, rect, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Space is a button's own key; Enter is what one tries first.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        self.popup.setFixedWidth(self._icons.themes.px(WIDTH))
        self.popup.adjustSize()
        self.popup.move(self.mapToGlobal(QPoint(0, self.height() + 6)))
        self.popup.show()
        self.popup.proof.setFocus()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()
