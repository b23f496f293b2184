"""The ghost trade: the order pulled along the curve by mouse and keys, the ticket with it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPolygonF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.vending.rules import Side
from app.vending.trading import place
from app.vending.valuation import break_even_supply
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, linear_terms, make_room, order
from tests.vending.view.conftest import calm

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.fixture
def desk_page(page: VendingPage, market: Market, qtbot: QtBot) -> VendingPage:
    """The page with 40 keys sold, all to the member who trades."""
    place(market.desk, order(market.room, market.members[0], 40))
    page.reload()
    calm(page, qtbot)
    return page


def spot(page: VendingPage, supply: float, above_base: int = 20) -> QPoint:
    """Where a supply lies in the chart's viewport, near the base line."""
    chart = page.curve.chart
    pane = chart.pane
    scene = pane.mapToScene(pane.x_pixel(supply), pane.pixels_tall - above_base)
    return chart.plot.mapFromScene(scene)


def hold_at(page: VendingPage) -> QPoint:
    """Where the order's edge can be taken hold of."""
    shaded = page.curve.chart.order
    return spot(page, page.curve.chart.supply if shaded is None else shaded.supply_after)


def pull(page: VendingPage, *supplies: float) -> None:
    """Take the edge and go through these supplies without letting go."""
    view = page.curve.chart.plot.viewport()
    QTest.mousePress(view, LEFT, pos=hold_at(page))
    for supply in supplies:
        QTest.mouseMove(view, spot(page, supply))


def let_go(page: VendingPage, supply: float) -> None:
    QTest.mouseRelease(page.curve.chart.plot.viewport(), LEFT, pos=spot(page, supply))


def keys_typed(page: VendingPage) -> tuple[Side, int | None]:
    return page.ticket.form.side, page.ticket.form.amount.typed()


def words(page: VendingPage) -> list[str]:
    return [plain(text.text) for text in page.curve.chart.texts.words.texts]


def test_ticket_follows_every_move_of_the_edge(desk_page: VendingPage) -> None:
    page, seen = desk_page, []
    view = page.curve.chart.plot.viewport()
    QTest.mousePress(view, LEFT, pos=hold_at(page))
    for supply in (42, 45, 51):
        QTest.mouseMove(view, spot(page, supply))
        offer = page.ticket.offer
        assert offer is not None
        assert offer.quote is not None
        assert keys_typed(page) == (Side.BUY, supply - 40)
        assert offer.quote.supply_after == supply
        assert page.curve.chart.shaded_cost() == offer.quote.gross
        assert page.ticket.form.limit.value() == offer.quote.total * 1_005 // 1_000
        assert plain(page.ticket.form.rows.text("total")).startswith(
            f"{offer.quote.total:,}".replace(",", " ")
        )
        seen.append(offer.quote.total)
    assert seen == sorted(seen)
    let_go(page, 51)
    assert not page.drag_order.dragging
    assert keys_typed(page) == (Side.BUY, 11)


def test_left_of_the_supply_the_order_becomes_a_sale_and_back(desk_page: VendingPage) -> None:
    page = desk_page
    pull(page, 45, 40, 33)
    assert keys_typed(page) == (Side.SELL, 7)
    shaded = page.curve.chart.order
    assert shaded is not None
    assert (shaded.side, shaded.supply_after) == ("sell", 33)
    QTest.mouseMove(page.curve.chart.plot.viewport(), spot(page, 43))
    assert keys_typed(page) == (Side.BUY, 3)
    let_go(page, 43)


def test_on_the_supply_itself_one_key_is_left(desk_page: VendingPage) -> None:
    pull(desk_page, 45, 40)
    assert keys_typed(desk_page) == (Side.BUY, 1)
    let_go(desk_page, 40)


def test_the_view_stands_still_while_the_edge_is_held(desk_page: VendingPage) -> None:
    page = desk_page
    before = page.curve.chart.pane.x_range
    pull(page, 48, 30)
    assert page.curve.chart.pane.x_range == before
    let_go(page, 30)


def test_past_the_right_edge_more_of_the_curve_comes(desk_page: VendingPage, qtbot: QtBot) -> None:
    page = desk_page
    right = page.curve.chart.pane.x_range[1]
    pull(page, right)
    beyond = spot(page, right) + QPoint(30, 0)
    QTest.mouseMove(page.curve.chart.plot.viewport(), beyond)
    qtbot.waitUntil(lambda: (page.ticket.form.amount.typed() or 0) > right - 40 + 3)
    let_go(page, 45)


