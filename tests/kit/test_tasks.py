"""Work off the GUI thread: delivery, order, superseding, stopping, errors, closing."""

import sys
import threading
import time
from functools import partial
from itertools import pairwise

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.changes import Changed, Done
from app.errors import Cancelled, Conflict
from app.kit.task_work import Crash
from app.kit.tasks import Task, Tasks
from app.progress import Progress
from tests.kit.running import (
    Gate,
    Listener,
    computing,
    listener,
    occupy,
    raising,
    returning,
    tasks,
    waiting_at,
)

__all__ = ["listener", "tasks"]


def test_all_of_500_results_arrive_in_order_on_the_gui_thread(
    tasks: Tasks, listener: Listener
) -> None:
    for number in range(500):
        tasks.query(returning(number), done=listener.hear)
    assert tasks.wait_idle()
    assert listener.heard == list(range(500))
    assert listener.threads == {threading.get_ident()}


def test_all_of_500_results_of_the_pool_arrive(tasks: Tasks, listener: Listener) -> None:
    for number in range(500):
        tasks.query(returning(number), done=listener.hear, lane="pool")
    assert tasks.wait_idle()
    assert sorted(listener.heard, key=str) == sorted(range(500), key=str)


def test_database_work_never_overlaps(tasks: Tasks, listener: Listener) -> None:
    running = threading.Lock()

    def work() -> int:
        assert running.acquire(blocking=False)
        running.release()
        return threading.get_ident()

    for _ in range(100):
        tasks.query(work, done=listener.hear)
        tasks.change(lambda: Done(work()), done=listener.hear)
    assert tasks.wait_idle()
    assert len(listener.heard) == 200
    assert len(set(listener.heard)) == 1


