"""Asks for files, by the system's dialog on a desktop and a themed one elsewhere; writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, QSaveFile, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Unavailable
from app.kit.settings import ViewSettings

FOLDER = "last_folder"
"""Under this name the settings remember the folder used last."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its ending without the dot, and what it is in words."""

    ending: str
    words: str

    @property
    def pattern(self) -> str:
        """As file dialogs want it."""
        return f"{self.words} (*.{self.ending})"


class FileQuestion(QObject):
    """One open file dialog; it doesn't hold up the program while it waits.

    chosen: called with the path, which has its ending, and the kind.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        kinds: Sequence[FileKind],
        settings: ViewSettings,
        chosen: Callable[[Path, FileKind], None],
        *,
        save_as: str = "",
    ) -> None:
        super().__init__(parent)
        self._kinds = tuple(kinds)
        self._settings = settings
        self._chosen = chosen
        self.dialog = QFileDialog(parent, title, settings.text(FOLDER, str(Path.home())))
        self.dialog.setObjectName("files.dialog")
        self.dialog.setNameFilters([kind.pattern for kind in kinds])
        # Without a desktop there is no dialog of the system; in tests nobody could answer it.
        bare = QGuiApplication.platformName() in ("offscreen", "minimal")
        self.dialog.setOption(QFileDialog.Option.DontUseNativeDialog, bare)
        if save_as:
            self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self.dialog.selectFile(f"{save_as}.{self._kinds[0].ending}")
            self.dialog.setDefaultSuffix(self._kinds[0].ending)
            self.dialog.filterSelected.connect(self._on_filter_selected)
        else:
            self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    @Slot(str)
    def _on_filter_selected(self, pattern: str) -> None:
        self.dialog.setDefaultSuffix(self._kind_of(pattern).ending)

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        path = Path(name)
        self._settings.set_text(FOLDER, str(path.parent))
        by_ending = [kind for kind in self._kinds if path.suffix == f".{kind.ending}"]
        kind = by_ending[0] if by_ending else self._kind_of(self.dialog.selectedNameFilter())
        self._chosen(path, kind)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        self.dialog.deleteLater()
        self.deleteLater()

    def _kind_of(self, pattern: str) -> FileKind:
        return next((kind for kind in self._kinds if kind.pattern == pattern), self._kinds[0])


def ask_save_path(
    parent: QWidget,
    title: str,
    suggestion: str,
    kinds: Sequence[FileKind],
    settings: ViewSettings,
    chosen: Callable[[Path, FileKind], None],
) -> FileQuestion:
    """Ask where to save; `suggestion` is a file name without ending."""
    return FileQuestion(parent, title, kinds, settings, chosen, save_as=suggestion)


def ask_open_path(
    parent: QWidget,
    title: str,
    kinds: Sequence[FileKind],
    settings: ViewSettings,
    chosen: Callable[[Path, FileKind], None],
) -> FileQuestion:
    """Ask for a file that is there."""
    return FileQuestion(parent, title, kinds, settings, chosen)


class FolderQuestion(QObject):
    """One open dialog for a folder; it doesn't hold up the program while it waits."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        settings: ViewSettings,
        chosen: Callable[[Path], None],
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._chosen = chosen
        self.dialog = QFileDialog(parent, title, settings.text(FOLDER, str(Path.home())))
        self.dialog.setObjectName("files.dialog")
        self.dialog.setFileMode(QFileDialog.FileMode.Directory)
        bare = QGuiApplication.platformName() in ("offscreen", "minimal")
        self.dialog.setOption(QFileDialog.Option.DontUseNativeDialog, bare)
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self._settings.set_text(FOLDER, name)
        self._chosen(Path(name))

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        self.dialog.deleteLater()
        self.deleteLater()


def ask_folder(
    parent: QWidget, title: str, settings: ViewSettings, chosen: Callable[[Path], None]
) -> FolderQuestion:
    """Ask for a folder that is there."""
    return FolderQuestion(parent, title, settings, chosen)


def file_name(*words: str) -> str:
    """Words as a file's name without its ending: small letters and figures between dashes."""
    text = " ".join(words).lower()
    return "-".join("".join(c if c.isalnum() else " " for c in text).split())


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; it may be called on any thread.

    Errors: Unavailable when it can't be written; an existing file then stays as it was.
    """
    file = QSaveFile(str(path))
    written = (
        file.open(QIODevice.OpenModeFlag.WriteOnly)
        and file.write(content) == len(content)
        and file.commit()
    )
    if not written:
        raise Unavailable(
            f"“{path.name}” can't be written: {file.errorString()}.", code="FILE_NOT_WRITTEN"
        )
