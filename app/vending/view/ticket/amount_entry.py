"""How much is traded: a number of keys, or a sum to spend."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import InvalidInput
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.mode_button import ModeButton
from app.kit.number_field import NumberField
from app.kit.segments import ChipRow

MAX = "max"
_FIRST = 10
_QUICK = (1, 5, 10, 25, 50)
_SHARES = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class AmountTexts:
    """What stands in both fields, and which of them counts."""

    spends: bool
    keys: str
    budget: str


class AmountEntry(QWidget):
    """A number of keys with quick chips, or for buys a budget that becomes one.

    edited: something else is typed. max_wanted: as many keys as the member can trade.
    check: raises InvalidInput for a number that is none or can't be traded.
    """

    edited = Signal()
    max_wanted = Signal()
    share_wanted = Signal(int)
    """So many percent of the member's balance."""

    def __init__(
        self, icons: Icons, check: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._check = check
        self._build()
        self._arrange()
        # Something to look at: what an order would do is seen before anything is typed.
        self.keys.set_value(_FIRST)

    def _build(self) -> None:
        icons, tr = self._icons, self.tr
        self.by_keys = self._mode(tr("Amount", "of keys"), "ticket.by_keys")
        self.by_budget = self._mode(tr("Spend up to"), "ticket.by_budget")
        self.by_keys.setChecked(True)
        self.hint = Label("", "hint")
        self.keys = NumberField(
            "", icons, name="ticket.amount", field="keys", accessible=tr("Amount", "of keys"),
            unit=tr("keys"), steps=True, minimum=1, large=True,
        )  # fmt: skip
        self.keys.set_check(self._check)
        self.budget = NumberField(
            "", icons, name="ticket.budget", field="budget", accessible=tr("Spend up to"),
            minimum=1, large=True,
        )  # fmt: skip
        self.budget.set_check(self._check)
        quick = [*((count, str(count)) for count in _QUICK), (MAX, tr("Max"))]
        self.chips = ChipRow(
            quick,
            icons,
            name="ticket.quick",
            label=tr("Amount", "of keys"),
            choose=False,
            fill=True,
        )
        shares = [(share, f"{share}\u202f%") for share in _SHARES]
        self.shares = ChipRow(
            shares, icons, name="ticket.share", label=tr("Share of the balance"), choose=False,
            fill=True,
        )  # fmt: skip
        self.by_keys.clicked.connect(self._on_by_keys_clicked)
        self.by_budget.clicked.connect(self._on_by_budget_clicked)
        self.keys.edited.connect(self._on_keys_edited)
        self.budget.edited.connect(self._on_budget_edited)
        self.chips.chosen.connect(self._on_chip_chosen)
        self.shares.chosen.connect(self._on_share_chosen)

    def _mode(self, text: str, name: str) -> ModeButton:
        return ModeButton(text, self._icons, name=name)

    def _arrange(self) -> None:
        head = in_row(
            self.by_keys, self.by_budget, STRETCH, self.hint, margins=(0, 0, 0, 4), spacing=12
        )
        self._pages = QStackedWidget()
        for field, chips in ((self.keys, self.chips), (self.budget, self.shares)):
            page = QWidget()
            in_column(field, chips, within=page, spacing=8)
            self._pages.addWidget(page)
        in_column(head, self._pages, within=self, spacing=0)

    @property
    def spends(self) -> bool:
        """Whether a sum is typed, not a number of keys."""
        return self.by_budget.isChecked()

    @property
    def field(self) -> NumberField:
        """The field that counts now."""
        return self.budget if self.spends else self.keys

    def typed(self) -> int | None:
        """The number in the field; None while there is none."""
        try:
            return self.field.value()
        except InvalidInput:
            return None

    def texts(self) -> AmountTexts:
        """What stands in the fields."""
        return AmountTexts(self.spends, self.keys.text(), self.budget.text())

    def show_texts(self, texts: AmountTexts) -> None:
        """Put earlier texts back into the fields."""
        self._show_mode(spends=texts.spends)
        self.keys.editor.setText(texts.keys)
        self.budget.editor.setText(texts.budget)
        self.field.clear_message()
        self.field.edited.emit()

    def set_buying(self, buying: bool) -> None:
        """Only buys have a budget."""
        self.by_budget.setVisible(buying)
        if not buying and self.spends:
            self._show_mode(spends=False)

    def set_unit(self, unit: str) -> None:
        """Name of the amounts' unit."""
        self.budget.unit.setText(unit)
        self.budget.unit.setVisible(bool(unit))

    def show_keys(self, keys: int | None) -> None:
        """Keep the number of keys that a budget buys, for the way back to it."""
        if self.spends and keys:
            self.keys.blockSignals(True)
            self.keys.set_value(keys)
            self.keys.blockSignals(False)

    def set_keys(self, keys: int) -> None:
        """Trade so many keys."""
        self._show_mode(spends=False)
        self.keys.set_value(keys)

    def set_budget(self, amount: int, share: int) -> None:
        """Spend up to so many minor units, which are `share` percent of the balance."""
        self.budget.set_value(amount)
        self.shares.set_value(share)
        self.budget.validate()

    def clear(self) -> None:
        """Begin a new order."""
        for field in (self.keys, self.budget):
            field.empty()
        self.chips.set_value(None)
        self.shares.set_value(None)

    def _show_mode(self, *, spends: bool) -> None:
        self.by_keys.setChecked(not spends)
        self.by_budget.setChecked(spends)
        self._pages.setCurrentIndex(1 if spends else 0)

    @Slot()
    def _on_by_keys_clicked(self) -> None:
        self._show_mode(spends=False)
        self.keys.setFocus()
        self.edited.emit()

    @Slot()
    def _on_by_budget_clicked(self) -> None:
        self._show_mode(spends=True)
        self.budget.setFocus()
        self.edited.emit()

    @Slot()
    def _on_keys_edited(self) -> None:
        self.chips.set_value(self.typed() if not self.spends else None)
        self.edited.emit()

    @Slot()
    def _on_budget_edited(self) -> None:
        self.shares.set_value(None)
        self.edited.emit()

    @Slot(object)
    def _on_chip_chosen(self, value: object) -> None:
        if isinstance(value, int):
            self.keys.set_value(value)
            self.keys.validate()
        else:
            self.max_wanted.emit()

    @Slot(object)
    def _on_share_chosen(self, share: int) -> None:
        self.share_wanted.emit(share)
