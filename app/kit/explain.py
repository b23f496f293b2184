"""Why this number? Any amount says in a sentence and a tree how it came about."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from app.kit.actions import Action
from app.kit.icons import Icons
from app.kit.menus import build_menu
from app.kit.messages import Messages
from app.kit.painting import Painted, paint_focus_ring
from app.kit.report_dialog import ReportDialog

translate = QCoreApplication.translate

INDENT = "    "
WIDTH = 720
_LINES_SEEN = (3, 18)
_LINE_HEIGHT, _EDGES = 18, 22
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a number came about.

    sentence: for a person in a hurry. tree: lines, each below what it makes, set in by INDENT.
    """

    sentence: str
    tree: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything, to be copied."""
        return "\n".join([self.sentence, "", *self.tree, ""])


class ExplanationDialog(ReportDialog):
    """Shows a sentence above its tree, to be copied."""

    def __init__(self, icons: Icons, why: Explanation, parent: QWidget) -> None:
        lines = min(max(len(why.tree), _LINES_SEEN[0]), _LINES_SEEN[1])
        super().__init__(
            icons,
            translate("ExplanationDialog", "Why this number?"),
            why.sentence,
            "\n".join(why.tree),
            name="why",
            label=translate("ExplanationDialog", "How it came about"),
            icon="help",
            report=why.text,
            width=WIDTH,
            height=lines * _LINE_HEIGHT + _EDGES,
            parent=parent,
        )
        self.why = why


@dataclass(frozen=True, slots=True)
class _Amount:
    title: Callable[[], str]
    why: Callable[[], Explanation | None]


class ExplainableArea(QObject):
    """Lets the amounts in a part of the window be asked why they are what they are.

    Alt+click and the context menu ask an amount; the whole part is one stop of the tab key,
    where Enter and the menu key (Shift+F10) offer all of its amounts.
    """

    def __init__(self, area: QWidget, icons: Icons, messages: Messages, *, label: str) -> None:
        super().__init__(area)
        self._area, self._icons, self._messages = area, icons, messages
        self._amounts: dict[QWidget, _Amount] = {}
        self.menu: QMenu | None = None
        self._ring = _Ring(icons, area)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if not area.accessibleName():
            area.setAccessibleName(label)
        area.setAccessibleDescription(self.tr("Enter asks why an amount is what it is"))
        area.installEventFilter(self)

    def add(
        self, amount: QWidget, title: Callable[[], str], why: Callable[[], Explanation | None]
    ) -> None:
        """Let an amount be asked.

        title: its name now. why: the answer, worked out in microseconds; None while there is no
        number.
        """
        self._amounts[amount] = _Amount(title, why)

    def ask(self, amount: QWidget) -> None:
        """Show why an amount is what it is."""
        why = self._amounts[amount].why()
        if why is not None:
            self._messages.show(ExplanationDialog(self._icons, why, self._area))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return self._press(event)
        if kind == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            return self._context_menu(event)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            opens = self._area.hasFocus() and event.key() in _OPENING
            return opens and self._offer(self._all(), self._area.mapToGlobal(QPoint(8, 8)))
        if isinstance(event, QFocusEvent):
            self._ring.setVisible(kind == QEvent.Type.FocusIn)
        elif kind == QEvent.Type.Resize:
            self._ring.setGeometry(self._area.rect())
        return False

    def _press(self, event: QMouseEvent) -> bool:
        asks = event.modifiers() & Qt.KeyboardModifier.AltModifier
        amount = self._at(event.position().toPoint()) if asks else None
        if amount is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.ask(amount)
        return True

    def _context_menu(self, event: QContextMenuEvent) -> bool:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self._offer(self._all(), self._area.mapToGlobal(QPoint(8, 8)))
        amount = self._at(event.pos())
        if amount is None or self._amounts[amount].why() is None:
            return False
        item = Action(self.tr("Why this number?"), partial(self.ask, amount), "help")
        return self._offer([item], event.globalPos())

    def _at(self, position: QPoint) -> QWidget | None:
        """The amount that lies there, or whose name does."""
        part = self._area.childAt(position)
        while part is not None and part is not self._area:
            if part in self._amounts:
                return part
            buddy = part.buddy() if isinstance(part, QLabel) else None
            if buddy in self._amounts:
                return buddy
            part = part.parentWidget()
        return None

    def _all(self) -> list[Action]:
        words = self.tr("Why this? {0}")
        return [
            Action(words.format(known.title()), partial(self.ask, amount), "help")
            for amount, known in self._amounts.items()
            if amount.isVisible() and known.why() is not None
        ]

    def _offer(self, items: list[Action], place: QPoint) -> bool:
        if not items:
            return False
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = build_menu(items, self._icons, self._area)
        self.menu.setObjectName("why.menu")
        self.menu.popup(place)
        return True


class _Ring(Painted):
    """The focus ring around a part that has nothing of its own to be focused."""

    def __init__(self, icons: Icons, area: QWidget) -> None:
        super().__init__(icons.themes, area)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(area.rect())
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_focus_ring(QPainter(self), self.themes, QRectF(self.rect()), 4)
