"""Keeps the selection of a table with its rows, by their ids, while the rows move."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal, Slot

from app.kit.table.view import TableView

MANY = 5_000
"""With more rows than this selected, the places stay selected, not the ids."""

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class KeptSelection(QObject):
    """The selected rows of a view, as ids.

    A row that moved out of what is loaded stays selected here, and on screen again once it is
    loaded. `remember` comes before rows move, `restore` after it.
    changed: the person selected other rows, or selected ones are gone.
    """

    changed = Signal()

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        self._ids: tuple[int, ...] = ()
        self._current: int | None = None
        self._absent: set[int] = set()
        self._restoring = False
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def ids(self) -> tuple[int, ...]:
        """Ids of the selected rows from the top, as far as they are loaded, then of absent ones."""
        return (*self._loaded_ids(), *sorted(self._absent))

    def count(self) -> int:
        """How many rows are selected, loaded or not."""
        return self._view.selected_count() + len(self._absent)

    def clear(self) -> None:
        """Select nothing."""
        self._absent.clear()
        self._view.clearSelection()

    def select(self, row_id: int) -> None:
        """Select one row and go there; a row that isn't loaded is selected once it is."""
        places = {row.id: at for at, row in self._view.rows.loaded()}
        if row_id in places:
            self._view.go_to(places[row_id])
            return
        self._restoring = True
        self._view.clearSelection()
        self._restoring = False
        self._absent = {row_id}
        self.changed.emit()

    def remember(self) -> None:
        """Note the ids before rows move; what is selected until `restore` isn't the person's."""
        self._ids = self._loaded_ids()
        row = self._view.current_row()
        self._current = None if row is None else row.id
        self._restoring = True

    def restore(self, *, drop: bool = False, gone: frozenset[int] = frozenset()) -> None:
        """Select the same rows again, wherever they are now.

        drop: rows that aren't loaded are no longer selected. gone: ids of rows that went out.
        """
        before = {*self._ids, *self._absent}
        if self._view.selected_count() <= MANY:
            self._select_again(before - gone, drop or self._view.rows.complete())
        self._restoring = False
        if {*self._loaded_ids(), *self._absent} != before:
            self.changed.emit()

    def look_for_absent(self) -> None:
        """Select absent rows that have been loaded meanwhile."""
        if self._absent:
            self.remember()
            self.restore()

    def _select_again(self, wanted: set[int], drop: bool) -> None:
        row = self._view.current_row()
        settled = (None if row is None else row.id) == self._current
        if settled and not self._absent and set(self._loaded_ids()) == wanted:
            return
        # Of two places with one id the fresher one comes last, and wins.
        places = {row.id: at for at, row in self._view.rows.loaded()}
        self._absent = set() if drop else {row_id for row_id in wanted if row_id not in places}
        rows, selection = self._view.rows, QItemSelection()
        for at in sorted(places[row_id] for row_id in wanted if row_id in places):
            selection.select(rows.index(at, 0), rows.index(at, 0))
        model = self._view.selectionModel()
        if self._current in places and not settled:
            column = max(self._view.currentIndex().column(), 0)
            index = rows.index(places[self._current], column)
            # The view would go to its new current cell, though the person didn't.
            self._view.setAutoScroll(False)
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._view.setAutoScroll(True)
        model.select(selection, _SELECT)

    def _loaded_ids(self) -> tuple[int, ...]:
        if self._view.selected_count() > MANY:
            return ()
        places = (
            at for top, bottom in self._view.selected_ranges() for at in range(top, bottom + 1)
        )
        rows = (self._view.rows.peek(at) for at in places)
        return tuple(row.id for row in rows if row is not None)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if not self._restoring:
            self._absent.clear()
            self.changed.emit()
