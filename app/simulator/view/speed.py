"""How fast a simulation plays, and which steps are due."""

import time
from collections.abc import Callable
from enum import Enum


class Speed(Enum):
    """How many steps a second; `MAX` is as many as the database takes."""

    X1 = 1
    X4 = 4
    X16 = 16
    X60 = 60
    MAX = 0


class Beat:
    """Counts the steps that are due since a start; the first one is due at once.

    now: seconds of a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._speed = Speed.X1
        self._from = 0.0
        self._taken = 0

    def start(self, speed: Speed) -> None:
        """Count from this moment."""
        self._speed = speed
        self._from = self._now()
        self._taken = 0

    def due(self) -> int | None:
        """How many steps are to be taken now; None for as many as one likes.

        What a busy machine couldn't take within a second is let go, not made up for in a rush.
        """
        if self._speed is Speed.MAX:
            return None
        due = int((self._now() - self._from) * self._speed.value) + 1 - self._taken
        if due > self._speed.value + 1:
            self.start(self._speed)
            return 1
        return due

    def took(self, steps: int) -> None:
        """Note that so many of them are being taken."""
        self._taken += steps
