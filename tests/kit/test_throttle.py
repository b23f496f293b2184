"""Live data at ten looks a second."""

from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from app.kit.throttle import Pace


class Looker(QObject):
    """Counts looks, and ends each at once unless it is told to be slow."""

    def __init__(self, pace: Pace, *, slow: bool = False) -> None:
        super().__init__()
        self.pace, self.slow, self.looks = pace, slow, 0
        pace.due.connect(self.look)

    @Slot()
    def look(self) -> None:
        self.looks += 1
        if not self.slow:
            self.pace.finish()


def test_the_first_look_is_at_once(qtbot: QtBot) -> None:
    pace = Pace()
    looker = Looker(pace)
    pace.ask()
    assert looker.looks == 1


def test_a_thousand_changes_at_once_are_two_looks(qtbot: QtBot) -> None:
    pace = Pace(interval=20)
    looker = Looker(pace)
    for _ in range(1_000):
        pace.ask()
    assert looker.looks == 1
    qtbot.waitUntil(lambda: looker.looks == 2)
    assert not pace.waiting


def test_nothing_is_asked_while_a_look_is_under_way(qtbot: QtBot) -> None:
    pace = Pace(interval=0)
    looker = Looker(pace, slow=True)
    pace.ask()
    pace.ask()
    qtbot.wait(20)
    assert looker.looks == 1
    assert pace.looking
    assert pace.waiting
    pace.finish()
    assert looker.looks == 2


def test_a_restart_looks_at_once_whatever_is_under_way(qtbot: QtBot) -> None:
    pace = Pace(interval=10_000)
    looker = Looker(pace, slow=True)
    pace.ask()
    pace.restart()
    assert looker.looks == 2
