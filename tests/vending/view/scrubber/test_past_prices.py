"""The price chart as of a past trade: fewer candles, the same axes."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from app.kit.theme import Themes
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_range import TimeSpan
from app.vending.view.price.price_series import (
    BUY,
    SECOND,
    SELL,
    Bucket,
    Candles,
    PriceSeries,
    TradeArrays,
    candles_of,
)

START = 1_772_366_400 * SECOND
HOUR = 3_600 * SECOND


def trades_of(count: int, seed: int = 3, start: int = START) -> TradeArrays:
    dice = np.random.default_rng(seed)
    at = start + np.cumsum(dice.integers(0, 3 * HOUR, count)).astype(np.int64)
    price = dice.uniform(1e6, 5e6, count)
    side = np.where(dice.random(count) < 0.5, BUY, SELL).astype(np.int8)
    return TradeArrays(at, price, dice.uniform(1, 1e6, count), side)


def same(one: Candles, other: Candles) -> bool:
    names = ("start", "open", "high", "low", "close", "bought", "sold", "trades")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("bucket", [Bucket.MINUTE, Bucket.HOUR, Bucket.DAY])
def test_candles_of_the_first_trades_are_those_made_of_them_alone(bucket: Bucket) -> None:
    trades, series = trades_of(60), PriceSeries(bucket)
    series.load(trades)
    for count in (0, 1, 2, 17, 59, 60):
        series.count_first(count)
        assert same(series.candles, candles_of(trades.part(0, count), bucket.value))
        assert len(series.trades) == count
        assert len(series.whole) == 60
    series.count_first(None)
    assert same(series.candles, candles_of(trades, bucket.value))


def test_the_past_stays_while_trades_come_in_and_buckets_change() -> None:
    trades, series = trades_of(40), PriceSeries(Bucket.HOUR)
    series.load(trades.part(0, 30))
    series.count_first(12)
    series.append(trades.part(30, 40))
    series.show(Bucket.DAY, 0)
    assert same(series.candles, candles_of(trades.part(0, 12), Bucket.DAY.value))
    assert len(series.whole) == 40
    series.load(trades_of(5))
    assert len(series.trades) == 5


@pytest.fixture
def chart(looks: Themes, qtbot: QtBot) -> PriceChart:
    chart = PriceChart(looks)
    qtbot.addWidget(chart)
    chart.resize(800, 300)
    chart.show()
    chart.set_range(TimeSpan.ALL)
    chart.show_trades(trades_of(80))
    return chart


def test_the_axes_keep_their_ranges_while_the_moment_moves(chart: PriceChart) -> None:
    before = chart.pane.x_range, chart.pane.y_range
    for count in (80, 41, 1, 0):
        chart.show_past(count)
        assert (chart.pane.x_range, chart.pane.y_range) == before
        last = chart.trades.at[max(count - 1, 0)]
        assert not len(chart.visible) or chart.visible.start[-1] <= last
    chart.show_past(None)
    assert int(chart.visible.trades.sum()) == 80


def veil(chart: PriceChart) -> QRectF | None:
    """Where the later part of the axis is covered."""
    return chart.future.box


def test_what_comes_after_the_moment_lies_under_a_veil(chart: PriceChart) -> None:
    assert veil(chart) is None
    for count in (40, 0):
        chart.show_past(count)
        box = veil(chart)
        assert box is not None
        at = int(chart.trades.at[max(count - 1, 0)]) / SECOND
        assert box.left() == pytest.approx(chart.pane.x_pixel(at))
        assert box.right() == pytest.approx(chart.pane.pixels_wide)
    assert chart.notice == "No trades yet"
    assert not chart.grab().isNull()


def test_another_rooms_trades_end_the_past(chart: PriceChart) -> None:
    chart.show_past(10)
    chart.show_trades(trades_of(20, seed=9))
    assert veil(chart) is None
    assert int(chart.visible.trades.sum()) == 20


def test_the_price_isnt_carried_past_the_moment(chart: PriceChart) -> None:
    chart.set_now(int(chart.trades.at[-1]) + 20 * HOUR)
    chart.show_past(30)
    assert chart.visible.start[-1] <= chart.trades.at[29]
    assert chart.readout is not None
    assert chart.readout.close == round(float(chart.trades.price[29]))


def test_exports_hold_the_moment_only(chart: PriceChart) -> None:
    whole = chart.series_csv()
    chart.show_past(30)
    part = chart.series_csv()
    assert len(part) < len(whole)
    assert part[:-1] == whole[: len(part) - 1]


def test_the_moment_stays_in_view_and_the_end_comes_back(chart: PriceChart) -> None:
    chart.set_range(TimeSpan.DAY)
    present = chart.pane.x_range
    for count in (10, 11, 60, 30, 1):
        chart.show_past(count)
        low, high = chart.pane.x_range
        at = int(chart.trades.at[count - 1]) / SECOND
        assert low <= at <= high
        assert high - low == pytest.approx(present[1] - present[0])
    follows = [chart.follows]
    chart.show_past(None)
    follows.append(chart.follows)
    assert follows == [False, True]
    assert chart.pane.x_range == present


def test_a_view_that_was_moved_by_hand_stays_until_the_moment_moves(chart: PriceChart) -> None:
    chart.set_range(TimeSpan.DAY)
    chart.show_past(40)
    chart.plot.dragged.emit(200.0)
    moved = chart.pane.x_range
    chart.show_past(40)
    assert chart.pane.x_range == moved
    assert not chart.follows
