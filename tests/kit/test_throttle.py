"""Live data at ten looks a second."""

from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from app.kit.throttle import Throttle


class Looker(QObject):
    """Counts looks, and ends each at once unless it is told to be slow."""

    def __init__(self, throttle: Throttle, *, slow: bool = False) -> None:
        super().__init__()
        self.throttle, self.slow, self.looks = throttle, slow, 0
        throttle.triggered.connect(self.look)

    @Slot()
    def look(self) -> None:
        self.looks += 1
        if not self.slow:
            self.throttle.done()


def test_the_first_look_is_at_once(qtbot: QtBot) -> None:
    throttle = Throttle()
    looker = Looker(throttle)
    throttle.request()
    assert looker.looks == 1


def test_a_thousand_changes_at_once_are_two_looks(qtbot: QtBot) -> None:
    throttle = Throttle(interval=20)
    looker = Looker(throttle)
    for _ in range(1_000):
        throttle.request()
    assert looker.looks == 1
    qtbot.waitUntil(lambda: looker.looks == 2)
    assert not throttle.waiting


def test_nothing_is_asked_while_a_look_is_under_way(qtbot: QtBot) -> None:
    throttle = Throttle(interval=0)
    looker = Looker(throttle, slow=True)
    throttle.request()
    throttle.request()
    qtbot.wait(20)
    assert looker.looks == 1
    assert throttle.looking
    assert throttle.waiting
    throttle.done()
    assert looker.looks == 2


def test_a_restart_looks_at_once_whatever_is_under_way(qtbot: QtBot) -> None:
    throttle = Throttle(interval=10_000)
    looker = Looker(throttle, slow=True)
    throttle.request()
    throttle.restart()
    assert looker.looks == 2
