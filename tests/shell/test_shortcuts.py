"""Keys for the whole window, and what every key is watched for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.settings import ViewSettings
from app.operators.view.looks_card import LETTER_KEYS
from app.shell.shortcuts import InputWatch, bind_shortcuts

CTRL = Qt.KeyboardModifier.ControlModifier


class Keys:
    """A window with a button, a field and a table; notes which keys came through."""

    def __init__(self, qtbot: QtBot, settings: ViewSettings) -> None:
        self.settings = settings
        self.ran: list[str] = []
        self.root = QWidget()
        self.button, self.field, self.table = QPushButton("Press"), QLineEdit(), QTableWidget(5, 1)
        column = QVBoxLayout(self.root)
        for widget in (self.button, self.field, self.table):
            column.addWidget(widget)
        bind_shortcuts(
            self.root,
            {key: lambda key=key: self.ran.append(key) for key in ("/", "B", "Ctrl+E", "F5")},  # type: ignore[misc]  # Each keeps its own key.
        )
        self.watch = InputWatch(settings)
        qtbot.addWidget(self.root)
        with qtbot.waitActive(self.root):
            self.root.show()
            self.root.activateWindow()


@pytest.fixture
def keys(qtbot: QtBot, tmp_path: Path) -> Iterator[Keys]:
    made = Keys(qtbot, ViewSettings(tmp_path / "window.ini"))
    yield made
    made.watch.stop()


def test_keys_run_while_nobody_types(keys: Keys) -> None:
    keys.button.setFocus()
    for key in (Qt.Key.Key_Slash, Qt.Key.Key_B, Qt.Key.Key_F5):
        QTest.keyClick(keys.button, key)
    QTest.keyClick(keys.button, Qt.Key.Key_E, CTRL)
    assert keys.ran == ["/", "B", "F5", "Ctrl+E"]


def test_single_letters_are_typed_in_a_text_field(keys: Keys) -> None:
    keys.field.setFocus()
    QTest.keyClicks(keys.field, "a/b")
    QTest.keyClick(keys.field, Qt.Key.Key_F5)
    assert keys.field.text() == "a/b"
    assert keys.ran == ["F5"]


def test_single_letters_do_nothing_once_they_are_switched_off(keys: Keys) -> None:
    keys.settings.set_flag(LETTER_KEYS, False)
    keys.button.setFocus()
    for key in (Qt.Key.Key_Slash, Qt.Key.Key_B, Qt.Key.Key_F5):
        QTest.keyClick(keys.button, key)
    QTest.keyClick(keys.button, Qt.Key.Key_E, CTRL)
    assert keys.ran == ["F5", "Ctrl+E"]
    keys.field.setFocus()
    QTest.keyClicks(keys.field, "a/b")
    assert keys.field.text() == "a/b"


def test_space_and_arrows_stay_when_letters_are_switched_off(keys: Keys) -> None:
    keys.settings.set_flag(LETTER_KEYS, False)
    pressed: list[bool] = []
    keys.button.clicked.connect(lambda: pressed.append(True))
    keys.button.setFocus()
    QTest.keyClick(keys.button, Qt.Key.Key_Space)
    assert pressed == [True]
    keys.table.setCurrentCell(0, 0)
    keys.table.setFocus()
    QTest.keyClick(keys.table, Qt.Key.Key_Down)
    assert keys.table.currentRow() == 1


def test_tables_hear_letters_only_while_they_are_on(keys: Keys, qtbot: QtBot) -> None:
    heard: list[int] = []

    class Table(QTableWidget):
        def keyPressEvent(self, event: object) -> None:
            heard.append(1)

    table = Table(2, 1)
    qtbot.addWidget(table)
    table.show()
    QTest.keyClick(table, Qt.Key.Key_J)
    keys.settings.set_flag(LETTER_KEYS, False)
    QTest.keyClick(table, Qt.Key.Key_J)
    assert heard == [1]


def test_keys_and_clicks_are_told_and_nothing_else(keys: Keys) -> None:
    touched: list[bool] = []
    keys.watch.touched.connect(lambda: touched.append(True))
    keys.root.update()
    keys.root.resize(300, 300)
    assert touched == []
    QTest.keyClick(keys.field, Qt.Key.Key_A)
    assert touched
    touched.clear()
    QTest.mouseClick(keys.root, Qt.MouseButton.LeftButton)
    assert touched
    touched.clear()
    keys.watch.stop()
    QTest.keyClick(keys.field, Qt.Key.Key_A)
    assert touched == []
