"""Runs in a process of their own: the same trades, the same refusals, an end with the desk."""

from collections.abc import Iterator

import pytest

from app.db.database import Database
from app.errors import Cancelled, NotAllowed, Unavailable
from app.operators.rules import Role
from app.simulator.course import Fill
from app.simulator.memory_market import begin_in_memory
from app.simulator.scenario import Scenario
from app.simulator.subprocess_runner import InProcessRunner, SubprocessRunner, runner_for
from tests.factories import desk_of
from tests.simulator.runs import desk_at_noon, scenario
from tests.vending.exchange import assert_clean


@pytest.fixture
def stage(file_database: Database) -> Iterator[SubprocessRunner]:
    """A process for a workspace in a file."""
    stage = SubprocessRunner(desk_at_noon(file_database))
    yield stage
    stage.close()


def in_memory(chosen: Scenario, steps: int) -> list[Fill]:
    course, market = begin_in_memory(chosen, chosen.market.terms())
    return list(course.advance(steps, market.fill))


def never() -> bool:
    return False


def at_once() -> bool:
    return True


def test_a_workspace_in_memory_stays_in_this_process(sqlite_database: Database) -> None:
    assert isinstance(runner_for(desk_at_noon(sqlite_database)), InProcessRunner)


def test_a_run_there_trades_as_anywhere(stage: SubprocessRunner, file_database: Database) -> None:
    run = stage.begin(scenario(), room=None, terms=None)
    fills = [fill for done in run.stretch(400, never) for fill in done.value.fills]
    assert fills == in_memory(scenario(), 400)
    assert run.step == 400
    assert run.supply == fills[-1].supply_after
    assert run.price == fills[-1].price_after
    assert run.outcome().trades == len(fills)
    assert_clean(file_database)


def test_it_stops_soon_and_goes_on_where_it_was(stage: SubprocessRunner) -> None:
    run = stage.begin(scenario(steps=5_000), room=None, terms=None)
    first = [fill for done in run.stretch(5_000, at_once) for fill in done.value.fills]
    stopped = run.step
    assert 0 < stopped < 5_000
    assert first == in_memory(run.scenario, stopped)
    # The word to stop may come when the stretch is over already; it must end no later one.
    list(run.stretch(1, at_once))
    rest = list(run.stretch(100, never))
    assert run.step == stopped + 101
    assert rest[-1].value.end_step == run.step


def test_again_is_a_fresh_room_that_stands_as_the_first_one_stood(stage: SubprocessRunner) -> None:
    first = stage.begin(scenario(), room=None, terms=None)
    list(first.stretch(50, never))
    second = first.again()
    assert second.room != first.room
    assert second.terms == first.terms
    assert second.step == 0
    with pytest.raises(Cancelled):
        first.outcome()


def test_a_refusal_is_raised_here(file_database: Database) -> None:
    stage = SubprocessRunner(desk_of(file_database, role=Role.VIEWER))
    with pytest.raises(NotAllowed) as caught:
        stage.begin(scenario(), room=None, terms=None)
    assert caught.value.code == "NEEDS_ROLE"
    stage.close()


def test_a_bug_there_is_a_crash_here_with_its_trace(stage: SubprocessRunner) -> None:
    with pytest.raises(RuntimeError, match="AttributeError"):
        stage.begin("no scenario", room=None, terms=None)  # type: ignore[arg-type]
    assert stage.begin(scenario(), room=None, terms=None).step == 0


def test_a_process_that_died_is_told_and_another_one_can_begin(
    stage: SubprocessRunner, file_database: Database
) -> None:
    run = stage.begin(scenario(), room=None, terms=None)
    process = stage._process
    assert process is not None
    process.kill()
    process.join()
    with pytest.raises(Unavailable) as caught:
        list(run.stretch(10, never))
    assert caught.value.code == "SIMULATOR_ENDED"
    assert len(list(run.again().stretch(10, never))) == 1
    assert_clean(file_database)


def test_the_process_ends_with_its_stage(file_database: Database) -> None:
    stage = SubprocessRunner(desk_at_noon(file_database))
    stage.begin(scenario(), room=None, terms=None)
    process = stage._process
    assert process is not None
    stage.close()
    assert not process.is_alive()
    stage.close()
