"""How a screen asks for one page of a long table, and what it gets (pure)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """One view of a table: what is shown and in which order, not which rows of it.

    sort: key of the column to sort by; empty takes the source's own order.
    search: free text, matched by the source against its text columns.
    filters: exact filters by name; a tuple means "one of these".
    """

    sort: str = ""
    descending: bool = False
    search: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows `offset` … `offset + len(rows) - 1` of a listing with `total` rows."""

    offset: int
    rows: tuple[Any, ...]
    total: int


class RowSource(Protocol):
    """Where a table gets its pages; called on a worker thread, never on the GUI thread."""

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        """Rows of the listing from `offset`, at most `limit`."""
        ...

    def stream(self, listing: Listing, work: Callable[[Iterator[Any]], T]) -> T:
        """Give all rows of the listing, in its order and as of one moment, to `work`.

        They are there only while it runs; what it returns comes back.
        """
        ...
