"""Remembered splits, and the detail beside or over a list."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.settings import ViewSettings
from app.kit.splits import ListAndDetail, Split
from app.kit.theme import Themes
from tests.kit.test_buttons import put


@pytest.fixture
def settings(tmp_path: Path) -> ViewSettings:
    return ViewSettings(tmp_path / "view.ini")


def split(settings: ViewSettings) -> Split:
    panes = Split(Qt.Orientation.Horizontal, settings, name="vending.split", first=(200, 600))
    for _ in range(2):
        panes.addWidget(QWidget())
    return panes


def test_split_starts_as_designed_and_remembers(window: QWidget, settings: ViewSettings) -> None:
    panes = split(settings)
    put(window, panes)
    first, second = panes.sizes()
    assert first / second == pytest.approx(200 / 600, abs=0.02)
    panes.moveSplitter(400, 1)
    assert settings.sizes("vending.split")[0] == pytest.approx(400, abs=2)
    again = split(settings)
    again.resize(panes.size())
    again.show()
    assert again.sizes()[0] == pytest.approx(400, abs=3)
    again.deleteLater()


def test_sizes_of_another_number_of_panes_are_not_believed(
    window: QWidget, settings: ViewSettings
) -> None:
    settings.set_sizes("vending.split", [10, 20, 30])
    panes = split(settings)
    put(window, panes)
    assert panes.sizes()[0] < panes.sizes()[1]


@pytest.fixture
def page(window: QWidget, settings: ViewSettings, themes: Themes) -> ListAndDetail:
    detail = QWidget()
    QLineEdit(detail).setObjectName("inside")
    both = ListAndDetail(QPushButton("rows"), detail, themes, settings, name="rooms.detail")
    window.resize(1400, 700)
    put(window, both)
    return both


def test_list_has_all_room_until_a_detail_opens(page: ListAndDetail) -> None:
    assert page.rows.width() == page.width()
    page.open_detail()
    assert page.opened
    assert page.detail.width() == 396
    assert page.rows.width() == page.width() - 397
    page.close_detail()
    assert page.rows.width() == page.width()


def test_detail_covers_the_list_in_a_narrow_window(page: ListAndDetail, window: QWidget) -> None:
    window.resize(1120, 700)
    page.open_detail()
    assert page.covers
    assert page.rows.width() == page.width()
    assert page.detail.geometry().right() == page.rect().right()


def test_escape_inside_the_detail_closes_it(page: ListAndDetail, qtbot: QtBot) -> None:
    page.open_detail()
    edit = page.findChild(QLineEdit, "inside")
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not page.opened
    assert page.rows.hasFocus()


def test_closing_what_is_closed_says_nothing(page: ListAndDetail, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.closed):
        page.close_detail()


def test_width_is_kept_inside_its_limits_and_remembered(
    page: ListAndDetail, settings: ViewSettings, themes: Themes
) -> None:
    page.open_detail()
    page.set_detail_width(2_000)
    assert page.detail.width() == 568
    page.set_detail_width(10)
    assert page.detail.width() == 396
    page.set_detail_width(480)
    other = ListAndDetail(QWidget(), QWidget(), themes, settings, name="rooms.detail")
    other.resize(1400, 600)
    assert other.detail_width() == 480
    other.deleteLater()


def test_detail_grows_with_the_text(page: ListAndDetail, themes: Themes) -> None:
    page.open_detail()
    themes.set_scale(125)
    assert page.detail.width() == 495
