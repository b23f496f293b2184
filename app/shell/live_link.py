"""Brings what other windows and processes commit to the views of this one."""

from PySide6.QtCore import QObject, Signal, Slot

from app.db.database import Database
from app.db.live import ConnectionLost, Watcher
from app.kit.tasks import Tasks


class LiveLink(QObject):
    """Listens while a workspace is open; the watcher's thread is heard by queued signals.

    lost: the connection is gone, with the seconds until the next try. back: it is there again.
    """

    lost = Signal(float)
    back = Signal()
    _heard = Signal(object)
    _linked = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._heard.connect(tasks.changed)
        self._linked.connect(self._on_linked)
        self._watcher = Watcher(database, self._heard.emit, self._linked.emit)
        self._watcher.start()

    def stop(self) -> None:
        """Hear nothing more."""
        self._watcher.stop()

    @Slot(object)
    def _on_linked(self, link: object) -> None:
        if isinstance(link, ConnectionLost):
            self.lost.emit(link.seconds)
        else:
            self.back.emit()
