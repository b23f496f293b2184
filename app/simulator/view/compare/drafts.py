"""What is typed for each curve of a comparison, and the candidate that it says (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.amounts import MAX_AMOUNT, parse_whole
from app.errors import InvalidInput
from app.kit.translation import said
from app.simulator.compare import MOST_CURVES, ComparedMarket
from app.simulator.equivalent_curves import equivalent_parameters, supply_in_sight
from app.simulator.scenario import Scenario
from app.simulator.terms import MarketTerms
from app.vending import curves
from app.vending.curves import FAMILIES
from app.vending.rules import FeeMode, Fees
from app.vending.view.machine.fee_fields import percent_digits, read_percent

LONGEST_LABEL: Final = 60
_ALIKE: Final = ("quadratic", "constant_product", "linear")


@dataclass(frozen=True)
class Draft:
    """A curve as it is typed.

    slot: 0 to 3, what its colour and dashes go by. label: empty takes the family's name.
    parameters: what was typed, by family and name. fees: in percent, by their names in `Fees`.
    """

    slot: int
    label: str
    family: str
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    mode: FeeMode = FeeMode.ON_TOP
    cap: str = ""


def shown_label(draft: Draft, inside: str) -> str:
    """What a curve is called: as typed, else by its family, with `inside` for that fee mode."""
    if draft.label.strip():
        return draft.label.strip()
    family = said(FAMILIES[draft.family].label)
    return f"{family}, {inside}" if draft.mode is FeeMode.INSIDE else family


def candidate_of(draft: Draft, label: str, scenario: Scenario) -> ComparedMarket:
    """The market that a draft says; rules and opening keys are those of the scenario's market.

    Raises InvalidInput naming the parameter, the fee, `label` or `supply_cap`.
    """
    if len(label) > LONGEST_LABEL:
        raise InvalidInput(f"A label has at most {LONGEST_LABEL} characters.", field="label")
    own = scenario.market.terms()
    curve = curves.curve_from(draft.family, draft.parameters.get(draft.family, {}))
    cap = _cap(draft.cap)
    curves.check_against_ledger(curve, cap)
    fees = Fees(**{name: read_percent(name, text) for name, text in draft.fees.items()})
    terms = MarketTerms(curve, fees, draft.mode, replace(own.rules, supply_cap=cap), own.opening)
    try:
        terms.opening_total()
    except InvalidInput as error:
        # The opening keys are the scenario's; what is typed here is how many there can be.
        name = FAMILIES[draft.family].parameters[0].name if cap is None else "supply_cap"
        raise InvalidInput(error.message, field=name) from None
    return ComparedMarket(label, terms)


def twins(labels: Sequence[str]) -> int | None:
    """The place of the first label that another one has before; None where all differ."""
    for place, label in enumerate(labels):
        if label.casefold() in (each.casefold() for each in labels[:place]):
            return place
    return None


def free_slot(drafts: Sequence[Draft]) -> int:
    """The lowest slot that no draft has; ValueError where all are taken."""
    return min(set(range(MOST_CURVES)) - {draft.slot for draft in drafts})


def first_drafts(scenario: Scenario) -> tuple[Draft, ...]:
    """The scenario's own curve with either fee mode, and two that cost as much in sight."""
    own = scenario.market.terms()
    fees = _typed_fees(own.fees)
    cap = "" if own.rules.supply_cap is None else str(own.rules.supply_cap)
    family = own.curve.family
    parameters = _typed(curves.params_of(own.curve), own.curve)
    drafts = [
        Draft(0, "", family, {family: parameters}, fees, FeeMode.ON_TOP, cap),
        Draft(1, "", family, {family: parameters}, fees, FeeMode.INSIDE, cap),
    ]
    supply = supply_in_sight(scenario)
    for other in [each for each in _ALIKE if each != family][: MOST_CURVES - 2]:
        found = equivalent_parameters(other, own.curve, supply)
        typed = {name: str(value) for name, value in found.items()}
        drafts.append(Draft(len(drafts), "", other, {other: typed}, fees, FeeMode.ON_TOP, ""))
    return tuple(drafts)


def _typed(params: Mapping[str, object], curve: curves.Curve) -> dict[str, str]:
    if isinstance(curve, curves.Stepped):
        return {"bands": curves.bands_text(curve.bands)}
    return {name: str(value) for name, value in params.items()}


def _typed_fees(fees: Fees) -> dict[str, str]:
    names = ("creator_buy_bps", "creator_sell_bps", "protocol_buy_bps", "protocol_sell_bps")
    return {name: percent_digits(getattr(fees, name)) for name in names}


def _cap(text: str) -> int | None:
    return parse_whole(text, field="supply_cap", minimum=1, maximum=MAX_AMOUNT) if text else None
