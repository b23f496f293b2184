"""Guards against Qt bindings that lose references: the program then dies after minutes of work."""

import sys

import PySide6
import pytest
from PySide6.QtCore import QObject

CALLS = 500


def test_bindings_are_of_the_series_that_was_tried() -> None:
    assert PySide6.__version_info__[:2] == (6, 11)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_nothing_keep_their_reference_to_none() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("name")
    # Other threads may take or drop a few; a broken binding takes one at each call.
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
