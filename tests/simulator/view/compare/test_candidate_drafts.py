"""What is typed for the curves of a comparison, and the candidates that it says."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.progress import NoProgress
from app.simulator.compare import compare
from app.simulator.scenario import Scenario, chosen
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.simulator.view.compare.candidate_drafts import CandidateDrafts
from app.simulator.view.compare.drafts import candidate_of
from app.vending.curves import FAMILIES
from app.vending.rules import FeeMode, Fees

TEXTS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.text(max_size=12),
    st.sampled_from(["", "1", "2.5", "10:100,50:200", "9" * 60, str(2**63 - 1)]),
)
SEVERAL = settings(max_examples=60, deadline=None)


@pytest.fixture
def scenario() -> Scenario:
    return load_scenario("launch")


@pytest.fixture
def drafting(scenario: Scenario) -> CandidateDrafts:
    made = CandidateDrafts("fees inside", "Another curve has this label.")
    made.begin(scenario)
    return made


@pytest.mark.parametrize("name", SHIPPED)
def test_the_first_curves_of_each_scenario_can_be_compared_at_once(name: str) -> None:
    scenario = load_scenario(name)
    drafting = CandidateDrafts("fees inside", "")
    drafting.begin(scenario)
    candidates = drafting.candidates(scenario)
    assert len(candidates) == 4
    assert candidates[0].terms == scenario.market.terms()
    assert [one.terms.mode for one in candidates].count(FeeMode.INSIDE) == 1
    assert len({one.terms.curve.family for one in candidates}) == 3
    found = compare(chosen(scenario, steps=200), candidates, NoProgress())
    assert all(one.outcome.trades > 20 for one in found)


def test_curves_are_named_by_family_and_fee_mode(drafting: CandidateDrafts) -> None:
    assert drafting.names()[:2] == ("Linear", "Linear, fees inside")


def test_two_curves_without_labels_are_told_apart_by_a_number(drafting: CandidateDrafts) -> None:
    drafting.remove()
    drafting.duplicate()
    assert drafting.names() == (
        "Linear, fees inside",
        "Quadratic (friend.tech)",
        "Constant product (pump.fun)",
        "Linear, fees inside 2",
    )


def test_a_slot_stays_with_its_curve_and_a_new_one_takes_the_free_one(
    drafting: CandidateDrafts,
) -> None:
    drafting.current = 1
    drafting.remove()
    assert [draft.slot for draft in drafting.drafts] == [0, 2, 3]
    drafting.duplicate()
    assert [draft.slot for draft in drafting.drafts] == [0, 2, 3, 1]
    assert drafting.current == 3
    assert drafting.full


def test_another_scenario_brings_its_curves_unless_some_were_changed(
    drafting: CandidateDrafts,
) -> None:
    other = load_scenario("slow-growth")
    assert drafting.begin(other)
    assert drafting.draft.family == "sigmoid"
    drafting.keep(replace(drafting.draft, label="Mine"))
    assert not drafting.begin(load_scenario("launch"))
    assert drafting.draft.label == "Mine"
    drafting.start_over(load_scenario("launch"))
    assert drafting.draft.family == "linear"


def test_each_wrong_curve_is_known_by_its_place(
    drafting: CandidateDrafts, scenario: Scenario
) -> None:
    drafting.current = 2
    wrong = replace(drafting.draft, parameters={"quadratic": {"unit": "-1", "divisor": "16000"}})
    drafting.keep(wrong)
    drafting.current = 3
    drafting.keep(replace(drafting.draft, cap="0"))
    assert drafting.candidates(scenario) == ()
    assert {at: error.field for at, error in drafting.wrong.items()} == {2: "unit", 3: "supply_cap"}


def test_what_is_wrong_moves_up_with_its_curve(
    drafting: CandidateDrafts, scenario: Scenario
) -> None:
    drafting.current = 2
    drafting.keep(replace(drafting.draft, cap="none"))
    drafting.candidates(scenario)
    drafting.current = 0
    drafting.remove()
    assert set(drafting.wrong) == {1}
    drafting.current = 1
    drafting.keep(replace(drafting.draft, cap=""))
    assert drafting.wrong == {}


def test_a_label_that_another_curve_has_is_refused(
    drafting: CandidateDrafts, scenario: Scenario
) -> None:
    drafting.current = 3
    drafting.keep(replace(drafting.draft, label="LINEAR"))
    assert drafting.candidates(scenario) == ()
    assert drafting.wrong[3].field == "label"


def test_fees_cap_and_mode_are_those_that_were_typed(
    drafting: CandidateDrafts, scenario: Scenario
) -> None:
    fees = dict.fromkeys(drafting.draft.fees, "1.25")
    draft = replace(drafting.draft, fees=fees, cap="1 000", mode=FeeMode.INSIDE)
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
    drafting: CandidateDrafts, scenario: Scenario, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        candidate_of(replace(drafting.draft, **change), "Mine", scenario)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_cap_below_the_opening_keys_of_the_scenario_is_refused_at_the_cap() -> None:
    scenario = load_scenario("pump-and-dump")
    drafting = CandidateDrafts("fees inside", "")
    drafting.begin(scenario)
    with pytest.raises(InvalidInput) as refused:
        candidate_of(replace(drafting.draft, cap="59"), "Mine", scenario)
    assert refused.value.field == "supply_cap"


@SEVERAL
@given(family=st.sampled_from(list(FAMILIES)), texts=st.lists(TEXTS, min_size=8, max_size=8))
def test_any_text_makes_a_curve_or_is_refused_at_a_field_that_is_there(
    family: str, texts: list[str]
) -> None:
    scenario = load_scenario("launch")
    drafting = CandidateDrafts("fees inside", "")
    drafting.begin(scenario)
    names = [one.name for one in FAMILIES[family].parameters]
    fees = dict(zip(drafting.draft.fees, texts[:4], strict=True))
    typed = dict(zip(names, texts[4:], strict=False))
    changed = replace(drafting.draft, family=family, parameters={family: typed}, fees=fees)
    drafting.keep(replace(changed, cap=texts[7], label=texts[0]))
    drafting.candidates(scenario)
    known = {*names, *fees, "supply_cap", "label"}
    assert all(error.field in known for error in drafting.wrong.values())
    assert set(drafting.wrong) <= {0, 2, 3}
