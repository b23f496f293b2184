"""Deposits and withdrawals."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.amounts import AmountOverflow
from app.db.database import Database
from app.errors import InvalidInput, NotAllowed, NotFound, UserError
from app.ledger.assets import open_asset
from app.ledger.rules import MAX_AMOUNT, AssetKind, IdempotencyConflict, InsufficientBalance
from app.ledger.tables import Entry
from app.members.money import deposit, withdraw
from app.members.queries import BalanceRow, member_balances
from app.members.rules import MemberStatus
from app.members.service import set_status
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.tables import TrailLine
from tests import factories
from tests.factories import desk_of
from tests.members.people import make, open_ustx, rows_in


@pytest.fixture
def desk(database: Database) -> Desk:
    """An admin's desk in a workspace with µSTX."""
    desk = desk_of(database)
    open_ustx(desk)
    return desk


def held(desk: Desk, member_id: int) -> tuple[BalanceRow, ...]:
    """What the member holds."""
    return desk.database.read(lambda connection: member_balances(connection, member_id))


def test_a_deposit_raises_the_members_balance(desk: Desk) -> None:
    ann = make(desk, "ann")
    moved = deposit(desk, ann.id, "uSTX", 1_500_000, "key-1", "from the bank").value
    assert (moved.amount, moved.balance, moved.repeated) == (1_500_000, 1_500_000, False)
    assert held(desk, ann.id) == (BalanceRow("uSTX", 1_500_000, 6, False),)


def test_a_withdrawal_lowers_it(desk: Desk) -> None:
    ann = make(desk, "ann")
    deposit(desk, ann.id, "uSTX", 100, "key-1")
    assert withdraw(desk, ann.id, "uSTX", 40, "key-2").value.balance == 60


def test_nobody_withdraws_more_than_they_hold(desk: Desk) -> None:
    ann = make(desk, "ann")
    deposit(desk, ann.id, "uSTX", 100, "key-1")
    with pytest.raises(InsufficientBalance) as refused:
        withdraw(desk, ann.id, "uSTX", 101, "key-2")
    assert (refused.value.required, refused.value.available) == (101, 100)
    assert held(desk, ann.id)[0].balance == 100


def test_the_same_key_books_once(desk: Desk) -> None:
    ann = make(desk, "ann")
    first = deposit(desk, ann.id, "uSTX", 100, "key-1").value
    lines = rows_in(desk.database, TrailLine)
    done = deposit(desk, ann.id, "uSTX", 100, "key-1")
    assert done.value.repeated
    assert (done.value.entry_id, done.value.balance) == (first.entry_id, 100)
    assert done.changed == ()
    assert rows_in(desk.database, TrailLine) == lines


def test_the_same_key_for_something_else_is_a_conflict(desk: Desk) -> None:
    ann, bob = make(desk, "ann"), make(desk, "bob")
    deposit(desk, ann.id, "uSTX", 100, "key-1")
    for attempt in ((ann.id, 101), (bob.id, 100)):
        with pytest.raises(IdempotencyConflict):
            deposit(desk, attempt[0], "uSTX", attempt[1], "key-1")
    with pytest.raises(IdempotencyConflict):
        withdraw(desk, ann.id, "uSTX", 100, "key-1")


def test_the_same_key_sent_many_times_at_once_books_once(postgres_database: Database) -> None:
    desk = desk_of(postgres_database)
    open_ustx(desk)
    ann = make(desk, "ann")
    with ThreadPoolExecutor(6) as pool:
        moved = list(
            pool.map(lambda _: deposit(desk, ann.id, "uSTX", 100, "key-1").value, range(6))
        )
    assert [each.repeated for each in moved].count(False) == 1
    assert held(desk, ann.id)[0].balance == 100


@pytest.mark.parametrize("amount", [0, -1])
def test_amounts_below_one_are_refused_at_their_field(desk: Desk, amount: int) -> None:
    ann = make(desk, "ann")
    with pytest.raises(InvalidInput) as refused:
        deposit(desk, ann.id, "uSTX", amount, "key-1")
    assert refused.value.field == "amount"


def test_amounts_that_the_ledger_cannot_hold_are_refused(desk: Desk) -> None:
    ann = make(desk, "ann")
    with pytest.raises(AmountOverflow):
        deposit(desk, ann.id, "uSTX", MAX_AMOUNT + 1, "key-1")
    deposit(desk, ann.id, "uSTX", MAX_AMOUNT, "key-2")
    with pytest.raises(AmountOverflow):
        deposit(desk, ann.id, "uSTX", 1, "key-3")
    assert held(desk, ann.id)[0].balance == MAX_AMOUNT


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_move_money_in_and_out(desk: Desk, role: Role) -> None:
    ann = make(desk, "ann")
    other = desk_of(desk.database, role=role)
    for move in (deposit, withdraw):
        with pytest.raises(NotAllowed, match="Needs platform admin"):
            move(other, ann.id, "uSTX", 1, "key-1")


def test_a_suspended_member_takes_out_but_puts_nothing_in(desk: Desk) -> None:
    ann = make(desk, "ann")
    deposit(desk, ann.id, "uSTX", 100, "key-1")
    set_status(desk, ann.id, MemberStatus.SUSPENDED, reason="spam")
    with pytest.raises(NotAllowed, match="suspended"):
        deposit(desk, ann.id, "uSTX", 1, "key-2")
    assert withdraw(desk, ann.id, "uSTX", 100, "key-3").value.balance == 0


def test_keys_of_rooms_are_not_deposited(desk: Desk) -> None:
    ann = make(desk, "ann")
    desk.database.write(lambda c: open_asset(c, "KEY:1", "Key", 0, AssetKind.KEY))
    with pytest.raises(InvalidInput) as refused:
        deposit(desk, ann.id, "KEY:1", 1, "key-1")
    assert refused.value.field == "asset"


def test_members_and_assets_that_are_not_there_are_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        deposit(desk, 99, "uSTX", 1, "key-1")
    with pytest.raises(NotFound):
        deposit(desk, make(desk, "ann").id, "XYZ", 1, "key-1")


_TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(["\0", "\ud800", "x" * 501, "uSTX"]))


@given(asset=st.one_of(st.just("uSTX"), _TEXTS), key=_TEXTS, memo=_TEXTS)
def test_any_text_books_once_or_is_refused_at_its_field(
    desk: Desk, asset: str, key: str, memo: str
) -> None:
    # The same workspace serves all examples, so each has a member of its own.
    member_id = make(desk, f"member {rows_in(desk.database, TrailLine)}").id
    entries = rows_in(desk.database, Entry)
    try:
        deposit(desk, member_id, asset, 1, f"{member_id}:{key}:", memo)
    except UserError as error:
        assert error.field in ("asset", "idempotency_key", "memo")  # noqa: PT017 - Either way counts.
        assert rows_in(desk.database, Entry) == entries
    else:
        assert rows_in(desk.database, Entry) == entries + 1


def test_balances_are_those_of_the_member_only(desk: Desk) -> None:
    ann = make(desk, "ann", principal=factories.testnet_address("ann"))
    bob = make(desk, "bob")
    deposit(desk, ann.id, "uSTX", 5, "key-1")
    assert held(desk, bob.id) == ()
