"""A room with some trades, and what its page shows of them."""

from pytestqt.qtbot import QtBot

from app.changes import Changed
from app.vending.rules import Side
from app.vending.trading import place
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, order
from tests.vending.view.conftest import calm as present_calm

TRADES = ((0, 5), (1, 3), (0, -2), (2, 4), (1, -1), (0, 6))
"""Who trades, and how many keys; a sale below zero."""
SUPPLIES = (0, 5, 8, 6, 10, 9, 15)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def figure(page: VendingPage, key: str) -> str:
    shown = page.header.figures[key]
    return plain(f"{shown.value.text()} {shown.unit.text()}".strip())


def calm(page: VendingPage, qtbot: QtBot) -> None:
    """Wait until neither the present nor the past is read any more."""

    def quiet() -> bool:
        throttle = page.past.throttle
        return not (throttle.running or throttle.waiting or page.context.tasks.busy)

    present_calm(page, qtbot)
    qtbot.waitUntil(quiet, timeout=10_000)
    present_calm(page, qtbot)


def trade(market: Market, member: int, keys: int) -> None:
    side = Side.BUY if keys > 0 else Side.SELL
    place(market.desk, order(market.room, market.members[member], abs(keys), side))


def changed(page: VendingPage, qtbot: QtBot, *kinds: str) -> None:
    page.context.tasks.changed.emit(tuple(Changed(kind) for kind in kinds))
    calm(page, qtbot)


def shown(page: VendingPage) -> list[int]:
    rows = page.blotter.table.rows
    return [rows.peek(at).number for at in range(rows.total)]  # type: ignore[union-attr]


def held(page: VendingPage) -> list[tuple[str, int]]:
    rows = page.holders.table.rows
    found = [rows.peek(at) for at in range(rows.total)]
    return [(row.username, row.keys) for row in found if row is not None]
