"""Keeps the page at a past trade: what is wanted, what is read, and the way back."""

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.actions import Action
from app.kit.page import ViewContext
from app.kit.throttle import Throttle
from app.operators.desk import Desk
from app.vending.past import NO_SUCH_TRADE
from app.vending.view.reading import RoomReading
from app.vending.view.scrubber.moments import TradeMoments
from app.vending.view.scrubber.past_view import PastView
from app.vending.view.scrubber.reading import PastReading, read_past
from app.vending.view.scrubber.strip import ScrubStrip

INTERVAL_MS = 30
"""At most so often a moving slider is followed; a slow answer makes it less often."""


class Scrubber(QObject):
    """Reads the newest wanted moment, one at a time, and drops those in between.

    While it is `on` the page leaves its parts alone. From `left` on it reads the present, and
    calls `end` once it has it: until then the past stays shown, and marked.
    arrived: a moment is shown. failed: the UserError instead of it.
    """

    arrived = Signal()
    failed = Signal(object)
    left = Signal()

    def __init__(self, context: ViewContext, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._desk = desk
        self._page = page
        self._view: PastView | None = None
        self._live: RoomReading | None = None
        self._member: int | None = None
        self._found: PastReading | None = None
        self._on = False
        self._shown = False
        self._present_keys: Sequence[QShortcut] = ()
        self.strip = ScrubStrip(context)
        self.throttle = Throttle(self, self._look, INTERVAL_MS, slow=True)
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

    def serve(self, view: PastView, present_keys: Sequence[QShortcut]) -> None:
        """Take over the parts that show the room, and the keys that only work in the present."""
        self._view = view
        self._present_keys = present_keys
        view.header.past_wanted.connect(self.toggle)
        view.blotter.moment_wanted.connect(self.show_moment)
        self._enter_key = self._key("P", self.toggle)
        self._leave_key = self._key("Esc", self.leave)
        self._leave_key.setEnabled(False)

    def _key(self, key: str, run: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)
        return shortcut

    def commands(self) -> tuple[Action, ...]:
        """What the command palette offers."""
        if self._on:
            title, key = self.tr("Back to now"), "Esc"
        else:
            title, key = self.tr("Show the room as of a past trade"), "P"
        return (Action(title, self.toggle, "clock", key),)

    # What the page tells

    def keep(self, live: RoomReading | None, member: int | None) -> None:
        """Take over the newest reading of the present, and whose position is shown.

        live: None where no room is shown.
        """
        self._live, self._member = live, member

    def look_again(self, member: int | None) -> None:
        """Something changed, or another member is looked at: read the same moment again."""
        if self._on:
            self._member = member
            self.throttle.request()

    def end(self) -> None:
        """Take the past away, because the present is there to be shown."""
        if self._shown and self._view is not None:
            inside = self.strip.isAncestorOf(self._page.focusWidget() or self._page)
            self._on = self._shown = False
            self._found = None
            self._set_keys(True)
            self.strip.hide()
            self._view.end()
            self._context.messages.announce(self.tr("Back to now"))
            if inside:
                self._view.header.to_past.setFocus()

    # What the person does

    @Slot()
    def toggle(self) -> None:
        """Show the room as of its newest trade, to go further back; from the past, come back."""
        if self._on:
            self.leave()
        else:
            self.show_moment(None)

    @Slot(object)
    def show_moment(self, number: int | None) -> None:
        """Show the room right after one of its trades; None begins with the newest one."""
        if self._on:
            self.strip.go_to(self.strip.number if number is None else number)
        elif self._view is not None and self._live is not None:
            self._begin(self._view, number)

    def _begin(self, view: PastView, number: int | None) -> None:
        zone = self._context.zone.local(self._context.zone.now()).tzinfo or UTC
        moments = TradeMoments(view.price.chart.trades.at, zone)
        if not len(moments):
            return
        self._on = self._shown = True
        self._set_keys(False)
        view.begin()
        self.strip.show_trades(moments, len(moments) if number is None else number)
        self.strip.show()
        self.strip.setFocus()
        self._context.messages.announce(self.strip.accessibleName())
        self.throttle.restart()

    @Slot()
    def leave(self) -> None:
        """Go back to the present."""
        if self._on:
            self._on = False
            self.left.emit()

    def _set_keys(self, present: bool) -> None:
        self._leave_key.setEnabled(not present)
        for shortcut in self._present_keys:
            shortcut.setEnabled(present)

    # Reading

    @Slot(object)
    def _on_wanted(self, _number: int) -> None:
        self.throttle.request()

    @Slot()
    def _look(self) -> None:
        if self._live is None or not self._on:
            self.throttle.done()
            return
        room, number = self._live.machine.room, self.strip.number
        self._context.tasks.query(
            partial(read_past, self._desk, room, number, self._member, self._found),
            done=self._on_read,
            failed=self._on_failed,
            key=("vending.past", id(self)),
        )

    def _on_read(self, found: PastReading) -> None:
        if self._on and self._view is not None and self._live is not None:
            self._found = found
            self.strip.show_newer(found.past.today.trades - self.strip.trades)
            self._view.show(found, self._live)
            self.arrived.emit()
        self.throttle.done()

    def _on_failed(self, error: UserError) -> None:
        self.throttle.done()
        if error.code == NO_SUCH_TRADE:
            # Somebody took the room back to a snapshot: only its present is left to be shown.
            self.leave()
        elif self._on:
            self.failed.emit(error)
