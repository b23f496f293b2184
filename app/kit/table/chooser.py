"""The column chooser: which columns are shown, in which order and how wide."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.kit.buttons import IconButton
from app.kit.icons import Icons
from app.kit.table.header import TableHeader


class ColumnMenu(QMenu):
    """Ticks for the columns, and what can be done with the one under the pointer.

    The menu stays open while columns are ticked, so that several can be changed in one go.
    section: number of the column under the pointer, -1 for none.
    """

    def __init__(self, header: TableHeader, section: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._header = header
        self._section = section
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Columns"))
        if section >= 0:
            self._add_moves()
        self._ticks: dict[int, QAction] = {}
        for place in range(header.count()):
            self._add_tick(header.logicalIndex(place))
        self.addSeparator()
        reset = self.addAction(self.tr("Reset columns"))
        reset.setObjectName("table.columns_reset")
        reset.triggered.connect(header.put_back)

    def _add_moves(self) -> None:
        left = self.addAction(self.tr("Move left"))
        left.setObjectName("table.column_left")
        left.triggered.connect(self._on_left_triggered)
        right = self.addAction(self.tr("Move right"))
        right.setObjectName("table.column_right")
        right.triggered.connect(self._on_right_triggered)
        self.addSeparator()

    def _add_tick(self, number: int) -> None:
        column = self._header.columns[number]
        tick = self.addAction(column.title)
        tick.setObjectName(f"table.column_{column.key}")
        tick.setCheckable(True)
        tick.setToolTip(column.tip)
        self._ticks[number] = tick
        tick.toggled.connect(self._on_tick_toggled)
        self._show_ticks()

    def _show_ticks(self) -> None:
        for number, tick in self._ticks.items():
            shown = self._header.is_chosen(number)
            tick.blockSignals(True)
            tick.setChecked(shown)
            tick.setEnabled(not shown or self._header.can_hide(number))
            tick.blockSignals(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
        else:
            super().keyPressEvent(event)

    @Slot(bool)
    def _on_tick_toggled(self, shown: bool) -> None:
        for number, tick in self._ticks.items():
            if tick.isChecked() != self._header.is_chosen(number):
                self._header.show_column(number, shown)
        self._show_ticks()

    @Slot()
    def _on_left_triggered(self) -> None:
        self._header.move_column(self._section, -1)

    @Slot()
    def _on_right_triggered(self) -> None:
        self._header.move_column(self._section, 1)


class ColumnsButton(IconButton):
    """Opens the column chooser; so does a right click on the header."""

    def __init__(
        self, header: TableHeader, icons: Icons, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("columns", "", icons, name=f"{name}_columns", parent=parent)
        self.set_look("columns", self.tr("Columns"))
        self._header = header
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        place = self.mapToGlobal(QPoint(0, self.height() + 4))
        self._header.columns_wanted.emit(place, -1)
