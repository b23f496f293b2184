"""The last deployment step: what a room's vending machine is initialised with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox

from app.addresses import Network, parse_principal
from app.errors import InvalidInput, UserError
from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.fields import TextField
from app.kit.labels import Label, Line, stressed
from app.kit.notices import Notice
from app.kit.number_field import NumberField
from app.kit.numbers import unit
from app.kit.options import Give, Option, among
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.kit.translation import said
from app.ledger.assets import AssetRow, list_assets
from app.ledger.rules import AssetKind
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.queries import RoomRow
from app.rooms.rules import Step
from app.rooms.view.labels import denied
from app.rooms.view.step_forms import CardForm
from app.vending import curves
from app.vending.curves import FAMILIES, PRESETS, Curve, Preset
from app.vending.machines import MachineTerms, initialise_machine
from app.vending.rules import FeeMode, Fees
from app.vending.view.machine.curve_fields import CurveFields
from app.vending.view.machine.fee_fields import FeeFields
from app.vending.view.machine.first_prices import FirstPrices


@dataclass(frozen=True)
class MachineDraft:
    """Everything that is typed in the form."""

    quote: object
    family: str
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    fees: dict[str, str] = field(default_factory=dict)
    cap: str = ""
    treasury: str = ""
    rules: tuple[bool, bool] = (False, False)
    mode: object = FeeMode.ON_TOP


class MachineForm(CardForm):
    """Curve, fees, rules and treasury; says what the first keys will cost while one types."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow) -> None:
        super().__init__(context, desk, room)
        self._network: Network | None = None
        self._assets: tuple[Option, ...] = ()
        self._restored = False
        self._build()
        self._connect()
        self.curve.choose_preset(PRESETS[0])
        context.tasks.query(
            partial(_surroundings, desk),
            done=self._on_surroundings_known,
            failed=self._on_refused,
        )

    def _build(self) -> None:
        icons, column = self.context.icons, self.card.column
        self.quote = ChoiceField(
            self.tr("Priced in"),
            icons,
            name="machine.quote",
            source=self._find_asset,
            required=True,
        )
        self.curve = CurveFields(self.context)
        self.fees = FeeFields(self.context)
        self.mode = Segmented(
            [
                (FeeMode.ON_TOP, self.tr("On top")),
                (FeeMode.INSIDE, self.tr("Inside the cost")),
            ],
            icons,
            name="machine.fee_mode",
            label=self.tr("Fees"),
        )
        self.inside = Notice(
            icons,
            "warn",
            self.tr("The reserve will fall short"),
            self.tr("As in the historic contracts, the reserve gets the cost less the fees."),
            name="machine.inside",
        )
        self.inside.hide()
        self.prices = FirstPrices(self.context)
        for part in (self.quote, self.curve, self.prices, Line()):
            column.addWidget(part)
        column.addWidget(Label(self.tr("Fees"), "h2"))
        column.addWidget(self.fees)
        if self.room.is_demo:
            column.addWidget(self.mode)
            column.addWidget(self.inside)
        column.addWidget(Line())
        self._build_rules()
        self.trouble = Notice(icons, "error", "", name="machine.trouble")
        column.addWidget(self.trouble)
        self.trouble.hide()
        self.initialise = Button(
            self.tr("Initialise and open…"),
            icons,
            name="machine.initialise",
            kind="primary",
            extent="small",
        )
        self.initialise.set_denied(denied(self.desk, Step.INITIALISE_MACHINE, self.room))
        self.add_buttons(self.initialise)

    def _build_rules(self) -> None:
        icons, column = self.context.icons, self.card.column
        self.cap = NumberField(
            self.tr("Supply cap"),
            icons,
            name="machine.supply_cap",
            field="supply_cap",
            hint=self.tr("optional"),
            unit=self.tr("keys"),
            minimum=1,
            blank_allowed=True,
        )
        self.first_key = QCheckBox(self.tr("The first key is the creator's"))
        self.first_key.setObjectName("machine.first_key")
        self.last_key = QCheckBox(self.tr("The last key can't be sold"))
        self.last_key.setObjectName("machine.last_key")
        self.treasury = TextField(
            self.tr("Treasury principal"),
            icons,
            name="machine.treasury",
            required=True,
            mono=True,
            clearable=True,
            check=self._parsed_treasury,
            limit=300,
        )
        self.treasury.set_note(self.tr("Gets the protocol's fees; an admin can change it later."))
        for part in (self.cap, self.first_key, self.last_key, self.treasury):
            column.addWidget(part)

    def _connect(self) -> None:
        self.curve.edited.connect(self._show_prices)
        self.curve.preset_chosen.connect(self._on_preset_chosen)
        self.quote.chosen.connect(self._on_quote_chosen)
        self.fees.edited.connect(self._show_prices)
        self.cap.edited.connect(self._show_prices)
        self.mode.chosen.connect(self._on_mode_chosen)
        self.treasury.submitted.connect(self._on_initialise_clicked)
        self.initialise.clicked.connect(self._on_initialise_clicked)

    # What is typed

    def terms(self) -> MachineTerms:
        """What is typed, judged by the rules of curve and ledger; InvalidInput names the field."""
        curve, cap = self.curve.curve(), self._cap()
        curves.check_against_ledger(curve, cap)
        quote = self.quote.value()
        if not isinstance(quote, str):
            raise InvalidInput(self.tr("Choose what keys are priced in."), field="quote")
        return MachineTerms(
            quote=quote,
            family=self.curve.family_key(),
            parameters=self.curve.parameters(),
            treasury=self._parsed_treasury(),
            fees=self.fees.fees(),
            fee_mode=self._mode(),
            supply_cap=cap,
            first_key_creators=self.first_key.isChecked(),
            last_key_kept=self.last_key.isChecked(),
        )

    def draft(self) -> object:
        return MachineDraft(
            self.quote.value(),
            self.curve.family_key(),
            self.curve.typed(),
            self.fees.typed(),
            self.cap.text(),
            self.treasury.text(),
            (self.first_key.isChecked(), self.last_key.isChecked()),
            self.mode.value(),
        )

    def restore(self, draft: object) -> None:
        if not isinstance(draft, MachineDraft):
            return
        self._restored = True
        if isinstance(draft.quote, str):
            self._choose_quote(draft.quote)
        self.curve.restore(draft.parameters, draft.family)
        self.fees.put(draft.fees)
        self.cap.set_text(draft.cap)
        self.treasury.set_text(draft.treasury)
        self.first_key.setChecked(draft.rules[0])
        self.last_key.setChecked(draft.rules[1])
        self.mode.set_value(draft.mode)
        self._show_prices()

    def _cap(self) -> int | None:
        return self.cap.value() if self.cap.text() else None

    def _mode(self) -> FeeMode:
        return FeeMode.INSIDE if self.mode.value() is FeeMode.INSIDE else FeeMode.ON_TOP

    def _parsed_treasury(self) -> str:
        return parse_principal(self.treasury.text(), field="treasury", network=self._network)

    # What is shown

    @Slot()
    def _show_prices(self) -> None:
        curve: Curve | None = None
        fees: Fees | None = None
        cap: int | None = None
        try:
            curve = self.curve.curve()
            cap = self._cap()
            fees = self.fees.fees()
        except UserError:
            # The fields say what is wrong once they are left; figures wait until then.
            pass
        self.prices.show_curve(curve, fees, self._mode(), cap, self._unit())

    def _unit(self) -> str:
        quote = self.quote.value()
        return unit(quote) if isinstance(quote, str) else ""

    def _choose_quote(self, code: str) -> None:
        self.quote.set_option(Option(code, unit(code)))
        self.quote.clear_message()
        self.curve.set_quote(unit(code))
        self._show_prices()

    def _find_asset(self, text: str, give: Give) -> None:
        among(self._assets)(text, give)

    def _on_surroundings_known(self, found: tuple[Network, Sequence[AssetRow]]) -> None:
        self._network, assets = found
        self._assets = tuple(Option(one.code, unit(one.code), one.name) for one in assets)
        self.treasury.editor.setPlaceholderText(
            "ST…" if self._network is Network.TESTNET else "SP…"
        )
        if not self._restored and self._assets and self.quote.value() is None:
            self._choose_quote(str(self._assets[0].value))

    @Slot(object)
    def _on_preset_chosen(self, preset: Preset) -> None:
        codes = [str(option.value) for option in self._assets]
        for code in codes:
            if code.casefold() == preset.key:
                self._choose_quote(code)

    @Slot(object)
    def _on_quote_chosen(self, option: Option) -> None:
        self._choose_quote(str(option.value))

    @Slot(object)
    def _on_mode_chosen(self, _mode: object) -> None:
        self.inside.setVisible(self._mode() is FeeMode.INSIDE)
        self._show_prices()

    # Initialising

    def validate(self) -> bool:
        """Judge all fields now; the cursor goes to the first that is wrong."""
        judged = (
            self.treasury.validate(),
            self.cap.validate(),
            self.fees.validate(),
            self.quote.validate(),
            self.curve.validate(),
        )
        if not judged[0] and all(judged[1:]):
            self.treasury.editor.setFocus()
        return all(judged)

    @Slot()
    def _on_initialise_clicked(self) -> None:
        if self.initialise.busy or not self.initialise.isEnabled():
            return
        self.trouble.hide()
        if not self.validate():
            return
        try:
            terms = self.terms()
        except UserError as error:
            self._on_refused(error)
            return
        title, text, yes = self.question(terms)
        self.context.messages.confirm(
            title, text, yes=yes, on_yes=partial(self.carry_out, terms), icon="vending"
        )

    def question(self, terms: MachineTerms) -> tuple[str, str, str]:
        """Title, text and button of the question that is asked before."""
        text = self.tr(
            "{name} opens at supply 0 with a {family} curve, priced in {unit}. Curve and fees "
            "can't be changed afterwards."
        )
        return (
            self.tr("Open {name} for trading?").format(name=self.room.name),
            text.format(
                name=stressed(self.room.name),
                family=stressed(said(FAMILIES[terms.family].label).lower()),
                unit=stressed(unit(terms.quote)),
            ),
            self.tr("Initialise and open"),
        )

    def carry_out(self, terms: MachineTerms) -> None:
        """Give the room its machine."""
        self.initialise.set_busy(self.tr("Initialising…"))
        self.context.tasks.change(
            partial(initialise_machine, self.desk, self.room.id, terms),
            done=self._on_done,
            failed=self._on_refused,
        )

    def _on_done(self, _row_id: int) -> None:
        self.initialise.set_busy()
        self.context.messages.success(
            self.tr("{name} is open for trading").format(name=self.room.name)
        )

    def _on_refused(self, error: UserError) -> None:
        self.initialise.set_busy()
        if self.curve.show_error(error) or self.fees.show_error(error):
            return
        places = {
            "treasury": self.treasury,
            "supply_cap": self.cap,
            "quote": self.quote,
            "asset": self.quote,
        }
        place = places.get(error.field or "")
        if place is not None:
            place.show_error(error.message)
            place.setFocus()
            return
        self.trouble.say("error", error.title, error.message)
        self.trouble.show()


def _surroundings(desk: Desk) -> tuple[Network, Sequence[AssetRow]]:
    return desk.database.read(
        lambda connection: (
            load_settings(connection).network,
            list_assets(connection, AssetKind.QUOTE),
        )
    )
