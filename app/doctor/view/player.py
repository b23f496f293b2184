"""Plays trades one after the other, at a pace that ends within some seconds."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.doctor.trades import TrialTrade
from app.kit.theme import Themes

_WHOLE_MS = 6_000
_SLOWEST_MS, _QUICKEST_MS = 1_000, 120


class TrialPlayer(QObject):
    """Where in the trades one is; with reduced motion the person makes every step.

    moved: the count of trades played, or whether it plays, has changed.
    """

    moved = Signal()

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.steps: tuple[TrialTrade, ...] = ()
        self.played = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)

    @property
    def running(self) -> bool:
        """Whether the next trade comes by itself."""
        return self._timer.isActive()

    @property
    def ended(self) -> bool:
        """Whether all trades have been played."""
        return self.played == len(self.steps)

    @property
    def step_ms(self) -> int:
        """How long one trade is shown before the next, in milliseconds."""
        return min(max(_WHOLE_MS // max(len(self.steps), 1), _QUICKEST_MS), _SLOWEST_MS)

    def load(self, steps: tuple[TrialTrade, ...]) -> None:
        """Take these trades, none of them played."""
        self._timer.stop()
        self.steps, self.played = steps, 0
        self.moved.emit()

    @Slot()
    def play(self) -> None:
        """Play on, or from the start where all has been played."""
        if self.ended:
            self.played = 0
        if not self._themes.reduced_motion:
            self._timer.start(self.step_ms)
        self.step()

    @Slot()
    def step(self) -> None:
        """Play the next trade; after the last one it stops."""
        self.go_to(self.played + 1)

    @Slot()
    def stop(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        self.moved.emit()

    @Slot()
    def rewind(self) -> None:
        """Back to before the first trade."""
        self._timer.stop()
        self.go_to(0)

    def go_to(self, played: int) -> None:
        """Have so many trades played."""
        self.played = min(max(played, 0), len(self.steps))
        if self.ended:
            self._timer.stop()
        self.moved.emit()
