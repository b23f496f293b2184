"""The rows that a table has at hand: pages of a long list, the least used ones let go (pure)."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

PAGE_ROWS = 256
CACHED_PAGES = 64


class PageCache:
    """Some pages of a list of `total` rows.

    Rows are numbered from 0; page n holds the rows from `n * PAGE_ROWS`. A page may have gaps
    (None) after rows moved, and is stale then: shown, but to be asked for again.
    """

    def __init__(self) -> None:
        self.total = 0
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._stale: set[int] = set()
        self._recent = -1

    def row(self, at: int) -> Any | None:
        """The row at a place, None while it isn't loaded."""
        number = at // PAGE_ROWS
        page = self._pages.get(number)
        if page is None:
            return None
        if number != self._recent:
            self._pages.move_to_end(number)
            self._recent = number
        return page[at % PAGE_ROWS]

    def wants(self, page: int) -> bool:
        """Whether a page should be asked for: it is missing or stale."""
        at_hand = page in self._pages and page not in self._stale
        return not at_hand and 0 <= page * PAGE_ROWS < self.total

    def wants_row(self, at: int) -> bool:
        """Whether the page of a row is missing or stale."""
        page = at // PAGE_ROWS
        return page in self._stale or page not in self._pages

    def loaded(self) -> Iterator[tuple[int, Any]]:
        """Place and row of everything at hand, fresh pages last."""
        for number in sorted(self._pages, key=lambda page: (page not in self._stale, page)):
            for at, row in enumerate(self._pages[number], start=number * PAGE_ROWS):
                if row is not None and at < self.total:
                    yield at, row

    def complete(self) -> bool:
        """Whether every row of the list is at hand and fresh."""
        pages = -(-self.total // PAGE_ROWS)
        return pages <= CACHED_PAGES and not any(self.wants(page) for page in range(pages))

    def clear(self) -> None:
        """Forget everything."""
        self.total = 0
        self._pages.clear()
        self._stale.clear()
        self._recent = -1

    def mark_stale(self) -> None:
        """What is at hand may have changed meanwhile."""
        self._stale = set(self._pages)

    def put(self, offset: int, rows: Sequence[Any]) -> list[tuple[int, int]]:
        """Take rows from `offset` on, which must be the start of a page.

        Returns the first and last place of each run of rows that differ from what was there.
        """
        changed: list[tuple[int, int]] = []
        for start in range(0, max(len(rows), 1), PAGE_ROWS):
            number = (offset + start) // PAGE_ROWS
            fresh = list(rows[start : start + PAGE_ROWS])
            fresh += [None] * (PAGE_ROWS - len(fresh))
            changed += _differences(self._pages.get(number), fresh, number * PAGE_ROWS)
            self._pages[number] = fresh
            self._pages.move_to_end(number)
            self._stale.discard(number)
        self._let_go()
        return changed

    def insert(self, at: int, count: int) -> None:
        """Make room for `count` rows before the row at `at`."""
        parts: list[tuple[int, list[Any]]] = []
        for start, rows in self._runs():
            cut = min(max(at - start, 0), len(rows))
            parts += [(start, rows[:cut]), (start + cut + count, rows[cut:])]
        self.total += count
        self._take(parts)

    def remove(self, at: int, count: int) -> None:
        """Take out `count` rows from `at` on."""
        parts: list[tuple[int, list[Any]]] = []
        for start, rows in self._runs():
            cut = min(max(at - start, 0), len(rows))
            resume = min(max(at + count - start, 0), len(rows))
            parts += [(start, rows[:cut]), (start + resume - count, rows[resume:])]
        self.total -= count
        self._take(parts)

    def _runs(self) -> Iterator[tuple[int, list[Any]]]:
        """Pages that follow each other, joined: the place of the first row, and the rows."""
        start, rows = 0, list[Any]()
        for number in sorted(self._pages):
            if rows and start + len(rows) == number * PAGE_ROWS:
                rows.extend(self._pages[number])
                continue
            if rows:
                yield start, rows
            start, rows = number * PAGE_ROWS, list(self._pages[number])
        if rows:
            yield start, rows

    def _take(self, parts: list[tuple[int, list[Any]]]) -> None:
        """Cut moved rows into pages again; none of them counts as fresh."""
        self._pages.clear()
        for start, rows in parts:
            done = 0
            while done < len(rows) and start + done < self.total:
                number, inside = divmod(start + done, PAGE_ROWS)
                page = self._pages.setdefault(number, [None] * PAGE_ROWS)
                piece = rows[done : done + PAGE_ROWS - inside]
                page[inside : inside + len(piece)] = piece
                done += len(piece)
        self._recent = -1
        self._stale = set(self._pages)
        self._let_go()

    def _let_go(self) -> None:
        while len(self._pages) > CACHED_PAGES:
            number, _ = self._pages.popitem(last=False)
            self._stale.discard(number)
            self._recent = -1


def _differences(old: list[Any] | None, new: list[Any], start: int) -> list[tuple[int, int]]:
    """Runs of places where two pages differ."""
    if old is None:
        return [(start, start + len(new) - 1)]
    if old == new:
        return []
    runs: list[tuple[int, int]] = []
    for at, (before, after) in enumerate(zip(old, new, strict=True), start=start):
        if before == after:
            continue
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs
