"""Why this number? The story of a trade, as a sentence and a tree."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.kit.explain import ExplanationDialog
from app.vending.explaining import trade_story
from app.vending.rules import Side
from app.vending.trading import place
from app.vending.view.explain.trade import explain_trade
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, make_market, order
from tests.vending.view.conftest import calm


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def story_of(page: VendingPage) -> ExplanationDialog | None:
    dialog = page.context.messages.dialog
    return dialog if isinstance(dialog, ExplanationDialog) else None


def test_a_buy_is_explained_by_curve_fees_and_entry(database: Database) -> None:
    market = make_market(database)
    row = place(market.desk, order(market.room, market.members[0], 10)).value
    story = database.read(lambda connection: trade_story(connection, row))
    why = explain_trade(story)
    assert plain(why.sentence) == (
        "member-1 bought 10 keys at a supply of 0 and paid 15 225 000 µSTX."
    )
    lines = [plain(line) for line in why.tree]
    assert lines[:4] == [
        "Total to pay 15 225 000",
        "    Curve 14 500 000 = 14 500 000 (reserve for 10 keys) − 0 (for 0)",
        "    Creator fee 362 500 = 2.5 % of 14 500 000, rounded down",
        "    Protocol fee 362 500 = 2.5 % of 14 500 000, rounded down",
    ]
    assert lines[5].startswith(f"Entry {row.entry} by test-admin, number 1 of book room:")
    assert "    14 500 000 µSTX: member 1 holder → room 1 reserve" in lines
    assert lines[-1] == f"    Hash {story.entry.hash}"


def test_the_parts_of_a_sale_add_up(database: Database) -> None:
    market = make_market(database)
    place(market.desk, order(market.room, market.members[0], 10))
    row = place(market.desk, order(market.room, market.members[0], 4, Side.SELL)).value
    story = database.read(lambda connection: trade_story(connection, row))
    assert story.supply_before == 10
    assert story.reserve_before - story.reserve_after == row.gross
    assert row.total == row.gross - row.creator_fee - row.protocol_fee
    why = explain_trade(story)
    assert "sold 4 keys at a supply of 10" in plain(why.sentence)
    assert plain(why.tree[0]) == f"Payout {row.total:,}".replace(",", " ")


def test_alt_click_on_a_trade_opens_its_story(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    place(market.desk, order(market.room, market.members[0], 2))
    page.reload()
    calm(page, qtbot)
    view = page.blotter.table.view
    spot = QPoint(view.columnViewportPosition(2) + 5, view.rowViewportPosition(0) + 5)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    calm(page, qtbot)
    assert story_of(page) is None
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, spot
    )
    calm(page, qtbot)
    dialog = story_of(page)
    assert dialog is not None
    dialog.copy.click()
    copied = plain(QGuiApplication.clipboard().text())
    assert "member-1 bought 2 keys" in copied
    assert "Total to pay" in copied
    dialog.reject()
