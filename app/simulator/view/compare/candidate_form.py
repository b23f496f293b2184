"""The fields of one curve: what it is called, its shape, its fees and where they come from."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.amounts import MAX_AMOUNT
from app.errors import UserError
from app.kit.fields import TextField
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.notices import Notice
from app.kit.number_field import NumberField
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.simulator.view.compare.candidate_drafts import LONGEST_LABEL, Draft
from app.vending.rules import FeeMode
from app.vending.view.machine.curve_fields import CurveFields
from app.vending.view.machine.fee_fields import FeeFields


class CandidateForm(QWidget):
    """Shows one draft at a time; what is typed is asked for with `draft`.

    edited: the person changed something.
    """

    edited = Signal()

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self._context = context
        self._draft = Draft(0, "", "linear")
        self._loading = False
        self._build()
        for part in (self.label, self.curve, self.fees, self.cap):
            part.edited.connect(self._on_edited)
        self.mode.chosen.connect(self._on_mode_chosen)

    def _build(self) -> None:
        icons, tr = self._context.icons, self.tr
        column = in_column(within=self, spacing=12)
        self.label = TextField(
            tr("Label"), icons, name="compare.label", hint=tr("optional"), limit=LONGEST_LABEL
        )
        self.curve = CurveFields(self._context)
        # Assets are the scenario's: the ready values of real rooms would be far off.
        self.curve.presets.hide()
        self.mode = Segmented(
            [(FeeMode.ON_TOP, tr("On top")), (FeeMode.INSIDE, tr("Inside the cost"))],
            icons,
            name="compare.fee_mode",
            label=tr("Fees"),
        )
        self.inside = Notice(
            icons,
            "warn",
            tr("Insolvent by design"),
            tr("As in the historic contracts, the reserve gets the cost less the fees."),
            name="compare.inside",
        )
        self.fees = FeeFields(self._context)
        self.cap = NumberField(
            tr("Supply cap"),
            icons,
            name="compare.supply_cap",
            field="supply_cap",
            hint=tr("optional"),
            unit=tr("keys"),
            minimum=1,
            maximum=MAX_AMOUNT,
            blank_allowed=True,
        )
        parts = (self.label, self.curve, Label(tr("Fees"), "h2"), self.mode, self.inside)
        for part in (*parts, self.fees, self.cap):
            column.addWidget(part)
        self.inside.hide()

    def set_quote(self, unit: str) -> None:
        """Write this unit behind amounts."""
        self.curve.set_quote(unit)

    def draft(self) -> Draft:
        """What is typed."""
        return replace(
            self._draft,
            label=self.label.text(),
            family=self.curve.family_key(),
            parameters=self.curve.typed(),
            fees=self.fees.typed(),
            mode=FeeMode(str(self.mode.value())),
            cap=self.cap.text(),
        )

    def show_draft(self, draft: Draft, hint: str) -> None:
        """Put a draft into the fields; hint: what it is called without a label."""
        self._loading = True
        self._draft = draft
        self.label.set_text(draft.label)
        self.curve.restore(
            {name: dict(each) for name, each in draft.parameters.items()}, draft.family
        )
        self.fees.put(dict(draft.fees))
        self.mode.set_value(draft.mode)
        self.cap.set_text(draft.cap)
        self.label.clear_message()
        self.cap.clear_message()
        self._loading = False
        self.set_hint(hint)
        self.inside.setVisible(draft.mode is FeeMode.INSIDE)

    def set_hint(self, hint: str) -> None:
        """What stands in the label's field as long as nothing is typed there."""
        self.label.editor.setPlaceholderText(hint)

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the field that caused it; tells whether there is one."""
        if self.curve.show_error(error) or self.fees.show_error(error):
            return True
        field = {"label": self.label, "supply_cap": self.cap}.get(error.field or "")
        if field is None:
            return False
        field.show_error(error.message)
        field.setFocus()
        return True

    @Slot()
    def _on_edited(self) -> None:
        if not self._loading:
            self.edited.emit()

    @Slot(object)
    def _on_mode_chosen(self, mode: object) -> None:
        self.inside.setVisible(mode is FeeMode.INSIDE)
        self.edited.emit()