def test_sales_stop_at_the_keys_held_and_say_so(
    desk_page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    page = desk_page
    place(market.desk, order(market.room, market.members[1], 10))
    page.reload()
    calm(page, qtbot)
    pull(page, 3)
    assert keys_typed(page) == (Side.SELL, 40)
    assert "The member has 40 of the 41 keys." in words(page)
    let_go(page, 3)
    assert "The member has 40 of the 41 keys." not in words(page)


def test_who_holds_nothing_is_told_of_keys_and_not_of_money(
    desk_page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    page = desk_page
    page.choose_member(market.members[1])
    calm(page, qtbot)
    pull(page, 3)
    assert keys_typed(page) == (Side.BUY, 1)
    assert "The member has 0 of the 1 keys." in words(page)


def test_buys_stop_at_the_supply_cap_and_say_so(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    room = make_room(market.desk, "capped", terms=linear_terms(supply_cap=60))
    place(market.desk, order(room, market.members[0], 40))
    page.open_id(room)
    calm(page, qtbot)
    for _ in range(3):
        QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Right, SHIFT)
    assert keys_typed(page) == (Side.BUY, 20)
    assert "There can be 60 keys, so 20 more can be bought." in words(page)


def test_more_than_the_balance_is_said_on_the_chart(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    calm(page, qtbot)
    page.ticket.form.amount.set_keys(600)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Right)
    assert any(text.startswith("This costs ") for text in words(page))


def test_escape_puts_the_amount_back_in_the_middle_of_a_drag(desk_page: VendingPage) -> None:
    page = desk_page
    page.ticket.form.amount.set_keys(12)
    pull(page, 45, 33)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Escape)
    assert keys_typed(page) == (Side.BUY, 12)
    assert not page.drag_order.dragging
    QTest.mouseMove(page.curve.chart.plot.viewport(), spot(page, 49))
    assert keys_typed(page) == (Side.BUY, 12)


def test_escape_brings_back_a_budget_and_a_typed_limit(desk_page: VendingPage) -> None:
    page = desk_page
    ticket = page.ticket
    ticket.form.amount.by_budget.click()
    ticket.form.amount.budget.set_text("90000000")
    ticket.form.limit.amount.set_text("88000000")
    pull(page, 48, 30)
    let_go(page, 30)
    assert keys_typed(page) == (Side.SELL, 10)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Escape)
    assert ticket.form.side is Side.BUY
    assert ticket.form.amount.spends
    assert ticket.form.amount.typed() == 90_000_000
    assert ticket.form.limit.typed() == "88000000"


def test_arrow_keys_change_the_order_and_cross_the_supply(desk_page: VendingPage) -> None:
    page = desk_page
    plot = page.curve.chart.plot
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert "← and → change the order, with Shift by 10" in words(page)
    page.ticket.form.amount.set_keys(2)
    steps: list[tuple[Qt.Key, Qt.KeyboardModifier, tuple[Side, int]]] = [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, (Side.BUY, 3)),
        (Qt.Key.Key_Right, SHIFT, (Side.BUY, 13)),
        (Qt.Key.Key_Left, SHIFT, (Side.BUY, 3)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, (Side.BUY, 2)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, (Side.BUY, 1)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, (Side.SELL, 1)),
        (Qt.Key.Key_Left, SHIFT, (Side.SELL, 11)),
    ]
    for key, held, expected in steps:
        QTest.keyClick(plot, key, held)
        assert keys_typed(page) == expected
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert keys_typed(page) == (Side.BUY, 2)


def test_control_and_arrows_still_read_along_the_curve(desk_page: VendingPage) -> None:
    page = desk_page
    before = keys_typed(page)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert keys_typed(page) == before
    readout = page.curve.chart.readout
    assert readout is not None
    assert readout.hovered


def test_a_closed_ticket_is_neither_dragged_nor_stepped(desk_page: VendingPage) -> None:
    page = desk_page
    before = keys_typed(page)
    page.ticket.set_closed("The past", "Read only.")
    pull(page, 47)
    let_go(page, 47)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Right)
    assert keys_typed(page) == before
    assert page.curve.chart.readout is not None
    assert page.curve.chart.readout.hovered


