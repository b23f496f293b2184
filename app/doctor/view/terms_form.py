"""How it is examined: how far, with which fees, and a round trip to try besides."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.doctor.examination import DEFAULT_SUPPLY_LIMIT, MAX_SUPPLY_LIMIT
from app.doctor.view.question import ExaminationTerms, Trial
from app.errors import InvalidInput
from app.kit.labels import Label, Line
from app.kit.layouts import in_column
from app.kit.number_field import NumberField
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.vending.rules import FeeMode
from app.vending.view.machine.fee_fields import FeeFields


class TermsForm(QWidget):
    """Limit of supply, trial, fees and where they come from.

    edited: one of them changed.
    """

    edited = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        icons, keys = context.icons, self.tr("keys")
        self.limit = NumberField(
            self.tr("Look up to supply"),
            icons,
            name="doctor.limit",
            field="supply_limit",
            unit=keys,
            minimum=1,
            maximum=MAX_SUPPLY_LIMIT,
        )
        self.supply = self._trial_field(context, "supply", self.tr("Supply"), 0)
        self.keys = self._trial_field(context, "keys", self.tr("Keys"), 1)
        self.fees = FeeFields(context, area="doctor")
        self.mode = Segmented(
            [
                (FeeMode.ON_TOP, self.tr("On top")),
                (FeeMode.INSIDE, self.tr("Inside the cost")),
            ],
            icons,
            name="doctor.fee_mode",
            label=self.tr("Fees"),
        )
        self.limit.set_value(DEFAULT_SUPPLY_LIMIT)
        self._arrange()
        for field in (self.limit, self.supply, self.keys):
            field.edited.connect(self.edited)
        self.fees.edited.connect(self.edited)
        self.mode.chosen.connect(self._on_mode_chosen)

    def _trial_field(
        self, context: ViewContext, name: str, label: str, minimum: int
    ) -> NumberField:
        return NumberField(
            label,
            context.icons,
            name=f"doctor.trial_{name}",
            field=name,
            hint=self.tr("optional"),
            minimum=minimum,
            maximum=MAX_SUPPLY_LIMIT,
            blank_allowed=True,
        )

    def _arrange(self) -> None:
        column = in_column(
            self.limit,
            Line(),
            Label(self.tr("Round trip to try, without fees"), "h2"),
            within=self,
            spacing=12,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addWidget(self.supply, 0, 0)
        grid.addWidget(self.keys, 0, 1)
        column.addLayout(grid)
        column.addWidget(Line())
        column.addWidget(Label(self.tr("Fees"), "h2"))
        column.addWidget(self.fees)
        column.addWidget(self.mode)

    def terms(self) -> ExaminationTerms:
        """The terms as typed; InvalidInput names the one that can't be."""
        return ExaminationTerms(self.limit.value(), self.fees.fees(), self._mode(), self.trial())

    def trial(self) -> Trial | None:
        """The round trip to try; None where neither field holds anything."""
        if not self.supply.text() and not self.keys.text():
            return None
        supply = self.supply.value() if self.supply.text() else 0
        return Trial(supply, self.keys.value() if self.keys.text() else 1)

    def set_trial(self, trial: Trial) -> None:
        """Ask for this round trip."""
        self.supply.set_value(trial.supply)
        self.keys.set_value(trial.keys)

    def clear_trial(self) -> None:
        """Ask for no round trip."""
        self.supply.empty()
        self.keys.empty()

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal at its field without moving the cursor; tells whether there is one."""
        fields = {"supply_limit": self.limit, "supply": self.supply, "keys": self.keys}
        try:
            field = fields.get(error.field or "") or self.fees.field(error.field or "")
        except KeyError:
            return False
        field.show_error(error.message)
        return True

    def _mode(self) -> FeeMode:
        return FeeMode(str(self.mode.value()))

    @Slot(object)
    def _on_mode_chosen(self, _mode: object) -> None:
        self.edited.emit()
