"""Finding members: by names, principal, id; page by page; among few and among many."""

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from app.db.database import Database
from app.db.schema import table_of
from app.errors import NotFound
from app.listing import Listing
from app.members.queries import (
    FEW_MEMBERS,
    find_members,
    member_by_username_or_id,
    member_page,
    stream_members,
)
from app.members.rules import MemberStatus
from app.members.service import set_status
from app.members.tables import Member
from tests import factories
from tests.factories import NOON, desk_of
from tests.members.people import make, search


def add(database: Database, row_id: int, username: str, display_name: str = "") -> None:
    """A member with a given row id."""
    values = {
        "id": row_id,
        "username": username,
        "display_name": display_name,
        "principal": factories.testnet_address(username),
        "status": "active",
        "created_at": NOON + timedelta(seconds=row_id),
        "version": 1,
    }
    database.write(lambda connection: connection.execute(insert(table_of(Member)), values))


@pytest.fixture
def people(database: Database) -> Database:
    """Six members."""
    names = [
        ("ann", "Ann Lee"),
        ("joanna", "Jo"),
        ("Bob", "Robert Smith"),
        ("smithers", "Wendy"),
        ("50%_off", ""),
        ("Ödön", "Örs"),
    ]
    for row_id, (username, display_name) in enumerate(names, 1):
        add(database, row_id, username, display_name)
    return database


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", ["ann", "joanna"]),
        ("ANN", ["ann", "joanna"]),
        ("lee", ["ann"]),
        ("smith", ["Bob", "smithers"]),
        (" bob ", ["Bob"]),
        ("%", ["50%_off"]),
        ("_", ["50%_off"]),
        ("ödön", ["Ödön"]),
        ("ÖDÖN", ["Ödön"]),
        ("3", ["Bob"]),
        ("#3", ["Bob"]),
        ("nobody at all", []),
        ("\0", []),
        ("\ud800", []),
        ("9" * 30, []),
    ],
)
def test_members_are_found_by_any_part_of_a_name(
    people: Database, text: str, found: list[str]
) -> None:
    assert search(people, text) == found


def test_a_principal_is_found_whole_and_by_its_end(people: Database) -> None:
    address = factories.testnet_address("ann")
    assert search(people, address) == ["ann"]
    assert search(people, address[-8:]) == ["ann"]
    assert search(people, address[:10].lower()) == ["ann"]


def test_lists_are_filtered_by_status(people: Database) -> None:
    set_status(desk_of(people), 1, MemberStatus.SUSPENDED, reason="x")
    assert search(people, "", status="suspended") == ["ann"]
    assert search(people, "ann", status=("active", "banned")) == ["joanna"]


def test_pages_follow_the_order_without_gaps_or_repeats(people: Database) -> None:
    listing = Listing(sort="created", descending=True)
    found: list[int] = []
    for offset in range(0, 8, 2):
        page = people.read(partial(member_page, listing=listing, offset=offset, limit=2))
        assert page.total == 6
        found += [row.id for row in page.rows]
    assert found == [6, 5, 4, 3, 2, 1]
    streamed = people.read(lambda c: [row.id for row in stream_members(c, listing)])
    assert streamed == found


@pytest.fixture
def crowd(people: Database) -> Database:
    """The six, in a workspace whose ids tell that it has very many members."""
    add(people, FEW_MEMBERS + 1, "~newest")
    return people


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", ["ann"]),
        ("BOB", ["Bob"]),
        ("smith", ["smithers"]),
        ("wendy", ["smithers"]),
        ("oan", ["joanna"]),
        ("%", ["50%_off"]),
        ("50%", ["50%_off"]),
        ("ö", ["Ödön"]),
        ("#3", ["Bob"]),
        ("nobody at all", []),
    ],
)
def test_among_many_those_that_begin_with_the_text_come_alone(
    crowd: Database, text: str, found: list[str]
) -> None:
    assert search(crowd, text) == found


def test_a_picker_offers_beginnings_before_the_others(people: Database) -> None:
    def names(text: str, limit: int = 10) -> list[str]:
        return [row.username for row in people.read(lambda c: find_members(c, text, limit))]

    assert names("ann") == ["ann", "joanna"]
    assert names("smith") == ["smithers", "Bob"]
    assert names("smith", 1) == ["smithers"]
    assert len(names("", 4)) == 4
    assert names("\0") == []


@pytest.mark.parametrize(("text", "username"), [("ann", "ann"), ("3", "Bob"), (" #3 ", "Bob")])
def test_a_member_is_named_by_username_or_id(people: Database, text: str, username: str) -> None:
    row = people.read(lambda connection: member_by_username_or_id(connection, text))
    assert row.username == username


def test_a_username_made_of_digits_wins_over_an_id(database: Database) -> None:
    desk = desk_of(database)
    make(desk, "ann")
    numeric = make(desk, "1")
    row = database.read(lambda connection: member_by_username_or_id(connection, "1"))
    assert row == numeric


@pytest.mark.parametrize("text", ["", "nobody", "99", "#", "\0", "\ud800", "9" * 40, "²"])
def test_who_is_not_there_is_not_found(people: Database, text: str) -> None:
    with pytest.raises(NotFound) as refused:
        people.read(lambda connection: member_by_username_or_id(connection, text))
    assert refused.value.field == "member"


@given(text=st.text(max_size=20))
def test_any_search_text_is_answered(crowd: Database, text: str) -> None:
    found = search(crowd, text)
    if not text.strip():
        assert len(found) == 7
    crowd.read(lambda connection: find_members(connection, text, 3))
