"""What tests of the runner share: who listens, and work that waits to be let go."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject

from app.errors import UserError
from app.kit.tasks import Tasks
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