def test_the_pool_goes_on_while_the_database_is_busy(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    tasks.query(gate, done=listener.hear)
    assert gate.entered.wait(5)
    tasks.query(gate.open.set, done=listener.hear, lane="pool")
    assert tasks.wait_idle()
    assert "gate" in listener.heard


def test_a_newer_query_with_the_same_key_replaces_those_before_it(
    tasks: Tasks, listener: Listener
) -> None:
    begun: list[int] = []

    def quote(number: int) -> int:
        begun.append(number)
        return number

    gate = Gate(0)
    tasks.query(gate, done=listener.hear, key="quote")
    assert gate.entered.wait(5)
    for number in range(1, 10):
        tasks.query(partial(quote, number), done=listener.hear, key="quote")
    gate.open.set()
    assert tasks.wait_idle()
    assert listener.heard == [9]
    assert begun == [9]


def test_queries_with_different_keys_do_not_replace_each_other(
    tasks: Tasks, listener: Listener
) -> None:
    tasks.query(returning("a"), done=listener.hear, key=("ticket", 1))
    tasks.query(returning("b"), done=listener.hear, key=("ticket", 2))
    assert tasks.wait_idle()
    assert listener.heard == ["a", "b"]


def test_a_key_can_be_used_again_after_delivery(tasks: Tasks, listener: Listener) -> None:
    for value in ("a", "b"):
        tasks.query(returning(value), done=listener.hear, key="quote")
        assert tasks.wait_idle()
    assert listener.heard == ["a", "b"]


def test_the_error_of_a_replaced_query_is_not_heard(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()

    def refuse() -> object:
        gate()
        raise Conflict("Somebody was faster.")

    tasks.query(refuse, done=listener.hear, failed=listener.fail, key="quote")
    assert gate.entered.wait(5)
    tasks.query(returning("new"), done=listener.hear, failed=listener.fail, key="quote")
    gate.open.set()
    assert tasks.wait_idle()
    assert (listener.heard, listener.errors) == (["new"], [])


def test_user_errors_go_to_failed_else_to_refused(tasks: Tasks, listener: Listener) -> None:
    first, second = Conflict("First."), Conflict("Second.")
    tasks.refused.connect(listener.hear)
    tasks.query(raising(first), done=listener.hear, failed=listener.fail)
    tasks.query(raising(second), done=listener.hear)
    assert tasks.wait_idle()
    assert (listener.errors, listener.heard) == ([first], [second])


def test_a_bug_comes_out_as_crash_with_its_traceback(tasks: Tasks, listener: Listener) -> None:
    tasks.crashed.connect(listener.hear)
    tasks.query(raising(ZeroDivisionError("by nothing")), done=listener.hear)
    assert tasks.wait_idle()
    (crash,) = listener.heard
    assert isinstance(crash, Crash)
    assert isinstance(crash.error, ZeroDivisionError)
    assert "running.py" in crash.trace


def test_even_an_attempt_to_exit_on_a_worker_thread_is_delivered(
    tasks: Tasks, listener: Listener
) -> None:
    tasks.crashed.connect(listener.hear)
    tasks.query(raising(SystemExit(3)), done=listener.hear)
    assert tasks.wait_idle()
    assert len(listener.heard) == 1


def test_errors_that_nobody_hears_reach_the_excepthook(
    tasks: Tasks, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: listener.hear(kind))
    tasks.query(raising(ZeroDivisionError()), done=listener.hear)
    tasks.query(raising(Conflict("Too late.")), done=listener.hear)
    assert tasks.wait_idle()
    assert listener.heard == [ZeroDivisionError, Conflict]


def test_a_callback_that_raises_does_not_hold_up_those_behind_it(
    qtbot: QtBot, tasks: Tasks, listener: Listener
) -> None:
    def stumble(value: object) -> None:
        raise LookupError(str(value))

    with qtbot.capture_exceptions() as caught:
        tasks.query(returning("a"), done=stumble)
        tasks.query(returning("b"), done=listener.hear)
        assert tasks.wait_idle()
    assert listener.heard == ["b"]
    assert [kind for kind, _, _ in caught] == [LookupError]


def test_nothing_is_delivered_to_a_deleted_owner(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    other = Listener()
    tasks.changed.connect(other.hear)
    tasks.change(lambda: Done(gate(), (Changed("trade"),)), done=listener.hear)
    tasks.query(returning(1), done=partial(listener.hear))
    tasks.query(returning(2), done=other.hear, owner=listener)
    assert gate.entered.wait(5)
    shiboken6.delete(listener)
    gate.open.set()
    assert tasks.wait_idle()
    assert listener.heard == []
    assert other.heard == [(Changed("trade"),)]


def test_a_cancelled_query_is_not_delivered(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    running = tasks.query(gate, done=listener.hear, failed=listener.fail)
    waiting = tasks.query(returning(1), done=listener.hear, failed=listener.fail)
    assert gate.entered.wait(5)
    for task in (running, waiting, running, waiting):
        task.cancel()
    gate.open.set()
    assert tasks.wait_idle()
    assert (listener.heard, listener.errors) == ([], [])


def test_a_long_task_shows_where_it_is(qtbot: QtBot, tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    seen: list[tuple[str, object]] = []

    def started(task: Task) -> None:
        seen.append(("started", task.title))

    def progressed(task: Task) -> None:
        seen.append(("progressed", (task.report.done, task.report.total, task.report.text)))

    def finished(task: Task) -> None:
        seen.append(("finished", task.title))

    tasks.started.connect(started)
    tasks.progressed.connect(progressed)
    tasks.finished.connect(finished)

    def work(progress: Progress) -> str:
        progress.step(3, 10, "Counting rows")
        gate()
        return "counted"

    tasks.long(work, title="Count", done=listener.hear)
    assert [task.title for task in tasks.long_tasks] == ["Count"]
    with qtbot.waitSignal(tasks.progressed):
        pass
    gate.open.set()
    assert tasks.wait_idle()
    assert seen == [
        ("started", "Count"),
        ("progressed", (3, 10, "Counting rows")),
        ("finished", "Count"),
    ]
    assert listener.heard == ["counted"]
    assert not tasks.busy


def test_progress_is_shown_at_most_twenty_times_a_second(tasks: Tasks, listener: Listener) -> None:
    tasks.progressed.connect(listener.hear)

    def work(progress: Progress) -> None:
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            progress.step(1, None)

    tasks.long(work, title="Spin", done=listener.hear)
    begun = time.monotonic()
    assert tasks.wait_idle()
    shown = len(listener.heard) - 1
    assert 1 <= shown <= (time.monotonic() - begun) * 20 + 1


def test_a_long_task_stops_at_its_next_step(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()

    def work(progress: Progress) -> str:
        gate()
        progress.step(1, 2)
        return "went on"

    task = tasks.long(work, title="Count", done=listener.hear, failed=listener.fail)
    assert gate.entered.wait(5)
    task.cancel()
    gate.open.set()
    assert tasks.wait_idle()
    assert listener.heard == []
    assert [type(error) for error in listener.errors] == [Cancelled]


def test_a_stopped_long_task_without_failed_just_ends(tasks: Tasks, listener: Listener) -> None:
    gates = [Gate() for _ in range(2)]
    for gate in gates:
        tasks.long(partial(waiting_at, gate), title="Busy", done=listener.hear)
    waiting = tasks.long(lambda _: "never", title="Waiting", done=listener.hear)
    tasks.finished.connect(listener.hear)
    waiting.cancel()
    for gate in gates:
        gate.open.set()
    assert tasks.wait_idle()
    assert waiting in listener.heard
    assert "never" not in listener.heard


def test_a_long_task_does_not_block_the_database(tasks: Tasks, listener: Listener) -> None:
    gate = Gate("export")
    tasks.long(lambda _: gate(), title="Export", done=listener.hear)
    tasks.query(gate.open.set, done=listener.hear)
    assert tasks.wait_idle()
    assert listener.heard[-1] == "export"


def test_the_window_gets_its_turn_between_slow_callbacks(tasks: Tasks, listener: Listener) -> None:
    def slow(value: object) -> None:
        occupy(0.011)
        listener.hear(value)

    for number in range(40):
        tasks.query(returning(number), done=slow)
    longest = _longest_silence(tasks)
    assert listener.heard == list(range(40))
    assert longest < 0.3


def test_work_in_the_background_does_not_block_the_gui_thread(
    tasks: Tasks, listener: Listener
) -> None:
    tasks.query(partial(occupy, 0.5), done=listener.hear)
    tasks.long(computing, title="Compute", done=listener.hear)
    assert _longest_silence(tasks) < 0.4


def _longest_silence(tasks: Tasks) -> float:
    """The longest time between two turns of the event loop until the runner is idle."""
    turns = [time.monotonic()]
    ticker = QTimer(interval=5)
    ticker.timeout.connect(lambda: turns.append(time.monotonic()))
    ticker.start()
    assert tasks.wait_idle()
    ticker.stop()
    turns.append(time.monotonic())
    return max(after - before for before, after in pairwise(turns))


def test_wait_idle_gives_up_after_its_time(tasks: Tasks, listener: Listener) -> None:
    gate = Gate()
    tasks.query(gate, done=listener.hear)
    assert not tasks.wait_idle(0.05)
    assert tasks.busy
    gate.open.set()
    assert tasks.wait_idle()


def test_wait_idle_also_waits_for_work_begun_by_callbacks(tasks: Tasks, listener: Listener) -> None:
    def again(value: object) -> None:
        listener.hear(value)
        if len(listener.heard) < 5:
            tasks.query(returning(value), done=again)

    tasks.query(returning("x"), done=again)
    assert tasks.wait_idle()
    assert listener.heard == ["x"] * 5


def test_closing_lets_the_running_change_finish_and_drops_the_rest(
    qapp: QObject, listener: Listener
) -> None:
    runner = Tasks()
    gate = Gate()
    finished: list[str] = []

    def commit() -> Done[str]:
        gate.entered.set()
        assert not gate.open.wait(0.1)
        finished.append("commit")
        return Done("value")

    def count(progress: Progress) -> None:
        gate.entered.wait(5)
        while True:
            progress.step(1, None)

    runner.change(commit, done=listener.hear)
    runner.query(partial(finished.append, "later"), done=listener.hear)
    runner.long(count, title="Count", done=listener.hear, failed=listener.fail)
    assert gate.entered.wait(5)
    assert runner.close()
    assert finished == ["commit"]
    assert (listener.heard, listener.errors) == ([], [])


def test_closing_gives_up_on_work_that_does_not_end(qapp: QObject, listener: Listener) -> None:
    runner = Tasks()
    gate = Gate()
    runner.query(gate, done=listener.hear)
    assert gate.entered.wait(5)
    assert not runner.close(0.05)
    gate.open.set()
    assert runner.wait_idle()


def test_nothing_begins_after_closing(qapp: QObject, listener: Listener) -> None:
    runner = Tasks()
    assert runner.close()
    runner.started.connect(listener.hear)
    runner.query(returning(1), done=listener.hear, key="quote")
    runner.long(lambda _: 1, title="Count", done=listener.hear)
    assert not runner.busy
    assert listener.heard == []


def test_a_runner_deleted_while_work_is_under_way_is_no_error(
    qapp: QObject, listener: Listener
) -> None:
    runner = Tasks()
    gate = Gate()
    task = runner.query(gate, done=listener.hear)
    assert gate.entered.wait(5)
    shiboken6.delete(runner)
    gate.open.set()
    assert task._future is not None
    assert task._future.result(5) is None


def test_work_is_begun_on_the_gui_thread_only(tasks: Tasks, listener: Listener) -> None:
    def nested() -> None:
        tasks.query(returning(1), done=listener.hear)

    tasks.crashed.connect(listener.hear)
    tasks.query(nested, done=listener.hear)
    assert tasks.wait_idle()
    (crash,) = listener.heard
    assert isinstance(crash, Crash)
    assert "GUI thread" in str(crash.error)
