"""Trades and holders: filters, order, export of everything, new rows."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.vending.rules import Side
from app.vending.trading import place
from app.vending.view.market.blotter import moment_words
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, make_room, order
from tests.vending.view.conftest import calm


@pytest.fixture
def traded(page: VendingPage, market: Market, qtbot: QtBot) -> VendingPage:
    """Six buys by two members and one sale."""
    first, second, _ = market.members
    for number in range(6):
        place(market.desk, order(market.room, (first, second)[number % 2], 2))
    place(market.desk, order(market.room, first, 1, Side.SELL))
    page.reload()
    calm(page, qtbot)
    return page


def rows(page: VendingPage) -> list[tuple[str, str]]:
    model = page.blotter.table.rows
    found = [model.peek(at) for at in range(model.total)]
    return [(row.side.value, row.username) for row in found if row is not None]


def test_the_newest_trade_stands_on_top(traded: VendingPage) -> None:
    assert len(rows(traded)) == 7
    assert rows(traded)[0] == ("sell", "member-1")
    assert traded.blotter.header.note.full_text() == "7 in this room"


def test_one_side_can_be_shown(traded: VendingPage, qtbot: QtBot) -> None:
    traded.blotter.side.chosen.emit("sell")
    calm(traded, qtbot)
    assert rows(traded) == [("sell", "member-1")]
    assert traded.blotter.side.text() == "Sales"
    assert traded.blotter.header.note.full_text() == "1 of 7"


def test_one_member_can_be_shown(traded: VendingPage, market: Market, qtbot: QtBot) -> None:
    traded.blotter.filter_member(market.members[1])
    calm(traded, qtbot)
    assert {name for _, name in rows(traded)} == {"member-2"}


def test_a_row_offers_its_member(traded: VendingPage, qtbot: QtBot) -> None:
    blotter = traded.blotter
    blotter.table.view.go_to(1)
    why, then, only, trade_as = blotter._menu()
    assert (why.text, then.text) == ("Why these numbers?", "Show the room at this trade")
    assert (only.text, trade_as.text) == ("Only trades of member-2", "Trade as member-2")
    only.run()
    calm(traded, qtbot)
    assert blotter.member.text() == "Only member-2"
    trade_as.run()
    calm(traded, qtbot)
    assert traded.position.title.full_text() == "Position of member-2"


def test_filters_that_find_nothing_can_be_cleared(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    traded.blotter.filter_member(market.members[2])
    calm(traded, qtbot)
    pane = traded.blotter.table
    assert pane.stack.currentWidget() is pane.no_match
    pane.no_match.clear.click()
    calm(traded, qtbot)
    assert len(rows(traded)) == 7
    assert traded.blotter.member.value() is None


def test_clearing_the_filters_keeps_the_room(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    other = make_room(market.desk, "other")
    place(market.desk, order(other, market.members[0], 1))
    traded.blotter.side.chosen.emit("sell")
    traded.blotter.table.paged.clear_filters()
    calm(traded, qtbot)
    assert len(rows(traded)) == 7


@pytest.mark.parametrize("key", ["at", "side", "member", "keys", "price", "gross", "fees", "total"])
def test_every_order_is_answered(traded: VendingPage, key: str, qtbot: QtBot) -> None:
    traded.blotter.table.paged.sort(key, True)
    calm(traded, qtbot)
    assert len(rows(traded)) == 7


def test_the_whole_result_is_exported(traded: VendingPage, tmp_path: Path, qtbot: QtBot) -> None:
    traded.blotter.side.chosen.emit("buy")
    calm(traded, qtbot)
    path = tmp_path / "trades.csv"
    traded.blotter.table.exporter.export_to(path, "csv")
    calm(traded, qtbot)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("Time,Side,Member,Keys,Price after,Amount,Fees")
    assert "buy,member-2,2,2200000,4100000,205000" in lines[1]


def test_new_trades_show_for_a_moment_that_they_are_new(
    traded: VendingPage, market: Market, qtbot: QtBot
) -> None:
    traded.context.themes.set_reduced_motion(False)
    assert traded.blotter.fresh.count == 0
    for _ in range(2):
        place(market.desk, order(market.room, market.members[0], 1))
    traded.reload()
    qtbot.waitUntil(lambda: traded.blotter.fresh.count == 2)
    assert not traded.blotter.grab().isNull()
    qtbot.waitUntil(lambda: traded.blotter.fresh.count == 0)


def test_reduced_motion_shows_no_tint(traded: VendingPage, market: Market, qtbot: QtBot) -> None:
    place(market.desk, order(market.room, market.members[0], 1))
    traded.reload()
    calm(traded, qtbot)
    assert traded.blotter.fresh.count == 0


def test_trades_of_today_show_the_time_and_older_ones_the_day(traded: VendingPage) -> None:
    row = traded.blotter.table.rows.peek(0)
    assert row is not None
    zone = traded.context.zone
    assert moment_words(zone, row.at) == "12:00:00"
    zone.choose("Asia/Tokyo")
    assert moment_words(zone, row.at) == "21:00:00"


def test_holders_stand_by_their_share(traded: VendingPage, market: Market) -> None:
    model = traded.holders.table.rows
    first, second = model.peek(0), model.peek(1)
    assert first is not None
    assert second is not None
    assert (first.username, first.keys, first.bar) == ("member-2", 6, 1.0)
    assert second.share == pytest.approx(5 / 11)
    assert traded.holders.header.note.full_text() == "2 members"


def test_a_holder_can_be_traded_as(traded: VendingPage, qtbot: QtBot) -> None:
    row = traded.holders.table.rows.peek(0)
    traded.holders.table.view.opened.emit(row)
    calm(traded, qtbot)
    assert traded.position.title.full_text() == "Position of member-2"
