"""Which stretch of time the price chart shows, and whether it follows the trades (pure)."""

from enum import Enum

from app.vending.view.price.price_series import SECOND, Bucket

_MOST_CANDLES = 120
_FEWEST_BUCKETS = 8
_ROOMY_BUCKETS = 24
_KEPT_IN_VIEW = 0.1
_MOMENT_BETWEEN = (0.4, 0.9)


class TimeSpan(Enum):
    """The ranges that are offered, in seconds; all of it is 0."""

    DAY = 86_400
    THREE_DAYS = 3 * 86_400
    WEEK = 7 * 86_400
    ALL = 0


def bucket_for(seconds: float) -> Bucket:
    """The shortest candles that give a range of so many seconds at most 120 of them."""
    fitting = (each for each in Bucket if seconds * SECOND / each.value <= _MOST_CANDLES)
    return next(fitting, Bucket.DAY)


class TimeView:
    """The visible range in seconds since 1970.

    It sticks to the newest moment until it is moved away from there, and again once it is moved
    back.
    """

    def __init__(self, span: TimeSpan = TimeSpan.THREE_DAYS) -> None:
        self.span = span
        self.follows = True
        self.start, self.end = 0.0, float(span.value or TimeSpan.DAY.value)
        self._first, self._edge = 0.0, self.end
        self._bucket = 60.0
        self._zoomed = False

    @property
    def width(self) -> float:
        """Seconds from the left to the right edge."""
        return self.end - self.start

    def whole(self) -> float:
        """Seconds from the first trade to the newest moment."""
        return self._edge - self._first

    def fit(self, first: float, edge: float, bucket: float) -> None:
        """Take over the first moment, the newest, and the length of a candle, all in seconds."""
        self._first, self._edge, self._bucket = first, edge, bucket
        if self.follows and self.span is TimeSpan.ALL and not self._zoomed:
            self.reset()
        elif self.follows:
            self._move_to(edge)

    def choose(self, span: TimeSpan) -> None:
        """Show this range up to the newest moment."""
        self.span = span
        self.reset()

    def reset(self) -> None:
        """Show the chosen range up to the newest moment, and follow."""
        width = self.span.value or max(self.whole(), _ROOMY_BUCKETS * self._bucket)
        self.follows, self._zoomed = True, False
        self.start, self.end = self._edge - width, self._edge

    def follow(self, wanted: bool) -> None:
        """Stick to the newest moment, or stay where the view is."""
        self.follows = wanted
        if wanted:
            self._move_to(self._edge)

    def pan(self, share: float) -> None:
        """Show later times, by a share of what is in view; earlier ones for a negative number."""
        self.move(share * self.width)

    def move(self, seconds: float) -> None:
        """Show later times; earlier ones for a negative number."""
        width = self.width
        earliest = min(self._first + width * _KEPT_IN_VIEW, self._edge)
        self._move_to(min(max(self.end + seconds, earliest), self._edge))
        self.follows = self.end >= self._edge - width * 1e-9

    def keep_in_view(self, moment: float) -> None:
        """Move so that a moment, in seconds since 1970, and what led to it are in view."""
        early, late = (self.start + self.width * share for share in _MOMENT_BETWEEN)
        if moment < early:
            # Never to before the first trade: there is nothing that led to it.
            self.move(min(max(moment - early, self._first - self.start), 0.0))
        elif moment > self.end:
            self.move(moment - late)

    def zoom(self, factor: float, share: float) -> None:
        """Make the range `factor` times as long; what lies at `share` of the width stays there.

        While the view follows, the newest moment stays at the right edge.
        """
        longest = max(self.whole() * 1.05, self.span.value, _ROOMY_BUCKETS * self._bucket)
        width = min(max(self.width * factor, _FEWEST_BUCKETS * self._bucket), longest)
        self._zoomed = True
        fixed = 1.0 if self.follows else min(max(share, 0.0), 1.0)
        at = self.start + self.width * fixed
        self.start = at - width * fixed
        self.end = self.start + width
        self.move(0.0)

    def _move_to(self, end: float) -> None:
        self.start, self.end = end - self.width, end
