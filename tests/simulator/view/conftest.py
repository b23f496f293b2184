"""Fixtures for the simulator on the Vending machine page: a player, what it tells."""

from dataclasses import dataclass, field

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.errors import UserError
from app.kit.page import ViewContext
from app.shell.market_extensions import SimulatedMarket
from app.simulator.course import Fill
from app.simulator.engine import Batch
from app.simulator.memory_market import begin_in_memory
from app.simulator.scenario import Scenario
from app.simulator.view.player import Player, State
from app.vending.view.vending_page import VendingPage
from tests.factories import Market
from tests.simulator.runs import desk_at_noon
from tests.vending.view.conftest import Open, context, looks, market, open_page, opened

__all__ = ["context", "looks", "market", "open_page", "opened"]


@pytest.fixture
def page(open_page: Open, market: Market) -> VendingPage:
    """The Vending page with the simulator, trading as the market's first member."""
    page = open_page(market.desk, extend=SimulatedMarket)
    page.choose_member(market.members[0])
    return page


def simulated(page: VendingPage) -> SimulatedMarket:
    """What the simulator has put onto the page."""
    assert isinstance(page.extension, SimulatedMarket)
    return page.extension


@dataclass
class Heard:
    """What a player told, in its order."""

    batches: list[Batch] = field(default_factory=list)
    errors: list[UserError] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)

    def listen(self, player: Player) -> None:
        """Note everything from now on."""
        player.advanced.connect(self.batches.append)
        player.failed.connect(self.errors.append)
        player.entered.connect(self.rooms.append)

    @property
    def fills(self) -> list[Fill]:
        """All trades that were told of."""
        return [fill for batch in self.batches for fill in batch.fills]


@dataclass
class Watch:
    """A clock that is set by hand."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def heard() -> Heard:
    """What the fixture `player` told."""
    return Heard()


@pytest.fixture
def watch() -> Watch:
    """A clock that stands still."""
    return Watch()


@pytest.fixture
def player(context: ViewContext, sqlite_database: Database, heard: Heard, qtbot: QtBot) -> Player:
    """A player in a workspace in memory, without rooms."""
    player = Player(context, desk_at_noon(sqlite_database))
    heard.listen(player)
    return player


def state_of(player: Player) -> State:
    """What it is doing now; mypy believes in an earlier answer otherwise."""
    return player.state


def until(player: Player, qtbot: QtBot, state: State, *, seconds: int = 10) -> None:
    """Wait until the player has come to this state."""
    qtbot.waitUntil(lambda: state_of(player) is state, timeout=seconds * 1_000)


def fresh_fills(chosen: Scenario, steps: int | None = None) -> list[Fill]:
    """The trades that a scenario's first steps bring in a fresh room."""
    steps = chosen.steps if steps is None else steps
    chosen = msgspec.structs.replace(chosen, steps=max(steps, 1))
    course, market = begin_in_memory(chosen, chosen.market.terms())
    return list(course.advance(steps, market.fill))
