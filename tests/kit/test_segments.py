"""Segments and chips: what is chosen, by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.segments import ChipRow, Segmented
from tests.kit.test_buttons import put


@pytest.fixture
def side(icons: Icons, window: QWidget) -> Segmented:
    bar = Segmented(
        [("buy", "Buy"), ("sell", "Sell"), (None, "Both")],
        icons,
        name="ticket.side",
        label="Side",
        tones={"buy": "buy", "sell": "sell"},
        keys={"buy": "B"},
    )
    put(window, bar)
    return bar


def test_the_first_segment_is_chosen_at_first(side: Segmented) -> None:
    assert side.value() == "buy"


def test_a_click_chooses_and_tells(side: Segmented, qtbot: QtBot) -> None:
    with qtbot.waitSignal(side.chosen) as heard:
        QTest.mouseClick(side.button("sell"), Qt.MouseButton.LeftButton)
    assert heard.args == ["sell"]
    assert side.value() == "sell"


def test_arrow_keys_move_between_segments(side: Segmented, qtbot: QtBot) -> None:
    side.button("buy").setFocus()
    QTest.keyClick(side.button("buy"), Qt.Key.Key_Right)
    assert side.value() == "sell"
    assert side.button("sell").hasFocus()


def test_tab_leads_to_the_chosen_segment_from_the_start(side: Segmented) -> None:
    side.set_value(None)
    side.window().focusNextPrevChild(True)
    assert side.button(None).hasFocus()


def test_choosing_by_code_is_silent(side: Segmented, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(side.chosen):
        side.set_value(None)
        side.set_value("unknown")
    assert side.value() is None


def test_segments_are_spoken_with_their_subject(side: Segmented) -> None:
    assert side.button("buy").accessibleName() == "Side: Buy"
    assert side.button("buy").objectName() == "ticket.side_buy"
    with pytest.raises(KeyError):
        side.button("unknown")


def test_ends_of_the_bar_are_round(side: Segmented) -> None:
    parts = [side.button(value).property("part") for value in ("buy", "sell", None)]
    assert parts == ["first", "mid", "last"]


def test_segments_share_their_borders(side: Segmented) -> None:
    assert side.button("buy").geometry().right() + 1 == side.button("sell").geometry().left()


@pytest.fixture
def filters(icons: Icons, window: QWidget) -> ChipRow:
    row = ChipRow(
        [("all", "All"), ("held", "Held"), ("new", "New")],
        icons,
        name="rooms.filter",
        label="Rooms",
    )
    put(window, row)
    return row


def chip(row: ChipRow, name: str) -> QWidget:
    found = row.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def test_one_chip_is_always_chosen(filters: ChipRow, qtbot: QtBot) -> None:
    assert filters.value() == "all"
    with qtbot.waitSignal(filters.chosen) as heard:
        QTest.mouseClick(chip(filters, "rooms.filter_held"), Qt.MouseButton.LeftButton)
    assert heard.args == ["held"]
    QTest.mouseClick(chip(filters, "rooms.filter_held"), Qt.MouseButton.LeftButton)
    assert filters.value() == "held"
    filters.set_value("new")
    assert filters.value() == "new"


@pytest.fixture
def quick(icons: Icons, window: QWidget) -> ChipRow:
    options = [(number, str(number)) for number in (1, 5, 10, 25, 50)]
    row = ChipRow(options, icons, name="ticket.quick", label="Amount", choose=False, fill=True)
    put(window, row)
    return row


def test_quick_values_light_up_only_when_they_fit(quick: ChipRow) -> None:
    assert quick.value() is None
    quick.set_value(25)
    assert quick.value() == 25
    quick.set_value(36)
    assert quick.value() is None


def test_a_quick_value_is_told_each_time(quick: ChipRow, qtbot: QtBot) -> None:
    heard: list[object] = []
    quick.chosen.connect(heard.append)
    for _ in range(2):
        QTest.mouseClick(chip(quick, "ticket.quick_10"), Qt.MouseButton.LeftButton)
    assert heard == [10, 10]
    assert quick.value() == 10


def test_filling_chips_share_the_width(quick: ChipRow) -> None:
    widths = {chip(quick, f"ticket.quick_{n}").width() for n in (1, 5, 10, 25, 50)}
    assert max(widths) - min(widths) <= 1


def test_chips_flow_into_the_next_row(filters: ChipRow, window: QWidget) -> None:
    one_row = filters.heightForWidth(600)
    assert filters.heightForWidth(70) >= 3 * one_row
