"""Brings rows from a source into a table: pages as they come into view, refreshes, listings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import UserError
from app.kit.table.pages import PAGE_ROWS
from app.kit.table.reconcile import Shift
from app.kit.table.selection import KeptSelection
from app.kit.table.view import TableView
from app.kit.tasks import Task, Tasks
from app.listing import Listing, Page, RowSource

_MOST_PAGES = 4


class PagedTable(QObject):
    """One request at a time: a new listing replaces what is under way, all else waits its turn.

    While the person scrolls, only pages still in view are asked for once the one before has
    come. Old rows stay until new ones are there.
    loaded: other rows or another total are shown now.
    loading: whether an answer is awaited. failed: the UserError of the source.
    listing_changed: another order, search or filter; the rows follow.
    """

    loaded = Signal()
    loading = Signal(bool)
    failed = Signal(object)
    listing_changed = Signal(object)

    def __init__(self, view: TableView, source: RowSource, tasks: Tasks) -> None:
        super().__init__(view)
        self.view = view
        self.source = source
        self.selection = KeptSelection(view)
        self._tasks = tasks
        self._listing = Listing()
        self._shown: Listing | None = None
        self._task: Task | None = None
        self._refresh_due = False
        self._broken = False
        view.header.sort_chosen.connect(self.sort)
        view.rows.wanted.connect(self._on_rows_wanted)
        view.looked.connect(self._on_rows_wanted)

    # What is shown

    @property
    def listing(self) -> Listing:
        """What the person asked for last."""
        return self._listing

    @property
    def started(self) -> bool:
        """Whether rows of any listing have come."""
        return self._shown is not None

    @property
    def settled(self) -> bool:
        """Whether the rows shown are those of the listing."""
        return self._shown == self._listing

    def show(self, listing: Listing) -> None:
        """Show a listing from its start; the same one is only refreshed."""
        listing = replace(listing, filters=dict(listing.filters))
        if listing == self._listing and self.settled:
            self.refresh()
            return
        self._listing = listing
        self._refresh_due = False
        self.view.header.set_sort(listing.sort, listing.descending)
        self.listing_changed.emit(listing)
        self._fetch(0, PAGE_ROWS, self._on_first_page)

    @Slot(str, bool)
    def sort(self, key: str, descending: bool) -> None:
        """Sort by a name that the source knows."""
        self.show(replace(self._listing, sort=key, descending=descending))

    @Slot(str)
    def search(self, text: str) -> None:
        """Show what a text matches; each keystroke may call this, only the last one counts."""
        if text != self._listing.search:
            self.show(replace(self._listing, search=text))

    def filter(self, **values: Any) -> None:
        """Set filters by name; None takes one away."""
        filters = {**self._listing.filters, **values}
        self.set_filters({name: value for name, value in filters.items() if value is not None})

    def set_filters(self, filters: Mapping[str, Any]) -> None:
        """Set all filters at once."""
        if dict(filters) != dict(self._listing.filters):
            self.show(replace(self._listing, filters=dict(filters)))

    def clear_filters(self) -> None:
        """Show everything again, in the same order."""
        self.show(replace(self._listing, search="", filters={}))

    @Slot()
    def refresh(self) -> None:
        """Look again at what is in view, keeping selection, current cell and scroll position.

        Called as often as one likes: while an answer is awaited, one more look follows it.
        """
        self._broken = False
        if self.settled or self._awaited():
            self._refresh_due = True
            self._go_on()
        else:
            self._fetch(0, PAGE_ROWS, self._on_first_page)

    # One request at a time

    def _go_on(self) -> None:
        """Ask for what is most needed now, if nothing is awaited."""
        if self._awaited() or self._broken or not self.settled:
            return
        first, last = self.view.visible_rows()
        if self._refresh_due:
            self._refresh_due = False
            start, end = first // PAGE_ROWS, max(last, 0) // PAGE_ROWS
            self._fetch_pages(start, end, self._on_refreshed)
            return
        # A screen ahead in both directions, so that slow scrolling finds its rows there.
        margin = last - first + 1
        wanted = self.view.rows.wanted_pages(first - margin, last + margin)
        shown = self.view.rows.wanted_pages(first, last)
        if wanted:
            start = (shown or wanted)[0]
            run = [page for page in wanted if page >= start]
            together = [page for step, page in enumerate(run) if page == start + step]
            self._fetch_pages(start, together[-1], self._on_filled)

    def _awaited(self) -> bool:
        # A source that crashed gives neither rows nor a refusal.
        return self._task is not None and not self._task.ended

    def _fetch_pages(self, first: int, last: int, done: Callable[[Page], None]) -> None:
        pages = min(last - first + 1, _MOST_PAGES)
        self._fetch(first * PAGE_ROWS, pages * PAGE_ROWS, done)

    def _fetch(self, offset: int, limit: int, done: Callable[[Page], None]) -> None:
        work = partial(self.source.page, self._listing, offset, limit)
        # One key for all: a new listing's first page replaces whatever is awaited.
        key = ("table", id(self))
        self._task = self._tasks.query(work, done=done, failed=self._on_failed, key=key)
        self.loading.emit(True)

    def _end(self) -> None:
        self._task = None
        self.loading.emit(False)

    def _on_first_page(self, page: Page) -> None:
        self._end()
        same_rows = self._shown is not None and (
            self._shown.search == self._listing.search
            and self._shown.filters == self._listing.filters
        )
        self._shown = self._listing
        self.selection.remember()
        self.view.rows.restart(page)
        self.view.scrollToTop()
        self.selection.restore(drop=not same_rows)
        self.loaded.emit()
        self._go_on()

    def _on_refreshed(self, page: Page) -> None:
        self._end()
        stretch = range(page.offset, page.offset + len(page.rows))
        before = {row.id for row in map(self.view.rows.peek, stretch) if row is not None}
        shrunk = page.total < self.view.rows.total
        anchor = self._anchor()
        self.selection.remember()
        shifts = self.view.rows.refresh(page)
        gone = before - {row.id for row in page.rows} if shrunk else set()
        if shifts and self.view.flash is not None:
            self.view.flash.start(row.id for row in page.rows if row.id not in before)
        self._scroll_back(anchor, shifts)
        self.selection.restore(gone=frozenset(gone))
        self.loaded.emit()
        self._go_on()

    def _on_filled(self, page: Page) -> None:
        self._end()
        other = page.total != self.view.rows.total
        self.view.rows.fill(page)
        self.selection.look_for_absent()
        self._refresh_due = self._refresh_due or other
        self.loaded.emit()
        self._go_on()

    def _on_failed(self, error: UserError) -> None:
        self._end()
        self._broken = True
        self.failed.emit(error)

    @Slot()
    def _on_rows_wanted(self) -> None:
        self._go_on()

    # Scroll position

    def _anchor(self) -> tuple[int, int]:
        """The first row in view and how many of its pixels are above the edge."""
        return divmod(self.view.verticalScrollBar().value(), self.view.row_pixels)

    def _scroll_back(self, anchor: tuple[int, int], shifts: list[Shift]) -> None:
        """Keep the same rows in view; at the very top new rows come into view instead."""
        at, pixels = anchor
        if (at, pixels) == (0, 0):
            return
        for shift in shifts:
            if shift.at <= at:
                at = max(at + shift.count, shift.at)
        self.view.updateGeometries()
        self.view.verticalScrollBar().setValue(at * self.view.row_pixels + pixels)
