"""Fixtures for tests of widgets: a theme that is applied once, icons, a window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.theme import Themes
from tests.showing import plain_looks, styled_themes


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The applied themes; put back as they were afterwards."""
    yield styled_themes()
    plain_looks(styled_themes())


@pytest.fixture
def icons(themes: Themes) -> Icons:
    """Icons of the applied themes."""
    return Icons(themes)


@pytest.fixture
def window(themes: Themes, qtbot: QtBot) -> QWidget:
    """A shown and active window with a column to put widgets into."""
    widget = QWidget()
    widget.resize(900, 640)
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget
