"""Trades played on a subject: what each step pays or gets, remembered amounts, best ways (pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from app.amounts import AmountOverflow
from app.doctor.nodes import NoPrice
from app.doctor.subject import Subject
from app.vending.rules import FeeMode, Fees, Side

NO_FEES: Final = Fees(0, 0, 0, 0)


class TrialOrder(NamedTuple):
    """Keys to buy or to sell, at whatever the supply is then."""

    side: Side
    keys: int


@dataclass(frozen=True, slots=True)
class TrialTrade:
    """One trade that was played; amounts in minor units.

    supply: before the trade. total: what the buyer paid, or the seller got, with fees.
    reserve_change: what the machine's reserve gained, below zero for a sale.
    """

    side: Side
    supply: int
    keys: int
    gross: int
    fees: int
    total: int
    reserve_change: int

    @property
    def supply_after(self) -> int:
        """The supply after the trade."""
        return self.supply + self.keys if self.side is Side.BUY else self.supply - self.keys

    @property
    def gain(self) -> int:
        """What the trader has more after the step; below zero for a buy."""
        return -self.total if self.side is Side.BUY else self.total


def play(
    subject: Subject,
    supply: int,
    orders: Iterable[TrialOrder],
    fees: Fees = NO_FEES,
    mode: FeeMode = FeeMode.ON_TOP,
) -> tuple[TrialTrade, ...]:
    """The orders one after the other, from a supply on.

    Errors: NoPrice and AmountOverflow as the subject's.
    """
    steps = []
    for side, keys in orders:
        gross = subject.buy(supply, keys) if side is Side.BUY else subject.sell(supply, keys)
        step = _step(side, supply, keys, gross, fees, mode)
        steps.append(step)
        supply = step.supply_after
    return tuple(steps)


def round_trip(
    subject: Subject,
    supply: int,
    keys: int,
    fees: Fees = NO_FEES,
    mode: FeeMode = FeeMode.ON_TOP,
) -> tuple[TrialTrade, ...]:
    """Buy keys at a supply in one order, and sell them back in one."""
    return play(
        subject, supply, (TrialOrder(Side.BUY, keys), TrialOrder(Side.SELL, keys)), fees, mode
    )


def gain_of(steps: Iterable[TrialTrade]) -> int:
    """What the trader has more after all steps."""
    return sum(step.gain for step in steps)


def reserve_of(steps: Iterable[TrialTrade]) -> int:
    """What an empty machine's reserve holds after all steps."""
    return sum(step.reserve_change for step in steps)


def _step(side: Side, supply: int, keys: int, gross: int, fees: Fees, mode: FeeMode) -> TrialTrade:
    taken = sum(fees.of(side, max(gross, 0)))
    if side is Side.SELL:
        return TrialTrade(side, supply, keys, gross, taken, gross - taken, -gross)
    if mode is FeeMode.INSIDE:
        return TrialTrade(side, supply, keys, gross, taken, gross, gross - taken)
    return TrialTrade(side, supply, keys, gross, taken, gross + taken, gross)


