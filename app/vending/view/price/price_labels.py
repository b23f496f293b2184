"""The price chart in figures, words and rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from app.kit.chart.values import ValueFormat
from app.kit.numbers import counted
from app.kit.times import month_names
from app.vending.view.price.price_series import SECOND, Candles, CandleWindow

_DAY = 86_400 * SECOND


@dataclass(frozen=True)
class CandleReadout:
    """The figures of one candle for the header, prices and volumes in minor units.

    start, end: microseconds since 1970. hovered: read by the pointer, else the newest candle.
    """

    start: int
    end: int
    open: int
    high: int
    low: int
    close: int
    bought: int
    sold: int
    trades: int
    hovered: bool


def readout_of(candles: Candles, index: int, length: int, hovered: bool) -> CandleReadout:
    """The figures of one candle, whose length is in microseconds."""
    start = int(candles.start[index])
    return CandleReadout(
        start=start,
        end=start + length,
        open=round(float(candles.open[index])),
        high=round(float(candles.high[index])),
        low=round(float(candles.low[index])),
        close=round(float(candles.close[index])),
        bought=round(float(candles.bought[index])),
        sold=round(float(candles.sold[index])),
        trades=int(candles.trades[index]),
        hovered=hovered,
    )


def moment_words(read: CandleReadout, zone: tzinfo) -> str:
    """When a candle begins, as a tag says it: `12 Mar 14:00`; only the day for whole days."""
    start = datetime.fromtimestamp(read.start / SECOND, zone)
    day = f"{start.day} {month_names()[start.month - 1]}"
    return day if read.end - read.start >= _DAY else f"{day} {start:%H:%M}"


def price_rows(candles: Candles, unit: str, form: ValueFormat) -> list[tuple[str, ...]]:
    """A header row, then one row a candle: when it begins in UTC, and plain digits."""
    amount = f" ({unit})" if unit else ""
    names = ("open", "high", "low", "close", "bought", "sold")
    header = ("start (UTC)", *(f"{name}{amount}" for name in names), "trades")
    return [header, *_rows(candles, form)]


def _rows(candles: Candles, form: ValueFormat) -> Iterator[tuple[str, ...]]:
    columns = (
        candles.open,
        candles.high,
        candles.low,
        candles.close,
        candles.bought,
        candles.sold,
    )
    figures = zip(*(column.tolist() for column in columns), strict=True)
    counts = zip(candles.start.tolist(), candles.trades.tolist(), strict=True)
    for (start, trades), row in zip(counts, figures, strict=True):
        moment = datetime.fromtimestamp(start // SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S")
        yield (moment, *(form.plain(round(value)) for value in row), str(trades))


def price_summary(window: CandleWindow, unit: str, form: ValueFormat, zone: tzinfo) -> str:
    """The visible range in sentences: from when to when, first, last, highest, lowest, volume."""
    candles = window.candles
    if not len(candles):
        return QCoreApplication.translate("PriceChart", "No trades in this range.")
    text = QCoreApplication.translate(
        "PriceChart",
        "Price from {start} to {end}: opened at {open}, now {close} {unit}, highest {high}, "
        "lowest {low}. Bought for {bought}, sold for {sold} {unit} in {trades}.",
    )
    one = QCoreApplication.translate("PriceChart", "trade")
    many = QCoreApplication.translate("PriceChart", "trades")

    def moment(at: int) -> str:
        return datetime.fromtimestamp(at / SECOND, zone).strftime("%Y-%m-%d %H:%M")

    def amount(value: float) -> str:
        return form.exact(round(value))

    return text.format(
        start=moment(int(candles.start[0])),
        end=moment(int(candles.start[-1]) + window.length),
        open=amount(candles.open[0]),
        close=amount(candles.close[-1]),
        high=amount(candles.high.max()),
        low=amount(candles.low.min()),
        bought=amount(candles.bought.sum()),
        sold=amount(candles.sold.sum()),
        trades=counted(int(candles.trades.sum()), one, many),
        unit=unit,
    )
