"""Orders through the button and the keyboard: once each, refused in words, never by viewers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.db.schema import table_of
from app.errors import Unavailable
from app.kit.dialogs import Confirmation
from app.operators.rules import Role
from app.rooms import service as rooms
from app.vending.queries import price_points
from app.vending.rules import Side
from app.vending.tables import Trade
from app.vending.trading import Order, place
from app.vending.view.ticket import submission
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, desk_of, linear_terms, make_room, order
from tests.vending.view.conftest import Open, calm


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def trades(market: Market, room: int | None = None) -> list[tuple[str, int]]:
    """Side and gross of a room's trades."""
    points = market.desk.database.read(lambda c: price_points(c, room or market.room))
    return [(point.side.value, point.volume) for point in points]


def count(market: Market) -> int:
    return market.desk.database.read(
        lambda c: int(c.execute(select(func.count()).select_from(table_of(Trade))).scalar_one())
    )


def buy_first(market: Market, keys: int = 100) -> None:
    """Raise the supply, so that a few keys more move the price little."""
    place(market.desk, order(market.room, market.members[2], keys))


def toasts(page: VendingPage) -> list[tuple[str, str]]:
    return [(toast.title, plain(toast.text)) for toast in page.context.messages.toasts]


def ready(page: VendingPage, qtbot: QtBot, keys: int, side: Side = Side.BUY) -> None:
    page.reload()
    calm(page, qtbot)
    page.trade(side)
    page.ticket.form.amount.set_keys(keys)


def click(page: VendingPage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.ticket.form.button, Qt.MouseButton.LeftButton)
    calm(page, qtbot)


