"""Rows of the rooms table and of its filters, read on the worker."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from app.db.clock import Clock
from app.db.paging import QuerySource
from app.listing import Listing, Page
from app.operators.desk import Desk
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


def room_source(desk: Desk) -> QuerySource:
    """Where the table gets its rows."""
    clock = desk.clock

    def pages(connection: Connection, listing: Listing, offset: int, limit: int) -> Page:
        return ROOMS.page(connection, _resolved(listing, clock), offset, limit)

    def rows(connection: Connection, listing: Listing) -> Iterator[RoomRow]:
        return ROOMS.stream(connection, _resolved(listing, clock))

    return QuerySource(desk.database, pages, rows)


def _resolved(listing: Listing, clock: Clock) -> Listing:
    """The listing with the activity as a moment."""
    filters = _known(listing.filters)
    activity = ACTIVITIES.get(str(filters.pop("activity", "")))
    if activity is not None:
        name, span = activity
        filters[name] = clock.now() - span
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
