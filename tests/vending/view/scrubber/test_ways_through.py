"""The ways to a past moment and on from it: typing, the list, other rooms, files, the palette."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput, Unavailable
from app.operators.rules import Role
from app.vending.past import NO_SUCH_TRADE
from app.vending.view.scrubber import scrubber as scrubber_module
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, desk_of, linear_terms, make_room
from tests.vending.view.conftest import Open
from tests.vending.view.scrubber.looking import (
    TRADES,
    calm,
    changed,
    figure,
    shown,
    trade,
)


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
    item.run()
    calm(traded, qtbot)
    assert traded.past.strip.number == 4
    assert figure(traded, "supply") == "10 keys"
    traded.blotter.table.view.go_to(1)
    again = traded.blotter._menu()[1]
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
        return {each.text: each.shortcut for each in traded.commands()}

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
