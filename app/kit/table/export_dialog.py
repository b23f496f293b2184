"""Exports the whole result of a table to a file, with progress and cancel."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import Cancelled, UserError
from app.exports import Format, export
from app.kit.files import FileKind, FileQuestion, ask_save_path
from app.kit.settings import ViewSettings
from app.kit.table.columns import AnyColumn
from app.kit.table.paging import PagedTable
from app.kit.tasks import Task, Tasks
from app.listing import Listing, RowSource
from app.progress import Progress


class TableExport(QObject):
    """Writes what a table's listing holds, not only what is loaded, with the columns shown.

    mark: stands in the suggested name of the file, for rows that aren't those of today.
    done: path of the file and number of rows. failed: the UserError; a stopped export is none.
    """

    done = Signal(object, int)
    failed = Signal(object)

    def __init__(
        self, paged: PagedTable, tasks: Tasks, settings: ViewSettings, *, name: str, label: str
    ) -> None:
        super().__init__(paged)
        self._paged = paged
        self._tasks = tasks
        self._settings = settings
        self._name = name
        self._label = label
        self.mark = ""

    def kinds(self) -> dict[Format, FileKind]:
        """The formats with their words."""
        return {
            "csv": FileKind("csv", self.tr("CSV, comma separated")),
            "xlsx": FileKind("xlsx", self.tr("Excel workbook")),
            "jsonl": FileKind("jsonl", self.tr("JSON lines")),
        }

    def suggestion(self, now: datetime) -> str:
        """A name for the file, without its ending."""
        parts = (self._name, self.mark, f"{now:%Y-%m-%d}")
        return "-".join(part for part in parts if part)

    def ask(self, now: datetime) -> FileQuestion:
        """Ask for a file, then export to it; the choice of its kind decides the format."""
        return ask_save_path(
            self._paged.view,
            self.tr("Export %1").replace("%1", self._label),
            self.suggestion(now),
            tuple(self.kinds().values()),
            self._settings,
            self._on_path_chosen,
        )

    def export_to(self, path: Path, fmt: Format) -> Task:
        """Export to a file; the task can be stopped."""
        work = partial(
            write_all,
            self._paged.source,
            self._paged.listing,
            path,
            fmt,
            self._paged.view.shown_columns(),
            self._paged.view.rows.total if self._paged.settled else None,
        )
        title = self.tr("Export to %1").replace("%1", path.name)
        return self._tasks.long(
            work, title=title, done=partial(self._on_written, path), failed=self._on_failed
        )

    def _on_path_chosen(self, path: Path, kind: FileKind) -> None:
        fmt = next(fmt for fmt, known in self.kinds().items() if known == kind)
        self.export_to(path, fmt)

    def _on_written(self, path: Path, count: int) -> None:
        self.done.emit(path, count)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)


def write_all(
    source: RowSource,
    listing: Listing,
    path: Path,
    fmt: Format,
    columns: Sequence[AnyColumn],
    total: int | None,
    progress: Progress,
) -> int:
    """Write all rows of a listing; how many there were. Runs on a worker thread."""
    return source.stream(listing, lambda rows: export(path, fmt, columns, rows, total, progress))
