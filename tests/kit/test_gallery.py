"""Every part of the kit, painted in both themes and at both ends of the text scale."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.theme import DARK, LIGHT, Theme, Themes
from tests.kit.gallery import Gallery, render


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("percent", [100, 150])
def test_gallery_is_painted(themes: Themes, tmp_path: Path, theme: Theme, percent: int) -> None:
    path = tmp_path / "gallery.png"
    render(themes, theme.name, path, percent)
    picture = QImage(str(path))
    assert picture.width() >= 1440 * percent // 100
    assert picture.pixelColor(2, 2) == theme.color("window")


@pytest.fixture
def gallery(icons: Icons, qtbot: QtBot) -> Gallery:
    parts = Gallery(icons)
    qtbot.addWidget(parts)
    return parts


def test_no_part_becomes_a_window_of_its_own(gallery: Gallery) -> None:
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == []


def test_everything_that_can_be_used_has_a_name(gallery: Gallery) -> None:
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in gallery.findChildren(kind):
            if widget.isHidden() or widget.objectName().startswith("qt_"):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


@pytest.mark.parametrize("percent", [100, 150])
def test_no_label_is_cut(gallery: Gallery, themes: Themes, qtbot: QtBot, percent: int) -> None:
    themes.set_scale(percent)
    gallery.resize(1720 * percent // 100, 1060 * percent // 100)
    with qtbot.waitExposed(gallery):
        gallery.show()
    for label in gallery.findChildren(Label):
        plain = label.textFormat() == Qt.TextFormat.PlainText
        if label.isVisible() and plain and not label.wordWrap():
            needed = label.fontMetrics().horizontalAdvance(label.text())
            assert label.width() >= needed - 1, label.text()
            assert label.height() >= label.fontMetrics().height() - 2, label.text()
