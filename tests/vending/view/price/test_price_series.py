"""Trades become candles, all at once or as they come in."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vending.view.price.price_series import (
    BUY,
    SECOND,
    SELL,
    Bucket,
    Candles,
    EmptyBuckets,
    PriceSeries,
    TradeArrays,
    candles_of,
    carried,
    joined,
    window,
)

MINUTE = 60 * SECOND
HOUR = 3_600 * SECOND


def trades(*rows: tuple[int, float, float, int]) -> TradeArrays:
    """Trades from (second, price, volume, side)."""
    return TradeArrays(
        np.array([row[0] * SECOND for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.int8),
    )


def columns(candles: Candles) -> dict[str, list[float]]:
    return {field.name: getattr(candles, field.name).tolist() for field in fields(candles)}


DAY = trades(
    (0, 100.0, 10.0, BUY),
    (10, 130.0, 20.0, BUY),
    (59, 90.0, 5.0, SELL),
    (60, 110.0, 7.0, BUY),
    (300, 95.0, 9.0, SELL),
)


def test_candles_have_open_high_low_close_and_both_volumes() -> None:
    assert columns(candles_of(DAY, MINUTE)) == {
        "start": [0, MINUTE, 5 * MINUTE],
        "open": [100.0, 90.0, 110.0],
        "high": [130.0, 110.0, 110.0],
        "low": [90.0, 90.0, 95.0],
        "close": [90.0, 110.0, 95.0],
        "bought": [30.0, 7.0, 0.0],
        "sold": [5.0, 0.0, 9.0],
        "trades": [3, 1, 1],
    }


def test_buckets_begin_at_the_origin() -> None:
    assert candles_of(DAY, HOUR, -1_800 * SECOND).start.tolist() == [-1_800 * SECOND]
    assert candles_of(DAY, MINUTE, 30 * SECOND).start.tolist() == [
        -30 * SECOND,
        30 * SECOND,
        270 * SECOND,
    ]


def test_no_trades_make_no_candles() -> None:
    assert len(candles_of(TradeArrays.empty(), MINUTE)) == 0
    assert len(joined(Candles.empty(), HOUR)) == 0
    assert len(carried(Candles.empty(), MINUTE, 5 * MINUTE)) == 0


def test_longer_candles_are_the_same_whether_joined_or_made_at_once() -> None:
    at_once = columns(candles_of(DAY, 5 * MINUTE))
    assert columns(joined(candles_of(DAY, MINUTE), 5 * MINUTE)) == at_once


def test_gaps_are_carried_at_the_last_close() -> None:
    filled = carried(candles_of(DAY, MINUTE), MINUTE, 6 * MINUTE)
    assert filled.start.tolist() == [number * MINUTE for number in range(7)]
    assert filled.close.tolist() == [90.0, 110.0, 110.0, 110.0, 110.0, 95.0, 95.0]
    assert filled.open.tolist()[2:5] == filled.high.tolist()[2:5] == [110.0, 110.0, 110.0]
    assert filled.trades.tolist() == [3, 1, 0, 0, 0, 1, 0]
    assert filled.bought.sum() + filled.sold.sum() == 51


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths"):
        TradeArrays(DAY.at, DAY.price[:2], DAY.volume, DAY.side)


def test_a_window_starts_with_the_price_that_held_before() -> None:
    candles = candles_of(DAY, MINUTE)
    shown = window(
        candles, MINUTE, 0, (2 * MINUTE, 4 * MINUTE), 100, EmptyBuckets.CARRIED, 9 * MINUTE
    )
    assert shown.candles.start.tolist() == [2 * MINUTE, 3 * MINUTE, 4 * MINUTE]
    assert shown.candles.close.tolist() == [110.0, 110.0, 110.0]


def test_skipped_gaps_show_candles_with_trades_only() -> None:
    candles = candles_of(DAY, MINUTE)
    shown = window(candles, MINUTE, 0, (0, 9 * MINUTE), 100, EmptyBuckets.SKIPPED, 9 * MINUTE)
    assert shown.candles.trades.tolist() == [3, 1, 1]


def test_the_price_is_not_carried_past_the_present() -> None:
    shown = window(
        candles_of(DAY, MINUTE), MINUTE, 0, (0, 90 * MINUTE), 100, EmptyBuckets.CARRIED, 6 * MINUTE
    )
    assert shown.candles.start[-1] == 6 * MINUTE


def test_a_window_after_all_trades_shows_the_price_as_it_stands() -> None:
    candles = candles_of(DAY, MINUTE)
    shown = window(
        candles, MINUTE, 0, (7 * MINUTE, 8 * MINUTE), 9, EmptyBuckets.CARRIED, 8 * MINUTE
    )
    assert shown.candles.close.tolist() == [95.0, 95.0]
    before = window(candles, MINUTE, 0, (-9 * MINUTE, -1), 9, EmptyBuckets.CARRIED, 8 * MINUTE)
    assert len(before.candles) == 0


def test_too_many_candles_are_joined_at_fixed_moments() -> None:
    many = trades(*((second, 100.0 + second % 7, 1.0, BUY) for second in range(0, 60_000, 20)))
    candles = candles_of(many, MINUTE)
    shown = window(
        candles, MINUTE, 0, (0, 1_000 * MINUTE), 100, EmptyBuckets.CARRIED, 1_000 * MINUTE
    )
    assert shown.length == 16 * MINUTE
    assert len(shown.candles) <= 101
    moved = window(
        candles, MINUTE, 0, (7 * MINUTE, 1_007 * MINUTE), 100, EmptyBuckets.CARRIED, 1_000 * MINUTE
    )
    assert set(moved.candles.start.tolist()) <= set(shown.candles.start.tolist())


def test_series_changes_the_length_of_its_candles() -> None:
    series = PriceSeries(Bucket.MINUTE)
    series.load(DAY)
    assert len(series.candles) == 3
    series.show(Bucket.HOUR, 0)
    assert (len(series.candles), series.bucket, series.origin) == (1, Bucket.HOUR, 0)


def test_late_trades_are_put_in_their_place() -> None:
    series = PriceSeries(Bucket.MINUTE)
    series.load(DAY)
    series.append(trades((70, 500.0, 1.0, BUY)))
    assert columns(series.candles)["high"] == [130.0, 500.0, 500.0]
    assert series.trades.at.tolist() == sorted(series.trades.at.tolist())


def test_nothing_appended_changes_nothing() -> None:
    series = PriceSeries(Bucket.MINUTE)
    series.append(TradeArrays.empty())
    assert len(series.candles) == 0
    series.append(DAY)
    series.append(TradeArrays.empty())
    assert len(series.candles) == 3


trade_rows = st.lists(
    st.tuples(
        st.integers(0, 20_000),
        st.integers(0, 2**63).map(float),
        st.integers(0, 2**40).map(float),
        st.sampled_from([BUY, SELL]),
    ),
    min_size=1,
    max_size=60,
)


@given(trade_rows, st.lists(st.integers(1, 20), max_size=8), st.sampled_from(Bucket))
def test_candles_kept_up_equal_candles_made_anew(
    rows: list[tuple[int, float, float, int]], cuts: list[int], bucket: Bucket
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    series = PriceSeries(bucket)
    start = 0
    for cut in [*cuts, len(rows)]:
        part = rows[start : start + cut]
        start += cut
        if part:
            series.append(trades(*part))
    assert columns(series.candles) == columns(candles_of(trades(*rows), bucket.value))


@given(trade_rows)
def test_candles_enclose_all_prices_and_keep_all_volume(
    rows: list[tuple[int, float, float, int]],
) -> None:
    every = trades(*rows).ordered()
    candles = candles_of(every, 5 * MINUTE)
    assert candles.high.max() == every.price.max()
    assert candles.low.min() == every.price.min()
    assert candles.trades.sum() == len(every)
    assert candles.bought.sum() + candles.sold.sum() == pytest.approx(every.volume.sum())
    assert (candles.low <= np.minimum(candles.open, candles.close)).all()
    assert (candles.high >= np.maximum(candles.open, candles.close)).all()
