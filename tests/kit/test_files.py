"""File dialogs: never native without a desktop, remembering the folder, telling the kind."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.kit.files import FOLDER, FileKind, ask_open_path, ask_save_path
from app.kit.settings import ViewSettings

KINDS = (FileKind("csv", "CSV"), FileKind("xlsx", "Excel workbook"))


@pytest.fixture
def settings(tmp_path: Path) -> ViewSettings:
    settings = ViewSettings(tmp_path / "views.ini")
    settings.set_text(FOLDER, str(tmp_path))
    return settings


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_the_choice_comes_with_its_kind_and_the_folder_is_remembered(
    parent: QWidget, settings: ViewSettings, tmp_path: Path
) -> None:
    chosen: list[tuple[Path, FileKind]] = []
    folder = tmp_path / "exports"
    folder.mkdir()
    question = ask_save_path(
        parent, "Export", "rooms", KINDS, settings, lambda path, kind: chosen.append((path, kind))
    )
    assert question.dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    assert question.dialog.selectedFiles() == [str(tmp_path / "rooms.csv")]
    question.dialog.setDirectory(str(folder))
    question.dialog.selectNameFilter(KINDS[1].pattern)
    question.dialog.filterSelected.emit(KINDS[1].pattern)
    question.dialog.selectFile("rooms")
    question.dialog.accept()
    assert chosen == [(folder / "rooms.xlsx", KINDS[1])]
    assert settings.text(FOLDER) == str(folder)


def test_the_ending_that_was_typed_decides(
    parent: QWidget, settings: ViewSettings, tmp_path: Path
) -> None:
    chosen: list[tuple[Path, FileKind]] = []
    question = ask_save_path(
        parent, "Export", "rooms", KINDS, settings, lambda path, kind: chosen.append((path, kind))
    )
    question.dialog.selectFile("mine.xlsx")
    question.dialog.accept()
    assert chosen == [(tmp_path / "mine.xlsx", KINDS[1])]


def test_a_closed_dialog_chooses_nothing(parent: QWidget, settings: ViewSettings) -> None:
    chosen: list[object] = []
    question = ask_save_path(
        parent, "Export", "rooms", KINDS, settings, lambda path, kind: chosen.append(path)
    )
    question.dialog.reject()
    assert chosen == []


def test_a_file_to_open_must_be_there(
    parent: QWidget, settings: ViewSettings, tmp_path: Path
) -> None:
    chosen: list[Path] = []
    (tmp_path / "mine.csv").write_text("x")
    question = ask_open_path(
        parent, "Import", KINDS, settings, lambda path, kind: chosen.append(path)
    )
    assert question.dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    question.dialog.selectFile("mine.csv")
    question.dialog.accept()
    assert chosen == [tmp_path / "mine.csv"]
