"""The fields of the fees: creator and protocol, on buys and on sales, in percent."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.amounts import AmountOverflow, parse_amount
from app.errors import InvalidInput, UserError
from app.kit.field_errors import show_at_field, validate_all
from app.kit.number_field import NumberField
from app.kit.numbers import THIN, basis_points
from app.kit.page import ViewContext
from app.vending.rules import DEFAULT_FEE_BPS, MAX_FEE_BPS, Fees

_NAMES = ("creator_buy_bps", "creator_sell_bps", "protocol_buy_bps", "protocol_sell_bps")


class FeeFields(QWidget):
    """Four percentages with at most two decimals, which is what a basis point is.

    area: begins the objectNames. edited: one of them changed.
    """

    edited = Signal()

    def __init__(
        self, context: ViewContext, *, area: str = "machine", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        labels = (
            self.tr("Creator, buys"),
            self.tr("Creator, sales"),
            self.tr("Protocol, buys"),
            self.tr("Protocol, sales"),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        self._fields: dict[str, NumberField] = {}
        for number, (name, label) in enumerate(zip(_NAMES, labels, strict=True)):
            field = NumberField(
                label,
                context.icons,
                name=f"{area}.{name}",
                field=name,
                accessible=self.tr("Fee of the {whom}").format(whom=label.lower()),
                unit="%",
                maximum=MAX_FEE_BPS,
                read=partial(read_percent, name),
                show=percent_digits,
            )
            field.set_value(DEFAULT_FEE_BPS)
            field.edited.connect(self.edited)
            self._fields[name] = field
            grid.addWidget(field, number // 2, number % 2)

    def fees(self) -> Fees:
        """The fees; InvalidInput naming the field for one that can't be."""
        return Fees(**{name: field.value() for name, field in self._fields.items()})

    def validate(self) -> bool:
        """Judge all of them now; the cursor goes to the first that is wrong."""
        return validate_all(self._fields)

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the field that caused it; tells whether there is one."""
        return show_at_field(self._fields, error)

    def field(self, name: str) -> NumberField:
        """The field of a fee, by its name in `Fees`."""
        return self._fields[name]

    def typed(self) -> dict[str, str]:
        """What is typed, by name."""
        return {name: field.text() for name, field in self._fields.items()}

    def put(self, typed: dict[str, str]) -> None:
        """Put back what `typed` gave."""
        for name, text in typed.items():
            self._fields[name].set_text(text)


def read_percent(name: str, text: str) -> int:
    """Basis points of a percentage typed with at most two decimals; InvalidInput names `name`."""
    try:
        return parse_amount(text, 2, field=name)
    except AmountOverflow:
        raise InvalidInput("This is far more than 100 %.", field=name) from None


def percent_digits(bps: int) -> str:
    """Basis points as percent without the sign, which stands in the field: 250 is `2.5`."""
    return basis_points(bps).removesuffix(f"{THIN}%")
