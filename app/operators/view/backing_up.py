"""Backs the open workspace up to a file that the person names."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.db.backup import BackupInfo, backup
from app.kit.files import FileKind, ask_save_path
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.progress import Progress

ENDING = "db"


class BackingUp(QObject):
    """Asks for a file and writes the backup beside the work that goes on."""

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._parent = parent

    @property
    def denied(self) -> str:
        """Why this operator may not; empty if they may."""
        return needs(self._desk, Permission.BACKUP)

    def ask(self) -> None:
        """Ask for the file to write."""
        day = self._context.zone.local(self._context.zone.now())
        name = f"{self._desk.database.location.name}-{day:%Y-%m-%d}".replace("/", "-")
        ask_save_path(
            self._parent,
            self.tr("Back up the workspace"),
            name,
            [FileKind(ENDING, "Tokendesk")],
            self._context.settings,
            self._on_chosen,
        )

    def _on_chosen(self, path: Path, _kind: FileKind) -> None:
        self.write(path)

    def write(self, path: Path) -> None:
        """Write the backup; how far it is and how to stop it stands in the status bar."""
        desk = self._desk

        def work(progress: Progress) -> BackupInfo:
            desk.require(Permission.BACKUP)
            # The file dialog has asked whether an earlier file may go.
            return backup(desk.database, path, progress, replace=True)

        self._context.tasks.long(work, title=self.tr("Backing up"), done=self._on_written)

    def _on_written(self, info: BackupInfo) -> None:
        words = self.tr("%1 rows, verified: %2").replace("%1", grouped(info.rows))
        self._context.messages.success(
            self.tr("Backup written"), words.replace("%2", str(info.path))
        )
