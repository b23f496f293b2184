"""Keys that work everywhere in the window, and what every key and click is watched for."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from app.kit.settings import ViewSettings
from app.operators.view.looks_card import LETTER_KEYS

_ACTIVITY = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)


def bind_shortcuts(owner: QWidget, keys: Mapping[str, Callable[[], None]]) -> None:
    """Let each key run its function while the owner's window is in front.

    Text fields take single characters for themselves, as Qt has it.
    """
    for key, run in keys.items():
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(run)


class InputWatch(QObject):
    """Sees every key and click of the program before the widgets do.

    touched: somebody is there. Single-letter keys are kept from shortcuts and tables while they
    are switched off in the settings of this computer.
    """

    touched = Signal()

    def __init__(self, settings: ViewSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def stop(self) -> None:
        """See nothing more."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _ACTIVITY:
            self.touched.emit()
        if kind in _KEYS and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            return self._withheld(watched, event)
        return False

    def _withheld(self, widget: QWidget, event: QKeyEvent) -> bool:
        if not _is_letter(event) or self._settings.flag(LETTER_KEYS, True):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Accepted, it goes to the widget as a plain key and to no shortcut.
            event.accept()
            return True
        return isinstance(widget, QTableView)


def _is_letter(event: QKeyEvent) -> bool:
    """Whether it is a character by itself; space, which presses buttons, is none."""
    return (
        event.text().isprintable() and bool(event.text().strip()) and (event.modifiers() in _PLAIN)
    )
