"""Rows, columns and a source in memory for the tests of the table."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from app.errors import UserError
from app.fields import Fields, extend, fields_of
from app.kit.table.columns import Column, identifier, text
from app.listing import Listing, Page

T = TypeVar("T")


@dataclass(frozen=True)
class Room:
    """A row as a query returns it."""

    id: int
    name: str = ""
    supply: int = 0
    change: float | None = None
    stage: int = 5


STAGES = ("Draft", "Deployment requested", "Contract set", "Initialised", "Trading")


def tone_of_change(room: Room) -> str | None:
    if not room.change:
        return None
    return "buy" if room.change > 0 else "sell"


FIELDS: Fields[Room] = extend(
    fields_of("name", "supply", "change"),
    id=lambda room: str(room.id),
    stage=lambda room: STAGES[room.stage - 1],
    contract=lambda room: f"ST3KZ9B7WQ4M0T2XHR6PY8C5VDEF{room.id}",
)


def supply_text(room: Room) -> str:
    return f"{room.supply:,}".replace(",", "\u202f") if room.supply else "–"


def change_text(room: Room) -> str:
    return "–" if room.change is None else f"{abs(room.change):.1f}\u202f%"


COLUMNS: tuple[Column[Room], ...] = (
    text(FIELDS["id"], "ID", sort_key="id", width=56, hideable=False),
    text(
        FIELDS["name"],
        "Room",
        sort_key="name",
        stretch=True,
        bold=True,
        secondary=lambda room: f"S{room.id}",
        tip="Name and symbol of the room",
    ),
    Column(
        "stage",
        "Stage",
        FIELDS["stage"].value,
        lambda room: STAGES[room.stage - 1],
        kind="stage",
        level=lambda room: room.stage,
        width=208,
    ),
    identifier(FIELDS["contract"], "Contract", shown=False),
    Column(
        "supply",
        "Supply",
        FIELDS["supply"].value,
        supply_text,
        kind="number",
        sort_key="supply",
        unit="keys",
    ),
    Column(
        "change",
        "24 h",
        FIELDS["change"].value,
        change_text,
        kind="delta",
        tone=tone_of_change,
    ),
)


def rooms(ids: Iterable[int]) -> list[Room]:
    """Rooms whose values follow from their ids."""
    return [Room(number, f"Room {number}", number * 3, (number % 5) - 2.0) for number in ids]


class MemorySource:
    """A source over a list of rooms; notes what it is asked."""

    def __init__(self, rows: Iterable[Room] = ()) -> None:
        self.rows = list(rows)
        self.asked: list[tuple[Listing, int, int]] = []
        self.error: UserError | None = None
        self.gate: threading.Event | None = None
        self.streamed = 0

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        self.asked.append((listing, offset, limit))
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.error is not None:
            raise self.error
        found = self._matching(listing)
        return Page(offset, tuple(found[offset : offset + limit]), len(found))

    def stream(self, listing: Listing, work: Callable[[Iterator[Room]], T]) -> T:
        self.streamed += 1
        if self.gate is not None:
            assert self.gate.wait(10)
        return work(iter(self._matching(listing)))

    def _matching(self, listing: Listing) -> list[Room]:
        found = [room for room in self.rows if listing.search.lower() in room.name.lower()]
        if stages := listing.filters.get("stage"):
            found = [room for room in found if room.stage in stages]
        if listing.sort:
            found.sort(key=lambda room: getattr(room, listing.sort), reverse=listing.descending)
        return found

    def change(self, room_id: int, **values: object) -> None:
        """Change values of one room, as a commit would."""
        self.rows = [
            replace(room, **values) if room.id == room_id else room  # type: ignore[arg-type]  # the names are the caller's business
            for room in self.rows
        ]
