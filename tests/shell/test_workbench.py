"""The workbench: pages, their records, keys, and what other programs commit."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.changes import Changed
from app.db.live import ConnectionBack, ConnectionLost
from app.kit.actions import Action
from app.operators.rules import Role
from app.operators.service import create_operator
from app.operators.view.looks_card import LETTER_KEYS
from app.shell.help import HelpDialog
from app.shell.palette import CommandPalette
from app.shell.top_bar import TopBar
from tests.operators.people import PASSWORD, QUICK
from tests.shell.house import House, NotesPage, loaded
from tests.showing import nameless

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def is_narrow(house: House) -> bool:
    return house.bench.rail.narrow


def press(house: House, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(house.window, key, modifiers or Qt.KeyboardModifier.NoModifier)
    house.settle()


def commit_elsewhere(house: House) -> None:
    """Another program that has the file open makes an operator."""
    path = house.bench.desk.database.location
    create_operator(
        house.colleague(path),
        name="linus",
        display_name="Linus",
        role=Role.VIEWER,
        password=PASSWORD,
        hasher=QUICK,
    )


def titles_of_pages(house: House) -> list[str]:
    """Names of the pages that are built."""
    house.settle()
    return [page.objectName() for page in house.bench.stack.findChildren(NotesPage)]


def test_first_page_is_shown_and_the_others_are_not_built_yet(house: House) -> None:
    house.enter()
    assert house.page.objectName() == "rooms"
    assert house.page.isVisible()
    assert titles_of_pages(house) == ["rooms"]
    assert house.bench.page_names() == ("rooms", "members", "settings")


def test_other_pages_are_loaded_while_nobody_waits(house: House) -> None:
    loaded.clear()
    house.enter()
    house.qtbot.waitUntil(lambda: loaded == {"Rooms", "Members", "Settings"})
    assert titles_of_pages(house) == ["rooms"]


def test_a_page_is_empty_until_it_is_built(house: House) -> None:
    house.enter()
    rooms = house.page
    house.bench.show_page("members")
    assert house.bench.stack.building
    assert not rooms.isVisible()
    assert house.bench.page.commands() == ()
    assert house.page.objectName() == "members"
    assert not house.bench.stack.building


def test_who_goes_on_while_a_page_is_built_comes_to_the_last_one(house: House) -> None:
    house.enter()
    house.bench.open_record("member", 3)
    house.bench.show_page("settings")
    assert house.page.objectName() == "settings"
    house.bench.show_page("members")
    assert house.page.records == []


def test_record_is_shown_once_its_page_is_built(house: House) -> None:
    house.enter()
    house.bench.open_record("member", 3)
    house.bench.open_record("member", 4)
    assert house.page.records == [4]


def test_page_is_built_once_and_keeps_what_was_typed(house: House) -> None:
    house.enter()
    rooms = house.page
    rooms.text.setText("half a sentence")
    house.bench.show_page("members")
    house.bench.show_page("rooms")
    assert house.page is rooms
    assert rooms.text.text() == "half a sentence"


def test_top_bar_says_which_page_is_shown(house: House) -> None:
    house.enter()
    house.bench.show_page("members")
    assert house.bench.top.title.text() == "Members"
    assert house.bench.top.subtitle.full_text() == "All members"


def test_record_is_shown_on_the_page_of_its_kind(house: House) -> None:
    house.enter()
    house.page.context.open_record("member", 3)
    assert house.page.objectName() == "members"
    assert house.page.records == [3]
    house.page.context.open_record("nothing that is known", 1)
    assert house.page.objectName() == "members"
    house.bench.show_page("rooms")
    house.page.context.open_record("member", 0)
    assert house.page.objectName() == "members"
    assert house.page.records == [3]


def test_commit_of_another_program_refreshes_what_is_seen_and_marks_the_rest(
    house: House,
) -> None:
    house.enter()
    house.bench.show_page("members")
    members = house.page
    house.bench.show_page("rooms")
    rooms = house.page
    loads = (rooms.loads, members.loads)
    assert not members.stale
    commit_elsewhere(house)
    house.qtbot.waitUntil(lambda: members.stale)
    assert (rooms.loads, members.loads) == (loads[0] + 1, loads[1])
    house.bench.show_page("members")
    assert members.loads == loads[1] + 1
    assert not members.stale


def test_own_commit_refreshes_the_page_it_concerns(house: House) -> None:
    house.enter()
    loads = house.page.loads
    house.context.tasks.changed.emit((Changed("note", (1,)),))
    assert house.page.loads == loads + 1
    house.context.tasks.changed.emit((Changed("something else"),))
    assert house.page.loads == loads + 1


def test_lost_connection_is_counted_down_and_said_to_be_back(house: House) -> None:
    house.enter()
    status = house.bench.status
    assert status.connection.text() == "Connected"
    house.bench.live._on_linked(ConnectionLost(4.0))
    assert status.connection.text() == "No connection, next try in 4 s"
    assert status.connection.property("tone") == "error"
    status.show_time()
    assert status.connection.text() == "No connection, next try in 3 s"
    house.bench.live._on_linked(ConnectionBack())
    status.show_time()
    assert status.connection.text() == "Connected"


def test_nothing_listens_any_more_once_the_workspace_was_left(house: House) -> None:
    house.enter()
    thread = house.bench.live._watcher._thread
    assert thread.is_alive()
    house.window.show_welcome()
    thread.join(10)
    assert not thread.is_alive()


# Rail


def test_rail_leads_to_the_pages_and_marks_the_one_that_is_shown(house: House) -> None:
    house.enter()
    rail = house.bench.rail
    rail._entries["members"].click()
    assert house.page.objectName() == "members"
    assert rail._entries["members"].isChecked()
    assert not rail._entries["rooms"].isChecked()


def test_rail_tells_what_waits(house: House) -> None:
    house.enter()
    entry = house.bench.rail._entries["rooms"]
    assert entry.count == 1_300
    assert entry.accessibleDescription() == "1\u202f300 waiting"
    assert house.bench.rail._entries["members"].count == 0


def test_rail_is_narrow_in_a_small_window_and_wide_in_a_large_one(house: House) -> None:
    house.window.resize(1120, 720)
    house.enter()
    rail = house.bench.rail
    assert (rail.narrow, rail.width()) == (True, 56)
    assert rail._entries["rooms"].toolTip() == "Rooms  1\u202f300 waiting  Ctrl+1"
    house.window.resize(1280, 720)
    assert (rail.narrow, rail.width()) == (False, 184)
    house.context.themes.set_scale(150)
    house.settle()
    assert (rail.narrow, rail.width()) == (True, 84)


def test_key_narrows_the_rail_and_that_is_remembered(house: House) -> None:
    house.window.resize(1400, 720)
    house.enter()
    assert not is_narrow(house)
    press(house, Qt.Key.Key_B, CTRL)
    assert is_narrow(house)
    house.window.sign_out()
    house.sign_in()
    assert is_narrow(house)
    press(house, Qt.Key.Key_B, CTRL)
    assert not is_narrow(house)


# Top bar


def test_theme_button_switches_and_that_is_remembered(house: House) -> None:
    house.enter()
    press(house, Qt.Key.Key_L, CTRL | SHIFT)
    assert house.context.themes.current.name == "dark"
    assert house.context.settings.theme() == "dark"
    button = house.bench.top.theme
    assert button.accessibleName() == "Light theme"
    button.click()
    assert house.context.themes.current.name == "light"
    assert house.context.settings.theme() == "light"


def test_search_field_opens_the_palette(house: House) -> None:
    house.enter()
    house.bench.top.search.click()
    assert isinstance(house.context.messages.dialog, CommandPalette)


def test_search_field_is_in_the_middle(house: House) -> None:
    house.window.resize(1440, 900)
    house.enter()
    house.settle()
    bar, field = house.bench.top, house.bench.top.search
    middle = field.mapTo(bar, field.rect().center()).x()
    assert abs(middle - bar.width() // 2) <= 4


def test_workspace_s_menu_leads_to_what_can_be_done_with_it(house: House) -> None:
    house.enter()
    entries: list[Action] = house.bench._menu()
    assert [entry.text for entry in entries] == [
        "Back up…", "Restore a backup…", "Workspace settings", "", "Close workspace",
    ]  # fmt: skip
    entries[2].run()
    assert house.page.objectName() == "settings"


def test_workspace_s_name_may_hold_an_ampersand(house: House) -> None:
    house.enter()
    house.bench.workspace.set_workspace("Tea & Co")
    assert house.bench.workspace.text() == "Tea && Co"
    assert house.bench.workspace.accessibleName() == "Workspace Tea & Co"


# Keys


@pytest.mark.parametrize(
    ("key", "page"),
    [(Qt.Key.Key_2, "members"), (Qt.Key.Key_3, "settings"), (Qt.Key.Key_Comma, "settings")],
)
def test_keys_lead_to_the_pages(house: House, key: Qt.Key, page: str) -> None:
    house.enter()
    press(house, key, CTRL)
    assert house.page.objectName() == page


def test_keys_of_the_page_reach_it(house: House) -> None:
    house.enter()
    press(house, Qt.Key.Key_E, CTRL)
    assert house.page.exports == 1
    loads = house.page.loads
    press(house, Qt.Key.Key_F5)
    assert house.page.loads == loads + 1


def test_slash_leads_to_the_search_but_is_typed_in_a_text_field(house: House) -> None:
    house.enter()
    house.bench.top.theme.setFocus()
    QTest.keyClick(house.bench.top.theme, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is house.page.text
    QTest.keyClick(house.page.text, Qt.Key.Key_Slash)
    assert house.page.text.text() == "/"


def test_single_letter_keys_can_be_switched_off(house: House) -> None:
    house.enter()
    house.context.settings.set_flag(LETTER_KEYS, False)
    house.bench.top.theme.setFocus()
    QTest.keyClick(house.bench.top.theme, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is house.bench.top.theme
    house.page.text.setFocus()
    QTest.keyClicks(house.page.text, "a/b")
    assert house.page.text.text() == "a/b"
    press(house, Qt.Key.Key_2, CTRL)
    assert house.page.objectName() == "members"


def test_f1_opens_the_help_of_the_page(house: House) -> None:
    house.enter()
    press(house, Qt.Key.Key_F1)
    dialog = house.context.messages.dialog
    assert isinstance(dialog, HelpDialog)
    assert dialog.page == "rooms"


def test_f6_goes_round_the_panes(house: House) -> None:
    house.enter()
    seen = []
    house.page.text.setFocus()
    for _ in range(4):
        press(house, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        areas = {"rail": house.bench.rail, "top": house.bench.top, "page": house.page}
        seen.append(next(name for name, area in areas.items() if area.isAncestorOf(focus)))
    assert seen == ["rail", "top", "page", "rail"]
    first = QApplication.focusWidget()
    assert first is not None
    assert first.objectName() == f"rail.{house.bench.page_names()[0]}"


def test_everything_around_the_page_has_names(house: House) -> None:
    house.enter()
    assert nameless(house.bench) == []


def test_parts_stand_where_the_design_has_them(house: House) -> None:
    house.window.resize(1440, 900)
    house.enter()
    house.settle()
    bench = house.bench
    assert bench.rail.geometry().left() == 0
    assert bench.top.height() == 48
    assert bench.status.height() == 24
    assert bench.status.mapTo(bench, QPoint()).y() == bench.height() - 24
    assert isinstance(bench.top, TopBar)
