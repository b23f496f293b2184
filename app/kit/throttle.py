"""What is requested often is done at most so often, or once the requests have ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL_MS = 95
"""With the way through the event loop, a tenth of a second."""


class Debounce(QTimer):
    """Runs something once nothing was requested for `interval` milliseconds; `stop` forgets it."""

    def __init__(self, parent: QObject, interval: int, run: Callable[[], object]) -> None:
        super().__init__(parent, singleShot=True, interval=interval)
        self.timeout.connect(run)

    def request(self) -> None:
        """Run it after the interval, which begins anew."""
        self.start()


class Throttle(QObject):
    """Runs something at once where it is requested, then at most once in `interval` milliseconds.

    triggered: it runs now. slow: a run isn't over before its owner calls `done`; what was
    requested meanwhile leads to one more.
    """

    triggered = Signal()

    def __init__(
        self,
        parent: QObject | None,
        run: Callable[[], object],
        interval: int = INTERVAL_MS,
        *,
        slow: bool = False,
    ) -> None:
        super().__init__(parent)
        self._slow = slow
        self._running = False
        self._requested = False
        # A coarse one would rest up to a twentieth longer.
        self._rest = QTimer(self, singleShot=True, interval=interval)
        self._rest.setTimerType(Qt.TimerType.PreciseTimer)
        self._rest.timeout.connect(self._go_on)
        self.triggered.connect(run)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._running

    @property
    def waiting(self) -> bool:
        """Whether another run is still to come."""
        return self._requested

    def request(self) -> None:
        """Something changed."""
        self._requested = True
        self._go_on()

    def restart(self) -> None:
        """Run at once, whatever is under way: something else is wanted."""
        self._running = False
        self._rest.stop()
        self.request()

    def done(self) -> None:
        """The run is over."""
        self._running = False
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._requested and not self._running and not self._rest.isActive():
            self._requested = False
            self._running = self._slow
            self._rest.start()
            self.triggered.emit()
