"""Rows come page by page, stay while new ones are fetched, and keep their selection."""

import threading

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from app.kit.table.pages import PAGE_ROWS
from app.kit.task_work import Crash
from app.listing import Listing, Page
from tests.kit.table.conftest import Table
from tests.kit.table.fakes import MemorySource, rooms


def scroll_value(table: Table) -> int:
    return table.view.verticalScrollBar().value()


def test_the_first_page_is_fetched_and_shown(table: Table) -> None:
    table.show()
    assert table.model.rowCount() == 2000
    assert table.ids_in_view()[:3] == [0, 1, 2]
    assert table.source.asked == [(Listing(), 0, PAGE_ROWS)]


def test_the_page_in_view_is_fetched_on_scrolling(table: Table) -> None:
    table.show()
    table.scroll_to(1000)
    assert table.ids_in_view()[:2] == [1000, 1001]
    assert [offset for _, offset, _ in table.source.asked] == [0, 3 * PAGE_ROWS]


def test_pages_that_were_scrolled_past_are_not_fetched(table: Table) -> None:
    table.show()
    gate = table.source.gate = threading.Event()
    bar = table.view.verticalScrollBar()
    for at in range(300, 1900, 20):
        bar.setValue(at * table.view.row_pixels)
        table.view.viewport().repaint()
    gate.set()
    table.settle()
    assert table.ids_in_view()[0] == 1880
    assert len(table.source.asked) <= 4


def test_neighbours_are_fetched_before_they_come_into_view(table: Table) -> None:
    table.show()
    table.scroll_to(PAGE_ROWS - 15)
    assert table.model.peek(PAGE_ROWS + 5) is not None


def test_sorting_asks_the_source_and_goes_to_the_top(table: Table) -> None:
    table.show()
    table.scroll_to(500)
    table.paged.sort("id", True)
    assert table.ids_in_view()[0] == 500, "old rows stay until the new ones are there"
    table.settle()
    assert table.ids_in_view()[:2] == [1999, 1998]
    assert scroll_value(table) == 0
    assert (table.view.header.sort_key, table.view.header.descending) == ("id", True)


def test_only_the_last_of_quickly_typed_texts_is_shown(table: Table) -> None:
    table.show()
    shown: list[int] = []
    table.paged.loaded.connect(lambda: shown.append(table.model.rowCount()))
    for text in ("R", "Ro", "Room 19", "Room 199"):
        table.paged.search(text)
    table.settle()
    assert shown == [11]
    assert table.ids_in_view()[0] == 199
    table.paged.search("Room 199")
    assert not table.tasks.busy


def test_filters_are_set_and_cleared_by_name(table: Table) -> None:
    table.source.rows[7:8] = [table.source.rows[7].__class__(7, "Room 7", stage=1)]
    table.show()
    heard: list[Listing] = []
    table.paged.listing_changed.connect(heard.append)
    table.paged.filter(stage=(1, 2))
    table.settle()
    assert table.ids_in_view() == [7]
    table.paged.filter(stage=None)
    table.settle()
    assert table.model.rowCount() == 2000
    assert [dict(listing.filters) for listing in heard] == [{"stage": (1, 2)}, {}]
    table.paged.filter(stage=None)
    assert not table.tasks.busy


def test_clearing_filters_keeps_the_order(table: Table) -> None:
    table.show(Listing(sort="id", descending=True, search="Room 1", filters={"stage": (5,)}))
    table.paged.clear_filters()
    table.settle()
    assert table.paged.listing == Listing(sort="id", descending=True)
    assert table.ids_in_view()[0] == 1999


def test_showing_the_same_listing_again_only_refreshes(qtbot: QtBot, table: Table) -> None:
    table.show()
    with qtbot.assertNotEmitted(table.model.modelReset):
        table.show(Listing())
    assert len(table.source.asked) == 2


def test_a_refresh_keeps_selection_current_cell_and_scroll(table: Table) -> None:
    table.show()
    table.scroll_to(50, 13)
    table.view.setCurrentIndex(table.model.index(52, 2))
    table.source.rows[:0] = rooms(range(5000, 5003))
    before = table.ids_in_view()
    table.refresh()
    assert table.ids_in_view() == before
    assert scroll_value(table) == 53 * 32 + 13
    assert table.paged.selection.ids() == (52,)
    current = table.view.currentIndex()
    assert (current.row(), current.column()) == (55, 2)


def test_at_the_very_top_new_rows_come_into_view(table: Table) -> None:
    table.show()
    table.view.go_to(2)
    table.source.rows[:0] = rooms([5000])
    table.refresh()
    assert table.ids_in_view()[:2] == [5000, 0]
    assert table.paged.selection.ids() == (2,)
    assert scroll_value(table) == 0


def test_a_refresh_deep_in_the_list_keeps_the_rows_in_view(table: Table) -> None:
    table.show()
    table.scroll_to(1200)
    table.view.go_to(1203)
    table.source.rows[:0] = rooms(range(5000, 5007))
    before = table.ids_in_view()
    table.refresh()
    assert table.ids_in_view() == before
    assert table.paged.selection.ids() == (1203,)


def test_a_refresh_resets_nothing(qtbot: QtBot, table: Table) -> None:
    table.show()
    table.source.change(3, supply=777)
    table.source.rows[:0] = rooms([5000])
    with qtbot.assertNotEmitted(table.model.modelReset):
        table.refresh()
    row = table.model.peek(4)
    assert row is not None
    assert row.supply == 777


def test_rows_that_went_out_above_move_the_rows_in_view_up(table: Table) -> None:
    table.show()
    table.scroll_to(60)
    before = table.ids_in_view()
    del table.source.rows[10:15]
    table.refresh()
    assert table.ids_in_view() == before
    assert scroll_value(table) == 55 * 32


