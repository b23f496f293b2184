"""Seven kinds of traders, who decide by what a trader can see (pure)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.amounts import BPS
from app.simulator.chance import Chance
from app.vending.rules import Side

REMEMBERED: Final = 128
"""How many prices back the crowd looks."""

_PATIENCE_BPS = 1_000
_WHALE_PATIENCE_BPS = 3_000
_EARLY_TRADES = 60


class AgentKind(StrEnum):
    """How a trader decides."""

    RANDOM = "random"
    MOMENTUM = "momentum"
    CONTRARIAN = "contrarian"
    WHALE = "whale"
    SNIPER = "sniper"
    HOLDER = "holder"
    PANIC_SELLER = "panic_seller"


@dataclass(slots=True)
class Tape:
    """What everybody sees of the market; prices in minor units.

    prices: of the next key after each of the last trades, the newest last; never empty.
    trades: how many the room has had. fee_bps: both fees of a buy together.
    """

    prices: list[int]
    supply: int
    trades: int
    fee_bps: int

    @property
    def price(self) -> int:
        """What the next key costs, before fees."""
        return self.prices[-1]

    def before(self, trades: int) -> int:
        """The price so many trades ago, or the oldest one that is remembered."""
        return self.prices[max(len(self.prices) - 1 - trades, 0)]

    def peak(self, trades: int) -> int:
        """The highest price of the last trades."""
        return max(self.prices[-trades:])

    def moved(self, price: int, supply: int) -> None:
        """Note a trade."""
        self.prices.append(price)
        if len(self.prices) > 4 * REMEMBERED:
            del self.prices[:-REMEMBERED]
        self.supply = supply
        self.trades += 1

    def copy(self) -> "Tape":
        """The same tape, to be written on separately."""
        return Tape(self.prices[-REMEMBERED:], self.supply, self.trades, self.fee_bps)


@dataclass(slots=True)
class Agent:
    """A trader of the crowd; amounts in minor units of the room's quote asset.

    number: place in the crowd. enters: the first step in which it takes part.
    budget: what it came with. cash, keys: what it has. paid: what is left in its keys of the
    money paid, at average cost.
    """

    number: int
    name: str
    kind: AgentKind
    budget: int
    enters: int = 0
    cash: int = field(default=-1)
    keys: int = 0
    paid: int = 0

    def __post_init__(self) -> None:
        if self.cash < 0:
            self.cash = self.budget

    def bought(self, keys: int, total: int) -> None:
        """Note a buy that cost `total`."""
        self.keys += keys
        self.cash -= total
        self.paid += total

    def sold(self, keys: int, total: int) -> None:
        """Note a sale that brought `total`."""
        self.paid -= self.paid * keys // self.keys
        self.keys -= keys
        self.cash += total


@dataclass(frozen=True, slots=True)
class AgentOrder:
    """A trade that an agent wants. limit: the most to pay, or least to get; None for any."""

    agent: int
    side: Side
    keys: int
    limit: int | None


def buy(
    agent: Agent, tape: Tape, spend: int, most: int, *, patience_bps: int = _PATIENCE_BPS
) -> AgentOrder | None:
    """As many keys as `spend` minor units seem to pay at the price, `most` at most; or nothing.

    patience_bps: how far the total may lie above what the price promised.
    """
    each = tape.price * (BPS + tape.fee_bps)
    # A free key says nothing of what a second one costs.
    keys = min(most, min(spend, agent.cash) * BPS // each if each else 1)
    if keys < 1:
        return None
    promised = -(-keys * each // BPS)
    limit = min(agent.cash, promised + promised * patience_bps // BPS)
    return AgentOrder(agent.number, Side.BUY, keys, limit)


def sell(agent: Agent, keys: int, *, limit: int | None = None) -> AgentOrder | None:
    """Up to `keys` keys of those it has; nothing where it has none."""
    keys = min(keys, agent.keys)
    return AgentOrder(agent.number, Side.SELL, keys, limit) if keys > 0 else None


def share(number: int, parts: int) -> int:
    """One of so many parts, rounded up."""
    return -(-number // parts)


def decide(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    """What the agent wants to trade now; None where it would rather wait."""
    return _DECISIONS[agent.kind](agent, tape, chance)


def _handful(tape: Tape, chance: Chance) -> int:
    return chance.between(1, 4) + tape.supply // 200


def _random(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    keys = _handful(tape, chance)
    if chance.chance(500):
        return buy(agent, tape, agent.cash // 2, keys)
    return sell(agent, keys)


def _momentum(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    now, then = tape.price * 1_000, tape.before(12)
    if now > then * 1_010:
        return buy(agent, tape, agent.cash // 6, _handful(tape, chance))
    if now < then * 985:
        return sell(agent, share(agent.keys, 2))
    return buy(agent, tape, agent.cash // 10, 1) if chance.chance(120) else None


def _contrarian(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    now, then = tape.price * 1_000, tape.before(20)
    if now < then * 980:
        return buy(agent, tape, agent.cash // 5, _handful(tape, chance))
    if now > then * 1_030:
        return sell(agent, share(agent.keys, 3))
    return buy(agent, tape, agent.cash // 10, 1) if chance.chance(100) else None


def _whale(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    if not chance.chance(60):
        return None
    if chance.chance(400):
        return sell(agent, share(agent.keys, 2))
    return gulp(agent, tape, agent.cash // 4)


def gulp(agent: Agent, tape: Tape, spend: int) -> AgentOrder | None:
    """A whale's buy: up to an eighth of the supply, at almost any price."""
    most = max(tape.supply // 8, 5)
    return buy(agent, tape, spend, most, patience_bps=_WHALE_PATIENCE_BPS)


def _sniper(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    if tape.trades < _EARLY_TRADES:
        return buy(agent, tape, agent.cash // 3, chance.between(3, 8))
    if tape.price * agent.keys >= 2 * agent.paid:
        return sell(agent, share(agent.keys, 2))
    return sell(agent, agent.keys) if chance.chance(30) else None


def _holder(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    if chance.chance(300):
        return buy(agent, tape, agent.cash // 8, chance.between(1, 2))
    return sell(agent, 1) if chance.chance(4) else None


def _panic_seller(agent: Agent, tape: Tape, chance: Chance) -> AgentOrder | None:
    if tape.price * 100 < tape.peak(60) * 88:
        return sell(agent, agent.keys)
    return buy(agent, tape, agent.cash // 4, chance.between(1, 3)) if chance.chance(300) else None


_DECISIONS: Final[Mapping[AgentKind, Callable[[Agent, Tape, Chance], AgentOrder | None]]] = {
    AgentKind.RANDOM: _random,
    AgentKind.MOMENTUM: _momentum,
    AgentKind.CONTRARIAN: _contrarian,
    AgentKind.WHALE: _whale,
    AgentKind.SNIPER: _sniper,
    AgentKind.HOLDER: _holder,
    AgentKind.PANIC_SELLER: _panic_seller,
}
