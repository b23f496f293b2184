"""The player: what it plays, how fast, how exactly, and how it stops."""

from collections.abc import Callable

import pytest
import shiboken6
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from app.changes import Changed, Done
from app.db.database import Database
from app.errors import NotAllowed, Unavailable
from app.kit.page import ViewContext
from app.operators.rules import Role
from app.simulator.engine import Simulation
from app.simulator.subprocess_runner import SubprocessRunner
from app.simulator.view.player import Player, State
from app.simulator.view.speed import Speed
from tests.factories import Market, desk_of
from tests.simulator.runs import desk_at_noon, scenario
from tests.simulator.view.conftest import Heard, Watch, fresh_fills, state_of, until
from tests.vending.exchange import assert_clean


class TestPlaying:
    def test_nothing_is_written_before_it_plays(
        self, player: Player, sqlite_database: Database
    ) -> None:
        assert state_of(player) is State.EMPTY
        player.load(scenario())
        assert state_of(player) is State.READY
        assert player.simulation is None
        assert count(sqlite_database, "room") == 0

    def test_it_plays_to_the_end_and_tells_everything(
        self, player: Player, heard: Heard, qtbot: QtBot
    ) -> None:
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play()
        assert state_of(player) is State.PREPARING
        until(player, qtbot, State.OVER)
        assert heard.fills == fresh_fills(scenario())
        assert [event for batch in heard.batches for event in batch.events] == [*scenario().events]
        assert (player.step, player.trades) == (400, len(heard.fills))
        assert heard.rooms == [room_of(player)]
        qtbot.waitUntil(lambda: player.outcome is not None)
        assert player.outcome is not None
        assert player.outcome.trades == player.trades

    def test_a_run_that_is_over_goes_no_further(self, player: Player, qtbot: QtBot) -> None:
        player.load(scenario(steps=10))
        player.set_speed(Speed.MAX)
        player.play_to(1_000)
        until(player, qtbot, State.OVER)
        player.play()
        player.step_once()
        player.play_to(2_000)
        assert (state_of(player), player.step) == (State.OVER, 10)

    @pytest.mark.parametrize("speed", [Speed.X60, Speed.MAX])
    def test_it_pauses_at_exactly_the_step_asked_for(
        self, player: Player, heard: Heard, qtbot: QtBot, speed: Speed
    ) -> None:
        player.load(scenario())
        player.set_speed(speed)
        for step in (7, 40, 41):
            player.play_to(step)
            until(player, qtbot, State.PAUSED)
            assert player.step == step
        player.play_to(20)
        assert (state_of(player), player.step) == (State.PAUSED, 41)
        assert heard.fills == [fill for fill in fresh_fills(scenario()) if fill.step < 41]

    def test_steps_are_taken_one_by_one(self, player: Player, heard: Heard, qtbot: QtBot) -> None:
        player.load(scenario())
        for step in (1, 2, 3):
            player.step_once()
            qtbot.waitUntil(lambda step=step: player.step == step)  # type: ignore[misc]
            until(player, qtbot, State.PAUSED)
        assert [batch.end_step for batch in heard.batches] == [1, 2, 3]

    def test_time_in_the_market_passes_with_the_steps(self, player: Player, qtbot: QtBot) -> None:
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play_to(90)
        until(player, qtbot, State.PAUSED)
        assert player.at is not None
        assert player.simulation is not None
        assert (player.at - player.simulation.begins_at).total_seconds() == 90 * 20

    def test_a_pause_keeps_what_was_committed(
        self, player: Player, heard: Heard, context: ViewContext, qtbot: QtBot
    ) -> None:
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50)
        player.pause()
        assert state_of(player) is State.PAUSED
        context.tasks.wait_idle()
        assert player.simulation is not None
        assert player.step == player.simulation.step
        assert heard.fills == fresh_fills(scenario(), player.step)

    def test_who_pauses_while_the_crowd_enters_finds_it_ready(
        self, player: Player, heard: Heard, qtbot: QtBot
    ) -> None:
        player.load(scenario())
        player.play()
        player.pause()
        until(player, qtbot, State.READY)
        assert (player.step, len(heard.rooms)) == (0, 1)
        player.step_once()
        until(player, qtbot, State.PAUSED)
        assert len(heard.rooms) == 1

    def test_what_was_committed_is_announced_after_the_player_has_gone(
        self, context: ViewContext, sqlite_database: Database, qtbot: QtBot
    ) -> None:
        heard: list[Changed] = []
        context.tasks.changed.connect(heard.extend)
        player = Player(context, desk_at_noon(sqlite_database))
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player._burst is not None)
        heard.clear()
        shiboken6.delete(player)
        assert context.tasks.wait_idle()
        assert Changed("trade") in heard