@dataclass(slots=True)
class Bench:
    """A subject under examination: its amounts are worked out once, and where they end noted.

    Amounts are None where the subject has none, or can't be worked out quickly.
    """

    subject: Subject
    fees: Fees
    mode: FeeMode
    _bought: dict[tuple[int, int], int | None] = field(default_factory=dict)
    _sold: dict[tuple[int, int], int | None] = field(default_factory=dict)
    _singly: dict[tuple[Side, int, int], int | None] = field(default_factory=dict)

    def buy(self, supply: int, keys: int) -> int | None:
        """Gross of a buy."""
        at = (supply, keys)
        if at not in self._bought:
            self._bought[at] = self._amount(self.subject.buy, supply, keys, supply)
        return self._bought[at]

    def sell(self, supply: int, keys: int) -> int | None:
        """Gross of a sale, at the supply before it."""
        at = (supply, keys)
        if at not in self._sold:
            self._sold[at] = self._amount(self.subject.sell, supply, keys, supply - keys)
        return self._sold[at]

    def singly(self, side: Side, low: int, keys: int) -> int | None:
        """Gross of the keys above a supply if they are traded one by one; of some tens of keys."""
        at = (side, low, keys)
        if at not in self._singly:
            top = low + keys
            last = self.buy(top - 1, 1) if side is Side.BUY else self.sell(top, 1)
            rest = self.singly(side, low, keys - 1) if keys > 1 else 0
            self._singly[at] = None if last is None or rest is None else rest + last
        return self._singly[at]

    def kept_by_machine(self, supply: int, keys: int) -> int | None:
        """What the reserve gets of a buy."""
        gross = self.buy(supply, keys)
        if gross is None or self.mode is FeeMode.ON_TOP:
            return gross
        return _step(Side.BUY, supply, keys, gross, self.fees, self.mode).reserve_change

    def profit(self, supply: int, keys: int, *, with_fees: bool) -> int | None:
        """What a round trip brings the trader, below zero for a loss."""
        paid, got = self.buy(supply, keys), self.sell(supply + keys, keys)
        if paid is None or got is None:
            return None
        if not with_fees:
            return got - paid
        bought = _step(Side.BUY, supply, keys, paid, self.fees, self.mode)
        sold = _step(Side.SELL, supply + keys, keys, got, self.fees, self.mode)
        return bought.gain + sold.gain

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        """The amount without rounding; None where there is none."""
        try:
            return self.subject.exact(side, supply, keys)
        except (NoPrice, AmountOverflow):
            return None

    def exact_gain(self, supply: int, orders: Sequence[TrialOrder]) -> Fraction | None:
        """What the orders would bring the trader without rounding; None where not known."""
        gain = Fraction(0)
        for side, keys in orders:
            amount = self.exact(side, supply, keys)
            if amount is None:
                return None
            gain += amount if side is Side.SELL else -amount
            supply += keys if side is Side.BUY else -keys
        return gain

    def _amount(
        self, work: Callable[[int, int], int], supply: int, keys: int, low: int
    ) -> int | None:
        if not self.subject.workable(low, keys):
            return None
        try:
            return work(supply, keys)
        except (NoPrice, AmountOverflow):
            return None


class Way(NamedTuple):
    """The best way to trade some keys: its amount, and the orders' keys in turn."""

    amount: int
    parts: tuple[int, ...]


def cheapest_buys(
    amount: Callable[[int, int], int | None], supply: int, size: int
) -> list[Way | None]:
    """For each number of keys up to `size`, the cheapest orders that buy them at a supply.

    amount: of a buy, by supply and keys. None where keys can't be bought. Fewer orders win.
    """
    ways: list[Way | None] = [Way(0, ())]
    for keys in range(1, size + 1):
        best: tuple[int, int] | None = None
        # The last order first as one of all keys, then ever smaller ones.
        for last in range(keys, 0, -1):
            before, price = ways[keys - last], amount(supply + keys - last, last)
            if before is None or price is None:
                continue
            total = before.amount + price
            if best is None or total < best[0]:
                best = (total, last)
        ways.append(_extended(ways, keys, best))
    return ways


def dearest_sales(
    amount: Callable[[int, int], int | None], supply: int, size: int
) -> list[Way | None]:
    """For each number of keys up to `size`, the best orders that sell them down to a supply."""
    ways: list[Way | None] = [Way(0, ())]
    for keys in range(1, size + 1):
        best: tuple[int, int] | None = None
        for first in range(keys, 0, -1):
            after, price = ways[keys - first], amount(supply + keys, first)
            if after is None or price is None:
                continue
            total = after.amount + price
            if best is None or total > best[0]:
                best = (total, first)
        ways.append(_extended(ways, keys, best, in_front=True))
    return ways


def _extended(
    ways: Sequence[Way | None], keys: int, best: tuple[int, int] | None, *, in_front: bool = False
) -> Way | None:
    if best is None:
        return None
    total, part = best
    rest = ways[keys - part]
    if rest is None:
        return None
    return Way(total, (part, *rest.parts) if in_front else (*rest.parts, part))
