"""The way of an order: one at a time, one key until it is answered, confirmation by word."""

import pytest
from pytestqt.qtbot import QtBot

from app.changes import Done
from app.errors import Unavailable, UserError
from app.kit.dialogs import Confirmation
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.vending.curves import Linear
from app.vending.rules import Fees, Quote, Side, SlippageExceeded, quote_buy, quote_sell
from app.vending.trading import Order, TradeRow
from app.vending.view.ticket import submission
from app.vending.view.ticket.submission import Submission
from tests.factories import NOON, Market

CURVE = Linear(1_000_000, 10_000)
ORDER = Order(1, 7, Side.BUY, 1, 2_000_000, "")


def quote(keys: int, supply: int = 200) -> Quote:
    if keys < 0:
        return quote_sell(CURVE, Fees(), supply, -keys)
    return quote_buy(CURVE, Fees(), supply, keys)


class Books:
    """What would be booked; answers by what it was told."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.answers: list[UserError] = []

    def place(self, _desk: Desk, order: Order) -> Done[TradeRow]:
        self.orders.append(order)
        if self.answers:
            raise self.answers.pop(0)
        return Done(
            TradeRow(
                9, 1, 1, 9, order.member, "mirela", order.side, NOON, order.keys, 100, 2, 2, 104,
                110, 201,
            )
        )  # fmt: skip


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> Books:
    books = Books()
    monkeypatch.setattr(submission, "place", books.place)
    return books


@pytest.fixture
def way(context: ViewContext, market: Market, books: Books, qtbot: QtBot) -> Submission:
    return Submission(context, market.desk)


def send(way: Submission, context: ViewContext, order: Order = ORDER, keys: int = 1) -> None:
    way.submit(order, quote(keys), "LNDEV", "sats")
    assert context.tasks.wait_idle()


def test_an_order_gets_a_key_of_its_own(
    way: Submission, context: ViewContext, books: Books
) -> None:
    rows: list[object] = []
    way.traded.connect(rows.append)
    send(way, context)
    send(way, context)
    first, second = (order.idempotency_key for order in books.orders)
    assert first.startswith("ticket:")
    assert first != second
    assert len(rows) == 2


def test_while_one_is_under_way_no_other_is_sent(
    way: Submission, context: ViewContext, books: Books
) -> None:
    states: list[bool] = []
    way.changed.connect(states.append)
    for _ in range(5):
        way.submit(ORDER, quote(1), "LNDEV", "sats")
    assert way.under_way
    assert context.tasks.wait_idle()
    assert len(books.orders) == 1
    assert states == [True, False]


def test_an_unanswered_order_keeps_its_key(
    way: Submission, context: ViewContext, books: Books
) -> None:
    books.answers = [Unavailable("Gone."), Unavailable("Gone.")]
    for _ in range(3):
        send(way, context)
    assert len({order.idempotency_key for order in books.orders}) == 1


def test_another_order_after_an_unanswered_one_gets_another_key(
    way: Submission, context: ViewContext, books: Books
) -> None:
    books.answers = [Unavailable("Gone.")]
    send(way, context)
    send(way, context, Order(1, 7, Side.BUY, 2, 2_000_000, ""))
    first, second = books.orders
    assert first.idempotency_key != second.idempotency_key


def test_a_refused_order_is_answered(way: Submission, context: ViewContext, books: Books) -> None:
    details = {"total": 3_000_000, "limit": 2_000_000}
    books.answers = [SlippageExceeded("…", field="max_total", details=details)]
    refused: list[UserError] = []
    way.refused.connect(refused.append)
    send(way, context)
    send(way, context)
    first, second = books.orders
    assert first.idempotency_key != second.idempotency_key
    assert [error.code for error in refused] == ["u201"]


@pytest.mark.parametrize(("keys", "word"), [(76, "LNDEV"), (-120, "LNDEV")])
def test_a_great_impact_waits_for_the_symbol(
    way: Submission, context: ViewContext, books: Books, qtbot: QtBot, keys: int, word: str
) -> None:
    way.submit(ORDER, quote(keys), "LNDEV", "sats")
    dialog = context.messages.dialog
    assert isinstance(dialog, Confirmation)
    qtbot.addWidget(dialog)
    assert dialog.typed is not None
    assert books.orders == []
    dialog.typed.set_text(word.lower())
    assert not dialog.yes.isEnabled()
    dialog.typed.set_text(word)
    dialog.yes.click()
    assert context.tasks.wait_idle()
    assert len(books.orders) == 1


def test_a_quarter_is_not_yet_too_much(way: Submission, context: ViewContext, books: Books) -> None:
    way.submit(ORDER, quote(75), "LNDEV", "sats")
    assert context.messages.dialog is None
    assert context.tasks.wait_idle()
    assert len(books.orders) == 1
