"""Times as they stand on screen."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import InvalidInput
from app.kit.times import ZoneClock, duration, utc_now

NOW = datetime(2026, 3, 12, 14, 32, 8, tzinfo=UTC)


@pytest.fixture
def zone() -> ZoneClock:
    return ZoneClock(now=lambda: NOW)


def test_records_show_day_and_minute(zone: ZoneClock) -> None:
    assert zone.show(NOW) == "2026-03-12 14:32"
    assert zone.exact(NOW) == "2026-03-12 14:32:08 UTC"
    assert zone.clock(NOW) == "14:32:08"


def test_times_without_zone_count_as_utc(zone: ZoneClock) -> None:
    assert zone.show(NOW.replace(tzinfo=None)) == "2026-03-12 14:32"
    assert zone.ago(NOW.replace(tzinfo=None)) == "now"


def test_queues_say_today(zone: ZoneClock) -> None:
    assert zone.queue(NOW.replace(hour=0, minute=2)) == "Today 00:02"
    assert zone.queue(NOW - timedelta(days=1)) == "11 Mar 14:32"
    assert zone.queue(NOW - timedelta(days=400)) == "5 Feb 2025"


def test_another_zone_moves_the_day() -> None:
    zone = ZoneClock("Asia/Tokyo", now=lambda: NOW)
    assert zone.show(NOW) == "2026-03-12 23:32"
    assert zone.local(NOW).hour == 23
    assert zone.exact(NOW).endswith("JST")


def test_unknown_zone_is_refused_and_the_old_one_stays(zone: ZoneClock) -> None:
    for name in ("Europe/Nowhere", "", "../etc/passwd", "\x00"):
        with pytest.raises(InvalidInput) as refused:
            zone.choose(name)
        assert refused.value.field == "zone"
    assert zone.name == "UTC"
    assert zone.show(NOW) == "2026-03-12 14:32"


def test_days_on_an_axis(zone: ZoneClock) -> None:
    assert zone.day(NOW) == "12 Mar"
    assert zone.weekday(NOW) == "Thu 12 Mar"


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=4), "4 s ago"),
        (timedelta(minutes=12, seconds=50), "12 min ago"),
        (timedelta(hours=26), "1 d ago"),
        (timedelta(hours=-3), "in 3 h"),
    ],
)
def test_activity_lists_say_how_long_ago(zone: ZoneClock, past: timedelta, text: str) -> None:
    assert zone.ago(NOW - past) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (4 * 3600 + 42 * 60 + 3, "4 h 42 min"),
        (86_400 + 6 * 3600, "1 d 6 h"),
        (86_400 * 3 + 59, "3 d"),
        (-90, "1 min 30 s"),
    ],
)
def test_durations_have_two_units_at_most(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_clock_runs_in_utc() -> None:
    assert utc_now().tzinfo is UTC
    assert ZoneClock().now().tzinfo is UTC
