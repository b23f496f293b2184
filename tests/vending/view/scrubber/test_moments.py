"""Trades by their moments: days of a zone, and what a typed number or moment means."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.vending.view.price.price_series import SECOND
from app.vending.view.scrubber.moments import TradeMoments

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
GAPS = (0, 40, 60, 0, 900, 1_440, 30)
"""Minutes from each trade to the next."""


def moments_of(*at: datetime, zone: tzinfo = UTC) -> TradeMoments:
    micros = [round(each.timestamp()) * SECOND for each in at]
    return TradeMoments(np.array(micros, dtype=np.int64), zone)


def trades(zone: tzinfo = UTC) -> TradeMoments:
    """22:30, 23:10, 0:10 twice, 15:10, 15:10 a day later, 15:40."""
    at = [FIRST + timedelta(minutes=sum(GAPS[: number + 1])) for number in range(len(GAPS))]
    return moments_of(*at, zone=zone)


def test_trades_know_their_moments() -> None:
    known = trades()
    assert len(known) == 7
    assert known.of(1) == FIRST
    assert known.of(7) == datetime(2026, 3, 11, 15, 40, tzinfo=UTC)
    assert known.of(0) is None
    assert known.of(8) is None
    assert known.up_to(FIRST - timedelta(microseconds=1)) == 0
    assert known.up_to(datetime(2026, 3, 10, 0, 10, tzinfo=UTC)) == 4


def test_days_begin_at_midnight_of_the_zone() -> None:
    assert [number for number, _ in trades().days()] == [1, 3, 6]
    assert [number for number, _ in trades(BERLIN).days()] == [1, 2, 6]


def test_days_stay_right_where_the_clock_is_put_forward() -> None:
    # On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00.
    hours = [datetime(2026, 3, 28, 22, tzinfo=UTC) + timedelta(hours=each) for each in range(50)]
    known = moments_of(*hours, zone=BERLIN)
    firsts = [f"{moment.astimezone(BERLIN):%d %H:%M}" for _, moment in known.days()]
    assert firsts == ["28 23:00", "29 00:00", "30 00:00", "31 00:00"]


def test_no_trades_have_no_days() -> None:
    empty = TradeMoments()
    assert empty.days() == []
    assert empty.up_to(FIRST) == 0
    with pytest.raises(InvalidInput):
        empty.number_of("1", 0)
    assert empty.number_of("0", 0) == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("  3 ", 3), ("0005", 5),
        ("2026-03-09", 2), ("2026-03-10", 5), ("2026-03-10 00:10", 4), ("2026-03-10 0:09", 2),
        ("2026-03-10T15:09:59", 4), ("2026-03-10 15:10:00", 5), ("2026-03-08", 0),
        ("2030-01-01", 7), ("10 Mar 00:10", 4), ("10 mar", 5), ("9 March 2026 22:30", 1),
        ("11 Mar 2026 15:10:00", 6),
    ],
)  # fmt: skip
def test_a_typed_number_or_moment_means_the_last_trade_up_to_it(text: str, number: int) -> None:
    assert trades().number_of(text, 5) == number


def test_a_time_is_one_of_the_day_that_is_shown() -> None:
    known = trades()
    assert known.number_of("15:10", 5) == 5
    assert known.number_of("15:10", 7) == 6
    assert known.number_of("23:59", 1) == 2
    assert known.number_of("23:59", 0) == 2


def test_moments_are_typed_in_the_zone() -> None:
    assert trades(BERLIN).number_of("2026-03-10 01:10", 1) == 4
    assert trades(BERLIN).number_of("2026-03-10 00:10", 1) == 2


@pytest.mark.parametrize(
    "text", ["8", "-1", "1.5", "soon", "2026-13-01", "2026-02-30", "25:00", "10 Foo", "9" * 40, "٣"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        trades().number_of(text, 1)
    assert refused.value.field == "moment"


@given(st.text(max_size=40), st.integers(0, 7))
def test_no_text_leads_out_of_the_trades(text: str, shown: int) -> None:
    with suppress(InvalidInput):
        assert 0 <= trades().number_of(text, shown) <= 7
