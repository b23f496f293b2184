"""Which amounts of the page can be asked why they are what they are."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.kit.explain import ExplainableArea, Explanation
from app.kit.page import ViewContext
from app.vending.view.explain.market import explain_market, explain_position
from app.vending.view.explain.order import explain_order
from app.vending.view.market.header_strip import HeaderStrip
from app.vending.view.market.position_panel import PositionPanel
from app.vending.view.ticket.ticket import OrderTicket


class MarketExplanations:
    """Connects the header's figures, the ticket's rows and the position with their stories."""

    def __init__(
        self,
        context: ViewContext,
        header: HeaderStrip,
        ticket: OrderTicket,
        position: PositionPanel,
    ) -> None:
        self._header, self._ticket, self._position = header, ticket, position

        def area(widget: QWidget, label: str) -> ExplainableArea:
            return ExplainableArea(widget, context.icons, context.messages, label=label)

        self.header = area(header.strip, header.tr("Figures of the room"))
        for key, figure in header.figures.items():
            self.header.add(figure, partial(_spoken, figure), partial(self._of_market, key))
        self.order = area(ticket.form.rows, ticket.tr("Figures of the order"))
        for key, value in ticket.form.rows.amounts().items():
            title = partial(ticket.form.rows.title, key)
            self.order.add(value, title, partial(self._of_order, key))
        self.position = area(position, position.tr("Position"))
        for key, value in position.amounts().items():
            self.position.add(value, value.accessibleDescription, partial(self._of_position, key))

    def _of_market(self, key: str) -> Explanation | None:
        reading = self._header.reading
        return None if reading is None else explain_market(key, reading)

    def _of_order(self, key: str) -> Explanation | None:
        offer = None if self._ticket.pending else self._ticket.offer
        return None if offer is None else explain_order(key, offer)

    def _of_position(self, key: str) -> Explanation | None:
        shown = self._position.shown
        return None if shown is None else explain_position(key, *shown)


def _spoken(figure: QWidget) -> str:
    return figure.accessibleName()
