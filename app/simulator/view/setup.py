"""What is chosen in the bar: a scenario, and what of it was changed for the next run (pure)."""

from dataclasses import dataclass

import msgspec

from app.simulator.agents import AgentKind
from app.simulator.scenario import Budget, Scenario, Share, check_scenario


@dataclass(frozen=True, slots=True)
class Setup:
    """A scenario as it was loaded, and the choices that replace parts of it.

    agents: how many come to trade. only: the one kind they are all of; None for the mix.
    """

    loaded: Scenario
    agents: int
    seed: int
    only: AgentKind | None = None

    @classmethod
    def of(cls, scenario: Scenario) -> "Setup":
        """A scenario as it is."""
        return cls(scenario, scenario.agents, scenario.seed)

    def scenario(self) -> Scenario:
        """What is to be played; raises InvalidInput as `check_scenario` does."""
        mix = self.loaded.mix if self.only is None else (self._share(self.only),)
        changed = msgspec.structs.replace(self.loaded, agents=self.agents, seed=self.seed, mix=mix)
        return check_scenario(changed)

    def _share(self, kind: AgentKind) -> Share:
        """The whole crowd of one kind, with that kind's budget, or one that spans all budgets."""
        known = [share.budget for share in self.loaded.mix if share.agent is kind]
        budgets = known or [share.budget for share in self.loaded.mix]
        lowest = min(budget.lowest for budget in budgets)
        highest = max(budget.highest for budget in budgets)
        return Share(kind, 100, Budget(lowest, highest))
