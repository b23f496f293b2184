"""How long the charts take: with 100 000 trades, with 20 000 candles, at each keystroke.

The goal is 16 ms each, one frame at 60 Hz, with painting.
"""

from collections.abc import Callable
from itertools import cycle
from typing import Literal

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from app.kit.theme import Themes
from app.vending.curves import Linear, Sigmoid, price
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.curve.curve_labels import OrderShape
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_range import TimeSpan
from app.vending.view.price.price_series import SECOND, Bucket, TradeArrays

TRADES, CANDLES = 100_000, 20_000
START = 1_765_000_000 * SECOND


def trades(count: int, apart: int) -> TradeArrays:
    """A random walk with one trade every `apart` seconds or so; the same each time."""
    chance = np.random.default_rng(7)
    at = START + (np.arange(count) * apart + chance.integers(0, apart, count)) * SECOND
    step = chance.integers(-20, 22, count)
    price = np.abs(1_000_000 + np.cumsum(step) * 1_000).astype(np.float64)
    side = np.where(step >= 0, 1, -1).astype(np.int8)
    return TradeArrays(at, price, price * chance.integers(1, 9, count), side)


class Frames(QObject):
    """Repaints a plot after each change, and counts that it was really painted."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self._surface = surface
        self.wanted = self.painted = 0
        surface.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.painted += event.type() == QEvent.Type.Paint
        return False

    def measure(self, benchmark: BenchmarkFixture, change: Callable[[], None]) -> None:
        """Take the time of the change and its frame; the goal is one frame at 60 Hz."""

        def frame() -> None:
            change()
            self.wanted += 1
            self._surface.repaint()

        benchmark.extra_info.update(goal_ms=16)
        self._surface.repaint()
        self.painted = 0
        benchmark(frame)
        assert self.painted == self.wanted > 0


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    chart = PriceChart(Themes())
    qtbot.addWidget(chart)
    chart.set_unit("sats")
    chart.resize(1_440, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def test_update_with_100_000_trades(benchmark: BenchmarkFixture, chart: PriceChart) -> None:
    """One more trade arrives while the chart follows; includes the repaint."""
    everything = trades(TRADES, 60)
    chart.show_trades(everything)
    numbers = iter(range(1, 10**9))

    def update() -> None:
        newest = everything.part(TRADES - 1, TRADES)
        later = newest.at + next(numbers) * SECOND
        chart.append(TradeArrays(later, newest.price, newest.volume, newest.side))

    Frames(chart.plot.viewport()).measure(benchmark, update)


def test_load_of_100_000_trades(benchmark: BenchmarkFixture, chart: PriceChart) -> None:
    """Another room is chosen: all trades at once, with the repaint."""
    everything = trades(TRADES, 60)

    def load() -> None:
        chart.show_trades(everything)

    Frames(chart.plot.viewport()).measure(benchmark, load)


@pytest.fixture
def candles(chart: PriceChart) -> PriceChart:
    chart.show_trades(trades(CANDLES * 3, 20))
    chart.set_bucket(Bucket.MINUTE)
    assert len(chart.series_csv()) > CANDLES * 0.98
    return chart


STYLES = ("candles", "line")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("span", list(TimeSpan), ids=lambda span: span.name.lower())
def test_pan_frame_with_20_000_candles(
    benchmark: BenchmarkFixture,
    candles: PriceChart,
    span: TimeSpan,
    style: Literal["candles", "line"],
) -> None:
    candles.set_range(span)
    candles.set_style(style)
    ways = cycle((-37.0, 37.0))

    def pan() -> None:
        candles.plot.dragged.emit(next(ways))

    Frames(candles.plot.viewport()).measure(benchmark, pan)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("span", [TimeSpan.DAY, TimeSpan.ALL], ids=lambda span: span.name.lower())
def test_zoom_frame_with_20_000_candles(
    benchmark: BenchmarkFixture,
    candles: PriceChart,
    span: TimeSpan,
    style: Literal["candles", "line"],
) -> None:
    candles.set_range(span)
    candles.set_style(style)
    factors = cycle((0.85, 1 / 0.85))

    def zoom() -> None:
        candles.plot.zoomed.emit(next(factors), 600.0)

    Frames(candles.plot.viewport()).measure(benchmark, zoom)


@pytest.mark.parametrize("style", STYLES)
def test_zoom_frame_with_100_000_trades(
    benchmark: BenchmarkFixture, chart: PriceChart, style: Literal["candles", "line"]
) -> None:
    """From the whole range inwards and out again, with the candles that each range takes."""
    chart.show_trades(trades(TRADES, 60))
    chart.set_range(TimeSpan.ALL)
    chart.set_style(style)
    factors = cycle((*[0.5] * 6, *[2.0] * 6))

    def zoom() -> None:
        chart.plot.zoomed.emit(next(factors), 600.0)

    Frames(chart.plot.viewport()).measure(benchmark, zoom)


@pytest.mark.parametrize("held", [False, True], ids=["typed", "dragged"])
@pytest.mark.parametrize("family", ["linear", "sigmoid"])
def test_keystroke_on_the_curve(
    benchmark: BenchmarkFixture, qtbot: QtBot, family: str, *, held: bool
) -> None:
    """Another amount, typed or dragged: shading, fees, flag, tags, words and the repaint."""
    slow = Sigmoid(100_000, 20, 300)
    curve = Linear(1_000_000, 10_000) if family == "linear" else slow
    chart = CurveChart(Themes())
    qtbot.addWidget(chart)
    chart.resize(1_440, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.show_machine(curve.integral, 312, None, "sats")
    orders = [
        OrderShape(
            "buy", keys, "248 118 sats", price(curve, 312 + keys), 312 + keys,
            0.05, "fees +12 226 sats", 330 + keys, "needs 18 more buyers",
        )
        for keys in ((60, 61, 62) if held else (3, 36, 360))
    ]  # fmt: skip
    chart.show_order(orders[0])
    chart.hold(held)
    following = cycle(orders)

    def keystroke() -> None:
        chart.show_order(next(following))

    Frames(chart.plot.viewport()).measure(benchmark, keystroke)
