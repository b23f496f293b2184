"""The page as of a past trade: all parts together, marked, read only, and back again."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from app.rooms.key_token import KeyTransfer, transfer_keys
from app.vending.past import PastRoom, past_room
from app.vending.rules import Side
from app.vending.view.scrubber import reading
from app.vending.view.scrubber import scrubber as scrubber_module
from app.vending.view.scrubber.frame import PastFrame
from app.vending.view.scrubber.reading import read_past
from app.vending.view.vending_page import VendingPage
from tests.factories import Market
from tests.vending.view.scrubber.looking import (
    SUPPLIES,
    calm,
    changed,
    figure,
    held,
    plain,
    shown,
    trade,
)


def test_every_part_shows_the_moment(past: VendingPage) -> None:
    assert figure(past, "supply") == "6 keys"
    assert figure(past, "reserve") == "7 500 000 µSTX"
    assert figure(past, "price") == "1 600 000 µSTX"
    assert figure(past, "holders") == "2"
    assert past.curve.chart.supply == 6
    assert past.curve.chart.shown_supply == 6
    assert int(past.price.chart.visible.trades.sum()) == 3
    assert shown(past) == [3, 2, 1]
    assert held(past) == [("member-1", 3), ("member-2", 3)]
    assert past.position.title.full_text() == "Past position of member-1"
    assert past.position.rows.widget("held").accessibleName() == "3"
    assert plain(past.blotter.header.note.full_text()) == "3 up to then"


def test_every_moment_has_its_own_supply_and_holders(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    transfer_keys(
        market.desk,
        KeyTransfer(market.room, 2, market.members[0], market.members[2], market.members[0], "x"),
    )
    trade(market, 1, 1)
    changed(traded, qtbot, "room")
    traded.past.show_moment(7)
    for number, supply in enumerate((*SUPPLIES, 16)):
        traded.past.strip.go_to(number)
        calm(traded, qtbot)
        assert figure(traded, "supply") == f"{supply} keys"
        assert sum(keys for _, keys in held(traded)) == supply
        assert shown(traded) == list(range(number, 0, -1))
    assert held(traded) == [("member-1", 7), ("member-3", 6), ("member-2", 3)]


def test_the_page_is_unmistakably_marked(past: VendingPage) -> None:
    strip = past.past.strip
    assert strip.isVisible()
    assert plain(strip.words.full_text()) == "Past: trade 3 of 6"
    assert "read only" in strip.note.full_text()
    assert "trade 3 of 6" in strip.accessibleName()
    assert past.header.past.isVisible()
    assert not past.header.to_past.isVisible()
    [frame] = past.findChildren(PastFrame)
    assert frame.isVisible()
    assert frame.size() == past.middle.content.size()
    assert past.price.chart.future.box is not None


def test_nothing_can_be_traded_in_the_past(past: VendingPage, qtbot: QtBot) -> None:
    ticket = past.ticket
    past.trade(Side.BUY)
    ticket.form.amount.set_keys(2)
    calm(past, qtbot)
    assert not ticket.form.button.isEnabled()
    assert "Go back to now" in ticket.form.button.toolTip()
    assert ticket.form.notice.title.text() == "This is a past moment"
    assert ticket.form.notice.isVisible()
    ticket.submit()
    calm(past, qtbot)
    assert not ticket.submission.under_way
    assert past.curve.chart.order is None
    for part in (ticket.form.amount, ticket.form.limit, ticket.form.side_bar, ticket.form.member):
        assert not part.isEnabled()


def test_back_to_now_shows_the_present_and_what_was_typed(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    traded.ticket.form.amount.set_keys(4)
    traded.past.show_moment(2)
    calm(traded, qtbot)
    trade(market, 1, 2)
    QTest.mouseClick(traded.past.strip.back, Qt.MouseButton.LeftButton)
    calm(traded, qtbot)
    assert not traded.past.strip.isVisible()
    assert not traded.header.past.isVisible()
    assert traded.header.to_past.isVisible()
    assert traded.price.chart.future.box is None
    assert figure(traded, "supply") == "17 keys"
    assert shown(traded) == [7, 6, 5, 4, 3, 2, 1]
    assert sum(keys for _, keys in held(traded)) == 17
    assert int(traded.price.chart.visible.trades.sum()) == 7
    assert traded.ticket.form.amount.typed() == 4
    assert traded.ticket.form.button.isEnabled()
    assert traded.curve.chart.order is not None
    assert traded.position.title.full_text() == "Position of member-1"


def test_trades_that_come_in_meanwhile_dont_move_the_view(
    past: VendingPage, market: Market, qtbot: QtBot
) -> None:
    for _ in range(2):
        trade(market, 1, 1)
        changed(past, qtbot, "trade", "room", "member")
    assert figure(past, "supply") == "6 keys"
    assert shown(past) == [3, 2, 1]
    assert plain(past.past.strip.words.full_text()) == "Past: trade 3 of 6"
    assert past.past.strip.newer.text == "2 new"
    assert past.past.strip.newer.isVisible()
    past.past.leave()
    calm(past, qtbot)
    assert figure(past, "supply") == "17 keys"
    past.past.toggle()
    calm(past, qtbot)
    assert plain(past.past.strip.words.full_text()) == "Past: trade 8 of 8"
    assert not past.past.strip.newer.isVisible()


def test_new_trades_dont_have_the_same_moment_read_again(
    past: VendingPage, market: Market, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def noted(connection: Connection, room: int, number: int) -> PastRoom:
        read.append(number)
        return past_room(connection, room, number)

    monkeypatch.setattr(reading, "past_room", noted)
    trade(market, 1, 1)
    changed(past, qtbot, "trade", "room")
    assert past.past.strip.newer.text == "1 new"
    assert read == []
    past.choose_member(market.members[2])
    calm(past, qtbot)
    assert past.position.title.full_text() == "Past position of member-3"
    past.past.strip.go_to(2)
    calm(past, qtbot)
    assert read == [3, 2]


def test_the_moment_before_the_first_trade_is_empty(past: VendingPage, qtbot: QtBot) -> None:
    past.past.strip.go_to(0)
    calm(past, qtbot)
    assert past.past.strip.words.full_text() == "Past: before the first trade"
    assert figure(past, "supply") == "0 keys"
    assert not shown(past)
    assert not held(past)
    assert past.holders.table.stack.currentWidget() is past.holders.empty
    assert past.blotter.table.stack.currentWidget() is past.blotter.empty
    assert past.price.chart.notice == "No trades yet"
    assert not past.past.strip.back_one.isEnabled()
    past.past.strip.on_one.click()
    calm(past, qtbot)
    assert figure(past, "supply") == "5 keys"


def test_keys_lead_into_the_past_through_it_and_back(traded: VendingPage, qtbot: QtBot) -> None:
    strip = traded.past.strip
    traded.blotter.table.view.setFocus()
    QTest.keyClick(traded.blotter.table.view, Qt.Key.Key_P)
    assert strip.isVisible()
    assert strip.slider.hasFocus()
    numbers = []
    for key in (
        Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown, Qt.Key.Key_End,
    ):  # fmt: skip
        QTest.keyClick(strip.slider, key)
        numbers.append(strip.number)
    assert numbers == [5, 4, 5, 0, 6, 0, 6]
    assert strip.slider.pageStep() == 10
    calm(traded, qtbot)
    QTest.keyClick(strip.slider, Qt.Key.Key_Escape)
    calm(traded, qtbot)
    assert not strip.isVisible()
    assert not traded.past.shown


def test_keys_of_the_present_rest_in_the_past(past: VendingPage, qtbot: QtBot) -> None:
    QTest.keyClick(past.past.strip.slider, Qt.Key.Key_S)
    sides = [past.ticket.form.side]
    past.past.leave()
    calm(past, qtbot)
    QTest.keyClick(past.blotter.table.view, Qt.Key.Key_S)
    sides.append(past.ticket.form.side)
    assert sides == [Side.BUY, Side.SELL]


def test_a_drag_asks_for_the_newest_moment_only(
    traded: VendingPage, market: Market, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def noted(_desk: object, room: int, number: int, *others: Any) -> object:
        asked.append(number)
        return read_past(market.desk, room, number, *others)

    monkeypatch.setattr(scrubber_module, "read_past", noted)
    traded.past.toggle()
    calm(traded, qtbot)
    asked.clear()
    slider = traded.past.strip.slider
    middle = slider.height() // 2

    def place_of(number: int) -> QPoint:
        return QPoint(round(slider.place_of(number)), middle)

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place_of(6))
    for number in (5, 4, 3, 2, 1):
        QTest.mouseMove(slider, place_of(number))
        assert slider.value() == number
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place_of(1))
    calm(traded, qtbot)
    assert asked[-1] == 1
    assert len(asked) < 5
    assert figure(traded, "supply") == "5 keys"
    assert not slider.isSliderDown()
