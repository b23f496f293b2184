"""Lets Python look for reference cycles on the GUI thread only."""

import gc
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, QTimer, Slot

TURN_MS = 200

_numbers = count()
_open: set[int] = set()
_python_collects = True


class GarbageTurns(QObject):
    """Collects cycles from time to time on the thread that it is made on.

    Python collects on whichever thread happens to allocate. A widget that is part of a cycle
    would then be deleted on a worker thread, and Qt crashes. While one of these is open,
    Python's own collecting is off.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        global _python_collects
        if not _open:
            _python_collects = gc.isenabled()
        self._number = next(_numbers)
        _open.add(self._number)
        gc.disable()
        self.destroyed.connect(partial(_end, self._number))
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self.take_turn)
        self._timer.start()

    def settle(self) -> None:
        """Leave everything that is there now out of later turns; after the program has started.

        Modules and classes live as long as the program: walking over them costs 50 ms a time.
        """
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Give collecting back to Python, if it did so before."""
        self._timer.stop()
        _end(self._number)

    @Slot()
    def take_turn(self) -> None:
        """Collect what Python would have collected meanwhile."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return


def _end(number: int, _object: object = None) -> None:
    _open.discard(number)
    if not _open and _python_collects:
        gc.enable()
