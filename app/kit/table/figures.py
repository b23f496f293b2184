"""Room for figures: columns of numbers are at least as wide as what they show."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.kit.table.cells import CellDelegate

if TYPE_CHECKING:
    from app.kit.table.view import TableView


class FigureRoom(QObject):
    """Measures the figures in view, and has the header keep room for the widest seen so far.

    A number that is cut off reads as another number, so names give way to it.
    """

    def __init__(self, view: "TableView") -> None:
        super().__init__(view)
        self._view = view
        # The bar of a share gives way by itself.
        self._numbers = tuple(
            number
            for number, column in enumerate(view.rows.columns)
            if (column.side == "right" or column.kind == "number") and column.kind != "share"
        )
        self._widest: dict[int, int] = {}
        view.rows.modelReset.connect(self.restart)
        view.rows.dataChanged.connect(self.look)
        view.looked.connect(self.look)

    @Slot()
    def restart(self) -> None:
        """Forget what was seen: it was of another listing, or in other letters."""
        self._widest = {}
        self.look()

    @Slot()
    def look(self) -> None:
        """Measure the rows in view."""
        view = self._view
        first, last = view.visible_rows()
        rows = [row for at in range(first, last + 1) if (row := view.rows.peek(at)) is not None]
        for number in self._numbers if rows else ():
            delegate = view.itemDelegateForColumn(number)
            if isinstance(delegate, CellDelegate):
                column = view.rows.columns[number]
                widest = max(delegate.content_width(column, row) for row in rows)
                known = self._widest.get(number, 0)
                self._widest[number] = max(widest + sum(view.header.padding(number)), known)
        view.header.keep_figures(self._widest)
