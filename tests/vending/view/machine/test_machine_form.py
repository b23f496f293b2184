"""The form that gives a room its vending machine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from app.addresses import AddressKind, check
from app.db.clock import SetClock
from app.db.database import Database
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput
from app.kit.dialogs import Confirmation
from app.kit.fields import TextField
from app.kit.number_field import NumberField
from app.kit.theme import Themes
from app.operators.desk import Desk
from app.rooms import queries, service
from app.rooms.queries import RoomRow
from app.rooms.rules import Status
from app.vending.curves import FAMILIES, PRESETS
from app.vending.machines import MachineView, read_machine
from app.vending.quotes import open_quotes
from app.vending.rules import FeeMode, Fees
from app.vending.tables import Machine
from app.vending.view.machine.fee_fields import percent_digits
from app.vending.view.machine.machine_form import MachineForm
from tests.examples import few_examples
from tests.factories import contract_of, desk_of, make_member, principal_of
from tests.rooms.view.houses import House, build_house
from tests.rooms.view.screens import Screen, screen
from tests.showing import plain_looks, still_themes, styled_themes

FIRST = {
    "linear": {"base": "100", "slope": "20"},
    "quadratic": {"unit": "1000", "divisor": "16000"},
    "flat": {"price": "2500"},
    "exponential": {"base": "400", "rate_bps": "150"},
    "sigmoid": {"max": "20000", "steepness_permille": "20", "mid": "220"},
    "constant_product": {"virtual_quote": "1500000", "virtual_keys": "800"},
    "stepped": {"bands": "50:400,120:1100"},
}
TEXTS = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.decimals(allow_nan=False).map(str),
    st.sampled_from(["", "-1", "1.5", "1e9", "9" * 130, "0x10", "１２", "\ud800", "10:100,5:1"]),
)


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    yield still_themes()
    plain_looks(styled_themes())


@pytest.fixture
def desk(sqlite_database: Database, clock: SetClock) -> Desk:
    return desk_of(sqlite_database, clock=clock)


@pytest.fixture
def room(desk: Desk, clock: SetClock) -> RoomRow:
    """A room whose token is initialised."""
    desk.database.write(open_quotes)
    members = {"yuki": make_member(desk, "yuki")}
    house = House("131", "Proof Party", "PROOF", "yuki", Status.INITIALISED)
    row_id = build_house(desk, clock, house, members)
    return desk.database.read(lambda connection: queries.room_by_id(connection, row_id))


@pytest.fixture
def shown(themes: Themes, tmp_path: Path, clock: SetClock) -> Iterator[Screen]:
    with screen(themes, tmp_path, clock, size=(480, 1_400)) as window:
        yield window


@pytest.fixture
def form(shown: Screen, desk: Desk, room: RoomRow) -> MachineForm:
    made = MachineForm(shown.context, desk, room)
    shown.show(made)
    return made


def initialise(shown: Screen, form: MachineForm) -> None:
    form.initialise.click()
    shown.dialog(Confirmation).yes.click()
    shown.settle()


def machine_of(desk: Desk, room: RoomRow) -> MachineView:
    return desk.database.read(lambda connection: read_machine(connection, room.id))


def machines(desk: Desk) -> int:
    machine = table_of(Machine)
    return int(
        desk.database.read(
            lambda connection: connection.execute(
                select(func.count()).select_from(machine)
            ).scalar_one()
        )
    )


def price_of(form: MachineForm, key: str) -> str:
    label = form.prices.rows.widget(key)
    return str(label.property("accessibleName") or "")


def test_form_begins_with_the_preset_of_the_first_asset(form: MachineForm) -> None:
    assert form.quote.value() == "sats"
    assert form.curve.family_key() == "linear"
    assert form.curve.parameters() == {"base": "1\u202f000\u202f000", "slope": "10\u202f000"}
    assert form.fees.fees() == Fees()


@pytest.mark.parametrize("family", FAMILIES)
def test_machine_of_each_family_is_initialised(
    shown: Screen, form: MachineForm, desk: Desk, room: RoomRow, family: str
) -> None:
    form.curve.choose_family(family)
    form.curve.put(FIRST[family])
    form.treasury.set_text(principal_of("treasury"))
    initialise(shown, form)
    found = machine_of(desk, room)
    assert found.curve.family == family
    assert found.status is Status.TRADING


def test_preset_changes_parameters_and_asset(shown: Screen, form: MachineForm) -> None:
    shown.press("machine.preset_ustx")
    assert form.quote.value() == "uSTX"
    assert form.curve.parameters()["slope"] == "100\u202f000"
    assert [preset.key for preset in PRESETS] == ["sats", "ustx"]


def test_first_prices_follow_each_keystroke(form: MachineForm) -> None:
    form.curve.field("base").set_text("100")
    form.curve.field("slope").set_text("20")
    assert price_of(form, "key_1") == "100 sats"
    assert price_of(form, "key_10") == "280 sats"
    assert price_of(form, "key_1000") == "20\u202f080 sats"
    assert price_of(form, "bought") == "1\u202f994 sats"
    form.curve.field("base").set_text("1x")
    assert price_of(form, "key_1") == "–"


def test_first_prices_end_where_the_curve_or_the_cap_ends(form: MachineForm) -> None:
    form.curve.choose_family("stepped")
    form.curve.field("bands").set_text("10:5")
    assert price_of(form, "key_10") == "5 sats"
    assert price_of(form, "key_100") == "–"
    form.curve.choose_family("linear")
    form.cap.set_text("5")
    assert price_of(form, "key_10") == "–"
    assert price_of(form, "bought") == "–"


def test_what_was_typed_for_a_family_is_there_again(form: MachineForm) -> None:
    form.curve.field("base").set_text("123")
    form.curve.choose_family("flat")
    form.curve.field("price").set_text("77")
    form.curve.choose_family("linear")
    assert form.curve.parameters()["base"] == "123"
    form.curve.choose_family("flat")
    assert form.curve.parameters() == {"price": "77"}


def test_draft_brings_everything_back(
    shown: Screen, form: MachineForm, desk: Desk, room: RoomRow
) -> None:
    shown.press("machine.preset_ustx")
    form.curve.choose_family("flat")
    form.curve.field("price").set_text("77")
    form.fees.field("protocol_buy_bps").set_text("1.1")
    form.cap.set_text("90")
    form.treasury.set_text("ST1")
    form.first_key.setChecked(True)
    again = MachineForm(shown.context, desk, room)
    again.restore(form.draft())
    shown.settle()
    assert again.draft() == form.draft()
    assert again.quote.value() == "uSTX"


def test_parameter_that_outgrows_the_ledger_is_said_at_its_field(
    form: MachineForm, desk: Desk
) -> None:
    form.curve.field("base").set_text(str(2**63 - 1))
    form.treasury.set_text(principal_of("treasury"))
    form.cap.set_text("100")
    form.initialise.click()
    slope = form.curve.field("slope")
    assert slope.state == "error"
    assert "more than the ledger can hold" in slope.message.text()
    assert machines(desk) == 0


@pytest.mark.parametrize("wrong", ["10.01", "11", "-1", "1.234", "a", ""])
def test_fee_out_of_range_is_said_at_its_field(form: MachineForm, desk: Desk, wrong: str) -> None:
    form.treasury.set_text(principal_of("treasury"))
    form.fees.field("protocol_sell_bps").set_text(wrong)
    form.initialise.click()
    assert form.fees.field("protocol_sell_bps").state == "error"
    assert machines(desk) == 0


@pytest.mark.parametrize(("bps", "shown_as"), [(250, "2.5"), (0, "0"), (1_000, "10"), (1, "0.01")])
def test_basis_points_are_typed_as_percent(bps: int, shown_as: str) -> None:
    assert percent_digits(bps) == shown_as


def test_treasury_of_another_network_is_refused(form: MachineForm) -> None:
    form.treasury.set_text("SP000000000000000000002Q6VF78")
    form.initialise.click()
    assert "the workspace is on testnet" in form.treasury.message.text()


def test_answering_no_changes_nothing(shown: Screen, form: MachineForm, desk: Desk) -> None:
    form.treasury.set_text(principal_of("treasury"))
    form.initialise.click()
    shown.dialog(Confirmation).no.click()
    shown.settle()
    assert machines(desk) == 0
    assert not form.initialise.busy


def test_refusal_of_the_service_is_shown_above_the_button(
    shown: Screen, form: MachineForm, desk: Desk, room: RoomRow
) -> None:
    form.treasury.set_text(principal_of("treasury"))
    service.set_contract(desk, room.id, contract_of("another"))
    initialise(shown, form)
    assert form.trouble.isVisible()
    assert form.trouble.title.text() == "Not now"
    assert form.treasury.text() == principal_of("treasury")
    assert not form.initialise.busy


def test_fees_inside_the_cost_are_offered_to_demo_rooms_only(
    shown: Screen, form: MachineForm, desk: Desk, room: RoomRow
) -> None:
    assert not form.mode.isVisibleTo(form)
    demo = MachineForm(shown.context, desk, replace(room, is_demo=True))
    shown.show(demo)
    demo.mode.button(FeeMode.INSIDE).click()
    assert demo.inside.isVisible()
    demo.treasury.set_text(principal_of("treasury"))
    assert demo.terms().fee_mode is FeeMode.INSIDE


def test_form_without_assets_says_that_one_must_be_chosen(
    shown: Screen, desk: Desk, room: RoomRow
) -> None:
    form = MachineForm(shown.context, desk, room)
    form.quote.set_option(None)
    form.treasury.set_text(principal_of("treasury"))
    form._assets = ()
    form.initialise.click()
    assert form.quote.state == "error"
    shown.settle()


def test_errors_of_the_service_reach_the_field_they_name(form: MachineForm) -> None:
    form._on_refused(InvalidInput("No such asset.", field="asset"))
    assert form.quote.message.text() == "No such asset."
    form._on_refused(InvalidInput("Too many.", field="supply_cap"))
    assert form.cap.message.text() == "Too many."
    form._on_refused(Conflict("Somebody was faster."))
    assert form.trouble.text.text() == "Somebody was faster."


@pytest.mark.parametrize(
    ("family", "name"),
    [(family, name) for family, values in FIRST.items() for name in values],
)
@few_examples
@given(text=TEXTS)
@example(text="9" * 1_100)
def test_any_text_in_a_parameter_makes_a_curve_or_a_message(
    form: MachineForm, desk: Desk, family: str, name: str, text: str
) -> None:
    form.curve.choose_family(family)
    form.curve.put(FIRST[family])
    form.treasury.set_text(principal_of("treasury"))
    field = form.curve.field(name)
    field.set_text(text)
    try:
        form.terms()
    except InvalidInput as error:
        form.initialise.click()
        shown_at = form.curve.field(error.field or "")
        assert shown_at.state == "error"
        assert shown_at.message.text()
        assert form.context.messages.dialog is None
    assert machines(desk) == 0


@pytest.mark.parametrize("name", ["creator_buy_bps", "protocol_sell_bps", "supply_cap", "treasury"])
@few_examples
@given(text=TEXTS)
def test_any_text_in_another_field_is_taken_or_named(
    form: MachineForm, desk: Desk, name: str, text: str
) -> None:
    form.fees.put({"creator_buy_bps": "2.5", "protocol_sell_bps": "2.5"})
    form.cap.set_text("")
    form.treasury.set_text(principal_of("treasury"))
    others: dict[str, NumberField | TextField] = {
        "supply_cap": form.cap,
        "treasury": form.treasury,
    }
    chosen = others.get(name) or form.fees.field(name)
    chosen.set_text(text)
    try:
        form.terms()
    except InvalidInput:
        form.initialise.click()
        wrong = chosen.state == "error" or form.curve.field("slope").state == "error"
        assert wrong
        assert form.context.messages.dialog is None
    else:
        assert name != "treasury" or check(text, AddressKind.STACKS).valid
    assert machines(desk) == 0
