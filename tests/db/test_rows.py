"""Many rows are written at once, whole or not at all, with the errors of single ones."""

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from app.db.database import Database
from app.db.rows import insert_many, next_id, next_ids
from app.db.schema import table_of
from app.members.tables import Member

member = table_of(Member)


def people(*names: str) -> list[dict[str, object]]:
    return [
        {
            "username": name,
            "display_name": 'tab\t, "ключ", \\N',
            "principal": "",
            "status": "active",
            "created_at": 1_767_225_600_123_456,
            "version": 1,
        }
        for name in names
    ]


def names(database: Database) -> list[tuple[int, str, str]]:
    query = select(member.c.id, member.c.username, member.c.display_name).order_by(member.c.id)
    return [(row[0], row[1], row[2]) for row in database.read(lambda c: c.execute(query).all())]


def test_rows_get_ids_in_their_order(database: Database) -> None:
    database.write(lambda c: insert_many(c, member, people("ana", "bo", "eva")))
    text = 'tab\t, "ключ", \\N'
    assert names(database) == [(1, "ana", text), (2, "bo", text), (3, "eva", text)]
    database.write(lambda c: insert_many(c, member, []))
    assert len(names(database)) == 3


def test_row_that_is_refused_keeps_all_out(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write(lambda c: insert_many(c, member, people("ana", "bo", "ana")))
    assert names(database) == []


def test_ids_known_before_are_those_of_the_next_rows(database: Database) -> None:
    def work(connection: Connection) -> tuple[list[int], int]:
        ids = next_ids(connection, "member", 3)
        rows = [
            {"id": row_id, **row} for row_id, row in zip(ids, people("a", "b", "c"), strict=True)
        ]
        insert_many(connection, member, rows)
        return ids, next_id(connection, "member")

    assert database.write(work) == ([1, 2, 3], 4)
