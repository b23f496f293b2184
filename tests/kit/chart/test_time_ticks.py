"""Times on an axis: round hours, bold days, and zones with summer time."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.kit.chart.time_ticks import DAY, HOUR, time_ticks

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BERLIN = ZoneInfo("Europe/Berlin")


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def shown(start: str, end: str, apart: float, zone: ZoneInfo | None = None) -> list[str]:
    ticks = time_ticks(seconds(start), seconds(end), apart, zone or UTC, MONTHS)
    return [f"*{tick.text}*" if tick.bold else tick.text for tick in ticks]


def test_three_days_have_bold_dates_and_noons() -> None:
    assert shown("2026-03-09 15:00", "2026-03-12 15:00", 9 * HOUR) == [
        "*10 Mar*",
        "12:00",
        "*11 Mar*",
        "12:00",
        "*12 Mar*",
        "12:00",
    ]


def test_an_hour_has_round_minutes() -> None:
    assert shown("2026-03-12 23:41", "2026-03-13 00:21", 8 * 60) == [
        "23:50",
        "*13 Mar*",
        "00:10",
        "00:20",
    ]


def test_weeks_begin_on_mondays_and_a_new_month_is_bold() -> None:
    assert shown("2026-02-14", "2026-03-12", 5 * DAY) == [
        "16 Feb",
        "23 Feb",
        "*2 Mar*",
        "9 Mar",
    ]


def test_long_ranges_show_months_and_bold_years() -> None:
    assert shown("2025-10-15", "2026-03-12", 25 * DAY) == ["Nov", "Dec", "*2026*", "Feb", "Mar"]


def test_days_begin_at_midnight_of_the_zone() -> None:
    ticks = time_ticks(
        seconds("2026-01-09 00:00"), seconds("2026-01-11 00:00"), 12 * HOUR, BERLIN, MONTHS
    )
    assert [tick.at for tick in ticks if tick.bold] == [
        seconds("2026-01-09 23:00"),
        seconds("2026-01-10 23:00"),
    ]


def test_ticks_stay_on_round_hours_when_the_clock_is_put_forward() -> None:
    texts = shown("2026-03-28 22:00", "2026-03-29 12:00", 3 * HOUR, BERLIN)
    assert texts == ["*29 Mar*", "03:00", "06:00", "09:00", "12:00"]


def test_an_empty_range_has_no_ticks() -> None:
    assert time_ticks(5.0, 5.0, 60, UTC, MONTHS) == []
    assert time_ticks(0.0, 5.0, 0, UTC, MONTHS) == []


@given(
    st.floats(-2e11, 3e11),
    st.floats(60, 2e9),
    st.sampled_from([UTC, BERLIN, ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/St_Johns")]),
)
def test_ticks_ascend_inside_any_range(start: float, length: float, zone: ZoneInfo) -> None:
    ticks = time_ticks(start, start + length, length / 8, zone, MONTHS)
    assert len(ticks) <= 12
    assert all(before.at < after.at for before, after in pairwise(ticks))
    assert all(start <= tick.at <= start + length for tick in ticks)