def test_a_selected_row_that_is_sorted_elsewhere_stays_selected(table: Table) -> None:
    table.show(Listing(sort="supply", descending=True))
    table.view.go_to(2)
    chosen = table.paged.selection.ids()
    table.source.change(chosen[0], supply=10**9)
    table.refresh()
    assert table.paged.selection.ids() == chosen
    assert table.view.currentIndex().row() == 0


def test_a_selected_row_that_left_the_loaded_pages_is_found_again(table: Table) -> None:
    table.show()
    table.view.go_to(5)
    changes: list[tuple[int, ...]] = []
    table.paged.selection.changed.connect(lambda: changes.append(table.paged.selection.ids()))
    table.paged.sort("id", True)
    table.settle()
    assert table.paged.selection.ids() == (5,)
    assert table.view.selected_count() == 0
    assert table.paged.selection.count() == 1
    table.scroll_to(1990)
    assert table.view.selected_ranges() == [(1994, 1994)]
    assert changes == []


def test_a_selected_row_that_a_filter_hides_is_no_longer_selected(table: Table) -> None:
    table.show()
    table.view.go_to(5)
    changes: list[tuple[int, ...]] = []
    table.paged.selection.changed.connect(lambda: changes.append(table.paged.selection.ids()))
    table.paged.search("Room 1")
    table.settle()
    assert table.paged.selection.ids() == ()
    assert changes == [()]


def test_a_selected_row_that_is_deleted_is_no_longer_selected(table: Table) -> None:
    table.show()
    table.view.go_to(5)
    del table.source.rows[5]
    table.refresh()
    assert table.paged.selection.ids() == ()
    assert table.model.rowCount() == 1999


def test_several_selected_rows_stay_selected_while_rows_come_in(table: Table) -> None:
    table.show()
    flag = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for at in (3, 4, 9):
        table.view.selectionModel().select(table.model.index(at, 0), flag)
    table.source.rows[5:5] = rooms([5000, 5001])
    table.refresh()
    assert table.paged.selection.ids() == (3, 4, 9)
    assert table.view.selected_ranges() == [(3, 4), (11, 11)]


def test_a_selection_of_everything_stays_as_places(table: Table) -> None:
    table.source.rows = rooms(range(8000))
    table.show()
    table.view.selectAll()
    table.refresh()
    assert table.paged.selection.count() == 8000


def test_a_row_can_be_selected_before_it_is_loaded(table: Table) -> None:
    table.show()
    table.paged.selection.select(1500)
    assert table.paged.selection.ids() == (1500,)
    table.scroll_to(1498)
    assert table.view.selected_ranges() == [(1500, 1500)]
    table.paged.selection.select(1499)
    assert table.view.currentIndex().row() == 1499
    table.paged.selection.clear()
    assert table.paged.selection.count() == 0


def test_refreshes_while_an_answer_is_awaited_become_one(table: Table) -> None:
    table.show()
    gate = table.source.gate = threading.Event()
    for _ in range(20):
        table.paged.refresh()
    gate.set()
    table.settle()
    assert len(table.source.asked) == 3


def test_refreshes_do_not_hold_up_the_first_page(table: Table) -> None:
    gate = table.source.gate = threading.Event()
    table.paged.show(Listing(sort="id"))
    for _ in range(5):
        table.paged.refresh()
    gate.set()
    table.settle()
    assert len(table.source.asked) == 2
    assert table.paged.settled


def test_a_source_that_fails_is_asked_again_only_on_request(table: Table) -> None:
    errors: list[object] = []
    table.paged.failed.connect(errors.append)
    table.show()
    table.source.error = Unavailable("The server does not answer.")
    table.refresh()
    table.scroll_to(1000)
    assert errors == [table.source.error]
    assert table.model.rowCount() == 2000
    table.source.error = None
    table.refresh()
    assert table.ids_in_view()[0] == 1000


def test_a_first_page_that_failed_is_fetched_by_a_refresh(table: Table) -> None:
    table.source.error = Unavailable("The server does not answer.")
    table.show()
    assert not table.paged.started
    table.source.error = None
    table.refresh()
    assert table.paged.settled


def test_after_a_crash_of_the_source_a_refresh_works_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[Crash] = []
    table.tasks.crashed.connect(crashes.append)
    with monkeypatch.context() as patch:
        patch.setattr(MemorySource, "page", lambda *_: 1 // 0)
        table.show()
    assert len(crashes) == 1
    table.refresh()
    assert table.model.rowCount() == 2000


def test_a_source_that_gives_less_than_it_promised_is_not_asked_forever(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def short_page(_: MemorySource, listing: Listing, offset: int, limit: int) -> Page:
        asked.append(offset)
        return Page(offset, tuple(rooms(range(3))), 100)

    monkeypatch.setattr(MemorySource, "page", short_page)
    table.show()
    table.view.viewport().repaint()
    table.settle()
    assert asked == [0]


def test_loading_is_told_while_an_answer_is_awaited(table: Table) -> None:
    told: list[bool] = []
    table.paged.loading.connect(told.append)
    table.show()
    assert told == [True, False]


def test_an_empty_result_can_be_scrolled_selected_and_refreshed(table: Table) -> None:
    table.source.rows = []
    table.show()
    table.view.go_to(0)
    table.refresh()
    assert table.view.visible_rows() == (0, -1)
    assert table.paged.selection.ids() == ()
    table.source.rows = rooms([1])
    table.refresh()
    assert table.ids_in_view() == [1]
    assert table.model.data(table.model.index(0, 0), Qt.ItemDataRole.DisplayRole) == "1"
