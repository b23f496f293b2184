"""A whole table on a page: states, footer, what is remembered, menus and messages."""

import threading

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from app.kit.actions import Action
from app.kit.numbers import counted
from app.kit.page import ViewContext
from app.kit.saved_views import ColumnState
from app.kit.states import EmptyState
from app.kit.table.footer import TableFooter
from app.kit.table.pane import TablePane, TableSpec
from app.listing import Listing
from tests.kit.table.fakes import COLUMNS, MemorySource


def spec(**changes: object) -> TableSpec:
    values: dict[str, object] = {
        "name": "rooms",
        "label": "Rooms",
        "columns": COLUMNS,
        "describe": lambda count: counted(count, "room", "rooms"),
        "listing": Listing("id"),
        "filters": ("stage",),
        "keys": ((("J", "K"), "move"), (("Enter",), "open")),
        **changes,
    }
    return TableSpec(**values)  # type: ignore[arg-type]  # the names are checked by the call


@pytest.fixture
def pane(qtbot: QtBot, context: ViewContext, source: MemorySource) -> TablePane:
    return shown(qtbot, context, source)


def shown(qtbot: QtBot, context: ViewContext, source: MemorySource, **changes: object) -> TablePane:
    empty = EmptyState(context.icons, icon="rooms", title="No rooms yet", text="Make one.")
    pane = TablePane(spec(**changes), source, context, empty=empty)
    qtbot.addWidget(pane)
    pane.resize(900, 28 + 10 * 32 + 32)
    context.messages.attach(pane)
    pane.show()
    return pane


def settle(pane: TablePane) -> None:
    while pane.context.tasks.busy or pane.rows._ask.isActive():
        assert pane.context.tasks.wait_idle()
        QApplication.processEvents()


def start(pane: TablePane) -> None:
    pane.refresh()
    settle(pane)


def footer_of(pane: TablePane) -> TableFooter:
    assert pane.footer is not None
    return pane.footer


def test_the_footer_tells_count_range_and_keys(pane: TablePane) -> None:
    footer = footer_of(pane)
    assert (footer.count.text(), footer.range.text()) == ("", "")
    start(pane)
    assert footer.count.text() == "2\u202f000 rooms"
    assert footer.range.text() == "Rows 1 to 10"
    pane.view.go_to(3)
    assert footer.count.text() == "1 selected of 2\u202f000 rooms"
    pane.view.verticalScrollBar().setValue(1200 * 32)
    assert footer.range.text() == "Rows 1\u202f201 to 1\u202f210"
    settle(pane)
    hints = [child.accessibleName() for child in footer.findChildren(QWidget)]
    assert "J K: move" in hints


def test_a_table_can_do_without_footer(
    qtbot: QtBot, context: ViewContext, source: MemorySource
) -> None:
    assert shown(qtbot, context, source, footer=False).footer is None


def test_an_empty_table_says_what_to_do_first(pane: TablePane, source: MemorySource) -> None:
    source.rows = []
    start(pane)
    assert pane.stack.currentWidget() is pane.empty
    assert footer_of(pane).range.text() == ""


def test_no_match_repeats_the_search_and_clears_it(pane: TablePane) -> None:
    start(pane)
    pane.paged.search("<sanna>")
    settle(pane)
    assert pane.stack.currentWidget() is pane.no_match
    assert pane.no_match.words.text() == "Nothing matches <b>&lt;sanna&gt;</b>."
    pane.no_match.clear.click()
    settle(pane)
    assert pane.stack.currentWidget() is pane.view
    pane.paged.filter(stage=(1,))
    settle(pane)
    assert pane.no_match.words.text() == "Nothing matches the filters."


def test_a_page_says_no_match_in_its_own_words(
    qtbot: QtBot, context: ViewContext, source: MemorySource
) -> None:
    pane = shown(qtbot, context, source, no_match=lambda listing: f"No room is {listing.search}")
    start(pane)
    pane.paged.search("xyz")
    settle(pane)
    assert pane.no_match.words.text() == "No room is xyz"


def test_nothing_is_said_about_loading_for_a_moment(
    qtbot: QtBot, pane: TablePane, source: MemorySource
) -> None:
    gate = source.gate = threading.Event()
    pane.start()
    assert not pane.line.isVisible()
    qtbot.waitUntil(pane.line.isVisible, timeout=2_000)
    assert pane.line.width() == pane.width()
    assert pane.view._waiting
    gate.set()
    settle(pane)
    assert not pane.line.isVisible()
    assert not pane.view._waiting


