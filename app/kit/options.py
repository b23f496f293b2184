"""The rows of a choice: what they hold, where they come from, how they are painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.fonts import BODY, CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.painting import paint_avatar, paint_box

ROW_HEIGHT = 32
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Option:
    """A row of a choice. hint: grey at the right. avatar: initials of the text before it."""

    value: object
    text: str
    hint: str = ""
    avatar: bool = False


Give = Callable[[Sequence[Option]], None]
Source = Callable[[str, Give], None]
"""Asks for the options that match a text and passes them on, at once or later."""


def among(options: Sequence[Option]) -> Source:
    """Source of a short, fixed list: every word typed must occur, in any case."""

    def find(text: str, give: Give) -> None:
        words = text.casefold().split()
        give(
            [
                option
                for option in options
                if all(word in f"{option.text} {option.hint}".casefold() for word in words)
            ]
        )

    return find


class OptionModel(QAbstractListModel):
    """The options that match."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.options: tuple[Option, ...] = ()

    def show(self, options: Sequence[Option]) -> None:
        """Offer other options."""
        self.beginResetModel()
        self.options = tuple(options)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        option = self.options[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{option.text} {option.hint}".strip()
        return None


class OptionDelegate(QStyledItemDelegate):
    """Paints an option: initials, text, hint at the right."""

    def __init__(self, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._icons.themes.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, OptionModel):
            return
        rect = QRectF(option.rect)
        state = option.state
        theme = self._icons.themes.current
        if state & QStyle.StateFlag.State_Selected:
            paint_box(painter, rect, 4, theme.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, rect, 4, theme.color("hover"))
        paint_option(painter, self._icons, rect.adjusted(8, 0, -8, 0), model.options[index.row()])


def paint_option(
    painter: QPainter, icons: Icons, rect: QRectF, option: Option, *, greyed: bool = False
) -> None:
    """Paint initials, text and hint of an option into `rect`."""
    themes = icons.themes
    theme, left = themes.current, rect.left()
    if option.avatar:
        side = themes.px(20)
        top = rect.center().y() - side / 2
        paint_avatar(painter, themes, QRectF(left, top, side, side), option.text)
        left += side + themes.px(8)
    hint_width = 0.0
    if option.hint:
        painter.setFont(ui_font(CAPTION))
        hint_width = painter.fontMetrics().horizontalAdvance(option.hint) + 8
        painter.setPen(theme.color("text3"))
        painter.drawText(
            rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, option.hint
        )
    painter.setFont(ui_font(BODY))
    painter.setPen(theme.color("disabled" if greyed else "text"))
    room = QRectF(left, rect.top(), rect.right() - left - hint_width, rect.height())
    text = painter.fontMetrics().elidedText(
        option.text, Qt.TextElideMode.ElideRight, int(room.width())
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
