"""The page as a whole: rooms, live figures, what is remembered, looks, empty states."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changed
from app.db.database import Database, connect
from app.errors import Unavailable
from app.kit.page import ViewContext
from app.rooms import service as rooms
from app.rooms.rules import Metadata
from app.rooms.service import Creator
from app.shell.live_link import LiveLink
from app.vending.rules import FeeMode, Side
from app.vending.trading import place
from app.vending.view import vending_page
from app.vending.view.page import PAGE
from app.vending.view.vending_page import VendingPage
from tests.factories import (
    Market,
    desk_of,
    give,
    linear_terms,
    make_market,
    make_member,
    make_room,
    order,
)
from tests.factories import testnet_address as address_of
from tests.vending.view.conftest import Open, Opened, calm


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def figure(page: VendingPage, key: str) -> str:
    shown = page.header.figures[key]
    return plain(f"{shown.value.text()} {shown.unit.text()}".strip())


def changed(page: VendingPage, qtbot: QtBot, *kinds: str) -> None:
    page.context.tasks.changed.emit(tuple(Changed(kind) for kind in kinds))
    calm(page, qtbot)


def test_the_page_is_light_until_it_is_built() -> None:
    assert PAGE.name == "vending"
    assert PAGE.kinds == {"market"}
    assert PAGE.group == 1


def test_an_empty_workspace_says_what_is_missing(
    open_page: Open, sqlite_database: Database, qtbot: QtBot, opened: Opened
) -> None:
    page = open_page(desk_of(sqlite_database))
    assert page.states.currentWidget() is page.states.empty
    changed(page, qtbot, "any")
    assert page.states.currentWidget() is page.states.empty
    way_on = page.findChild(QAbstractButton, "vending.to_rooms")
    assert way_on is not None
    way_on.click()
    assert opened.records == [("room", 0)]


def test_a_room_that_opens_is_shown_at_once(
    open_page: Open, sqlite_database: Database, qtbot: QtBot
) -> None:
    page = open_page(desk_of(sqlite_database))
    make_room(desk_of(sqlite_database), "first", name="First room")
    changed(page, qtbot, "room")
    assert page.states.currentWidget() is page.states.content
    assert page.header.name.full_text() == "First room"


def test_a_room_without_trades_shows_its_curve(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    assert figure(page, "price") == "1 000 000 µSTX"
    assert figure(page, "supply") == "0 keys"
    assert figure(page, "day") == "–"
    assert page.price.chart.notice == "No trades yet"
    assert page.blotter.table.stack.currentWidget() is page.blotter.empty
    assert page.holders.table.stack.currentWidget() is page.holders.empty


def test_one_trade_fills_all_parts(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    place(market.desk, order(market.room, market.members[0], 1))
    changed(page, qtbot, "trade", "room")
    assert figure(page, "supply") == "1 keys"
    assert figure(page, "reserve") == "1 000 000 µSTX"
    assert figure(page, "volume") == "1 000 000 µSTX"
    assert figure(page, "fees") == "25 000 µSTX"
    assert figure(page, "holders") == "1"
    assert page.blotter.table.rows.total == 1
    assert page.holders.table.rows.total == 1
    assert page.price.chart.readout is not None
    assert page.position.rows.widget("held").accessibleName() == "1"


def test_the_badge_explains_a_reserve_that_falls_short(
    open_page: Open, market: Market, qtbot: QtBot, opened: Opened
) -> None:
    room = make_room(market.desk, "old", terms=linear_terms(fee_mode=FeeMode.INSIDE), is_demo=True)
    place(market.desk, order(room, market.members[0], 10))
    page = open_page(market.desk)
    page.open_id(room)
    calm(page, qtbot)
    badge = page.header.solvency
    assert badge.text() == "Insolvent"
    words = plain(badge.explained())
    assert "Reserve held: 13 775 000 µSTX" in words
    assert "Required by the curve: 14 500 000 µSTX" in words
    assert "Difference: short by 725 000 µSTX" in words
    assert "Keys that can't be redeemed: 1 of 10" in words
    badge.click()
    assert badge.popup.isVisible()
    badge.popup.proof.click()
    assert opened.records == [("proof", 0)]
    assert not page.header.demo.isHidden()


def test_a_foreign_commit_arrives_without_a_reset(
    open_page: Open, file_database: Database, context: ViewContext, tmp_path: Path, qtbot: QtBot
) -> None:
    market = make_market(file_database, members=2)
    for _ in range(40):
        place(market.desk, order(market.room, market.members[0], 1))
    page = open_page(market.desk)
    link = LiveLink(file_database, context.tasks, page)
    model = page.blotter.table.rows
    page.blotter.table.view.go_to(20)
    row = page.blotter.table.view.current_row()
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    other = connect(file_database.location)
    place(desk_of(other), order(market.room, market.members[1], 2))
    qtbot.waitUntil(lambda: figure(page, "supply") == "42 keys", timeout=5_000)
    calm(page, qtbot)
    link.stop()
    other.close()
    assert model.total == 41
    assert not resets
    assert page.blotter.table.view.current_row() == row
    assert page.blotter.table.view.currentIndex().row() == 21
    assert len(page.price.chart._series.trades) == 41


def test_only_new_trades_are_read_again(
    page: VendingPage, market: Market, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        place(market.desk, order(market.room, market.members[0], 1))
    changed(page, qtbot, "trade")
    place(market.desk, order(market.room, market.members[0], 1))
    changed(page, qtbot, "trade")
    reading = page._reading
    assert reading is not None
    assert reading.after == 3
    assert len(reading.points) == 1


def test_a_burst_of_changes_is_read_at_most_ten_times_a_second(
    page: VendingPage, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    looks: list[bool] = []
    page.throttle.triggered.connect(lambda: looks.append(True))
    for _ in range(200):
        page.context.tasks.changed.emit((Changed("trade"),))
    calm(page, qtbot)
    assert len(looks) <= 2


def test_a_hidden_page_waits_until_it_is_shown(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    page.hide()
    place(market.desk, order(market.room, market.members[0], 5))
    changed(page, qtbot, "trade")
    assert page.stale
    assert figure(page, "supply") == "0 keys"
    page.show()
    calm(page, qtbot)
    assert figure(page, "supply") == "5 keys"


def test_another_room_begins_with_its_own_figures(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    place(market.desk, order(market.room, market.members[0], 3))
    terms = linear_terms(family="flat", parameters={"price": 500})
    flat = make_room(market.desk, "flat", name="Flat", terms=terms)
    changed(page, qtbot, "any")
    page.open_id(flat)
    calm(page, qtbot)
    assert page.header.name.full_text() == "Flat"
    assert figure(page, "price") == "500 µSTX"
    assert page.blotter.table.rows.total == 0
    page.show_record(market.room)
    calm(page, qtbot)
    assert page.blotter.table.rows.total == 1
    assert page.holders.table.rows.total == 1


def test_room_and_member_are_remembered(
    page: VendingPage, open_page: Open, market: Market, qtbot: QtBot
) -> None:
    other = make_room(market.desk, "other", name="Other")
    page.open_id(other)
    page.choose_member(market.members[2])
    calm(page, qtbot)
    again = open_page(market.desk)
    assert again.header.name.full_text() == "Other"
    assert again.position.title.full_text() == "Position of member-3"


def test_what_another_workspace_remembered_is_not_used(
    open_page: Open, market: Market, context: ViewContext
) -> None:
    context.settings.set_text("vending.room", "elsewhere.db|999")
    context.settings.set_text("vending.member", "elsewhere.db|999")
    page = open_page(market.desk)
    assert page.header.name.full_text().startswith("Room ")


def test_a_room_that_is_gone_gives_way_to_the_first(
    open_page: Open, market: Market, context: ViewContext
) -> None:
    context.settings.set_text("vending.room", f"{market.desk.database.location}|999")
    page = open_page(market.desk)
    assert figure(page, "price") == "1 000 000 µSTX"


def test_a_room_without_a_machine_points_to_its_next_step(
    page: VendingPage, market: Market, opened: Opened, qtbot: QtBot
) -> None:
    creator = Creator(principal=address_of("creator"))
    draft = rooms.create_room_token(market.desk, "draft", Metadata("Draft", "DRF"), creator).value
    page.open_id(draft)
    calm(page, qtbot)
    assert page.middle.currentWidget() is page.middle.empty
    assert page.header.name.full_text() == "Draft"
    button = page.findChild(QAbstractButton, "vending.next_step")
    assert isinstance(button, QAbstractButton)
    button.click()
    assert opened.records == [("room", draft)]
    page.open_id(market.room)
    calm(page, qtbot)
    assert page.middle.currentWidget() is page.middle.content


def test_without_members_the_ticket_asks_for_one(
    open_page: Open, sqlite_database: Database, qtbot: QtBot
) -> None:
    desk = desk_of(sqlite_database)
    make_room(desk, "lonely")
    page = open_page(desk)
    assert page.ticket.form.button.toolTip() == "Choose a member to trade as."
    member = make_member(desk, "first")
    give(desk, member, 10**9)
    changed(page, qtbot, "member")
    assert page.ticket.form.button.isEnabled()


def test_in_a_narrow_window_the_rooms_drop_down(open_page: Open, market: Market) -> None:
    page = open_page(market.desk, width=1100, height=640)
    assert page.header.rooms.isVisible()
    assert not page.rooms.isVisible()
    page.focus_search()
    assert page.popup.isVisible()
    assert page.rooms.isVisible()
    page.rooms.chosen.emit(market.room)
    assert not page.popup.isVisible()
    page.resize(1500, 900)
    assert page.rooms.isVisible()
    assert page.header.rooms.isHidden()
    assert page.rooms.width() == 212


@pytest.mark.parametrize(
    ("percent", "width", "height"), [(100, 1063, 590), (125, 1063, 590), (150, 1600, 900)]
)
def test_nothing_is_wider_than_the_window(
    open_page: Open, market: Market, percent: int, width: int, height: int, qtbot: QtBot
) -> None:
    place(market.desk, order(market.room, market.members[0], 30))
    page = open_page(market.desk, width=width, height=height)
    page.context.themes.set_scale(percent)
    page.resize(width, height)
    calm(page, qtbot)
    assert page.width() == width
    column = page.side.widget()
    assert column is not None
    assert column.width() <= page.side.width()
    for figure_shown in page.header.figures.values():
        if figure_shown.isVisible():
            assert figure_shown.geometry().right() < page.header.width()


def test_a_theme_change_keeps_what_is_typed(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    page.trade(Side.BUY)
    page.ticket.form.amount.set_keys(23)
    before = page.grab().toImage()
    page.context.themes.choose("dark")
    calm(page, qtbot)
    assert page.ticket.form.amount.typed() == 23
    after = page.grab().toImage()
    assert before.pixelColor(page.width() // 2, 4) != after.pixelColor(page.width() // 2, 4)


def test_the_palette_offers_the_page_actions(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    commands = {command.text: command for command in page.commands()}
    commands["Sell keys"].run()
    assert page.ticket.form.side is Side.SELL
    commands["Fit the curve to the order"].run()
    assert page.curve.chart.fits
    commands["Show the whole curve"].run()
    assert not page.curve.chart.fits


def test_a_source_that_fails_is_said_in_the_banner(
    page: VendingPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm(page, qtbot)

    def broken(*_: object) -> None:
        raise Unavailable("The disk doesn't answer.")

    monkeypatch.setattr(vending_page, "read_screen", broken)
    page.reload()
    calm(page, qtbot)
    assert page.banner.isVisible()
    assert "The disk doesn't answer." in page.banner.text.text()
    monkeypatch.undo()
    page.banner.retry.click()
    calm(page, qtbot)
    assert not page.banner.isVisible()


def test_every_control_has_a_name_and_speaks(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    controls: list[QWidget] = [
        widget
        for kind in (QAbstractButton, QLineEdit)
        for widget in page.findChildren(kind)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    assert len(controls) > 20
    for control in controls:
        name = control.objectName()
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert "." in name, (control, name)
        assert control.accessibleName() or text, name


def test_ctrl_enter_works_from_any_part_of_the_page(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    place(market.desk, order(market.room, market.members[2], 100))
    changed(page, qtbot, "trade")
    page.ticket.form.amount.set_keys(1)
    page.rooms.list.setFocus()
    QTest.keyClick(page.rooms.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    calm(page, qtbot)
    assert page.blotter.table.rows.total == 2
