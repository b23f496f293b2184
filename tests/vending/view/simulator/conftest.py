"""Fixtures for the simulator on the Vending machine page: a player, what it tells."""

from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.errors import UserError
from app.kit.page import ViewContext
from app.vending.simulator.engine import Batch
from app.vending.view.simulator.player import Player
from tests.vending.simulator.runs import desk_at_noon


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


@pytest.fixture
def heard() -> Heard:
    """What the fixture `player` told."""
    return Heard()


@pytest.fixture
def player(context: ViewContext, sqlite_database: Database, heard: Heard, qtbot: QtBot) -> Player:
    """A player in a workspace without rooms."""
    player = Player(context, desk_at_noon(sqlite_database))
    heard.listen(player)
    return player
