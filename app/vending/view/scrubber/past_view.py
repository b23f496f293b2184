"""Puts a past moment into the parts of the Vending page, and takes it out again."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.vending.view.market.blotter import Blotter
from app.vending.view.market.curve_pane import CurvePane
from app.vending.view.market.header_strip import HeaderStrip
from app.vending.view.market.holders import Holders
from app.vending.view.market.position_panel import PositionPanel
from app.vending.view.market.price_pane import PricePane
from app.vending.view.reading import RoomReading
from app.vending.view.scrubber.frame import PastFrame
from app.vending.view.scrubber.reading import PastReading
from app.vending.view.ticket.ticket import OrderTicket


@dataclass(frozen=True)
class PastView:
    """The parts that show a room, and what marks them. live: what only works in the present.

    Until `end` nobody else may show them a reading.
    """

    header: HeaderStrip
    curve: CurvePane
    price: PricePane
    blotter: Blotter
    holders: Holders
    ticket: OrderTicket
    position: PositionPanel
    frame: PastFrame
    live: QWidget | None

    def begin(self) -> None:
        """Mark everything, and take no orders."""
        self.header.set_past(True)
        self.frame.set_shown(True)
        self.ticket.set_closed(_tr("This is a past moment"), _tr("Go back to now to trade."))
        self.curve.show_offer(None)
        self._set_live(False)

    def show(self, found: PastReading, live: RoomReading) -> None:
        """Show the moment; `live` is a reading of the same room in the present."""
        past, reading = found.past, found.over(live)
        words = _tr("past trade {0}").format(past.number)
        mark = "-".join(words.split())
        self.header.show_reading(reading)
        self.header.to_past.set_denied("")
        self.curve.show_past(reading, past.today.supply, words)
        self.price.show_past(reading, words)
        self.blotter.show_past(past.number, mark)
        self.holders.show_past(past, mark)
        self.position.show_funds(past.machine, found.funds, past=True)

    def end(self) -> None:
        """Take all marks away; a reading of the present must follow."""
        self.header.set_past(False)
        self.frame.set_shown(False)
        self.curve.end_past()
        self.price.end_past()
        self.blotter.show_past(None)
        self.holders.show_past(None)
        self.ticket.set_closed("", "")
        self._set_live(True)

    def _set_live(self, live: bool) -> None:
        if self.live is not None:
            self.live.setEnabled(live)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PastView", text)
