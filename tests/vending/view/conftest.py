"""Fixtures for the Vending machine page: a market, a context, the page itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.operators.desk import Desk
from app.vending.view.extensions import Extend
from app.vending.view.vending_page import VendingPage
from tests.factories import NOON, Market, make_market
from tests.showing import plain_looks, still_themes, styled_themes


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[Themes]:
    """The applied themes without motion; put back as they were afterwards."""
    yield still_themes()
    plain_looks(styled_themes())


@dataclass
class Opened:
    """Records that the page wanted to see elsewhere."""

    records: list[tuple[str, int]] = field(default_factory=list)

    def open(self, kind: str, record_id: int) -> None:
        """Note it."""
        self.records.append((kind, record_id))


@pytest.fixture
def opened() -> Opened:
    """What the page opened on other pages."""
    return Opened()


@pytest.fixture
def context(looks: Themes, opened: Opened, tmp_path: Path) -> Iterator[ViewContext]:
    """What the window gives to pages, with the clock of the factories."""
    icons = Icons(looks)
    tasks = Tasks()
    crashes: list[object] = []
    tasks.crashed.connect(crashes.append)
    yield ViewContext(
        themes=looks,
        icons=icons,
        tasks=tasks,
        messages=Messages(icons),
        settings=ViewSettings(tmp_path / "view.ini"),
        zone=ZoneClock(now=lambda: NOON),
        open_record=opened.open,
    )
    assert tasks.close()
    assert not crashes


@pytest.fixture
def market(sqlite_database: Database) -> Market:
    """A room with the µSTX preset and three members with money."""
    return make_market(sqlite_database, members=3, money=10**10)


Open = Callable[..., VendingPage]


@pytest.fixture
def open_page(context: ViewContext, qtbot: QtBot) -> Open:
    """Shows the page for a desk and waits until it has read everything."""

    def show(
        desk: Desk, *, width: int = 1440, height: int = 900, extend: Extend | None = None
    ) -> VendingPage:
        page = VendingPage(context, desk, extend)
        qtbot.addWidget(page)
        context.messages.attach(page)
        page.resize(width, height)
        page.show()
        page.activateWindow()
        calm(page, qtbot)
        return page

    return show


@pytest.fixture
def page(open_page: Open, market: Market) -> VendingPage:
    """The page with the market's room, trading as its first member."""
    page = open_page(market.desk)
    page.choose_member(market.members[0])
    return page


def calm(page: VendingPage, qtbot: QtBot) -> None:
    """Wait until nothing is read or sent any more."""

    def quiet() -> bool:
        throttle = page.throttle
        return not (throttle.running or throttle.waiting or page.context.tasks.busy)

    qtbot.waitUntil(quiet, timeout=10_000)
