"""Paints the cells of the figures: names left, figures right, a star before the best."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.kit.fonts import SMALL, ui_font
from app.kit.painting import paint_focus_ring
from app.kit.theme import Themes

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