class TestSpeed:
    def test_each_second_brings_as_many_steps_as_the_speed_says(
        self, context: ViewContext, sqlite_database: Database, watch: Watch, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_at_noon(sqlite_database), now=watch)
        player.load(scenario())
        player.set_speed(Speed.X4)
        player.play()
        qtbot.waitUntil(lambda: player.step == 1)
        for seconds, steps in ((0.2, 1), (0.3, 2), (0.75, 4), (1.0, 5)):
            watch.seconds = seconds
            settle(player, context, qtbot)
            assert player.step == steps
        player.set_speed(Speed.X60)
        watch.seconds += 0.5
        qtbot.waitUntil(lambda: player.step == 36)
        player.pause()

    def test_steps_missed_by_a_busy_machine_are_not_made_up_for(
        self, context: ViewContext, sqlite_database: Database, watch: Watch, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_at_noon(sqlite_database), now=watch)
        player.load(scenario())
        player.set_speed(Speed.X16)
        player.play()
        qtbot.waitUntil(lambda: player.step == 1)
        watch.seconds += 3_600
        settle(player, context, qtbot)
        assert player.step == 2
        player.pause()


class TestReset:
    def test_a_reset_opens_a_fresh_room_that_goes_the_same_way(
        self, player: Player, heard: Heard, sqlite_database: Database, qtbot: QtBot
    ) -> None:
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play_to(150)
        until(player, qtbot, State.PAUSED)
        first = list(heard.fills)
        player.reset()
        until(player, qtbot, State.READY)
        assert (player.step, player.trades, player.outcome) == (0, 0, None)
        player.play_to(150)
        until(player, qtbot, State.PAUSED)
        assert heard.fills == first + first
        assert len(set(heard.rooms)) == 2
        assert count(sqlite_database, "room") == 2
        assert_clean(sqlite_database)

    def test_a_reset_in_the_middle_of_a_run_waits_for_its_transaction(
        self, player: Player, heard: Heard, sqlite_database: Database, qtbot: QtBot
    ) -> None:
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50)
        player.reset()
        until(player, qtbot, State.READY)
        assert player.step == 0
        assert len(heard.rooms) == 2
        assert_clean(sqlite_database)

    def test_before_the_first_run_there_is_nothing_to_reset(self, player: Player) -> None:
        player.load(scenario())
        player.reset()
        assert state_of(player) is State.READY

    def test_another_scenario_leaves_the_run_where_it_is(
        self, player: Player, heard: Heard, qtbot: QtBot
    ) -> None:
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50)
        player.load(scenario(seed=8))
        assert (state_of(player), player.step, player.simulation) == (State.READY, 0, None)
        player.play_to(60)
        until(player, qtbot, State.PAUSED)
        assert len(set(heard.rooms)) == 2


class TestRefusals:
    def test_a_real_room_is_refused_and_nothing_runs(
        self, context: ViewContext, market: Market, heard: Heard, qtbot: QtBot
    ) -> None:
        player = Player(context, market.desk)
        heard.listen(player)
        player.load(scenario(), market.room)
        player.play()
        qtbot.waitUntil(lambda: bool(heard.errors))
        assert heard.errors[0].code == "REAL_ROOM"
        assert state_of(player) is State.READY
        assert not heard.rooms

    def test_a_role_that_may_not_is_refused(
        self, context: ViewContext, sqlite_database: Database, heard: Heard, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_of(sqlite_database, role=Role.VIEWER))
        heard.listen(player)
        player.load(scenario())
        player.play()
        qtbot.waitUntil(lambda: bool(heard.errors))
        assert isinstance(heard.errors[0], NotAllowed)
        assert state_of(player) is State.READY

    def test_a_workspace_that_is_gone_pauses_the_run(
        self, player: Player, heard: Heard, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
    ) -> None:
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play_to(30)
        until(player, qtbot, State.PAUSED)
        monkeypatch.setattr(Simulation, "advance", raising(Unavailable("The disk is full.")))
        player.play()
        qtbot.waitUntil(lambda: bool(heard.errors))
        assert (state_of(player), player.step) == (State.PAUSED, 30)
        monkeypatch.undo()
        player.play()
        until(player, qtbot, State.OVER)
        assert heard.fills == fresh_fills(scenario())


