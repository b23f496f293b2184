"""The drafts of a comparison: which there are, which is shown, what is wrong (pure)."""

from dataclasses import dataclass, field, replace

from app.errors import InvalidInput
from app.simulator.compare import MOST_CURVES, ComparedMarket
from app.simulator.scenario import Scenario
from app.simulator.view.compare.drafts import (
    Draft,
    candidate_of,
    first_drafts,
    free_slot,
    shown_label,
    twins,
)


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

    @property
    def full(self) -> bool:
        """Whether no curve can be added."""
        return len(self.all) >= MOST_CURVES

    @property
    def last(self) -> bool:
        """Whether none can be removed."""
        return len(self.all) <= 1

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
        twin = twins(names)
        if twin is not None and twin not in self.wrong:
            self.wrong[twin] = InvalidInput(self.twin, field="label")
        return () if self.wrong else tuple(found)

    def _append(self, draft: Draft) -> None:
        self.all.append(replace(draft, slot=free_slot(self.all)))
        self.current = len(self.all) - 1
