"""The fields of curve and fees, and the prices that follow them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.amounts import MAX_AMOUNT
from app.db.clock import SetClock
from app.errors import InvalidInput
from app.kit.number_field import NumberField
from app.kit.options import Option
from app.kit.theme import Themes
from app.vending import curves
from app.vending.curves import FAMILIES, PRESETS
from app.vending.rules import FeeMode, Fees
from app.vending.view.machine.curve_fields import CurveFields, fill
from app.vending.view.machine.fee_fields import FeeFields, read_percent
from app.vending.view.machine.first_prices import FirstPrices, price_text, total_text
from tests.rooms.view.screens import Screen, screen
from tests.showing import plain_looks, still_themes, styled_themes

LINEAR = curves.curve_from("linear", {"base": 1_000_000, "slope": 100_000})


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    yield still_themes()
    plain_looks(styled_themes())


@pytest.fixture
def shown(themes: Themes, tmp_path: Path, clock: SetClock) -> Iterator[Screen]:
    with screen(themes, tmp_path, clock, size=(480, 900)) as window:
        yield window


@pytest.fixture
def fields(shown: Screen) -> CurveFields:
    made = CurveFields(shown.context)
    shown.show(made)
    return made


@pytest.fixture
def fees(shown: Screen) -> FeeFields:
    made = FeeFields(shown.context)
    shown.show(made)
    return made


class Edits:
    """Counts how often something was edited."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


# The curve


def test_every_family_can_be_chosen_by_its_name(fields: CurveFields) -> None:
    fields.family.popup.open_below(fields.family.box, "", None)
    offered = [option.text for option in fields.family.popup.model.options]
    fields.family.popup.hide()
    assert offered == [family.label for family in FAMILIES.values()]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_asks_for_its_own_parameters(fields: CurveFields, family: str) -> None:
    fields.family.popup.picked.emit(Option(family, FAMILIES[family].label))
    assert list(fields.parameters()) == [one.name for one in FAMILIES[family].parameters]
    assert fields.formula.text() == FAMILIES[family].formula
    assert fields.family.message.text() == FAMILIES[family].help


def test_choosing_a_family_counts_as_an_edit(fields: CurveFields) -> None:
    edits = Edits()
    fields.edited.connect(edits)
    fields.family.popup.picked.emit(Option("flat", "Flat"))
    fields.field("price").set_text("7")
    assert edits.count == 2


def test_parameter_with_a_default_begins_with_it(fields: CurveFields) -> None:
    fields.choose_family("quadratic")
    assert fields.parameters() == {"unit": "", "divisor": "16\u202f000"}
    with pytest.raises(InvalidInput) as refused:
        fields.curve()
    assert refused.value.field == "unit"


def test_unit_stands_behind_amounts_only(fields: CurveFields) -> None:
    fields.choose_family("exponential")
    fields.set_quote("µSTX")
    assert fields.field("base").unit.text() == "µSTX"
    assert fields.field("rate_bps").unit.text() == "bps"
    fields.choose_family("flat")
    assert fields.field("price").unit.text() == "µSTX"


def test_presets_fill_the_family_they_are_of(shown: Screen, fields: CurveFields) -> None:
    fields.choose_family("flat")
    shown.press("machine.preset_ustx")
    assert fields.family_key() == "linear"
    assert fields.curve() == LINEAR
    assert PRESETS[1].params == {"base": 1_000_000, "slope": 100_000}


def test_missing_parameters_are_all_marked_and_the_first_gets_the_cursor(
    fields: CurveFields,
) -> None:
    fields.choose_family("sigmoid")
    assert not fields.validate()
    states = [fields.field(name).state for name in ("max", "steepness_permille", "mid")]
    assert states == ["error"] * 3
    assert QApplication.focusWidget() is fields.field("max").editor


@pytest.mark.parametrize(
    "bands", ["", "10", "10:", "10:1:2", "5:1,5:2", "a:b", ",", "10:100,5:200", "-1:5"]
)
def test_bands_that_are_none_are_said_at_their_field(fields: CurveFields, bands: str) -> None:
    fields.choose_family("stepped")
    fields.field("bands").set_text(bands)
    assert not fields.validate()
    assert fields.field("bands").message.text()


def test_number_beyond_the_ledger_is_refused_while_it_is_typed(fields: CurveFields) -> None:
    base = fields.field("base")
    base.set_text(str(MAX_AMOUNT + 1))
    assert base.problem().startswith("The largest value is")
    base.set_text(str(MAX_AMOUNT))
    assert base.problem() == ""


