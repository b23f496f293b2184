"""The price of a room's keys over time: candles or a line, with the volume below."""

from datetime import UTC, datetime, tzinfo
from typing import Literal

import numpy as np
from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget

from app.kit.chart.axis import AxisTag, LimitAxis, ValueAxis
from app.kit.chart.bottom_axis import BOTTOM_AXIS_HEIGHT, TimeAxis
from app.kit.chart.chart_view import ChartView
from app.kit.chart.pane_marks import Caption, LevelLine, WeekendShade
from app.kit.chart.values import ValueFormat
from app.kit.theme import Themes
from app.vending.view.price.candle_item import CandleItem, ClosingLine, VolumeItem, centres
from app.vending.view.price.future_shade import FutureShade
from app.vending.view.price.price_labels import (
    CandleReadout,
    moment_words,
    price_rows,
    price_summary,
    readout_of,
)
from app.vending.view.price.price_range import TimeSpan, TimeView, bucket_for
from app.vending.view.price.price_series import (
    SECOND,
    Bucket,
    Candles,
    CandleWindow,
    EmptyBuckets,
    PriceSeries,
    TradeArrays,
    window,
)

_VOLUME_BAR, _VOLUME_ROOM = 40, 7
_LEAST_PRICES = 48
_NARROWEST_CANDLE = 5
_ROOM_ABOVE = 0.07
_STARTS_AT_ZERO = 0.35


