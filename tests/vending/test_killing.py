"""A program killed at any moment loses nothing that it was told is done, and leaves no half."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from app.db.database import Database, connect
from app.vending.rules import Side
from app.vending.trading import Order
from tests.examples import at_length
from tests.factories import desk_of, give, make_member, make_room
from tests.vending.exchange import assert_clean
from tests.vending.traders import Errand, Traders, told

MEMBERS = 4
BATCH = 12
KILLED = -9
# A program's first trade takes some ten thousand Python calls, each further one about a thousand.
MOST_CALLS = 40_000
LONGEST_LIFE_SECONDS = 0.15


@pytest.fixture(scope="module")
def traders() -> Iterator[Traders]:
    """Starts programs that trade."""
    found = Traders()
    yield found
    found.close()


def open_market(database: Database) -> None:
    desk = desk_of(database)
    for number in range(1, MEMBERS + 1):
        give(desk, make_member(desk, f"member-{number}"), 10**14)
    for number in (1, 2):
        make_room(desk, f"room-{number}")


def acts(life: int, dice: random.Random) -> tuple[Order | tuple[Order, ...], ...]:
    """Trades that nothing but a kill can stop, by themselves or many in one transaction."""

    def one(name: str) -> Order:
        return Order(dice.randint(1, 2), dice.randint(1, MEMBERS), Side.BUY, 1, None, name)

    if life % 2:
        return tuple(
            tuple(one(f"{life}:{number}:{part}") for part in range(BATCH)) for number in range(80)
        )
    return tuple(one(f"{life}:{number}") for number in range(1_000))


@dataclass(frozen=True, slots=True)
class Life:
    """What a killed program reported: the keys it tried, was told are done, and tried last."""

    tried: set[str]
    done: set[str]
    last: set[str]


def live(traders: Traders, database: Database, folder: Path, number: int) -> Life:
    """Have a program killed: half of them kill themselves at some call, half fall to the clock."""
    dice = random.Random(number)
    by_itself = number % 4 < 2
    last_call = dice.randint(1, MOST_CALLS) if by_itself else None
    report = folder / f"life-{number}"
    errand = Errand(database.location, acts(number, dice), report, last_call=last_call)
    pid = traders.start(errand)
    if not by_itself:
        await_until(lambda: bool(told(report)))
        Event().wait(dice.random() * LONGEST_LIFE_SECONDS)
        traders.kill(pid)
    assert traders.wait(pid) == KILLED
    tries = [set(keys) for word, keys, _ in told(report) if word == "try"]
    done = [set(keys) for word, keys, _ in told(report) if word == "done"]
    return Life(set().union(*tries), set().union(*done), tries[-1] if tries else set())


def await_until(happened: Callable[[], bool]) -> None:
    moment = Event()
    for _ in range(20_000):
        if happened():
            return
        moment.wait(0.001)
    raise AssertionError("it never happened")


def settle(database: Database) -> None:
    """Wait until the server has noticed that the killed program is gone."""
    if database.is_sqlite:
        return
    database.engine.dispose()
    await_until(
        lambda: database.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).scalar_one()
        )
    )


def booked(database: Database) -> set[str]:
    query = "SELECT idempotency_key FROM ledger_entry WHERE kind = 'trade'"
    return set(database.read(lambda connection: connection.exec_driver_sql(query).scalars()))


@pytest.mark.parametrize(
    ("kind", "lives"),
    [
        ("file_database", at_length(100, short=8)),
        ("postgres_database", at_length(40, short=6)),
    ],
)
def test_killed_programs_leave_whole_trades_and_clean_books(
    request: pytest.FixtureRequest, traders: Traders, tmp_path: Path, kind: str, lives: int
) -> None:
    database: Database = request.getfixturevalue(kind)
    with closing(connect(database.location)) as other:
        open_market(other)
    before: set[str] = set()
    for number in range(lives):
        life = live(traders, database, tmp_path, number)
        settle(database)
        now = booked(database)
        made = now - before
        assert before <= now
        assert life.done <= made <= life.tried, number
        # What was under way stands whole or not at all.
        assert made - life.done in (set(), life.last), number
        before = now
        if number % 5 == 0:
            assert_clean(database)
    assert len(before) > lives // 5
    assert_clean(database)
