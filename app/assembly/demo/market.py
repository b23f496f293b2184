"""One room's trading in the demo: when somebody trades, on which side, how much (pure)."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.amounts import BPS
from app.assembly.demo.crowd import DemoCrowd, Purses
from app.assembly.demo.dice import Dice
from app.assembly.demo.story import HOUR, MarketStory
from app.vending import curves
from app.vending.curves import Curve
from app.vending.rules import FeeMode, Side

LATELY = timedelta(days=3)
LATELY_PERMILLE = 250
WHALE_PERMILLE = 14
CASH_OUT_PERMILLE = 40
SIZES = (1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6)

# How busy each hour of the day is (UTC), of a hundred: people of Europe and America.
BUSY = (
    22, 16, 12, 10, 10, 14, 24, 38, 55, 66, 72, 74,
    76, 82, 90, 96, 100, 98, 92, 88, 84, 74, 54, 34,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """A trade that a member of the crowd wants to make."""

    member: int
    side: Side
    keys: int


def trade_times(dice: Dice, opened: datetime, until: datetime, number: int) -> tuple[datetime, ...]:
    """Moments between the opening and the end, more by day than by night, in order."""
    span = (until - opened) // timedelta(microseconds=1)
    lately = min(LATELY // timedelta(microseconds=1), span)
    times: list[datetime] = []
    while len(times) < number:
        is_late = dice.chance(LATELY_PERMILLE)
        before_end = dice.below(lately if is_late else span)
        at = until - timedelta(microseconds=before_end)
        if dice.below(100) < BUSY[at.hour]:
            times.append(at)
    return tuple(sorted(times))


@dataclass(slots=True)
class Market:
    """A room on its way: it wants the supply to go where the story says.

    pauses: from when to when buys are refused; None is the end.
    reserve: what the machine holds to buy keys back, in minor units of the quote asset.
    """

    story: MarketStory
    curve: Curve
    dice: Dice
    opened: datetime
    until: datetime
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    crowd: DemoCrowd = field(default_factory=DemoCrowd)
    supply: int = 0
    reserve: int = 0
    _drift: int = 0
    _edges: tuple[tuple[datetime, int], ...] = ()

    def __post_init__(self) -> None:
        points = [(self.until - point.ago, point.supply) for point in self.story.points]
        self._edges = ((self.opened, 0), *points)

    def times(self) -> tuple[datetime, ...]:
        """When somebody of the crowd trades, the last one shortly before the end."""
        return trade_times(self.dice, self.opened + HOUR, self.until, self.story.trades)

    def wish(self, at: datetime, purses: Purses, *, last: bool) -> DemoOrder | None:
        """What is traded at a moment; None where nobody can or wants to.

        last: bring the supply to where the story ends.
        """
        gap = (self.story.points[-1].supply if last else self._goal(at)) - self.supply
        if last:
            side, keys = (Side.BUY if gap > 0 else Side.SELL), abs(gap)
        else:
            side, keys = self._side(gap), self._size(gap)
        if self._closed(at) and gap >= 0:
            return None
        if side is Side.BUY:
            return None if self._closed(at) else self._buy(keys, purses)
        return self._sale(keys, last)

    def _goal(self, at: datetime) -> int:
        """The story's supply at a moment, with the crowd's moods on top."""
        swing = max(self.supply // 10, 3) * 1_000
        self._drift = self._drift * 93 // 100 + self.dice.between(-swing, swing) // 4
        after = min(bisect_right(self._edges, at, key=lambda edge: edge[0]), len(self._edges) - 1)
        (start, low), (end, high) = self._edges[after - 1], self._edges[after]
        gone = (at - start) * 1_000 // (end - start)
        return max(low + (high - low) * gone // 1_000 + self._drift // 1_000, 1)

    def _side(self, gap: int) -> Side:
        swing = max(self.supply // 12, 4)
        leaning = max(min(gap * 400 // swing, 400), -400)
        return Side.BUY if self.dice.chance(500 + leaning) else Side.SELL

    def _size(self, gap: int) -> int:
        keys = self.dice.pick(SIZES)
        if self.dice.chance(WHALE_PERMILLE):
            return keys + self.supply // self.dice.between(10, 25)
        return keys + abs(gap) // 6

    def _closed(self, at: datetime) -> bool:
        return any(start <= at and (end is None or at < end) for start, end in self.pauses)

    def _buy(self, keys: int, purses: Purses) -> DemoOrder | None:
        ends = [end for end in (self.story.supply_cap, self.curve.max_supply) if end is not None]
        keys = min([keys, *(end - self.supply for end in ends)])
        while keys > 0:
            gross = curves.cost(self.curve, self.supply, keys)
            total = gross + 2 * gross * self.story.fee_bps // BPS
            member = self.crowd.buyer(self.dice, purses, self.story.quote, total)
            if member is not None:
                return DemoOrder(member, Side.BUY, keys)
            keys //= 2
        return None

    def _sale(self, keys: int, last: bool) -> DemoOrder | None:
        member = self.crowd.largest_seller() if last else self.crowd.seller(self.dice)
        if member is None or keys == 0:
            return None
        held = self.crowd.keys[member]
        if not last and self.dice.chance(CASH_OUT_PERMILLE):
            keys = held
        # A room that was once bought into is never sold out.
        keys = min(keys, held, self.supply - 1)
        while keys > 0 and not self._can_buy_back(keys):
            keys //= 2
        return DemoOrder(member, Side.SELL, keys) if keys > 0 else None

    def _can_buy_back(self, keys: int) -> bool:
        # With fees inside the cost the reserve runs dry; otherwise it always holds enough.
        if self.story.fee_mode is FeeMode.ON_TOP:
            return True
        return curves.cost(self.curve, self.supply - keys, keys) <= self.reserve
