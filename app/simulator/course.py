"""A run on its way, whatever carries its trades out: the crowd, what it sees, what came of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import Conflict, NotFound, Unavailable, UserError
from app.simulator.agents import Agent, AgentKind, AgentOrder, Tape
from app.simulator.crowd import Crowd, crowd_of
from app.simulator.scenario import Event, MarketTerms, Scenario
from app.vending.rules import FeeMode, NotInitialised, Quote, Side

if TYPE_CHECKING:
    from app.vending.trading import TradeRow

# Not the market's answer to an order: with these a run can't go on.
FATAL = (Unavailable, Conflict, NotFound, NotInitialised)


@dataclass(frozen=True, slots=True)
class Fill:
    """A trade of the run; amounts in minor units of the room's quote asset.

    step: from 0. number: 1 for the run's first trade. agent: its place in the crowd.
    total: what the buyer paid or the seller got.
    """

    step: int
    number: int
    at: datetime
    agent: int
    name: str
    kind: AgentKind
    side: Side
    keys: int
    gross: int
    creator_fee: int
    protocol_fee: int
    total: int
    price_after: int
    supply_after: int


def fill_of(step: int, number: int, at: datetime, agent: Agent, trade: "Quote | TradeRow") -> Fill:
    """A trade of the run, as it was quoted or booked."""
    return Fill(
        step=step,
        number=number,
        at=at,
        agent=agent.number,
        name=agent.name,
        kind=agent.kind,
        side=trade.side,
        keys=trade.keys,
        gross=trade.gross,
        creator_fee=trade.creator_fee,
        protocol_fee=trade.protocol_fee,
        total=trade.total,
        price_after=trade.price_after,
        supply_after=trade.supply_after,
    )


# Carries out an agent's wish at a step and a moment, or raises the UserError it is refused with.
Venue = Callable[[int, datetime, Agent, AgentOrder, int], Fill]


@dataclass(slots=True)
class Tally:
    """What came of a run so far; amounts in minor units.

    refused: how many orders by the code of the refusal. idle: steps at which nobody wanted to
    trade. volume: gross of all trades.
    """

    first_price: int
    highest: int
    lowest: int
    buys: int = 0
    sells: int = 0
    idle: int = 0
    volume: int = 0
    creator_fees: int = 0
    protocol_fees: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def trades(self) -> int:
        """Buys and sales."""
        return self.buys + self.sells

    def count(self, fill: Fill) -> None:
        """Add a trade."""
        if fill.side is Side.BUY:
            self.buys += 1
        else:
            self.sells += 1
        self.volume += fill.gross
        self.creator_fees += fill.creator_fee
        self.protocol_fees += fill.protocol_fee
        self.highest = max(self.highest, fill.price_after)
        self.lowest = min(self.lowest, fill.price_after)

    def copy(self) -> "Tally":
        """The same figures, to be counted on separately."""
        return Tally(
            self.first_price, self.highest, self.lowest, self.buys, self.sells, self.idle,
            self.volume, self.creator_fees, self.protocol_fees, self.refused.copy(),
        )  # fmt: skip


@dataclass(slots=True)
class Course:
    """Everything that a run's next steps depend on.

    step: the next one. begins_at: the market's time at step 0. reserve: what the machine holds.
    """

    begins_at: datetime
    step_time: timedelta
    crowd: Crowd
    tape: Tape
    tally: Tally
    mode: FeeMode
    reserve: int
    step: int = 0

    @property
    def supply(self) -> int:
        """Keys in circulation."""
        return self.tape.supply

    @property
    def price(self) -> int:
        """What the next key costs."""
        return self.tape.price

    def copy(self) -> "Course":
        """The same course, to go on separately: what a batch that rolls back must not touch."""
        return Course(
            self.begins_at, self.step_time, self.crowd.copy(), self.tape.copy(),
            self.tally.copy(), self.mode, self.reserve, self.step,
        )  # fmt: skip

    def advance(self, steps: int, venue: Venue) -> Iterator[Fill]:
        """Take so many steps, giving each trade as it is made; a refused one is only counted.

        Raises what can't be the market's answer to an order: see `FATAL`.
        """
        for _ in range(steps):
            fill = self._take(venue)
            if fill is not None:
                yield fill

    def _take(self, venue: Venue) -> Fill | None:
        step, self.step = self.step, self.step + 1
        wish = self.crowd.wish(step, self.tape)
        if wish is None:
            self.tally.idle += 1
            return None
        agent = self.crowd.agents[wish.agent]
        at = self.begins_at + step * self.step_time
        try:
            fill = venue(step, at, agent, wish, self.tally.trades + 1)
        except FATAL:
            raise
        except UserError as error:
            self.tally.refused[error.code] += 1
            return None
        self._took(agent, fill)
        return fill

    def _took(self, agent: Agent, fill: Fill) -> None:
        if fill.side is Side.BUY:
            agent.bought(fill.keys, fill.total)
            inside = self.mode is FeeMode.INSIDE
            self.reserve += fill.gross - inside * (fill.creator_fee + fill.protocol_fee)
        else:
            agent.sold(fill.keys, fill.total)
            self.reserve -= fill.gross
        self.tape.moved(fill.price_after, fill.supply_after)
        self.tally.count(fill)

    def seen(self, price: int, supply: int, reserve: int, trades: int) -> None:
        """Notice what others have traded in the same room."""
        if trades != self.tape.trades:
            self.tape.moved(price, supply)
            self.tape.trades = trades
            self.reserve = reserve


def begin(
    scenario: Scenario,
    terms: MarketTerms,
    *,
    supply: int,
    reserve: int,
    price: int,
    trades: int,
    begins_at: datetime | None = None,
) -> Course:
    """A run before its first step, in a market that stands so; amounts in minor units."""
    return Course(
        begins_at=begins_at or scenario.begins_at,
        step_time=timedelta(seconds=scenario.step_seconds),
        crowd=crowd_of(scenario),
        tape=Tape([price], supply, trades, terms.buy_fee_bps),
        tally=Tally(price, price, price),
        mode=terms.mode,
        reserve=reserve,
    )


def begun(events: tuple[Event, ...], first: int, end: int) -> tuple[Event, ...]:
    """The events that begin at the steps from `first` up to, not including, `end`."""
    return tuple(event for event in events if first <= event.step < end)
