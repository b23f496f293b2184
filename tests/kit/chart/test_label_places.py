"""Free places for texts in a plot."""

import numpy as np
from PySide6.QtCore import QRectF

from app.kit.chart.labels import Taken


def taken() -> Taken:
    line = np.array([0.0, 100.0, 200.0])
    return Taken(QRectF(0, 0, 200, 100), line_x=line, line_y=np.array([90.0, 90.0, 10.0]))


def test_a_box_outside_is_not_free() -> None:
    assert not taken().is_free(QRectF(150, 80, 60, 10))


def test_a_box_on_another_is_not_free() -> None:
    places = taken()
    places.add(QRectF(10, 10, 40, 20))
    assert not places.is_free(QRectF(45, 20, 40, 20))
    assert places.is_free(QRectF(51, 20, 40, 20))


def test_a_box_that_the_line_runs_through_is_not_free() -> None:
    assert not taken().is_free(QRectF(20, 84, 40, 12))
    assert taken().is_free(QRectF(20, 70, 40, 12))


def test_a_steep_line_between_two_points_counts_as_well() -> None:
    assert not taken().is_free(QRectF(145, 45, 10, 10))


def test_without_a_line_only_boxes_count() -> None:
    assert Taken(QRectF(0, 0, 10, 10)).is_free(QRectF(1, 1, 5, 5))


def test_a_box_beside_the_line_is_free() -> None:
    places = Taken(
        QRectF(0, 0, 500, 100), line_x=np.array([0.0, 50.0]), line_y=np.array([50.0, 50.0])
    )
    assert places.is_free(QRectF(60, 45, 20, 10))


def test_the_first_free_box_is_taken() -> None:
    places = taken()
    first, second = QRectF(150, 80, 60, 10), QRectF(10, 10, 20, 10)
    assert places.first_free([first, second]) == second
    assert places.first_free([second]) is None
