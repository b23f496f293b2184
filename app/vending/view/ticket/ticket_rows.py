"""The figures of an order: parts of the price, total, and what it does to the market."""

from PySide6.QtWidgets import QWidget

from app.kit.badges import Badge
from app.kit.flash_label import FlashLabel
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.layouts import in_column
from app.kit.numbers import DASH, basis_points, grouped, signed, unit
from app.kit.panels import KeyValues, TotalRow
from app.vending.machines import MachineView
from app.vending.rules import FeeMode, Quote, Side
from app.vending.view.ticket.ticket_labels import (
    average_text,
    break_even_text,
    brief,
    fee_text,
    impact_text,
)
from app.vending.view.ticket.ticket_model import Offer

_ROW = 22
_LONG_TOTAL = 16
_PARTS = ("gross", "creator", "protocol")
_EFFECTS = ("average", "supply", "price", "outcome")


class TicketRows(QWidget):
    """Follows an offer; the rows that a moved supply changes flash once."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._values: dict[str, FlashLabel] = {}
        self.impact = Badge(DASH, icons)
        self.impact.setObjectName("ticket.impact")
        self._parts, self._effects = self._block(), self._block()
        # Blocks of their own, so that a long title doesn't take the room of their values.
        self._averages, self._impacts = self._block(), self._block()
        titles = (self.tr("Curve cost"), self.tr("Creator fee"), self.tr("Protocol fee"))
        for key, title in zip(_PARTS, titles, strict=True):
            self._add(self._parts, key, title)
        self._total = TotalRow(self.tr("Total to pay"))
        self._total.setObjectName("ticket.total")
        self._add(self._averages, "average", self.tr("Average per key, with fees"))
        self._impacts.add_widget("impact", self.tr("Price impact"), self.impact)
        self._add(self._effects, "supply", self.tr("Supply"))
        self._add(self._effects, "price", self.tr("Key price"))
        self._add(self._effects, "outcome", self.tr("Break-even"))
        column = in_column(within=self, spacing=0)
        effects = (self._averages, self._impacts, self._effects)
        for widget in (Line(), self._parts, Line(), self._total, Line(), *effects):
            column.addWidget(widget)
        column.insertSpacing(1, 6)
        column.insertSpacing(3, 4)
        column.addSpacing(2)

    def _block(self) -> KeyValues:
        return KeyValues(self._icons, row_height=_ROW)

    def _add(self, rows: KeyValues, key: str, title: str) -> None:
        label = FlashLabel(self._icons.themes)
        label.setObjectName(f"ticket.{key}")
        self._values[key] = label
        rows.add_widget(key, title, label)

    def text(self, key: str) -> str:
        """What a row shows; `total` and `impact` are rows, too."""
        if key == "total":
            return f"{self._total.figure.text()} {self._total.unit.text()}".strip()
        return self.impact.text if key == "impact" else self._values[key].full_text()

    def amounts(self) -> dict[str, QWidget]:
        """What shows the amount of each row, `total` and `impact` among them."""
        return {**self._values, "total": self._total, "impact": self.impact}

    def title(self, key: str) -> str:
        """The name of a row as it stands there now."""
        if key == "total":
            return self._total.title.text()
        return self.amounts()[key].accessibleDescription()

    def value(self, key: str) -> FlashLabel:
        """The label at the right of a row."""
        return self._values[key]

    def show_offer(
        self, machine: MachineView | None, offer: Offer | None, side: Side, *, flash: bool
    ) -> None:
        """Show an offer; without a quote only dashes."""
        self._name_rows(machine, side)
        quote = None if offer is None else offer.quote
        if offer is None or quote is None or machine is None:
            self._show_nothing(side)
            return
        texts = {
            "gross": grouped(quote.gross),
            "creator": fee_text(quote, quote.creator_fee),
            "protocol": fee_text(quote, quote.protocol_fee),
            "average": average_text(quote.average_total),
            "supply": f"{grouped(quote.supply_before)} → {grouped(quote.supply_after)}",
            "price": f"{brief(quote.price_before)} → {brief(quote.price_after)}",
            "outcome": self._outcome(offer),
        }
        for key, text in texts.items():
            self._values[key].show_text(text, flash=flash)
        self._values["outcome"].set_tone(_tone(offer.result))
        self._show_total(side, quote, unit(machine.quote))
        words, tone = impact_text(quote)
        self.impact.show_text(words, tone)
        self.impact.show()
        self._speak(quote, unit(machine.quote))

    def _show_nothing(self, side: Side) -> None:
        for value in self._values.values():
            value.show_text(DASH, flash=False)
        self._values["outcome"].set_tone("")
        self._show_total(side, None, "")
        self.impact.show_text(DASH)
        self.impact.hide()

    def _outcome(self, offer: Offer) -> str:
        if offer.wish.side is Side.BUY:
            return DASH if offer.even is None else break_even_text(offer.break_even, offer.even.end)
        return DASH if offer.result is None else signed(offer.result)

    def _show_total(self, side: Side, quote: Quote | None, unit: str) -> None:
        figure = DASH if quote is None else grouped(quote.total)
        is_long = len(figure) > _LONG_TOTAL
        title = self.tr("Total to pay") if side is Side.BUY else self.tr("You receive")
        self._total.figure.set_role("h3" if is_long else "total")
        self._total.show_total(self.tr("Total") if is_long else title, figure, unit)
        self._total.unit.setVisible(bool(unit))

    def _name_rows(self, machine: MachineView | None, side: Side) -> None:
        buying = side is Side.BUY
        self._rename(
            self._parts, "gross", self.tr("Curve cost") if buying else self.tr("Curve value")
        )
        outcome = self.tr("Break-even") if buying else self.tr("Result of this sale")
        self._rename(self._effects, "outcome", outcome)
        if machine is None:
            return
        fees = machine.fees
        creator = fees.creator_buy_bps if buying else fees.creator_sell_bps
        protocol = fees.protocol_buy_bps if buying else fees.protocol_sell_bps
        inside = buying and machine.fee_mode is FeeMode.INSIDE
        words = self.tr("{fee} {share}, inside") if inside else "{fee} {share}"
        for key, fee, bps in (
            ("creator", self.tr("Creator fee"), creator),
            ("protocol", self.tr("Protocol fee"), protocol),
        ):
            self._rename(self._parts, key, words.format(fee=fee, share=basis_points(bps)))

    def _rename(self, rows: KeyValues, key: str, title: str) -> None:
        value = rows.widget(key)
        if value.accessibleDescription() == title:
            return
        value.setAccessibleDescription(title)
        for name in rows.findChildren(Label):
            if name.buddy() is value:
                name.setText(title)

    def _speak(self, quote: Quote, unit: str) -> None:
        for key in _PARTS:
            value = self._values[key]
            value.setAccessibleName(f"{value.full_text()} {unit}")


def _tone(result: int | None) -> str:
    return "" if not result else "buy" if result > 0 else "sell"
