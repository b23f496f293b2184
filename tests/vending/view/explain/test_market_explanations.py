"""Why this number? Every amount of header, ticket and position tells where it comes from."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.explain import Explanation, ExplanationDialog
from app.vending.curves import ConstantProduct, Curve, Exponential, Flat, Linear, Quadratic
from app.vending.rules import FeeMode, Side, TradeRules
from app.vending.trading import place
from app.vending.valuation import position
from app.vending.view.explain.market import explain_position
from app.vending.view.explain.order import explain_order
from app.vending.view.ticket.ticket_model import OrderDraft, work_out
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, order
from tests.vending.view.conftest import calm
from tests.vending.view.market.test_header_strip import machine
from tests.vending.view.market.test_position_panel import funds

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
ROWS = ("gross", "creator", "protocol", "total", "average", "impact", "supply", "price", "outcome")
CURVES: list[Curve] = [
    Linear(1_000_000, 100_000),
    Quadratic(1_000, 16_000),
    Flat(1_000),
    Exponential(1_000, 150),
    ConstantProduct(1_000_000, 400),
]


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def text_of(why: Explanation | None) -> str:
    assert why is not None
    return plain(why.text)


@pytest.fixture
def traded(page: VendingPage, market: Market, qtbot: QtBot) -> VendingPage:
    place(market.desk, order(market.room, market.members[0], 10))
    page.reload()
    calm(page, qtbot)
    return page


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: type(curve).__name__)
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("mode", list(FeeMode))
def test_every_row_of_the_ticket_has_a_story_with_its_number(
    curve: Curve, side: Side, mode: FeeMode
) -> None:
    room = machine(curve=curve, supply=312, fee_mode=mode, reserve=curve.integral(312))
    holder = replace(funds(1, 1, 1), position=position(curve, room.fees, 312, 40, 7_777_777))
    offer = work_out(OrderDraft(room, holder, side, 12))
    quote = offer.quote
    assert quote is not None
    for row, amount in (
        ("gross", quote.gross),
        ("creator", quote.creator_fee),
        ("protocol", quote.protocol_fee),
        ("total", quote.total),
        ("average", quote.total),
        ("supply", quote.supply_after),
        ("price", quote.price_after),
        ("impact", quote.price_before),
        ("outcome", quote.total),
    ):
        assert f"{amount:,}".replace(",", " ") in text_of(explain_order(row, offer)), row


def test_without_a_quote_there_is_no_story() -> None:
    offer = work_out(OrderDraft(machine(), None, Side.BUY))
    assert all(explain_order(row, offer) is None for row in ROWS)


def test_the_curve_cost_is_two_reserves_apart() -> None:
    why = explain_order(
        "gross", work_out(OrderDraft(machine(curve=CURVES[0], supply=0), None, Side.BUY, 10))
    )
    assert why is not None
    beginning, reason = plain(why.sentence).split(": ")
    assert beginning == "Buying 10 keys costs 14 500 000 sats"
    assert reason == "the curve demands so much more behind 10 keys than behind 0."
    assert [plain(line) for line in why.tree] == [
        "Curve 14 500 000 = 14 500 000 (reserve for 10 keys) − 0 (for 0)",
        "    The first of them 1 000 000, the last 1 900 000",
        "    On average 1 450 000.0 a key, before fees",
    ]


def test_a_fee_shows_what_rounding_took() -> None:
    room = machine(curve=Flat(33), supply=5, reserve=165)
    why = explain_order("creator", work_out(OrderDraft(room, None, Side.BUY, 3)))
    assert "99 × 250 / 10 000 = 2.475, rounded down to 2" in text_of(why)


def test_break_even_is_shown_beside_the_supply_before_it() -> None:
    offer = work_out(OrderDraft(machine(curve=CURVES[0], supply=0), None, Side.BUY, 10))
    lines = text_of(explain_order("outcome", offer)).splitlines()
    payouts = [int(re.sub(r"\D", "", line)) for line in lines if line.startswith("Payout")]
    assert len(payouts) == 2
    assert payouts[0] < 15_225_000 <= payouts[1]
    assert "Sold at a supply of 11:" in lines
    assert "Sold at a supply of 12:" in lines


def test_a_break_even_behind_the_cap_says_what_the_last_key_would_bring() -> None:
    room = machine(curve=CURVES[0], supply=0, rules=TradeRules(supply_cap=11))
    lines = text_of(explain_order("outcome", work_out(OrderDraft(room, None, Side.BUY, 10))))
    assert "the 15 225 000 sats paid, because the supply ends at 11." in lines
    assert "Sold at a supply of 11:" in lines


def test_the_result_of_a_sale_is_held_against_the_average_paid() -> None:
    room = machine(curve=CURVES[0], supply=10, reserve=14_500_000)
    holder = replace(funds(1, 1, 1), position=position(room.curve, room.fees, 10, 10, 15_225_000))
    why = text_of(explain_order("outcome", work_out(OrderDraft(room, holder, Side.SELL, 4))))
    assert "15 225 000 paid × 4 of 10 keys, rounded down" in why


@pytest.mark.parametrize("key", ["held", "paid", "average", "value", "result", "even"])
def test_every_figure_of_a_position_has_a_story(key: str) -> None:
    room = machine(curve=CURVES[0], supply=20)
    holder = replace(funds(1, 1, 1), position=position(room.curve, room.fees, 20, 10, 15_225_000))
    why = explain_position(key, room, holder)
    assert why is not None
    assert why.tree
    known = holder.position
    amounts = {
        "held": 10, "paid": known.paid, "average": known.paid // 10, "value": known.value,
        "result": known.result, "even": known.break_even_supply,
    }  # fmt: skip
    assert f"{amounts[key]:,}".replace(",", " ") in text_of(why)


def test_a_position_of_no_keys_only_says_so() -> None:
    nobody = funds(0, 0, 0)
    assert explain_position("held", machine(supply=0), nobody) is not None
    assert explain_position("result", machine(), nobody) is None


def test_alt_click_on_the_ticket_the_header_and_the_position(traded: VendingPage) -> None:
    page = traded
    for target, expected in (
        (page.ticket.form.rows.value("gross"), "Buying 10 keys costs "),
        (page.ticket.form.rows.amounts()["total"], "The member pays "),
        (page.ticket.form.rows.impact, "The order moves the price "),
        (page.header.figures["price"], "The next key costs 2 000 000 µSTX"),
        (page.header.figures["reserve"], "14 500 000 µSTX stand behind 10 keys"),
        (page.header.figures["volume"], "1 trade of the last 24 hours moved 14 500 000 µSTX"),
        (page.header.figures["fees"], "1 trade of the last 24 hours brought the creator 362 500"),
        (page.position.amounts()["paid"], "member-1 paid 15 225 000 µSTX for 10 keys"),
        (page.position.amounts()["result"], "The keys would bring "),
    ):
        QTest.mouseClick(target, LEFT, ALT)
        dialog = page.context.messages.dialog
        assert isinstance(dialog, ExplanationDialog), expected
        assert plain(dialog.why.sentence).startswith(expected)
        dialog.accept()


def test_the_keys_offer_all_amounts_of_a_part(traded: VendingPage) -> None:
    page = traded
    for area, widget in (
        (page.explanations.order, page.ticket.form.rows),
        (page.explanations.header, page.header.strip),
        (page.explanations.position, page.position),
    ):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(widget, Qt.Key.Key_Return)
        assert area.menu is not None
        titles = [plain(action.text()) for action in area.menu.actions()]
        assert len(titles) >= 6
        assert all(title.startswith("Why this? ") for title in titles)
        area.menu.close()


def test_a_room_without_an_earlier_price_has_no_change_to_explain(traded: VendingPage) -> None:
    QTest.mouseClick(traded.header.figures["day"], LEFT, ALT)
    assert traded.context.messages.dialog is None
