"""Signing in, being locked out, and the window's idle lock."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.clock import SetClock
from app.db.database import Database
from app.errors import InvalidInput, NotAllowed, UserError
from app.operators.desk import Desk
from app.operators.passwords import Argon2Hasher, Hasher
from app.operators.queries import operator_by_name
from app.operators.rules import Role
from app.operators.service import program_desk, set_active
from app.operators.settings import WorkspaceSettings, save_settings
from app.operators.signing_in import IdleLock, LockedOut, SignInRefused, demo_desk, sign_in, unlock
from tests.operators.people import PASSWORD, QUICK, desk_for, make_admin, trail_of


@dataclass
class CountingHasher:
    """The quick hasher, which also counts its comparisons."""

    compared: list[str] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    decoy: str = QUICK.decoy

    def hash(self, password: str) -> str:
        return QUICK.hash(password)

    def matches(self, stored: str, password: str) -> bool:
        self.compared.append(stored)
        self.before()
        return QUICK.matches(stored, password)

    def is_outdated(self, stored: str) -> bool:
        return QUICK.is_outdated(stored)


def enter(desk: Desk, name: str = "ada", password: str = PASSWORD, hasher: Hasher = QUICK) -> Desk:
    """Sign in at the desk's workspace."""
    return sign_in(desk.database, desk.clock, name, password, hasher=hasher)


def refusal(desk: Desk, name: str = "ada", password: str = "wrong password") -> UserError:
    """What signing in is refused with."""
    with pytest.raises(UserError) as refused:
        enter(desk, name, password)
    return refused.value


def test_the_right_password_opens_a_desk_with_the_role(admin: Desk) -> None:
    desk = enter(admin, " ada ")
    assert desk.operator == admin.operator
    assert desk.actor == "ada"
    row = admin.database.read(lambda connection: operator_by_name(connection, "ada"))
    assert row.signed_in_at == admin.clock.now()
    assert trail_of(admin.database, action="operator.sign_in")[0].operator_id == row.id


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(admin: Desk) -> None:
    wrong, unknown = refusal(admin), refusal(admin, "nobody")
    assert isinstance(wrong, SignInRefused)
    assert (wrong.code, wrong.message) == (unknown.code, unknown.message)


def test_an_unknown_name_costs_one_comparison_like_a_known_one(admin: Desk) -> None:
    for name in ("ada", "nobody", "\ud800", "\0"):
        hasher = CountingHasher()
        with pytest.raises(SignInRefused):
            enter(admin, name, "wrong password", hasher)
        assert len(hasher.compared) == 1


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_five_wrong_passwords_lock_and_the_message_tells_the_wait(
    admin: Desk, clock: SetClock, name: str
) -> None:
    codes = [refusal(admin, name).code for _ in range(5)]
    assert codes == ["SIGN_IN_REFUSED"] * 4 + ["LOCKED_OUT"]
    clock.advance(timedelta(minutes=2))
    locked = refusal(admin, name, PASSWORD)
    assert isinstance(locked, LockedOut)
    assert locked.message == "Too many wrong passwords; try again in 13 minutes."
    assert locked.details["seconds"] == 13 * 60


def test_a_lock_out_ends_by_itself(admin: Desk, clock: SetClock) -> None:
    for _ in range(5):
        refusal(admin)
    clock.advance(timedelta(minutes=15))
    assert enter(admin).operator.name == "ada"


def test_a_lock_out_outlives_the_program(file_database: Database, clock: SetClock) -> None:
    from app.db.database import connect

    admin = make_admin(file_database, clock)
    for _ in range(5):
        refusal(admin)
    file_database.close()
    again = connect(file_database.location)
    with pytest.raises(LockedOut):
        sign_in(again, clock, "ada", PASSWORD, hasher=QUICK)
    again.close()


def test_a_right_password_forgets_the_wrong_ones_before_it(admin: Desk) -> None:
    for _ in range(3):
        for _ in range(4):
            refusal(admin)
        enter(admin)


def test_wrong_passwords_tried_at_once_are_counted_one_by_one(postgres_database: Database) -> None:
    admin = make_admin(postgres_database, SetClock(datetime(2026, 3, 1, tzinfo=UTC)))
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: refusal(admin).code, range(24)))
    assert codes.count("SIGN_IN_REFUSED") == 4
    assert codes.count("LOCKED_OUT") == 20


