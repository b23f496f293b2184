"""How fast a scene is played, so that long and short ones take about as long to watch (pure)."""

from math import log

from app.simulator.view.speed import Speed

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
