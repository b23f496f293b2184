"""Eight programs trade at once: all invariants hold, and no trade is lost or made twice."""

import fcntl
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.vending.rules import Side
from app.vending.trading import Order
from tests.examples import at_length
from tests.factories import desk_of, give, linear_terms, make_member, make_room
from tests.vending.exchange import assert_clean
from tests.vending.traders import Errand, Gift, Traders, told

PROGRAMS = 8
ACTS = at_length(60, short=24)


@pytest.fixture(scope="module")
def traders() -> Iterator[Traders]:
    """Starts programs that trade."""
    found = Traders()
    yield found
    found.close()


@pytest.fixture(params=["file_database", "postgres_database"])
def shared(request: pytest.FixtureRequest) -> Database:
    """A workspace that other programs may open too."""
    database: Database = request.getfixturevalue(request.param)
    return database


def open_rooms(database: Database, rooms: int, members: int) -> None:
    """Rooms 1 …, and members 1 … with money for some of what they will try."""
    desk = desk_of(database)
    for number in range(1, members + 1):
        give(desk, make_member(desk, f"member-{number}"), 60_000_000)
    for number in range(1, rooms + 1):
        make_room(desk, f"room-{number}", terms=linear_terms(supply_cap=40))


def acts(seat: int, rooms: int, members: int) -> tuple[Order | Gift, ...]:
    """What the program at this seat does; half of it its neighbour sends as well."""
    found: list[Order | Gift] = []
    for number in range(ACTS):
        shared = number % 2 == 0
        key = f"{seat // 2 if shared else f'own:{seat}'}:{number}"
        dice = random.Random(key)
        member = dice.randint(1, members)
        if dice.random() < 0.1:
            found.append(Gift(member, 1_000_000, f"gift:{key}"))
            continue
        side = Side.SELL if dice.random() < 0.35 else Side.BUY
        limit = 12_000_000 if side is Side.BUY and dice.random() < 0.3 else None
        keys = dice.randint(1, 5)
        found.append(Order(dice.randint(1, rooms), member, side, keys, limit, f"order:{key}"))
    # Neighbours send what they share in another order.
    return tuple(found if seat % 2 else found[::-1])


def run_all(
    traders: Traders, database: Database, folder: Path, rooms: int, members: int
) -> dict[str, list[object]]:
    """Let all programs go at once; returns what came of each key, as each sender heard it."""
    gate = folder / "gate"
    gate.touch()
    errands = [
        Errand(database.location, acts(seat, rooms, members), folder / f"report-{seat}", gate)
        for seat in range(PROGRAMS)
    ]
    with gate.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pids = [traders.start(errand) for errand in errands]
    assert [traders.wait(pid) for pid in pids] == [0] * PROGRAMS
    results: dict[str, list[object]] = defaultdict(list)
    for errand in errands:
        for word, keys, result in told(errand.report):
            if word == "done":
                results[keys[0]].append(result)
    return results


def booked(database: Database) -> dict[str, int]:
    """The entry of each idempotency key; a trade's id is its entry's."""

    def read(connection: Connection) -> dict[str, int]:
        rows = connection.exec_driver_sql(
            "SELECT idempotency_key, ledger_entry.id, vending_trade.id FROM ledger_entry"
            " LEFT JOIN vending_trade ON vending_trade.entry_id = ledger_entry.id"
        )
        found = {}
        for key, entry, trade in rows:
            assert trade == (entry if key.startswith("order:") else None)
            found[key] = entry
        return found

    return database.read(read)


@pytest.mark.parametrize(("rooms", "members"), [(1, 4), (4, 6)])
def test_eight_programs_lose_no_trade_and_make_none_twice(
    traders: Traders, shared: Database, tmp_path: Path, rooms: int, members: int
) -> None:
    open_rooms(shared, rooms, members)
    results = run_all(traders, shared, tmp_path, rooms, members)
    entries = booked(shared)
    assert sum(len(heard) for heard in results.values()) == PROGRAMS * ACTS
    for key, heard in results.items():
        made = {result for result in heard if isinstance(result, int)}
        # Both senders of a key heard of the same trade; where one was refused at its turn, the
        # other may have been carried out later.
        assert made <= {entries.get(key)}, key
        assert (key in entries) == bool(made), key
        refused = {result for result in heard if not isinstance(result, int)}
        assert refused <= {"u201", "u202", "u206"}, (key, refused)
    carried_out = [key for key in results if key in entries]
    assert len(carried_out) > PROGRAMS * ACTS // 4
    assert any(len(heard) == 2 and heard[0] == heard[1] for heard in results.values())
    assert_clean(shared)