def test_a_password_changed_while_it_is_compared_is_compared_again(admin: Desk) -> None:
    hasher = CountingHasher()

    def change_once() -> None:
        hasher.before = lambda: None
        from app.operators.service import change_password

        other = desk_for(admin, "bea", Role.ADMIN)
        assert admin.operator.id is not None
        change_password(other, admin.operator.id, "another long one", hasher=QUICK)

    hasher.before = change_once
    with pytest.raises(SignInRefused):
        enter(admin, hasher=hasher)
    assert len(set(hasher.compared)) == 2


def test_wrong_tries_are_audited_without_naming_what_was_typed_as_a_name(admin: Desk) -> None:
    refusal(admin, "my secret password")
    refusal(admin)
    unknown, known = trail_of(admin.database, outcome="refused")
    assert (unknown.operator_id, unknown.subject_name) == (None, "unknown name")
    assert "secret" not in unknown.after
    assert (known.operator_id, known.subject_id) == (None, admin.operator.id)
    assert json.loads(known.after) == {"try": 1}


def test_a_switched_off_operator_hears_it_only_with_the_right_password(admin: Desk) -> None:
    other = desk_for(admin, "sam", Role.SUPPORT)
    assert other.operator.id is not None
    set_active(admin, other.operator.id, False)
    assert refusal(admin, "sam").code == "SIGN_IN_REFUSED"
    assert refusal(admin, "sam", PASSWORD).code == "SWITCHED_OFF"


def test_a_hash_of_another_cost_is_renewed_when_the_password_is_known(admin: Desk) -> None:
    stronger = Argon2Hasher(memory_kib=16, passes=1)
    enter(admin, hasher=stronger)
    hasher = CountingHasher()
    enter(admin, hasher=hasher)
    assert "m=16," in hasher.compared[0]


def test_unlocking_takes_the_own_password_and_todays_role(admin: Desk) -> None:
    other = desk_for(admin, "sam", Role.SUPPORT)
    with pytest.raises(SignInRefused):
        unlock(other, "wrong password", hasher=QUICK)
    stale = replace(other, operator=replace(other.operator, role=Role.ADMIN))
    assert unlock(stale, PASSWORD, hasher=QUICK).operator.role is Role.SUPPORT
    actions = [line.outcome for line in trail_of(admin.database, action="operator.unlock")]
    assert actions == ["refused", "done"]


@given(name=st.text(), password=st.text())
def test_no_text_signs_in_or_breaks_the_sign_in(
    sqlite_database: Database, clock: SetClock, name: str, password: str
) -> None:
    with pytest.raises((SignInRefused, LockedOut, InvalidInput)):
        sign_in(sqlite_database, clock, name, password, hasher=QUICK)


def test_a_demo_workspace_opens_without_a_password(admin: Desk) -> None:
    program = program_desk(admin.database, admin.clock)
    save_settings(program, WorkspaceSettings(name="Demo", is_demo=True))
    assert demo_desk(admin.database, admin.clock).operator == admin.operator


def test_no_other_workspace_opens_without_a_password(admin: Desk) -> None:
    with pytest.raises(NotAllowed) as refused:
        demo_desk(admin.database, admin.clock)
    assert refused.value.code == "NOT_A_DEMO"


def test_the_window_locks_after_the_idle_minutes(clock: SetClock) -> None:
    lock = IdleLock(15, clock)
    clock.advance(timedelta(minutes=14))
    assert not lock.is_due()
    assert lock.remaining() == timedelta(minutes=1)
    lock.touch()
    clock.advance(timedelta(minutes=14, seconds=59))
    assert not lock.is_due()
    clock.advance(timedelta(seconds=1))
    assert lock.is_due()


def test_zero_minutes_never_lock(clock: SetClock) -> None:
    lock = IdleLock(0, clock)
    clock.advance(timedelta(days=30))
    assert not lock.is_due()
    assert lock.remaining() is None


def test_a_clock_that_is_set_back_does_not_lock_or_prolong_beyond_the_limit(
    clock: SetClock,
) -> None:
    lock = IdleLock(15, clock)
    clock.advance(timedelta(hours=-3))
    assert not lock.is_due()
    assert lock.remaining() == timedelta(minutes=15)
