"""What is requested often is done seldom."""

from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from app.kit.throttle import INTERVAL_MS, Debounce, Throttle


class Looker(QObject):
    """Counts looks; a slow one ends when its throttle is told so."""

    def __init__(self, interval: int, *, slow: bool = False) -> None:
        super().__init__()
        self.looks = 0
        self.throttle = Throttle(self, self.look, interval, slow=slow)

    @Slot()
    def look(self) -> None:
        self.looks += 1


def test_the_first_look_is_at_once(qtbot: QtBot) -> None:
    looker = Looker(INTERVAL_MS)
    looker.throttle.request()
    assert looker.looks == 1


def test_a_thousand_changes_at_once_are_two_looks(qtbot: QtBot) -> None:
    looker = Looker(20)
    throttle = looker.throttle
    for _ in range(1_000):
        throttle.request()
    assert looker.looks == 1
    qtbot.waitUntil(lambda: looker.looks == 2)
    assert not throttle.waiting


def test_nothing_is_asked_while_a_look_is_under_way(qtbot: QtBot) -> None:
    looker = Looker(0, slow=True)
    throttle = looker.throttle
    throttle.request()
    throttle.request()
    qtbot.wait(20)
    assert looker.looks == 1
    assert throttle.running
    assert throttle.waiting
    throttle.done()
    assert looker.looks == 2


def test_a_restart_looks_at_once_whatever_is_under_way(qtbot: QtBot) -> None:
    looker = Looker(10_000, slow=True)
    looker.throttle.request()
    looker.throttle.restart()
    assert looker.looks == 2


def test_requests_one_after_the_other_are_one_run(qtbot: QtBot) -> None:
    looker = Looker(0)
    pause = Debounce(looker, 20, looker.look)
    for _ in range(3):
        pause.request()
    assert looker.looks == 0
    qtbot.waitUntil(lambda: looker.looks == 1)
    qtbot.wait(30)
    assert looker.looks == 1


def test_what_is_stopped_does_not_run(qtbot: QtBot) -> None:
    looker = Looker(0)
    pause = Debounce(looker, 0, looker.look)
    pause.request()
    pause.stop()
    qtbot.wait(10)
    assert looker.looks == 0