def test_a_click_buys_and_says_so(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    buy_first(market)
    ready(page, qtbot, 3)
    click(page, qtbot)
    assert count(market) == 2
    ((title, text),) = toasts(page)
    assert title == "Bought 3 keys of ROOM"
    assert text == "34 965 000 µSTX, supply 100 → 103"
    assert page.ticket.form.amount.keys.text() == ""
    assert page.ticket.form.amount.hint.text() == "Holds 3 keys"
    assert page.blotter.table.rows.total == 2


def test_ctrl_enter_sells_as_another_member(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    buy_first(market)
    page.choose_member(market.members[2])
    ready(page, qtbot, 2, Side.SELL)
    QTest.keyClick(
        page.ticket.form.amount.keys.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    calm(page, qtbot)
    assert trades(market)[-1][0] == "sell"
    assert toasts(page)[-1][0] == "Sold 2 keys of ROOM"
    assert page.ticket.form.amount.hint.text() == "Holds 98 keys"


def test_a_double_click_trades_once(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    buy_first(market)
    ready(page, qtbot, 1)
    QTest.mouseDClick(page.ticket.form.button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.ticket.form.button, Qt.MouseButton.LeftButton)
    page.ticket.submit()
    calm(page, qtbot)
    page.ticket.submit()
    calm(page, qtbot)
    assert count(market) == 2


def test_a_retry_after_a_lost_answer_trades_once(
    page: VendingPage, market: Market, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy_first(market)
    ready(page, qtbot, 1)
    monkeypatch.setattr(submission, "place", answer_lost(place))
    click(page, qtbot)
    assert count(market) == 2
    assert toasts(page)[-1][0] == "Trade not sent"
    monkeypatch.undo()
    page.ticket.form.limit.amount.set_text("99999999")
    # The same order again: the limit of the first one is typed, since the supply has moved.
    kept = page.ticket.submission._unanswered
    assert kept is not None
    assert kept.limit is not None
    page.ticket.form.limit.amount.set_text(str(kept.limit))
    offer = page.ticket.offer
    assert offer is not None
    assert offer.quote is not None
    again = Order(kept.room, kept.member, kept.side, kept.keys, kept.limit, "")
    page.ticket.submission.submit(again, offer.quote, "ROOM", "uSTX")
    calm(page, qtbot)
    assert count(market) == 2
    assert toasts(page)[-1][0] == "Bought 1 key of ROOM"


def answer_lost(work: Callable[..., object]) -> Callable[..., object]:
    """The order is carried out, and then the connection breaks."""

    def lose(*arguments: object) -> object:
        work(*arguments)
        raise Unavailable("The database doesn't answer.")

    return lose


def test_after_a_refusal_the_same_order_is_a_new_one(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    buy_first(market)
    ready(page, qtbot, 1)
    # Somebody else is faster, and this page hasn't heard of it yet.
    place(market.desk, order(market.room, market.members[1], 20))
    click(page, qtbot)
    assert count(market) == 2
    title, text = toasts(page)[-1]
    assert title == "Trade not sent"
    assert "above your limit of" in text
    assert "above your limit of" in plain(page.ticket.form.limit.amount.message.text())
    toast = page.context.messages.toasts[-1]
    assert toast.action_button is not None
    page.reload()
    calm(page, qtbot)
    toast.action_button.click()
    assert page.ticket.form.limit.amount.state == ""
    click(page, qtbot)
    assert count(market) == 3


def test_too_few_keys_are_refused_at_the_field(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    buy_first(market)
    ready(page, qtbot, 5, Side.SELL)
    click(page, qtbot)
    assert page.ticket.form.amount.keys.message.text() == "The member has 0 of the 5 keys."
    assert count(market) == 1
    page.ticket.form.amount.set_keys(5)
    page.choose_member(market.members[2])
    calm(page, qtbot)
    assert page.ticket.form.amount.keys.state == ""


def test_a_great_impact_asks_for_the_symbol(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    ready(page, qtbot, 10)
    click(page, qtbot)
    dialog = page.context.messages.dialog
    assert isinstance(dialog, Confirmation)
    assert dialog.typed is not None
    assert count(market) == 0
    dialog.typed.set_text("ROOM")
    dialog.yes.click()
    calm(page, qtbot)
    assert trades(market) == [("buy", 14_500_000)]


def test_a_great_impact_can_be_thought_over(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    ready(page, qtbot, 10)
    click(page, qtbot)
    dialog = page.context.messages.dialog
    assert dialog is not None
    dialog.reject()
    calm(page, qtbot)
    assert count(market) == 0
    assert page.ticket.form.amount.typed() == 10


def test_a_viewer_sees_quotes_and_sends_nothing(
    open_page: Open, market: Market, qtbot: QtBot
) -> None:
    desk = desk_of(market.desk.database, role=Role.VIEWER)
    page = open_page(desk)
    ready(page, qtbot, 1)
    assert not page.ticket.form.button.isEnabled()
    assert page.ticket.form.button.toolTip() == "Needs support staff"
    assert page.ticket.offer is not None
    assert page.ticket.offer.quote is not None
    page.ticket.submit()
    calm(page, qtbot)
    assert count(market) == 0


def test_paused_buying_is_explained_and_sales_stay_open(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    buy_first(market)
    rooms.pause(market.desk, market.room, reason="A check.")
    page.choose_member(market.members[2])
    ready(page, qtbot, 1)
    assert page.ticket.form.notice.title.text() == "Buying is paused"
    assert page.ticket.form.notice.isVisible()
    assert not page.ticket.form.button.isEnabled()
    page.trade(Side.SELL)
    assert not page.ticket.form.notice.isVisible()
    assert page.ticket.form.button.isEnabled()


def test_view_shows_the_trade_in_the_list(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    buy_first(market)
    ready(page, qtbot, 1)
    click(page, qtbot)
    toast = page.context.messages.toasts[-1]
    assert toast.action_button is not None
    toast.action_button.click()
    calm(page, qtbot)
    assert page.blotter.table.paged.selection.count() == 1


def test_letters_choose_the_side_outside_text_fields(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    page.rooms.list.setFocus()
    QTest.keyClick(page.rooms.list, Qt.Key.Key_S)
    assert page.ticket.form.side is Side.SELL
    search = page.rooms.search.editor
    assert isinstance(search, QLineEdit)
    search.setFocus()
    QTest.keyClicks(search, "b")
    assert search.text() == "b"
    assert page.ticket.form.side is Side.SELL


def test_letters_do_nothing_in_the_amount(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    calm(page, qtbot)
    page.ticket.form.amount.set_keys(7)
    editor = page.ticket.form.amount.keys.editor
    editor.setFocus()
    QTest.keyClicks(editor, "sB")
    assert page.ticket.form.side is Side.BUY
    assert page.ticket.form.amount.typed() == 7


def test_the_creators_first_key_is_refused_to_others(
    open_page: Open, market: Market, qtbot: QtBot
) -> None:
    terms = linear_terms(first_key_creators=True)
    room = make_room(market.desk, "firsts", creator=market.members[1], terms=terms)
    page = open_page(market.desk)
    page.choose_member(market.members[0])
    page.open_id(room)
    ready(page, qtbot, 1)
    click(page, qtbot)
    assert "first key" in page.ticket.form.amount.keys.message.text()
    page.choose_member(market.members[1])
    ready(page, qtbot, 1)
    click(page, qtbot)
    assert [side for side, _ in trades(market, room)] == ["buy"]
