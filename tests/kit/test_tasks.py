"""Work off the GUI thread: delivery, order, superseding, stopping, errors, closing."""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

import app as app_package
from app.changes import ANY, Changed, Done
from app.errors import Cancelled, Conflict, UserError
from app.kit.task_work import Crash, TaskWork
from app.kit.tasks import Task, Tasks
from app.progress import Progress


class Listener(QObject):
    """Notes what it hears, as a view would."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.errors: list[UserError] = []
        self.threads: set[int] = set()

    def hear(self, value: object) -> None:
        self.heard.append(value)
        self.threads.add(threading.get_ident())

    def fail(self, error: UserError) -> None:
        self.errors.append(error)


class Gate:
    """Work that waits on its worker thread until the test lets it go on."""

    def __init__(self, result: object = "gate") -> None:
        self.entered = threading.Event()
        self.open = threading.Event()
        self.result = result

    def __call__(self) -> object:
        self.entered.set()
        assert self.open.wait(10)
        return self.result


@pytest.fixture
def tasks(qapp: QObject) -> Iterator[Tasks]:
    runner = Tasks()
    yield runner
    assert runner.close()


@pytest.fixture
def listener(qapp: QObject) -> Listener:
    return Listener()


def returning(value: object) -> Callable[[], object]:
    return lambda: value


def raising(error: BaseException) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


def waiting_at(gate: Gate, progress: Progress) -> object:
    return gate()


def occupy(seconds: float) -> None:
    """Keep a thread computing for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def computing(progress: Progress) -> str:
    occupy(0.5)
    return "computed"


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
    assert "test_tasks.py" in crash.trace


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
