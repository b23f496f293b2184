"""Whatever a hand puts into a row is read, and taken for nothing that the program writes."""

import json
import math
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.ledger.raw_values import (
    SpoiltText,
    as_hashed,
    comes_before,
    in_hex,
    tolerant_texts,
    whole,
)
from app.ledger.rules import canonical, decoded

ODD = [b"abc", 1.0, 1.5, math.inf, -math.inf, SpoiltText(b"\xff")]


def test_what_columns_hold_is_hashed_as_it_is() -> None:
    values = [None, 0, -(2**63), "", "text", "🗝"]
    assert as_hashed(values) == values


@pytest.mark.parametrize("odd", ODD)
def test_what_no_column_holds_is_hashed_like_nothing_else(odd: object) -> None:
    (spelled,) = as_hashed([odd])
    # No column holds a list, so nothing that the program writes is spelled like this.
    assert isinstance(json.loads(canonical(spelled)), list)
    others = [canonical(*as_hashed([other])) for other in ODD if other is not odd]
    assert canonical(spelled) not in others


def test_only_bytes_are_a_hash() -> None:
    assert in_hex(b"\x01\xff") == "01ff"
    for value in ("01ff", None, 5, SpoiltText(b"\x01\xff")):
        assert isinstance(in_hex(value), list)


def test_only_whole_numbers_count() -> None:
    assert [whole(value) for value in (7, -1, 1.5, "7", b"7", None)] == [7, -1, 0, 0, 0, 0]


@pytest.mark.parametrize("value", [None, -5, 4, 4.5, -math.inf])
def test_nothing_and_smaller_numbers_come_before(value: object) -> None:
    assert comes_before(value, 5)


@pytest.mark.parametrize("value", [5, 6, 5.5, math.inf, math.nan, "4", b"4", SpoiltText(b"4")])
def test_larger_numbers_texts_and_blobs_come_after(value: object) -> None:
    assert not comes_before(value, 5)


def test_order_is_the_databases_own() -> None:
    values = ["4", b"4", 6, None, 4.5, -5, math.inf]
    with closing(sqlite3.connect(":memory:")) as connection, connection:
        connection.execute("CREATE TABLE t (v)")
        connection.executemany("INSERT INTO t VALUES (?)", [(value,) for value in values])
        ordered = [row[0] for row in connection.execute("SELECT v FROM t ORDER BY v")]
    connection.close()
    before = [comes_before(value, 5) for value in ordered]
    assert before == sorted(before, reverse=True)


def test_text_that_is_none_is_handed_over_and_the_next_reader_is_strict(
    sqlite_database: Database,
) -> None:
    query = "SELECT CAST(x'ff41' AS TEXT), 'good'"

    def tolerant(connection: Connection) -> tuple[object, ...]:
        with tolerant_texts(connection):
            return strict(connection)

    def strict(connection: Connection) -> tuple[object, ...]:
        return tuple(connection.exec_driver_sql(query).one())

    assert sqlite_database.read(tolerant) == (SpoiltText(b"\xffA"), "good")
    with pytest.raises(Exception, match="UTF-8"):
        sqlite_database.read(strict)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "7", "{1:2}", '{"a":' * 5_000, b'{"a":1}', None, 5, "\ud83d"]
)
def test_spoilt_metadata_says_nothing(text: object) -> None:
    assert decoded(text) == {}


def test_metadata_is_read_back() -> None:
    assert decoded(canonical({"account": 7}).decode()) == {"account": 7}
