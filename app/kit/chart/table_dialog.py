"""The points of a chart as a table, for those who can't or don't want to read it as a picture."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from app.kit.layouts import in_column
from app.kit.numbers import grouped

_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Rows of texts; whole numbers are shown grouped, and everything but the first to the right."""

    def __init__(self, rows: Sequence[Sequence[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._header, self._rows = rows[0], rows[1:]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default.
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default.
        return 0 if parent.isValid() else len(self._header)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return grouped(int(text)) if text.isdecimal() else text
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical or not section < len(self._header):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._header[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def plain(self, row: int, column: int) -> str:
        """The text of a cell as it is copied."""
        return self._rows[row][column]


class TableDialog(QDialog):
    """Shows rows whose first one is the header; what is selected can be copied."""

    def __init__(
        self, title: str, summary: str, rows: Sequence[Sequence[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chart.table_dialog")
        self.setWindowTitle(title)
        self.model = RowsModel(rows, self)
        text = QLabel(summary, self)
        text.setWordWrap(True)
        text.setProperty("role", "t2")
        self.table = QTableView(self)
        self.table.setObjectName("chart.table")
        self.table.setAccessibleName(title)
        self.table.setAccessibleDescription(summary)
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        stretch = QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        # The style's own picture is in other colours than the icons here.
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.activated.connect(self.copy)
        in_column(text, (self.table, 1), buttons, within=self, margins=None)
        self.resize(720, 480)

    def copy(self) -> None:
        """Put the selected rows, or all, on the clipboard: tabs between plain figures."""
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = chosen or range(self.model.rowCount())
        columns = range(self.model.columnCount())
        lines = ("\t".join(self.model.plain(row, column) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))
