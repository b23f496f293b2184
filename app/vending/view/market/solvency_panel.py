"""Why a reserve covers the curve or doesn't: a small panel below the badge."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.kit.buttons import Button
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import grouped
from app.kit.panels import KeyValues
from app.vending.rules import FeeMode
from app.vending.valuation import Solvency
from app.vending.view.curve.curve_labels import keys_text


class SolvencyPanel(QFrame):
    """Reserve, what the curve requires, the difference, the keys it strands, and the reason.

    proof_wanted: the books should be checked. closed: it went away, by itself or by Esc.
    """

    proof_wanted = Signal()
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", "floating")
        self.setObjectName("vending.solvency_popup")
        self.setAccessibleName(self.tr("Solvency"))
        self.words = Label("", "k", wrap=True)
        self.rows = KeyValues(icons)
        for key, title in (
            ("reserve", self.tr("Reserve held")),
            ("supply", self.tr("Keys sold")),
            ("required", self.tr("Required by the curve")),
            ("difference", self.tr("Difference")),
            ("stranded", self.tr("Keys that can't be redeemed")),
        ):
            self.rows.add(key, title).setObjectName(f"vending.solvency_{key}")
        self.proof = Button(
            self.tr("Check the books"), icons, name="vending.solvency_proof", kind="link",
            icon="shield", extent="small", tip=self.tr("The proof of all books, on the Audit page"),
        )  # fmt: skip
        self.proof.clicked.connect(self._on_proof_clicked)
        in_column(
            self.words,
            self.rows,
            Line(),
            in_row(self.proof, STRETCH),
            within=self,
            margins=(16, 12, 16, 8),
            spacing=8,
        )

    def show_solvency(self, solvency: Solvency, supply: int, unit: str, mode: FeeMode) -> str:
        """Show how a reserve compares with the curve at a supply; returns all of it in words."""
        stranded = self.tr("{0} of {1}").format(grouped(solvency.stranded_keys), grouped(supply))
        figures = {
            "reserve": f"{grouped(solvency.reserve)} {unit}",
            "supply": grouped(supply),
            "required": f"{grouped(solvency.required)} {unit}",
            "difference": self._difference(solvency, unit),
            "stranded": stranded if solvency.stranded_keys else "0",
        }
        tone = "" if solvency.solvent else "error"
        for key, text in figures.items():
            self.rows.set(key, text, tone=tone if key in ("difference", "stranded") else "")
        self.words.setText(self._reason(solvency, supply, mode))
        told = [
            f"{self.rows.widget(key).accessibleDescription()}: {text}"
            for key, text in figures.items()
        ]
        self.setAccessibleDescription("\n".join([self.words.text(), *told]))
        return self.accessibleDescription()

    def _difference(self, solvency: Solvency, unit: str) -> str:
        spare = solvency.reserve - solvency.required
        if spare < 0:
            return self.tr("short by {0} {1}").format(grouped(-spare), unit)
        if spare > 0:
            return self.tr("{0} {1} to spare").format(grouped(spare), unit)
        return self.tr("none, to the last unit")

    def _reason(self, solvency: Solvency, supply: int, mode: FeeMode) -> str:
        if solvency.solvent and not supply:
            return self.tr("No key is sold, so there is nothing to buy back.")
        if solvency.solvent:
            return self.tr(
                "The reserve can buy back every key that was sold: buyers paid the whole cost "
                "into it, and fees came on top."
            )
        keys = keys_text(solvency.stranded_keys)
        if mode is FeeMode.INSIDE:
            return self.tr(
                "This demo room takes its fees out of the cost (fee mode inside), as the historic "
                "contracts did. So the reserve holds less than the curve demands, and the last "
                "sellers get nothing for {0}."
            ).format(keys)
        return self.tr(
            "The reserve holds less than the curve demands, and the last sellers get nothing "
            "for {0}."
        ).format(keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    @Slot()
    def _on_proof_clicked(self) -> None:
        self.hide()
        self.proof_wanted.emit()
