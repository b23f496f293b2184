"""The figures of all compared curves below each other, one column a curve."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.kit.fonts import SMALL, ui_font
from app.kit.numbers import unit
from app.kit.painting import paint_focus_ring
from app.kit.theme import Themes
from app.simulator.view.compare.labels import ComparedFigure, best_of, figures, translate
from app.simulator.view.compare.line_styles import swatch_picture
from app.simulator.view.compare.results import Result

IS_BEST = Qt.ItemDataRole.UserRole + 1
BEST = "★"
_OUTER, _INNER = 16, 8

_Index = QModelIndex | QPersistentModelIndex


class FigureDelegate(QStyledItemDelegate):
    """Cells of a row with a line below; the best is bold besides its star."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        text = f"{BEST} {index.data()}" if index.data(IS_BEST) else str(index.data())
        width = QFontMetricsF(ui_font(SMALL, 600)).horizontalAdvance(text)
        return QSize(round(width) + 1 + self._themes.px(_OUTER + _INNER), self._themes.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, px = self._themes.current, self._themes.px
        area = QRectF(option.rect)
        last = index.column() == index.model().columnCount() - 1
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("selected"))
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.color("border")
        )
        inner = area.adjusted(
            px(_INNER if index.column() else _OUTER), 0, -px(_OUTER if last else _INNER), 0
        )
        best = bool(index.data(IS_BEST))
        font = ui_font(SMALL, 600 if best else 400)
        painter.setFont(font)
        painter.setPen(theme.color("text" if index.column() else "text2"))
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        star = f"{BEST} " if best else ""
        text = QFontMetricsF(font).elidedText(
            f"{star}{index.data()}", Qt.TextElideMode.ElideMiddle, inner.width()
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, self._themes, area, 2)


ROW_HEIGHT, WIDEST = 28, 200

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FiguresModel(QAbstractTableModel):
    """Rows of figures; the best of a row is bold and has a star."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._swatches: tuple[QPixmap, ...] = ()
        self._rows: tuple[ComparedFigure, ...] = ()
        self._result: Result | None = None
        self._best: list[frozenset[int]] = []

    def show_result(self, result: Result) -> None:
        """Show the end of a comparison."""
        self.beginResetModel()
        self._result = result
        self._rows = figures(unit(result.request.scenario.market.quote))
        self._best = [best_of(row, result.found) for row in self._rows]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default.
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default.
        if parent.isValid() or self._result is None:
            return 0
        return 1 + len(self._result.found)

    def show_swatches(self, swatches: tuple[QPixmap, ...]) -> None:
        """Put these pieces of lines before the names of the curves."""
        self._swatches = swatches
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(swatches))

    def text(self, row: int, column: int) -> str:
        """A cell as it is written, without its star."""
        figure = self._rows[row]
        if not column or self._result is None:
            return figure.title
        return figure.show(figure.value(self._result.found[column - 1]))

    def is_best(self, row: int, column: int) -> bool:
        """Whether a cell has the best value of its row."""
        return column - 1 in self._best[row]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == IS_BEST:
            return self.is_best(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._rows[row].why
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = translate("Compare", "{figure}, the best") if self.is_best(row, column) else ""
            return (words or "{figure}").format(figure=self.text(row, column))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical or self._result is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            labels = [
                translate("Compare", "Figure"),
                *(one.label for one in self._result.found),
            ]
            return labels[section] if section < len(labels) else None
        if role == Qt.ItemDataRole.DecorationRole and 0 < section <= len(self._swatches):
            return self._swatches[section - 1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def lines(self) -> list[tuple[str, ...]]:
        """All cells as they are written, the header first."""
        columns = range(self.columnCount())
        way = Qt.Orientation.Horizontal
        head = tuple(str(self.headerData(column, way)) for column in columns)
        cells = (tuple(self.text(row, at) for at in columns) for row in range(self.rowCount()))
        return [head, *cells]


class FiguresTable(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._slots: tuple[int, ...] = ()
        self.figures = FiguresModel(self)
        self.setObjectName("compare.figures")
        self.setAccessibleName(self.tr("Figures"))
        self.setModel(self.figures)
        self.setShowGrid(False)
        self.setItemDelegate(FigureDelegate(themes, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        # Names often differ at their ends: “Linear” and “Linear, fees inside”.
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        themes.changed.connect(self._fit)
        self._fit()

    def show_result(self, result: Result) -> None:
        """Show the end of a comparison."""
        self._slots = result.request.slots
        self.figures.show_result(result)
        self._fit()

    @Slot()
    def copy(self) -> None:
        """Put all rows on the clipboard, tabs between the cells."""
        lines = ("\t".join(cells) for cells in self.figures.lines())
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        swatches = (swatch_picture(self._themes, slot, ratio) for slot in self._slots)
        self.figures.show_swatches(tuple(swatches))
        self.verticalHeader().setDefaultSectionSize(self._themes.px(ROW_HEIGHT))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Figures share what the names leave; where that is too little, the table scrolls."""
        columns = range(1, self.figures.columnCount())
        if not columns:
            return
        names, room = self.sizeHintForColumn(0), self.viewport().width()
        least = max(self.sizeHintForColumn(column) for column in columns)
        widest = self._themes.px(WIDEST)
        width = max(min((room - names) // len(columns), widest), least)
        self.setColumnWidth(0, max(room - width * len(columns), names))
        for column in columns:
            self.setColumnWidth(column, width)
        bar = self.horizontalScrollBar().sizeHint().height()
        scrolls = names + width * len(columns) > room
        lines = self.figures.rowCount() + 1
        self.setFixedHeight(lines * self._themes.px(ROW_HEIGHT) + 2 + bar * scrolls)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
