"""Making members and changing who they are."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes import Changed
from app.db.database import Database
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, UserError
from app.listing import Listing
from app.members.queries import member_by_id
from app.members.rules import MemberStatus, parse_status
from app.members.service import create_member, rename_member, set_principal, set_status
from app.members.tables import Member
from app.operators.queries import TRAIL, TrailRow
from app.operators.rules import Role
from app.operators.tables import TrailLine
from tests import factories
from tests.factories import desk_of
from tests.members.people import make, rows_in

MAINNET_ADDRESS = "SP000000000000000000002Q6VF78"


def last_line(database: Database) -> TrailRow:
    """The newest line of the trail."""
    page = database.read(lambda connection: TRAIL.page(connection, Listing(), 0, 1))
    line = page.rows[0]
    assert isinstance(line, TrailRow)
    return line


def test_a_new_member_is_active_and_told_in_the_trail(database: Database) -> None:
    desk = desk_of(database, role=Role.SUPPORT)
    address = factories.testnet_address("ann")
    done = create_member(desk, username="ann", display_name="Ann Lee", principal=address)
    row = done.value
    assert (row.username, row.display_name, row.principal) == ("ann", "Ann Lee", address)
    assert (row.status, row.created_at, row.version) == (MemberStatus.ACTIVE, desk.clock.now(), 1)
    assert Changed("member", (row.id,)) in done.changed
    line = last_line(database)
    assert (line.action, line.subject_id, line.subject_name) == ("member.create", row.id, "ann")


def test_a_username_in_use_is_a_conflict_at_its_field(database: Database) -> None:
    desk = desk_of(database)
    make(desk, "ann")
    with pytest.raises(Conflict) as refused:
        make(desk, "ann")
    assert refused.value.field == "username"
    make(desk, "Ann")


@pytest.mark.parametrize("principal", [MAINNET_ADDRESS, "ST123", "ann", "\ud800"])
def test_a_principal_must_be_valid_on_the_workspaces_network(
    database: Database, principal: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(desk_of(database), "ann", principal=principal)
    assert refused.value.field == "principal"
    assert rows_in(database, Member) == 0


def test_viewers_change_no_members_and_the_trail_tells_who_tried(database: Database) -> None:
    row = make(desk_of(database), "ann")
    viewer = desk_of(database, role=Role.VIEWER)
    with pytest.raises(NotAllowed, match="Needs support staff"):
        make(viewer, "bob")
    with pytest.raises(NotAllowed):
        set_status(viewer, row.id, MemberStatus.BANNED, reason="x")
    assert last_line(database).outcome == "refused"
    with pytest.raises(NotAllowed):
        rename_member(viewer, row.id, username="x")
    with pytest.raises(NotAllowed):
        set_principal(viewer, row.id, "")
    assert rows_in(database, Member) == 1


def test_renaming_changes_only_what_is_given(database: Database) -> None:
    desk = desk_of(database)
    row = make(desk, "ann", display_name="Ann")
    renamed = rename_member(desk, row.id, username="anna", version=row.version).value
    assert (renamed.username, renamed.display_name, renamed.version) == ("anna", "Ann", 2)
    line = last_line(database)
    assert json.loads(line.before) == {"username": "ann"}
    assert json.loads(line.after) == {"username": "anna"}


def test_renaming_to_the_same_or_to_somebodys_name(database: Database) -> None:
    desk = desk_of(database)
    row = make(desk, "ann")
    make(desk, "bob")
    assert rename_member(desk, row.id, username="ann").changed == ()
    with pytest.raises(Conflict) as refused:
        rename_member(desk, row.id, username="bob")
    assert refused.value.field == "username"


def test_a_row_changed_since_it_was_seen_is_a_conflict(database: Database) -> None:
    desk = desk_of(database)
    row = make(desk, "ann")
    set_principal(desk, row.id, factories.testnet_address("ann"), version=row.version)
    with pytest.raises(Conflict, match="Somebody else changed ann"):
        rename_member(desk, row.id, display_name="Ann", version=row.version)


def test_a_principal_can_be_taken_away(database: Database) -> None:
    desk = desk_of(database)
    row = make(desk, "ann", principal=factories.testnet_address("ann"))
    assert set_principal(desk, row.id, "").value.principal == ""


def test_a_status_change_needs_a_reason_that_the_trail_keeps(database: Database) -> None:
    desk = desk_of(database)
    row = make(desk, "ann")
    with pytest.raises(InvalidInput) as refused:
        set_status(desk, row.id, MemberStatus.SUSPENDED, reason=" ")
    assert refused.value.field == "reason"
    done = set_status(desk, row.id, MemberStatus.SUSPENDED, reason="spam in 12 rooms")
    assert done.value.status is MemberStatus.SUSPENDED
    line = last_line(database)
    assert (line.before, line.after) == ('{"status":"active"}', '{"status":"suspended"}')
    assert line.reason == "spam in 12 rooms"


def test_who_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        set_status(desk_of(database), 99, MemberStatus.BANNED, reason="x")
    with pytest.raises(NotFound):
        database.read(lambda connection: member_by_id(connection, 99))


def test_an_unknown_status_is_refused_with_the_known_ones() -> None:
    assert parse_status("banned") is MemberStatus.BANNED
    with pytest.raises(InvalidInput, match="active, suspended, banned"):
        parse_status("asleep")


_TEXTS = st.one_of(st.text(max_size=70), st.sampled_from(["\0", "\ud800", " a", "a b", "'", "é"]))


@given(username=_TEXTS, display_name=_TEXTS, reason=_TEXTS)
def test_any_text_is_kept_exactly_or_refused_at_its_field(
    database: Database, username: str, display_name: str, reason: str
) -> None:
    desk = desk_of(database)
    before = (rows_in(database, Member), rows_in(database, TrailLine))
    try:
        row = make(desk, username, display_name=display_name)
    except UserError as error:
        assert error.field in ("username", "display_name")  # noqa: PT017 - Either way counts.
        assert (rows_in(database, Member), rows_in(database, TrailLine)) == before
        return
    stored = database.read(lambda connection: member_by_id(connection, row.id))
    assert (stored.username, stored.display_name) == (username, display_name)
    try:
        set_status(desk, row.id, MemberStatus.BANNED, reason=reason)
    except InvalidInput as error:
        assert error.field == "reason"  # noqa: PT017 - Either way counts.
    else:
        assert last_line(database).reason == reason


def test_the_same_username_made_many_times_at_once_is_made_once(
    postgres_database: Database,
) -> None:
    desk = desk_of(postgres_database)

    def is_made(_number: int) -> bool:
        try:
            make(desk, "ann")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(is_made, range(12))) == 1
    assert rows_in(postgres_database, Member) == 1
