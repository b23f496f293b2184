"""Rows of the rooms table and of its filters, read on the worker."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from app.listing import Listing, Page
from app.operators.desk import Desk
from app.operators.text_rules import is_encodable
from app.rooms.queries import OPEN, ROOMS, RoomRow
from app.rooms.rules import Status

FILTERS = ("status", "creator", "activity")

_STATUSES = frozenset(status.value for status in Status)
DAY = timedelta(days=1)
ACTIVITIES = {
    "traded_1d": ("traded_since", DAY),
    "traded_7d": ("traded_since", 7 * DAY),
    "idle_7d": ("idle_since", 7 * DAY),
    "idle_30d": ("idle_since", 30 * DAY),
}
"""Filters by the last trade: a saved view keeps their names, which mean something every day."""


@dataclass(frozen=True, slots=True)
class RoomSource:
    """Gives the table its pages."""

    desk: Desk

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        """One page of rooms."""
        if not is_encodable(listing.search):
            return Page(offset, (), 0)
        asked = self._resolved(listing)
        return self.desk.database.read(lambda c: ROOMS.page(c, asked, offset, limit))

    def stream(self, listing: Listing) -> Iterator[RoomRow]:
        """All rooms of the listing, as of one moment."""
        if not is_encodable(listing.search):
            return iter(())
        asked = self._resolved(listing)
        rows = self.desk.database.read(lambda c: tuple(ROOMS.stream(c, asked)), snapshot=True)
        return iter(rows)

    def _resolved(self, listing: Listing) -> Listing:
        """The listing with the activity as a moment."""
        filters = _known(listing.filters)
        activity = ACTIVITIES.get(str(filters.pop("activity", "")))
        if activity is not None:
            name, span = activity
            filters[name] = self.desk.clock.now() - span
            if name == "idle_since" and not filters.get("status"):
                # A room that nobody can trade in yet isn't idle.
                filters["status"] = tuple(status.value for status in OPEN)
        return replace(listing, filters=filters)


def _known(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters without values that come from a broken or foreign file."""
    known = dict(filters)
    wanted = known.pop("status", ())
    given = wanted if isinstance(wanted, tuple) else (wanted,)
    statuses = tuple(value for value in given if value in _STATUSES)
    if statuses:
        known["status"] = statuses
    if not isinstance(known.get("creator"), int):
        known.pop("creator", None)
    return known
