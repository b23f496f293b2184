"""Quotes at small and large supplies, pages of a million trades, audit rows, the demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import Connection, text

from app.assembly.checks import CHECKS
from app.assembly.demo.builder import build_demo_file
from app.db.database import Database, connect
from app.db.location import Location
from app.ledger.audit import run_audit
from app.listing import Listing
from app.progress import NoProgress
from app.vending import queries
from app.vending.curves import PRESETS, curve_from
from app.vending.rules import Fees, quote_buy
from app.vending.trading import place
from tests.factories import make_market, order

MILLION = 1_000_000
PAGE = 256
QUOTES = 1_000
LINEAR = curve_from(PRESETS[0].family, PRESETS[0].params)


def _quotes(supply: int) -> None:
    fees = Fees()
    for _ in range(QUOTES):
        quote_buy(LINEAR, fees, supply, 10)


@pytest.mark.benchmark(group="quote at supply 10 000 000, against supply 10")
def test_quote_at_a_large_supply(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info.update(role="subject", count=QUOTES, unit="quotes/s", about=1)
    benchmark(_quotes, 10_000_000)


@pytest.mark.benchmark(group="quote at supply 10 000 000, against supply 10")
def test_quote_at_a_small_supply(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info.update(role="reference", count=QUOTES, unit="quotes/s")
    benchmark(_quotes, 10)


@pytest.fixture(scope="module")
def million_trades(
    sqlite_template: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, int]]:
    """A room with a million trades, copied from one real one."""
    import sqlite3

    path = tmp_path_factory.mktemp("million") / "million.db"
    target = sqlite3.connect(path)
    assert isinstance(sqlite_template, sqlite3.Connection)
    sqlite_template.backup(target)
    target.close()
    database = connect(Location(path=path))
    market = make_market(database)
    place(market.desk, order(market.room, market.members[0], 1))

    def multiply(connection: Connection) -> None:
        for entry_column in ("entry_id",):
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            connection.execute(
                text(
                    "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :m)"
                    " INSERT INTO ledger_entry SELECT 1000000 + i, book_id, 1000000 + i, kind, at,"
                    " actor, 'm' || i, request_hash, memo, category, metadata, NULL,"
                    " previous_hash, hash FROM ledger_entry, n WHERE ledger_entry.id ="
                    f" (SELECT {entry_column} FROM vending_trade LIMIT 1)"
                ),
                {"m": MILLION},
            )
        connection.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :m)"
                " INSERT INTO vending_trade (room_id, number, entry_id, member_id, side, at, keys,"
                " gross, creator_fee, protocol_fee, total, price_after, supply_after)"
                " SELECT room_id, i, 1000000 + i, :first + i % 2, side, at + i * 1000000, keys,"
                " gross, creator_fee, protocol_fee, total, price_after + i, i"
                " FROM vending_trade, n WHERE number = 1"
            ),
            {"m": MILLION, "first": market.members[0]},
        )
        connection.execute(text("UPDATE room SET trades = :m, supply = :m"), {"m": MILLION})

    database.write(multiply)
    yield database, market.room
    database.close()


@pytest.mark.parametrize("offset", [0, 500_000], ids=["first page", "page in the middle"])
def test_page_of_a_million_trades(
    benchmark: BenchmarkFixture, million_trades: tuple[Database, int], offset: int
) -> None:
    database, room = million_trades
    benchmark.extra_info.update(goal_ms=20)
    page = benchmark(
        lambda: database.read(
            lambda connection: queries.trades_page(
                connection, Listing(filters={queries.ROOM: room}), offset, PAGE
            )
        )
    )
    assert len(page.rows) == PAGE
    assert page.total == MILLION


def test_audit(benchmark: BenchmarkFixture, file_database: Database) -> None:
    market = make_market(file_database, members=8)
    for number in range(2_000):
        place(market.desk, order(market.room, market.members[number % 8], 1))
    report = benchmark(lambda: run_audit(file_database, CHECKS, NoProgress()))
    assert report.ok
    rows = sum(check.rows for check in report.checks)
    benchmark.extra_info.update(count=rows, unit="rows/s")


def test_demo(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    benchmark.extra_info.update(goal_ms=3_000)
    paths = (tmp_path / f"demo-{number}.db" for number in range(100))
    benchmark.pedantic(lambda: build_demo_file(next(paths), NoProgress()), rounds=2)