class PriceChart(ChartView):
    """Candles over volume on one time axis; follows the trades until it is moved away.

    readout_changed: a CandleReadout, or None without trades. follow_changed: whether it follows.
    bucket_changed: the Bucket in use.
    """

    readout_changed = Signal(object)
    follow_changed = Signal(bool)
    bucket_changed = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget | None = None, zone: tzinfo = UTC) -> None:
        super().__init__(themes, "vending.price_", parent)
        self._zone = zone
        self._series = PriceSeries()
        self._view = TimeView()
        self._chosen: Bucket | None = None
        self._gaps = EmptyBuckets.CARRIED
        self._unit = ""
        self._now: int | None = None
        self._past: int | None = None
        self._followed = False
        self._shows_volume = True
        self._window = CandleWindow(Candles.empty(), self._series.bucket.value)
        self._readout: CandleReadout | None = None
        self._announced = (self._series.bucket, self._view.follows)
        self._build()
        self.redraw()

    def _build(self) -> None:
        themes = self._themes
        self.volume_pane = self.plot.add_pane()
        self.volume_axis = LimitAxis(self.volume_pane, themes)
        self.time_axis = TimeAxis([self.pane, self.volume_pane], themes)
        self._set_axes(
            self.tr("Price chart"),
            self.time_axis,
            ValueAxis(self.pane, themes, whole_width=True),
            (self.volume_pane, self.volume_axis),
        )
        self._weekends = WeekendShade(self.pane, themes, self._zone)
        self._candles = CandleItem(self.pane, themes)
        self._line = ClosingLine(self.pane, themes)
        self._line.hide()
        self._volume = VolumeItem(self.volume_pane, themes)
        self.future = FutureShade([self.pane, self.volume_pane], themes)
        self._last_price = LevelLine(self.pane, themes, "chart_line")
        self._notice = Caption(self.pane, themes, middle=True)
        self._volume_caption = Caption(self.volume_pane, themes)
        self._set_volume_height()
        self.time_axis.set_zone(self._zone)

    @property
    def follows(self) -> bool:
        """Whether the newest trade stays at the right edge."""
        return self._view.follows

    @property
    def bucket(self) -> Bucket:
        """The length of the candles in use."""
        return self._series.bucket

    @property
    def readout(self) -> CandleReadout | None:
        """The candle that the header shows now."""
        return self._readout

    @property
    def trades(self) -> TradeArrays:
        """All trades of the room, also those after a past moment that is shown."""
        return self._series.whole

    @property
    def visible(self) -> Candles:
        """The candles that are drawn, carried ones among them."""
        return self._window.candles

    @property
    def weekends(self) -> list[QRectF]:
        """The shaded weekends, in pixels of the price pane."""
        return self._weekends.spans

    @property
    def notice(self) -> str:
        """What stands in the middle of an empty plot."""
        return self._notice.text

    def show_trades(self, trades: TradeArrays) -> None:
        """Replace everything by the trades of a room, and show its newest."""
        self._series.load(trades)
        self._past = None
        self._hovered = None
        self._view.follows = True
        self.redraw()

    def append(self, trades: TradeArrays) -> None:
        """Add trades that were made since."""
        self._series.append(trades)
        self.redraw()

    def set_unit(self, unit: str, decimals: int = 0) -> None:
        """Name of the amounts' unit, and how many digits of minor units stand behind the point."""
        self._unit, self._format = unit, ValueFormat(decimals)
        self.value_axis.set_format(self._format)
        self.volume_axis.set_format(self._format)
        self.redraw()

    def set_range(self, span: TimeSpan) -> None:
        """Show the last 24 h, 3 d, 7 d, or everything."""
        self._view.choose(span)
        self.redraw()

    def set_bucket(self, bucket: Bucket | None) -> None:
        """Make candles of this length; None takes the one that suits the range."""
        self._chosen = bucket
        self.redraw()

    def set_style(self, style: Literal["candles", "line"]) -> None:
        """Draw candles, or the closing prices as a line."""
        self._candles.setVisible(style == "candles")
        self._line.setVisible(style == "line")

    def set_gaps(self, gaps: EmptyBuckets) -> None:
        """Carry the price through times without trades, or leave them empty."""
        self._gaps = gaps
        self.redraw()

    def set_follow(self, wanted: bool) -> None:
        """Stick to the newest trade, or stay here."""
        self._view.follow(wanted)
        self.redraw()

    def set_zone(self, zone: tzinfo) -> None:
        """Write times and begin days as this zone does."""
        self._zone = zone
        self.time_axis.set_zone(zone)
        self._weekends.set_zone(zone)
        self.redraw()

    def show_past(self, trades: int | None) -> None:
        """Show only so many of the oldest trades, on the axes of all of them; None shows all."""
        if trades is None:
            followed = self._past is not None and self._followed
            self._view.follow(followed or self._view.follows)
        elif self._past is None:
            self._followed = self._view.follows
        moved, self._past = trades != self._past, trades
        self._series.count_first(trades)
        if moved and trades is not None:
            self._view.keep_in_view(self._moment())
        self.redraw()

    def set_now(self, at: int | None) -> None:
        """Carry the price up to this moment (microseconds since 1970); None ends at the last trade.

        The simulator's time and the clock's differ, so the page says what the present is.
        """
        if at != self._now:
            self._now = at
            self.redraw()

    def series_csv(self) -> list[tuple[str, ...]]:
        """All candles of this length with a header row: UTC times and plain digits."""
        return price_rows(self._series.candles, self._unit, self._format)

    def text_summary(self) -> str:
        """What is visible, in sentences."""
        return price_summary(self._window, self._unit, self._format, self._zone)

    def redraw(self) -> None:
        self._fit_time()
        self._window = self._visible_window()
        self._fit_values()
        for item in (self._candles, self._line, self._volume):
            item.show_window(self._window)
        self._mark()
        self._read()
        self.setAccessibleDescription(self.text_summary())
        self._announce()

    def _announce(self) -> None:
        bucket, follows = self._announced
        self._announced = (self._series.bucket, self._view.follows)
        if self._series.bucket is not bucket:
            self.bucket_changed.emit(self._series.bucket)
        if self._view.follows != follows:
            self.follow_changed.emit(self._view.follows)

    def _fit_time(self) -> None:
        trades = self._series.whole
        if not len(trades):
            self._series.show(self._chosen or bucket_for(self._view.width), 0)
            return
        newest = max(int(trades.at[-1]), self._now or 0)
        whole = (newest - int(trades.at[0])) / SECOND
        bucket = self._chosen or bucket_for(self._view.span.value or whole)
        self._series.show(bucket, self._origin(newest))
        length, origin = bucket.value, self._series.origin
        edge = ((newest - origin) // length + 1) * length + origin
        first = int(self._series.whole_candles.start[0])
        self._view.fit(first / SECOND, edge / SECOND, length / SECOND)

    def _origin(self, newest: int) -> int:
        # Days begin at midnight of the zone, by the offset that holds for the newest trade.
        offset = datetime.fromtimestamp(newest / SECOND, self._zone).utcoffset()
        return -int(offset.total_seconds() * SECOND) if offset else 0

    def _visible_window(self) -> CandleWindow:
        trades = self._series.trades
        present = (self._now or 0) if self._past is None else 0
        return self._window_of(
            self._series.candles, max(int(trades.at[-1]) if len(trades) else 0, present)
        )

    def _window_of(self, candles: Candles, newest: int) -> CandleWindow:
        return window(
            candles,
            self._series.bucket.value,
            self._series.origin,
            (int(self._view.start * SECOND), int(self._view.end * SECOND)),
            max(int(self.pane.pixels_wide / _NARROWEST_CANDLE), 1),
            self._gaps,
            newest,
        )

    def _fit_values(self) -> None:
        candles = self._window.candles
        if self._past is not None:
            # Prices keep their places too, or every step would be another picture.
            candles = self._window_of(self._series.whole_candles, 0).candles
        times = (self._view.start, self._view.end)
        low, high, most = 0.0, 1.0, 0.0
        if len(candles):
            low, high = float(candles.low.min()), float(candles.high.max())
            most = float((candles.bought + candles.sold).max())
        self.pane.show_range(times, _value_range(low, high))
        room = (_VOLUME_BAR + _VOLUME_ROOM) / _VOLUME_BAR
        self.volume_pane.show_range(times, (0.0, (most or 1.0) * room))
        self.volume_axis.set_largest(most)

    def _mark(self) -> None:
        trades = self._series.trades
        empty = not len(trades)
        self.future.set_from(None if self._past is None else self._moment())
        self._set_blank(not len(self._series.whole))
        volume = self.tr("Volume, {unit}").format(unit=self._unit)
        shown = self._shows_volume and not empty
        self._volume_caption.set_text(volume.rstrip(", ") if shown else "")
        self.volume_axis.set_blank(not (self._shows_volume and len(self._series.whole)))
        elsewhere = self.tr("No trades in this range")
        missing = "" if len(self._window.candles) else elsewhere
        self._notice.set_text(self.tr("No trades yet") if empty else missing)
        self._last_price.set_value(None if empty else float(trades.price[-1]))
        self._tag()

    def _moment(self) -> float:
        """The past moment that is shown, in seconds since 1970."""
        trades, whole = self._series.trades, self._series.whole
        known = trades.at[-1:] if len(trades) else whole.at[:1]
        return int(known[0]) / SECOND if len(known) else 0.0

    def _tag(self) -> None:
        """Put the last price on the axis, and what the pointer reads on both."""
        trades, read = self._series.trades, self._readout
        tags, moments = [], []
        if read is not None and read.hovered:
            texts = self._format.tag_texts(read.close)
            tags.append(AxisTag(float(read.close), texts, "crosshair", passing=True))
            words = moment_words(read, self._zone)
            moments.append(AxisTag((read.start + read.end) / 2 / SECOND, (words,), "crosshair"))
        if len(trades):
            price = float(trades.price[-1])
            tags.append(AxisTag(price, self._format.tag_texts(round(price)), "chart_line"))
        self._show_tags(tags, moments)

    def _read(self) -> None:
        """Tell the header which candle to show: the hovered one, else the newest."""
        shown = self._hovered_index()
        if shown is None:
            self._crosshair.hide()
            candles, length = self._series.candles, self._series.bucket.value
            index = len(candles) - 1
        else:
            candles, length, index = self._window.candles, self._window.length, shown
            middle = float(centres(self._window)[index])
            self._crosshair.show_at(middle, float(candles.close[index]))
        readout = None if index < 0 else readout_of(candles, index, length, shown is not None)
        if readout != self._readout:
            self._readout = readout
            self._tag()
            self.readout_changed.emit(readout)

    def _hovered_index(self) -> int | None:
        candles = self._window.candles
        if self._hovered is None or not len(candles):
            return None
        # Candles grow and join while the pointer rests; the moment under it stays the same.
        index = int(np.searchsorted(candles.start, self._hovered, side="right")) - 1
        index = min(max(index, 0), len(candles) - 1)
        if index + 1 < len(candles):
            end = int(candles.start[index]) + self._window.length
            gap = int(candles.start[index + 1]) - self._hovered
            index += self._hovered > end and gap < self._hovered - end
        return index

    def _place_at(self, value: float) -> int:
        return int(value * SECOND)

    def _place_beside(self, steps: int) -> int | None:
        candles = self._window.candles
        if not len(candles):
            return self._hovered
        known = self._hovered_index()
        index = len(candles) - 1 if known is None else known + steps
        index = min(max(index, 0), len(candles) - 1)
        return int(candles.start[index]) + self._window.length // 2

    def _shown_range(self) -> TimeView:
        return self._view

    def _on_plot_resized(self) -> None:
        self._set_volume_height()
        self.redraw()

    def _set_volume_height(self) -> None:
        """Give the volume its height, or none where the prices would have no room left."""
        px = self._themes.px
        tall = px(_VOLUME_BAR) + px(_VOLUME_ROOM)
        room = self.plot.height() - px(BOTTOM_AXIS_HEIGHT) - tall
        self._shows_volume = room >= px(_LEAST_PRICES)
        self.plot.set_pane_height(self.volume_pane, tall if self._shows_volume else 0)


def _value_range(low: float, high: float) -> tuple[float, float]:
    """Prices at the bottom and the top: from zero where the lowest is not far above it."""
    if low < high * _STARTS_AT_ZERO or high <= 0:
        return 0.0, (high or 1.0) * (1 + _ROOM_ABOVE)
    room = (high - low) * _ROOM_ABOVE or max(high * _ROOM_ABOVE, 1.0)
    return max(low - room, 0.0), high + room
