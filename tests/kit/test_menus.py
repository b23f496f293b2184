"""Buttons with menus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.kit.actions import DIVIDER, Action
from app.kit.icons import Icons
from app.kit.menus import MenuButton, MoreButton, build_menu
from tests.kit.test_buttons import put

HUGE = 2**70
STAGES = [(None, "all"), ("draft", "Draft"), (HUGE, "Huge")]


@pytest.fixture
def stage(icons: Icons, window: QWidget) -> MenuButton:
    button = MenuButton("Stage", STAGES, icons, name="rooms.stage", icon="filter")
    put(window, button)
    return button


def entries(stage: MenuButton) -> list[QAction]:
    menu = stage.findChild(QMenu, "rooms.stage_menu")
    assert isinstance(menu, QMenu)
    return menu.actions()


def test_button_reads_as_its_choice(stage: MenuButton) -> None:
    assert stage.text() == "Stage: all"
    assert not stage.property("active")


def test_choosing_tells_the_value_whole(stage: MenuButton, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.chosen) as heard:
        entries(stage)[2].trigger()
    assert heard.args == [HUGE]
    assert stage.value() == HUGE
    assert stage.text() == "Stage: Huge"
    assert stage.property("active")


def test_choosing_by_code_is_silent(stage: MenuButton, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(stage.chosen):
        stage.set_value("draft")
        stage.set_value("unknown")
    assert stage.value() == "draft"
    assert [action.isChecked() for action in entries(stage)] == [False, True, False]


def test_choice_stays_when_options_change(stage: MenuButton) -> None:
    stage.set_value("draft")
    stage.set_options([(None, "all"), ("trading", "Trading"), ("draft", "Draft")])
    assert stage.value() == "draft"
    stage.set_options([(None, "all"), ("trading", "Trading")])
    assert stage.value() is None
    assert stage.text() == "Stage: all"


def test_space_opens_the_menu(stage: MenuButton, qtbot: QtBot) -> None:
    stage.setFocus()
    QTest.keyClick(stage, Qt.Key.Key_Space)
    menu = stage.findChild(QMenu, "rooms.stage_menu")
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    menu.close()


def test_menu_entries_run_and_tell_why_not(icons: Icons, window: QWidget) -> None:
    ran: list[str] = []
    menu = build_menu(
        [
            Action("Copy", lambda: ran.append("copy"), "copy", "Ctrl+C"),
            DIVIDER,
            Action("Remove…", lambda: ran.append("remove"), denied="Needs platform admin"),
        ],
        icons,
        window,
    )
    copy, line, remove = menu.actions()
    copy.trigger()
    assert ran == ["copy"]
    assert line.isSeparator()
    assert not remove.isEnabled()
    assert "Needs platform admin" in remove.text()


def test_more_asks_for_its_entries_each_time(icons: Icons, window: QWidget) -> None:
    asked: list[int] = []

    def items() -> list[Action]:
        asked.append(1)
        return [Action(f"Entry {len(asked)}", lambda: None)]

    more = MoreButton(items, icons, name="room.more")
    put(window, more)
    for _ in range(2):
        more.open_menu()
    assert len(asked) == 2
    menu = more._menu
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == "Entry 2"
    assert more.accessibleName() == "More actions"
    menu.close()
