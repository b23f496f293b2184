"""Asks on which curve, and with which fees, the same crowd shall trade again."""

from dataclasses import asdict, replace

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.forms import FormDialog
from app.kit.labels import Label
from app.kit.numbers import unit
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.simulator.scenario import MarketTerms
from app.vending import curves
from app.vending.rules import FeeMode
from app.vending.view.machine.curve_fields import CurveFields
from app.vending.view.machine.fee_fields import FeeFields, percent_digits


class TermsDialog(FormDialog):
    """Begins with the terms of the run so far; submits the new `MarketTerms`."""

    def __init__(
        self, context: ViewContext, terms: MarketTerms, quote: str, parent: QWidget
    ) -> None:
        self._terms = terms
        tr, icons = parent.tr, context.icons
        self.curve = CurveFields(context)
        self.fees = FeeFields(context)
        self.mode = Segmented(
            [(FeeMode.ON_TOP, tr("On top")), (FeeMode.INSIDE, tr("Inside the cost"))],
            icons,
            name="presenter.fee_mode",
            label=tr("Fees"),
        )
        super().__init__(
            context,
            tr("Change the curve"),
            {},
            self.terms,
            yes=tr("Run the same crowd"),
            name="presenter.terms",
            text=tr("Exactly the same crowd trades again, in a fresh room on this curve."),
            parts=(self.curve, Label(tr("Fees"), "h2"), self.mode, self.fees),
            icon="vending",
            width=520,
            prefix="presenter.terms_",
            parent=parent,
        )
        self._fill(quote)
        self.curve.family.setFocus()

    def _fill(self, quote: str) -> None:
        curve, fees = self._terms.curve, self._terms.fees
        self.curve.choose_family(curve.family)
        self.curve.set_quote(unit(quote))
        self.curve.put(curves.typed_parameters(curve))
        self.fees.put({name: percent_digits(bps) for name, bps in asdict(fees).items()})
        self.mode.set_value(self._terms.mode)

    def terms(self) -> MarketTerms:
        """What is typed; InvalidInput names the field."""
        curve, fees, mode = self.curve.curve(), self.fees.fees(), FeeMode(str(self.mode.value()))
        made = replace(self._terms, curve=curve, fees=fees, mode=mode)
        curves.check_against_ledger(made.curve, made.rules.supply_cap)
        made.opening_total()
        return made

    def validate(self) -> bool:
        return self.fees.validate() & self.curve.validate()

    def show_error(self, error: UserError) -> bool:
        return self.curve.show_error(error) or self.fees.show_error(error)

    def carry_out(self, work: MarketTerms) -> None:
        self.finish(work)
