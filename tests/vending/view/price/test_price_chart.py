"""The price chart: candles, volume, follow-live, readouts, ranges, export."""

from datetime import UTC, datetime
from itertools import combinations
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.chart.axis import text_width
from app.kit.chart.export import csv_bytes, png_bytes, svg_bytes
from app.kit.theme import Themes
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_labels import CandleReadout
from app.vending.view.price.price_range import TimeSpan
from app.vending.view.price.price_series import (
    BUY,
    SECOND,
    SELL,
    Bucket,
    EmptyBuckets,
    TradeArrays,
)
from tests.examples import few_examples

HOUR = 3_600 * SECOND
END = int(datetime(2026, 3, 12, 14, 32, tzinfo=UTC).timestamp()) * SECOND


@pytest.fixture
def themes(qtbot: QtBot) -> Themes:
    themes = Themes()
    themes.choose("light")
    # The scale of fonts outlives a test.
    themes.set_scale(110)
    themes.set_scale(100)
    return themes


@pytest.fixture
def chart(themes: Themes, qtbot: QtBot) -> PriceChart:
    chart = PriceChart(themes)
    qtbot.addWidget(chart)
    chart.set_unit("sats")
    chart.resize(738, 208)
    chart.show()
    return chart


def trades(count: int = 300, hours: int = 72, end: int = END) -> TradeArrays:
    """A rise with dips: each fifth trade is a sale."""
    at = np.linspace(end - hours * HOUR, end, count).astype(np.int64)
    step = np.where(np.arange(count) % 5 == 4, -3, 1)
    price = 1_000.0 + 10.0 * np.cumsum(step).astype(np.float64) + 4_000.0
    side = np.where(step > 0, BUY, SELL).astype(np.int8)
    return TradeArrays(at, price, price * 2, side)


def one(at: int, price: float, side: int = BUY) -> TradeArrays:
    return TradeArrays(
        np.array([at], dtype=np.int64),
        np.array([price]),
        np.array([price]),
        np.array([side], dtype=np.int8),
    )


def test_a_room_without_trades_says_so(chart: PriceChart) -> None:
    chart.show_trades(TradeArrays.empty())
    assert chart.notice == "No trades yet"
    assert chart.readout is None
    assert chart.value_axis.laid_out().labels == ()
    assert chart.text_summary() == "No trades in this range."
    assert csv_bytes(chart.series_csv()).count(b"\r\n") == 1
    assert not chart.grab().isNull()


def test_a_room_with_one_trade_shows_it_between_round_prices(chart: PriceChart) -> None:
    chart.show_trades(one(END, 6_184.0))
    assert chart.notice == ""
    low, high = chart.pane.y_range
    assert 0 < low < 6_184 < high
    assert [tag.text for tag in chart.value_axis.laid_out().tags] == ["6\u202f184"]
    assert chart.readout is not None
    assert (chart.readout.open, chart.readout.close, chart.readout.trades) == (6_184, 6_184, 1)


def test_ranges_choose_their_candles(chart: PriceChart, qtbot: QtBot) -> None:
    chart.show_trades(trades(3_000, 24 * 60))
    assert chart.bucket is Bucket.HOUR
    with qtbot.waitSignal(chart.bucket_changed) as heard:
        chart.set_range(TimeSpan.DAY)
    assert heard.args == [Bucket.QUARTER]
    for span, bucket in (
        (TimeSpan.WEEK, Bucket.FOUR_HOURS),
        (TimeSpan.ALL, Bucket.DAY),
    ):
        chart.set_range(span)
        assert chart.bucket is bucket
        start, end = chart.pane.x_range
        assert not span.value or end - start == pytest.approx(span.value)


def test_the_length_of_candles_can_be_chosen(chart: PriceChart) -> None:
    chart.show_trades(trades())
    chart.set_bucket(Bucket.FIVE_MINUTES)
    chart.set_range(TimeSpan.DAY)
    assert chart.bucket is Bucket.FIVE_MINUTES


