"""The left side of the page: what to examine, and how."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.view.example_form import TRIAL, ExampleForm
from app.doctor.view.expression_form import ExpressionForm
from app.doctor.view.family_form import FamilyForm
from app.doctor.view.price_form import PriceForm
from app.doctor.view.question import Examination
from app.doctor.view.terms_form import TermsForm
from app.errors import InvalidInput
from app.kit.labels import Line
from app.kit.layouts import in_column
from app.kit.page import ViewContext
from app.kit.segments import Segmented

_TRIAL_FIELDS: Final = ("supply", "keys")

Form = FamilyForm | PriceForm | ExpressionForm | ExampleForm


class SubjectSource(StrEnum):
    """Where the curve comes from."""

    FAMILY = "family"
    PRICES = "prices"
    EXPRESSION = "expression"
    EXAMPLE = "example"


class SubjectForm(QWidget):
    """Four ways to say what is examined, of which one is shown, and the terms.

    edited: something that makes another question was typed or chosen.
    """

    edited = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = Segmented(
            [
                (SubjectSource.FAMILY, self.tr("Family")),
                (SubjectSource.PRICES, self.tr("Prices")),
                (SubjectSource.EXPRESSION, self.tr("Expression")),
                (SubjectSource.EXAMPLE, self.tr("Example")),
            ],
            context.icons,
            name="doctor.source",
            label=self.tr("What to examine"),
        )
        self.family = FamilyForm(context)
        self.prices = PriceForm(context)
        self.expression = ExpressionForm(context)
        self.example = ExampleForm()
        self.terms = TermsForm(context)
        self._forms: dict[SubjectSource, Form] = {
            SubjectSource.FAMILY: self.family,
            SubjectSource.PRICES: self.prices,
            SubjectSource.EXPRESSION: self.expression,
            SubjectSource.EXAMPLE: self.example,
        }
        column = in_column(self.source, within=self, spacing=12)
        for form in self._forms.values():
            form.edited.connect(self.edited)
            column.addWidget(form)
        column.addWidget(Line())
        column.addWidget(self.terms)
        self.terms.edited.connect(self.edited)
        self.source.chosen.connect(self._on_source_chosen)
        self._show_form()

    @property
    def form(self) -> Form:
        """The form that is shown."""
        return self._forms[SubjectSource(str(self.source.value()))]

    def choose(self, source: SubjectSource) -> None:
        """Examine what comes from there."""
        self.source.set_value(source)
        self._on_source_chosen(source)

    def question(self) -> Examination:
        """What is asked; InvalidInput for what can't be."""
        return Examination(self.form.maker(), self.terms.terms())

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal where it belongs; tells whether there is a place."""
        if error.field in _TRIAL_FIELDS:
            return self.terms.show_error(error)
        return self.form.show_error(error) or self.terms.show_error(error)

    @Slot(object)
    def _on_source_chosen(self, source: object) -> None:
        self._show_form()
        # The example comes with its own round trip, which says nothing of other curves.
        if source == SubjectSource.EXAMPLE:
            self.terms.set_trial(TRIAL)
        elif self.terms.supply.text() or self.terms.keys.text():
            self._forget_example()
        self.edited.emit()

    def _forget_example(self) -> None:
        try:
            if self.terms.trial() == TRIAL:
                self.terms.clear_trial()
        except InvalidInput:
            return

    def _show_form(self) -> None:
        for form in self._forms.values():
            form.setVisible(form is self.form)
