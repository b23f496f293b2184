"""The ticket while something is typed: figures, limit, shading and button agree."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.kit.options import Option
from app.operators.settings import load_settings, save_settings
from app.vending.rules import FeeMode, Side
from app.vending.trading import place
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, give, linear_terms, make_member, make_room, order
from tests.vending.view.conftest import Open, calm


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def type_amount(page: VendingPage, text: str) -> None:
    field = page.ticket.form.amount.field
    field.setFocus()
    field.editor.selectAll()
    QTest.keyClicks(field.editor, text)


def consistent(page: VendingPage) -> None:
    """Curve, rows and button say the same, or nothing at all."""
    offer = page.ticket.offer
    assert offer is not None
    drawn = page.curve.chart._order
    quote = offer.quote
    if quote is None:
        assert drawn is None
        assert page.ticket.form.rows.text("gross") == "–"
        return
    assert drawn is not None
    assert drawn.cost == f"{page.ticket.form.rows.text('gross')} µSTX"
    assert (drawn.keys, drawn.supply_after) == (quote.keys, quote.supply_after)
    assert page.curve.chart.shaded_cost() == quote.gross
    total = page.ticket.form.rows.text("total")
    assert page.ticket.form.button.accessibleName().endswith(f"for {total}")
    assert f"{quote.keys} " in plain(page.ticket.form.button.accessibleName())


def test_each_keystroke_moves_curve_rows_and_button_together(
    page: VendingPage, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    for typed in ("1", "10"):
        type_amount(page, typed)
        consistent(page)
    assert plain(page.ticket.form.rows.text("gross")) == "14 500 000"
    assert plain(page.ticket.form.rows.text("creator")) == "+362 500"
    assert plain(page.ticket.form.rows.text("total")) == "15 225 000 µSTX"
    assert plain(page.ticket.form.button.text()) == "Buy 10 keys for 15 225 000 µSTX"
    assert plain(page.ticket.form.rows.text("supply")) == "0 → 10"
    assert plain(page.ticket.form.rows.text("price")) == "1 000 000 → 2 000 000"
    assert page.ticket.form.rows.text("outcome").startswith("needs ")


def test_a_sale_is_shaded_to_the_left_with_its_own_words(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    place(market.desk, order(market.room, market.members[0], 10))
    page.reload()
    calm(page, qtbot)
    page.trade(Side.SELL)
    type_amount(page, "4")
    consistent(page)
    rows = page.ticket.form.rows
    assert plain(rows.text("supply")) == "10 → 6"
    assert plain(rows.text("creator")).startswith("−")
    assert plain(rows.text("outcome")) == "+560 000"
    assert page.ticket.form.button.text().startswith("Sell 4 keys for ")
    assert page.ticket.form.limit.amount.label.text() == "Min payout"


def test_text_that_is_no_number_leaves_nothing_behind(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    type_amount(page, "5")
    type_amount(page, "5-0")
    consistent(page)
    assert page.ticket.form.limit.amount.text() == ""
    assert page.ticket.form.amount.keys.state == ""


def test_a_wrong_text_is_named_at_the_field_when_it_is_left(
    page: VendingPage, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    type_amount(page, "1.5")
    page.ticket.form.button.setFocus()
    field = page.ticket.form.amount.keys
    assert field.message.text() == "Only whole numbers here, without decimals."


def test_the_chips_set_the_amount(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    chips = page.ticket.form.amount.chips
    QTest.mouseClick(chip(page, "ticket.quick_25"), Qt.MouseButton.LeftButton)
    assert page.ticket.form.amount.typed() == 25
    assert chips.value() == 25
    type_amount(page, "26")
    assert chips.value() is None


def chip(page: VendingPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def computed(page: VendingPage) -> bool:
    return page.ticket.form.limit.computed


def pending(page: VendingPage) -> bool:
    return page.ticket.pending


def test_max_buys_all_that_the_balance_can_pay(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    QTest.mouseClick(chip(page, "ticket.quick_max"), Qt.MouseButton.LeftButton)
    offer = page.ticket.offer
    assert offer is not None
    assert offer.quote is not None
    assert offer.refusal is None
    more = page.ticket.form.amount
    more.set_keys(offer.quote.keys + 1)
    assert page.ticket.offer is not None
    assert page.ticket.offer.refusal is not None


def test_max_sells_all_keys(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    place(market.desk, order(market.room, market.members[0], 7))
    page.reload()
    calm(page, qtbot)
    page.trade(Side.SELL)
    QTest.mouseClick(chip(page, "ticket.quick_max"), Qt.MouseButton.LeftButton)
    assert page.ticket.form.amount.typed() == 7


def test_a_budget_buys_as_many_keys_as_fit(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    QTest.mouseClick(page.ticket.form.amount.by_budget, Qt.MouseButton.LeftButton)
    type_amount(page, "15230000")
    consistent(page)
    assert plain(page.ticket.form.button.text()) == "Buy 10 keys for 15 225 000 µSTX"
    assert page.ticket.form.limit.value() == 15_230_000
    QTest.mouseClick(page.ticket.form.amount.by_keys, Qt.MouseButton.LeftButton)
    assert page.ticket.form.amount.typed() == 10


def test_a_share_of_the_balance_is_a_budget(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    QTest.mouseClick(page.ticket.form.amount.by_budget, Qt.MouseButton.LeftButton)
    QTest.mouseClick(chip(page, "ticket.share_50"), Qt.MouseButton.LeftButton)
    assert page.ticket.form.amount.typed() == 10**10 // 2
    assert page.ticket.form.amount.shares.value() == 50
    consistent(page)


def test_too_small_a_budget_says_what_a_key_costs(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    QTest.mouseClick(page.ticket.form.amount.by_budget, Qt.MouseButton.LeftButton)
    type_amount(page, "1000")
    page.ticket.submit()
    words = plain(page.ticket.form.amount.budget.message.text())
    assert words == "One key costs 1 050 000 µSTX."


def test_sales_have_no_budget(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    QTest.mouseClick(page.ticket.form.amount.by_budget, Qt.MouseButton.LeftButton)
    page.trade(Side.SELL)
    assert not page.ticket.form.amount.spends
    assert page.ticket.form.amount.by_budget.isHidden()


def test_the_limit_follows_the_slippage_of_the_workspace(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    type_amount(page, "10")
    limit = page.ticket.form.limit
    assert computed(page)
    assert limit.value() == 15_225_000 + 76_125
    settings = market.desk.database.read(load_settings)
    save_settings(market.desk, replace(settings, default_slippage_bps=200))
    page.reload()
    calm(page, qtbot)
    assert limit.value() == 15_225_000 + 304_500
    assert plain(limit.slippage.text()) == "+2 %"


def test_a_slippage_is_chosen_for_both_sides(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    limit = page.ticket.form.limit
    limit.slippage.chosen.emit(100)
    type_amount(page, "10")
    assert limit.value() == 15_225_000 + 152_250
    page.trade(Side.SELL)
    assert plain(limit.slippage.text()) == "−1 %"


def test_a_typed_limit_stays_when_the_supply_moves(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    type_amount(page, "10")
    limit = page.ticket.form.limit
    limit.amount.editor.setFocus()
    limit.amount.editor.selectAll()
    QTest.keyClicks(limit.amount.editor, "15300000")
    assert not computed(page)
    assert limit.slippage.text() == "typed"
    place(market.desk, order(market.room, market.members[1], 3))
    page.reload()
    calm(page, qtbot)
    consistent(page)
    assert limit.value() == 15_300_000
    page.ticket.submit()
    assert "above your limit of 15 300 000" in plain(limit.amount.message.text())
    page.ticket.new_quote()
    assert computed(page)
    assert limit.amount.state == ""


def test_an_emptied_limit_is_worked_out_again(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    type_amount(page, "10")
    limit = page.ticket.form.limit
    limit.amount.editor.setFocus()
    limit.amount.editor.selectAll()
    QTest.keyClick(limit.amount.editor, Qt.Key.Key_Delete)
    assert not computed(page)
    page.ticket.form.button.setFocus()
    assert computed(page)
    assert limit.value() == 15_225_000 + 76_125


def test_changed_rows_flash_once_when_the_supply_moves(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    type_amount(page, "10")
    page.context.themes.set_reduced_motion(False)
    place(market.desk, order(market.room, market.members[1], 3))
    page.reload()
    calm(page, qtbot)
    qtbot.waitUntil(lambda: page.ticket.form.rows.value("gross").glowing, timeout=500)
    qtbot.waitUntil(lambda: not page.ticket.form.rows.value("gross").glowing, timeout=2_000)


def test_slow_curves_are_worked_out_beside_the_window(
    open_page: Open, market: Market, qtbot: QtBot
) -> None:
    terms = linear_terms(
        family="sigmoid", parameters={"max": 20_000, "steepness_permille": 20, "mid": 220}
    )
    room = make_room(market.desk, "slow", terms=terms)
    page = open_page(market.desk)
    page.open_id(room)
    calm(page, qtbot)
    type_amount(page, "12")
    assert pending(page)
    assert not page.ticket.form.button.isEnabled()
    calm(page, qtbot)
    assert not pending(page)
    consistent(page)
    assert page.ticket.form.button.isEnabled()


def test_fees_inside_the_cost_are_shown_as_parts_of_it(
    open_page: Open, market: Market, qtbot: QtBot
) -> None:
    room = make_room(market.desk, "old", terms=linear_terms(fee_mode=FeeMode.INSIDE), is_demo=True)
    page = open_page(market.desk)
    page.open_id(room)
    calm(page, qtbot)
    type_amount(page, "10")
    assert plain(page.ticket.form.rows.text("total")) == "14 500 000 µSTX"
    assert plain(page.ticket.form.rows.text("creator")) == "362 500"


@pytest.mark.parametrize("figure", [10**17, 9 * 10**18])
def test_figures_at_the_end_of_the_ledger_are_exact_where_they_fit(
    open_page: Open, market: Market, qtbot: QtBot, figure: int
) -> None:
    terms = linear_terms(family="flat", parameters={"price": figure})
    room = make_room(market.desk, "dear", terms=terms)
    page = open_page(market.desk)
    page.open_id(room)
    calm(page, qtbot)
    type_amount(page, "1")
    gross = page.ticket.form.rows.text("gross")
    assert gross in ("–", f"{figure:,}".replace(",", "\u202f"))
    column = page.side.widget()
    assert column is not None
    assert column.width() <= page.side.width()


def test_the_member_picker_shows_balances(page: VendingPage, market: Market, qtbot: QtBot) -> None:
    rich = make_member(market.desk, "richard")
    give(market.desk, rich, 77_000)
    calm(page, qtbot)
    popup = page.ticket.form.member.popup
    page.ticket.form.member.button.opened.emit("rich")
    qtbot.waitUntil(lambda: len(popup.model.options) == 1)
    option = popup.model.options[0]
    assert isinstance(option, Option)
    assert (option.text, plain(option.hint)) == ("richard", "77 000 µSTX")
    QTest.keyClick(popup.search.editor, Qt.Key.Key_Return)
    calm(page, qtbot)
    assert plain(page.ticket.form.member.hint.text()) == "Balance 77 000 µSTX"
    assert page.position.title.full_text() == "Position of richard"