def test_volume_shares_the_time_axis_and_is_forty_high(chart: PriceChart, themes: Themes) -> None:
    chart.show_trades(trades())
    assert chart.volume_pane.x_range == chart.pane.x_range
    most = chart.volume_pane.y_range[1] * 40 / 47
    top = chart.volume_pane.y_pixel(most)
    assert chart.volume_pane.pixels_tall - top == pytest.approx(40, abs=0.5)
    themes.set_scale(150)
    assert chart.volume_pane.pixels_tall == pytest.approx(70, abs=1)


def test_without_room_the_volume_gives_way_to_the_prices(chart: PriceChart, themes: Themes) -> None:
    themes.set_scale(150)
    chart.resize(523, 110)
    chart.show_trades(trades())
    assert chart.volume_pane.pixels_tall == 0
    assert chart.volume_axis.laid_out().labels == ()
    assert chart.pane.pixels_tall > 40
    chart.resize(523, 208)
    assert chart.volume_pane.pixels_tall == pytest.approx(70, abs=1)
    assert chart.volume_axis.laid_out().labels != ()


def test_the_chart_follows_until_it_is_moved_away(chart: PriceChart, qtbot: QtBot) -> None:
    chart.show_trades(trades())
    edge = chart.pane.x_range[1]
    chart.append(one(END + 3 * HOUR, 5_000.0))
    assert chart.pane.x_range[1] == edge + 3 * 3_600
    with qtbot.waitSignal(chart.follow_changed) as heard:
        chart.plot.dragged.emit(100.0)
    assert heard.args == [False]
    stays = chart.pane.x_range
    chart.append(one(END + 9 * HOUR, 5_100.0))
    assert chart.pane.x_range == stays
    with qtbot.waitSignal(chart.follow_changed) as heard:
        chart.set_follow(True)
    assert heard.args == [True]
    assert chart.pane.x_range[1] == edge + 9 * 3_600


def test_wheel_zooms_time_only_and_double_click_resets(chart: PriceChart) -> None:
    chart.show_trades(trades())
    before = chart.pane.x_range
    chart.plot.zoomed.emit(0.5, 300.0)
    after = chart.pane.x_range
    assert after[1] - after[0] == pytest.approx((before[1] - before[0]) / 2)
    QTest.mouseDClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    assert chart.pane.x_range == before


def test_prices_follow_the_visible_candles(chart: PriceChart) -> None:
    chart.show_trades(trades())
    chart.plot.zoomed.emit(0.15, 0.0)
    newest = chart.pane.y_range
    for _ in range(8):
        chart.plot.dragged.emit(500.0)
    oldest = chart.pane.y_range
    assert oldest != newest
    assert chart.readout is not None


def test_readout_is_the_newest_candle_until_the_pointer_comes(
    chart: PriceChart, qtbot: QtBot
) -> None:
    chart.show_trades(trades())
    newest = chart.readout
    assert newest is not None
    assert newest.close == round(float(trades().price[-1]))
    assert newest.end - newest.start == HOUR
    x = round(16 + chart.pane.x_pixel(newest.start / SECOND - 5 * 3_600 + 1_800))
    with qtbot.waitSignal(chart.readout_changed) as heard:
        QTest.mouseMove(chart.plot.viewport(), QPoint(x, 60))
    (readout,) = heard.args or [None]
    assert isinstance(readout, CandleReadout)
    assert (readout.start, readout.hovered) == (newest.start - 5 * HOUR, True)
    chart.plot.left.emit()
    assert chart.readout == newest


def test_arrow_keys_walk_from_candle_to_candle(chart: PriceChart) -> None:
    chart.show_trades(trades())
    newest = chart.readout
    assert newest is not None
    for key, steps in ((Qt.Key.Key_Left, 0), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Right, 0)):
        QTest.keyClick(chart.plot, key)
        assert chart.readout is not None
        assert chart.readout.start == newest.start - steps * HOUR


def test_the_hovered_candle_stays_while_trades_come(chart: PriceChart) -> None:
    chart.show_trades(trades())
    chart.plot.stepped.emit(0)
    chart.plot.stepped.emit(-3)
    read = chart.readout
    assert read is not None
    chart.append(one(END + 20 * HOUR, 9_000.0))
    assert chart.readout == read