def test_nothing_is_ever_sent(desk_page: VendingPage, market: Market, qtbot: QtBot) -> None:
    page = desk_page
    trades = page.blotter.table.rows.total
    pull(page, 45, 31)
    let_go(page, 31)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Right)
    calm(page, qtbot)
    assert not page.ticket.submission.under_way
    page.reload()
    calm(page, qtbot)
    assert page.blotter.table.rows.total == trades


def test_the_pointer_says_what_can_be_pulled(desk_page: VendingPage) -> None:
    page = desk_page
    view = page.curve.chart.plot.viewport()
    QTest.mouseMove(view, spot(page, 10, 60))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    QTest.mouseMove(view, hold_at(page))
    assert view.cursor().shape() is Qt.CursorShape.SizeHorCursor
    assert "Drag to change the order" in words(page)
    QTest.mouseMove(view, spot(page, 10, 60))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    assert "Drag to change the order" not in words(page)


def test_away_from_the_edge_a_press_pulls_nothing(desk_page: VendingPage) -> None:
    page = desk_page
    before = keys_typed(page)
    view = page.curve.chart.plot.viewport()
    QTest.mousePress(view, LEFT, pos=spot(page, 20, 60))
    QTest.mouseMove(view, spot(page, 30, 60))
    QTest.mouseRelease(view, LEFT, pos=spot(page, 30, 60))
    assert keys_typed(page) == before


def test_a_button_let_go_elsewhere_ends_the_pull(desk_page: VendingPage) -> None:
    page = desk_page
    pull(page, 45)
    QTest.mouseRelease(page.header, LEFT)
    QTest.mouseMove(page.curve.chart.plot.viewport(), spot(page, 49))
    assert not page.drag_order.dragging
    assert keys_typed(page) == (Side.BUY, 5)


def test_an_unsold_machine_is_pulled_from_its_first_key(page: VendingPage, qtbot: QtBot) -> None:
    calm(page, qtbot)
    page.ticket.form.amount.clear()
    page.ticket.choose_side(Side.BUY)
    pull(page, 4)
    assert keys_typed(page) == (Side.BUY, 4)
    let_go(page, 4)
    QTest.keyClick(page.curve.chart.plot, Qt.Key.Key_Left, SHIFT)
    assert keys_typed(page) == (Side.BUY, 1)


def test_without_an_amount_the_pull_begins_at_the_supply(desk_page: VendingPage) -> None:
    page = desk_page
    page.ticket.form.amount.clear()
    page.ticket.choose_side(Side.BUY)
    assert page.curve.chart.order is None
    pull(page, 46)
    assert keys_typed(page) == (Side.BUY, 6)
    let_go(page, 46)


def test_the_flag_stands_where_a_sale_brings_everything_back(desk_page: VendingPage) -> None:
    page = desk_page
    page.ticket.form.amount.set_keys(10)
    offer, machine = page.ticket.offer, page.ticket.machine
    assert offer is not None
    assert offer.quote is not None
    assert machine is not None
    even = break_even_supply(machine.curve, machine.fees, 50, 10, offer.quote.total)
    assert even is not None
    shaded = page.curve.chart.order
    assert shaded is not None
    assert shaded.break_even == even
    assert "Break-even" in words(page)
    assert f"needs {even - 50} more buyers" in words(page)
    tags = [tag.text for tag in page.curve.chart.bottom_axis.laid_out().tags]
    assert str(even) in tags
    assert f"Break-even at {even} keys" in page.curve.chart.text_summary()


def test_the_area_of_the_sliver_is_the_fees(desk_page: VendingPage) -> None:
    page = desk_page
    chart = page.curve.chart
    for keys in (10, -10):
        page.ticket.wish(keys)
        offer = page.ticket.offer
        assert offer is not None
        assert offer.quote is not None
        fees, area = chart.fees.polygon, chart.area.order_polygon
        assert fees is not None
        assert area is not None
        share = area_of(fees) / area_of(area)
        assert share == pytest.approx(offer.quote.fees / offer.quote.gross, rel=0.01)
        assert any(text.startswith("fees ") for text in words(page))
        inside = fees.boundingRect().bottom() > area.boundingRect().bottom()
        assert not inside


def area_of(polygon: QPolygonF) -> float:
    points = [polygon.at(index) for index in range(polygon.size())]
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(one.x() * two.y() - two.x() * one.y() for one, two in pairs)) / 2