def test_refusal_of_another_field_is_not_taken(fields: CurveFields) -> None:
    assert not fields.show_error(InvalidInput("No.", field="treasury"))
    assert fields.show_error(InvalidInput("Too steep.", field="slope"))
    assert fields.field("slope").message.text() == "Too steep."


def test_filled_number_is_grouped_and_judged_by_nobody(fields: CurveFields) -> None:
    base = fields.field("base")
    assert isinstance(base, NumberField)
    fill(base, "0")
    assert (base.text(), base.state) == ("0", "")
    fill(base, "nonsense")
    assert (base.text(), base.state) == ("nonsense", "")


def test_everything_typed_comes_back_after_a_restore(fields: CurveFields, shown: Screen) -> None:
    fields.field("base").set_text("5")
    fields.choose_family("stepped")
    fields.field("bands").set_text("3:4")
    again = CurveFields(shown.context)
    again.restore(fields.typed(), "stepped")
    assert again.parameters() == {"bands": "3:4"}
    again.choose_family("linear")
    assert again.parameters()["base"] == "5"


# The fees


def test_fees_begin_with_two_and_a_half_percent(fees: FeeFields) -> None:
    assert fees.fees() == Fees()
    assert fees.typed() == dict.fromkeys(fees.typed(), "2.5")


@pytest.mark.parametrize(("text", "bps"), [("0", 0), ("0.01", 1), ("10", 1_000), ("1.50", 150)])
def test_percent_is_read_to_the_basis_point(text: str, bps: int) -> None:
    assert read_percent("creator_buy_bps", text) == bps


@pytest.mark.parametrize("text", ["", "1.234", "x", "-1", "9" * 40])
def test_percent_that_is_none_names_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_percent("creator_buy_bps", text)
    assert refused.value.field == "creator_buy_bps"


def test_each_fee_has_its_own_field(fees: FeeFields) -> None:
    for number, name in enumerate(fees.typed()):
        fees.field(name).set_text(str(number))
    assert fees.fees() == Fees(
        creator_buy_bps=0, creator_sell_bps=100, protocol_buy_bps=200, protocol_sell_bps=300
    )


def test_fee_above_ten_percent_is_refused_with_the_bound(fees: FeeFields) -> None:
    fees.field("creator_buy_bps").set_text("10.5")
    assert not fees.validate()
    assert fees.field("creator_buy_bps").message.text() == "The largest value is 10."


def test_refusal_at_a_fee_is_shown_there(fees: FeeFields) -> None:
    assert fees.show_error(InvalidInput("Too much.", field="protocol_buy_bps"))
    assert not fees.show_error(InvalidInput("No.", field="treasury"))
    assert fees.field("protocol_buy_bps").message.text() == "Too much."


# The first prices


def test_prices_are_those_of_the_curve() -> None:
    assert price_text(LINEAR, 1, "µSTX") == "1\u202f000\u202f000 µSTX"
    assert price_text(LINEAR, 100, "µSTX") == "10\u202f900\u202f000 µSTX"


def test_total_of_the_first_ten_is_that_of_the_specification() -> None:
    assert total_text(LINEAR, Fees(), FeeMode.ON_TOP, "µSTX") == "15\u202f225\u202f000 µSTX"
    assert total_text(LINEAR, Fees(), FeeMode.INSIDE, "µSTX") == "14\u202f500\u202f000 µSTX"


def test_amounts_that_no_ledger_holds_are_dashes() -> None:
    steep = curves.curve_from("exponential", {"base": 10**18, "rate_bps": 100_000})
    assert price_text(steep, 1, "sats") != "–"
    assert price_text(steep, 1_000, "sats") == "–"
    assert total_text(steep, Fees(), FeeMode.ON_TOP, "sats") == "–"


def test_without_a_curve_there_are_only_dashes(shown: Screen) -> None:
    prices = FirstPrices(shown.context)
    shown.show(prices)
    prices.show_curve(None, None, FeeMode.ON_TOP, None, "sats")
    for key in ("key_1", "key_10", "key_100", "key_1000", "bought"):
        assert prices.rows.widget(key).accessibleName() == "–"


def test_prices_without_readable_fees_leave_the_total_open(shown: Screen) -> None:
    prices = FirstPrices(shown.context)
    shown.show(prices)
    prices.show_curve(LINEAR, None, FeeMode.ON_TOP, None, "µSTX")
    assert prices.rows.widget("key_1").accessibleName() == "1\u202f000\u202f000 µSTX"
    assert prices.rows.widget("bought").accessibleName() == "–"
