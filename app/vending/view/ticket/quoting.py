"""Works out offers: at once where that takes microseconds, else beside the GUI thread."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.kit.tasks import Tasks
from app.vending.view.ticket.ticket_model import Offer, OrderDraft, is_quick, work_out


class Quoting(QObject):
    """Answers the last wish only; whatever was asked before it is let go.

    answered: the Offer, and whether rows that it changes should flash.
    """

    answered = Signal(object, bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._wish: OrderDraft | None = None
        self.offer: Offer | None = None

    @property
    def pending(self) -> bool:
        """Whether the last wish has no answer yet."""
        return self._wish is not None and (self.offer is None or self.offer.wish is not self._wish)

    def forget(self) -> None:
        """Nothing is wished any more."""
        self._wish = self.offer = None

    def ask(self, wish: OrderDraft, *, flash: bool = False) -> None:
        """Work out a wish; quick ones are answered before this returns."""
        self._wish = wish
        nothing = wish.keys is None and wish.budget is None
        if nothing or is_quick(wish.machine.curve):
            self._take(flash, work_out(wish))
            return
        self._tasks.query(
            partial(work_out, wish),
            done=partial(self._take, flash),
            key=("vending.quote", id(self)),
            lane="pool",
            owner=self,
        )

    def _take(self, flash: bool, offer: Offer) -> None:
        if offer.wish is self._wish:
            self.offer = offer
            self.answered.emit(offer, flash)
