"""Keeps the page at a past trade: what is wanted, what is read, what is shown."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import UserError
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.vending.view.pace import Pace
from app.vending.view.scrubber.moments import TradeMoments
from app.vending.view.scrubber.reading import PastReading, read_past
from app.vending.view.scrubber.strip import ScrubStrip

INTERVAL_MS = 30
"""At most so often a moving slider is followed; a slow answer makes it less often."""


class Scrubber(QObject):
    """Reads the newest wanted moment, one at a time, and drops those in between.

    read: a PastReading to be shown. failed: the UserError instead of it.
    left: the person wants the present, which is to be read; `end` says that it is shown again.
    """

    read = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(self, context: ViewContext, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._room = 0
        self._member: int | None = None
        self._trades = 0
        self._on = False
        self._shown = False
        self.strip = ScrubStrip(context)
        self.pace = Pace(self, INTERVAL_MS)
        self.pace.due.connect(self._look)
        self.strip.wanted.connect(self._on_wanted)
        self.strip.back_wanted.connect(self.leave)

    @property
    def on(self) -> bool:
        """Whether the page is to show a past moment."""
        return self._on

    @property
    def shown(self) -> bool:
        """Whether it still shows one: on the way back until the present has been read."""
        return self._shown

    def begin(
        self, room: int, member: int | None, moments: TradeMoments, number: int | None = None
    ) -> None:
        """Show a room's past, at first as of this trade, or of the newest of these.

        moments: of all the room's trades that the page knows; there must be some.
        """
        self._room, self._member, self._trades = room, member, len(moments)
        self._on = self._shown = True
        self.strip.show_trades(moments, len(moments) if number is None else number)
        self.strip.show()
        self.pace.restart()

    def go_to(self, number: int) -> None:
        """Show another trade of the room."""
        self.strip.go_to(number)

    def look_again(self, member: int | None) -> None:
        """Something changed, or another member is looked at: read the same moment again."""
        if self._on:
            self._member = member
            self.pace.ask()

    @Slot()
    def leave(self) -> None:
        """Go back to the present."""
        if self._on:
            self._on = False
            self.left.emit()

    def end(self) -> None:
        """The page shows the present again."""
        self._on = self._shown = False
        self.strip.hide()

    @Slot(object)
    def _on_wanted(self, _number: int) -> None:
        self.pace.ask()

    @Slot()
    def _look(self) -> None:
        self._context.tasks.query(
            partial(read_past, self._desk, self._room, self.strip.number, self._member),
            done=self._on_read,
            failed=self._on_failed,
            key=("vending.past", id(self)),
        )

    def _on_read(self, reading: PastReading) -> None:
        if self._on:
            self.strip.show_newer(reading.past.today.trades - self._trades)
            self.read.emit(reading)
        self.pace.finish()

    def _on_failed(self, error: UserError) -> None:
        if self._on:
            self.failed.emit(error)
        self.pace.finish()
