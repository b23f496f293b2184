"""A room belongs to a member or to a principal, and is refused to anybody else."""

import pytest

from app.db.database import Database
from app.errors import InvalidInput, NotFound
from app.operators.desk import Desk
from app.rooms.service import Creator, create_room_token
from tests.db.rows import all_rows
from tests.factories import desk_of, make_member, principal_of
from tests.rooms.stages import LOBBY, room_of

MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A platform admin's desk."""
    return desk_of(database)


def create(desk: Desk, creator: Creator) -> tuple[int | None, str, str]:
    row_id = create_room_token(desk, "lobby", LOBBY, creator).value
    room = room_of(desk.database, row_id)
    return room.creator_member_id, room.creator_name, room.creator_principal


def test_member_brings_their_principal_along(desk: Desk) -> None:
    member = make_member(desk, "ana")
    assert create(desk, Creator(member)) == (member, "ana", principal_of("ana"))


def test_member_may_name_another_principal(desk: Desk) -> None:
    member = make_member(desk, "ana")
    other = principal_of("hardware wallet")
    assert create(desk, Creator(member, f" {other} ")) == (member, "ana", other)


def test_principal_needs_no_member(desk: Desk) -> None:
    assert create(desk, Creator(principal=principal_of("x"))) == (None, "", principal_of("x"))


@pytest.mark.parametrize("of_member", [False, True])
@pytest.mark.parametrize("principal", [MAINNET, "ST1", "no principal", "zero\0", "\ud83d"])
def test_principal_that_is_none_of_this_network_is_refused(
    desk: Desk, principal: str, of_member: bool
) -> None:
    member = make_member(desk, "ana") if of_member else None
    before = desk.database.read(all_rows)
    with pytest.raises(InvalidInput) as caught:
        create(desk, Creator(member, principal))
    assert caught.value.field == "creator"
    assert desk.database.read(all_rows) == before


def test_room_of_nobody_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as caught:
        create(desk, Creator())
    assert caught.value.field == "creator"


def test_room_of_a_member_who_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound) as caught:
        create(desk, Creator(77))
    assert (caught.value.code, caught.value.field) == ("MEMBER_NOT_FOUND", "creator")
