"""The time zones that this computer knows, to choose one from."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import QObject

from app.kit.options import Give, Option, among
from app.kit.page import ViewContext


def zone_options(at: datetime) -> list[Option]:
    """Every zone by its IANA name, with its distance from UTC at that time; UTC comes first."""
    names = sorted(available_timezones() - {"UTC"})
    return [zone_option("UTC", at), *(zone_option(name, at) for name in names)]


def zone_option(name: str, at: datetime) -> Option:
    """One zone; a name that this computer doesn't know has no distance."""
    return Option(name, name, _distance(name, at))


def offset_text(offset: timedelta) -> str:
    """A distance from UTC: `UTC+1`, `UTC−3:30`, `UTC`."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _distance(name: str, at: datetime) -> str:
    try:
        offset = at.astimezone(ZoneInfo(name)).utcoffset()
    except (KeyError, ValueError, OSError):
        return ""
    return offset_text(offset or timedelta())


class ZoneList(QObject):
    """A source for a choice: reads the zones in the background when they are first wanted."""

    def __init__(self, context: ViewContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: list[Option] = []
        self._wanted: tuple[str, Give] | None = None

    def find(self, text: str, give: Give) -> None:
        """The zones that match the text."""
        if self._known:
            among(self._known)(text, give)
            return
        self._wanted = text, give
        now = self._context.zone.now()
        # Some 600 files are read for their offsets.
        self._context.tasks.query(
            lambda: zone_options(now), done=self._on_read, key="settings.zones", lane="pool"
        )

    def _on_read(self, options: list[Option]) -> None:
        self._known = options
        if self._wanted is not None:
            among(self._known)(*self._wanted)
