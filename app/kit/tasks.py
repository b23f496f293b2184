"""Runs work off the GUI thread and brings every result back to it by one signal."""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import (
    QEventLoop,
    QMetaMethod,
    QObject,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)

from app.changes import ANY, Changed, Done, joined
from app.errors import Cancelled, UserError
from app.kit.garbage import GarbageTurns
from app.kit.task_work import Crash, Report, TaskWork

T = TypeVar("T")

Lane = Literal["database", "pool"]
"""Where work runs: on the one database thread, or beside it (network, computing)."""

PROGRESS_MS = 50
"""Progress is shown at most 20 times a second, however often the work reports it."""

ANNOUNCE_MS = 250
"""What long work commits is announced at most four times a second: each time views read anew."""

DELIVERY_SECONDS = 0.02
"""After this long in callbacks the window gets its turn before the next callback."""

_ABANDONED: list["Tasks"] = []
"""Runners whose work didn't end in time; kept, because their workers still use them."""

POOL_THREADS = 4
LONG_THREADS = 2


class Task:
    """One piece of work under way; its runner keeps it until its result is delivered.

    ended: it has been delivered, refused, dropped, or has crashed.
    """

    def __init__(
        self,
        runner: "Tasks",
        job: TaskWork,
        *,
        verb: Literal["query", "change", "changes", "long"],
        title: str = "",
        key: Hashable | None = None,
        owner: QObject | None = None,
        each: Callable[[Any], None] | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        self.verb = verb
        self.title = title
        self.key = key
        self.ended = False
        self._job = job
        self._runner = runner
        self._owner = owner or _owner_of(done) or _owner_of(failed) or _owner_of(each)
        self._each = each
        self._done = done
        self._failed = failed
        self._future: Future[None] | None = None
        self._shown = job.report

    @property
    def report(self) -> Report:
        """How far a long task is."""
        return self._job.report

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._job.cancelled

    def cancel(self) -> None:
        """Stop it: not begun, it never begins; a long one stops at its next step.

        A running query is let go and its result dropped; a running change can't be stopped,
        several of them stop behind the one under way, and what was changed is still announced.
        Call it on the GUI thread.
        """
        if self._job.cancelled:
            return
        self._job.cancelled = True
        if self._future is not None and self._future.cancel():
            self._runner._return(self._job)

    def _wanted(self) -> bool:
        """Whether somebody is still there to hear of the result."""
        return self._owner is None or shiboken6.isValid(self._owner)


class Tasks(QObject):
    """The one runner of the program; made, called, heard and closed on the GUI thread.

    Work must not hold widgets: a worker thread drops it. While a runner is open, Python
    collects garbage on the GUI thread only; see `app.kit.garbage`.

    changed: tuple[Changed, ...] of what was committed, before its `done` is called, and whatever
        became of the view that asked for it. Nothing but the runner emits it, and the link that
        hears other programs.
    started, progressed, finished: the long `Task`, for the status bar.
    refused: a UserError that the caller of the work doesn't take itself.
    crashed: a `Crash`: a bug.
    """

    changed = Signal(object)
    started = Signal(object)
    progressed = Signal(object)
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    idle = Signal()
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = threading.get_ident()
        self._lanes: dict[str, ThreadPoolExecutor] = {
            "database": ThreadPoolExecutor(1, thread_name_prefix="database"),
            "pool": ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="pool"),
            "long": ThreadPoolExecutor(LONG_THREADS, thread_name_prefix="long"),
        }
        self._live: dict[TaskWork, Task] = {}
        self._latest: dict[Hashable, Task] = {}
        # Commits of work under way, and with None the jobs that have ended.
        self._returned: deque[tuple[TaskWork, Done[Any] | None]] = deque()
        self._committed: tuple[Changed, ...] = ()
        self._closed = False
        self._garbage = GarbageTurns(self)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._deliver)
        self._pause = QTimer(self, singleShot=True, interval=ANNOUNCE_MS)
        self._pause.timeout.connect(self._announce_at_times)
        self._watch = QTimer(self, interval=PROGRESS_MS)
        self._watch.timeout.connect(self._show_progress)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def query(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        key: Hashable | None = None,
        owner: QObject | None = None,
        lane: Lane = "database",
    ) -> Task:
        """Read something and call `done` with it; what writes is a change.

        failed: takes the UserError; without it the error goes out by `refused`.
        key: a later query with the same key replaces this one: not begun, it never begins,
            and its result is no longer delivered.
        owner: the result is dropped once this object is deleted; where `done` or `failed` is a
            method of a QObject, that is the owner.
        """
        job = self._job(lambda _: work())
        task = Task(self, job, verb="query", key=key, owner=owner, done=done, failed=failed)
        if key is not None:
            if (older := self._latest.get(key)) is not None:
                older.cancel()
            self._latest[key] = task
        return self._start(task, lane)

    def change(
        self,
        work: Callable[[], Done[T]],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        owner: QObject | None = None,
        lane: Lane = "database",
    ) -> Task:
        """Run a use case, announce what it changed, call `done`.

        `changed` is announced even when the owner is gone by then: the commit has happened.
        """
        job = self._job(lambda _: work())
        task = Task(self, job, verb="change", owner=owner, done=done, failed=failed)
        return self._start(task, lane)

    def changes(
        self,
        work: Callable[[], Iterable[Done[T]]],
        *,
        each: Callable[[T], None] | None = None,
        done: Callable[[None], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        owner: QObject | None = None,
        lane: Lane = "database",
    ) -> Task:
        """Run use cases one after the other, and announce each as soon as it is committed.

        each: called with the value of each; done: at the end, unless one of them failed.
        """
        job = self._job(partial(_all_of, work))
        task = Task(self, job, verb="changes", owner=owner, each=each, done=done, failed=failed)
        return self._start(task, lane)

    def long(
        self,
        work: Callable[[TaskWork], Done[T] | T],
        *,
        title: str,
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Run work that shows its progress and can be stopped, beside the database thread.

        work: is given its `Progress`, whose `announce` it tells what it commits on its way; a
            `Done` that it returns is announced like a change's, and `done` gets the value.
        title: what the status bar calls it.
        failed: also hears `Cancelled`; without it a stopped task just ends.
        """
        job = self._job(work)
        task = Task(self, job, verb="long", title=title, owner=owner, done=done, failed=failed)
        if not self._closed:
            self.started.emit(task)
            self._watch.start()
        return self._start(task, "long")

    @property
    def busy(self) -> bool:
        """Whether any work is waiting, running or not yet delivered."""
        return bool(self._live)

    @property
    def changing(self) -> bool:
        """Whether a change waits, runs, or isn't delivered yet."""
        return any(task.verb == "change" for task in self._live.values())

    @property
    def long_tasks(self) -> tuple[Task, ...]:
        """The long tasks under way, for the status bar and the question on closing."""
        return tuple(task for task in self._live.values() if task.verb == "long")

    def wait_idle(self, timeout: float = 5.0) -> bool:
        """Let events run until nothing is under way, at most `timeout` seconds; tell if so."""
        return self._wait(timeout, QEventLoop.ProcessEventsFlag.AllEvents)

    def close(self, timeout: float = 10.0) -> bool:
        """Stop long tasks, let running database work finish, drop the rest.

        Nothing is delivered any more, and later work is never begun. The window keeps being
        painted while it waits. Tells whether all work had ended within `timeout` seconds.
        """
        self._closed = True
        for task in tuple(self._live.values()):
            task.cancel()
        ended = self._wait(timeout, QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        for lane in self._lanes.values():
            # A worker that has handed over its last job still holds this object for a moment,
            # and must not be the one that deletes it.
            lane.shutdown(wait=ended, cancel_futures=True)
        if not ended:
            _ABANDONED.append(self)
        self._garbage.close()
        return ended

    def refresh(self) -> None:
        """Have everything that is shown read anew."""
        self.changed.emit((Changed(ANY),))

    def settle_memory(self) -> None:
        """Leave what the program has loaded by now out of later turns of garbage collection."""
        self._garbage.settle()

    def _job(self, work: Callable[[TaskWork], object]) -> TaskWork:
        return TaskWork(work, self._return)

    def _start(self, task: Task, lane: str) -> Task:
        if threading.get_ident() != self._thread:
            raise RuntimeError("Tasks are begun on the GUI thread only.")
        if self._closed:
            task._job.cancelled = task.ended = True
            return task
        self._live[task._job] = task
        task._future = self._lanes[lane].submit(self._run, task._job)
        return task

    def _run(self, job: TaskWork) -> None:
        """What a worker thread does."""
        job.run()
        self._return(job)

    def _return(self, job: TaskWork, done: Done[Any] | None = None) -> None:
        """Hand an ended job, or a commit of one, to the GUI thread; called on any thread."""
        self._returned.append((job, done))
        try:
            self._arrived.emit()
        except RuntimeError:
            # The runner was deleted together with its window: nobody is left to be told.
            if shiboken6.isValid(self):
                raise

    def _on_arrived(self) -> None:
        if not self._turn.isActive():
            self._deliver()

    def _deliver(self) -> None:
        """Deliver what has returned, in its order, leaving room for the window's own events."""
        until = time.monotonic() + DELIVERY_SECONDS
        try:
            while self._returned and time.monotonic() < until:
                job, done = self._returned.popleft()
                if done is None:
                    self._settle(job)
                elif not self._closed:
                    self._hear(self._live[job], done)
        finally:
            # A callback that raises must not keep the results behind it from their callers.
            if self._returned:
                self._turn.start()
            if not self._live:
                self.idle.emit()

    def _hear(self, task: Task, done: Done[Any]) -> None:
        """Announce a commit of work that goes on: of long work the first at once, then at times."""
        self._committed += done.changed
        if task.verb != "long":
            self._announce_committed()
        elif not self._pause.isActive():
            self._announce_at_times()
        if task._each is not None and task._wanted():
            task._each(done.value)

    @Slot()
    def _announce_at_times(self) -> None:
        if self._committed:
            self._pause.start()
            self._announce_committed()

    def _announce_committed(self) -> None:
        changed, self._committed = joined(self._committed), ()
        if changed and not self._closed:
            self.changed.emit(changed)

    def _settle(self, job: TaskWork) -> None:
        task = self._live.pop(job)
        task.ended = True
        replaced = task.key is not None and self._latest.get(task.key) is not task
        if task.key is not None and not replaced:
            del self._latest[task.key]
        if self._closed:
            return
        self._announce_committed()
        if task.verb == "long":
            self._end_long(task)
        outcome = job.outcome
        if isinstance(outcome, Crash):
            self._raise_crash(replace(outcome, title=task.title))
        elif isinstance(outcome, UserError):
            if not replaced:
                self._refuse(task, outcome)
        else:
            self._hand_over(task, outcome.value, replaced)

    def _hand_over(self, task: Task, value: object, replaced: bool) -> None:
        if isinstance(value, Done):
            if task.verb == "query":
                raise TypeError("A query doesn't write; what returns a Done is a change.")
            self._committed += value.changed
            self._announce_committed()
            value = value.value
        elif replaced or (task.cancelled and task.verb == "query"):
            return
        if task._done is not None and task._wanted():
            task._done(value)

    def _refuse(self, task: Task, error: UserError) -> None:
        if task.cancelled and task.verb == "query":
            return
        if task._failed is not None:
            if task._wanted():
                task._failed(error)
        elif not isinstance(error, Cancelled):
            if self._heard(self.refused):
                self.refused.emit(error)
            else:
                sys.excepthook(type(error), error, error.__traceback__)

    def _raise_crash(self, crash: Crash) -> None:
        if self._heard(self.crashed):
            self.crashed.emit(crash)
        else:
            sys.excepthook(type(crash.error), crash.error, crash.error.__traceback__)

    def _heard(self, signal: SignalInstance) -> bool:
        """Whether anybody listens; an error that nobody hears goes to the excepthook."""
        return self.isSignalConnected(QMetaMethod.fromSignal(signal))

    def _end_long(self, task: Task) -> None:
        if not self.long_tasks:
            self._watch.stop()
        self.finished.emit(task)

    def _show_progress(self) -> None:
        for task in self.long_tasks:
            if task.report is not task._shown:
                task._shown = task.report
                self.progressed.emit(task)

    def _wait(self, timeout: float, events: QEventLoop.ProcessEventsFlag) -> bool:
        until = time.monotonic() + timeout
        loop = QEventLoop()
        limit = QTimer(singleShot=True)
        limit.timeout.connect(loop.quit)
        self.idle.connect(loop.quit)
        while self._live and (left := until - time.monotonic()) > 0:
            limit.start(int(left * 1000) + 1)
            loop.exec(events)
        self.idle.disconnect(loop.quit)
        return not self._live


def _all_of(work: Callable[[], Iterable[Done[Any]]], job: TaskWork) -> None:
    for done in work():
        job.announce(done)
        if job.cancelled:
            break


def _owner_of(callback: Callable[..., object] | None) -> QObject | None:
    """The QObject whose method it is, also behind `functools.partial`."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None
