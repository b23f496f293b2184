"""Sends orders: one at a time, and each of them trades once however often it is sent."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import Unavailable, UserError
from app.kit.actions import Action
from app.kit.labels import stressed
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.vending.rules import ImpactBand, Quote, Side
from app.vending.trading import Order, TradeRow, place
from app.vending.view.ticket.ticket_labels import done_texts, impact_percent, refusal_text

_NO_KEY = ""


class Submission(QObject):
    """The way of an order from the ticket to the books.

    changed: whether an order is under way. traded: the TradeRow. refused: the UserError.
    quote_wanted: the person asks for a new quote after the price moved.
    view_wanted: the person wants to see this TradeRow.
    """

    changed = Signal(bool)
    traded = Signal(object)
    refused = Signal(object)
    quote_wanted = Signal()
    view_wanted = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._under_way = False
        self._symbol = self._unit = ""
        # An order without an answer: sent again, it must find what the first one did.
        self._unanswered: Order | None = None

    @property
    def under_way(self) -> bool:
        """Whether an order waits for its answer."""
        return self._under_way

    def submit(self, order: Order, quote: Quote, symbol: str, unit: str) -> None:
        """Send an order whose price impact is not too large; else ask for the symbol first."""
        if self._under_way:
            return
        self._symbol, self._unit = symbol, unit
        order = self._keyed(order)
        if quote.impact_band is ImpactBand.TYPED:
            self._ask(quote, partial(self._send, order))
        else:
            self._send(order)

    def _keyed(self, order: Order) -> Order:
        known = self._unanswered
        if known is not None and replace(known, idempotency_key=_NO_KEY) == order:
            return known
        return replace(order, idempotency_key=f"ticket:{uuid4().hex}")

    def _ask(self, quote: Quote, on_yes: Callable[[], None]) -> None:
        buying = quote.side is Side.BUY
        title = (
            self.tr("Buy at this price impact?")
            if buying
            else self.tr("Sell at this price impact?")
        )
        text = self.tr("This order moves the key price of {room} by {impact}.")
        self._context.messages.confirm(
            title,
            text.format(room=stressed(self._symbol), impact=stressed(impact_percent(quote))),
            yes=self.tr("Buy") if buying else self.tr("Sell"),
            no=self.tr("Keep editing"),
            on_yes=on_yes,
            danger=True,
            word=self._symbol,
            icon="warn-triangle",
        )

    def _send(self, order: Order) -> None:
        if self._under_way:
            return
        self._under_way = True
        self._unanswered = order
        self.changed.emit(True)
        self._context.tasks.change(
            partial(place, self._desk, order), done=self._on_placed, failed=self._on_refused
        )

    @Slot(object)
    def _on_placed(self, row: TradeRow) -> None:
        self._answered()
        title, text = done_texts(row, self._symbol, self._unit)
        view = Action(self.tr("View"), partial(self.view_wanted.emit, row))
        self._context.messages.success(title, text, view)
        self.traded.emit(row)

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        if isinstance(error, Unavailable):
            # Nobody knows whether it was booked, so the key is kept for the next try.
            self._under_way = False
            self.changed.emit(False)
        else:
            self._answered()
        self._say(error)
        self.refused.emit(error)

    def _answered(self) -> None:
        self._under_way = False
        self._unanswered = None
        self.changed.emit(False)

    def _say(self, error: UserError) -> None:
        side = Side.SELL if error.field == "min_payout" else Side.BUY
        shown = type(error)(
            refusal_text(error, side, self._unit) if error.code == "u201" else error.message,
            code=error.code,
            title=self.tr("Trade not sent"),
            field=error.field,
            details=error.details,
        )
        action = (
            Action(self.tr("New quote"), self.quote_wanted.emit) if error.code == "u201" else None
        )
        self._context.messages.error(shown, action)
