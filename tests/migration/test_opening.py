"""A legacy room is opened with its keys, and stays shut until its reserve is whole."""

import queue
from typing import TypeVar

import pytest

from app.changes import ANY, Changed, Done
from app.db.database import Database, connect
from app.db.live import Watcher
from app.errors import Cancelled, InvalidInput, UserError
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AccountRole
from app.members.queries import member_by_username_or_id
from app.migration import reserve as service
from app.migration.reserve import ReserveSource, open_legacy, required_reserve
from app.migration.service import deprecate_legacy
from app.operators.desk import Desk
from app.operators.rules import Role
from app.progress import NoProgress
from app.rooms import service as rooms
from app.rooms.legacy_stages import MigrationStage
from app.rooms.rules import Status
from app.vending.machines import initialise_machine
from app.vending.rules import FeeMode, Side
from app.vending.trading import place
from tests.db.test_live import wait_for_listener
from tests.factories import desk_of, give, linear_terms, order, refusal_of
from tests.migration.old_rooms import (
    KEYS,
    REQUIRED,
    code_of,
    filled,
    legacy_of,
    make_imported,
    make_switched,
    opened,
    own_of,
)
from tests.vending.exchange import assert_clean

T = TypeVar("T")

ANYTHING = Changed(ANY)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_of(database)


@pytest.fixture
def switched(desk: Desk) -> int:
    return make_switched(desk)


def member(desk: Desk, name: str) -> int:
    return desk.database.read(lambda c: member_by_username_or_id(c, name)).id


def held(desk: Desk, name: str) -> int:
    asset = desk.database.read(
        lambda c: c.exec_driver_sql("SELECT key_asset_id FROM room").scalar_one()
    )
    ref = AccountRef(asset, "member", member(desk, name))
    return desk.database.read(lambda connection: balance_of(connection, ref))


def test_holders_get_their_keys_and_the_reserve_is_asked_for(desk: Desk, switched: int) -> None:
    state = opened(desk, switched)
    assert (state.required, state.reserve, state.shortfall) == (REQUIRED, 0, REQUIRED)
    assert {name: held(desk, name) for name in KEYS} == KEYS
    own = own_of(desk.database)
    assert (own.supply, own.reserve, own.price) == (10, 0, 2_000_000)
    assert (own.status, own.sells_paused) == (Status.PAUSED, True)
    assert legacy_of(desk.database).stage is MigrationStage.OPENED
    assert_clean(desk.database)


