"""Who books at the same moment waits, and finds what the other one did."""

from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import Connection

from app.db.database import Database, connect
from app.errors import InvalidInput, UserError
from app.ledger.assets import AssetRow, open_asset
from app.ledger.audit import CHECKS, run_audit
from app.ledger.posting import Posted, post
from app.ledger.rules import AccountFrozen, AssetKind, EntryDraft, IdempotencyConflict
from app.ledger.service import reverse, set_frozen
from app.progress import NoProgress
from tests.factories import NOON
from tests.ledger.books import Books, draft_of, open_books
from tests.races import at_once, meet


@pytest.fixture(params=["file_database", "postgres_database"])
def books(request: pytest.FixtureRequest) -> Books:
    """Books that other programs may open too."""
    database: Database = request.getfixturevalue(request.param)
    return open_books(database)


def posting(draft: EntryDraft) -> Callable[[Connection], Posted]:
    return lambda connection: post(connection, draft, NOON)


def elsewhere(draft: EntryDraft) -> Callable[[Database], Posted]:
    return lambda database: database.write(posting(draft))


def refusal(draft: EntryDraft) -> Callable[[Database], type[UserError] | None]:
    """Books the draft and tells with which kind of error it was refused."""

    def second(database: Database) -> type[UserError] | None:
        try:
            database.write(posting(draft))
        except UserError as error:
            return type(error)
        return None

    return second


def assert_clean(books: Books, entries: int) -> None:
    report = run_audit(books.database, CHECKS, NoProgress())
    assert [check.detail for check in report.checks] == [""] * len(report.checks)
    assert report.checks[-1].rows == entries


@pytest.mark.parametrize("book", ["main", "fresh"])
def test_same_request_sent_twice_at_once_is_booked_once(books: Books, book: str) -> None:
    books.post(books.mint(1, 10))
    draft = draft_of(books.mint(1, 5), key="once", book=book)
    first, second = meet(books.database, posting(draft), elsewhere(draft))
    assert (first.repeated, second.repeated) == (False, True)
    assert (second.id, second.hash) == (first.id, first.hash)
    assert books.balances(1) == [15]
    assert_clean(books, 2)


@pytest.mark.parametrize("book", ["main", "fresh"])
def test_twin_is_not_refused_for_what_its_twin_spent(books: Books, book: str) -> None:
    books.post(books.mint(1, 10))
    draft = draft_of(books.move(1, 2, 10), key="once", book=book)
    first, second = meet(books.database, posting(draft), elsewhere(draft))
    assert (second.repeated, second.id) == (True, first.id)
    assert books.balances(1, 2) == [0, 10]
    assert_clean(books, 2)


@pytest.mark.parametrize("book", ["main", "other", "fresh"])
def test_other_request_under_the_same_key_at_once_is_refused(books: Books, book: str) -> None:
    books.post(books.mint(1, 10), book="other")
    one = draft_of(books.mint(1, 5), key="once", book="main")
    other = draft_of(books.mint(2, 6), key="once", book=book)
    _, kind = meet(books.database, posting(one), refusal(other))
    assert kind is IdempotencyConflict
    assert books.balances(1, 2) == [15, 0]
    assert_clean(books, 2)


def test_book_is_opened_once(books: Books) -> None:
    one, other = draft_of(books.mint(1, 5)), draft_of(books.mint(2, 6))
    first, second = meet(books.database, posting(one), elsewhere(other))
    assert (first.sequence, second.sequence) == (1, 2)
    assert_clean(books, 2)


def test_account_is_opened_once_from_two_books(books: Books) -> None:
    one = draft_of(books.mint(1, 5), book="one")
    other = draft_of(books.mint(1, 6), book="other")
    meet(books.database, posting(one), elsewhere(other))
    assert books.balances(1) == [11]
    assert_clean(books, 2)


def test_asset_is_opened_once(books: Books) -> None:
    def open_tin(connection: Connection) -> AssetRow:
        return open_asset(connection, "TIN", "Tin", 2, AssetKind.TOKEN)

    first, second = meet(books.database, open_tin, lambda database: database.write(open_tin))
    assert first == second


def test_asset_that_somebody_opened_as_another_is_refused(books: Books) -> None:
    def second(database: Database) -> str:
        with pytest.raises(InvalidInput) as caught:
            database.write(lambda c: open_asset(c, "TIN", "Tin", 3, AssetKind.TOKEN))
        return str(caught.value.field)

    _, field = meet(
        books.database, lambda c: open_asset(c, "TIN", "Tin", 2, AssetKind.TOKEN), second
    )
    assert field == "asset"


def test_moves_in_opposite_directions_both_happen(books: Books) -> None:
    books.post(books.mint(1, 10), books.mint(2, 10))
    there = draft_of(books.move(1, 2, 7), book="there")
    back = draft_of(books.move(2, 1, 4), book="back")
    meet(books.database, posting(there), elsewhere(back))
    assert books.balances(1, 2) == [7, 13]
    assert_clean(books, 3)


def test_balance_is_read_once_the_account_is_held(books: Books) -> None:
    books.post(books.mint(1, 10))
    one = draft_of(books.move(1, 2, 6), book="one")
    other = draft_of(books.move(1, 3, 6), book="other")
    _, kind = meet(books.database, posting(one), refusal(other))
    assert kind is not None
    assert kind.default_code == "INSUFFICIENT_BALANCE"
    assert books.balances(1, 2, 3) == [4, 6, 0]
    assert_clean(books, 2)


def test_who_waits_for_a_freezing_is_refused(books: Books) -> None:
    books.post(books.mint(1, 10))

    def freeze(connection: Connection) -> Posted:
        return set_frozen(
            connection, books.member(1), True,
            actor="x", at=NOON, reason="odd", idempotency_key="ice",
        )  # fmt: skip

    _, kind = meet(books.database, freeze, refusal(draft_of(books.move(1, 2, 1))))
    assert kind is AccountFrozen
    assert_clean(books, 2)


def test_entry_is_reversed_once(books: Books) -> None:
    entry = books.post(books.mint(1, 10))

    def take_back(connection: Connection) -> Posted:
        return reverse(connection, entry.id, actor="x", at=NOON, reason="wrong")

    first, second = meet(books.database, take_back, lambda database: database.write(take_back))
    assert (first.id, second.repeated) == (second.id, True)
    assert books.balances(1) == [0]
    assert_clean(books, 2)


def test_eight_at_once_book_everything_once(books: Books) -> None:
    books.post(books.mint(1, 100))
    drafts = [
        draft_of(books.move(1, 2 + number % 3, 1), key=f"k{number}", book=f"book {number % 3}")
        for number in range(20)
    ]

    def book_all(number: int) -> list[bool]:
        with closing(connect(books.database.location)) as database:
            turn = number * 5 % len(drafts)
            return [elsewhere(each)(database).repeated for each in drafts[turn:] + drafts[:turn]]

    repeated = [each for told in at_once(8, book_all) for each in told]
    assert (len(repeated), repeated.count(False)) == (160, 20)
    assert sum(books.balances(1, 2, 3, 4)) == 100
    assert books.balances(1) == [80]
    assert_clean(books, 21)
