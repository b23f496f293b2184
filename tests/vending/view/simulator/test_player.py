"""The player: what it plays, how fast, how exactly, and how it stops."""

from pytestqt.qtbot import QtBot

from app.vending.view.simulator.player import Player, State
from app.vending.view.simulator.speed import Speed
from tests.vending.simulator.runs import scenario
from tests.vending.view.simulator.conftest import Heard


def state_of(player: Player) -> State:
    return player.state


def until(player: Player, qtbot: QtBot, state: State) -> None:
    qtbot.waitUntil(lambda: player.state is state, timeout=10_000)


def test_it_plays_to_the_end_at_full_speed(player: Player, heard: Heard, qtbot: QtBot) -> None:
    assert state_of(player) is State.EMPTY
    player.load(scenario())
    assert state_of(player) is State.READY
    player.set_speed(Speed.MAX)
    player.play()
    assert state_of(player) is State.PREPARING
    until(player, qtbot, State.OVER)
    assert player.step == 400
    assert heard.batches[0].first_step == 0
    assert player.trades == sum(len(batch.fills) for batch in heard.batches)
    assert len(heard.rooms) == 1
    qtbot.waitUntil(lambda: player.outcome is not None)


def test_it_stops_at_exactly_the_step(player: Player, heard: Heard, qtbot: QtBot) -> None:
    player.load(scenario())
    player.set_speed(Speed.MAX)
    player.play_to(123)
    until(player, qtbot, State.PAUSED)
    assert player.step == 123
    player.step_once()
    until(player, qtbot, State.PAUSED)
    assert player.step == 124
    player.reset()
    until(player, qtbot, State.READY)
    assert player.step == 0
    assert len(heard.rooms) == 2
