"""The audit reads any number of rows in little memory, tells how far it is, and can be stopped."""

import sqlite3
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from app.assembly.checks import CHECKS
from app.db.database import Database
from app.errors import Cancelled
from app.ledger import audit as auditing
from app.ledger.audit import run_audit
from app.progress import NoProgress
from app.vending import audit as vending_auditing
from app.vending.rules import Side
from app.vending.trading import Order, execute
from tests.factories import NOON, Market, make_market
from tests.ledger.books import Books, draft_of, open_books
from tests.lively import make_lively
from tests.spoiling import copy_of, driver_of, drop_guards


def trade_often(market: Market, number: int) -> None:
    """Buys and sales of one key, in one transaction."""

    def work(connection: Connection) -> None:
        for index in range(number):
            side = Side.SELL if index % 3 == 2 else Side.BUY
            member = market.members[0 if side is Side.SELL else index % 2]
            order = Order(market.room, member, side, 1, None, f"often:{number}:{index}")
            execute(connection, order, actor="tester", at=NOON + timedelta(seconds=index))

    market.desk.database.write(work)


def peak_memory(database: Database) -> int:
    tracemalloc.start()
    try:
        assert run_audit(database, CHECKS, NoProgress()).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_take_no_more_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "BATCH", 20)
    monkeypatch.setattr(vending_auditing, "INTEGRALS_KEPT", 20)
    market = make_market(database)
    trade_often(market, 80)
    peak_memory(database)  # Statements are compiled and kept the first time.
    few = peak_memory(database)
    trade_often(market, 720)
    many = peak_memory(database)
    assert many < 1.5 * few, (few, many)


@pytest.mark.parametrize(
    "statement",
    [
        auditing._ACCOUNTS,
        auditing._HISTORY,
        auditing._ENTRIES,
        auditing._ORPHANS,
        vending_auditing._ROOMS,
        vending_auditing._TRADES,
    ],
)
def test_database_sorts_nothing_for_the_audit(sqlite_database: Database, statement: object) -> None:
    # What it sorted it would hold in memory, or on disk.
    text = str(statement.compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]  # A select.
    plan = sqlite_database.read(
        lambda connection: connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    )
    assert not any("TEMP B-TREE" in row[3] for row in plan), plan


class Watched:
    """Notes each step, and asks to stop at one of them."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.steps: list[tuple[int, int | None, str]] = []
        self.stop_at = stop_at

    def step(self, done: int, total: int | None, text: str = "") -> None:
        if len(self.steps) == self.stop_at:
            raise Cancelled("Stopped.")
        self.steps.append((done, total, text))


@pytest.fixture
def busy(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A market with some trades, audited in small batches."""
    monkeypatch.setattr(auditing, "BATCH", 10)
    monkeypatch.setattr(vending_auditing, "BATCH", 10)
    trade_often(make_market(database), 60)
    return database


def test_progress_tells_what_is_checked_and_how_far_it_is(busy: Database) -> None:
    progress = Watched()
    run_audit(busy, CHECKS, progress)
    parts = dict.fromkeys(text for _, _, text in progress.steps)
    assert list(parts) == ["accounts", "balances", "entries", "vending machines", "trades"]
    for part in parts:
        counts = [(done, total) for done, total, text in progress.steps if text == part]
        dones = [done for done, _ in counts]
        assert dones == sorted(dones)
        assert len({total for _, total in counts}) == 1
        assert all(total is not None and done <= total for done, total in counts), counts
    assert sum(text == "balances" for _, _, text in progress.steps) > 10


def test_audit_stops_at_any_step_and_leaves_the_database_usable(busy: Database) -> None:
    progress = Watched()
    clean = run_audit(busy, CHECKS, progress)
    for stop_at in range(0, len(progress.steps), 5):
        with pytest.raises(Cancelled):
            run_audit(busy, CHECKS, Watched(stop_at))
    assert run_audit(busy, CHECKS, NoProgress()) == clean


@pytest.mark.parametrize("kind", ["file_database", "postgres_database"])
def test_audit_sees_one_moment_while_others_write(
    kind: str, request: pytest.FixtureRequest
) -> None:
    database: Database = request.getfixturevalue(kind)
    market = make_market(database)
    trade_often(market, 20)
    numbers = count(1_000)

    class Interrupting:
        def step(self, done: int, total: int | None, text: str = "") -> None:
            order = Order(market.room, 1, Side.BUY, 1, None, f"meanwhile:{next(numbers)}")
            database.write(lambda connection: execute(connection, order, actor="x", at=NOON))

    assert run_audit(database, CHECKS, Interrupting()).ok
    assert next(numbers) >= 1_005
    assert run_audit(database, CHECKS, NoProgress()).ok


def root_of(database: Database) -> str:
    return run_audit(database, CHECKS, NoProgress()).root_hash


def test_same_history_has_the_same_root_on_both_databases(
    sqlite_database: Database, postgres_database: Database
) -> None:
    make_lively(sqlite_database)
    make_lively(postgres_database)
    assert root_of(sqlite_database) == root_of(postgres_database)


def test_root_is_another_after_each_entry(books: Books) -> None:
    roots = {root_of(books.database)}
    for number in (1, 2, 3):
        books.post_draft(draft_of(books.mint(1, 5), key=f"k{number}", book=f"book {number % 2}"))
        roots.add(root_of(books.database))
    assert len(roots) == 4


def test_root_depends_on_everything_in_an_entry(sqlite_template: sqlite3.Connection) -> None:
    def root(**changes: str) -> str:
        database = copy_of(sqlite_template)
        books = open_books(database)
        books.post_draft(draft_of(books.mint(1, 5), **({"key": "k"} | changes)))
        found = root_of(database)
        database.close()
        return found

    plain = root()
    assert root() == plain
    assert plain not in {root(key="l"), root(memo="m"), root(kind="n"), root(book="o")}


@pytest.fixture(scope="module")
def lively(sqlite_template: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A workspace with a bit of everything, to take copies of."""
    database = copy_of(sqlite_template)
    make_lively(database)
    yield driver_of(database)
    database.close()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("ledger_entry", name) for name in ("sequence", "kind", "at", "actor", "memo")),
        *(("ledger_entry", name) for name in ("idempotency_key", "category", "metadata")),
        *(("ledger_transfer", name) for name in ("amount", "debit_balance_after")),
        ("ledger_book", "code"),
    ],
)
def test_root_is_another_when_history_is_changed_by_hand(
    lively: sqlite3.Connection, table: str, column: str
) -> None:
    database = copy_of(lively)
    before = root_of(database)
    driver = driver_of(database)
    drop_guards(driver)
    key = "entry_id" if table == "ledger_transfer" else "id"
    driver.execute(f"UPDATE {table} SET {column} = {column} || '1' WHERE {key} = 2")
    assert root_of(database) != before
    database.close()
