"""Reads a whole listing, or stretches of it, on a worker thread (no Qt)."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from app.listing import Listing, RowSource

BATCH = 5_000


@runtime_checkable
class RowStream(Protocol):
    """A source that can also give all rows of a listing as of one moment."""

    def stream(self, listing: Listing) -> Iterator[Any]:
        """All rows in their order; called on a worker thread."""
        ...


def all_rows(source: RowSource, listing: Listing) -> Iterator[Any]:
    """All rows of a listing: streamed where the source can do that, else batch by batch.

    Between batches rows may come in or go out: none is given twice in a row of batches, but
    one that moves up past a border is missed. Sources of lists that change should stream.
    """
    if isinstance(source, RowStream):
        yield from source.stream(listing)
        return
    offset, seen = 0, set[int]()
    while True:
        page = source.page(listing, offset, BATCH)
        for row in page.rows:
            if row.id not in seen:
                yield row
        seen = {row.id for row in page.rows}
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def stretches(source: RowSource, listing: Listing, ranges: Sequence[tuple[int, int]]) -> list[Any]:
    """The rows of each range (first and last place), in order."""
    rows: list[Any] = []
    for first, last in ranges:
        for offset in range(first, last + 1, BATCH):
            limit = min(BATCH, last + 1 - offset)
            rows.extend(source.page(listing, offset, limit).rows)
    return rows
