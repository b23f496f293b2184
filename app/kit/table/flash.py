"""Lets rows that have just come in be seen: their tint fades."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kit.theme import Themes

FADE_MS = 600
AT_MOST = 10
_FRAME_MS = 40


class RowFlash(QObject):
    """Which rows are still lit, and how much.

    faded: the rows look a little different now.
    """

    faded = Signal()

    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes
        self._begun: dict[int, float] = {}
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._on_frame)

    def start(self, ids: Iterable[int]) -> None:
        """Light rows by their ids; with many at once only the first few, with reduced motion none.

        Rows that are lit already stay so.
        """
        if not self._themes.duration(FADE_MS):
            return
        now = time.monotonic()
        for row_id in ids:
            if len(self._begun) >= AT_MOST:
                break
            self._begun.setdefault(row_id, now)
        if self._begun:
            self._frames.start()

    def share(self, row_id: int) -> float:
        """How much of the tint is left, 1 down to 0."""
        begun = self._begun.get(row_id)
        if begun is None:
            return 0.0
        # Slow at the end, as everything that moves in the program.
        left = max(0.0, 1 - (time.monotonic() - begun) * 1000 / FADE_MS)
        return left**2

    @property
    def active(self) -> bool:
        """Whether any row is lit."""
        return bool(self._begun)

    @Slot()
    def _on_frame(self) -> None:
        self._begun = {row_id: at for row_id, at in self._begun.items() if self.share(row_id)}
        if not self._begun:
            self._frames.stop()
        self.faded.emit()
