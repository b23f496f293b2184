"""The paged model behind every table: it is told its rows and asks for those it lacks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.kit.numbers import DASH
from app.kit.table.columns import AnyColumn
from app.kit.table.pages import PAGE_ROWS, PageCache
from app.kit.table.reconcile import Shift, shifts
from app.listing import Page

Index = QModelIndex | QPersistentModelIndex

TONE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Colour token of a cell's text."""

_ALIGNMENT = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}

# Rows beyond the stretch just read that are compared too, so that rows coming up are known.
_LOOK_BEYOND = 64


class TableModel(QAbstractTableModel):
    """Rows of one listing, of which only some pages are loaded.

    Rows have an `id`, unique in the table, and compare equal while nothing in them changed.
    wanted: somebody looked at rows that aren't loaded, or are no longer fresh; once a turn of
        the event loop at most.
    """

    wanted = Signal()

    def __init__(self, columns: Iterable[AnyColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[AnyColumn, ...] = tuple(columns)
        self._cache = PageCache()
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self.wanted)

    # What it is told

    def restart(self, page: Page) -> None:
        """Show another listing, of which this is the first page known."""
        self.beginResetModel()
        self._cache.clear()
        self._cache.total = page.total
        self._cache.put(page.offset, page.rows)
        self.endResetModel()

    def fill(self, page: Page) -> None:
        """Take pages that were lacking."""
        if page.total != self._cache.total:
            self._fit(page.total)
            self._cache.mark_stale()
        self._put(page)

    def refresh(self, page: Page) -> list[Shift]:
        """Take a fresh look at rows shown already; everything else becomes stale.

        Rows that came in or went out are inserted and removed where they are, so that
        selection and current cell stay with their rows. Returns these shifts, in order.
        """
        found = shifts(self._known_ids(page), [row.id for row in page.rows], page.offset)
        for shift in found:
            if shift.count > 0:
                self._insert(shift.at, shift.count)
            else:
                self._remove(shift.at, -shift.count)
        self._fit(page.total)
        self._cache.mark_stale()
        self._put(page)
        return found

    # What it tells

    @property
    def total(self) -> int:
        """Number of rows of the listing, loaded or not."""
        return self._cache.total

    def row_at(self, at: int) -> Any | None:
        """The row at a place; None while it isn't loaded, and then it is asked for."""
        row = self._cache.row(at)
        if (row is None or self._cache.wants_row(at)) and not self._ask.isActive():
            self._ask.start()
        return row

    def peek(self, at: int) -> Any | None:
        """The row at a place, without asking for it."""
        return self._cache.row(at)

    def wanted_pages(self, first: int, last: int) -> list[int]:
        """Numbers of the pages to ask for, to show the rows `first` to `last`."""
        pages = range(max(first, 0) // PAGE_ROWS, max(last, 0) // PAGE_ROWS + 1)
        return [page for page in pages if self._cache.wants(page)]

    def loaded(self) -> Iterator[tuple[int, Any]]:
        """Place and row of everything loaded; of two with one id, the later is the fresher."""
        return self._cache.loaded()

    def complete(self) -> bool:
        """Whether every row of the listing is loaded and fresh."""
        return self._cache.complete()

    def position(self, key: str) -> int:
        """Number of the column with a key; ValueError where there is none."""
        return [column.key for column in self.columns].index(key)

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - an invalid index is constant
        return 0 if parent.isValid() else self._cache.total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts only: whole numbers beyond 63 bits don't survive the way through Qt."""
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[column.side]
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(column, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(column, row)
        if role == TONE_ROLE:
            return column.tone_of(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[column.side]
        return None

    def _tip(self, column: AnyColumn, row: Any) -> str | None:
        if column.cell_tip is not None:
            return column.cell_tip(row) or None
        return str(column.value(row) or "") or None if column.kind == "identifier" else None

    def _spoken(self, column: AnyColumn, row: Any) -> str:
        """What a screen reader says: words for the signs, and the unit."""
        text = column.text(row)
        if text in ("", DASH):
            return self.tr("none")
        if column.kind == "delta":
            direction = {"buy": self.tr("up"), "sell": self.tr("down")}
            text = f"{direction.get(column.tone_of(row) or '', '')} {text}".strip()
        if column.unit:
            text = f"{text} {column.unit}"
        if column.secondary is not None and (more := column.secondary(row)):
            text = f"{text}, {more}"
        return text

    def _known_ids(self, page: Page) -> list[int | None]:
        last = min(page.offset + len(page.rows) + _LOOK_BEYOND, self._cache.total)
        rows: Sequence[Any] = [self._cache.row(at) for at in range(page.offset, last)]
        return [None if row is None else row.id for row in rows]

    def _fit(self, total: int) -> None:
        """Bring the number of rows to `total` at the far end."""
        if (missing := total - self._cache.total) > 0:
            self._insert(self._cache.total, missing)
        elif missing < 0:
            self._remove(total, -missing)

    def _insert(self, at: int, count: int) -> None:
        self.beginInsertRows(QModelIndex(), at, at + count - 1)
        self._cache.insert(at, count)
        self.endInsertRows()

    def _remove(self, at: int, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at + count - 1)
        self._cache.remove(at, count)
        self.endRemoveRows()

    def _put(self, page: Page) -> None:
        last_column = len(self.columns) - 1
        for first, last in self._cache.put(page.offset, page.rows):
            last = min(last, self._cache.total - 1)
            if first <= last:
                self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))