def test_short_room_neither_buys_nor_sells_nor_opens(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    room, ana = own_of(desk.database).id, member(desk, "ana")
    give(desk, ana, 10**9)
    assert code_of(lambda: place(desk, order(room, ana, 1))) == "u205"
    assert code_of(lambda: place(desk, order(room, ana, 1, Side.SELL))) == "u205"
    for step in (
        lambda: rooms.resume(desk, room),
        lambda: rooms.pause(desk, room, sells=False),
        lambda: rooms.deprecate(desk, room, "Enough"),
    ):
        assert code_of(step) == "RESERVE_SHORT"
    rooms.pause(desk, room, sells=True)
    assert_clean(desk.database)


def test_covered_room_trades_and_its_keys_can_all_be_bought_back(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    state = filled(desk, switched, 13_775_000)
    assert (state.transferred, state.shortfall) == (13_775_000, 725_000)
    assert legacy_of(desk.database).stage is MigrationStage.OPENED
    assert_clean(desk.database)
    state = filled(desk, switched, 725_000, ReserveSource.TOPPED_UP)
    assert (state.topped_up, state.shortfall) == (725_000, 0)
    assert legacy_of(desk.database).stage is MigrationStage.COVERED
    room = own_of(desk.database).id
    rooms.resume(desk, room)
    for name, keys in KEYS.items():
        place(desk, order(room, member(desk, name), keys, Side.SELL))
    own = own_of(desk.database)
    assert (own.supply, own.reserve, own.trades) == (0, 0, 3)
    assert_clean(desk.database)
    deprecate_legacy(desk, switched, "Moved")
    assert legacy_of(desk.database).stage is MigrationStage.DEPRECATED
    assert_clean(desk.database)


def test_reserve_takes_no_more_than_what_is_missing(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    for amount in (REQUIRED + 1, 0, -5):
        with pytest.raises(InvalidInput) as caught:
            filled(desk, switched, amount)
        assert caught.value.field == "amount"
    filled(desk, switched, REQUIRED)
    with pytest.raises(InvalidInput, match="is what the curve requires already"):
        filled(desk, switched, 1)


def test_top_up_needs_a_reason(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    with pytest.raises(InvalidInput) as caught:
        service.fill_reserve(desk, switched, ReserveSource.TOPPED_UP, 5, "key", " ")
    assert caught.value.field == "reason"


def test_same_transfer_twice_is_booked_once(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    for _ in range(2):
        state = filled(desk, switched, REQUIRED, key="pot")
        assert state.shortfall == 0
    assert own_of(desk.database).reserve == REQUIRED
    assert code_of(lambda: filled(desk, switched, 7, key="pot")) == "IDEMPOTENCY_CONFLICT"


def test_opening_again_changes_nothing(desk: Desk, switched: int) -> None:
    first = opened(desk, switched)
    filled(desk, switched, 5)
    again = opened(desk, switched, linear_terms(parameters={"base": 7, "slope": 7}))
    assert (again.required, again.reserve) == (first.required, 5)
    assert own_of(desk.database).supply == 10


@pytest.mark.parametrize("stop_at", [0, 1, 2])
def test_opening_that_was_stopped_goes_on(
    desk: Desk, switched: int, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(service, "IN_A_BATCH", 1)

    class Stop:
        def step(self, done: int, total: int | None, text: str = "") -> None:
            if done == stop_at:
                raise Cancelled("stop")

    with pytest.raises(Cancelled):
        open_legacy(desk, switched, linear_terms(), Stop())
    row = legacy_of(desk.database)
    assert (row.stage, row.issued) == (MigrationStage.OPENED, stop_at)
    assert_clean(desk.database)
    with pytest.raises(UserError, match="Not all keys are issued"):
        filled(desk, switched, 5)
    opened(desk, switched)
    assert {name: held(desk, name) for name in KEYS} == KEYS
    assert_clean(desk.database)


@pytest.mark.parametrize("kind", ["file_database", "postgres_database"])
def test_another_window_hears_of_each_batch_while_work_goes_on(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(service, "IN_A_BATCH", 1)
    database = request.getfixturevalue(kind)
    desk = desk_of(database)
    row_id = make_switched(desk)
    batches: list[tuple[Changed, ...]] = []
    heard: queue.Queue[tuple[Changed, ...]] = queue.Queue()
    window = connect(database.location)
    watcher = Watcher(window, heard.put, poll=0.01)

    def announce(done: Done[T]) -> T:
        batches.append(done.changed)
        assert heard.get(timeout=10) == ((ANYTHING,) if window.is_sqlite else done.changed)
        return done.value

    watcher.start()
    try:
        if not window.is_sqlite:
            wait_for_listener(window)
        open_legacy(desk, row_id, linear_terms(), NoProgress(), announce)
    finally:
        watcher.stop()
        window.close()
    assert len(batches) == 1 + len(KEYS)
    assert {each.kind for each in batches[-1]} == {
        "legacy_room",
        "room",
        "trail",
        "entry",
        "member",
    }


def test_curve_that_requires_nothing_needs_no_top_up(desk: Desk, switched: int) -> None:
    terms = linear_terms(family="quadratic", parameters={"unit": 1, "divisor": 16_000})
    assert opened(desk, switched, terms).required == 0
    assert legacy_of(desk.database).stage is MigrationStage.COVERED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supply_cap": 9}, "supply_cap"),
        ({"family": "stepped", "parameters": {"bands": "9:5"}}, "family"),
        ({"family": "flat", "parameters": {"price": 2**62}}, "family"),
        ({"fee_mode": FeeMode.INSIDE}, "fee_mode"),
        ({"treasury": "ST1"}, "treasury"),
        ({"quote": "gold"}, "quote"),
    ],
)
def test_terms_that_do_not_fit_are_refused_before_anything_is_written(
    desk: Desk, switched: int, changes: dict[str, object], field: str
) -> None:
    error = refusal_of(lambda: opened(desk, switched, linear_terms(**changes)))
    assert error is not None
    assert error.field == field
    assert legacy_of(desk.database).stage is MigrationStage.SWITCHED
    assert own_of(desk.database).status is Status.INITIALISED


def test_required_reserve_is_the_curves_integral() -> None:
    assert required_reserve(linear_terms(), 10) == REQUIRED
    assert required_reserve(linear_terms(), 0) == 0


def test_room_must_be_switched_over_first(desk: Desk) -> None:
    row_id = make_imported(desk)
    assert code_of(lambda: opened(desk, row_id)) == "LEGACY_STAGE"
    assert code_of(lambda: filled(desk, row_id, 5)) == "LEGACY_STAGE"


def test_room_with_a_snapshot_gets_no_empty_machine(desk: Desk, switched: int) -> None:
    room = own_of(desk.database).id
    assert code_of(lambda: initialise_machine(desk, room, linear_terms())) == "HAS_SNAPSHOT"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_opening_and_filling_are_for_admins(desk: Desk, switched: int, role: Role) -> None:
    other = desk_of(desk.database, role=role)
    assert code_of(lambda: opened(other, switched)) == "NEEDS_ROLE"
    assert code_of(lambda: filled(other, switched, 5)) == "NEEDS_ROLE"


def test_reserve_account_holds_what_was_brought_in(desk: Desk, switched: int) -> None:
    opened(desk, switched)
    filled(desk, switched, 100)
    asset = desk.database.read(
        lambda c: c.exec_driver_sql("SELECT quote_asset_id FROM room").scalar_one()
    )
    ref = AccountRef(asset, "room", own_of(desk.database).id, AccountRole.RESERVE)
    assert desk.database.read(lambda connection: balance_of(connection, ref)) == 100


def test_progress_tells_how_many_holders_have_their_keys(desk: Desk, switched: int) -> None:
    seen: list[tuple[int, int | None]] = []

    class Watch(NoProgress):
        def step(self, done: int, total: int | None, text: str = "") -> None:
            seen.append((done, total))

    open_legacy(desk, switched, linear_terms(), Watch())
    assert seen == [(0, 3), (3, 3)]
