"""What a higher slice may add to the Vending machine page; the composition root hands it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from app.kit.actions import Action
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.vending.machines import MachineView
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.price.price_chart import PriceChart


@dataclass(frozen=True)
class MarketParts:
    """What such a part is given of the page, which is its parent; it may mark the charts."""

    page: QWidget
    context: ViewContext
    desk: Desk
    curve: CurveChart
    price: PriceChart


class MarketExtension(Protocol):
    """A part that lives as long as the page and follows the room that it shows."""

    @property
    def bar(self) -> QWidget | None:
        """Shown below the market, and switched off while the page shows a past moment."""

    @property
    def entered(self) -> SignalInstance:
        """Told with the row id of a room when the part begins to trade in it."""

    def show_room(self, machine: MachineView | None) -> None:
        """Know the machine of the room that the page shows; None where there is none."""

    def market_time(self, room: int | None) -> datetime | None:
        """What time it is in a room whose clock the part moves; None in all others."""

    def present(self) -> None:
        """Show the market to an audience, as the price chart's button asks."""

    def keys(self) -> Mapping[str, Callable[[], None]]:
        """What keys do anywhere on the page, by their names for `QKeySequence`."""

    def commands(self) -> tuple[Action, ...]:
        """For the command palette."""


Extend = Callable[[MarketParts], MarketExtension]
"""Makes the part for a page whose charts are there."""
