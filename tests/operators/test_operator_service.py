"""Making and changing operators."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes import Changed
from app.db.clock import SetClock
from app.db.database import Database
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, UserError
from app.operators.desk import Desk
from app.operators.queries import (
    OperatorRow,
    list_operators,
    operator_by_id,
    operator_by_name,
)
from app.operators.rules import Role
from app.operators.service import (
    change_password,
    change_role,
    create_operator,
    rename_operator,
    set_active,
)
from app.operators.signing_in import LockedOut, SignInRefused, sign_in
from app.operators.tables import Operator, TrailLine
from tests.operators.people import (
    PASSWORD,
    QUICK,
    desk_for,
    make_admin,
    make_operator,
    rows_in,
    trail_of,
)


def find(desk: Desk, name: str) -> OperatorRow:
    """The operator as stored."""
    return desk.database.read(lambda connection: operator_by_name(connection, name))


def own_id(desk: Desk) -> int:
    """The row id of who sits at the desk."""
    assert desk.operator.id is not None
    return desk.operator.id


def test_the_first_operator_is_an_admin(admin: Desk) -> None:
    row = find(admin, "ada")
    assert (row.role, row.active, row.version) == (Role.ADMIN, True, 1)
    assert trail_of(admin.database)[0].operator_name == "tokendesk"


def test_there_is_one_first_operator_only(admin: Desk, clock: SetClock) -> None:
    with pytest.raises(Conflict) as refused:
        make_admin(admin.database, clock, "eve")
    assert refused.value.code == "HAS_OPERATORS"


def test_two_first_operators_at_once_become_one(
    postgres_database: Database, clock: SetClock
) -> None:
    def attempt(number: int) -> bool:
        try:
            make_admin(postgres_database, clock, f"admin-{number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert rows_in(postgres_database, Operator) == 1


def test_an_admin_makes_further_operators(admin: Desk) -> None:
    done = create_operator(
        admin,
        name="sam",
        display_name="Sam Support",
        role=Role.SUPPORT,
        password=PASSWORD,
        hasher=QUICK,
    )
    assert (done.value.name, done.value.display_name) == ("sam", "Sam Support")
    assert Changed("operator", (done.value.id,)) in done.changed
    assert sign_in(admin.database, admin.clock, "sam", PASSWORD, hasher=QUICK)
    assert [row.name for row in admin.database.read(list_operators)] == ["ada", "sam"]


def test_passwords_and_hashes_are_in_no_line_of_the_trail(admin: Desk) -> None:
    make_operator(admin, "sam")
    change_password(admin, find(admin, "sam").id, "another long one", hasher=QUICK)
    told = json.dumps([(line.before, line.after, line.reason) for line in trail_of(admin.database)])
    assert "argon2" not in told
    assert PASSWORD not in told
    assert "another" not in told


def test_a_name_in_use_is_a_conflict_at_its_field(admin: Desk) -> None:
    make_operator(admin, "sam")
    with pytest.raises(Conflict) as refused:
        make_operator(admin, "sam")
    assert refused.value.field == "name"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_manage_operators_and_the_trail_tells_who_tried(
    admin: Desk, role: Role
) -> None:
    desk = desk_for(admin, "sam", role)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: make_operator(desk, "eve"),
        lambda: change_role(desk, own_id(desk), Role.ADMIN),
        lambda: set_active(desk, own_id(admin), False),
        lambda: rename_operator(desk, own_id(admin), "Nobody"),
        lambda: change_password(desk, own_id(admin), "another long one", hasher=QUICK),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="Needs platform admin"):
            attempt()
    lines = trail_of(admin.database, outcome="refused")
    assert [line.operator_name for line in lines] == ["sam"] * len(attempts)
    assert find(admin, "sam").role is role


def test_a_role_change_is_told_with_before_after_and_reason(admin: Desk) -> None:
    row = make_operator(admin, "sam")
    changed = change_role(admin, row.id, Role.SUPPORT, version=row.version, reason="new job")
    assert (changed.value.role, changed.value.version) == (Role.SUPPORT, 2)
    line = trail_of(admin.database, action="operator.change_role")[0]
    assert (line.before, line.after) == ('{"role":"viewer"}', '{"role":"support"}')
    assert line.reason == "new job"


def test_the_last_active_admin_is_neither_demoted_nor_switched_off(admin: Desk) -> None:
    second = make_operator(admin, "bea", Role.ADMIN)
    set_active(admin, second.id, False)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: change_role(admin, own_id(admin), Role.VIEWER),
        lambda: set_active(admin, own_id(admin), False),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.code == "LAST_ADMIN"


def test_an_admin_may_step_down_beside_another(admin: Desk) -> None:
    make_operator(admin, "bea", Role.ADMIN)
    assert change_role(admin, own_id(admin), Role.VIEWER).value.role is Role.VIEWER


def test_two_admins_who_switch_each_other_off_leave_one(
    postgres_database: Database, clock: SetClock
) -> None:
    ada = make_admin(postgres_database, clock)
    bea = desk_for(ada, "bea", Role.ADMIN)

    def is_done(desk: Desk, other: Desk) -> bool:
        try:
            set_active(desk, own_id(other), False)
        except NotAllowed:
            return False
        return True

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(is_done, (ada, bea), (bea, ada)))
        assert sum(outcomes) == 1
        winner, loser = (ada, bea) if outcomes[0] else (bea, ada)
        set_active(winner, own_id(loser), True)


def test_a_change_of_a_row_seen_before_somebody_elses_change_is_a_conflict(admin: Desk) -> None:
    row = make_operator(admin, "sam")
    rename_operator(admin, row.id, "Sammy", version=row.version)
    with pytest.raises(Conflict, match="Somebody else changed sam"):
        change_role(admin, row.id, Role.SUPPORT, version=row.version)


def test_what_changes_nothing_writes_nothing(admin: Desk) -> None:
    row = make_operator(admin, "sam")
    before = rows_in(admin.database, TrailLine)
    assert change_role(admin, row.id, Role.VIEWER).changed == ()
    assert set_active(admin, row.id, True).changed == ()
    assert rename_operator(admin, row.id, row.display_name).changed == ()
    assert rows_in(admin.database, TrailLine) == before


def test_anybody_changes_their_own_shown_name(admin: Desk) -> None:
    desk = desk_for(admin, "sam", Role.VIEWER)
    assert rename_operator(desk, own_id(desk), "Samira").value.display_name == "Samira"


def test_the_own_password_is_changed_after_the_old_one(admin: Desk) -> None:
    desk = desk_for(admin, "sam", Role.VIEWER)
    with pytest.raises(SignInRefused) as refused:
        change_password(desk, own_id(desk), "another long one", hasher=QUICK)
    assert refused.value.field == "old_password"
    change_password(desk, own_id(desk), "another long one", hasher=QUICK, old_password=PASSWORD)
    assert sign_in(desk.database, desk.clock, "sam", "another long one", hasher=QUICK)
    with pytest.raises(SignInRefused):
        sign_in(desk.database, desk.clock, "sam", PASSWORD, hasher=QUICK)


def test_guessing_the_old_password_locks_out(admin: Desk) -> None:
    desk = desk_for(admin, "sam", Role.VIEWER)
    for _ in range(4):
        with pytest.raises(SignInRefused):
            change_password(desk, own_id(desk), "another long one", hasher=QUICK)
    with pytest.raises(LockedOut):
        change_password(desk, own_id(desk), "another long one", hasher=QUICK)


@pytest.mark.parametrize("way", ["password", "enable"])
def test_an_admin_ends_a_lock_out(admin: Desk, way: str) -> None:
    row = make_operator(admin, "sam")
    for _ in range(5):
        with pytest.raises((SignInRefused, LockedOut)):
            sign_in(admin.database, admin.clock, "sam", "wrong password", hasher=QUICK)
    if way == "password":
        change_password(admin, row.id, PASSWORD, hasher=QUICK)
    else:
        set_active(admin, row.id, True)
    assert sign_in(admin.database, admin.clock, "sam", PASSWORD, hasher=QUICK)


def test_operators_that_are_not_there_are_not_found(admin: Desk) -> None:
    with pytest.raises(NotFound):
        change_role(admin, 99, Role.VIEWER)
    for name in ("nobody", "\0", "\ud800"):
        with pytest.raises(NotFound):
            find(admin, name)


_TEXTS = st.one_of(st.text(max_size=80), st.sampled_from(["\0", "\ud800", " a", "a b", "'", "é"]))


@given(name=_TEXTS, display_name=_TEXTS, password=st.text(max_size=20))
def test_any_text_is_kept_exactly_or_refused_at_its_field(
    sqlite_database: Database, clock: SetClock, name: str, display_name: str, password: str
) -> None:
    database = sqlite_database
    if rows_in(database, Operator) == 0:
        make_admin(database, clock)
    desk = Desk(database, clock, database.read(lambda c: operator_by_id(c, 1)).signed_in())
    before = (rows_in(database, Operator), rows_in(database, TrailLine))
    try:
        row = create_operator(
            desk,
            name=name,
            display_name=display_name,
            role=Role.VIEWER,
            password=password,
            hasher=QUICK,
        ).value
    except UserError as error:
        assert error.field in ("name", "display_name", "password")  # noqa: PT017 - Either way counts.
        assert (rows_in(database, Operator), rows_in(database, TrailLine)) == before
    else:
        assert (row.name, row.display_name) == (name, display_name)


@given(display_name=_TEXTS, reason=_TEXTS)
def test_any_text_of_a_change_is_kept_exactly_or_refused_at_its_field(
    database: Database, clock: SetClock, display_name: str, reason: str
) -> None:
    if rows_in(database, Operator) == 0:
        make_operator(make_admin(database, clock), "sam")
    desk = Desk(database, clock, database.read(lambda c: operator_by_id(c, 1)).signed_in())
    row = find(desk, "sam")
    try:
        assert rename_operator(desk, row.id, display_name).value.display_name == display_name
    except InvalidInput as error:
        assert error.field == "display_name"  # noqa: PT017 - Either way counts.
    try:
        set_active(desk, row.id, not row.active, reason=reason)
    except InvalidInput as error:
        assert error.field == "reason"  # noqa: PT017 - Either way counts.
    else:
        assert trail_of(database)[-1].reason == reason
        set_active(desk, row.id, row.active)
