"""Scenes of whatever length take about as long to watch."""

import pytest

from app.simulator.view.speed import Speed, speed_for


@pytest.mark.parametrize(
    ("steps", "speed"),
    [(0, Speed.X1), (10, Speed.X1), (40, Speed.X4), (160, Speed.X16), (700, Speed.X60)],
)
def test_a_scene_lasts_about_ten_seconds(steps: int, speed: Speed) -> None:
    assert speed_for(steps) is speed


def test_no_scene_is_hurried_as_fast_as_it_goes_by_itself() -> None:
    assert speed_for(10_000_000) is Speed.X60


@pytest.mark.parametrize(
    ("shift", "speed"),
    [(-9, Speed.X1), (-1, Speed.X4), (1, Speed.X60), (2, Speed.MAX), (9, Speed.MAX)],
)
def test_it_can_be_shifted_within_what_there_is(shift: int, speed: Speed) -> None:
    assert speed_for(160, shift) is speed
