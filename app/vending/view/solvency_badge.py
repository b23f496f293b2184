"""Whether the reserve covers the curve, as a badge that explains itself."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.kit.badges import HEIGHT, SIGNS, badge_width, paint_badge
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.numbers import grouped
from app.kit.painting import paint_focus_ring
from app.kit.panels import KeyValues
from app.vending.rules import FeeMode
from app.vending.valuation import Solvency


class SolvencyBadge(QAbstractButton):
    """`Solvent` or `Short 725 000 uSTX`; a click shows reserve, requirement and shortfall."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._tone = "ok"
        self.solvency: Solvency | None = None
        self.setObjectName("vending.solvency")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setProperty("card", "floating")
        self.popup.setObjectName("vending.solvency_popup")
        self._words = Label("", "k", wrap=True)
        self._rows = KeyValues(icons)
        for key, title in (
            ("reserve", self.tr("Reserve")),
            ("required", self.tr("Required by the curve")),
            ("shortfall", self.tr("Shortfall")),
            ("stranded", self.tr("Keys that can't be redeemed")),
        ):
            self._rows.add(key, title)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._rows)
        self.clicked.connect(self._on_clicked)
        icons.themes.changed.connect(self._on_themes_changed)
        self.hide()

    def show_solvency(self, solvency: Solvency, unit: str, mode: FeeMode) -> None:
        """Show how reserve and curve compare; amounts in minor units of `unit`."""
        self.solvency = solvency
        solvent = solvency.solvent
        self._tone = "ok" if solvent else "error"
        self.setText(self.tr("Solvent") if solvent else self.tr("Insolvent"))
        figures = {
            "reserve": f"{grouped(solvency.reserve)} {unit}",
            "required": f"{grouped(solvency.required)} {unit}",
            "shortfall": f"{grouped(solvency.shortfall)} {unit}",
            "stranded": grouped(solvency.stranded_keys),
        }
        for key, text in figures.items():
            self._rows.set(key, text)
        self._words.setText(self._sentence(solvent, mode))
        lines = [self._words.text()]
        lines += [
            f"{self._rows.widget(key).accessibleDescription()}: {text}"
            for key, text in figures.items()
        ]
        self.setToolTip("\n".join(lines))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(" ".join(lines))
        self.show()
        self.updateGeometry()
        self.update()

    def explained(self) -> str:
        """Everything that the popup says."""
        return self.toolTip()

    def _sentence(self, solvent: bool, mode: FeeMode) -> str:
        if solvent:
            return self.tr("The reserve can buy back every key that was sold.")
        if mode is FeeMode.INSIDE:
            return self.tr(
                "This demo room takes its fees out of the cost, as the historic contracts did. "
                "The reserve holds less than the curve demands, and the last sellers get nothing."
            )
        return self.tr("The reserve holds less than the curve demands.")

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

    @Slot()
    def _on_clicked(self) -> None:
        self.popup.setFixedWidth(self._icons.themes.px(360))
        self.popup.adjustSize()
        self.popup.move(self.mapToGlobal(QPoint(0, self.height() + 6)))
        self.popup.show()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()
