"""Keys, pointer, sizes and painting of the table on screen."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.table.cells import CellDelegate
from app.kit.table.columns import Column, Kind
from app.kit.table.model import TableModel
from app.kit.table.view import TableView
from app.kit.theme import Themes
from app.listing import Page
from tests.kit.table.conftest import Table
from tests.kit.table.fakes import COLUMNS, Room, rooms

Key = Qt.Key


@pytest.fixture
def shown(table: Table) -> Table:
    table.show()
    table.view.activateWindow()
    table.view.setFocus()
    return table


def press(table: Table, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(table.view, key, modifier or Qt.KeyboardModifier.NoModifier)
    table.settle()


def current_row(table: Table) -> int:
    return table.view.currentIndex().row()


def cell_colors(table: Table, at: int, key: str) -> set[str]:
    """Every colour that a cell is painted with."""
    rect = table.view.visualRect(table.model.index(at, table.model.position(key)))
    image = table.view.viewport().grab(rect).toImage()
    return all_colors(image)


def all_colors(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_letters_and_arrows_move_from_row_to_row(shown: Table) -> None:
    shown.view.go_to(0)
    press(shown, Key.Key_J)
    press(shown, Key.Key_Down)
    assert current_row(shown) == 2
    press(shown, Key.Key_K)
    press(shown, Key.Key_Up)
    press(shown, Key.Key_K)
    assert current_row(shown) == 0
    assert shown.paged.selection.ids() == (0,)


def test_home_end_and_pages_go_through_the_whole_list(shown: Table) -> None:
    shown.view.go_to(3)
    press(shown, Key.Key_End)
    assert current_row(shown) == 1999
    assert shown.paged.selection.ids() == (1999,)
    press(shown, Key.Key_PageUp)
    assert 1985 <= current_row(shown) <= 1992
    press(shown, Key.Key_Home)
    assert current_row(shown) == 0
    press(shown, Key.Key_PageDown)
    assert 8 <= current_row(shown) <= 11


def test_letters_can_be_turned_off(qtbot: QtBot, shown: Table) -> None:
    shown.view.go_to(0)
    shown.view.letter_keys = False
    with qtbot.assertNotEmitted(shown.view.search_wanted):
        press(shown, Key.Key_J)
        press(shown, Key.Key_Slash)
    assert current_row(shown) == 0


def test_letters_with_ctrl_are_left_to_others(shown: Table) -> None:
    shown.view.go_to(0)
    press(shown, Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert current_row(shown) == 0


def test_enter_opens_the_current_row(qtbot: QtBot, shown: Table) -> None:
    shown.view.go_to(4)
    with qtbot.waitSignal(shown.view.opened) as signal:
        press(shown, Key.Key_Return)
    assert signal.args == [shown.source.rows[4]]


def test_a_double_click_opens_the_row(qtbot: QtBot, shown: Table) -> None:
    place = shown.view.visualRect(shown.model.index(2, 1)).center()
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(shown.view.opened) as signal:
        QTest.mouseClick(shown.view.viewport(), left, plain, place)
        QTest.mouseDClick(shown.view.viewport(), left, plain, place)
    assert signal.args == [shown.source.rows[2]]


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "dismissed"),
        (Key.Key_Slash, Qt.KeyboardModifier.NoModifier, "search_wanted"),
        (Key.Key_C, Qt.KeyboardModifier.ControlModifier, "copy_wanted"),
        (Key.Key_Menu, Qt.KeyboardModifier.NoModifier, "menu_wanted"),
    ],
)
def test_keys_that_ask_for_something_else(
    qtbot: QtBot, shown: Table, key: Qt.Key, modifier: Qt.KeyboardModifier, signal: str
) -> None:
    shown.view.go_to(0)
    with qtbot.waitSignal(getattr(shown.view, signal)):
        press(shown, key, modifier)


def test_typing_does_not_walk_through_the_rows(shown: Table) -> None:
    shown.view.go_to(0)
    before = len(shown.source.asked)
    press(shown, Key.Key_Z)
    assert (current_row(shown), len(shown.source.asked)) == (0, before)


def test_shift_and_arrows_select_several_rows(shown: Table) -> None:
    shown.view.go_to(0)
    press(shown, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(shown, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert shown.paged.selection.ids() == (0, 1, 2)
    assert shown.view.selected_ranges() == [(0, 2)]


def test_one_row_at_a_time_unless_several_are_allowed(qtbot: QtBot, icons: Icons) -> None:
    view = TableView(TableModel(COLUMNS), icons, name="rooms.table", label="Rooms")
    qtbot.addWidget(view)
    assert view.selectionMode() == QAbstractItemView.SelectionMode.SingleSelection
    assert (view.objectName(), view.accessibleName()) == ("rooms.table", "Rooms")


def test_the_row_under_the_pointer_is_lit_as_a_whole(shown: Table) -> None:
    hover = shown.view.themes.current.hover
    QTest.mouseMove(shown.view.viewport(), QPoint(300, 3 * 32 + 10))
    QApplication.processEvents()
    assert shown.view.hovered_row == 3
    assert hover in cell_colors(shown, 3, "id")
    assert hover in cell_colors(shown, 3, "change")
    assert hover not in cell_colors(shown, 4, "id")


def test_the_selected_row_has_a_bar_at_the_left_edge_only(shown: Table) -> None:
    theme = shown.view.themes.current
    shown.view.setCurrentIndex(shown.model.index(2, 2))
    left = shown.view.viewport().grab().toImage()
    assert left.pixelColor(1, 2 * 32 + 16) == QColor(theme.accent)
    assert left.pixelColor(5, 2 * 32 + 16) == QColor(theme.selected)
    assert left.pixelColor(1, 3 * 32 + 16) == QColor(theme.panel)


def test_the_current_cell_has_a_ring_while_the_table_has_the_focus(shown: Table) -> None:
    focus = shown.view.themes.current.focus.upper()
    shown.view.setCurrentIndex(shown.model.index(2, shown.model.position("supply")))
    assert focus in cell_colors(shown, 2, "supply")
    shown.view.clearFocus()
    assert focus not in cell_colors(shown, 2, "supply")


def test_directions_have_a_triangle_and_a_colour(shown: Table) -> None:
    theme = shown.view.themes.current
    shown.source.rows[:2] = [Room(0, "Up", 1, 3.0), Room(1, "Down", 1, -3.0)]
    shown.refresh()
    assert theme.buy.upper() in cell_colors(shown, 0, "change")
    assert theme.sell.upper() in cell_colors(shown, 1, "change")
    assert theme.buy.upper() not in cell_colors(shown, 1, "change")


def test_old_figures_are_shown_in_grey(shown: Table) -> None:
    theme = shown.view.themes.current
    shown.view.set_dimmed(True)
    assert theme.buy.upper() not in cell_colors(shown, 3, "change")
    shown.view.set_dimmed(False)
    assert theme.buy.upper() in cell_colors(shown, 3, "change")


def test_rows_that_are_not_loaded_are_grey_bars(table: Table) -> None:
    table.model.restart(Page(0, tuple(rooms(range(5))), 100))
    skeleton = table.view.themes.current.skeleton.upper()
    assert skeleton in cell_colors(table, 7, "name")
    assert skeleton not in cell_colors(table, 2, "name")


def test_while_waiting_for_the_first_rows_there_are_grey_bars(table: Table) -> None:
    skeleton = table.view.themes.current.skeleton.upper()
    table.view.set_waiting(True)
    assert skeleton in all_colors(table.view.viewport().grab().toImage())
    table.view.set_waiting(False)
    assert skeleton not in all_colors(table.view.viewport().grab().toImage())


def test_rows_grow_with_the_text_scale_and_follow_the_theme(shown: Table, themes: Themes) -> None:
    themes.set_scale(150)
    themes.choose("dark")
    assert shown.view.row_pixels == 48
    assert shown.view.header.sizeHint().height() == 42
    assert themes.current.panel.upper() in cell_colors(shown, 3, "name")


@pytest.mark.parametrize(
    ("height", "zebra", "lines"), [(24, True, 1), (32, False, 1), (44, False, 2)]
)
def test_row_heights_have_their_looks(
    qtbot: QtBot, icons: Icons, height: int, zebra: bool, lines: int
) -> None:
    model = TableModel(COLUMNS)
    view = TableView(model, icons, name="t", label="T", row_height=height)
    qtbot.addWidget(view)
    model.restart(Page(0, tuple(rooms(range(5))), 5))
    view.resize(700, 300)
    colors = all_colors(view.grab().toImage())
    assert (view.zebra, view.two_lines) == (zebra, lines == 2)
    assert view.row_pixels == height
    assert view.themes.current.panel.upper() in colors


KINDS: tuple[Kind, ...] = (
    "text",
    "number",
    "delta",
    "side",
    "stage",
    "badge",
    "identifier",
    "share",
    "custom",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_painted_at_any_width_in_any_tone(
    qtbot: QtBot, icons: Icons, kind: Kind
) -> None:
    texts = ("", "–", "Some longer text with many words", "6\u202f184")
    tones = (None, "buy", "sell", "ok", "warn", "error", "text3")
    columns = tuple(
        Column[Room](
            f"{tone}{width}",
            "A",
            lambda room: texts[room.id],
            lambda room: texts[room.id],
            kind=kind,
            tone=partial(_always, tone),
            level=lambda room: room.id / 3,
            secondary=lambda room: texts[-room.id],
            width=width,
        )
        for tone in tones
        for width in (10, 60, 200)
    )
    model = TableModel(columns)
    view = TableView(model, icons, name="t", label="T")
    qtbot.addWidget(view)
    model.restart(Page(0, tuple(rooms(range(4))), 4))
    view.resize(2000, 160)
    assert len(all_colors(view.grab().toImage())) > 4
    delegate = view.itemDelegateForColumn(0)
    assert isinstance(delegate, CellDelegate)
    assert delegate.content_width(columns[0], Room(2)) > 0


def _always(tone: str | None, _room: Room) -> str | None:
    return tone


def test_a_bug_in_a_column_is_reported_once_and_the_other_cells_are_painted(
    qtbot: QtBot, icons: Icons
) -> None:
    def stumble(room: Room) -> str:
        raise LookupError(str(room.id))

    model = TableModel((Column[Room]("bad", "Bad", stumble, stumble), *COLUMNS))
    view = TableView(model, icons, name="t", label="T")
    qtbot.addWidget(view)
    model.restart(Page(0, tuple(rooms(range(4))), 4))
    view.resize(700, 160)
    with qtbot.capture_exceptions() as caught:
        view.grab()
        assert view.themes.current.ok.upper() in all_colors(view.grab().toImage())
    assert [kind for kind, _, _ in caught] == [LookupError]


def test_a_page_can_bring_its_own_delegate(shown: Table) -> None:
    painted: list[int] = []

    class Own(CellDelegate):
        def paint_content(self, painter: object, rect: object, column: object, row: Room) -> None:
            painted.append(row.id)

    own = Own(shown.view)
    shown.view.set_delegate("supply", own)
    shown.view.viewport().repaint()
    assert painted[:3] == [0, 1, 2]


def test_a_shortened_text_is_told_whole_in_a_tooltip(
    shown: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "app.kit.table.cells.QToolTip.showText", lambda place, text, view: told.append(text)
    )
    long_name = "Zero-Knowledge Circuits and Friends " * 5
    shown.source.rows[1] = Room(1, long_name)
    shown.refresh()
    for at in (0, 1):
        ask_for_tooltip(shown, at, "name")
    assert told == [long_name]


def ask_for_tooltip(table: Table, at: int, key: str) -> None:
    place = table.view.visualRect(table.model.index(at, table.model.position(key))).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, table.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(table.view.viewport(), event)
