"""Rows of the room list: what they hold and how they are painted."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.fonts import CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.numbers import DASH, compact, grouped, percent, unit
from app.kit.painting import paint_focus_ring, paint_triangle
from app.vending.queries import MarketRow

HEIGHT = 44
_BAR, _PADDING, _SIGN = 3, 12, 8
_LONGEST_EXACT = 10**9
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class RoomModel(QAbstractListModel):
    """Rooms in their order; where the order stays, rows only change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[MarketRow, ...] = ()
        self.mixed = False

    def set_mixed(self, mixed: bool) -> None:
        """Whether rooms are priced in different assets, so that each row names its own."""
        self.mixed = mixed

    def show(self, rows: Sequence[MarketRow]) -> None:
        """Show these rooms."""
        before, fresh = self.rows, tuple(rows)
        if before == fresh:
            return
        if [row.id for row in before] == [row.id for row in fresh]:
            self.rows = fresh
            changed = [at for at, row in enumerate(fresh) if row != before[at]]
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self.rows = fresh
        self.endResetModel()

    def place_of(self, room: int | None) -> int | None:
        """Where a room stands; None where it isn't listed."""
        return next((at for at, row in enumerate(self.rows) if row.id == room), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            change = percent(row.change, sign=True)
            price = f"{grouped(row.price)} {unit(row.quote)}"
            return f"{row.name} ({row.symbol}), {price}, {change}"
        return None


class RoomDelegate(QStyledItemDelegate):
    """Name and price above, symbol and change of 24 hours below."""

    def __init__(self, icons: Icons, view: QListView) -> None:
        super().__init__(view)
        self._icons = icons
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._icons.themes.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, RoomModel):
            return
        row, rect = model.rows[index.row()], QRectF(option.rect)
        themes = self._icons.themes
        theme, state = themes.current, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = "selected" if chosen else "hover" if hovered else "panel"
        painter.fillRect(rect, theme.color(ground))
        if chosen:
            painter.fillRect(
                QRectF(rect.left(), rect.top(), _BAR, rect.height()), theme.color("accent")
            )
        line = themes.px(18)
        middle = rect.center().y()
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        upper = QRectF(inner.left(), middle - line + 1, inner.width(), line)
        lower = QRectF(inner.left(), middle, inner.width(), line)
        exact = row.price < _LONGEST_EXACT
        price = grouped(row.price) if exact else compact(row.price)
        used = self._write(painter, upper, price, ui_font(SMALL), "text", _RIGHT)
        name = upper.adjusted(0, 0, -used - 8, 0)
        self._write(painter, name, row.name, ui_font(SMALL, 600), "text", _LEFT)
        used = self._paint_change(painter, lower, row)
        below = f"{row.symbol} · {unit(row.quote)}" if model.mixed else row.symbol
        self._write(
            painter, lower.adjusted(0, 0, -used - 8, 0), below, ui_font(CAPTION), "text3", _LEFT
        )
        if chosen and self._view.hasFocus():
            paint_focus_ring(painter, themes, rect.adjusted(_BAR + 1, 0, 0, 0), 2)

    def _paint_change(self, painter: QPainter, rect: QRectF, row: MarketRow) -> float:
        if row.price_before is None:
            return self._write(painter, rect, DASH, ui_font(SMALL), "text3", _RIGHT)
        change = row.change
        token = "buy" if change > 0 else "sell" if change < 0 else "text3"
        text = percent(abs(change)) if abs(change) < 10_000 else f"{compact(abs(change))}\u202f%"
        used = self._write(painter, rect, text, ui_font(SMALL), token, _RIGHT)
        if change:
            side = self._icons.themes.px(_SIGN)
            box = QRectF(rect.right() - used - side - 4, rect.center().y() - side / 2, side, side)
            paint_triangle(painter, box, change > 0, self._icons.themes.current.color(token))
            used += side + 4
        return used

    def _write(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        font: QFont,
        token: str,
        side: Qt.AlignmentFlag,
    ) -> float:
        """Write a text that ends in an ellipsis where room is short; how wide it is."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
        painter.setFont(font)
        painter.setPen(self._icons.themes.current.color(token))
        painter.drawText(rect, side, shown)
        return metrics.horizontalAdvance(shown)
