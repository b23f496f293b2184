"""The stretch of time that the price chart shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vending.view.price.price_range import TimeSpan, TimeView, bucket_for
from app.vending.view.price.price_series import Bucket

DAY = 86_400.0
FIRST, EDGE = 1_000_000.0, 1_000_000.0 + 30 * DAY


@pytest.fixture
def view() -> TimeView:
    view = TimeView()
    view.fit(FIRST, EDGE, 3_600.0)
    return view


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [
        (3_600, Bucket.MINUTE),
        (86_400, Bucket.QUARTER),
        (3 * 86_400, Bucket.HOUR),
        (7 * 86_400, Bucket.FOUR_HOURS),
        (90 * 86_400, Bucket.DAY),
        (900 * 86_400, Bucket.DAY),
    ],
)
def test_candles_suit_the_range(seconds: float, bucket: Bucket) -> None:
    assert bucket_for(seconds) is bucket


def test_the_view_ends_at_the_newest_moment(view: TimeView) -> None:
    assert (view.start, view.end) == (EDGE - 3 * DAY, EDGE)
    view.fit(FIRST, EDGE + 600, 3_600.0)
    assert view.end == EDGE + 600
    assert view.width == 3 * DAY


def test_moving_away_stops_following(view: TimeView) -> None:
    view.move(-DAY)
    assert not view.follows
    view.fit(FIRST, EDGE + 600, 3_600.0)
    assert view.end == EDGE - DAY


def test_moving_back_follows_again(view: TimeView) -> None:
    view.move(-DAY)
    view.move(2 * DAY)
    assert view.follows
    assert view.end == EDGE


def test_the_view_keeps_some_of_the_trades(view: TimeView) -> None:
    view.move(-1_000 * DAY)
    assert view.end == pytest.approx(FIRST + 0.3 * DAY)


def test_all_grows_with_the_trades(view: TimeView) -> None:
    view.choose(TimeSpan.ALL)
    assert (view.start, view.end) == (FIRST, EDGE)
    view.fit(FIRST, EDGE + DAY, 3_600.0)
    assert (view.start, view.end) == (FIRST, EDGE + DAY)


def test_all_of_one_trade_is_still_a_range() -> None:
    view = TimeView(TimeSpan.ALL)
    view.fit(EDGE - 60, EDGE, 60.0)
    assert view.width == 24 * 60


def test_zoom_keeps_what_is_under_the_pointer(view: TimeView) -> None:
    view.move(-5 * DAY)
    at = view.start + 0.25 * view.width
    view.zoom(0.5, 0.25)
    assert view.start + 0.25 * view.width == pytest.approx(at)
    assert view.width == pytest.approx(1.5 * DAY)


def test_zoom_keeps_the_newest_moment_while_following(view: TimeView) -> None:
    view.zoom(0.5, 0.1)
    assert view.follows
    assert view.end == EDGE


def test_zoomed_all_stays_zoomed_when_trades_come(view: TimeView) -> None:
    view.choose(TimeSpan.ALL)
    view.zoom(0.5, 1.0)
    view.fit(FIRST, EDGE + DAY, 3_600.0)
    assert view.width == pytest.approx(15 * DAY)
    view.reset()
    assert view.width == pytest.approx(31 * DAY)


def test_follow_can_be_switched(view: TimeView) -> None:
    view.follow(False)
    view.fit(FIRST, EDGE + DAY, 3_600.0)
    assert view.end == EDGE
    view.follow(True)
    assert view.end == EDGE + DAY


@given(
    st.lists(
        st.one_of(
            st.floats(-1e8, 1e8).map(lambda by: ("pan", by, 0.0)),
            st.tuples(st.just("zoom"), st.floats(0.01, 100), st.floats(-1, 2)),
        ),
        max_size=20,
    )
)
def test_the_view_never_leaves_the_trades_nor_its_limits(
    moves: list[tuple[str, float, float]],
) -> None:
    view = TimeView()
    view.fit(FIRST, EDGE, 60.0)
    for name, amount, share in moves:
        if name == "pan":
            view.move(amount)
        else:
            view.zoom(amount, share)
        assert FIRST < view.end <= EDGE + 1e-3
        assert 8 * 60 - 1e-3 <= view.width <= 31.5 * DAY + 1e-3
