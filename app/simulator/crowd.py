"""Who comes to trade, and who of them wants what at a step (pure)."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.simulator import agents
from app.simulator.agents import Agent, AgentKind, AgentOrder, Tape
from app.simulator.chance import Chance
from app.simulator.scenario import Event, EventKind, Scenario, Share

ASKED = 4
"""How many agents are asked at a step until one wants to trade."""


@dataclass(slots=True)
class Crowd:
    """Everybody who trades in a run; those that events bring come last, in order of entering.

    regulars: how many are there from the beginning.
    """

    seed: int
    agents: list[Agent]
    regulars: int
    events: Sequence[Event]

    def copy(self) -> "Crowd":
        """The same crowd, to go on separately."""
        return Crowd(self.seed, [copy.copy(one) for one in self.agents], self.regulars, self.events)

    def wish(self, step: int, tape: Tape) -> AgentOrder | None:
        """The trade that somebody wants at a step; None where nobody does."""
        chance = Chance.of(self.seed, step)
        calm = True
        for event in self.events:
            if event.covers(step) and chance.chance(event.strength_permille):
                wish = _PUSHES[event.kind](self, event, tape, chance)
                if wish is not None:
                    return wish
                calm = calm and event.kind is not EventKind.PANIC
        # In a panic whoever has nothing left to sell doesn't buy either.
        for _ in range(ASKED if calm else 0):
            wish = agents.decide(self.regular(chance), tape, chance)
            if wish is not None:
                return wish
        return None

    def visitors(self, event: Event) -> list[Agent]:
        """Those whom events brought up to the beginning of this one, in order of entering."""
        return [one for one in self.agents[self.regulars :] if one.enters <= event.step]

    def regular(self, chance: Chance) -> Agent:
        """Somebody who is there from the beginning."""
        return self.agents[chance.below(self.regulars)]


def _enter(crowd: Crowd, event: Event, tape: Tape, chance: Chance) -> AgentOrder | None:
    whale = crowd.visitors(event)[-1]
    return agents.gulp(whale, tape, whale.budget // 6)


def _leave(crowd: Crowd, event: Event, tape: Tape, chance: Chance) -> AgentOrder | None:
    holding = [one for one in crowd.visitors(event) if one.keys]
    if not holding:
        return None
    whale = chance.pick(holding)
    return agents.sell(whale, agents.share(whale.keys, 3))


def _panic(crowd: Crowd, event: Event, tape: Tape, chance: Chance) -> AgentOrder | None:
    for _ in range(ASKED):
        one = crowd.regular(chance)
        if one.keys and (one.kind is not AgentKind.HOLDER or chance.chance(100)):
            return agents.sell(one, agents.share(one.keys, chance.between(1, 2)))
    return None


def _rush(crowd: Crowd, event: Event, tape: Tape, chance: Chance) -> AgentOrder | None:
    one = crowd.regular(chance)
    return agents.buy(one, tape, one.cash // 3, chance.between(1, 5) + tape.supply // 100)


_PUSHES: Final[Mapping[EventKind, Callable[[Crowd, Event, Tape, Chance], AgentOrder | None]]] = {
    EventKind.WHALE_ENTERS: _enter,
    EventKind.WHALE_LEAVES: _leave,
    EventKind.PANIC: _panic,
    EventKind.RUSH: _rush,
}


def crowd_of(scenario: Scenario) -> Crowd:
    """The crowd of a scenario's mix and seed, before the first step."""
    found: list[Agent] = []
    for one, number in zip(scenario.mix, _head_counts(scenario), strict=True):
        for place in range(1, number + 1):
            found.append(_agent(scenario.seed, len(found), place, one))
    entering = [each for each in scenario.events if each.kind is EventKind.WHALE_ENTERS]
    regulars = len(found)
    for place, event in enumerate(sorted(entering, key=lambda each: each.step), 1):
        name, budget = f"visitor-{place}", event.budget or 0
        found.append(Agent(len(found), name, AgentKind.WHALE, budget, enters=event.step))
    return Crowd(scenario.seed, found, regulars, scenario.events)


def _agent(seed: int, number: int, place: int, one: Share) -> Agent:
    name = f"{one.agent.value.replace('_', '-')}-{place}"
    chance = Chance.of(seed, f"budget {name}")
    spread = one.budget.highest - one.budget.lowest
    # In parts of 2³², because a budget can have as many digits as a number by chance.
    budget = one.budget.lowest + spread * chance.below(2**32 + 1) // 2**32
    return Agent(number, name, one.agent, budget)


def _head_counts(scenario: Scenario) -> list[int]:
    """How many of each kind: shares rounded down, the rest to the largest remainders."""
    counts = [one.percent * scenario.agents // 100 for one in scenario.mix]
    left = scenario.agents - sum(counts)
    by_remainder = sorted(
        range(len(counts)), key=lambda at: (-(scenario.mix[at].percent * scenario.agents % 100), at)
    )
    for at in by_remainder[:left]:
        counts[at] += 1
    return counts
