"""How a cell is painted: ground, accent bar, bottom line, focus ring, and text by default."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.kit.numbers import DASH
from app.kit.painting import paint_box, paint_focus_ring
from app.kit.table.columns import AnyColumn
from app.kit.table.inks import LEFT, SIDES, Face, Inks

if TYPE_CHECKING:
    from app.kit.table.view import TableView

BAR_WIDTH = 3
GAP = 8
_BONES = (72, 56, 84, 64)
_BONE_HEIGHT = 8


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a text column; other kinds of columns paint the content otherwise."""

    def __init__(self, view: "TableView") -> None:
        super().__init__(view)
        self.view = view

    @property
    def inks(self) -> Inks:
        """Colours and fonts of now."""
        return self.view.inks

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        at, section = index.row(), index.column()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        row = self.view.rows.row_at(at)
        self.paint_ground(painter, rect, at, selected)
        if row is not None and not selected:
            self._paint_light(painter, rect, row.id)
        left, right = self.view.header.padding(section)
        first = self.view.header.is_first(section)
        if selected and first:
            bar = QRect(rect.left(), rect.top(), BAR_WIDTH, rect.height())
            painter.fillRect(bar, self.inks.color("accent"))
        inner = rect.adjusted(left, 0, -right, 0)
        column = self.view.rows.columns[section]
        if row is None:
            paint_bone(painter, self.inks, inner, column, at)
        else:
            self._paint_content_safely(painter, inner, column, row)
        if state & QStyle.StateFlag.State_HasFocus:
            ring = rect.adjusted(BAR_WIDTH + 1 if first else 0, 0, 0, 0)
            paint_focus_ring(painter, self.inks.themes, QRectF(ring), 2)

    def paint_ground(self, painter: QPainter, rect: QRect, at: int, selected: bool) -> None:
        """What lies under the content of every cell of a row."""
        view = self.view
        if selected:
            token = "selected"
        elif at == view.hovered_row:
            token = "hover"
        elif view.zebra and at % 2:
            token = "raised"
        else:
            token = "panel"
        painter.fillRect(rect, self.inks.color(token))
        if not view.zebra:
            line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
            painter.fillRect(line, self.inks.color("border"))

    def _paint_light(self, painter: QPainter, rect: QRect, row_id: int) -> None:
        """The fading tint of a row that has just come in."""
        share = self.view.flash.share(row_id) if self.view.flash is not None else 0.0
        if share:
            tint = QColor(self.inks.color("selected"))
            tint.setAlphaF(share)
            painter.fillRect(rect, tint)

    def _paint_content_safely(
        self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any
    ) -> None:
        try:
            self.paint_content(painter, rect, column, row)
        except Exception as error:  # noqa: BLE001 - leaving a paint function, an error can crash Qt
            self.view.report(column, error)

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        """Text, with the muted one behind it, or below it in rows of two lines."""
        secondary = column.secondary(row) if column.secondary is not None else ""
        face = self.face(column)
        text = column.text(row)
        if secondary and self.view.two_lines:
            upper, lower = _halves(rect, face.metrics.lineSpacing())
            side = SIDES[column.side]
            self.inks.write(painter, upper, text, face, self.token(column, row, text), side)
            self.inks.write(painter, lower, secondary, self.inks.caption, "text3", side)
            return
        token = self.token(column, row, text)
        used = self.inks.write(painter, rect, text, face, token, SIDES[column.side])
        rest = rect.adjusted(used + GAP, 0, 0, 0)
        if secondary and rest.width() > GAP:
            self.inks.write(painter, rest, secondary, self.inks.caption, "text3", LEFT)

    def face(self, column: AnyColumn) -> Face:
        """Font of the text."""
        return self.inks.name if column.bold else self.inks.cell

    def token(self, column: AnyColumn, row: Any, text: str) -> str:
        """Colour of the text: the row's tone, muted where nothing is there or all is old."""
        if self.view.dimmed or text == DASH:
            return "text3"
        return column.tone_of(row) or "text"

    def content_width(self, column: AnyColumn, row: Any) -> int:
        """Pixels that the content takes where there is room."""
        width = self.face(column).width(column.text(row))
        secondary = column.secondary(row) if column.secondary is not None else ""
        if not secondary:
            return width
        beside = self.inks.caption.width(secondary)
        return max(width, beside) if self.view.two_lines else width + GAP + beside

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        left, right = self.view.header.padding(index.column())
        row = self.view.rows.peek(index.row())
        column = self.view.rows.columns[index.column()]
        width = 0 if row is None else self.content_width(column, row)
        return QSize(left + width + right, self.view.rowHeight(index.row()))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the whole text of a cell that shows it shortened."""
        shown = super().helpEvent(event, view, option, index)
        if event.type() != QEvent.Type.ToolTip or QToolTip.isVisible():
            return shown
        row = self.view.rows.peek(index.row())
        if row is None or self.sizeHint(option, index).width() <= option.rect.width():
            return shown
        column = self.view.rows.columns[index.column()]
        QToolTip.showText(event.globalPos(), column.text(row), view)
        return True


def paint_bone(painter: QPainter, inks: Inks, rect: QRect, column: AnyColumn, at: int) -> None:
    """The grey bar that stands for a text not yet loaded; its length only looks by chance."""
    share = _BONES[(at * 3 + len(column.title)) % len(_BONES)] / 100
    width = round(min(rect.width(), inks.px(96)) * share)
    height = inks.px(_BONE_HEIGHT)
    left = rect.right() - width + 1 if column.side == "right" else rect.left()
    bone = QRectF(left, rect.center().y() - height / 2 + 1, width, height)
    paint_box(painter, bone, 4, fill=inks.color("skeleton"))


def _halves(rect: QRect, line: int) -> tuple[QRect, QRect]:
    """Rectangles of two lines in the middle of a cell."""
    middle = rect.top() + rect.height() // 2
    upper = QRect(rect.left(), middle - line, rect.width(), line)
    return upper, QRect(rect.left(), middle, rect.width(), line)
