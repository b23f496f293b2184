"""How times and durations are written on screen, in the zone that the person chose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication

from app.errors import InvalidInput
from app.kit.numbers import grouped

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class ZoneClock:
    """Writes UTC times in one zone.

    zone: IANA name such as `Europe/Berlin`; `UTC` is the default.
    now: where the present comes from.
    """

    def __init__(self, zone: str = "UTC", now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._zone: tzinfo = UTC
        self.name = "UTC"
        self.choose(zone)

    def choose(self, zone: str) -> None:
        """Write times in `zone` from now on; InvalidInput for a zone that nobody knows."""
        try:
            self._zone = UTC if zone == "UTC" else ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise InvalidInput(
                f"There is no time zone “{zone}”. Take a name such as Europe/Berlin or UTC.",
                field="zone",
            ) from error
        self.name = zone

    def now(self) -> datetime:
        """The time now, in UTC."""
        return self._now()

    def local(self, utc: datetime) -> datetime:
        """A UTC time in the chosen zone; a time without zone counts as UTC."""
        return (utc if utc.tzinfo else utc.replace(tzinfo=UTC)).astimezone(self._zone)

    def show(self, utc: datetime) -> str:
        """As in records: `2026-03-12 14:32`."""
        return self.local(utc).strftime("%Y-%m-%d %H:%M")

    def exact(self, utc: datetime) -> str:
        """With seconds and zone, for tooltips: `2026-03-12 14:32:02 UTC`."""
        local = self.local(utc)
        return f"{local:%Y-%m-%d %H:%M:%S} {local.tzname() or self.name}"

    def clock(self, utc: datetime) -> str:
        """Time of day with seconds: `14:32:02`."""
        return self.local(utc).strftime("%H:%M:%S")

    def queue(self, utc: datetime) -> str:
        """As in queues: `Today 14:02`, `11 Mar 13:52`, `11 Mar 2025` in another year."""
        local, today = self.local(utc), self.local(self.now())
        if local.date() == today.date():
            text = QCoreApplication.translate("Times", "Today %1")
            return text.replace("%1", f"{local:%H:%M}")
        if local.year == today.year:
            return f"{_day(local)} {local:%H:%M}"
        return f"{_day(local)} {local.year}"

    def day(self, utc: datetime) -> str:
        """Day on an axis: `10 Mar`."""
        return _day(self.local(utc))

    def weekday(self, utc: datetime) -> str:
        """Day with its name: `Thu 5 Mar`."""
        return f"{_weekdays()[self.local(utc).weekday()]} {self.day(utc)}"

    def ago(self, utc: datetime) -> str:
        """As in activity lists: `12 min ago`, `now` below a second, `in 3 h` for the future."""
        past = self.now() - (utc if utc.tzinfo else utc.replace(tzinfo=UTC))
        if abs(past) < timedelta(seconds=1):
            return QCoreApplication.translate("Times", "now")
        if past > timedelta(0):
            text = QCoreApplication.translate("Times", "%1 ago")
        else:
            text = QCoreApplication.translate("Times", "in %1")
        return text.replace("%1", duration(abs(past), units=1))


def duration(length: timedelta | float, units: int = 2) -> str:
    """A length (or seconds) in at most `units` units, rounded down: `4 h 42 min`."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    rest = abs(seconds)
    parts: list[tuple[int, str]] = []
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts or size == 1:
            parts.append((count, name))
    shown = [f"{grouped(count)} {name}" for count, name in parts[:units] if count]
    return " ".join(shown) or "0 s"


def _day(local: datetime) -> str:
    return f"{local.day} {month_names()[local.month - 1]}"


def month_names() -> list[str]:
    """Twelve short names, January first."""
    names = QCoreApplication.translate("Times", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
    return names.split()


def _weekdays() -> list[str]:
    return QCoreApplication.translate("Times", "Mon Tue Wed Thu Fri Sat Sun").split()
