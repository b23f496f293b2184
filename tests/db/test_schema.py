"""Moments and numbers are kept to the digit, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.db.clock import SetClock, SystemClock
from app.db.database import Database
from app.db.schema import UtcMicroseconds, from_microseconds, to_microseconds

moments = st.datetimes(timezones=st.just(UTC))
kept = sa.Table("kept", sa.MetaData(), sa.Column("at", UtcMicroseconds()))


@given(moments)
def test_moment_is_the_same_after_being_a_number(at: datetime) -> None:
    assert from_microseconds(to_microseconds(at)) == at


@given(moments, moments)
def test_numbers_are_ordered_like_moments(first: datetime, second: datetime) -> None:
    assert (to_microseconds(first) < to_microseconds(second)) == (first < second)


def test_time_zones_make_no_difference() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    elsewhere = noon.astimezone(timezone(timedelta(hours=-5, minutes=-30)))
    assert to_microseconds(elsewhere) == to_microseconds(noon)


def test_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(TypeError):
        to_microseconds(datetime(2026, 3, 1))  # noqa: DTZ001 - The point of the test.


@pytest.mark.parametrize(
    "at",
    [None, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)],
)
def test_databases_keep_every_microsecond(database: Database, at: datetime | None) -> None:
    def there_and_back(connection: Connection) -> datetime | None:
        kept.create(connection)
        connection.execute(kept.insert(), {"at": at})
        found: datetime | None = connection.execute(sa.select(kept.c.at)).scalar_one()
        return found

    assert database.read(there_and_back) == at


def test_clocks_tell_utc(clock: SetClock) -> None:
    assert SystemClock().now().tzinfo is UTC
    before = clock.now()
    clock.advance(timedelta(microseconds=1))
    assert clock.now() - before == timedelta(microseconds=1)
