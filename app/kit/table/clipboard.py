"""Copies selected rows of a table, also those that aren't loaded."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.errors import InvalidInput, UserError
from app.kit.numbers import grouped
from app.kit.table.columns import AnyColumn
from app.kit.table.copying import FORMS, CopyFormat, cell_text
from app.kit.table.paging import PagedTable
from app.kit.tasks import Tasks
from app.listing import Listing, RowSource

MOST_ROWS = 100_000
BATCH = 5_000


class TableClipboard(QObject):
    """Puts rows of a table on the clipboard, with the shown columns in their order.

    copied: how many rows. failed: the UserError.
    """

    copied = Signal(int)
    failed = Signal(object)

    def __init__(self, paged: PagedTable, tasks: Tasks) -> None:
        super().__init__(paged)
        self._paged = paged
        self._tasks = tasks

    @Slot()
    def copy_plain(self) -> None:
        """Copy the selected rows for a spreadsheet."""
        self.copy("plain")

    @Slot()
    def copy_csv(self) -> None:
        """Copy the selected rows as CSV."""
        self.copy("csv")

    @Slot()
    def copy_markdown(self) -> None:
        """Copy the selected rows as a Markdown table."""
        self.copy("markdown")

    @Slot()
    def copy_json(self) -> None:
        """Copy the selected rows as JSON."""
        self.copy("json")

    def copy(self, form: CopyFormat) -> None:
        """Copy the selected rows, without a selection the current one."""
        view = self._paged.view
        ranges = view.selected_ranges()
        if not ranges and view.currentIndex().isValid():
            ranges = [(view.currentIndex().row(), view.currentIndex().row())]
        count = sum(last - first + 1 for first, last in ranges)
        if not count:
            return
        if count > MOST_ROWS:
            words = self.tr("At most %1 rows can be copied; export the table instead.")
            message = words.replace("%1", grouped(MOST_ROWS))
            self.failed.emit(InvalidInput(message, code="TOO_MANY_ROWS"))
            return
        places = (at for first, last in ranges for at in range(first, last + 1))
        rows = [view.rows.peek(at) for at in places]
        columns = self._paged.view.shown_columns()
        if all(row is not None for row in rows):
            self._put(FORMS[form](columns, rows), len(rows))
            return
        work = partial(_fetched, self._paged.source, self._paged.listing, ranges, form, columns)
        self._tasks.query(work, done=self._on_fetched, failed=self._on_failed)

    @Slot()
    def copy_cell(self) -> None:
        """Copy the exact value of the current cell."""
        index = self._paged.view.currentIndex()
        row = self._paged.view.current_row()
        if row is not None:
            column = self._paged.view.rows.columns[index.column()]
            self._put(cell_text(column, row), 1)

    @Slot(object)
    def _on_fetched(self, found: tuple[str, int]) -> None:
        self._put(*found)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(error)

    def _put(self, text: str, count: int) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(count)


def _fetched(
    source: RowSource,
    listing: Listing,
    ranges: Sequence[tuple[int, int]],
    form: CopyFormat,
    columns: Sequence[AnyColumn],
) -> tuple[str, int]:
    """Text and number of rows; runs on the worker thread."""
    rows = stretches(source, listing, ranges)
    return FORMS[form](columns, rows), len(rows)


def stretches(source: RowSource, listing: Listing, ranges: Sequence[tuple[int, int]]) -> list[Any]:
    """The rows of each range (first and last place), in order; for a worker thread."""
    rows: list[Any] = []
    for first, last in ranges:
        for offset in range(first, last + 1, BATCH):
            limit = min(BATCH, last + 1 - offset)
            rows.extend(source.page(listing, offset, limit).rows)
    return rows
