"""The lines of the command palette: what they hold, whether they match, how they are painted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.buttons import native_key
from app.kit.fonts import BODY, CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.painting import paint_box, paint_key_cap

ROW = 32
HEAD = 28

CHOICE = Qt.ItemDataRole.UserRole + 1
"""Role under which a model holds the Choice of a line."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Choice:
    """A line: something to do, or a heading or remark, which has no `run`.

    hint: grey, behind the title. key: as in `Ctrl+E`. denied: can't be done now; hint says why.
    """

    title: str
    hint: str = ""
    icon: str = ""
    key: str = ""
    run: Callable[[], None] | None = None
    denied: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether there is nothing to do in this line."""
        return self.run is None and not self.denied


def matches(text: str, title: str) -> bool:
    """Whether every word typed occurs in the title, whatever the case."""
    folded = title.casefold()
    return all(word in folded for word in text.casefold().split())


def split_match(title: str, typed: str) -> Iterator[tuple[str, bool]]:
    """The title in parts, each with whether it is one of the words typed."""
    # Longer words first: of two that begin alike the longer one is to be marked.
    words = sorted(typed.split(), key=len, reverse=True)
    if not words:
        yield title, False
        return
    pattern = "|".join(map(re.escape, words))
    for number, part in enumerate(re.split(f"({pattern})", title, flags=re.IGNORECASE)):
        if part:
            yield part, number % 2 == 1


class ChoiceRows(QStyledItemDelegate):
    """Paints headings, titles with the words typed in accent, hints and keys."""

    def __init__(self, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons
        self.typed = ""

    def height_of(self, choice: Choice) -> int:
        """Pixels on screen."""
        return self._icons.themes.px(HEAD if choice.is_heading else ROW)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self.height_of(index.data(CHOICE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        choice: Choice = index.data(CHOICE)
        box: QRect = option.rect
        painter.save()
        if choice.is_heading:
            self._paint_heading(painter, box, choice)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_choice(painter, box, choice, chosen=chosen)
        painter.restore()

    def _paint_heading(self, painter: QPainter, box: QRect, choice: Choice) -> None:
        themes = self._icons.themes
        px = themes.px
        painter.setFont(ui_font(CAPTION))
        painter.setPen(themes.current.color("text3"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box.adjusted(px(16), 0, -px(16), -px(6)), flags, choice.title)

    def _paint_choice(self, painter: QPainter, box: QRect, choice: Choice, *, chosen: bool) -> None:
        theme, px = self._icons.themes.current, self._icons.themes.px
        if chosen:
            paint_box(
                painter, QRectF(box).adjusted(px(4), 0, -px(4), 0), 6, theme.color("selected")
            )
        side = px(16)
        token = "disabled" if choice.denied else "accent" if chosen else "text2"
        ratio = painter.device().devicePixelRatioF()
        mark = self._icons.pixmap(choice.icon or "arrow-right", side, token, ratio)
        painter.drawPixmap(box.left() + px(16), box.top() + (box.height() - side) // 2, mark)
        right = self._paint_key(painter, box, choice.key)
        ink = theme.color("disabled" if choice.denied else "text")
        left = self._paint_title(painter, box, choice, ink, right)
        painter.setFont(ui_font(SMALL))
        painter.setPen(theme.color("text3"))
        room = QRect(left + px(10), box.top(), max(right - left - px(18), 0), box.height())
        hint = painter.fontMetrics().elidedText(
            choice.hint, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, hint)

    def _paint_title(
        self, painter: QPainter, box: QRect, choice: Choice, ink: QColor, right: int
    ) -> int:
        px = self._icons.themes.px
        accent = self._icons.themes.current.color("accent")
        left = box.left() + px(44)
        for part, found in split_match(choice.title, self.typed):
            painter.setFont(ui_font(BODY, 600 if found else 400))
            painter.setPen(accent if found and not choice.denied else ink)
            room = max(right - left, 0)
            text = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, room)
            line = QRect(left, box.top(), room, box.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
            left += painter.fontMetrics().horizontalAdvance(text)
        return left

    def _paint_key(self, painter: QPainter, box: QRect, key: str) -> int:
        """Key caps at the right end; returns where they begin."""
        themes = self._icons.themes
        px = themes.px
        right, height = box.right() - px(12), px(17)
        painter.setFont(ui_font(CAPTION))
        for cap in reversed([part for part in native_key(key).split("+") if part]):
            width = max(height, painter.fontMetrics().horizontalAdvance(cap) + px(9))
            top = box.top() + (box.height() - height) // 2
            paint_key_cap(painter, themes, QRectF(right - width, top, width, height), cap)
            right -= width + px(4)
        return right
