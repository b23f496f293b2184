"""Keeps live data at ten looks a second, however often something changes."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL_MS = 95
"""With the way through the event loop, a tenth of a second."""


class Throttle(QObject):
    """Asked as often as one likes, it lets one look through at a time.

    triggered: look now; the looker calls `done` once it has seen what there is. What was asked
    meanwhile leads to one more look, at least `INTERVAL_MS` after the one before.
    """

    triggered = Signal()

    def __init__(self, parent: QObject | None = None, interval: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._looking = False
        self._asked = False
        # A coarse one would rest up to a twentieth longer.
        self._rest = QTimer(self, singleShot=True, interval=interval)
        self._rest.setTimerType(Qt.TimerType.PreciseTimer)
        self._rest.timeout.connect(self._go_on)

    @property
    def looking(self) -> bool:
        """Whether a look is under way."""
        return self._looking

    @property
    def waiting(self) -> bool:
        """Whether another look is still to come."""
        return self._asked

    def request(self) -> None:
        """Something changed."""
        self._asked = True
        self._go_on()

    def restart(self) -> None:
        """Look at once, whatever is under way: something else is wanted."""
        self._looking = False
        self._rest.stop()
        self.request()

    def done(self) -> None:
        """The look is over."""
        self._looking = False
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._asked and not self._looking and not self._rest.isActive():
            self._asked = False
            self._looking = True
            self._rest.start()
            self.triggered.emit()