def test_a_refresh_that_takes_long_keeps_the_rows(
    qtbot: QtBot, pane: TablePane, source: MemorySource
) -> None:
    start(pane)
    gate = source.gate = threading.Event()
    pane.refresh()
    qtbot.waitUntil(pane.line.isVisible, timeout=2_000)
    assert pane.rows.total == 2000
    assert not pane.view._waiting
    gate.set()
    settle(pane)


def test_the_line_stands_still_where_motion_is_reduced(
    context: ViewContext, pane: TablePane
) -> None:
    context.themes.set_reduced_motion(True)
    pane.line.begin()
    assert not pane.line._frames.isActive()
    assert not pane.line.grab().isNull()
    pane.line.end()


def test_after_an_error_old_rows_stay_grey_and_dated(pane: TablePane, source: MemorySource) -> None:
    start(pane)
    source.error = Unavailable("The server does not answer.")
    pane.refresh()
    settle(pane)
    assert pane.banner.isVisible()
    assert "14:28:11" in pane.banner.text.text()
    assert pane.view.dimmed
    assert pane.rows.total == 2000
    source.error = None
    pane.banner.retry.click()
    settle(pane)
    assert not pane.banner.isVisible()
    assert not pane.view.dimmed


def test_columns_and_filters_are_found_as_they_were_left(
    qtbot: QtBot, context: ViewContext, source: MemorySource, pane: TablePane
) -> None:
    start(pane)
    with qtbot.waitSignal(pane.view.header.arranged):
        pane.view.header.set_width(pane.rows.position("supply"), 150)
    pane.paged.filter(stage=(5,), other=1)
    settle(pane)
    again = shown(qtbot, context, source)
    start(again)
    assert ColumnState("supply", 150, True) in again.view.header.states()
    assert again.paged.listing == Listing("id", False, "", {"stage": (5,)})


def test_other_parts_hear_of_another_listing(qtbot: QtBot, pane: TablePane) -> None:
    start(pane)
    with qtbot.waitSignal(pane.listing_changed) as signal:
        pane.paged.search("Room 7")
    assert signal.args == [Listing("id", False, "Room 7")]
    settle(pane)


def test_the_context_menu_copies_and_holds_what_the_page_adds(
    qtbot: QtBot, context: ViewContext, source: MemorySource
) -> None:
    opened: list[str] = []
    items = (Action("Open room", lambda: opened.append("room")),)
    pane = shown(qtbot, context, source, menu=lambda: items)
    start(pane)
    pane.view.go_to(2)
    pane.view.menu_wanted.emit(QPoint(20, 20))
    pane.view.menu_wanted.emit(QPoint(30, 30))
    assert pane.menu is not None
    actions = {action.text(): action for action in pane.menu.actions() if action.text()}
    assert list(actions) == [
        "Open room",
        "Copy",
        "Copy cell",
        "Copy as CSV",
        "Copy as Markdown",
        "Copy as JSON",
    ]
    actions["Open room"].trigger()
    actions["Copy as CSV"].trigger()
    assert opened == ["room"]
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("2,Room 2")
    pane.menu.close()


def test_a_right_click_on_the_header_opens_the_chooser(pane: TablePane) -> None:
    pane.view.header.columns_wanted.emit(QPoint(20, 20), 1)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.accessibleName() == "Columns"
    menu.close()


def test_errors_and_results_are_told_to_the_person(
    pane: TablePane, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start(pane)
    folder = tmp_path_factory.mktemp("exports")
    pane.exporter.export_to(folder / "rooms.csv", "csv")
    settle(pane)
    pane.exporter.export_to(folder / "none" / "rooms.csv", "csv")
    settle(pane)
    told = [toast.accessibleName() for toast in pane.context.messages.toasts]
    assert any("2\u202f000 rooms written to" in words for words in told)
    assert any("doesn't exist" in words for words in told)


def test_the_page_gets_buttons_for_its_toolbar(pane: TablePane) -> None:
    buttons = (pane.columns_button(), pane.views_button(), pane.export_button())
    assert [button.objectName() for button in buttons] == [
        "rooms.table_columns",
        "rooms.table_views",
        "rooms.export",
    ]
    start(pane)
    pane.export()
    buttons[2].click()


def test_the_table_is_named_for_tests_and_assistive_tools(pane: TablePane) -> None:
    assert pane.view.objectName() == "rooms.table"
    assert pane.view.accessibleName() == "Rooms"
    assert footer_of(pane).count.objectName() == "rooms.table_count"
