"""A table of prices as points that are drawn: moved, added and removed (pure)."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

Row = tuple[int, int]
Rows = tuple[Row, ...]

MOST_DRAWN: Final = 200


def moved(rows: Sequence[Row], at: int, supply: int, price: int) -> Rows:
    """The rows with one put elsewhere, as far as its neighbours let it; the first stays at 0."""
    low = rows[at - 1][0] + 1 if at else 0
    high = rows[at + 1][0] - 1 if at + 1 < len(rows) else None
    supply = max(supply, low) if at else 0
    supply = supply if high is None else min(supply, high)
    return (*rows[:at], (supply if at else 0, max(price, 0)), *rows[at + 1 :])


def added(rows: Sequence[Row], supply: int, price: int) -> tuple[Rows, int]:
    """The rows with one more, and its place; at a supply that has one, that one gets the price."""
    supply = max(supply, 0) if rows else 0
    place = bisect_left([row[0] for row in rows], supply)
    taken = place < len(rows) and rows[place][0] == supply
    rest = rows[place + 1 :] if taken else rows[place:]
    return (*rows[:place], (supply, max(price, 0)), *rest), place


def removed(rows: Sequence[Row], at: int) -> Rows:
    """The rows without one; the first stays, since a table begins at supply 0."""
    return tuple(rows) if at == 0 else (*rows[:at], *rows[at + 1 :])


def text_of(rows: Sequence[Row]) -> str:
    """The rows as lines `supply,price`."""
    return "\n".join(f"{supply},{price}" for supply, price in rows)
