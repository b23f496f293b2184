"""Round moments for a time axis, in the days and hours of one time zone."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import takewhile

MINUTE, HOUR, DAY = 60, 3600, 86400
_WITHIN_DAY = tuple(
    [MINUTE * count for count in (1, 2, 5, 10, 15, 30)]
    + [HOUR * count for count in (1, 2, 3, 6, 12)]
)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 3, 6, 12, 24, 60, 120)
# Python's calendar ends there; an axis that reaches past it simply has no more ticks.
_FIRST_SECOND, _LAST_SECOND = -62_000_000_000.0, 253_000_000_000.0


@dataclass(frozen=True)
class TimeTick:
    """A moment on the axis: seconds since 1970, what to write, and whether a new day begins."""

    at: float
    text: str
    bold: bool


def time_ticks(
    start: float, end: float, apart: float, zone: tzinfo, months: Sequence[str]
) -> list[TimeTick]:
    """Round moments from `start` to `end` (seconds since 1970), at least `apart` seconds apart.

    months: twelve short names, January first.
    """
    start, end = max(start, _FIRST_SECOND), min(end, _LAST_SECOND)
    if not end > start or apart <= 0:
        return []
    if apart <= _WITHIN_DAY[-1]:
        return list(_hours(start, end, _coarser(_WITHIN_DAY, apart), zone, months))
    if apart <= _DAYS[-1] * DAY:
        return list(_days(start, end, _coarser(_DAYS, apart / DAY), zone, months))
    return list(_months(start, end, _coarser(_MONTHS, apart / (28 * DAY)), zone, months))


def _coarser(steps: Sequence[int], apart: float) -> int:
    return steps[min(bisect_left(steps, apart), len(steps) - 1)]


def _hours(
    start: float, end: float, step: int, zone: tzinfo, months: Sequence[str]
) -> Iterator[TimeTick]:
    last = start
    for day in _dates(start, end, zone):
        for second in range(0, DAY, step):
            # Wall time: a day of 23 or 25 hours keeps its ticks on the round hours.
            at = _moment(day, second, zone)
            if start <= at <= end and (at > last or at == start):
                last = at
                hour, minute = divmod(second // MINUTE, 60)
                text = f"{hour:02}:{minute:02}" if second else _day_text(day, months)
                yield TimeTick(at, text, second == 0)


def _days(
    start: float, end: float, step: int, zone: tzinfo, months: Sequence[str]
) -> Iterator[TimeTick]:
    previous = datetime.fromtimestamp(start, zone).date()
    for day in _dates(start, end, zone):
        at = _moment(day, 0, zone)
        # Monday, 1 January of year 1, has ordinal 1, so weeks begin on Mondays.
        if start <= at <= end and (day.toordinal() - 1) % step == 0:
            yield TimeTick(at, _day_text(day, months), day.month != previous.month)
            previous = day


def _months(
    start: float, end: float, step: int, zone: tzinfo, months: Sequence[str]
) -> Iterator[TimeTick]:
    day = datetime.fromtimestamp(start, zone).date().replace(day=1)
    count = day.year * 12 + day.month - 1
    for month in range(count, count + int((end - start) / (28 * DAY)) + 2):
        at = _moment(date(month // 12, month % 12 + 1, 1), 0, zone)
        if start <= at <= end and month % step == 0:
            january = month % 12 == 0
            yield TimeTick(at, str(month // 12) if january else months[month % 12], january)


def _dates(start: float, end: float, zone: tzinfo) -> Iterator[date]:
    first = datetime.fromtimestamp(start, zone).date()
    last = datetime.fromtimestamp(end, zone).date()
    every = (first + timedelta(days=index) for index in range((last - first).days + 1))
    return takewhile(lambda day: day <= last, every)


def _moment(day: date, second: int, zone: tzinfo) -> float:
    hour, minute = divmod(second // MINUTE, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp()


def _day_text(day: date, months: Sequence[str]) -> str:
    return f"{day.day} {months[day.month - 1]}"
