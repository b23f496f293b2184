"""Saved views of a table: columns, order and filters by name, shared as a file."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import Conflict, InvalidInput, NotFound, UserError
from app.kit.saved_views import SavedView, write_view
from app.kit.settings import ViewSettings
from app.kit.table.paging import PagedTable
from app.kit.table.view_files import LONGEST_NAME, read_view
from app.kit.tasks import Tasks


class TableViews(QObject):
    """The named views of one table.

    changed: views were added, renamed or deleted, or another one is in use.
    exported: the path of a file that was written. imported: the view that was read and is
    kept and in use now. failed: a UserError of reading or writing a file.
    """

    changed = Signal()
    exported = Signal(object)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        paged: PagedTable,
        settings: ViewSettings,
        tasks: Tasks,
        *,
        table: str,
        filters: Collection[str] = (),
    ) -> None:
        super().__init__(paged)
        self._paged = paged
        self._settings = settings
        self._tasks = tasks
        self._table = table
        self._filters = tuple(filters)
        self._current = ""

    def names(self) -> tuple[str, ...]:
        """Names of the saved views, in order."""
        return tuple(view.name for view in self._settings.saved_views(self._table))

    @property
    def current(self) -> str:
        """Name of the view chosen last, empty for none."""
        return self._current

    def apply(self, name: str) -> None:
        """Show the table as a view has it."""
        self._use(self._named(name))

    def save(self, name: str) -> None:
        """Keep columns, order and filters of now under a name; the name must be new."""
        name = self._checked(name)
        if name in self.names():
            raise Conflict(f"There is a view “{name}” already; choose another name.", field="name")
        self._keep(name)

    def update(self) -> None:
        """Keep columns, order and filters of now in the view chosen last."""
        self._keep(self._named(self._current).name)

    def rename(self, name: str, new_name: str) -> None:
        """Give a view another name."""
        view = self._named(name)
        new_name = self._checked(new_name)
        if new_name == name:
            return
        if new_name in self.names():
            raise Conflict(
                f"There is a view “{new_name}” already; choose another name.", field="name"
            )
        self._settings.save_view(self._table, replace(view, name=new_name))
        self._settings.remove_view(self._table, name)
        self._current = new_name if self._current == name else self._current
        self.changed.emit()

    def delete(self, name: str) -> None:
        """Forget a view; what the table shows stays."""
        self._settings.remove_view(self._table, self._named(name).name)
        self._current = "" if self._current == name else self._current
        self.changed.emit()

    def export_to(self, name: str, path: Path) -> None:
        """Write a view to a file for a colleague."""
        view = self._named(name)
        self._tasks.query(
            partial(_written, path, self._table, view),
            done=self._on_exported,
            failed=self._on_failed,
            lane="pool",
        )

    def import_from(self, path: Path) -> None:
        """Read a view that a colleague sent, keep it and show it.

        A view of that name which is there already stays; the new one gets a number.
        """
        columns = self._paged.view.rows.columns
        self._tasks.query(
            partial(read_view, path, self._table, columns, self._filters),
            done=self._on_imported,
            failed=self._on_failed,
            lane="pool",
        )

    def _now(self, name: str) -> SavedView:
        return SavedView(name, self._paged.view.header.states(), self._paged.listing)

    def _keep(self, name: str) -> None:
        self._settings.save_view(self._table, self._now(name))
        self._current = name
        self.changed.emit()

    def _use(self, view: SavedView) -> None:
        header = self._paged.view.header
        header.arrange(view.columns)
        self._settings.set_columns(self._table, header.states())
        self._current = view.name
        self._paged.show(view.listing)
        self.changed.emit()

    def _named(self, name: str) -> SavedView:
        for view in self._settings.saved_views(self._table):
            if view.name == name:
                return view
        raise NotFound(f"There is no view “{name}”.", field="name")

    def _checked(self, name: str) -> str:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise InvalidInput(f"A view's name has 1 to {LONGEST_NAME} characters.", field="name")
        return name

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.exported.emit(path)

    @Slot(object)
    def _on_imported(self, view: SavedView) -> None:
        known, name, number = self.names(), view.name, 2
        while name in known:
            name, number = f"{view.name} {number}", number + 1
        view = replace(view, name=name)
        self._settings.save_view(self._table, view)
        self._use(view)
        self.imported.emit(view)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(error)


def _written(path: Path, table: str, view: SavedView) -> Path:
    write_view(path, table, view)
    return path