@pytest.fixture(params=["file_database", "postgres_database"])
def shared_database(request: pytest.FixtureRequest) -> Database:
    """A workspace that other processes can open too."""
    database = request.getfixturevalue(request.param)
    assert isinstance(database, Database)
    return database


class TestProcess:
    """A workspace that isn't in memory is simulated in from another process."""

    def test_it_goes_the_same_way_there(
        self, context: ViewContext, shared_database: Database, heard: Heard, qtbot: QtBot
    ) -> None:
        changed: list[Changed] = []
        context.tasks.changed.connect(changed.extend)
        player = Player(context, desk_at_noon(shared_database), context.tasks)
        heard.listen(player)
        player.load(scenario())
        player.set_speed(Speed.MAX)
        player.play_to(150)
        until(player, qtbot, State.PAUSED, seconds=30)
        player.reset()
        until(player, qtbot, State.READY)
        player.play()
        until(player, qtbot, State.OVER)
        fills = fresh_fills(scenario())
        assert heard.fills == [fill for fill in fills if fill.step < 150] + fills
        assert {each.kind for each in changed} == {"room", "member", "trade"}
        qtbot.waitUntil(lambda: player.outcome is not None)
        assert_clean(shared_database)

    def test_a_runner_that_closes_in_the_middle_leaves_a_clean_workspace(
        self, context: ViewContext, shared_database: Database, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_at_noon(shared_database), context.tasks)
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50, timeout=30_000)
        assert context.tasks.close()
        assert player.simulation is not None
        ended = player.simulation.step
        assert ended >= player.step
        assert count(shared_database, "vending_trade") == len(fresh_fills(scenario(), ended))
        assert_clean(shared_database)

    def test_a_refusal_comes_back_as_it_was_raised(
        self, context: ViewContext, file_database: Database, heard: Heard, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_of(file_database, role=Role.SUPPORT), context.tasks)
        heard.listen(player)
        player.load(scenario())
        player.play()
        qtbot.waitUntil(lambda: bool(heard.errors), timeout=30_000)
        error = heard.errors[0]
        assert (type(error), error.code) == (NotAllowed, "NEEDS_ROLE")

    def test_a_process_that_dies_ends_the_run_and_not_the_window(
        self, context: ViewContext, file_database: Database, heard: Heard, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_at_noon(file_database), context.tasks)
        heard.listen(player)
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50, timeout=30_000)
        assert isinstance(player._stage, SubprocessRunner)
        assert player._stage._process is not None
        player._stage._process.kill()
        qtbot.waitUntil(lambda: bool(heard.errors))
        assert heard.errors[0].code == "SIMULATOR_ENDED"
        assert state_of(player) is State.PAUSED
        player.play()
        qtbot.waitUntil(lambda: len(heard.errors) == 2, timeout=30_000)
        assert heard.errors[1].code == "RUN_LOST"
        player.reset()
        until(player, qtbot, State.READY)
        assert_clean(file_database)

    def test_others_write_before_the_run_goes_on(
        self, context: ViewContext, file_database: Database, heard: Heard, qtbot: QtBot
    ) -> None:
        player = Player(context, desk_at_noon(file_database), context.tasks)
        heard.listen(player)
        player.load(scenario(steps=100_000))
        player.set_speed(Speed.MAX)
        player.play()
        qtbot.waitUntil(lambda: player.step > 50, timeout=30_000)
        done: list[int] = []
        context.tasks.change(lambda: Done(1), done=done.append)
        qtbot.waitUntil(lambda: done == [1])
        step = player.step
        qtbot.waitUntil(lambda: player.step > step)
        player.pause()


def count(database: Database, table: str) -> int:
    def work(connection: Connection) -> int:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    return database.read(work)


def room_of(player: Player) -> int:
    assert player.simulation is not None
    return player.simulation.room


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_: object) -> object:
        raise error

    return fail


def settle(player: Player, context: ViewContext, qtbot: QtBot) -> None:
    """Let some ticks pass, and what they began end."""
    qtbot.wait(120)
    context.tasks.wait_idle()
