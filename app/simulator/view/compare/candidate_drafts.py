"""What is typed for each curve of a comparison, which there are, and what is wrong (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from app.amounts import MAX_AMOUNT, parse_whole
from app.errors import InvalidInput
from app.kit.translation import said
from app.simulator.compare import MOST_CURVES, ComparedMarket
from app.simulator.equivalent_curves import ALIKE, equivalent_parameters, supply_in_sight
from app.simulator.scenario import MarketTerms, Scenario
from app.vending import curves
from app.vending.curves import FAMILIES
from app.vending.rules import FeeMode, Fees
from app.vending.view.machine.fee_fields import percent_digits, read_percent

LONGEST_LABEL: Final = 60


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
    cap = None
    if draft.cap:
        cap = parse_whole(draft.cap, field="supply_cap", minimum=1, maximum=MAX_AMOUNT)
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


def first_drafts(scenario: Scenario) -> tuple[Draft, ...]:
    """The scenario's own curve with either fee mode, and two that cost as much in sight."""
    own = scenario.market.terms()
    fees = {name: percent_digits(bps) for name, bps in asdict(own.fees).items()}
    cap = "" if own.rules.supply_cap is None else str(own.rules.supply_cap)
    family = own.curve.family
    parameters = curves.typed_parameters(own.curve)
    drafts = [
        Draft(0, "", family, {family: parameters}, fees, FeeMode.ON_TOP, cap),
        Draft(1, "", family, {family: parameters}, fees, FeeMode.INSIDE, cap),
    ]
    supply = supply_in_sight(scenario)
    for other in [each for each in ALIKE if each != family][: MOST_CURVES - 2]:
        found = equivalent_parameters(other, own.curve, supply)
        typed = {name: str(value) for name, value in found.items()}
        drafts.append(Draft(len(drafts), "", other, {other: typed}, fees, FeeMode.ON_TOP, ""))
    return tuple(drafts)


@dataclass
class CandidateDrafts:
    """Between one and four drafts.

    inside: what a curve without a label of its own has behind its family in that fee mode.
    twin: what is said of a label that another curve has, too.
    """

    inside: str
    twin: str
    all: list[Draft] = field(default_factory=list)
    current: int = 0
    wrong: dict[int, InvalidInput] = field(default_factory=dict)
    _offered: tuple[Draft, ...] = ()

    def begin(self, scenario: Scenario) -> bool:
        """Take the curves that fit a scenario, unless the person has changed those there are."""
        if self.all and tuple(self.all) != self._offered:
            return False
        self.start_over(scenario)
        return True

    def start_over(self, scenario: Scenario) -> None:
        """Take the curves that fit a scenario, whatever there is."""
        self._offered = first_drafts(scenario)
        self.all, self.current, self.wrong = list(self._offered), 0, {}

    @property
    def draft(self) -> Draft:
        """The one that is shown."""
        return self.all[self.current]

    def keep(self, draft: Draft) -> None:
        """Take what was typed into the one that is shown; it is judged again when it is sent."""
        if draft != self.draft:
            self.all[self.current] = draft
            self.wrong.pop(self.current, None)

    def add(self, scenario: Scenario) -> None:
        """Add the scenario's own curve and show it."""
        self._append(first_drafts(scenario)[0])

    def duplicate(self) -> None:
        """Add one like that which is shown, and show it."""
        self._append(replace(self.draft, label=""))

    def remove(self) -> None:
        """Take away the one that is shown."""
        gone = self.current
        del self.all[gone]
        self.wrong = {
            place - (place > gone): error for place, error in self.wrong.items() if place != gone
        }
        self.current = min(gone, len(self.all) - 1)

    def names(self) -> tuple[str, ...]:
        """What the curves are called; those without a label get a number where two are alike."""
        names: list[str] = []
        for draft in self.all:
            name, count = shown_label(draft, self.inside), 1
            first = name
            while not draft.label and name in names:
                count += 1
                name = f"{first} {count}"
            names.append(name)
        return tuple(names)

    def candidates(self, scenario: Scenario) -> tuple[ComparedMarket, ...]:
        """All curves; empty where any is wrong, then `wrong` says why by their places."""
        self.wrong = {}
        names, found = self.names(), []
        for place, (draft, name) in enumerate(zip(self.all, names, strict=True)):
            try:
                found.append(candidate_of(draft, name, scenario))
            except InvalidInput as error:
                self.wrong[place] = error
        folded = [name.casefold() for name in names]
        twin = next((at for at, name in enumerate(folded) if name in folded[:at]), None)
        if twin is not None and twin not in self.wrong:
            self.wrong[twin] = InvalidInput(self.twin, field="label")
        return () if self.wrong else tuple(found)

    def _append(self, draft: Draft) -> None:
        slot = min(set(range(MOST_CURVES)) - {each.slot for each in self.all})
        self.all.append(replace(draft, slot=slot))
        self.current = len(self.all) - 1
