"""Keeps the charts' marks of a run's events: on the price at their time, on the curve too."""

from datetime import timedelta

from PySide6.QtCore import QObject, Slot

from app.kit.messages import Messages
from app.kit.theme import Themes
from app.simulator.engine import Batch
from app.simulator.view.event_marks import EventMark, EventMarks
from app.simulator.view.labels import event_name
from app.simulator.view.player import Player
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.price.price_chart import PriceChart


class EventMarking(QObject):
    """Marks the events of the player's run while the charts show the run's room."""

    def __init__(
        self,
        player: Player,
        price: PriceChart,
        curve: CurveChart,
        themes: Themes,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._messages = messages
        self.on_price = EventMarks(price.pane, themes)
        self.on_curve = EventMarks(curve.pane, themes, curve.written)
        self._at_times: list[EventMark] = []
        self._at_supplies: list[EventMark] = []
        self._supply = self._price = 0
        self._room: int | None = None
        player.entered.connect(self._on_entered)
        player.advanced.connect(self._on_advanced)

    def show_room(self, room: int | None) -> None:
        """Know which room the charts show, by its row id."""
        self._room = room
        self._show()

    @Slot(object)
    def _on_entered(self, _room: int) -> None:
        self._at_times.clear()
        self._at_supplies.clear()
        simulation = self._player.simulation
        if simulation is not None:
            self._supply, self._price = simulation.supply, simulation.price
        self._show()

    @Slot(object)
    def _on_advanced(self, batch: Batch) -> None:
        simulation = self._player.simulation
        if simulation is None:
            return
        for event in batch.events:
            word = event_name(event.kind)
            at = simulation.begins_at + timedelta(
                seconds=event.step * simulation.scenario.step_seconds
            )
            self._at_times.append(EventMark(at.timestamp(), word))
            supply, price = self._stood(batch, event.step)
            self._at_supplies.append(EventMark(supply, word, price))
            self._messages.announce(word)
        if batch.fills:
            last = batch.fills[-1]
            self._supply, self._price = last.supply_after, last.price_after
        if batch.events:
            self._show()

    def _stood(self, batch: Batch, step: int) -> tuple[int, int]:
        """Supply and price when a step of the batch began."""
        for fill in reversed(batch.fills):
            if fill.step < step:
                return fill.supply_after, fill.price_after
        return self._supply, self._price

    def _show(self) -> None:
        simulation = self._player.simulation
        ours = simulation is not None and simulation.room == self._room
        self.on_price.set_marks(self._at_times if ours else ())
        self.on_curve.set_marks(self._at_supplies if ours else ())
