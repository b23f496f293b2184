"""What the window asks of the rooms page: records, commands, counts, sizes, themes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import Connection

from app.errors import Unavailable
from app.kit.page import Page
from app.kit.splits import NARROWEST, WIDEST
from app.kit.table.pane import TablePane
from app.operators.desk import Desk
from app.rooms import queries, service
from app.rooms.rules import Metadata
from app.rooms.view.detail import RoomPane
from app.rooms.view.page import count_waiting, find_rooms, rooms_page
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_dialog import RoomDialog
from app.shell.room_panels import vending_panels
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of

SIZES = ((1120, 720), (1440, 900), (2560, 1440))


def test_badge_counts_rooms_that_wait_for_an_admin(desk: Desk, street: Street) -> None:
    assert count_waiting(desk) == 7


def test_search_of_the_window_puts_exact_matches_first(desk: Desk, street: Street) -> None:
    hits = find_rooms(desk, "proof")
    assert [(hit.kind, hit.id, hit.title) for hit in hits] == [
        ("room", street.rooms["131"], "Proof Party")
    ]
    assert hits[0].hint == "PROOF · Deployment requested"
    assert [hit.title for hit in find_rooms(desk, "n")][:2] == ["Night Shift", "Node Runners"]
    assert find_rooms(desk, "\ud800") == []


def test_page_shows_rooms_to_the_window() -> None:
    page = rooms_page(RoomPanels())
    assert page.kinds == {"room"}
    assert (page.name, page.title, page.subtitle) == ("rooms", "Rooms", "Token factory")


def test_record_is_selected_and_opened(shown: Screen, street: Street) -> None:
    shown.rooms.show_record(street.rooms["118"])
    shown.settle()
    assert shown.rooms.detail.title.full_text() == "Rustaceans"
    row = shown.rooms.list.table.view.current_row()
    assert row is not None
    assert row.room_id == "118"


def test_record_that_the_filters_hide_is_shown_all_the_same(shown: Screen, street: Street) -> None:
    shown.rooms.list.filter_status("draft")
    shown.settle()
    shown.rooms.show_record(street.rooms["118"])
    shown.settle()
    row = shown.rooms.list.table.view.current_row()
    assert row is not None
    assert row.room_id == "118"


def test_record_can_be_asked_for_before_the_page_has_read(
    bare: Screen, desk: Desk, street: Street
) -> None:
    page = rooms_page(vending_panels()).build(bare.context, desk)
    page.show_record(street.rooms["118"])
    bare.show(page)
    assert bare.rooms.detail.title.full_text() == "Rustaceans"
    assert bare.rooms.list.table.paged.selection.ids() == (street.rooms["118"],)


def test_room_that_does_not_exist_closes_the_detail(shown: Screen) -> None:
    shown.rooms.show_record(10**9)
    shown.settle()
    assert not shown.rooms.split.opened


def test_commands_are_those_of_the_page_and_of_its_room(shown: Screen) -> None:
    shown.open("130")
    commands = {command.text: command for command in shown.rooms.commands()}
    assert commands["Edit Frontend Clinic"].enabled
    commands["Show rooms waiting for an admin"].run()
    shown.settle()
    assert shown.shown() == ["131", "129", "128", "127", "124", "122", "116"]
    assert shown.rooms.list.toolbar.stage.text() == "Stage: Waiting for an admin"
    commands["Show all rooms"].run()
    shown.settle()
    assert len(shown.shown()) == 20
    commands["New room token"].run()
    assert isinstance(shown.context.messages.dialog, RoomDialog)


def test_commands_of_a_viewer_say_why_they_are_disabled(seen_by_viewer: Screen) -> None:
    command = seen_by_viewer.rooms.commands()[0]
    assert (command.enabled, command.denied) == (False, "Needs support staff")


def test_without_the_vending_slice_rooms_can_still_be_seen(
    bare: Screen, desk: Desk, street: Street
) -> None:
    bare.show(rooms_page(RoomPanels()).build(bare.context, desk))
    for room_id in ("129", "123"):
        bare.open(room_id)
        assert bare.rooms.detail.tabs.count() == 2
        assert bare.rooms.detail.setup.form is None


def test_tabs_of_the_vending_slice_follow_the_room(shown: Screen) -> None:
    shown.open("123")
    detail = shown.rooms.detail
    for key, rows in (("holders", 10), ("trades", 12)):
        detail.choose_tab(key)
        shown.settle()
        assert table_in(detail).rows.total == rows
    shown.open("126")
    assert table_in(detail).rows.total == 2
    detail.choose_tab("events")
    assert detail.timeline.isVisible()


def test_more_menu_offers_what_the_status_allows(shown: Screen, desk: Desk) -> None:
    shown.open("131")
    titles = {item.text: item for item in shown.rooms.detail._menu() if item.text}
    assert "Report a failed deployment…" in titles
    assert titles["Edit…"].denied == "not while the room is deployment requested"
    shown.open("129")
    titles = {item.text: item for item in shown.rooms.detail._menu() if item.text}
    assert "Set another contract…" in titles
    shown.open("119")
    titles = {item.text: item for item in shown.rooms.detail._menu() if item.text}
    assert {"Pause…", "Resume", "Change treasury…", "Deprecate…"} <= set(titles)


def test_source_that_fails_says_so_and_comes_back(
    shown: Screen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: Connection, *_: object) -> None:
        raise Unavailable("The database does not answer.")

    shown.open("131")
    with monkeypatch.context() as patch:
        patch.setattr(queries.ROOMS.__class__, "page", fail)
        patch.setattr(queries, "room_by_id", fail)
        shown.rooms.reload()
        shown.settle()
        assert shown.rooms.list.table.banner.isVisible()
        assert shown.rooms.detail.banner.isVisible()
        assert len(shown.shown()) == 20
    shown.press("rooms.banner_retry")
    shown.press("rooms.detail_banner_retry")
    assert not shown.rooms.list.table.banner.isVisible()
    assert not shown.rooms.detail.banner.isVisible()


@pytest.mark.parametrize(("width", "covers"), [(1100, True), (1440, False)])
def test_detail_covers_the_list_only_in_a_narrow_window(
    shown: Screen, width: int, covers: bool
) -> None:
    shown.open("131")
    split = shown.rooms.split
    shown.window.resize(width, 800)
    shown.settle()
    beside = split.rows.width() + split.detail.width() <= split.width()
    assert (split.covers, beside) == (covers, not covers)


def test_width_of_the_detail_is_remembered_within_its_bounds(shown: Screen, desk: Desk) -> None:
    shown.rooms.split.set_detail_width(9_000)
    shown.show(rooms_page(vending_panels()).build(shown.context, desk))
    shown.open("131")
    assert shown.rooms.split.detail.width() == WIDEST
    shown.rooms.split.set_detail_width(10)
    assert shown.rooms.split.detail.width() == NARROWEST


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_stays_inside_at_each_size(
    shown: Screen, size: tuple[int, int], scale: int, theme: str
) -> None:
    themes = shown.context.themes
    try:
        themes.choose(theme)
        themes.set_scale(scale)
        shown.window.resize(*size)
        shown.open("131")
        page = shown.rooms
        toolbar, setup = page.list.toolbar, page.detail.setup
        parts: list[tuple[QWidget, QWidget]] = [
            *((part, page.list) for part in (toolbar.stage, toolbar.new, page.list.figures)),
            *((part, page.detail) for part in (page.detail.close_button, setup.bar, setup.steps)),
        ]
        for part, within in parts:
            assert right_edge(part, within) < within.width(), part.objectName()
    finally:
        themes.choose("light")
        themes.set_scale(100)


def table_in(detail: RoomPane) -> TablePane:
    """The table of the tab that is shown."""
    panel = detail.stack.currentWidget()
    assert panel is not None
    table = panel.findChild(TablePane)
    assert isinstance(table, TablePane)
    return table


def right_edge(part: QWidget, within: QWidget) -> int:
    return part.mapTo(within, part.rect().topRight()).x()


def test_longest_texts_fit_into_the_detail(shown: Screen, desk: Desk, street: Street) -> None:
    room_id = "room " + "x" * 251
    owner = service.Creator(street.members["yuki"])
    metadata = Metadata("W" * 32, "W" * 10, "https://" + "y" * 248)
    done = service.create_room_token(desk, room_id, metadata, owner)
    shown.context.tasks.changed.emit(done.changed)
    shown.settle()
    shown.rooms.show_record(done.value)
    shown.settle()
    detail = shown.rooms.detail
    assert right_edge(detail.close_button, detail) < detail.width()
    assert right_edge(detail.setup.metadata.uri, detail) < detail.width()
    assert right_edge(detail.setup.metadata.room_id, detail) < detail.width()


def test_hidden_page_reads_only_when_it_is_shown(shown: Screen, desk: Desk, street: Street) -> None:
    page = shown.rooms
    page.hide()
    done = service.request_deployment(desk, street.rooms["130"])
    shown.context.tasks.changed.emit(done.changed)
    shown.settle()
    assert page.stale
    page.show()
    shown.settle()
    row = page.list.table.rows.peek(shown.place("130"))
    assert row is not None
    assert row.status == "deploy_requested"


def test_deleted_page_is_not_told_of_changes(shown: Screen, desk: Desk, street: Street) -> None:
    shown.open("131")
    shown.show(QWidget())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    done = service.request_deployment(desk, street.rooms["130"])
    shown.context.tasks.changed.emit(done.changed)
    shown.context.themes.changed.emit(shown.context.themes.current)
    shown.settle()
    assert not shown.window.findChildren(Page)


def test_room_opened_with_the_focus_in_the_detail_is_closed_by_escape(shown: Screen) -> None:
    shown.open("131")
    shown.rooms.detail.tabs.setFocus()
    shown.key(Qt.Key.Key_Escape, shown.rooms.detail.tabs)
    assert not shown.rooms.split.opened
    assert room_of(shown.rooms._desk, "131").room_id == "131"


def test_clipboard_keeps_exact_values(shown: Screen, tmp_path: Path) -> None:
    shown.select("123")
    shown.rooms.list.table.clipboard.copy_json()
    text = QGuiApplication.clipboard().text()
    assert '"price": 5967' in text
    assert '"status": "trading"' in text
