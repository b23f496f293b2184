"""How the rooms table paints its own two kinds of cells."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.kit.table.cells import CellDelegate
from app.rooms.queries import RoomRow
from app.rooms.view.cells import AmountCell, StageCell
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of

WIDTH, HEIGHT = 220, 32
SEGMENTS = range(5)


def painted(shown: Screen, key: str, row: RoomRow, width: int = WIDTH) -> QImage:
    """A cell of the table on the ground of a pane."""
    view = shown.rooms.list.table.view
    column = view.rows.columns[view.rows.position(key)]
    delegate = view.itemDelegateForColumn(view.rows.position(key))
    assert isinstance(delegate, CellDelegate)
    image = QImage(width, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(view.inks.color("panel"))
    painter = QPainter(image)
    delegate.paint_content(painter, QRect(0, 0, width, HEIGHT), column, row)
    painter.end()
    return image


def segments(shown: Screen, row: RoomRow) -> list[QColor]:
    """Colours in the middle of the five segments."""
    image = painted(shown, "status", row)
    return [image.pixelColor(number * 12 + 5, HEIGHT // 2) for number in SEGMENTS]


def color(shown: Screen, token: str) -> QColor:
    return shown.context.themes.current.color(token)


def test_table_paints_stage_and_amounts_by_itself(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    kinds = {
        key: type(view.itemDelegateForColumn(view.rows.position(key)))
        for key in ("status", "price", "reserve")
    }
    assert kinds == {"status": StageCell, "price": AmountCell, "reserve": AmountCell}


@pytest.mark.parametrize(
    ("room_id", "token", "filled"),
    [("123", "ok", 5), ("119", "warn", 5), ("112", "border_strong", 5)],
)
def test_all_green_is_for_trading_only(
    shown: Screen, street: Street, room_id: str, token: str, filled: int
) -> None:
    found = segments(shown, room_of(street.desk, room_id))
    assert found[:filled] == [color(shown, token)] * filled


@pytest.mark.parametrize(("room_id", "level"), [("130", 1), ("131", 2), ("127", 3), ("129", 4)])
def test_segment_of_the_present_stage_is_full(
    shown: Screen, street: Street, room_id: str, level: int
) -> None:
    found = segments(shown, room_of(street.desk, room_id))
    assert found[level - 1] == color(shown, "chart_line")
    assert found[level:] == [color(shown, "border_strong")] * (5 - level)
    done = shown.context.themes.current.mixed("chart_line", "panel", 0.45)
    assert found[: level - 1] == [done] * (level - 1)


def test_failure_is_red_where_it_happened(shown: Screen, street: Street) -> None:
    found = segments(shown, room_of(street.desk, "113"))
    assert found[1] == color(shown, "error")
    assert found[2:] == [color(shown, "border_strong")] * 3


def right_of_ink(image: QImage, until: int) -> int:
    """The last column, before `until`, in which something is painted."""
    ground = image.pixelColor(0, 0)
    for x in range(until - 1, -1, -1):
        if any(image.pixelColor(x, y) != ground for y in range(HEIGHT)):
            return x
    return -1


def test_figures_end_at_one_line_whatever_their_unit(shown: Screen, street: Street) -> None:
    view = shown.rooms.list.table.view
    slot = view.inks.caption.width("µSTX")
    ends = [
        right_of_ink(painted(shown, "price", room_of(street.desk, room_id)), WIDTH - slot - 1)
        for room_id in ("123", "117")
    ]
    assert abs(ends[0] - ends[1]) <= 1


def test_cells_say_how_much_room_they_need(shown: Screen, street: Street) -> None:
    view = shown.rooms.list.table.view
    for key in ("status", "price"):
        section = view.rows.position(key)
        assert view.sizeHintForColumn(section) <= view.header.sectionSize(section) + 1, key


def test_cell_speaks_with_its_unit(shown: Screen) -> None:
    view = shown.rooms.list.table.view
    index = view.rows.index(shown.place("117"), view.rows.position("price"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "16\u202f700\u202f000, µSTX"
    index = view.rows.index(shown.place("117"), view.rows.position("supply"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "157 keys"
