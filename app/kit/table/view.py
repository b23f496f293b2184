"""The table on screen: rows of one height, hover, keys, and what the person asks for."""

import sys
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.kit.icons import Icons
from app.kit.table.cells import CellDelegate, paint_bone
from app.kit.table.columns import AnyColumn
from app.kit.table.delegates import delegate_for
from app.kit.table.figures import FigureRoom
from app.kit.table.flash import RowFlash
from app.kit.table.header import EDGE, INSIDE, HeaderCap, TableHeader
from app.kit.table.inks import Inks
from app.kit.table.model import TableModel

DENSE = 24
TWO_LINES = 44


class TableView(QTableView):
    """A table; told what to show by `PagedTable`, and asks by signals for all the rest.

    row_height: 24 (with zebra), 28, 32, 36, or 44 for two lines, in pixels of the design.
    several: whether more than one row can be selected.
    flashes: whether rows that come in at a refresh are lit for a moment.
    opened: the row on which the person pressed Enter or double-clicked.
    dismissed: Esc. search_wanted: the key `/`.
    menu_wanted: place on the screen where a menu for the selected rows is asked for.
    copy_wanted: Ctrl+C. looked: other rows came into view.
    """

    opened = Signal(object)
    dismissed = Signal()
    search_wanted = Signal()
    menu_wanted = Signal(object)
    copy_wanted = Signal()
    looked = Signal()

    def __init__(
        self,
        rows: TableModel,
        icons: Icons,
        *,
        name: str,
        label: str,
        row_height: int = 32,
        several: bool = False,
        flashes: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = rows
        self.icons = icons
        self.themes = icons.themes
        self.inks = Inks(icons.themes)
        self.zebra = row_height == DENSE
        self.two_lines = row_height >= TWO_LINES
        self.dimmed = False
        self.hovered_row = -1
        self.letter_keys = True
        self.flash = RowFlash(icons.themes, self) if flashes else None
        self._row_height = row_height
        self._waiting = False
        self._reported: set[str] = set()
        self.header = TableHeader(
            rows.columns, self.inks, height=24 if self.zebra else 28, parent=self
        )
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._build(several)
        self.themes.changed.connect(self._on_themes_changed)

    def _build(self, several: bool) -> None:
        self.setHorizontalHeader(self.header)
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.addScrollBarWidget(HeaderCap(self.header), Qt.AlignmentFlag.AlignTop)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fix_row_height()
        for number, column in enumerate(self.rows.columns):
            self.setItemDelegateForColumn(number, delegate_for(column.kind, self))
        self.header.start()
        self._figures = FigureRoom(self)
        self.doubleClicked.connect(self._on_double_clicked)
        if self.flash is not None:
            self.flash.faded.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # What it is told

    def set_delegate(self, key: str, delegate: CellDelegate) -> None:
        """Have a page's own delegate paint the column with this key."""
        self.setItemDelegateForColumn(self.rows.position(key), delegate)

    def set_waiting(self, waiting: bool) -> None:
        """Show grey bars while nothing is there yet."""
        self._waiting = waiting
        self.viewport().update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Show figures as old ones, in text3."""
        self.dimmed = dimmed
        self.viewport().update()

    def report(self, column: AnyColumn, error: Exception) -> None:
        """Hand a bug in a column's description to the crash report, once, not at each repaint."""
        if column.key not in self._reported:
            self._reported.add(column.key)
            sys.excepthook(type(error), error, error.__traceback__)

    # What it tells

    @property
    def row_pixels(self) -> int:
        """Height of a row on screen."""
        return self.verticalHeader().defaultSectionSize()

    def visible_rows(self) -> tuple[int, int]:
        """First and last row in view; (0, -1) where there is none."""
        if not self.rows.total:
            return 0, -1
        top = self.verticalScrollBar().value()
        first = top // self.row_pixels
        last = (top + max(self.viewport().height(), 1) - 1) // self.row_pixels
        return min(first, self.rows.total - 1), min(last, self.rows.total - 1)

    def shown_columns(self) -> tuple[AnyColumn, ...]:
        """The columns that are to be shown, with room or not, in the order in which they stand."""
        order = (self.header.logicalIndex(place) for place in range(self.header.count()))
        return tuple(self.rows.columns[number] for number in order if self.header.is_chosen(number))

    def current_row(self) -> Any | None:
        """The row with the current cell; None where there is none or it isn't loaded."""
        index = self.currentIndex()
        return self.rows.peek(index.row()) if index.isValid() else None

    def selected_ranges(self) -> list[tuple[int, int]]:
        """First and last row of each run of selected rows, from the top."""
        selection = self.selectionModel().selection()
        parts = (selection.at(number) for number in range(selection.size()))
        runs: list[tuple[int, int]] = []
        for top, bottom in sorted((part.top(), part.bottom()) for part in parts):
            if runs and top <= runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], max(bottom, runs[-1][1]))
            else:
                runs.append((top, bottom))
        return runs

    def selected_count(self) -> int:
        """How many rows are selected, loaded or not."""
        return sum(bottom - top + 1 for top, bottom in self.selected_ranges())

    def go_to(self, at: int) -> None:
        """Select a row and bring it into view."""
        if 0 <= at < self.rows.total:
            column = max(self.currentIndex().column(), 0)
            if self.header.isSectionHidden(column):
                column = self.header.logicalIndexAt(0)
            self.setCurrentIndex(self.rows.index(at, column))

    @Slot()
    def enter(self) -> None:
        """Take the focus from the search field; the first row is current if none was."""
        if self.isVisible():
            self.setFocus()
            if not self.currentIndex().isValid():
                self.go_to(0)

    # Keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (row := self.current_row()) is not None:
                self.opened.emit(row)
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
        elif key == Qt.Key.Key_Menu:
            self._open_menu_at_current()
        elif self._is_letter(event, Qt.Key.Key_Slash):
            self.search_wanted.emit()
        elif self._is_letter(event, Qt.Key.Key_J):
            self.go_to(self.currentIndex().row() + 1)
        elif self._is_letter(event, Qt.Key.Key_K):
            self.go_to(self.currentIndex().row() - 1)
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Home and End go to the first and last row, not column."""
        column = max(self.currentIndex().column(), 0)
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.rows.index(0, column)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.rows.index(self.rows.total - 1, column)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would walk through all rows, loaded or not; searching is for the source."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    # Painting and size

    def resizeEvent(self, event: QResizeEvent) -> None:
        # First the columns: else Qt would show a scroll bar for their old widths for a moment.
        beside = self.width() - self.viewport().width()
        self.header.fit(self.viewport().width(), max(INSIDE, EDGE - beside))
        super().resizeEvent(event)
        self.looked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._waiting and not self.rows.total:
            self._paint_bones()

    def sizeHintForColumn(self, column: int) -> int:
        """Width of a title and the cells in view, for a double click on the header's edge."""
        described = self.rows.columns[column]
        delegate = self.itemDelegateForColumn(column)
        widths = [self.header.title_width(column)]
        if isinstance(delegate, CellDelegate):
            first, last = self.visible_rows()
            padding = sum(self.header.padding(column)) + 1
            found = (self.rows.peek(at) for at in range(first, last + 1))
            widths += [
                delegate.content_width(described, row) + padding for row in found if row is not None
            ]
        return max(widths)

    def _paint_bones(self) -> None:
        """Rows of grey bars over the whole height, for the columns there are."""
        painter = QPainter(self.viewport())
        height = self.row_pixels
        for at in range(self.viewport().height() // height + 1):
            for number, column in enumerate(self.rows.columns):
                if self.header.isSectionHidden(number):
                    continue
                left, right = self.header.padding(number)
                start = self.header.sectionViewportPosition(number)
                cell = QRect(start, at * height, self.header.sectionSize(number), height)
                paint_bone(painter, self.inks, cell.adjusted(left, 0, -right, 0), column, at)
            line = QRect(0, (at + 1) * height - 1, self.viewport().width(), 1)
            painter.fillRect(line, self.inks.color("border"))
        painter.end()

    def _fix_row_height(self) -> None:
        sections = self.verticalHeader()
        # A larger minimum would resize the rows first, and the default then passes them over.
        sections.setMinimumSectionSize(1)
        sections.setDefaultSectionSize(self.themes.px(self._row_height))
        sections.setMinimumSectionSize(self.themes.px(DENSE))
        self.verticalScrollBar().setSingleStep(sections.defaultSectionSize())

    def _is_letter(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Whether a single-letter key was pressed and such keys are on."""
        return (
            self.letter_keys
            and event.key() == key
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        )

    def _hover(self, at: int) -> None:
        if at == self.hovered_row:
            return
        for row in (self.hovered_row, at):
            if row >= 0:
                top = self.rowViewportPosition(row)
                self.viewport().update(0, top, self.viewport().width(), self.row_pixels)
        self.hovered_row = at

    def _open_menu_at_current(self) -> None:
        cell = self.visualRect(self.currentIndex())
        self.menu_wanted.emit(self.viewport().mapToGlobal(cell.bottomLeft()))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.inks = Inks(self.themes)
        self.header.set_inks(self.inks)
        self._fix_row_height()
        self._figures.restart()
        self.viewport().update()

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if (row := self.rows.peek(index.row())) is not None:
            self.opened.emit(row)

    @Slot(int)
    def _on_scrolled(self, _value: int) -> None:
        # The pointer stays while the rows move below it.
        where = self.viewport().mapFromGlobal(self.cursor().pos())
        inside = self.viewport().rect().contains(where) and self.hovered_row >= 0
        self._hover(self.rowAt(where.y()) if inside else -1)
        self.looked.emit()
