"""How fast a simulation plays, which steps are due, and which speed suits a scene."""

import time
from collections.abc import Callable
from enum import Enum
from math import log


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


SCENE_SECONDS = 10

SPEEDS = (Speed.X1, Speed.X4, Speed.X16, Speed.X60, Speed.MAX)
"""From slow to fast."""


def speed_for(steps: int, shift: int = 0) -> Speed:
    """The speed at which a scene of so many steps lasts about ten seconds.

    shift: so many speeds faster, or slower below zero.
    """
    counted = [speed for speed in SPEEDS if speed is not Speed.MAX]
    wanted = log(max(steps, 1) / SCENE_SECONDS)
    nearest = min(counted, key=lambda speed: abs(log(speed.value) - wanted))
    place = SPEEDS.index(nearest) + shift
    return SPEEDS[min(max(place, 0), len(SPEEDS) - 1)]
