"""The paged model: what it shows, what it asks for, how it takes fresh rows."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.kit.table.model import TONE_ROLE, TableModel
from app.kit.table.pages import PAGE_ROWS
from app.kit.table.reconcile import Shift
from app.listing import Listing, Page
from tests.examples import few_examples
from tests.kit.table.fakes import COLUMNS, MemorySource, Room, rooms

EVERYTHING = Listing()


@pytest.fixture
def model(qapp: QObject) -> Iterator[TableModel]:
    model = TableModel(COLUMNS)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    yield model
    del tester


def first_page(source: MemorySource) -> Page:
    return source.page(EVERYTHING, 0, PAGE_ROWS)


def shown(model: TableModel, at: int, key: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return model.data(model.index(at, model.position(key)), role)


def test_cells_show_the_texts_of_their_columns(model: TableModel) -> None:
    model.restart(first_page(MemorySource([Room(7, "Chess", 1234, 2.5)])))
    assert [shown(model, 0, column.key) for column in COLUMNS] == [
        "7",
        "Chess",
        "Trading",
        "ST3KZ9B7WQ4M0T2XHR6PY8C5VDEF7",
        "1\u202f234",
        "2.5\u202f%",
    ]


def test_headers_show_titles_tips_and_sides(model: TableModel) -> None:
    at = model.position("name")
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(at, horizontal) == "Room"
    assert model.headerData(at, horizontal, Qt.ItemDataRole.ToolTipRole) == (
        "Name and symbol of the room"
    )
    side = model.headerData(model.position("supply"), horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert side == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.headerData(4, Qt.Orientation.Vertical) == "5"


def test_cells_speak_with_sign_and_unit(model: TableModel) -> None:
    rows = [Room(1, "Chess", 6184, 2.5), Room(2, "Go", 0, -1.0), Room(3, "Go", 1, None)]
    model.restart(first_page(MemorySource(rows)))
    speak = Qt.ItemDataRole.AccessibleTextRole
    assert shown(model, 0, "supply", speak) == "6\u202f184 keys"
    assert shown(model, 1, "supply", speak) == "none"
    assert shown(model, 0, "change", speak) == "up 2.5\u202f%"
    assert shown(model, 1, "change", speak) == "down 1.0\u202f%"
    assert shown(model, 2, "change", speak) == "none"
    assert shown(model, 0, "name", speak) == "Chess, S1"


def test_identifiers_tell_their_whole_value_in_the_tooltip(model: TableModel) -> None:
    model.restart(first_page(MemorySource(rooms([7]))))
    tip = Qt.ItemDataRole.ToolTipRole
    assert shown(model, 0, "contract", tip) == "ST3KZ9B7WQ4M0T2XHR6PY8C5VDEF7"
    assert shown(model, 0, "name", tip) is None


def test_tones_come_from_the_column(model: TableModel) -> None:
    model.restart(first_page(MemorySource([Room(1, change=2.0), Room(2, change=-2.0)])))
    assert [shown(model, at, "change", TONE_ROLE) for at in (0, 1)] == ["buy", "sell"]


def test_numbers_beyond_63_bits_leave_as_text(model: TableModel) -> None:
    model.restart(first_page(MemorySource([Room(1, supply=2**200)])))
    text = shown(model, 0, "supply")
    assert isinstance(text, str)
    assert int(text.replace("\u202f", "")) == 2**200


def test_rows_that_are_not_loaded_are_empty_and_asked_for_once(
    qtbot: QtBot, model: TableModel
) -> None:
    model.restart(first_page(MemorySource(rooms(range(1000)))))
    asked: list[bool] = []
    model.wanted.connect(lambda: asked.append(True))
    with qtbot.waitSignal(model.wanted):
        for at in range(PAGE_ROWS, PAGE_ROWS + 50):
            assert shown(model, at, "name") is None
    assert asked == [True]
    assert model.wanted_pages(PAGE_ROWS - 1, PAGE_ROWS + 50) == [1]


def test_looking_at_loaded_rows_asks_for_nothing(qtbot: QtBot, model: TableModel) -> None:
    model.restart(first_page(MemorySource(rooms(range(1000)))))
    with qtbot.assertNotEmitted(model.wanted, wait=30):
        assert shown(model, 3, "name") == "Room 3"


def test_a_page_that_was_lacking_is_filled_in(qtbot: QtBot, model: TableModel) -> None:
    source = MemorySource(rooms(range(1000)))
    model.restart(first_page(source))
    with qtbot.waitSignal(model.dataChanged) as signal:
        model.fill(source.page(EVERYTHING, PAGE_ROWS, PAGE_ROWS))
    first, last = signal.args[:2]
    assert (first.row(), last.row()) == (PAGE_ROWS, 2 * PAGE_ROWS - 1)
    assert shown(model, 300, "name") == "Room 300"


def test_only_rows_that_changed_are_painted_again(qtbot: QtBot, model: TableModel) -> None:
    source = MemorySource(rooms(range(100)))
    model.restart(first_page(source))
    source.change(42, supply=1)
    with qtbot.waitSignal(model.dataChanged) as signal:
        assert model.refresh(first_page(source)) == []
    assert [index.row() for index in signal.args[:2]] == [42, 42]
    with qtbot.assertNotEmitted(model.dataChanged):
        model.refresh(first_page(source))


def test_rows_that_came_in_at_the_top_are_inserted_there(model: TableModel) -> None:
    source = MemorySource(rooms(range(10, 1000)))
    model.restart(first_page(source))
    kept = QPersistentModelIndex(model.index(5, 0))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    source.rows[:0] = rooms([7, 8, 9])
    assert model.refresh(first_page(source)) == [Shift(0, 3)]
    assert (model.rowCount(), kept.row(), resets) == (993, 8, [])
    assert shown(model, 8, "id") == "15"


def test_rows_that_went_out_are_removed(model: TableModel) -> None:
    source = MemorySource(rooms(range(1000)))
    model.restart(first_page(source))
    kept = QPersistentModelIndex(model.index(50, 0))
    lost = QPersistentModelIndex(model.index(20, 0))
    del source.rows[20:22]
    model.refresh(first_page(source))
    assert (model.rowCount(), kept.row(), lost.isValid()) == (998, 48, False)


def test_rows_that_came_in_below_what_is_shown_are_added_at_the_end(model: TableModel) -> None:
    source = MemorySource(rooms(range(1000)))
    model.restart(first_page(source))
    source.rows += rooms(range(1000, 1005))
    assert model.refresh(first_page(source)) == []
    assert model.rowCount() == 1005


def test_after_a_refresh_other_pages_are_shown_but_asked_for_again(
    qtbot: QtBot, model: TableModel
) -> None:
    source = MemorySource(rooms(range(1000)))
    model.restart(first_page(source))
    model.fill(source.page(EVERYTHING, PAGE_ROWS, PAGE_ROWS))
    model.refresh(first_page(source))
    with qtbot.waitSignal(model.wanted):
        assert shown(model, PAGE_ROWS, "name") == "Room 256"
    assert model.wanted_pages(0, 600) == [1, 2]


def test_a_page_that_tells_another_total_makes_the_others_stale(model: TableModel) -> None:
    source = MemorySource(rooms(range(1000)))
    model.restart(first_page(source))
    del source.rows[900:]
    model.fill(source.page(EVERYTHING, PAGE_ROWS, PAGE_ROWS))
    assert model.rowCount() == 900
    assert model.wanted_pages(0, 500) == [0]


def test_another_listing_resets_the_model(qtbot: QtBot, model: TableModel) -> None:
    model.restart(first_page(MemorySource(rooms(range(1000)))))
    with qtbot.waitSignal(model.modelReset):
        model.restart(first_page(MemorySource(rooms([5]))))
    assert model.rowCount() == 1
    assert model.complete()


def test_a_million_rows_are_counted_not_loaded(qapp: QObject) -> None:
    model = TableModel(COLUMNS)
    model.restart(Page(0, tuple(rooms(range(PAGE_ROWS))), 1_000_000))
    assert model.rowCount() == 1_000_000
    assert len(list(model.loaded())) == PAGE_ROWS
    assert shown(model, 999_999, "name") is None


def test_children_of_cells_are_none(model: TableModel) -> None:
    model.restart(first_page(MemorySource(rooms([1]))))
    cell = model.index(0, 0)
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)
    assert not model.index(5, 0, QModelIndex()).isValid()


@few_examples
@given(
    st.integers(0, 700),
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("idm"), st.integers(0, 700), st.integers(1, 40)),
            min_size=1,
            max_size=3,
        ),
        max_size=4,
    ),
    st.integers(0, 2),
)
def test_whatever_happens_between_refreshes_the_rows_shown_are_right(
    qapp: QObject, size: int, rounds: list[list[tuple[str, int, int]]], page: int
) -> None:
    source = MemorySource(rooms(range(size)))
    model = TableModel(COLUMNS)
    model.restart(first_page(source))
    new_id = 10_000
    for edits in rounds:
        for verb, at, count in edits:
            at = min(at, len(source.rows))
            if verb == "i":
                source.rows[at:at] = rooms(range(new_id, new_id + count))
                new_id += count
            elif verb == "d":
                del source.rows[at : at + count]
            else:
                moved = source.rows[at : at + count]
                del source.rows[at : at + count]
                source.rows[:0] = moved
        window = source.page(EVERYTHING, page * PAGE_ROWS, PAGE_ROWS)
        model.refresh(window)
        assert model.rowCount() == len(source.rows)
        for at, room in enumerate(window.rows, start=window.offset):
            assert model.peek(at) == room
