"""What the first keys of a curve cost, live while its parameters are typed."""

from PySide6.QtWidgets import QWidget

from app.amounts import MAX_AMOUNT
from app.errors import UserError
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.numbers import DASH, grouped
from app.kit.page import ViewContext
from app.kit.panels import KeyValues
from app.vending import curves
from app.vending.curves import Curve
from app.vending.rules import FeeMode, Fees, quote_buy

KEYS = (1, 10, 100, 1_000)
BOUGHT = 10


class FirstPrices(QWidget):
    """Prices of some keys, and what the first ten cost with fees."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = in_column(Label(self.tr("First prices"), "label"), within=self, spacing=4)
        self.rows = KeyValues(context.icons, row_height=22)
        for number in KEYS:
            words = self.tr("Key {number}").format(number=grouped(number))
            self.rows.add(f"key_{number}", words, DASH)
        self.rows.add_line()
        words = self.tr("First {number} keys, with fees").format(number=BOUGHT)
        self.rows.add("bought", words, DASH, role="vb")
        column.addWidget(self.rows)
        self.setAccessibleName(self.tr("First prices"))

    def show_curve(
        self, curve: Curve | None, fees: Fees | None, mode: FeeMode, cap: int | None, unit: str
    ) -> None:
        """Show a curve; None for parameters that make none.

        fees: None while they can't be read. cap: the most keys, None for no cap.
        unit: of the amounts, as written on screen.
        """
        for number in KEYS:
            within = cap is None or number <= cap
            text = price_text(curve, number, unit) if curve is not None and within else DASH
            self.rows.set(f"key_{number}", text)
        affordable = curve is not None and fees is not None and (cap is None or cap >= BOUGHT)
        total = DASH
        if affordable and curve is not None and fees is not None:
            total = total_text(curve, fees, mode, unit)
        self.rows.set("bought", total)


def price_text(curve: Curve, number: int, unit: str) -> str:
    """Price of the key with this number, counted from 1; a dash where the curve has none."""
    try:
        return _amount(curves.cost(curve, number - 1, 1), unit)
    except UserError:
        return DASH


def total_text(curve: Curve, fees: Fees, mode: FeeMode, unit: str) -> str:
    """What the first keys cost together; a dash where the curve has not so many."""
    try:
        return _amount(quote_buy(curve, fees, 0, BOUGHT, mode=mode).total, unit)
    except UserError:
        return DASH


def _amount(amount: int, unit: str) -> str:
    return f"{grouped(amount)} {unit}" if amount <= MAX_AMOUNT else DASH
