"""A step of the time scrubber: everything that the page reads of one past moment."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.db.database import Database
from app.listing import Listing
from app.vending.queries import PAST, ROOM
from app.vending.view.reading import HolderSource, trade_source
from app.vending.view.scrubber.reading import read_past
from tests.bench.long_room import long_room
from tests.factories import Market

TRADES, HOLDERS = 100_000, 2_000
ROWS = 256
STEPS = 20


def _steps(market: Market) -> Iterator[int]:
    """One after the other, back and forth over the whole history, and read by hand."""
    holders, trades = HolderSource(market.desk), trade_source(market.desk)
    for number in cycle(range(TRADES, 0, -3_331)):
        found = read_past(market.desk, market.room, number, market.members[0])
        assert found.past.machine.trades == number
        holders.know(found.past)
        listing = Listing(filters={ROOM: market.room, PAST: number})
        assert trades.page(listing, 0, ROWS).rows[0].number == number
        assert holders.page(listing, 0, ROWS).total > 0
        yield number


def _measure(benchmark: BenchmarkFixture, database: Database) -> None:
    steps = _steps(long_room(database, trades=TRADES, holders=HOLDERS))
    benchmark.extra_info.update(goal_ms=100)
    benchmark.pedantic(lambda: next(steps), rounds=STEPS, warmup_rounds=2)


@pytest.mark.benchmark(group="scrub step at 100 000 trades, SQLite")
def test_step_on_sqlite(benchmark: BenchmarkFixture, file_database: Database) -> None:
    _measure(benchmark, file_database)


@pytest.mark.benchmark(group="scrub step at 100 000 trades, PostgreSQL")
def test_step_on_postgresql(benchmark: BenchmarkFixture, postgres_database: Database) -> None:
    _measure(benchmark, postgres_database)
