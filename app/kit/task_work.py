"""The part of a task that a worker thread sees: its work, how far it is, what came of it."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.changes import Done
from app.errors import Cancelled, UserError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """How far a long task is; see `app.progress.Progress.step`."""

    done: int = 0
    total: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug that came up in a worker thread."""

    error: BaseException
    trace: str
    title: str = ""


class _Value:
    """What the work returned; a class, so that a returned error is a value all the same."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class TaskWork:
    """Work, which is also given this, as its `Progress` and for its `Announce`.

    It holds no callbacks: the last reference to a widget must never be dropped by a worker.
    tell: hands a commit to the GUI thread.
    """

    def __init__(self, work: Callable[["TaskWork"], object], tell: "_Tell") -> None:
        self.work: Callable[[TaskWork], object] | None = work
        self._tell = tell
        self.cancelled = False
        self.report = Report()
        self.outcome: _Value | UserError | Crash = Cancelled("The task was stopped.")

    def run(self) -> None:
        """Do the work, whatever comes of it."""
        try:
            if self.work is not None:
                self.outcome = _Value(self.work(self))
        except UserError as error:
            self.outcome = error
        except BaseException as error:  # noqa: BLE001 - every bug must reach the crash report.
            self.outcome = Crash(error, traceback.format_exc())
        self.work = None

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """The `Progress` of a long task; the GUI thread reads the report when it likes."""
        if self.cancelled:
            raise Cancelled("The task was stopped.")
        self.report = Report(done, total, text)

    def announce(self, done: Done[T]) -> T:
        """Tell a commit, on the worker thread; see `app.changes.Announce`."""
        self._tell(self, done)
        return done.value


_Tell = Callable[[TaskWork, Done[Any]], None]
