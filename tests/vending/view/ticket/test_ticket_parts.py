"""Parts of the ticket by themselves: amount, limit, rows, quotes, flashing values."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.flash_label import FlashLabel
from app.kit.icons import Icons
from app.kit.page import ViewContext
from app.kit.theme import Themes
from app.vending.curves import Sigmoid
from app.vending.rules import FeeMode, Side
from app.vending.view.ticket.amount_entry import AmountEntry
from app.vending.view.ticket.limit_entry import LimitEntry
from app.vending.view.ticket.quoting import Quoting
from app.vending.view.ticket.ticket_model import Offer, OrderDraft, work_out
from app.vending.view.ticket.ticket_rows import TicketRows
from tests.vending.view.ticket.test_ticket_model import funds, machine


def fine() -> None:
    """Nothing is wrong."""


@pytest.fixture
def icons(looks: Themes) -> Icons:
    return Icons(looks)


@pytest.fixture
def amount(icons: Icons, qtbot: QtBot) -> AmountEntry:
    entry = AmountEntry(icons, fine)
    qtbot.addWidget(entry)
    entry.show()
    return entry


def test_the_amount_begins_with_something_to_see(amount: AmountEntry) -> None:
    assert amount.typed() == 10
    assert amount.chips.value() == 10


def test_arrow_keys_step_by_one_and_with_shift_by_ten(amount: AmountEntry) -> None:
    editor = amount.keys.editor
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert amount.typed() == 11
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert amount.typed() == 1
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert amount.typed() == 1


def test_minus_and_plus_step(amount: AmountEntry) -> None:
    QTest.mouseClick(amount.keys.plus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(amount.keys.plus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(amount.keys.minus, Qt.MouseButton.LeftButton)
    assert amount.typed() == 11


def test_going_back_from_a_budget_keeps_the_keys_it_bought(amount: AmountEntry) -> None:
    amount.by_budget.click()
    amount.set_unit("sats")
    amount.budget.set_value(5_000)
    amount.show_keys(3)
    amount.by_keys.click()
    assert amount.typed() == 3
    assert not amount.spends


def test_clearing_leaves_no_message(amount: AmountEntry) -> None:
    amount.keys.set_text("x")
    amount.keys.validate()
    amount.clear()
    assert amount.typed() is None
    assert amount.keys.message.text() == ""
    assert amount.chips.value() is None


def offer(side: Side, keys: int, supply: int = 20) -> Offer:
    return work_out(OrderDraft(machine(supply), funds(keys=supply), side, keys))


@pytest.fixture
def limit(icons: Icons, qtbot: QtBot) -> LimitEntry:
    entry = LimitEntry(icons, 50, fine)
    qtbot.addWidget(entry)
    entry.show()
    return entry


def test_the_workspace_s_slippage_is_among_the_choices(limit: LimitEntry) -> None:
    limit.set_default(75)
    assert limit.slippage_bps == 75
    assert limit.slippage.text() == "+0.75\u202f%"


def test_a_chosen_slippage_outlives_another_default(limit: LimitEntry) -> None:
    limit.slippage.chosen.emit(200)
    limit.set_default(75)
    assert limit.slippage_bps == 200


def test_words_follow_the_side(limit: LimitEntry) -> None:
    limit.show_offer(offer(Side.BUY, 1))
    limit.set_side(Side.SELL)
    assert limit.amount.hint.text() == "fails below this"
    assert limit.amount.editor.accessibleName() == "Min payout"
    assert limit.slippage.text() == "−0.5\u202f%"


def test_a_limit_typed_for_a_buy_is_not_one_for_a_sale(limit: LimitEntry) -> None:
    limit.show_offer(offer(Side.BUY, 1))
    limit.amount.set_text("123")
    limit.set_side(Side.SELL)
    limit.show_offer(offer(Side.SELL, 1))
    assert limit.computed
    assert limit.value() > 1_000_000


def test_without_an_offer_the_limit_is_empty(limit: LimitEntry) -> None:
    limit.show_offer(offer(Side.BUY, 1))
    limit.show_offer(None)
    assert limit.amount.text() == ""


@pytest.fixture
def rows(icons: Icons, qtbot: QtBot) -> TicketRows:
    rows = TicketRows(icons)
    qtbot.addWidget(rows)
    rows.show()
    return rows


def test_rows_without_an_offer_are_dashes(rows: TicketRows) -> None:
    rows.show_offer(machine(), None, Side.BUY, flash=False)
    assert {rows.text(key) for key in ("gross", "creator", "average", "supply", "total")} == {"–"}
    assert not rows.impact.isVisible()


def test_rows_name_the_rates_of_the_side(rows: TicketRows) -> None:
    rows.show_offer(machine(20), offer(Side.SELL, 2), Side.SELL, flash=False)
    assert rows.value("creator").accessibleDescription() == "Creator fee 2.5\u202f%"
    assert rows.value("gross").accessibleDescription() == "Curve value"
    assert rows.value("outcome").accessibleDescription() == "Result of this sale"


def test_rows_say_that_fees_are_inside(rows: TicketRows) -> None:
    room = machine(20, mode=FeeMode.INSIDE)
    rows.show_offer(room, work_out(OrderDraft(room, funds(), Side.BUY, 2)), Side.BUY, flash=False)
    assert rows.value("protocol").accessibleDescription() == "Protocol fee 2.5\u202f%, inside"


def test_amounts_are_spoken_with_their_unit(rows: TicketRows) -> None:
    rows.show_offer(machine(20), offer(Side.BUY, 1), Side.BUY, flash=False)
    assert rows.value("gross").accessibleName().endswith(" µSTX")


@pytest.fixture
def moving(looks: Themes) -> Iterator[Themes]:
    looks.set_reduced_motion(False)
    yield looks
    looks.set_reduced_motion(True)


def test_only_another_text_flashes(moving: Themes, qtbot: QtBot) -> None:
    label = FlashLabel(moving)
    qtbot.addWidget(label)
    label.resize(120, 22)
    label.show()
    label.show_text("1", flash=False)
    label.show_text("1", flash=True)
    assert not label.glowing
    label.show_text("2", flash=True)
    qtbot.waitUntil(lambda: label.glowing)
    assert not label.grab().isNull()
    qtbot.waitUntil(lambda: not label.glowing)


SLOW = Sigmoid(20_000, 20, 220)


def test_only_the_last_slow_wish_is_answered(context: ViewContext, qtbot: QtBot) -> None:
    quoting = Quoting(context.tasks)
    answers: list[Offer] = []
    quoting.answered.connect(lambda found, _flash: answers.append(found))
    room = machine(100, curve=SLOW)
    for keys in range(1, 30):
        quoting.ask(OrderDraft(room, None, Side.BUY, keys))
    assert quoting.pending
    assert context.tasks.wait_idle()
    assert [found.keys for found in answers] == [29]
    assert not quoting.pending


def test_a_forgotten_wish_is_not_answered(context: ViewContext, qtbot: QtBot) -> None:
    quoting = Quoting(context.tasks)
    answers: list[Offer] = []
    quoting.answered.connect(lambda found, _flash: answers.append(found))
    quoting.ask(OrderDraft(machine(100, curve=SLOW), None, Side.BUY, 5))
    quoting.forget()
    assert context.tasks.wait_idle()
    assert answers == []
    assert quoting.offer is None
