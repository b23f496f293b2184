"""Puts the demo simulator and the presenter onto the Vending machine page."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, SignalInstance

from app.kit.actions import Action
from app.simulator.view.bar import SimulatorBar
from app.simulator.view.event_marks import EventMarking
from app.simulator.view.presenter.presenter import Presenter
from app.vending.machines import MachineView
from app.vending.view.extensions import MarketParts


class SimulatedMarket(QObject):
    """The simulator's bar, the marks of its events on both charts, and the presenter."""

    def __init__(self, parts: MarketParts) -> None:
        super().__init__(parts.page)
        context, desk = parts.context, parts.desk
        self.bar = SimulatorBar(context, desk)
        self.marking = EventMarking(
            self.bar.player, parts.price, parts.curve, context.themes, context.messages, self
        )
        self.presenter = Presenter(context, desk, parts.page)

    @property
    def entered(self) -> SignalInstance:
        """The row id of the room that a run has begun in."""
        return self.bar.player.entered

    def show_room(self, machine: MachineView | None) -> None:
        """Know which room the page shows."""
        self.bar.show_room(machine)
        self.marking.show_room(machine.room if machine is not None else None)

    def market_time(self, room: int | None) -> datetime | None:
        """What time it is in a room that is being simulated in; None in all others."""
        return self.bar.market_time(room)

    def present(self) -> None:
        """Ask for a scenario and present it."""
        self.presenter.ask()

    def keys(self) -> Mapping[str, Callable[[], None]]:
        """Space plays and pauses, a full stop takes one step, Shift+R begins again."""
        return {"Space": self.bar.press_space, ".": self.bar.step, "Shift+R": self.bar.reset}

    def commands(self) -> tuple[Action, ...]:
        """For the command palette."""
        return (*self.bar.commands(), *self.presenter.commands())
