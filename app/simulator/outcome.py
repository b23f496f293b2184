"""What came of a run for its holders, its room and its reserve (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.simulator.agents import Agent, AgentKind
from app.simulator.course import Course
from app.simulator.scenario import MarketTerms
from app.vending import curves, valuation
from app.vending.rules import Side


@dataclass(frozen=True, slots=True)
class HolderOutcome:
    """How an agent stands; amounts in minor units.

    value: what its keys bring, fees taken off, if it is the next to sell them all.
    """

    name: str
    kind: AgentKind
    budget: int
    cash: int
    keys: int
    value: int

    @property
    def result(self) -> int:
        """Profit, below zero for a loss: what it has against what it came with."""
        return self.cash + self.value - self.budget


@dataclass(frozen=True, slots=True)
class KindOutcome:
    """How all agents of a kind stand together; amounts in minor units."""

    kind: AgentKind
    agents: int
    winners: int
    losers: int
    budget: int
    cash: int
    keys: int
    value: int
    result: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run's end in figures; amounts in minor units.

    required, shortfall, stranded_keys: what the curve demands behind the supply, what the
    reserve lacks of it, and how many keys it therefore can't buy back.
    gini_permille: of the keys among those of the crowd who hold any.
    """

    steps: int
    trades: int
    buys: int
    sells: int
    idle: int
    refused: dict[str, int]
    volume: int
    creator_fees: int
    protocol_fees: int
    price_first: int
    price_highest: int
    price_lowest: int
    price_last: int
    supply: int
    reserve: int
    required: int
    shortfall: int
    stranded_keys: int
    gini_permille: int
    holders: int
    winners: int
    losers: int
    kinds: tuple[KindOutcome, ...]
    agents: tuple[HolderOutcome, ...]

    @property
    def fees(self) -> int:
        """The creator's and the protocol's."""
        return self.creator_fees + self.protocol_fees

    @property
    def refused_orders(self) -> int:
        """How many, whatever the reason."""
        return sum(self.refused.values())


def outcome_of(course: Course, terms: MarketTerms) -> Outcome:
    """The figures of a run as it stands."""
    tally = course.tally
    solvency = valuation.solvency(terms.curve, course.supply, course.reserve)
    holders = tuple(_holder(one, terms, course.supply) for one in course.crowd.agents)
    return Outcome(
        steps=course.step,
        trades=tally.trades,
        buys=tally.buys,
        sells=tally.sells,
        idle=tally.idle,
        refused=dict(sorted(tally.refused.items())),
        volume=tally.volume,
        creator_fees=tally.creator_fees,
        protocol_fees=tally.protocol_fees,
        price_first=tally.first_price,
        price_highest=tally.highest,
        price_lowest=tally.lowest,
        price_last=course.price,
        supply=course.supply,
        reserve=course.reserve,
        required=solvency.required,
        shortfall=solvency.shortfall,
        stranded_keys=solvency.stranded_keys,
        gini_permille=int(gini([one.keys for one in holders]) * 1_000),
        holders=sum(one.keys > 0 for one in holders),
        winners=sum(one.result > 0 for one in holders),
        losers=sum(one.result < 0 for one in holders),
        kinds=tuple(_kinds(holders)),
        agents=holders,
    )


def gini(keys: Iterable[int]) -> Fraction:
    """The Gini coefficient of holdings above zero, exact: 0 if all hold the same, or nobody does.

    2·Σ i·xᵢ / (n·Σ xᵢ) − (n + 1)/n with the holdings x in rising order, i from 1; see
    https://en.wikipedia.org/wiki/Gini_coefficient#Alternative_expressions.
    """
    held = sorted(number for number in keys if number > 0)
    if not held:
        return Fraction(0)
    count, total = len(held), sum(held)
    weighted = sum(place * number for place, number in enumerate(held, 1))
    return Fraction(2 * weighted, count * total) - Fraction(count + 1, count)


def _holder(agent: Agent, terms: MarketTerms, supply: int) -> HolderOutcome:
    value = 0
    if agent.keys:
        gross = curves.gross_of_sale(terms.curve, supply, agent.keys)
        value = gross - sum(terms.fees.of(Side.SELL, gross))
    return HolderOutcome(agent.name, agent.kind, agent.budget, agent.cash, agent.keys, value)


def _kinds(holders: Sequence[HolderOutcome]) -> Iterable[KindOutcome]:
    for kind in AgentKind:
        ours = [one for one in holders if one.kind is kind]
        if ours:
            yield KindOutcome(
                kind=kind,
                agents=len(ours),
                winners=sum(one.result > 0 for one in ours),
                losers=sum(one.result < 0 for one in ours),
                budget=sum(one.budget for one in ours),
                cash=sum(one.cash for one in ours),
                keys=sum(one.keys for one in ours),
                value=sum(one.value for one in ours),
                result=sum(one.result for one in ours),
            )
