"""What is typed for the curves of a comparison, and the candidates that it says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.progress import NoProgress
from app.simulator.compare import MOST_CURVES, compare
from app.simulator.scenario import Scenario, chosen
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.simulator.view.compare.candidate_drafts import CandidateDrafts, candidate_of
from app.vending.curves import FAMILIES
from app.vending.rules import FeeMode, Fees
from tests.examples import few_examples

TEXTS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.text(max_size=12),
    st.sampled_from(["", "1", "2.5", "10:100,50:200", "9" * 60, str(2**63 - 1)]),
)


@pytest.fixture
def scenario() -> Scenario:
    return load_scenario("launch")


@pytest.fixture
def drafts(scenario: Scenario) -> CandidateDrafts:
    made = CandidateDrafts("fees inside", "Another curve has this label.")
    made.begin(scenario)
    return made


@pytest.mark.parametrize("name", SHIPPED)
def test_the_first_curves_of_each_scenario_can_be_compared_at_once(name: str) -> None:
    scenario = load_scenario(name)
    drafts = CandidateDrafts("fees inside", "")
    drafts.begin(scenario)
    candidates = drafts.candidates(scenario)
    assert len(candidates) == 4
    assert candidates[0].terms == scenario.market.terms()
    assert [one.terms.mode for one in candidates].count(FeeMode.INSIDE) == 1
    assert len({one.terms.curve.family for one in candidates}) == 3
    found = compare(chosen(scenario, steps=200), candidates, NoProgress())
    assert all(one.outcome.trades > 20 for one in found)


def test_curves_are_named_by_family_and_fee_mode(drafts: CandidateDrafts) -> None:
    assert drafts.names()[:2] == ("Linear", "Linear, fees inside")


def test_two_curves_without_labels_are_told_apart_by_a_number(drafts: CandidateDrafts) -> None:
    drafts.remove()
    drafts.duplicate()
    assert drafts.names() == (
        "Linear, fees inside",
        "Quadratic (friend.tech)",
        "Constant product (pump.fun)",
        "Linear, fees inside 2",
    )


def test_a_slot_stays_with_its_curve_and_a_new_one_takes_the_free_one(
    drafts: CandidateDrafts,
) -> None:
    drafts.current = 1
    drafts.remove()
    assert [draft.slot for draft in drafts.all] == [0, 2, 3]
    drafts.duplicate()
    assert [draft.slot for draft in drafts.all] == [0, 2, 3, 1]
    assert drafts.current == 3
    assert len(drafts.all) == MOST_CURVES


def test_another_scenario_brings_its_curves_unless_some_were_changed(
    drafts: CandidateDrafts,
) -> None:
    other = load_scenario("slow-growth")
    assert drafts.begin(other)
    assert drafts.draft.family == "sigmoid"
    drafts.keep(replace(drafts.draft, label="Mine"))
    assert not drafts.begin(load_scenario("launch"))
    assert drafts.draft.label == "Mine"
    drafts.start_over(load_scenario("launch"))
    assert drafts.draft.family == "linear"


def test_each_wrong_curve_is_known_by_its_place(
    drafts: CandidateDrafts, scenario: Scenario
) -> None:
    drafts.current = 2
    wrong = replace(drafts.draft, parameters={"quadratic": {"unit": "-1", "divisor": "16000"}})
    drafts.keep(wrong)
    drafts.current = 3
    drafts.keep(replace(drafts.draft, cap="0"))
    assert drafts.candidates(scenario) == ()
    assert {at: error.field for at, error in drafts.wrong.items()} == {2: "unit", 3: "supply_cap"}


def test_what_is_wrong_moves_up_with_its_curve(drafts: CandidateDrafts, scenario: Scenario) -> None:
    drafts.current = 2
    drafts.keep(replace(drafts.draft, cap="none"))
    drafts.candidates(scenario)
    drafts.current = 0
    drafts.remove()
    assert set(drafts.wrong) == {1}
    drafts.current = 1
    drafts.keep(replace(drafts.draft, cap=""))
    assert drafts.wrong == {}


def test_a_label_that_another_curve_has_is_refused(
    drafts: CandidateDrafts, scenario: Scenario
) -> None:
    drafts.current = 3
    drafts.keep(replace(drafts.draft, label="LINEAR"))
    assert drafts.candidates(scenario) == ()
    assert drafts.wrong[3].field == "label"


def test_fees_cap_and_mode_are_those_that_were_typed(
    drafts: CandidateDrafts, scenario: Scenario
) -> None:
    fees = dict.fromkeys(drafts.draft.fees, "1.25")
    draft = replace(drafts.draft, fees=fees, cap="1 000", mode=FeeMode.INSIDE)
    terms = candidate_of(draft, "Mine", scenario).terms
    assert terms.fees == Fees(125, 125, 125, 125)
    assert terms.rules.supply_cap == 1_000
    assert terms.mode is FeeMode.INSIDE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fees": {"creator_buy_bps": "many"}}, "creator_buy_bps"),
        ({"cap": "-3"}, "supply_cap"),
        ({"family": "constant_product", "parameters": {}}, "virtual_quote"),
        ({"parameters": {"linear": {"base": "9" * 60, "slope": "1"}}}, "base"),
    ],
)
def test_what_cant_be_names_its_field(
    drafts: CandidateDrafts, scenario: Scenario, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        candidate_of(replace(drafts.draft, **change), "Mine", scenario)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_cap_below_the_opening_keys_of_the_scenario_is_refused_at_the_cap() -> None:
    scenario = load_scenario("pump-and-dump")
    drafts = CandidateDrafts("fees inside", "")
    drafts.begin(scenario)
    with pytest.raises(InvalidInput) as refused:
        candidate_of(replace(drafts.draft, cap="59"), "Mine", scenario)
    assert refused.value.field == "supply_cap"


@few_examples
@given(family=st.sampled_from(list(FAMILIES)), texts=st.lists(TEXTS, min_size=8, max_size=8))
def test_any_text_makes_a_curve_or_is_refused_at_a_field_that_is_there(
    family: str, texts: list[str]
) -> None:
    scenario = load_scenario("launch")
    drafts = CandidateDrafts("fees inside", "")
    drafts.begin(scenario)
    names = [one.name for one in FAMILIES[family].parameters]
    fees = dict(zip(drafts.draft.fees, texts[:4], strict=True))
    typed = dict(zip(names, texts[4:], strict=False))
    changed = replace(drafts.draft, family=family, parameters={family: typed}, fees=fees)
    drafts.keep(replace(changed, cap=texts[7], label=texts[0]))
    drafts.candidates(scenario)
    known = {*names, *fees, "supply_cap", "label"}
    assert all(error.field in known for error in drafts.wrong.values())
    assert set(drafts.wrong) <= {0, 2, 3}