def test_gaps_can_be_carried_or_skipped(chart: PriceChart) -> None:
    chart.show_trades(trades().part(0, 1))
    chart.append(one(END, 5_000.0))
    assert chart.visible.trades.tolist().count(0) > 50
    chart.set_gaps(EmptyBuckets.SKIPPED)
    assert 0 not in chart.visible.trades.tolist()


def test_the_present_carries_the_price_on(chart: PriceChart) -> None:
    chart.show_trades(trades())
    chart.set_now(END + 10 * HOUR)
    assert chart.visible.trades.tolist()[-9:] == [0] * 9
    assert chart.pane.x_range[1] * SECOND > END + 10 * HOUR


def test_days_begin_at_midnight_of_the_zone(chart: PriceChart) -> None:
    chart.show_trades(trades(2_000, 24 * 40))
    chart.set_bucket(Bucket.DAY)
    assert set((chart.visible.start % (24 * HOUR)).tolist()) == {0}
    chart.set_zone(ZoneInfo("Asia/Tokyo"))
    assert set((chart.visible.start % (24 * HOUR)).tolist()) == {15 * HOUR}


def test_the_pointer_reads_price_and_time_on_the_axes(chart: PriceChart) -> None:
    chart.show_trades(trades())
    chart.set_zone(ZoneInfo("Asia/Tokyo"))
    QTest.mouseMove(chart.plot.viewport(), QPoint(300, 60))
    readout = chart.readout
    assert readout is not None
    start = datetime.fromtimestamp(readout.start // SECOND, ZoneInfo("Asia/Tokyo"))
    (moment,) = chart.time_axis.laid_out().tags
    assert moment.text == f"{start.day} Mar {start:%H:%M}"
    prices = [tag.text.replace("\u202f", "") for tag in chart.value_axis.laid_out().tags]
    assert prices[0] == str(readout.close)
    chart.plot.left.emit()
    assert chart.time_axis.laid_out().tags == ()
    assert len(chart.value_axis.laid_out().tags) == 1


def test_of_whole_days_the_pointer_reads_the_day(chart: PriceChart) -> None:
    chart.show_trades(trades(hours=24 * 40))
    chart.set_bucket(Bucket.DAY)
    QTest.keyClick(chart.plot, Qt.Key.Key_Left)
    (moment,) = chart.time_axis.laid_out().tags
    assert moment.text == "12 Mar"


@few_examples
@given(
    st.lists(st.sampled_from([0, 1, 2, 999, 6_184, 10**9, 10**18, 2**63 - 1]), min_size=1),
    st.integers(1, 24 * 90),
    st.integers(240, 1_900),
    st.integers(140, 900),
    st.floats(0, 1),
    st.sampled_from([100, 125, 150]),
)
def test_tags_and_labels_never_overlap(
    chart: PriceChart,
    themes: Themes,
    prices: list[int],
    hours: int,
    wide: int,
    tall: int,
    pointer: float,
    scale: int,
) -> None:
    themes.set_scale(scale)
    chart.resize(wide, tall)
    at = np.linspace(END - hours * HOUR, END, len(prices)).astype(np.int64)
    values = np.array(prices, dtype=np.float64)
    chart.show_trades(TradeArrays(at, values, values * 2, np.ones(len(prices), dtype=np.int8)))
    chart.set_range(TimeSpan.ALL)
    chart.plot.hovered.emit(QPointF(16 + chart.pane.pixels_wide * pointer, 40))
    for layout in (
        chart.value_axis.laid_out(),
        chart.volume_axis.laid_out(),
        chart.time_axis.laid_out(),
    ):
        for one_text, other in combinations((*layout.labels, *layout.tags), 2):
            assert not one_text.rect.intersects(other.rect)
        assert all(text.text for text in (*layout.labels, *layout.tags))
    (largest,) = chart.volume_axis.laid_out().labels or (None,)
    for tag in chart.value_axis.laid_out().tags:
        below = chart.value_axis.mapRectToItem(chart.volume_axis, tag.rect)
        assert largest is None or not below.intersects(largest.rect)
    # Whatever the amount, its text fits onto its tag.
    for tag in chart.value_axis.laid_out().tags:
        assert text_width(tag.text, True) <= tag.rect.width()


def test_candles_say_their_direction_without_colour(chart: PriceChart) -> None:
    chart.show_trades(one(END - 2 * HOUR, 5_000.0))
    chart.append(one(END - HOUR, 9_000.0))
    chart.append(one(END, 5_000.0, SELL))
    chart.set_bucket(Bucket.HOUR)
    chart.set_range(TimeSpan.DAY)
    image = chart.grab().toImage()
    panel = image.pixelColor(60, 30)
    pane = chart.pane
    middle = round(8 + pane.y_pixel(7_000.0))

    def at(candle: int) -> int:
        start = int(chart.visible.start[candle]) / SECOND
        return round(16 + pane.x_pixel(start + 1_800) - 0.5)

    rising, falling = image.pixelColor(at(-2) + 2, middle), image.pixelColor(at(-1) + 2, middle)
    assert rising == panel
    assert falling != panel


def test_line_and_candles_both_paint(chart: PriceChart) -> None:
    chart.show_trades(trades())
    candles = chart.grab().toImage()
    chart.set_style("line")
    line = chart.grab().toImage()
    assert line != candles
    chart.show_trades(one(END, 5_000.0))
    assert chart.grab().toImage() != line
    chart.set_style("candles")
    chart.show_trades(trades())
    assert chart.grab().toImage() == candles


def test_weekends_are_shaded_where_weeks_are_compared(chart: PriceChart) -> None:
    chart.show_trades(trades(2_000, 24 * 40))
    assert chart.weekends == []
    chart.set_range(TimeSpan.WEEK)
    assert len(chart.weekends) == 2
    left, right = chart.weekends[0].left(), chart.weekends[-1].right()
    assert right - left == pytest.approx(chart.pane.pixels_wide * 2 / 7, abs=1)


def test_csv_has_each_candle_in_plain_digits(chart: PriceChart) -> None:
    chart.show_trades(one(END - HOUR, 1_000_000.0))
    chart.append(one(END, 2.0**62, SELL))
    chart.set_bucket(Bucket.HOUR)
    assert csv_bytes(chart.series_csv()).decode() == (
        "start (UTC),open (sats),high (sats),low (sats),close (sats),"
        "bought (sats),sold (sats),trades\r\n"
        "2026-03-12 13:00:00,1000000,1000000,1000000,1000000,1000000,0,1\r\n"
        "2026-03-12 14:00:00,1000000,4611686018427387904,1000000,4611686018427387904,"
        "0,4611686018427387904,1\r\n"
    )


def test_export_is_valid(chart: PriceChart) -> None:
    chart.show_trades(trades())
    root = ElementTree.fromstring(svg_bytes(chart))
    space = "{http://www.w3.org/2000/svg}"
    words = {"".join(node.itertext()).strip() for node in root.iter(f"{space}text")}
    assert {"Volume, sats", "10 Mar", "12:00"} <= words
    assert png_bytes(chart).startswith(b"\x89PNG")


def test_the_chart_speaks(chart: PriceChart) -> None:
    chart.show_trades(one(END, 6_184.0))
    assert chart.accessibleName() == "Price chart"
    assert chart.accessibleDescription().replace("\u202f", " ") == (
        "Price from 2026-03-12 14:00 to 2026-03-12 15:00: opened at 6 184, now 6 184 sats, "
        "highest 6 184, lowest 6 184. Bought for 6 184, sold for 0 sats in 1 trade."
    )


def test_huge_and_free_keys_are_drawn(chart: PriceChart) -> None:
    for price in (0.0, 1.0, 2.0**63):
        chart.show_trades(one(END, price))
        low, high = chart.pane.y_range
        assert low <= price <= high
        assert not chart.grab().isNull()


def test_theme_changes_at_run_time(chart: PriceChart, themes: Themes) -> None:
    chart.show_trades(trades())
    light = chart.grab().toImage()
    themes.choose("dark")
    assert chart.grab().toImage().pixelColor(2, 2) != light.pixelColor(2, 2)
