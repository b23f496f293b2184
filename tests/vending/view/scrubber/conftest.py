"""The page of a room with trades, now and as of one of them."""

import pytest
from pytestqt.qtbot import QtBot

from app.vending.view.vending_page import VendingPage
from tests.factories import Market
from tests.vending.view.scrubber.looking import TRADES, calm, changed, trade


@pytest.fixture
def traded(page: VendingPage, market: Market, qtbot: QtBot) -> VendingPage:
    """The page of a room with six trades."""
    for member, keys in TRADES:
        trade(market, member, keys)
    changed(page, qtbot, "trade", "room")
    return page


@pytest.fixture
def past(traded: VendingPage, qtbot: QtBot) -> VendingPage:
    """The page as of its third trade."""
    traded.past.show_moment(3)
    calm(traded, qtbot)
    return traded
