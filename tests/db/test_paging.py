"""A listing's pages are slices of one order, whatever is sorted, searched and filtered."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from app.db.database import Database
from app.db.paging import LONGEST_SEARCH, PagedQuery, contains, one_of
from app.db.projection import Projection
from app.db.schema import table_of
from app.listing import Listing, Page
from app.members.rules import MemberStatus
from app.members.tables import Member
from tests.factories import NOON

member = table_of(Member)


@dataclass(frozen=True, slots=True)
class Person:
    """A row whose names aren't all those of its table."""

    id: int
    shown: str
    username: str
    status: MemberStatus


PEOPLE: PagedQuery[Person] = PagedQuery(
    source=member,
    row=Projection(Person, member, {"shown": member.c.display_name}, status=MemberStatus),
    id=member.c.id,
    sorts={
        "name": member.c.display_name,
        "status": member.c.status,
        "id": member.c.id,
    },
    search=lambda text: contains(member.c.username, text) | contains(member.c.display_name, text),
    filters={
        "status": one_of(member.c.status),
        "least": lambda number: member.c.id >= number,
    },
    descending=False,
)
STATUSES = ("active", "suspended", "banned")
NAMES = ("Ana", "ana", "Bo 100%", "Cem_", "Do/ra", "Eve\\", "Bo", "O'Neil", "茶", "🗝", "")
COUNT = 37


def fill(connection: Connection) -> None:
    connection.execute(
        insert(member),
        [
            {
                "username": f"user-{number}",
                "display_name": NAMES[number * 7 % len(NAMES)],
                "principal": "",
                "status": STATUSES[number % 3],
                "created_at": NOON,
                "version": 1,
            }
            for number in range(1, COUNT + 1)
        ],
    )


@pytest.fixture
def people(database: Database) -> Database:
    """37 members with few different names."""
    database.write(fill)
    return database


def page(database: Database, listing: Listing, offset: int = 0, limit: int = 1_000) -> Page:
    return database.read(lambda connection: PEOPLE.page(connection, listing, offset, limit))


def names(database: Database, search: str) -> set[str]:
    return {row.shown for row in page(database, Listing(search=search)).rows}


@given(
    sort=st.sampled_from(["", "name", "status", "id", "no such column"]),
    descending=st.booleans(),
    search=st.sampled_from(["", "a", "user-1", "%", "nobody"]),
    status=st.sampled_from([None, "", (), "active", ("active", "banned"), "other"]),
    offset=st.integers(0, COUNT + 3),
    limit=st.integers(0, COUNT + 3),
)
def test_any_page_is_a_slice_of_the_whole(
    people: Database,
    sort: str,
    descending: bool,
    search: str,
    status: object,
    offset: int,
    limit: int,
) -> None:
    listing = Listing(sort, descending, search, {"status": status})
    whole = page(people, listing)
    part = page(people, listing, offset, limit)
    assert whole.total == len(whole.rows)
    assert part == Page(offset, whole.rows[offset : offset + limit], whole.total)
    streamed = people.read(lambda connection: tuple(PEOPLE.stream(connection, listing)))
    assert streamed == whole.rows


def test_rows_that_sort_alike_are_in_order_of_their_ids(people: Database) -> None:
    for descending in (False, True):
        rows = page(people, Listing("status", descending)).rows
        keys = [(row.status, row.id) for row in rows]
        assert keys == sorted(keys, reverse=descending)


def test_unknown_sort_takes_the_sources_own_order(people: Database) -> None:
    own = page(people, Listing("name")).rows
    assert page(people, Listing("")).rows == own
    assert page(people, Listing("no such column", descending=True)).rows == own


def test_last_page_is_found_from_the_end(people: Database) -> None:
    last = page(people, Listing("id"), 30, 10)
    assert [row.id for row in last.rows] == list(range(31, 38))
    assert page(people, Listing("id"), 100, 10) == Page(100, (), COUNT)
    assert page(people, Listing("id"), 5, -1) == Page(5, (), COUNT)


def test_row_that_vanishes_meanwhile_leaves_a_shorter_page(sqlite_database: Database) -> None:
    sqlite_database.write(fill)

    def read(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM member WHERE id = 2")
        assert [row.id for row in PEOPLE.page(connection, Listing("id"), 0, 3).rows] == [1, 3, 4]

    sqlite_database.read(read)


def test_search_takes_every_character_for_itself(people: Database) -> None:
    assert names(people, "ANA") == {"Ana", "ana"}
    assert names(people, "%") == {"Bo 100%"}
    assert names(people, "_") == {"Cem_"}
    assert names(people, "/") == {"Do/ra"}
    assert names(people, "\\") == {"Eve\\"}
    assert names(people, "'") == {"O'Neil"}
    assert names(people, "茶") == {"茶"}
    assert names(people, "bo%") == set()
    assert names(people, "b_") == set()


@pytest.mark.parametrize("text", ["zero\0", "\ud83d", "x" * (LONGEST_SEARCH + 1), "x" * 10**6])
def test_what_no_text_can_hold_finds_nothing(people: Database, text: str) -> None:
    assert page(people, Listing(search=text)) == Page(0, (), 0)


@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=2_100))
def test_any_search_text_finds_what_holds_it(people: Database, text: str) -> None:
    wanted = text.strip()
    found = page(people, Listing(search=text)).rows
    if not wanted:
        assert len(found) == COUNT
    elif wanted.isascii():
        assert all(wanted.lower() in (row.username + "\n" + row.shown).lower() for row in found)


def test_filters_go_together(people: Database) -> None:
    filters = {"status": ("active", "banned"), "least": 30}
    rows = page(people, Listing("id", filters=filters)).rows
    assert [row.id for row in rows] == [30, 32, 33, 35, 36]
