"""When the window locks by itself, and what is out of sight while it is locked."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.db.clock import Clock
from app.operators.signing_in import IdleLock

LOOK_MS = 5_000


class IdleWatch(QObject):
    """Says `due` when nobody has touched anything for as long as the workspace wants.

    It runs from `start` to `stop`.
    """

    due = Signal()

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lock: IdleLock | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Count from now; 0 minutes means never."""
        self._lock = IdleLock(minutes, self._clock)
        self._timer.start()

    def stop(self) -> None:
        """Nothing is to be locked."""
        self._lock = None
        self._timer.stop()

    @Slot()
    def touch(self) -> None:
        """Somebody is there."""
        if self._lock is not None:
            self._lock.touch()

    @Slot()
    def look(self) -> None:
        """See whether it is time."""
        if self._lock is not None and self._lock.is_due():
            self.due.emit()


def hide_other_windows(window: QWidget) -> list[QWidget]:
    """Hide all that stands before or beside the window; returns what may be shown again.

    Dialogs and menus are given up; charts in windows of their own come back.
    """
    kept = []
    for other in QApplication.topLevelWidgets():
        if other is window or not other.isVisible():
            continue
        if isinstance(other, QDialog):
            other.reject()
        else:
            if other.windowType() == other.windowType().Window:
                kept.append(other)
            other.hide()
    return kept
