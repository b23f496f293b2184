"""Columns are arranged, hidden, sized and sorted by the person, and can be put back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.saved_views import ColumnState
from app.kit.table.chooser import ColumnMenu, ColumnsButton
from app.kit.table.header import EDGE, INSIDE
from app.kit.theme import Themes
from tests.kit.table.conftest import Table

FIRST = ["id", "name", "stage", "supply", "change"]


@pytest.fixture
def shown(table: Table) -> Table:
    table.show()
    return table


def keys(table: Table) -> list[str]:
    return [column.key for column in table.view.shown_columns()]


def click(table: Table, key: str) -> None:
    header = table.view.header
    number = table.model.position(key)
    middle = header.sectionViewportPosition(number) + header.sectionSize(number) // 2
    QTest.mouseClick(
        header.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(middle, 10),
    )


def width_of(table: Table, key: str) -> int:
    return table.view.header.sectionSize(table.model.position(key))


def test_columns_stand_as_described_at_first(shown: Table) -> None:
    assert keys(shown) == FIRST
    assert shown.view.header.isSectionHidden(shown.model.position("contract"))


def test_the_stretching_column_takes_what_is_left(shown: Table) -> None:
    room = shown.view.viewport().width()
    assert sum(width_of(shown, key) for key in FIRST) == room
    assert width_of(shown, "stage") == 208
    shown.view.resize(1000, 300)
    assert width_of(shown, "name") > 400
    shown.view.resize(400, 300)
    assert width_of(shown, "name") == 96


def test_the_outer_cells_keep_a_greater_distance(shown: Table) -> None:
    header = shown.view.header
    beside = shown.view.width() - shown.view.viewport().width()
    assert header.padding(shown.model.position("id")) == (EDGE, INSIDE)
    assert header.padding(shown.model.position("name")) == (INSIDE, INSIDE)
    assert header.padding(shown.model.position("change"))[1] == max(INSIDE, EDGE - beside)


def test_a_click_on_a_title_sorts_and_turns_round(qtbot: QtBot, shown: Table) -> None:
    with qtbot.waitSignal(shown.view.header.sort_chosen) as signal:
        click(shown, "name")
    assert signal.args == ["name", False]
    click(shown, "name")
    shown.settle()
    assert (shown.paged.listing.sort, shown.paged.listing.descending) == ("name", True)


def test_figures_are_sorted_from_the_largest_first(qtbot: QtBot, shown: Table) -> None:
    with qtbot.waitSignal(shown.view.header.sort_chosen) as signal:
        click(shown, "supply")
    assert signal.args == ["supply", True]
    shown.settle()


def test_a_column_that_the_source_can_not_sort_does_nothing(qtbot: QtBot, shown: Table) -> None:
    with qtbot.assertNotEmitted(shown.view.header.sort_chosen):
        click(shown, "stage")


def test_the_arrow_is_painted_in_accent(shown: Table) -> None:
    header, accent = shown.view.header, shown.view.themes.current.color("accent")
    for descending in (False, True):
        for key in ("id", "supply"):
            header.set_sort(key, descending)
            image = header.viewport().grab().toImage()
            number = shown.model.position(key)
            left = header.sectionViewportPosition(number)
            pixels = {
                image.pixelColor(x, y).rgb()
                for x in range(left, left + header.sectionSize(number))
                for y in range(image.height())
            }
            assert accent.rgb() in pixels


def test_columns_are_hidden_shown_and_moved(qtbot: QtBot, shown: Table) -> None:
    header = shown.view.header
    with qtbot.waitSignal(header.arranged):
        header.show_column(shown.model.position("contract"), True)
        header.show_column(shown.model.position("stage"), False)
        header.move_column(shown.model.position("supply"), -1)
    assert keys(shown) == ["id", "name", "supply", "contract", "change"]
    header.move_column(shown.model.position("supply"), 1)
    assert keys(shown) == ["id", "name", "contract", "supply", "change"]
    header.move_column(shown.model.position("id"), -1)
    header.move_column(shown.model.position("change"), 1)
    assert keys(shown) == ["id", "name", "contract", "supply", "change"]
    header.put_back()
    assert keys(shown) == FIRST


def test_a_column_that_must_stay_is_not_hidden(shown: Table) -> None:
    header = shown.view.header
    header.show_column(shown.model.position("id"), False)
    assert keys(shown) == FIRST
    assert not header.can_hide(shown.model.position("id"))
    assert header.can_hide(shown.model.position("name"))


def test_an_arrangement_can_be_taken_and_given_back(shown: Table) -> None:
    header = shown.view.header
    header.set_width(shown.model.position("stage"), 150)
    header.show_column(shown.model.position("name"), False)
    header.move_column(shown.model.position("change"), -1)
    states = header.states()
    assert ColumnState("stage", 150, True) in states
    assert ColumnState("name", 0, False) in states
    header.put_back()
    header.arrange(states)
    assert header.states() == states
    assert width_of(shown, "stage") == 150
    assert keys(shown) == ["id", "stage", "change", "supply"]


def test_unknown_columns_are_passed_over_and_new_ones_follow(shown: Table) -> None:
    shown.view.header.arrange((ColumnState("gone", 99), ColumnState("supply", 80)))
    assert keys(shown) == ["supply", "id", "name", "stage", "change"]


def test_a_dragged_width_is_kept_in_design_pixels(
    qtbot: QtBot, shown: Table, themes: Themes
) -> None:
    themes.set_scale(150)
    header = shown.view.header
    with qtbot.waitSignal(header.arranged):
        header.resizeSection(shown.model.position("stage"), 300)
    assert ColumnState("stage", 200, True) in header.states()
    themes.set_scale(100)
    assert width_of(shown, "stage") == 200


def test_a_double_click_on_the_edge_fits_the_column(shown: Table) -> None:
    shown.view.header.set_width(shown.model.position("name"), 40)
    shown.view.resizeColumnToContents(shown.model.position("name"))
    assert 80 < width_of(shown, "name") < 160


def test_the_menu_ticks_the_columns_that_are_shown(shown: Table) -> None:
    menu = ColumnMenu(shown.view.header, -1, shown.view)
    ticks = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert [text for text, tick in ticks.items() if tick.isChecked()] == [
        "ID",
        "Room",
        "Stage",
        "Supply",
        "24 h",
    ]
    assert not ticks["ID"].isEnabled()
    ticks["Contract"].toggle()
    ticks["Stage"].toggle()
    assert keys(shown) == ["id", "name", "contract", "supply", "change"]


def test_the_menu_stays_open_while_columns_are_ticked(qtbot: QtBot, shown: Table) -> None:
    menu = ColumnMenu(shown.view.header, -1, shown.view)
    menu.popup(QPoint(10, 10))
    tick = next(action for action in menu.actions() if action.text() == "Stage")
    QTest.mouseClick(
        menu,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        menu.actionGeometry(tick).center(),
    )
    assert menu.isVisible()
    menu.setActiveAction(tick)
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    assert keys(shown) == FIRST
    menu.close()


def test_a_right_click_offers_to_move_the_column_under_the_pointer(shown: Table) -> None:
    menu = ColumnMenu(shown.view.header, shown.model.position("stage"), shown.view)
    by_name = {action.objectName(): action for action in menu.actions()}
    by_name["table.column_left"].trigger()
    assert keys(shown) == ["id", "stage", "name", "supply", "change"]
    by_name["table.column_right"].trigger()
    by_name["table.column_right"].trigger()
    assert keys(shown) == ["id", "name", "supply", "stage", "change"]
    by_name["table.columns_reset"].trigger()
    assert keys(shown) == FIRST


def test_the_button_and_a_right_click_ask_for_the_chooser(qtbot: QtBot, shown: Table) -> None:
    button = ColumnsButton(shown.view.header, shown.view.icons, name="rooms.table")
    qtbot.addWidget(button)
    assert (button.objectName(), button.accessibleName()) == ("rooms.table_columns", "Columns")
    with qtbot.waitSignal(shown.view.header.columns_wanted) as signal:
        button.click()
    assert signal.args is not None
    assert signal.args[1] == -1
