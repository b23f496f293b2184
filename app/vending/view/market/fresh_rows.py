"""Trades that have just come in stand on a tint that fades."""

from time import monotonic

from PySide6.QtCore import QObject, QRect, QTimer, Slot
from PySide6.QtGui import QColor, QPainter

from app.kit.table.cells import CellDelegate
from app.kit.table.columns import Kind
from app.kit.table.delegates import SignDelegate
from app.kit.table.view import TableView

FADE_MS = 600
AT_MOST = 10
_FRAME_MS = 40
_STRENGTH = 0.22


class FreshRows(QObject):
    """Knows which of a table's rows are new, and for how long they still show it.

    Rows are new whose number is larger than any seen before.
    """

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        self._newest: int | None = None
        self._until: dict[int, float] = {}
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._on_frame)

    @property
    def count(self) -> int:
        """How many rows still show that they are new."""
        return len(self._until)

    def restart(self) -> None:
        """Other rows are shown from now on; none of them counts as new."""
        self._newest = None
        self._until.clear()
        self._frames.stop()

    def look(self) -> None:
        """Find the rows that came in at the top since the last look."""
        top = [self._view.rows.peek(at) for at in range(min(AT_MOST, self._view.rows.total))]
        numbers = [row.number for row in top if row is not None]
        newest = max(numbers, default=0)
        duration = self._view.themes.duration(FADE_MS)
        if self._newest is not None and newest > self._newest and duration:
            until = monotonic() + duration / 1_000
            self._until |= {number: until for number in numbers if number > self._newest}
            self._frames.start()
        self._newest = max(newest, self._newest or 0)

    def glow(self, number: int) -> float:
        """How strong the tint of a row still is, 1 to 0."""
        until = self._until.get(number)
        return 0.0 if until is None else max(until - monotonic(), 0.0) * 1_000 / FADE_MS

    @Slot()
    def _on_frame(self) -> None:
        now = monotonic()
        self._until = {number: until for number, until in self._until.items() if until > now}
        if not self._until:
            self._frames.stop()
        self._view.viewport().update()


class FreshCell(CellDelegate):
    """A text cell that shows that its row is new."""

    def __init__(self, view: TableView, fresh: FreshRows) -> None:
        super().__init__(view)
        self._fresh = fresh

    def paint_ground(self, painter: QPainter, rect: QRect, at: int, selected: bool) -> None:
        super().paint_ground(painter, rect, at, selected)
        paint_tint(self.view, self._fresh, painter, rect, at)


class FreshSign(SignDelegate):
    """A cell with a direction that shows that its row is new."""

    def __init__(self, view: TableView, fresh: FreshRows) -> None:
        super().__init__(view)
        self._fresh = fresh

    def paint_ground(self, painter: QPainter, rect: QRect, at: int, selected: bool) -> None:
        super().paint_ground(painter, rect, at, selected)
        paint_tint(self.view, self._fresh, painter, rect, at)


def fresh_delegate(kind: Kind, view: TableView, fresh: FreshRows) -> CellDelegate:
    """The delegate that paints a kind of column of trades."""
    return FreshSign(view, fresh) if kind == "side" else FreshCell(view, fresh)


def paint_tint(view: TableView, fresh: FreshRows, painter: QPainter, rect: QRect, at: int) -> None:
    """The tint of a new row over the ground of one of its cells, in the colour of its side."""
    row = view.rows.peek(at)
    glow = 0.0 if row is None else fresh.glow(row.number)
    if row is not None and glow > 0:
        color = QColor(view.inks.color(row.side.value))
        color.setAlphaF(_STRENGTH * glow)
        painter.fillRect(rect, color)
