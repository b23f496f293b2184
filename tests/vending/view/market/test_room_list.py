"""The room list: search, chips, selection that stays, rows that only change."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.theme import Themes
from app.rooms.rules import Status
from app.vending.queries import MarketRow
from app.vending.view.market.room_list import Chip, MarketList

NOW = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)


def row(
    number: int,
    name: str,
    price: int,
    before: int | None = None,
    *,
    days: float = 30,
    quote: str = "sats",
    status: Status = Status.TRADING,
) -> MarketRow:
    opened = NOW - timedelta(days=days)
    symbol = name[:5].upper()
    return MarketRow(
        number, str(100 + number), name, symbol, quote, status, False, price, before, 10, 5, opened,
        None,
    )  # fmt: skip


ROWS = (
    row(1, "Stacks Builders", 9_416, 9_600),
    row(2, "Lightning Devs", 6_184, 5_070),
    row(3, "Book Club", 325, 300, days=2),
    row(4, "Quiet Corner", 100, None, days=1, status=Status.PAUSED),
)


@pytest.fixture
def rooms(looks: Themes, qtbot: QtBot) -> MarketList:
    rooms = MarketList(Icons(looks))
    qtbot.addWidget(rooms)
    rooms.resize(212, 600)
    rooms.show()
    rooms.show_markets(ROWS, None, NOW)
    return rooms


def listed(rooms: MarketList) -> list[int]:
    return [each.id for each in rooms.model.rows]


def pick(rooms: MarketList, chip: Chip) -> None:
    rooms.chips.set_value(chip)
    rooms.chips.chosen.emit(chip)


def test_the_header_counts_what_trades(rooms: MarketList) -> None:
    assert rooms.header.note.full_text() == "3 trading"
    assert rooms.unit.text() == "sats · 24 h"


def test_rooms_in_other_assets_name_theirs(rooms: MarketList) -> None:
    rooms.show_markets((*ROWS, row(5, "Far", 7, quote="uSTX")), None, NOW)
    assert rooms.unit.text() == "price · 24 h"
    assert rooms.model.mixed


@pytest.mark.parametrize(
    ("text", "found"),
    [("dev", [2]), ("BOOK", [3]), ("#103", [3]), ("102", [2]), ("club bo", [3]), ("zzz", [])],
)
def test_search_looks_into_name_symbol_and_id(
    rooms: MarketList, text: str, found: list[int]
) -> None:
    rooms.search.set_text(text)
    assert listed(rooms) == found
    assert rooms.none.isVisible() is (not found)


def test_clearing_the_filters_brings_all_back(rooms: MarketList) -> None:
    pick(rooms, Chip.GAINERS)
    rooms.search.set_text("zzz")
    rooms.none.clear.click()
    assert listed(rooms) == [1, 2, 3, 4]
    assert rooms.chip is Chip.ALL


def test_gainers_stand_with_the_largest_rise_first(rooms: MarketList) -> None:
    pick(rooms, Chip.GAINERS)
    assert listed(rooms) == [2, 3]


def test_new_rooms_stand_with_the_youngest_first(rooms: MarketList) -> None:
    pick(rooms, Chip.NEW)
    assert listed(rooms) == [4, 3]


def test_held_rooms_are_asked_for(rooms: MarketList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rooms.asked):
        pick(rooms, Chip.HELD)
    assert listed(rooms) == []
    rooms.show_markets(ROWS, frozenset({3}), NOW)
    assert listed(rooms) == [3]


def test_the_chosen_room_stays_marked_while_prices_move(rooms: MarketList) -> None:
    rooms.select(2)
    moved = (ROWS[0], row(2, "Lightning Devs", 6_500, 5_070), *ROWS[2:])
    resets: list[bool] = []
    rooms.model.modelReset.connect(lambda: resets.append(True))
    rooms.show_markets(moved, None, NOW)
    assert rooms.list.currentIndex().row() == 1
    assert not resets
    rooms.show_markets(moved[1:], None, NOW)
    assert rooms.list.currentIndex().row() == 0


def test_arrow_keys_settle_before_a_room_is_opened(rooms: MarketList, qtbot: QtBot) -> None:
    rooms.select(1)
    rooms.list.setFocus()
    chosen: list[object] = []
    rooms.chosen.connect(chosen.append)
    QTest.keyClick(rooms.list, Qt.Key.Key_Down)
    QTest.keyClick(rooms.list, Qt.Key.Key_Down)
    assert chosen == []
    qtbot.waitUntil(lambda: chosen == [3])


def test_enter_in_the_search_opens_the_first_match(rooms: MarketList, qtbot: QtBot) -> None:
    rooms.search.set_text("book")
    with qtbot.waitSignal(rooms.chosen) as got:
        QTest.keyClick(rooms.search.editor, Qt.Key.Key_Return)
    assert got.args == [3]


def test_a_row_says_all_in_words(rooms: MarketList) -> None:
    spoken = rooms.model.data(rooms.model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken is not None
    assert spoken.replace("\u202f", " ") == "Lightning Devs (LIGHT), 6 184 sats, +22.0 %"


def test_a_thousand_rooms_and_endless_prices_are_painted(rooms: MarketList) -> None:
    many = [row(n, f"Room {n} " + "x" * 20, 2**63 - n, 1 + n % 3) for n in range(1, 1_001)]
    rooms.show_markets(many, None, NOW)
    assert not rooms.grab().isNull()
