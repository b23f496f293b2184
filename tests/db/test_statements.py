"""Ids known in advance, rows that may be there already, and statements run by the driver."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.db.database import Database
from app.db.prepared import Prepared
from app.db.rows import insert_if_absent, next_id
from app.errors import Unavailable
from tests.db.rows import METADATA, fill

book = METADATA.tables["ledger_book"]
HASH = bytes(32)
INSERT = Prepared(
    sa.insert(book).values(
        id=sa.bindparam("id"),
        code=sa.bindparam("code"),
        entries=sa.bindparam("entries"),
        head_hash=sa.bindparam("head_hash"),
    )
)
CODES = Prepared(
    sa.select(book.c.code, book.c.entries)
    .where(book.c.entries >= sa.bindparam("least"))
    .order_by(book.c.id)
)


def values(number: int, **others: object) -> dict[str, object]:
    return {
        "id": number,
        "code": f"book {number}",
        "entries": number,
        "head_hash": HASH,
        **others,
    }


def codes(connection: Connection) -> list[str]:
    return list(connection.execute(sa.select(book.c.code).order_by(book.c.id)).scalars())


class TestIds:
    def test_first_row_of_a_table_gets_one(self, database: Database) -> None:
        assert database.write(lambda connection: next_id(connection, "ledger_entry")) == 1

    def test_threads_get_different_ids(self, database: Database) -> None:
        def add(_: int) -> int:
            def work(connection: Connection) -> int:
                number = next_id(connection, "ledger_book")
                connection.execute(sa.insert(book), values(number))
                return number

            return database.write(work)

        with ThreadPoolExecutor(4) as threads:
            assert sorted(threads.map(add, range(20))) == list(range(1, 21))


class TestRowsThatMayBeThere:
    def test_absent_row_is_inserted(self, database: Database) -> None:
        database.write(lambda connection: insert_if_absent(connection, book, values(1)))
        assert database.read(codes) == ["book 1"]

    def test_row_that_is_there_stays_as_it_is(self, database: Database) -> None:
        def twice(connection: Connection) -> None:
            insert_if_absent(connection, book, values(1))
            insert_if_absent(connection, book, values(2, code="book 1"))

        database.write(twice)
        assert database.read(codes) == ["book 1"]


class TestPrepared:
    def test_rows_go_in_and_come_out(self, database: Database) -> None:
        def work(connection: Connection) -> tuple[object, ...]:
            INSERT.run(connection, values(1))
            INSERT.run_many(connection, [values(2), values(3)])
            return (
                CODES.all(connection, {"least": 2}),
                CODES.first(connection, {"least": 3}),
                CODES.first(connection, {"least": 4}),
            )

        assert database.write(work) == (
            [("book 2", 2), ("book 3", 3)],
            ("book 3", 3),
            None,
        )

    def test_refusals_are_those_of_sqlalchemy(self, database: Database) -> None:
        database.write(fill)
        with pytest.raises(IntegrityError):
            database.write(lambda connection: INSERT.run(connection, values(1)))
        with pytest.raises(IntegrityError):
            database.write(lambda connection: INSERT.run_many(connection, [values(1)]))

    def test_faults_of_the_server_are_said(self, postgres_database: Database) -> None:
        def cut_off(connection: Connection) -> None:
            INSERT.run(connection, values(1))
            connection.exec_driver_sql("SET LOCAL statement_timeout = 1")
            Prepared(sa.select(sa.func.pg_sleep(sa.bindparam("seconds")))).all(
                connection, {"seconds": 5}
            )

        with pytest.raises(Unavailable):
            postgres_database.write(cut_off)
        assert postgres_database.read(codes) == []
