"""How long the charts take: with 100 000 trades, with 20 000 candles, at each keystroke.

The goal is 16 ms each, one frame at 60 Hz, with painting.
"""

from itertools import cycle

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from app.kit.theme import Themes
from app.vending.curves import Linear, Sigmoid, price
from app.vending.view.curve_chart import CurveChart
from app.vending.view.curve_words import OrderShape
from app.vending.view.price_chart import PriceChart
from app.vending.view.price_range import TimeSpan
from app.vending.view.price_series import SECOND, Bucket, TradeArrays

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
        chart.plot.viewport().repaint()

    benchmark.extra_info.update(goal_ms=16)
    benchmark(update)


def test_load_of_100_000_trades(benchmark: BenchmarkFixture, chart: PriceChart) -> None:
    """Another room is chosen: all trades at once, with the repaint."""
    everything = trades(TRADES, 60)

    def load() -> None:
        chart.show_trades(everything)
        chart.plot.viewport().repaint()

    benchmark.extra_info.update(goal_ms=16)
    benchmark(load)


@pytest.fixture
def candles(chart: PriceChart) -> PriceChart:
    chart.show_trades(trades(CANDLES * 3, 20))
    chart.set_bucket(Bucket.MINUTE)
    assert len(chart.series_csv()) > CANDLES * 0.98
    return chart


@pytest.mark.parametrize("span", list(TimeSpan), ids=lambda span: span.name.lower())
def test_pan_frame_with_20_000_candles(
    benchmark: BenchmarkFixture, candles: PriceChart, span: TimeSpan
) -> None:
    candles.set_range(span)
    ways = cycle((-37.0, 37.0))

    def pan() -> None:
        candles.plot.dragged.emit(next(ways))
        candles.plot.viewport().repaint()

    benchmark.extra_info.update(goal_ms=16)
    benchmark(pan)


def test_zoom_frame_with_20_000_candles(benchmark: BenchmarkFixture, candles: PriceChart) -> None:
    factors = cycle((0.85, 1 / 0.85))

    def zoom() -> None:
        candles.plot.zoomed.emit(next(factors), 600.0)
        candles.plot.viewport().repaint()

    benchmark.extra_info.update(goal_ms=16)
    benchmark(zoom)


@pytest.mark.parametrize("family", ["linear", "sigmoid"])
def test_keystroke_on_the_curve(benchmark: BenchmarkFixture, qtbot: QtBot, family: str) -> None:
    """Another digit in the amount: shading, tags, words and the repaint."""
    slow = Sigmoid(100_000, 20, 300)
    curve = Linear(1_000_000, 10_000) if family == "linear" else slow
    chart = CurveChart(Themes())
    qtbot.addWidget(chart)
    chart.resize(1_440, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.show_machine(curve.integral, 312, None, "sats")
    orders = cycle(
        OrderShape("buy", keys, "248 118 sats", price(curve, 312 + keys), 312 + keys)
        for keys in (3, 36, 360)
    )

    def keystroke() -> None:
        chart.show_order(next(orders))
        chart.plot.viewport().repaint()

    benchmark.extra_info.update(goal_ms=16)
    benchmark(keystroke)
