"""The page as of a past trade: all parts together, marked, read only, and back again."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from app.changes import Changed
from app.errors import InvalidInput, Unavailable
from app.operators.rules import Role
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.vending.past import NO_SUCH_TRADE, PastRoom, past_room
from app.vending.rules import Side
from app.vending.trading import place
from app.vending.view.scrubber import reading
from app.vending.view.scrubber import scrubber as scrubber_module
from app.vending.view.scrubber.frame import PastFrame
from app.vending.view.scrubber.reading import read_past
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, desk_of, linear_terms, make_room, order
from tests.vending.view.conftest import Open
from tests.vending.view.conftest import calm as present_calm

TRADES = ((0, 5), (1, 3), (0, -2), (2, 4), (1, -1), (0, 6))
"""Who trades, and how many keys; a sale below zero."""
SUPPLIES = (0, 5, 8, 6, 10, 9, 15)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def figure(page: VendingPage, key: str) -> str:
    shown = page.header.figures[key]
    return plain(f"{shown.value.text()} {shown.unit.text()}".strip())


def calm(page: VendingPage, qtbot: QtBot) -> None:
    """Wait until neither the present nor the past is read any more."""

    def quiet() -> bool:
        pace = page.past.pace
        return not (pace.looking or pace.waiting or page.context.tasks.busy)

    present_calm(page, qtbot)
    qtbot.waitUntil(quiet, timeout=10_000)
    present_calm(page, qtbot)


def trade(market: Market, member: int, keys: int) -> None:
    side = Side.BUY if keys > 0 else Side.SELL
    place(market.desk, order(market.room, market.members[member], abs(keys), side))


def changed(page: VendingPage, qtbot: QtBot, *kinds: str) -> None:
    page.context.tasks.changed.emit(tuple(Changed(kind) for kind in kinds))
    calm(page, qtbot)


@pytest.fixture
def traded(page: VendingPage, market: Market, qtbot: QtBot) -> VendingPage:
    """The page of a room with six trades."""
    for member, keys in TRADES:
        trade(market, member, keys)
    changed(page, qtbot, "trade", "room")
    return page


@pytest.fixture
def past(traded: VendingPage, qtbot: QtBot) -> VendingPage:
    """The page as of its third trade."""
    traded.past.show_moment(3)
    calm(traded, qtbot)
    return traded


def shown(page: VendingPage) -> list[int]:
    rows = page.blotter.table.rows
    return [rows.peek(at).number for at in range(rows.total)]  # type: ignore[union-attr]


def held(page: VendingPage) -> list[tuple[str, int]]:
    rows = page.holders.table.rows
    found = [rows.peek(at) for at in range(rows.total)]
    return [(row.username, row.keys) for row in found if row is not None]


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
    assert past.price.chart.later.box is not None


def test_nothing_can_be_traded_in_the_past(past: VendingPage, qtbot: QtBot) -> None:
    ticket = past.ticket
    past.trade(Side.BUY)
    ticket.amount.set_keys(2)
    calm(past, qtbot)
    assert not ticket.button.isEnabled()
    assert "Go back to now" in ticket.button.toolTip()
    assert ticket.notice.title.text() == "This is a past moment"
    assert ticket.notice.isVisible()
    ticket.submit()
    calm(past, qtbot)
    assert not ticket.submission.under_way
    assert past.curve.chart.order is None
    assert not past.simulator.isEnabled()
    for part in (ticket.amount, ticket.limit, ticket.side_bar, ticket.member):
        assert not part.isEnabled()


def test_back_to_now_shows_the_present_and_what_was_typed(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    traded.ticket.amount.set_keys(4)
    traded.past.show_moment(2)
    calm(traded, qtbot)
    trade(market, 1, 2)
    QTest.mouseClick(traded.past.strip.back, Qt.MouseButton.LeftButton)
    calm(traded, qtbot)
    assert not traded.past.strip.isVisible()
    assert not traded.header.past.isVisible()
    assert traded.header.to_past.isVisible()
    assert traded.price.chart.later.box is None
    assert figure(traded, "supply") == "17 keys"
    assert shown(traded) == [7, 6, 5, 4, 3, 2, 1]
    assert sum(keys for _, keys in held(traded)) == 17
    assert int(traded.price.chart.visible.trades.sum()) == 7
    assert traded.ticket.amount.typed() == 4
    assert traded.ticket.button.isEnabled()
    assert traded.curve.chart.order is not None
    assert traded.position.title.full_text() == "Position of member-1"
    assert traded.simulator.isEnabled()


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
    sides = [past.ticket.side]
    past.past.leave()
    calm(past, qtbot)
    QTest.keyClick(past.blotter.table.view, Qt.Key.Key_S)
    sides.append(past.ticket.side)
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


def test_a_number_or_a_moment_can_be_typed(past: VendingPage, qtbot: QtBot) -> None:
    strip = past.past.strip
    for text, number in (("5", 5), (" 2 ", 2), ("2026-03-01 12:00", 6), ("2026-02-28", 0)):
        strip.field.clear()
        QTest.keyClicks(strip.field, text)
        QTest.keyClick(strip.field, Qt.Key.Key_Return)
        assert strip.number == number
        assert not strip.box.state
    calm(past, qtbot)
    assert figure(past, "supply") == "0 keys"


@pytest.mark.parametrize("text", ["7", "soon", "-1", "2026-13-01", "99999999999999999999", "25:00"])
def test_what_no_trade_has_is_refused_at_the_field(
    past: VendingPage, qtbot: QtBot, text: str
) -> None:
    strip = past.past.strip
    QTest.keyClicks(strip.field, text)
    QTest.keyClick(strip.field, Qt.Key.Key_Return)
    assert strip.box.state == "error"
    assert strip.field.toolTip() == strip.field.accessibleDescription() != ""
    assert strip.number == 3
    QTest.keyClick(strip.field, Qt.Key.Key_Backspace)
    assert [strip.box.state, strip.field.toolTip()] == ["", ""]


def test_the_slider_stays_in_its_place_while_it_moves(
    past: VendingPage, market: Market, qtbot: QtBot
) -> None:
    strip = past.past.strip
    before = strip.slider.geometry()
    trade(market, 1, 1)
    changed(past, qtbot, "trade", "room")
    for number in (0, 6, 1):
        strip.go_to(number)
        calm(past, qtbot)
        assert strip.slider.geometry() == before
    assert strip.newer.isVisible()


def test_a_step_clears_what_was_typed_wrongly(past: VendingPage) -> None:
    strip = past.past.strip
    QTest.keyClicks(strip.field, "soon")
    QTest.keyClick(strip.field, Qt.Key.Key_Return)
    strip.on_one.click()
    assert [strip.box.state, strip.field.text()] == ["", ""]


def test_a_trade_in_the_list_offers_its_moment(traded: VendingPage, qtbot: QtBot) -> None:
    traded.blotter.table.view.go_to(2)
    item = traded.blotter._menu()[1]
    assert item.text == "Show the room at this trade"
    assert item.run is not None
    item.run()
    calm(traded, qtbot)
    assert traded.past.strip.number == 4
    assert figure(traded, "supply") == "10 keys"
    traded.blotter.table.view.go_to(1)
    again = traded.blotter._menu()[1]
    assert again.run is not None
    again.run()
    calm(traded, qtbot)
    assert traded.past.strip.number == 3


def test_filters_of_the_list_stay_within_the_moment(past: VendingPage, qtbot: QtBot) -> None:
    past.blotter.side.chosen.emit("sell")
    calm(past, qtbot)
    assert shown(past) == [3]
    past.blotter.table.paged.clear_filters()
    calm(past, qtbot)
    assert shown(past) == [3, 2, 1]
    past.past.leave()
    calm(past, qtbot)
    assert shown(past) == [6, 5, 4, 3, 2, 1]


def test_another_members_position_of_then_can_be_seen(
    past: VendingPage, market: Market, qtbot: QtBot
) -> None:
    past.choose_member(market.members[1])
    calm(past, qtbot)
    assert past.position.title.full_text() == "Past position of member-2"
    assert past.position.rows.widget("held").accessibleName() == "3"
    assert figure(past, "supply") == "6 keys"


def test_another_room_is_shown_in_the_present(
    past: VendingPage, market: Market, qtbot: QtBot
) -> None:
    other = make_room(market.desk, "other", name="Other", terms=linear_terms())
    past.open_id(other)
    calm(past, qtbot)
    assert not past.past.shown
    assert past.header.name.full_text() == "Other"
    assert not past.header.to_past.isEnabled()
    assert "Nothing has been traded" in past.header.to_past.toolTip()
    past.past.toggle()
    calm(past, qtbot)
    assert not past.past.strip.isVisible()
    past.open_id(market.room)
    calm(past, qtbot)
    assert figure(past, "supply") == "15 keys"
    assert shown(past) == [6, 5, 4, 3, 2, 1]


def test_the_past_can_be_chosen_again_before_the_present_has_come(
    past: VendingPage, qtbot: QtBot
) -> None:
    past.past.leave()
    past.past.show_moment(2)
    calm(past, qtbot)
    assert past.past.strip.isVisible()
    assert figure(past, "supply") == "8 keys"
    past.past.leave()
    calm(past, qtbot)
    assert figure(past, "supply") == "15 keys"
    assert int(past.price.chart.visible.trades.sum()) == 6


def test_a_failed_look_keeps_the_moment_and_says_so(
    past: VendingPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise Unavailable("The server doesn't answer.")

    monkeypatch.setattr(scrubber_module, "read_past", broken)
    past.past.strip.go_to(1)
    calm(past, qtbot)
    assert past.banner.isVisible()
    assert figure(past, "supply") == "6 keys"
    monkeypatch.undo()
    past.banner.retry.click()
    calm(past, qtbot)
    assert not past.banner.isVisible()
    assert figure(past, "supply") == "5 keys"


def test_files_of_the_past_are_named_so(past: VendingPage, qtbot: QtBot, tmp_path: Path) -> None:
    now = past.context.zone.now()
    assert past.blotter.table.exporter.suggestion(now) == "trades-past-trade-3-2026-03-01"
    assert past.holders.table.exporter.suggestion(now) == "holders-past-trade-3-2026-03-01"
    assert past.curve.file_name() == "room-past-trade-3-bonding-curve"
    assert past.price.file_name() == "room-past-trade-3-price"
    path = tmp_path / "holders.csv"
    past.holders.table.exporter.export_to(path, "csv")
    calm(past, qtbot)
    assert path.read_text(encoding="utf-8-sig").count("\n") == 3
    past.past.leave()
    calm(past, qtbot)
    assert past.blotter.table.exporter.suggestion(now) == "trades-2026-03-01"
    assert past.price.file_name() == "room-price"


def test_a_chart_in_its_own_window_says_which_moment_it_shows(
    past: VendingPage, qtbot: QtBot
) -> None:
    past.price.pop_out()
    window = past.price.window_open
    assert window is not None
    assert "past trade 3" in window.windowTitle()
    past.past.strip.go_to(2)
    calm(past, qtbot)
    assert "past trade 2" in window.windowTitle()
    past.past.leave()
    calm(past, qtbot)
    assert "past" not in window.windowTitle()
    window.close()


def test_the_palette_offers_the_way_in_and_back(traded: VendingPage, qtbot: QtBot) -> None:
    def lines() -> dict[str, str]:
        return {each.title: each.shortcut for each in traded.commands()}

    assert lines()["Show the room as of a past trade"] == "P"
    traded.past.toggle()
    calm(traded, qtbot)
    assert lines()["Back to now"] == "Esc"
    assert "Show the room as of a past trade" not in lines()


def test_who_may_only_look_may_look_back(open_page: Open, market: Market, qtbot: QtBot) -> None:
    for member, keys in TRADES:
        trade(market, member, keys)
    page = open_page(desk_of(market.desk.database, role=Role.VIEWER))
    page.past.show_moment(2)
    calm(page, qtbot)
    assert figure(page, "supply") == "8 keys"


def test_a_page_that_closes_in_the_past_leaves_nothing_behind(
    past: VendingPage, qtbot: QtBot
) -> None:
    context = past.context
    past.past.strip.go_to(1)
    past.close()
    assert context.tasks.wait_idle()
    assert not context.messages.toasts


def test_a_room_that_was_taken_back_leads_to_its_present(
    past: VendingPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise InvalidInput("There is no such trade.", code=NO_SUCH_TRADE, field="number")

    monkeypatch.setattr(scrubber_module, "read_past", gone)
    past.past.strip.go_to(5)
    calm(past, qtbot)
    assert not past.past.shown
    assert not past.banner.isVisible()
    assert figure(past, "supply") == "15 keys"


def test_days_are_marked_on_the_slider(past: VendingPage) -> None:
    slider = past.past.strip.slider
    assert [number for number, _ in slider.days] == [1]
    assert slider.number_at(-5) == 0
    assert slider.number_at(slider.width() + 5) == 6
    places = [slider.place_of(number) for number in range(7)]
    assert places == sorted(places)
    assert [slider.number_at(place) for place in places] == list(range(7))
