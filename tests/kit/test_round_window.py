"""Round corners of windows without a frame."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.round_window import round_window


def test_corners_are_cut_where_nothing_shows_through(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    window = QWidget()
    qtbot.addWidget(window)
    round_window(window)
    window.resize(200, 100)
    window.show()
    mask = window.mask()
    assert not mask.contains(QPoint(0, 0))
    assert not mask.contains(QPoint(199, 99))
    assert mask.contains(QPoint(100, 0))
    assert mask.contains(QPoint(100, 50))


def test_corners_show_through_elsewhere(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    round_window(window)
    window.resize(200, 100)
    window.show()
    assert window.mask().isEmpty()
    assert window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
