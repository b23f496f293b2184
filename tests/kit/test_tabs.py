"""Tabs with counts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.tabs import Tabs
from app.kit.theme import Themes
from tests.kit.test_buttons import put


@pytest.fixture
def tabs(icons: Icons, window: QWidget) -> Tabs:
    bar = Tabs(icons, name="room.tabs", label="Parts of the room")
    for key, text in (("setup", "Setup"), ("trades", "Trades"), ("events", "Events")):
        bar.add(key, text, 3 if key == "events" else 0)
    put(window, bar)
    return bar


def test_a_click_tells_the_key(tabs: Tabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.chosen) as heard:
        place = tabs.tabRect(2).center()
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["events"]
    assert tabs.value() == "events"


def test_arrow_keys_move(tabs: Tabs) -> None:
    tabs.setFocus()
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.value() == "trades"


def test_going_by_code_is_silent(tabs: Tabs, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_value("trades")
    assert tabs.value() == "trades"
    with pytest.raises(ValueError, match="unknown"):
        tabs.set_value("unknown")


def test_counts_take_room_and_are_spoken(tabs: Tabs) -> None:
    before = tabs.tabRect(1).width()
    tabs.set_count("trades", 669)
    assert tabs.tabRect(1).width() > before
    assert tabs.accessibleTabName(1) == "Trades, 669"
    assert tabs.accessibleTabName(0) == "Setup"


def test_tabs_grow_with_the_text(tabs: Tabs, themes: Themes) -> None:
    assert tabs.tabRect(0).height() == 36
    themes.set_scale(150)
    assert tabs.tabRect(0).height() == 54


def test_choosing_a_tab_moves_none(tabs: Tabs) -> None:
    before = [tabs.tabRect(index) for index in range(3)]
    tabs.set_value("events")
    assert [tabs.tabRect(index) for index in range(3)] == before
    assert not tabs.grab().isNull()
