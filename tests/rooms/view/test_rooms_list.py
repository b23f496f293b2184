"""The rooms table with its filters, figures and stages."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.changes import Changed
from app.kit.stage_strip import StageButton
from app.kit.states import EmptyState
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.view.page import rooms_page
from app.rooms.view.room_dialog import RoomDialog
from app.shell.room_panels import vending_panels
from tests.rooms.view.houses import HOUSES, Street
from tests.rooms.view.screens import Screen

ALL = [house.room_id for house in reversed(HOUSES)]


def test_list_begins_with_the_newest_room(shown: Screen) -> None:
    assert shown.shown() == ALL
    header = shown.rooms.list.table.view.header
    assert (header.sort_key, header.descending) == ("id", True)


def test_footer_says_how_many_rooms_there_are(shown: Screen) -> None:
    assert shown.find(QLabel, "rooms.table_count").text() == "20 rooms"


def test_search_finds_symbol_creator_and_principal(shown: Screen, street: Street) -> None:
    search = shown.rooms.list.toolbar.search
    for text, found in (("lndev", ["123"]), ("kwame", ["129"]), ("131", ["131"])):
        search.set_text(text)
        shown.settle()
        assert shown.shown() == found


def test_stage_menu_filters_the_table_and_lights_the_strip(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    toolbar.stage.set_value("draft")
    toolbar.stage.chosen.emit("draft")
    shown.settle()
    assert shown.shown() == ["130", "125"]
    assert shown.rooms.list.stages.value() == "draft"


def test_click_on_a_stage_filters_and_a_second_one_shows_all_again(shown: Screen) -> None:
    shown.press("rooms.stages_initialised")
    assert shown.shown() == ["129"]
    assert shown.rooms.list.toolbar.stage.value() == "initialised"
    shown.press("rooms.stages_initialised")
    assert shown.shown() == ALL


def test_stages_say_how_many_wait_and_for_whom(shown: Screen) -> None:
    strip = shown.rooms.list.stages
    stages = [button.stage for button in strip.findChildren(StageButton)]
    assert [stage.count for stage in stages] == [2, 4, 2, 1, 8]
    assert stages[1].note == "waiting for an admin, 1 failed"
    assert stages[0].note == "by creators"


def test_creator_filter_offers_only_creators(shown: Screen, street: Street) -> None:
    creator = shown.rooms.list.toolbar.creator
    creator.click()
    names = [option.text for option in creator.popup.model.options]
    assert names[0] == "Everyone"
    assert set(names[1:]) == {house.creator for house in HOUSES}
    creator.popup.picked.emit(creator.popup.model.options[names.index("fern")])
    creator.popup.hide()
    shown.settle()
    assert shown.shown() == ["127"]
    assert creator.text() == "Creator: fern"


def test_idle_filter_leaves_out_rooms_that_nobody_can_trade_in(shown: Screen) -> None:
    shown.rooms.list.toolbar.activity.chosen.emit("traded_1d")
    shown.settle()
    traded = shown.shown()
    shown.rooms.list.toolbar.activity.chosen.emit("idle_7d")
    shown.settle()
    assert traded == ["126", "123"]
    assert shown.shown() == []


def test_click_on_a_header_sorts_by_it(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    view.header.sectionClicked.emit(view.rows.position("name"))
    shown.settle()
    names = sorted((house.name, house.room_id) for house in HOUSES)
    assert shown.shown() == [room_id for _name, room_id in names]


def test_stage_sorts_by_how_far_a_room_has_come(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    view.header.sectionClicked.emit(view.rows.position("status"))
    shown.settle()
    assert shown.shown()[:2] == ["125", "130"]
    assert shown.shown()[-1] == "112"


def test_nothing_found_repeats_the_filter_and_can_be_cleared(shown: Screen) -> None:
    shown.rooms.list.filter_status("trading")
    shown.rooms.list.toolbar.search.set_text("<b>sanna")
    shown.settle()
    table = shown.rooms.list.table
    assert table.stack.currentWidget() is table.no_match
    assert table.no_match.words.text() == "No Trading room matches <b>&lt;b&gt;sanna</b>"
    shown.press("rooms.no_match_clear")
    assert shown.shown() == ALL
    assert shown.rooms.list.toolbar.search.text() == ""


def test_text_that_no_database_keeps_finds_nothing(shown: Screen) -> None:
    shown.rooms.list.table.paged.search("\ud800")
    shown.settle()
    assert shown.shown() == []


def test_without_rooms_the_page_says_what_to_do_first(bare: Screen, desk: Desk) -> None:
    bare.show(rooms_page(vending_panels()).build(bare.context, desk))
    table = bare.rooms.list.table
    assert isinstance(table.stack.currentWidget(), EmptyState)
    assert not bare.rooms.list.toolbar.isVisible()
    bare.press("rooms.create_first")
    assert isinstance(bare.context.messages.dialog, RoomDialog)


def test_refresh_keeps_selection_and_open_room(shown: Screen, desk: Desk, street: Street) -> None:
    shown.open("126")
    bar = shown.rooms.list.table.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    done = service.request_deployment(desk, street.rooms["130"])
    shown.context.tasks.changed.emit(done.changed)
    shown.settle()
    view = shown.rooms.list.table.view
    row = view.current_row()
    assert row is not None
    assert row.room_id == "126"
    assert bar.value() == before
    assert shown.rooms.list.table.paged.selection.ids() == (street.rooms["126"],)
    assert shown.rooms.list.stages.findChildren(StageButton)[0].stage.count == 1


def test_commit_of_another_program_is_shown(shown: Screen, desk: Desk, street: Street) -> None:
    service.deprecate(desk, street.rooms["130"], "Not wanted")
    shown.context.tasks.changed.emit((Changed("any"),))
    shown.settle()
    row = shown.rooms.list.table.rows.peek(shown.place("130"))
    assert row is not None
    assert row.status == "deprecated"


def test_changes_that_come_fast_are_read_once_more_at_the_end(
    shown: Screen, desk: Desk, street: Street
) -> None:
    for room_id in ("125", "130"):
        done = service.request_deployment(desk, street.rooms[room_id])
        shown.context.tasks.changed.emit(done.changed)
    assert shown.rooms.reload_due
    shown.settle()
    assert shown.rooms.list.stages.findChildren(StageButton)[0].stage.count == 0


def test_keys_move_open_and_close(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    view.setFocus()
    view.go_to(0)
    shown.key(Qt.Key.Key_J)
    shown.key(Qt.Key.Key_J)
    shown.key(Qt.Key.Key_K)
    row = view.current_row()
    assert row is not None
    assert row.room_id == "130"
    shown.key(Qt.Key.Key_Return)
    assert shown.rooms.split.opened
    assert shown.rooms.detail.title.full_text() == "Frontend Clinic"
    shown.key(Qt.Key.Key_Escape)
    assert not shown.rooms.split.opened


def test_detail_follows_the_row_while_it_is_open(shown: Screen) -> None:
    shown.open("131")
    shown.key(Qt.Key.Key_Down)
    assert shown.rooms.detail.title.full_text() == "Frontend Clinic"


def test_slash_leads_into_the_search_field(shown: Screen) -> None:
    shown.rooms.list.table.view.setFocus()
    shown.key(Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is shown.rooms.list.toolbar.search.editor


def test_click_with_the_mouse_opens_the_room(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    view.clicked.emit(view.rows.index(shown.place("122"), 0))
    shown.settle()
    assert shown.rooms.detail.title.full_text() == "Chess Corner"


def test_filters_are_remembered(shown: Screen, desk: Desk) -> None:
    shown.rooms.list.filter_status("paused")
    shown.settle()
    shown.show(rooms_page(vending_panels()).build(shown.context, desk))
    assert shown.shown() == ["119"]
    assert shown.rooms.list.toolbar.stage.value() == "paused"


@pytest.mark.parametrize("broken", [{"status": "nonsense"}, {"creator": "mira"}, {"activity": 7}])
def test_remembered_filters_that_mean_nothing_filter_nothing(
    bare: Screen, desk: Desk, street: Street, broken: dict[str, object]
) -> None:
    bare.context.settings.set_filters("rooms", broken)
    bare.show(rooms_page(vending_panels()).build(bare.context, desk))
    assert bare.shown() == ALL


def test_export_holds_what_the_table_lists(shown: Screen, tmp_path: Path) -> None:
    shown.rooms.list.filter_status("draft")
    shown.settle()
    target = tmp_path / "rooms.csv"
    shown.rooms.list.table.exporter.export_to(target, "csv")
    shown.settle()
    lines = target.read_text().splitlines()
    assert lines[0] == "ID,Room,Creator,Stage,Contract,Supply,Price,Changed"
    assert lines[1].startswith("130,Frontend Clinic,lena,draft,,0,,2026-03-")
    assert len(lines) == 3


def test_narrow_toolbar_gives_up_words_before_filters(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    shown.window.resize(1440, 850)
    shown.settle()
    assert toolbar.new.text() == "New room token"
    toolbar.resize(640, toolbar.height())
    assert toolbar.new.text() == ""
    assert toolbar.new.accessibleName() == "New room token"
    assert toolbar.stage.text() == "Stage: all"


def test_figures_that_have_no_room_are_left_out_from_the_right(shown: Screen) -> None:
    figures = shown.rooms.list.figures
    wide = len(figures._shown)
    shown.rooms.list.resize(600, 700)
    assert wide == 6
    assert 2 <= len(figures._shown) < 6
    assert figures._shown[0].label == "Rooms"
