"""The limit of an order: worked out from a slippage until somebody types it."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import STRETCH, Spacer, in_column, in_row
from app.kit.menus import MenuButton
from app.kit.number_field import NumberField
from app.kit.numbers import basis_points, grouped
from app.vending.rules import Side
from app.vending.view.ticket.ticket_model import Offer, limit_for

_SLIPPAGES = (0, 10, 50, 100, 200, 500)


class LimitEntry(QWidget):
    """The most to pay or the least to get, and the slippage that it comes from.

    edited: another limit is typed or chosen. check: raises InvalidInput for a limit that the
    order is past already.
    """

    edited = Signal()

    def __init__(
        self,
        icons: Icons,
        slippage_bps: int,
        check: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side = Side.BUY
        self._offer: Offer | None = None
        self._default = slippage_bps
        self._chosen = slippage_bps
        self.amount = NumberField(
            self.tr("Max total price"), icons, name="ticket.limit", field="limit",
            hint=self.tr("fails above this"),
        )  # fmt: skip
        self.amount.set_check(check)
        self.amount.set_computed(True)
        self.slippage = MenuButton("", (), icons, name="ticket.slippage", extent="")
        in_row((self.amount, 1), self._beside(), within=self, spacing=8)
        self._offer_slippages()
        self.amount.edited.connect(self._on_amount_edited)
        self.amount.committed.connect(self._on_amount_committed)
        self.slippage.chosen.connect(self._on_slippage_chosen)

    def _beside(self) -> QVBoxLayout:
        """The slippage at the height of the field, whatever is said below the field."""
        return in_column(Label(" ", "label"), Spacer(4), self.slippage, STRETCH, spacing=0)

    @property
    def computed(self) -> bool:
        """Whether the limit follows the quote."""
        return self.amount.computed

    @property
    def slippage_bps(self) -> int:
        """The slippage that a worked-out limit allows, in basis points."""
        return self._chosen

    def value(self) -> int:
        """The limit in minor units; raises InvalidInput."""
        return self.amount.value()

    def typed(self) -> str:
        """What the person typed; empty while the limit follows the quote."""
        return "" if self.computed else self.amount.text()

    def show_typed(self, text: str) -> None:
        """Put back what the person typed; an empty text works the limit out again."""
        if text:
            self.amount.set_text(text)
        else:
            self.reset()

    def set_default(self, slippage_bps: int) -> None:
        """Take over the workspace's slippage, unless another one was chosen."""
        if slippage_bps != self._default:
            if self._chosen == self._default:
                self._chosen = slippage_bps
            self._default = slippage_bps
            self._offer_slippages()

    def set_unit(self, unit: str) -> None:
        """Name of the amounts' unit."""
        self.amount.unit.setText(unit)
        self.amount.unit.setVisible(bool(unit))

    def set_side(self, side: Side) -> None:
        """Buy or sell; what was typed for the one means nothing for the other."""
        if side is self._side:
            return
        self._side = side
        buying = side is Side.BUY
        title = self.tr("Max total price") if buying else self.tr("Min payout")
        self.amount.label.setText(title)
        self.amount.editor.setAccessibleName(title)
        self.amount.set_hint(self.tr("fails above this") if buying else self.tr("fails below this"))
        self.reset()

    def reset(self) -> None:
        """Work the limit out again."""
        self.amount.clear_message()
        self.amount.set_computed(True)
        self._offer_slippages()
        self.show_offer(self._offer)

    def show_offer(self, offer: Offer | None) -> None:
        """Follow an offer, unless the limit is typed."""
        self._offer = offer
        if not self.computed:
            if self.amount.state == "error":
                self.amount.validate()
            return
        limit = None if offer is None else limit_for(offer, self._chosen)
        if limit is None:
            self.amount.editor.clear()
        else:
            self.amount.offer(limit)
            # A limit may be longer than the field; its beginning tells most.
            self.amount.editor.setCursorPosition(0)
            self.amount.editor.setToolTip(grouped(limit))

    def _offer_slippages(self) -> None:
        sign = 1 if self._side is Side.BUY else -1
        known = sorted({*_SLIPPAGES, self._default, self._chosen})
        self.slippage.set_options([(bps, basis_points(sign * bps, sign=True)) for bps in known])
        self.slippage.set_value(self._chosen)
        self.slippage.setAccessibleName(self.tr("Slippage: {0}").format(self.slippage.text()))
        if not self.computed:
            self.slippage.setText(self.tr("typed"))

    @Slot()
    def _on_amount_edited(self) -> None:
        self._offer_slippages()
        self.edited.emit()

    @Slot()
    def _on_amount_committed(self) -> None:
        if not self.amount.text() and not self.computed:
            self.reset()
            self.edited.emit()

    @Slot(object)
    def _on_slippage_chosen(self, bps: int) -> None:
        self._chosen = bps
        self.reset()
        self.edited.emit()
