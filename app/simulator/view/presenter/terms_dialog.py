"""Asks on which curve, and with which fees, the same crowd shall trade again."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.labels import Label
from app.kit.notices import Notice
from app.kit.numbers import unit
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.simulator.terms import MarketTerms
from app.vending import curves
from app.vending.curves import Stepped
from app.vending.rules import FeeMode
from app.vending.view.machine.curve_fields import CurveFields
from app.vending.view.machine.fee_fields import FeeFields, percent_digits


class TermsDialog(Dialog):
    """Begins with the terms of the run so far.

    chosen: the new `MarketTerms`, once it has closed.
    """

    chosen = Signal(object)

    def __init__(
        self, context: ViewContext, terms: MarketTerms, quote: str, parent: QWidget
    ) -> None:
        super().__init__(
            context.icons, parent.tr("Change the curve"), icon="vending", width=520, parent=parent
        )
        self._terms = terms
        self.setObjectName("presenter.terms")
        words = self.tr("Exactly the same crowd trades again, in a fresh room on this curve.")
        self.content.addWidget(Label(words, "body2", wrap=True))
        self.curve = CurveFields(context)
        self.fees = FeeFields(context)
        self.mode = Segmented(
            [(FeeMode.ON_TOP, self.tr("On top")), (FeeMode.INSIDE, self.tr("Inside the cost"))],
            context.icons,
            name="presenter.fee_mode",
            label=self.tr("Fees"),
        )
        self.problem = Notice(context.icons, "error", "", name="presenter.terms_problem")
        self.problem.hide()
        heading = Label(self.tr("Fees"), "h2")
        for part in (self.curve, heading, self.mode, self.fees, self.problem):
            self.content.addSpacing(12)
            self.content.addWidget(part)
        self._fill(quote)
        self.no = Button(self.tr("Cancel"), context.icons, name="presenter.terms_no")
        self.yes = Button(
            self.tr("Run the same crowd"), context.icons, name="presenter.terms_yes", kind="primary"
        )
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        self.curve.family.setFocus()

    def _fill(self, quote: str) -> None:
        curve, fees = self._terms.curve, self._terms.fees
        self.curve.choose_family(curve.family)
        self.curve.set_quote(unit(quote))
        if isinstance(curve, Stepped):
            self.curve.put({"bands": curves.bands_text(curve.bands)})
        else:
            self.curve.put({name: str(value) for name, value in curves.params_of(curve).items()})
        names = self.fees.typed()
        self.fees.put({name: percent_digits(getattr(fees, name)) for name in names})
        self.mode.set_value(self._terms.mode)

    def terms(self) -> MarketTerms:
        """What is typed; InvalidInput names the field."""
        old = self._terms
        inside = self.mode.value() is FeeMode.INSIDE
        made = replace(
            old,
            curve=self.curve.curve(),
            fees=self.fees.fees(),
            mode=FeeMode.INSIDE if inside else FeeMode.ON_TOP,
        )
        curves.check_against_ledger(made.curve, made.rules.supply_cap)
        made.opening_total()
        return made

    @Slot()
    def submit(self) -> None:
        """Judge what is typed, close, and tell it."""
        self.problem.hide()
        if not (self.fees.validate() & self.curve.validate()):
            return
        try:
            made = self.terms()
        except UserError as error:
            if not (self.curve.show_error(error) or self.fees.show_error(error)):
                self.problem.say("error", error.title, error.message)
                self.problem.show()
            return
        self.accept()
        self.chosen.emit(made)
