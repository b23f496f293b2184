"""The bonding curve with its readout, whole or fitted to the order."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.kit.chart.chart_pane import ChartPane
from app.kit.numbers import grouped, unit
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.curve.curve_labels import CurveReadout
from app.vending.view.reading import RoomReading
from app.vending.view.ticket.ticket_labels import brief, shape_of
from app.vending.view.ticket.ticket_model import Offer


class CurvePane(ChartPane):
    """Shows a machine's curve and the order being typed."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        self.chart = CurveChart(context.themes)
        super().__init__(
            context,
            self.chart,
            name="vending.curve",
            title=self.chart.tr("Bonding curve"),
            note=self.chart.tr("price per key by supply"),
            parent=parent,
        )
        self._unit = ""
        self.zoom = Segmented(
            [(False, self.tr("Whole curve")), (True, self.tr("Fit order"))],
            context.icons,
            name="vending.zoom",
            label=self.tr("Zoom"),
        )
        self.header.add(self.zoom)
        self.header.add(self.more)
        self.zoom.chosen.connect(self.set_fit)
        self.chart.fit_changed.connect(self._on_fit_changed)
        self.chart.readout_changed.connect(self._on_readout_changed)

    def show_reading(self, reading: RoomReading) -> None:
        """Show a room's machine as it stands."""
        machine = reading.machine
        self._unit = unit(machine.quote)
        self.set_subject(machine.symbol)
        self.chart.show_gap(reading.solvency.shortfall, reading.solvency.stranded_keys)
        if reading.samples is not None:
            self.chart.show_samples(reading.samples)
        else:
            cap = machine.rules.supply_cap
            self.chart.show_machine(
                machine.curve.integral, machine.supply, cap, unit(machine.quote)
            )

    def show_past(self, reading: RoomReading, today: int, mark: str) -> None:
        """Show the machine as of a past trade, beside today's supply. mark: names the moment."""
        self.chart.show_today(today)
        self.show_reading(reading)
        self.set_subject(f"{reading.machine.symbol} {mark}")

    def end_past(self) -> None:
        """Show the machine as it is today from the next reading on."""
        self.chart.show_today(None)

    def show_offer(self, offer: Offer | None) -> None:
        """Shade an order; None shades nothing."""
        if offer is None or offer.quote is None:
            self.chart.show_order(None)
            return
        self.chart.show_order(shape_of(offer, unit(offer.wish.machine.quote)))

    @Slot(object)
    def set_fit(self, fit: bool) -> None:
        """Zoom to the order, or show the whole curve."""
        self.chart.set_fit(fit)
        self.zoom.set_value(fit)

    @Slot(bool)
    def _on_fit_changed(self, fit: bool) -> None:
        self.zoom.set_value(fit)

    @Slot(object)
    def _on_readout_changed(self, readout: CurveReadout | None) -> None:
        if readout is None:
            self.readout.setText("")
            return
        text = self.tr("Supply {supply}  Price {price}")
        if readout.hovered:
            text = self.tr("Supply {supply}  Price {price}  Reserve {reserve}")
        self.readout.setText(
            text.format(
                supply=grouped(readout.supply),
                price=brief(readout.price),
                reserve=brief(readout.reserve),
            )
        )
