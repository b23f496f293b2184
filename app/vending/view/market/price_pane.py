"""The price over time with its readout, ranges, candle lengths, and following."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.actions import DIVIDER, Action
from app.kit.buttons import Button
from app.kit.chart.chart_pane import ChartPane
from app.kit.menus import MenuButton
from app.kit.numbers import unit
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_labels import CandleReadout
from app.vending.view.price.price_range import TimeSpan
from app.vending.view.price.price_series import SECOND, Bucket
from app.vending.view.reading import RoomReading
from app.vending.view.ticket.ticket_labels import brief

_LIVE = timedelta(days=1)
_ROOM_FOR_BUCKET, _ROOM_FOR_READOUT = 620, 400
_CANDLES, _LINE = "candles", "line"


class PricePane(ChartPane):
    """Shows a room's trades as candles over volume.

    present_wanted: a scenario is to be shown to an audience.
    """

    present_wanted = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        zone = context.zone.local(context.zone.now()).tzinfo
        assert zone is not None
        self.chart = PriceChart(context.themes, zone=zone)
        super().__init__(
            context, self.chart, name="vending.price", title=self.chart.tr("Price"),
            parent=parent,
        )  # fmt: skip
        self._zone: tzinfo = zone
        self._unit = ""
        self._style = _CANDLES
        self._build()
        self._connect()
        self._restore()
        self._show_note()

    def _build(self) -> None:
        icons, tr = self.context.icons, self.tr
        self.follow = Button(
            tr("Live"),
            icons,
            name="vending.follow",
            kind="chip",
            tip=tr("Stick to the newest trade"),
        )
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self._lengths: list[tuple[Bucket | None, str]] = [
            (None, tr("Auto")),
            *((bucket, self._length(bucket)) for bucket in Bucket),
        ]
        self.bucket = MenuButton("", self._lengths, icons, name="vending.bucket", extent="tiny")
        self.bucket.setAccessibleName(tr("Length of a candle"))
        self.range = Segmented(
            [(TimeSpan.DAY, tr("24 h")), (TimeSpan.THREE_DAYS, tr("3 d")),
             (TimeSpan.WEEK, tr("7 d")), (TimeSpan.ALL, tr("All"))],
            icons, name="vending.range", label=tr("Range"),
        )  # fmt: skip
        for widget in (self.follow, self.bucket, self.range, self.more):
            self.header.add(widget)

    def _connect(self) -> None:
        self.follow.clicked.connect(self._on_follow_clicked)
        self.bucket.chosen.connect(self._choose_bucket)
        self.range.chosen.connect(self.set_range)
        self.chart.readout_changed.connect(self._on_readout_changed)
        self.chart.follow_changed.connect(self.follow.setChecked)
        self.chart.bucket_changed.connect(self._on_chart_bucket_changed)

    def _restore(self) -> None:
        settings = self.context.settings
        names = {span.name: span for span in TimeSpan}
        self.set_range(names.get(settings.text("vending.range"), TimeSpan.THREE_DAYS))
        self.set_style(settings.text("vending.style", _CANDLES))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = self.context.themes.px
        self.bucket.setVisible(self.width() >= px(_ROOM_FOR_BUCKET))
        self.readout.setVisible(self.width() >= px(_ROOM_FOR_READOUT))

    def menu_items(self) -> Sequence[Action]:
        other = _LINE if self._style == _CANDLES else _CANDLES
        words = self.tr("Draw as a line") if other == _LINE else self.tr("Draw candles")
        icon = "chart-line" if other == _LINE else "candles"
        lengths = [
            Action(text, partial(self._choose_bucket, bucket), "candles")
            for bucket, text in self._lengths
            if self.bucket.isHidden()
        ]
        return (
            Action(words, self.toggle_style, icon),
            *lengths,
            DIVIDER,
            *super().menu_items(),
            DIVIDER,
            Action(self.tr("Present a scenario…"), self.present_wanted.emit, "play"),
        )

    def show_reading(self, reading: RoomReading) -> None:
        """Show a room's trades: all of them, or those that came since."""
        machine = reading.machine
        if machine.quote != self._unit:
            self._unit = machine.quote
            self.chart.set_unit(unit(machine.quote))
            self._show_note()
        self.set_subject(machine.symbol)
        self._follow_zone()
        if not reading.after:
            self.chart.show_trades(reading.points)
        elif len(reading.points):
            self.chart.append(reading.points)
        now = self.context.zone.now()
        self.chart.set_now(_present(machine.traded_at, now))

    def show_past(self, reading: RoomReading, mark: str) -> None:
        """Show the trades up to a past one only. mark: names the moment."""
        self.follow.setEnabled(False)
        self.chart.show_past(reading.machine.trades)
        self.set_subject(f"{reading.machine.symbol} {mark}")

    def end_past(self) -> None:
        """Show all trades again."""
        self.follow.setEnabled(True)
        self.chart.show_past(None)

    @Slot(object)
    def set_range(self, span: TimeSpan) -> None:
        """Show the last 24 hours, 3 days, 7 days, or everything."""
        self.range.set_value(span)
        self.chart.set_range(span)
        self.context.settings.set_text("vending.range", span.name)

    def show_everything(self) -> None:
        """Show all of a market that has just begun, without remembering it for other rooms."""
        self.range.set_value(TimeSpan.ALL)
        self.chart.set_range(TimeSpan.ALL)

    def set_style(self, style: str) -> None:
        """Draw `candles`, or closing prices as a `line`."""
        self._style = _LINE if style == _LINE else _CANDLES
        self.chart.set_style("line" if self._style == _LINE else "candles")
        self.context.settings.set_text("vending.style", self._style)
        self._show_note()

    @Slot()
    def toggle_style(self) -> None:
        """From candles to a line, or back."""
        self.set_style(_CANDLES if self._style == _LINE else _LINE)

    def _follow_zone(self) -> None:
        zone = self.context.zone.local(self.context.zone.now()).tzinfo
        if zone is not None and zone != self._zone:
            self._zone = zone
            self.chart.set_zone(zone)

    def _show_note(self) -> None:
        length = self._length(self.chart.bucket)
        kind = self.tr("{0} candles") if self._style == _CANDLES else self.tr("{0} closing prices")
        self.header.set_note(", ".join(part for part in (kind.format(length), self._unit) if part))

    def _length(self, bucket: Bucket) -> str:
        return {
            Bucket.MINUTE: self.tr("1 min"),
            Bucket.FIVE_MINUTES: self.tr("5 min"),
            Bucket.QUARTER: self.tr("15 min"),
            Bucket.HOUR: self.tr("1 h"),
            Bucket.FOUR_HOURS: self.tr("4 h"),
            Bucket.DAY: self.tr("1 d"),
        }[bucket]

    @Slot()
    def _on_follow_clicked(self) -> None:
        self.chart.set_follow(self.follow.isChecked())

    @Slot(object)
    def _choose_bucket(self, bucket: Bucket | None) -> None:
        self.bucket.set_value(bucket)
        self.chart.set_bucket(bucket)
        self._show_note()

    @Slot(object)
    def _on_chart_bucket_changed(self, _bucket: Bucket) -> None:
        self._show_note()

    @Slot(object)
    def _on_readout_changed(self, readout: CandleReadout | None) -> None:
        if readout is None:
            self.readout.setText("")
            return
        prices = (readout.open, readout.high, readout.low, readout.close)
        text = self.tr("O {0}  H {1}  L {2}  C {3}").format(*(brief(each) for each in prices))
        self.readout.setText(text)


def _present(traded_at: int, now: datetime) -> int | None:
    """Up to where the price is carried: to now in a live market, else to the last trade."""
    present = int(now.timestamp()) * SECOND
    live = 0 <= present - traded_at < int(_LIVE.total_seconds()) * SECOND
    return present if live else None
