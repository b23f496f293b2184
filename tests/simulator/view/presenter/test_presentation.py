"""Forward, pause, back, again, and the same crowd on another curve."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.progress import NoProgress
from app.simulator.view.presenter.market_state import simulate_scenes
from app.simulator.view.presenter.presentation import Presentation, ScenePhase
from app.simulator.view.speed import Speed
from app.vending.curves import Flat
from app.vending.queries import markets
from app.vending.rules import FeeMode
from tests.simulator.runs import NOON, desk_at_noon
from tests.simulator.view.presenter.shows import (
    opened,
    play_all,
    play_scene,
    seen,
    start,
    told,
    until,
)


def ends(show: Presentation) -> list[object]:
    """How each scene ended."""
    return [(kept.market_state, kept.outcome) for kept in show.kept]


def test_the_crowd_waits_in_a_fresh_demo_room(show: Presentation, desk: Desk) -> None:
    assert show.phase is ScenePhase.BEFORE
    assert (show.scene.title, show.step, show.market_state.trades) == ("Quiet", 0, 0)
    [room] = desk.database.read(lambda connection: markets(connection, NOON))
    assert room.is_demo


def test_each_scene_plays_to_its_last_step_and_stands(show: Presentation, qtbot: QtBot) -> None:
    for number, step in enumerate((60, 200, 400), 1):
        play_scene(show, qtbot)
        assert (show.scene.number, show.step, show.player.step) == (number, step, step)
    assert show.phase is ScenePhase.OVER
    show.next()
    assert show.phase is ScenePhase.OVER


def test_scenes_end_as_in_any_other_run_of_the_file(show: Presentation, qtbot: QtBot) -> None:
    play_all(show, qtbot)
    terms = show.scenario.market.terms()
    expected = simulate_scenes(show.scenario, terms, show.scenes, NoProgress())
    assert [kept.market_state for kept in show.kept] == [end.market_state for end in expected]
    assert show.outcome == expected[-1].outcome
    assert len(show.trades) == expected[-1].market_state.trades


def test_two_presentations_of_a_file_end_every_scene_alike(
    context: ViewContext, desk: Desk, show: Presentation, qtbot: QtBot
) -> None:
    play_all(show, qtbot)
    other = Presentation(context, desk, told())
    opened(other, qtbot)
    # Paused and shown at another pace, as nobody presents twice in the same rhythm.
    other.faster()
    start(other, qtbot)
    other.next()
    assert seen(other) == (ScenePhase.PAUSED, 1)
    play_all(other, qtbot)
    assert ends(other) == ends(show)


def test_again_is_exactly_the_same(show: Presentation, qtbot: QtBot) -> None:
    play_all(show, qtbot)
    first, room = ends(show), show.player.simulation
    show.again()
    assert (show.scene.number, show.kept, len(show.trades)) == (1, [], 0)
    until(show, qtbot, ScenePhase.BEFORE)
    assert show.player.simulation is not room
    play_all(show, qtbot)
    assert ends(show) == first


def test_next_pauses_a_scene_and_goes_on_with_it(show: Presentation, qtbot: QtBot) -> None:
    start(show, qtbot)
    assert show.player.speed is Speed.X4
    show.next()
    assert seen(show) == (ScenePhase.PAUSED, 1)
    show.next()
    assert seen(show) == (ScenePhase.PLAYING, 1)


def test_back_shows_how_a_scene_ended(show: Presentation, qtbot: QtBot) -> None:
    play_all(show, qtbot)
    last = show.market_state
    show.back()
    assert (show.phase, show.scene.number, show.step) == (ScenePhase.BACK, 2, 200)
    assert show.market_state == show.kept[1].market_state
    assert len(show.shown_trades) == show.market_state.trades < len(show.trades)
    show.back()
    show.back()
    assert show.scene.number == 1
    show.next()
    show.next()
    assert (show.phase, show.market_state) == (ScenePhase.OVER, last)
    assert show.player.step == 400


def test_back_pauses_what_plays_and_next_returns_to_it(show: Presentation, qtbot: QtBot) -> None:
    play_scene(show, qtbot)
    start(show, qtbot)
    show.back()
    assert seen(show) == (ScenePhase.BACK, 1)
    show.next()
    assert seen(show) == (ScenePhase.PAUSED, 2)


def test_there_is_nothing_before_the_first_scene(show: Presentation) -> None:
    show.back()
    assert (show.phase, show.scene.number) == (ScenePhase.BEFORE, 1)


def test_what_is_read_back_can_not_be_played(show: Presentation, qtbot: QtBot) -> None:
    play_all(show, qtbot)
    show.back()
    show.finish()
    assert show.phase is ScenePhase.BACK


def test_faster_and_slower_hold_for_the_scenes_that_follow(
    show: Presentation, qtbot: QtBot
) -> None:
    speeds = [show.speed]
    show.faster()
    speeds.append(show.speed)
    play_scene(show, qtbot)
    show.next()
    speeds.append(show.player.speed)
    for _ in range(9):
        show.slower()
        speeds.append(show.player.speed)
    assert speeds[:5] == [Speed.X4, Speed.X16, Speed.X60, Speed.X16, Speed.X4]
    assert speeds[-1] is Speed.X1


def test_events_are_named_while_and_after_they_happen(show: Presentation, qtbot: QtBot) -> None:
    play_scene(show, qtbot)
    assert [(event.kind.value, on) for event, on in show.events] == [("rush", True)]
    play_scene(show, qtbot)
    happened = [(event.kind.value, on) for event, on in show.events]
    assert happened == [("rush", False), ("whale_enters", False)]
    play_scene(show, qtbot)
    assert [event.kind.value for event, _on in show.events] == ["whale_leaves", "panic"]


def test_the_same_crowd_trades_on_another_curve_beside_the_run_before(
    show: Presentation, qtbot: QtBot
) -> None:
    play_all(show, qtbot)
    first = [kept.market_state for kept in show.kept]
    show.change_terms(replace(show.terms, curve=Flat(20_000)))
    assert show.scene.number == 1
    until(show, qtbot, ScenePhase.BEFORE)
    qtbot.waitUntil(lambda: bool(show.former))
    play_all(show, qtbot)
    assert show.market_state.price == 20_000
    assert [end.market_state for end in show.former] == first
    assert show.before is show.former[-1]
    show.back()
    assert show.before is show.former[1]
    assert show.former_curve is not None
    assert show.former_curve.prices[0] == 10_000


def test_fees_inside_the_cost_make_the_same_crowd_insolvent(
    show: Presentation, qtbot: QtBot
) -> None:
    show.change_terms(replace(show.terms, mode=FeeMode.INSIDE))
    until(show, qtbot, ScenePhase.BEFORE)
    play_all(show, qtbot)
    assert show.former_curve is None
    assert show.market_state.shortfall > 0
    assert show.outcome is not None
    assert show.market_state.shortfall == show.outcome.shortfall


def test_a_changed_run_is_compared_after_again_too(show: Presentation, qtbot: QtBot) -> None:
    show.change_terms(replace(show.terms, curve=Flat(20_000)))
    qtbot.waitUntil(lambda: bool(show.former))
    until(show, qtbot, ScenePhase.BEFORE)
    show.again()
    until(show, qtbot, ScenePhase.BEFORE)
    assert show.former
    play_scene(show, qtbot)
    assert show.market_state.price == 20_000


def test_a_scene_without_steps_is_only_looked_at(
    context: ViewContext, desk: Desk, qtbot: QtBot
) -> None:
    scenes = [{"step": 0, "title": "Look"}, {"step": 50, "title": "Go"}]
    show = Presentation(context, desk, told(scenes=scenes))
    opened(show, qtbot)
    show.next()
    assert (show.phase, show.scene.title) == (ScenePhase.ENDED, "Look")
    play_scene(show, qtbot)
    assert (show.phase, show.step) == (ScenePhase.OVER, 50)


def test_a_disturbed_database_is_told_and_can_be_tried_again(
    context: ViewContext, desk: Desk, qtbot: QtBot
) -> None:
    show = Presentation(context, desk, told(market={"family": "flat", "parameters": {"price": 9}}))
    errors: list[UserError] = []
    show.failed.connect(errors.append)
    show.player.failed.emit(UserError("The server is away."))
    assert [error.message for error in errors] == ["The server is away."]
    opened(show, qtbot)
    play_scene(show, qtbot)
    assert show.phase is ScenePhase.ENDED


def test_stopping_ends_between_two_transactions(
    context: ViewContext, desk: Desk, show: Presentation, qtbot: QtBot
) -> None:
    show.finish()
    show.stop()
    assert context.tasks.wait_idle(10)
    [room] = desk.database.read(lambda connection: markets(connection, NOON))
    assert room.trades == show.player.trades


@pytest.mark.parametrize("place", ["file_database", "postgres_database"])
def test_a_shared_workspace_shows_the_same_scenes(
    context: ViewContext, place: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    show = Presentation(context, desk_at_noon(request.getfixturevalue(place)), told())
    opened(show, qtbot)
    play_all(show, qtbot)
    show.change_terms(replace(show.terms, mode=FeeMode.INSIDE))
    until(show, qtbot, ScenePhase.BEFORE)
    qtbot.waitUntil(lambda: bool(show.former), timeout=20_000)
    play_all(show, qtbot)
    for terms, found in ((show.scenario.market.terms(), show.former), (show.terms, show.kept)):
        expected = simulate_scenes(show.scenario, terms, show.scenes, NoProgress())
        assert [each.market_state for each in found] == [each.market_state for each in expected]
    show.stop()
    show.deleteLater()
    assert context.tasks.wait_idle(10)
