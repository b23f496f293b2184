"""Which steps the charts show: all of them, or a part that was zoomed to (pure)."""

from typing import Final

NARROWEST: Final = 10.0


class StepRange:
    """The first and the last step in view; one range for all charts."""

    def __init__(self, last: float = 1.0) -> None:
        self._last = max(last, 1.0)
        self.start, self.end = 0.0, self._last

    @property
    def width(self) -> float:
        """How many steps are in view."""
        return self.end - self.start

    def zoom(self, factor: float, share: float) -> None:
        """Make the range so many times as long; `share` (0 to 1) of it stays where it is."""
        width = min(max(self.width * factor, min(NARROWEST, self._last)), self._last)
        self._place(self.start + (self.width - width) * share, width)

    def pan(self, share: float) -> None:
        """Move by a share of what is in view."""
        self._place(self.start + self.width * share, self.width)

    def reset(self) -> None:
        """Show all steps."""
        self.start, self.end = 0.0, self._last

    def _place(self, start: float, width: float) -> None:
        self.start = min(max(start, 0.0), self._last - width)
        self.end = self.start + width
