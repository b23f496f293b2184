"""Every commit is announced, batch by batch, and nobody but the runner announces."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

import app as app_package
from app.changes import ANY, Changed, Done
from app.errors import Conflict
from app.kit.task_work import TaskWork
from app.kit.tasks import Tasks
from tests.kit.running import (
    Gate,
    Listener,
    listener,
    tasks,
)

__all__ = ["listener", "tasks"]


def test_a_change_is_announced_before_its_caller_hears_of_it(
    tasks: Tasks, listener: Listener
) -> None:
    tasks.changed.connect(listener.hear)
    changed = (Changed("room", (7,)),)
    tasks.change(lambda: Done("value", changed), done=listener.hear)
    assert tasks.wait_idle()
    assert listener.heard == [changed, "value"]


def test_a_change_that_changed_nothing_is_not_announced(tasks: Tasks, listener: Listener) -> None:
    tasks.changed.connect(listener.hear)
    tasks.change(lambda: Done("value"))
    assert tasks.wait_idle()
    assert listener.heard == []


def test_a_change_may_run_beside_the_database(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    tasks.changed.connect(listener.hear)
    tasks.query(gate, done=listener.hear)
    assert gate.entered.wait(5)
    tasks.change(
        lambda: Done(gate.open.set, (Changed("room"),)), done=lambda opens: opens(), lane="pool"
    )
    assert tasks.wait_idle()
    assert (Changed("room"),) in listener.heard
    assert "gate" in listener.heard


def test_a_query_that_returns_a_change_is_a_bug(
    qtbot: QtBot, tasks: Tasks, listener: Listener
) -> None:
    with qtbot.capture_exceptions() as caught:
        tasks.query(lambda: Done("value", (Changed("room"),)), done=listener.hear)
        assert tasks.wait_idle()
    assert [kind for kind, _, _ in caught] == [TypeError]
    assert listener.heard == []


class TestBatches:
    """What work commits on its way is announced, whatever becomes of the work and of who asked."""

    def test_each_of_several_changes_is_announced_then_told(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        tasks.changed.connect(listener.hear)
        tasks.changes(lambda: iter(rooms(1, 2)), each=listener.hear, done=listener.hear)
        assert tasks.wait_idle()
        assert listener.heard == [(room(1),), 1, (room(2),), 2, None]

    def test_changes_before_the_one_that_fails_are_announced(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        def work() -> Iterator[Done[int]]:
            yield from rooms(1, 2)
            raise Conflict("Somebody was faster.")

        tasks.changed.connect(listener.hear)
        tasks.changes(work, done=listener.hear, failed=listener.fail)
        assert tasks.wait_idle()
        assert listener.heard == [(room(1),), (room(2),)]
        assert [type(error) for error in listener.errors] == [Conflict]

    def test_cancelled_changes_end_behind_the_one_under_way(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        gate = Gate()
        tasks.changed.connect(listener.hear)
        task = tasks.changes(lambda: (Done(gate(), each.changed) for each in rooms(1, 2)))
        assert gate.entered.wait(5)
        task.cancel()
        gate.open.set()
        assert tasks.wait_idle()
        assert listener.heard == [(room(1),)]

    def test_what_long_work_returns_is_announced_and_unwrapped(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        tasks.changed.connect(listener.hear)
        tasks.long(lambda _: Done("value", (room(7),)), title="Import", done=listener.hear)
        assert tasks.wait_idle()
        assert listener.heard == [(room(7),), "value"]

    def test_batches_of_long_work_are_announced_while_it_goes_on(
        self, qtbot: QtBot, tasks: Tasks, listener: Listener
    ) -> None:
        gate = Gate()
        tasks.changed.connect(listener.hear)

        def work(batches: TaskWork) -> object:
            found = [batches.announce(done) for done in rooms(1, 2, 3)]
            gate()
            return found

        tasks.long(work, title="Issue", done=listener.hear)
        qtbot.waitUntil(lambda: len(listener.heard) == 2)
        assert listener.heard == [(room(1),), (Changed("room", (2, 3)),)]
        gate.open.set()
        assert tasks.wait_idle()
        assert listener.heard[2:] == [[1, 2, 3]]

    def test_batches_are_announced_at_most_four_times_a_second(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        def work(batches: TaskWork) -> None:
            for number in range(60):
                batches.announce(Done(number, (room(number),)))
                time.sleep(0.01)

        tasks.changed.connect(listener.hear)
        begun = time.monotonic()
        tasks.long(work, title="Issue", done=lambda _: None)
        assert tasks.wait_idle()
        assert len(listener.heard) <= (time.monotonic() - begun) * 4 + 2
        told = [each.ids for changed in listener.heard for each in changed]  # type: ignore[attr-defined]
        assert [number for ids in told for number in ids] == list(range(60))

    def test_batches_before_a_cancellation_are_announced(
        self, tasks: Tasks, listener: Listener
    ) -> None:
        gate = Gate()

        def work(batches: TaskWork) -> None:
            for number, done in enumerate(rooms(1, 2, 3)):
                batches.step(number, 3)
                batches.announce(done)
                if number == 1:
                    gate()

        tasks.changed.connect(listener.hear)
        task = tasks.long(work, title="Issue", done=listener.hear)
        assert gate.entered.wait(5)
        task.cancel()
        gate.open.set()
        assert tasks.wait_idle()
        assert listener.heard == [(room(1),), (room(2),)]

    @pytest.mark.parametrize("returns", [False, True])
    def test_batches_are_announced_after_the_owner_has_gone(
        self, tasks: Tasks, listener: Listener, returns: bool
    ) -> None:
        gate, other = Gate(), Listener()

        def work(batches: TaskWork) -> Done[None] | None:
            gate()
            batches.announce(Done(None, (room(1),)))
            if not returns:
                raise Conflict("Somebody was faster.")
            return Done(None, (room(2),))

        tasks.changed.connect(other.hear)
        tasks.long(work, title="Issue", done=listener.hear, failed=listener.fail)
        assert gate.entered.wait(5)
        shiboken6.delete(listener)
        gate.open.set()
        assert tasks.wait_idle()
        assert other.heard == ([(room(1),), (room(2),)] if returns else [(room(1),)])


def room(number: int) -> Changed:
    return Changed("room", (number,))


def rooms(*numbers: int) -> list[Done[int]]:
    return [Done(number, (room(number),)) for number in numbers]


def test_everything_shown_can_be_read_anew(tasks: Tasks, listener: Listener) -> None:
    tasks.changed.connect(listener.hear)
    tasks.refresh()
    assert listener.heard == [(Changed(ANY),)]


def test_nothing_but_the_runner_announces() -> None:
    """Views would forget it, and each forgotten one leaves another view with old figures."""
    emitting = re.compile(r"tasks\.changed\.emit|_tasks\.changed\.emit")
    app = Path(app_package.__file__).parent
    found = [
        path.relative_to(app).as_posix()
        for path in sorted(app.rglob("*.py"))
        if emitting.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
