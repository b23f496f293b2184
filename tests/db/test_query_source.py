"""A table's rows are streamed as of one moment, whatever is written meanwhile."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, delete, insert

from app.db.database import Database
from app.db.paging import BATCH, QuerySource
from app.db.schema import table_of
from app.listing import Listing
from app.members.queries import MEMBERS, MemberRow
from app.members.tables import Member
from tests.factories import NOON

member = table_of(Member)
COUNT = 3 * BATCH


def add(connection: Connection, *numbers: int) -> None:
    connection.execute(
        insert(member),
        [
            {
                "username": f"user-{number:05}",
                "display_name": "",
                "principal": "",
                "status": "active",
                "created_at": NOON,
                "version": 1,
            }
            for number in numbers
        ],
    )


@pytest.fixture(params=["file_database", "postgres_database"])
def crowd(request: pytest.FixtureRequest) -> Database:
    """Members with even numbers, on each kind of database that several threads can use."""
    database: Database = request.getfixturevalue(request.param)
    database.write(lambda connection: add(connection, *range(0, 2 * COUNT, 2)))
    return database


@pytest.mark.parametrize("descending", [False, True])
def test_rows_that_come_and_go_while_others_are_read_change_nothing(
    crowd: Database, descending: bool
) -> None:
    source = QuerySource(crowd, MEMBERS.page, MEMBERS.stream)
    listing = Listing(sort="username", descending=descending)

    def disturb(connection: Connection) -> None:
        # One before the border of every batch goes, and one comes in before all of them.
        gone = [f"user-{number:05}" for number in (0, 2, 2 * COUNT - 2)]
        connection.execute(delete(member).where(member.c.username.in_(gone)))
        add(connection, 1, 2 * COUNT + 1)

    def read(rows: Iterator[MemberRow]) -> list[str]:
        names = []
        for number, row in enumerate(rows):
            if number == BATCH + 1:
                crowd.write(disturb)
            names.append(row.username)
        return names

    names = source.stream(listing, read)
    assert names == sorted(
        (f"user-{number:05}" for number in range(0, 2 * COUNT, 2)), reverse=descending
    )
    assert source.page(listing, 0, 1).total == COUNT - 1


def test_rows_end_where_writing_them_fails(crowd: Database) -> None:
    source = QuerySource(crowd, MEMBERS.page, MEMBERS.stream)

    def fail(rows: Iterator[MemberRow]) -> None:
        next(rows)
        raise LookupError

    with pytest.raises(LookupError):
        source.stream(Listing(), fail)
    crowd.write(lambda connection: add(connection, 1))
    assert source.page(Listing(), 0, 1).total == COUNT + 1
