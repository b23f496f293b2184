"""Buttons that open a menu: filters of a toolbar, and further actions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.kit.actions import DIVIDER, Action
from app.kit.buttons import Button, IconButton
from app.kit.icons import Icons
from app.kit.round_window import round_window


class RoundMenu(QMenu):
    """A menu whose round corners let through what is behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "round")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        round_window(self)


def build_menu(items: Sequence[Action], icons: Icons, parent: QWidget) -> QMenu:
    """A menu of these entries."""
    menu = RoundMenu(parent)
    for item in items:
        if item is DIVIDER:
            menu.addSeparator()
            continue
        action = QAction(f"{item.text} – {item.denied}" if item.denied else item.text, menu)
        if item.icon:
            action.setIcon(icons.icon(item.icon, "error" if item.danger else "text2"))
        if item.shortcut:
            action.setShortcut(QKeySequence(item.shortcut))
            action.setShortcutVisibleInContextMenu(True)
        action.setEnabled(item.enabled)
        action.triggered.connect(item.run)
        menu.addAction(action)
    return menu


class MenuButton(Button):
    """A filter: shows its subject and what is chosen, opens a menu of the options.

    subject: `Stage`; the button then reads `Stage: all`. options: value and text each; the
    first one is the one that filters nothing. chosen: the value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        subject: str,
        options: Sequence[tuple[object, str]],
        icons: Icons,
        *,
        name: str,
        icon: str = "",
        extent: str = "small",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            subject,
            icons,
            name=name,
            icon=icon,
            extent=extent,
            trailing="chevron-down",
            parent=parent,
        )
        self._subject = subject
        self._menu = RoundMenu(self)
        self._menu.setObjectName(f"{name}_menu")
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_action_triggered)
        self._value: object = None
        self.set_options(options)
        self.clicked.connect(self.open_menu)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Offer other options; the choice stays if it is still among them."""
        for action in self._group.actions():
            self._group.removeAction(action)
        self._menu.clear()
        values = [value for value, _text in options]
        if options and self._value not in values:
            self._value = values[0]
        for value, text in options:
            action = QAction(text, self._menu)
            action.setCheckable(True)
            action.setData(_Choice(value))
            action.setChecked(value == self._value)
            self._group.addAction(action)
            self._menu.addAction(action)
        self._show_choice()

    def value(self) -> object:
        """What is chosen."""
        return self._value

    def set_value(self, value: object) -> None:
        """Choose, without a signal; a value that is no option changes nothing."""
        for action in self._group.actions():
            if action.data().value == value:
                action.setChecked(True)
                self._value = value
        self._show_choice()

    @Slot()
    def open_menu(self) -> None:
        """Show the options below the button."""
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    @Slot(QAction)
    def _on_action_triggered(self, action: QAction) -> None:
        self._value = action.data().value
        self._show_choice()
        self.chosen.emit(self._value)

    def _show_choice(self) -> None:
        actions = self._group.actions()
        chosen = next((action.text() for action in actions if action.isChecked()), "")
        filters = bool(actions) and not actions[0].isChecked()
        shown = f"{self._subject}: {chosen}" if self._subject and chosen else chosen
        self.setText(shown or self._subject)
        self.set_active(filters and bool(self._subject))


class MoreButton(IconButton):
    """Three dots with the actions that are seldom wanted; `items` is asked at each opening."""

    def __init__(
        self,
        items: Callable[[], Sequence[Action]],
        icons: Icons,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("more", "", icons, name=name, token="text", parent=parent)
        self.set_look("more", self.tr("More actions"))
        self._items = items
        self._menu: QMenu | None = None
        self.clicked.connect(self.open_menu)

    @Slot()
    def open_menu(self) -> None:
        """Show the actions below the button."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = build_menu(self._items(), self.icons, self)
        corner = self.mapToGlobal(QPoint(self.width(), self.height() + 4))
        self._menu.popup(corner - QPoint(self._menu.sizeHint().width(), 0))


@dataclass(frozen=True)
class _Choice:
    """Keeps a Python value whole on its way through QVariant, big integers included."""

    value: object
