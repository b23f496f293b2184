"""Trades a second through the service against the same rows written by hand."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select

from app.db.database import Database
from app.db.schema import table_of
from app.ledger.tables import Account
from app.vending.trading import place
from tests.factories import Market, make_market, order

TRADES = 300
ROUNDS = 5
MONEY = 10**16
HASH = bytes(32)

ENTRY = (
    "INSERT INTO ledger_entry (id, book_id, sequence, kind, at, actor, idempotency_key,"
    " request_hash, memo, category, metadata, reverses_id, previous_hash, hash)"
    " VALUES ({0}, {0}, {0}, 'trade', {0}, 'bench', {0}, {0}, '', 'buy', '{{}}', NULL, {0}, {0})"
)
TRANSFER = (
    "INSERT INTO ledger_transfer (entry_id, position, debit_account_id, credit_account_id,"
    " amount, debit_balance_after, credit_balance_after)"
    " VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0})"
)
ACCOUNT = "UPDATE ledger_account SET balance = balance + {0} WHERE id = {0}"
BOOK = "UPDATE ledger_book SET entries = {0}, head_hash = {0} WHERE id = {0}"
TRADE = (
    "INSERT INTO vending_trade (id, room_id, number, entry_id, member_id, side, at, keys, gross,"
    " creator_fee, protocol_fee, total, price_after, supply_after)"
    " VALUES ({0}, {0}, {0}, {0}, {0}, 'buy', {0}, 1, {0}, {0}, {0}, {0}, {0}, {0})"
)
ROOM = (
    "UPDATE room SET supply = {0}, reserve = {0}, price = {0}, trades = {0}, traded_at = {0},"
    " changed_at = {0} WHERE id = {0}"
)


class HandWritten:
    """Writes the rows of one buy with plain SQL: no checks, no hashes, no repeats."""

    def __init__(self, cursor: Any, mark: str, market: Market, accounts: dict[str, int]) -> None:
        self.cursor = cursor
        self.market = market
        self.accounts = accounts
        self.book = 2
        self.sql = [text.format(mark) for text in (ENTRY, TRANSFER, ACCOUNT, BOOK, TRADE, ROOM)]
        self.entry = 1_000_000
        self.number = 1
        self.cash = MONEY
        self.reserve = self.fees = 0

    def buy(self) -> None:
        """The next key of the linear µSTX curve, fees on top."""
        entry, transfer, account, book, trade, room = self.sql
        run, many = self.cursor.execute, self.cursor.executemany
        a, supply = self.accounts, self.number
        gross = 1_000_000 + 100_000 * supply
        fee = gross * 250 // 10_000
        self.entry += 1
        self.number += 1
        self.cash -= gross + 2 * fee
        self.reserve += gross
        self.fees += fee
        row = (self.entry, self.book, self.entry, self.number, f"bench:{self.entry}")
        run(entry, (*row, HASH, HASH, HASH))
        many(
            transfer,
            [
                (self.entry, 0, a["cash"], a["reserve"], gross, self.cash, self.reserve),
                (self.entry, 1, a["cash"], a["creator"], fee, self.cash, self.fees),
                (self.entry, 2, a["cash"], a["protocol"], fee, self.cash, self.fees),
                (self.entry, 3, a["mint"], a["keys"], 1, -self.number, self.number),
            ],
        )
        many(
            account,
            [
                (-gross - 2 * fee, a["cash"]), (gross, a["reserve"]), (fee, a["creator"]),
                (fee, a["protocol"]), (-1, a["mint"]), (1, a["keys"]),
            ],
        )  # fmt: skip
        run(book, (self.number, HASH, self.book))
        run(
            trade,
            (self.entry, self.market.room, self.number, self.entry, self.market.members[0],
             self.number,
             gross, fee, fee, gross + 2 * fee, gross + 100_000, self.number),
        )  # fmt: skip
        run(
            room,
            (self.number, self.reserve, gross + 100_000, self.number, self.number, self.number,
             self.market.room),
        )  # fmt: skip


def _accounts(database: Database, market: Market) -> dict[str, int]:
    """Ids of the accounts that a buy of the first member touches; the first buy opens them."""
    place(market.desk, order(market.room, market.members[0], 1))
    account = table_of(Account)
    rows = database.read(
        lambda connection: connection.execute(
            select(account.c.id, account.c.owner_kind, account.c.owner_id, account.c.role,
                   account.c.asset_id).order_by(account.c.id)
        ).all()
    )  # fmt: skip
    room_roles = {"reserve": "reserve", "creator_fees": "creator", "protocol_fees": "protocol"}
    found = {room_roles[row.role]: row.id for row in rows if row.owner_kind == "room"}
    quote = next(row.asset_id for row in rows if row.role == "reserve")
    mine = [row for row in rows if row.owner_kind == "member" and row.owner_id == market.members[0]]
    found["cash"] = next(row.id for row in mine if row.asset_id == quote)
    found["keys"] = next(row.id for row in mine if row.asset_id != quote)
    mints = [row for row in rows if row.role == "issuance" and row.asset_id != quote]
    found["mint"] = mints[0].id
    return found


def _through_the_service(market: Market) -> Callable[[], None]:
    def buy() -> None:
        for _ in range(TRADES):
            place(market.desk, order(market.room, market.members[0], 1, limit=10**15))

    return buy


def _measure(benchmark: BenchmarkFixture, work: Callable[[], None], role: str) -> None:
    benchmark.extra_info.update(role=role, count=TRADES, unit="trades/s", goal=0.5)
    benchmark.pedantic(work, rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.benchmark(group="trades on SQLite, against hand-written sqlite3")
def test_service_on_sqlite(benchmark: BenchmarkFixture, file_database: Database) -> None:
    _measure(benchmark, _through_the_service(make_market(file_database, money=MONEY)), "subject")


@pytest.mark.benchmark(group="trades on SQLite, against hand-written sqlite3")
def test_hand_written_on_sqlite(benchmark: BenchmarkFixture, file_database: Database) -> None:
    market = make_market(file_database, money=MONEY)
    accounts = _accounts(file_database, market)
    driver = sqlite3.connect(str(file_database.location), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        driver.execute(f"PRAGMA {pragma}")
    by_hand = HandWritten(driver.cursor(), "?", market, accounts)

    def buy() -> None:
        for _ in range(TRADES):
            driver.execute("BEGIN IMMEDIATE")
            by_hand.buy()
            driver.execute("COMMIT")

    _measure(benchmark, buy, "reference")
    driver.close()


@pytest.mark.benchmark(group="trades on PostgreSQL, against hand-written psycopg")
def test_service_on_postgresql(benchmark: BenchmarkFixture, postgres_database: Database) -> None:
    market = make_market(postgres_database, money=MONEY)
    _measure(benchmark, _through_the_service(market), "subject")


@pytest.mark.benchmark(group="trades on PostgreSQL, against hand-written psycopg")
def test_hand_written_on_postgresql(
    benchmark: BenchmarkFixture, postgres_database: Database
) -> None:
    import psycopg

    market = make_market(postgres_database, money=MONEY)
    accounts = _accounts(postgres_database, market)
    with psycopg.connect(postgres_database.location.url) as driver:
        by_hand = HandWritten(driver.cursor(), "%s", market, accounts)

        def buy() -> None:
            for _ in range(TRADES):
                by_hand.buy()
                driver.commit()

        _measure(benchmark, buy, "reference")
