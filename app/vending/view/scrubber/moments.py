"""When a room's trades were, and which trade a typed number or moment means (no Qt)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from app.errors import InvalidInput
from app.kit.times import month_names
from app.vending.view.price.price_series import SECOND, Moments

_MOST_DAYS = 4_000
_SPACES = re.compile(r"[\s\u202f\u00a0,]")
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
_SHAPES = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T]+{_CLOCK})?"),
    re.compile(
        rf"(?P<day>\d{{1,2}}) +(?P<name>[^\W\d]+)\.?(?: +(?P<year>\d{{4}}))?(?: +{_CLOCK})?"
    ),
    re.compile(_CLOCK),
)


@dataclass(frozen=True)
class TradeMoments:
    """The moments of a room's trades, oldest first, as they are read and typed in a zone.

    at: microseconds since 1970, UTC; trade number 1 is the first.
    """

    at: Moments = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    zone: tzinfo = UTC

    def __len__(self) -> int:
        return len(self.at)

    def of(self, number: int) -> datetime | None:
        """When a trade was; None for number 0, before all of them."""
        if not 0 < number <= len(self.at):
            return None
        return self._utc(int(self.at[number - 1]))

    def up_to(self, moment: datetime) -> int:
        """How many trades there were up to a moment, those of that moment among them."""
        at = int(moment.timestamp() * SECOND)
        return int(np.searchsorted(self.at, at, side="right"))

    def days(self) -> list[tuple[int, datetime]]:
        """The first trade of each day that had one, with its moment."""
        found: list[tuple[int, datetime]] = []
        index = 0
        while index < len(self.at) and len(found) < _MOST_DAYS:
            first = self._utc(int(self.at[index]))
            found.append((index + 1, first))
            local = first.astimezone(self.zone) + timedelta(days=1)
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            start = int(midnight.timestamp()) * SECOND
            index = int(np.searchsorted(self.at, start, side="left"))
        return found

    def number_of(self, text: str, shown: int) -> int:
        """The trade that a typed number or moment means: the last one up to then.

        shown: number of the trade that is shown; a time without a day is one of its day.
        Raises InvalidInput (field `moment`).
        """
        digits = _SPACES.sub("", text)
        if digits.isascii() and digits.isdecimal():
            return self._checked(digits)
        for shape in _SHAPES:
            found = shape.fullmatch(text.strip())
            if found is not None:
                return self.up_to(self._end_of(found.groupdict(), shown))
        raise _unread()

    def _checked(self, digits: str) -> int:
        # As many digits as no room has trades need not become a number.
        number = int(digits) if len(digits) < 19 else len(self) + 1
        if number > len(self):
            raise InvalidInput(f"Type a number from 0 to {len(self)}.", field="moment")
        return number

    def _end_of(self, parts: dict[str, str | None], shown: int) -> datetime:
        """The last microsecond of what was typed: of a day, a minute or a second."""
        given = {name: int(value) for name, value in parts.items() if value and name != "name"}
        near = (self.of(shown) or self.of(1) or datetime.now(UTC)).astimezone(self.zone)
        month = given.get("month", near.month)
        if parts.get("name"):
            month = _month(parts["name"] or "")
        length = timedelta(days=1)
        if "hour" in given:
            length = timedelta(seconds=1) if "second" in given else timedelta(minutes=1)
        try:
            start = datetime(
                given.get("year", near.year), month, given.get("day", near.day),
                given.get("hour", 0), given.get("minute", 0), given.get("second", 0),
                tzinfo=self.zone,
            )  # fmt: skip
            return start + length - timedelta(microseconds=1)
        except (ValueError, OverflowError):
            raise _unread() from None

    def _utc(self, at: int) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def _month(name: str) -> int:
    wanted = name.casefold()
    for number, known in enumerate(month_names(), 1):
        if wanted.startswith(known.casefold()):
            return number
    raise _unread()


def _unread() -> InvalidInput:
    return InvalidInput(
        "Type a trade's number, or a moment such as 2026-03-10 14:02.", field="moment"
    )
