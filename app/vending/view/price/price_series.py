"""Trades as candles: buckets of open, high, low, close and volume, kept up as trades come in."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Self

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.int64]
Amounts = NDArray[np.float64]
Sides = NDArray[np.int8]

BUY, SELL = 1, -1
SECOND = 1_000_000
_DAY = 86_400 * SECOND


class Bucket(Enum):
    """How long a candle is, in microseconds."""

    MINUTE = 60 * SECOND
    FIVE_MINUTES = 300 * SECOND
    QUARTER = 900 * SECOND
    HOUR = 3_600 * SECOND
    FOUR_HOURS = 14_400 * SECOND
    DAY = _DAY


class EmptyBuckets(Enum):
    """What a bucket without trades shows: the price carried on, or nothing."""

    CARRIED = "carried"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class _Columns:
    """Rows kept as arrays of equal length."""

    def part(self, first: int, end: int) -> Self:
        """The rows from index `first` up to, not including, `end`."""
        return type(self)(*(getattr(self, field.name)[first:end] for field in fields(self)))

    def followed_by(self, other: Self) -> Self:
        """These rows and then the others."""
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return type(self)(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True)
class TradeArrays(_Columns):
    """Trades of one room, oldest first.

    at: microseconds since 1970, UTC. price: of a key after the trade, in minor units.
    volume: gross in minor units. side: 1 for a buy, -1 for a sell.
    """

    at: Moments
    price: Amounts
    volume: Amounts
    side: Sides

    def __post_init__(self) -> None:
        if len({len(column) for column in (self.at, self.price, self.volume, self.side)}) != 1:
            raise ValueError("The columns of trades have different lengths")

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def empty(cls) -> "TradeArrays":
        """No trades."""
        none = np.empty(0)
        return cls(none.astype(np.int64), none, none, none.astype(np.int8))

    def ordered(self) -> "TradeArrays":
        """The same trades, oldest first; trades of one moment keep their order."""
        if len(self) < 2 or bool(np.all(self.at[1:] >= self.at[:-1])):
            return self
        order = np.argsort(self.at, kind="stable")
        return TradeArrays(self.at[order], self.price[order], self.volume[order], self.side[order])


@dataclass(frozen=True)
class Candles(_Columns):
    """Candles of one length, oldest first.

    start: microseconds since 1970 at which each begins. Prices and volumes in minor units.
    A candle opens where the one before closed, since a curve's price stands still between trades.
    trades: how many there were; 0 in a carried candle.
    """

    start: Moments
    open: Amounts
    high: Amounts
    low: Amounts
    close: Amounts
    bought: Amounts
    sold: Amounts
    trades: Moments

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def empty(cls) -> "Candles":
        """No candles."""
        none = np.empty(0)
        whole = none.astype(np.int64)
        return cls(whole, none, none, none, none, none, none, whole)


def candles_of(
    trades: TradeArrays, bucket: int, origin: int = 0, before: float | None = None
) -> Candles:
    """Candles of the buckets in which there were trades.

    bucket: length in microseconds. origin: a moment at which a bucket begins, such as midnight
    in the workspace's zone. before: the price ahead of the first trade; without one the first
    candle opens at its first trade.
    """
    if not len(trades):
        return Candles.empty()
    number = (trades.at - origin) // bucket
    first = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    last = np.append(first[1:], len(trades)) - 1
    close = trades.price[last]
    opened = np.empty_like(close)
    opened[0] = trades.price[0] if before is None else before
    opened[1:] = close[:-1]
    bought = np.where(trades.side > 0, trades.volume, 0.0)
    sold = np.where(trades.side > 0, 0.0, trades.volume)
    return Candles(
        start=number[first] * bucket + origin,
        open=opened,
        high=np.maximum(np.maximum.reduceat(trades.price, first), opened),
        low=np.minimum(np.minimum.reduceat(trades.price, first), opened),
        close=close,
        bought=np.add.reduceat(bought, first),
        sold=np.add.reduceat(sold, first),
        trades=last - first + 1,
    )


def joined(candles: Candles, bucket: int, origin: int = 0) -> Candles:
    """Candles of a longer bucket out of shorter ones."""
    if not len(candles):
        return candles
    number = (candles.start - origin) // bucket
    first = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    last = np.append(first[1:], len(candles)) - 1
    return Candles(
        start=number[first] * bucket + origin,
        open=candles.open[first],
        high=np.maximum.reduceat(candles.high, first),
        low=np.minimum.reduceat(candles.low, first),
        close=candles.close[last],
        bought=np.add.reduceat(candles.bought, first),
        sold=np.add.reduceat(candles.sold, first),
        trades=np.add.reduceat(candles.trades, first),
    )


def carried(candles: Candles, bucket: int, until: int) -> Candles:
    """The candles with flat ones in every empty bucket up to the moment `until`."""
    if not len(candles):
        return candles
    start = int(candles.start[0])
    count = max(int(candles.start[-1]), until) // bucket - start // bucket + 1
    whole = start + np.arange(count, dtype=np.int64) * bucket
    whole = whole[whole <= max(int(candles.start[-1]), until)]
    source = np.searchsorted(candles.start, whole, side="right") - 1
    real = candles.start[source] == whole
    close = candles.close[source]

    def kept(values: Amounts, otherwise: Amounts | float) -> Amounts:
        return np.where(real, values[source], otherwise)

    return Candles(
        start=whole,
        open=kept(candles.open, close),
        high=kept(candles.high, close),
        low=kept(candles.low, close),
        close=close,
        bought=kept(candles.bought, 0.0),
        sold=kept(candles.sold, 0.0),
        trades=np.where(real, candles.trades[source], 0),
    )


@dataclass(frozen=True)
class CandleWindow:
    """The candles to draw between two moments, and how long each is, in microseconds."""

    candles: Candles
    length: int


def window(
    candles: Candles,
    bucket: int,
    origin: int,
    between: tuple[int, int],
    most: int,
    gaps: EmptyBuckets,
    until: int,
) -> CandleWindow:
    """At most about `most` candles between two moments (microseconds since 1970).

    Where there are more, two, four, eight … are joined into one, always at the same moments, so
    that nothing flickers while the view moves. The price is carried up to the moment `until`.
    """
    start, end = between
    length = bucket
    while (end - start) // length > most:
        length *= 2
    start = (start - origin) // length * length + origin
    first = int(np.searchsorted(candles.start, start))
    last = int(np.searchsorted(candles.start, end, side="right"))
    shown = candles.part(first, last)
    if length > bucket:
        shown = joined(shown, length, origin)
    if gaps is EmptyBuckets.SKIPPED:
        return CandleWindow(shown, length)
    if first and start <= until and (not len(shown) or shown.start[0] > start):
        shown = _flat(start, float(candles.close[first - 1])).followed_by(shown)
    return CandleWindow(carried(shown, length, min(end, until)), length)


def _flat(start: int, price: float) -> Candles:
    level, nothing = np.array([price]), np.zeros(1)
    moment = np.array([start], dtype=np.int64)
    none = np.zeros(1, dtype=np.int64)
    return Candles(moment, level, level, level, level, nothing, nothing, none)


class PriceSeries:
    """The trades of one room and their candles; new trades change only the last candles.

    As of a past moment only the trades up to it count, and `whole` still has all.
    """

    def __init__(self, bucket: Bucket = Bucket.HOUR, origin: int = 0) -> None:
        self._bucket = bucket
        self._origin = origin
        self._trades = TradeArrays.empty()
        self._candles = Candles.empty()
        self._count: int | None = None
        self._past = Candles.empty()

    @property
    def bucket(self) -> Bucket:
        """How long a candle is."""
        return self._bucket

    @property
    def origin(self) -> int:
        """A moment at which a bucket begins."""
        return self._origin

    @property
    def whole(self) -> TradeArrays:
        """All trades, oldest first."""
        return self._trades

    @property
    def trades(self) -> TradeArrays:
        """The trades that count, oldest first."""
        return self._trades if self._count is None else self._trades.part(0, self._count)

    @property
    def whole_candles(self) -> Candles:
        """The candles of all trades, oldest first; none for buckets without trades."""
        return self._candles

    @property
    def candles(self) -> Candles:
        """The candles of the trades that count, oldest first."""
        return self._candles if self._count is None else self._past

    def count_first(self, count: int | None) -> None:
        """Let only so many of the oldest trades count; None lets all count."""
        self._count = count
        self._cut()

    def show(self, bucket: Bucket, origin: int) -> None:
        """Make candles of another length, or with other midnights."""
        if (bucket, origin) != (self._bucket, self._origin):
            self._bucket, self._origin = bucket, origin
            self._rebuild()

    def load(self, trades: TradeArrays) -> None:
        """Replace everything by these trades."""
        self._trades = trades.ordered()
        self._count = None
        self._rebuild()

    def append(self, trades: TradeArrays) -> None:
        """Add trades; cheap when none is older than what is there, else everything is redone."""
        if not len(trades):
            return
        known, trades = self._trades, trades.ordered()
        late = len(known) > 0 and trades.at[0] < known.at[-1]
        self._trades = known.followed_by(trades)
        if late or not len(known):
            self._trades = self._trades.ordered()
            self._rebuild()
        else:
            self._extend()

    def _rebuild(self) -> None:
        self._candles = candles_of(self._trades, self._bucket.value, self._origin)
        self._cut()

    def _cut(self) -> None:
        """The candles of the trades that count: whole ones, and a last one made anew."""
        trades = self.trades
        if self._count is None or not len(trades):
            self._past = Candles.empty()
            return
        last = int(np.searchsorted(self._candles.start, trades.at[-1], side="right")) - 1
        self._past = self._with_last(
            self._candles.part(0, last), int(self._candles.start[last]), trades
        )

    def _extend(self) -> None:
        # The last candle is made anew from its own trades: new ones may belong to it.
        done = self._candles.part(0, len(self._candles) - 1)
        self._candles = self._with_last(done, int(self._candles.start[-1]), self._trades)

    def _with_last(self, done: Candles, start: int, trades: TradeArrays) -> Candles:
        """The candles before the moment `start`, and those of the trades from then on."""
        first = int(np.searchsorted(trades.at, start))
        before = float(done.close[-1]) if len(done) else None
        tail = trades.part(first, len(trades))
        return done.followed_by(candles_of(tail, self._bucket.value, self._origin, before))
