"""Entries are reversed, and accounts frozen, by further entries."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Connection

from app.errors import Conflict, InvalidInput, NotFound, UserError
from app.ledger.audit import CHECKS, run_audit
from app.ledger.posting import Posted
from app.ledger.queries import balances_of_owner, entry_view
from app.ledger.rules import (
    LONGEST_MEMO,
    AccountFrozen,
    IdempotencyConflict,
    InsufficientBalance,
)
from app.ledger.service import reverse, set_frozen
from app.progress import NoProgress
from tests.db.rows import all_rows
from tests.factories import NOON
from tests.ledger.books import Books, draft_of


def take_back(books: Books, entry_id: int, reason: str = "wrong member") -> Posted:
    def work(connection: Connection) -> Posted:
        return reverse(connection, entry_id, actor="checker", at=NOON, reason=reason)

    return books.database.write(work)


def set_ice(
    books: Books, number: int, frozen: bool, *, key: str = "", reason: str = "looks odd"
) -> Posted:
    def work(connection: Connection) -> Posted:
        return set_frozen(
            connection,
            books.member(number),
            frozen,
            actor="checker",
            at=NOON,
            reason=reason,
            idempotency_key=key or f"ice:{number}:{frozen}",
        )

    return books.database.write(work)


def is_frozen(books: Books, number: int) -> bool:
    rows = books.database.read(lambda connection: balances_of_owner(connection, "member", number))
    return rows[0].frozen


def test_reversal_moves_everything_back_in_the_same_book(books: Books) -> None:
    books.post(books.mint(1, 100), book="minting")
    entry = books.post(books.move(1, 2, 60), books.move(2, 3, 25), book="gifts")
    reversal = take_back(books, entry.id)
    assert books.balances(1, 2, 3) == [100, 0, 0]
    assert (reversal.book, reversal.sequence, reversal.repeated) == ("gifts", 2, False)
    view = books.database.read(lambda connection: entry_view(connection, reversal.id))
    assert (view.kind, view.reverses, view.memo, view.actor) == (
        "reverse_test",
        entry.id,
        "wrong member",
        "checker",
    )
    assert [(row.amount, row.credit) for row in view.transfers] == [
        (25, "member 2 holder"),
        (60, "member 1 holder"),
    ]


def test_entry_is_reversed_once_whatever_the_second_reason(books: Books) -> None:
    entry = books.post(books.mint(1, 100))
    first = take_back(books, entry.id)
    again = take_back(books, entry.id, "wrong amount")
    assert (again.id, again.repeated) == (first.id, True)
    assert books.balances(1) == [0]


def test_reversal_is_not_reversed(books: Books) -> None:
    reversal = take_back(books, books.post(books.mint(1, 100)).id)
    with pytest.raises(Conflict) as caught:
        take_back(books, reversal.id)
    assert caught.value.code == "IS_REVERSAL"


def test_money_that_was_spent_is_not_taken_back(books: Books) -> None:
    entry = books.post(books.mint(1, 100))
    books.post(books.move(1, 2, 1))
    before = books.database.read(all_rows)
    with pytest.raises(InsufficientBalance) as caught:
        take_back(books, entry.id)
    assert (caught.value.required, caught.value.available) == (100, 99)
    assert books.database.read(all_rows) == before


def test_nothing_is_taken_back_from_a_frozen_account(books: Books) -> None:
    entry = books.post(books.mint(1, 100))
    set_ice(books, 1, True)
    with pytest.raises(AccountFrozen):
        take_back(books, entry.id)


def test_entry_that_moved_nothing_is_not_reversed(books: Books) -> None:
    books.post(books.mint(1, 100))
    freezing = set_ice(books, 1, True)
    with pytest.raises(Conflict) as caught:
        take_back(books, freezing.id)
    assert caught.value.code == "NOTHING_MOVED"
    assert is_frozen(books, 1)


def test_entry_that_is_not_there_is_not_reversed(books: Books) -> None:
    with pytest.raises(NotFound) as caught:
        take_back(books, 5)
    assert (caught.value.code, caught.value.field) == ("ENTRY_NOT_FOUND", "entry")


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (LONGEST_MEMO + 1), "zero\0", "half \ud83d"])
def test_correction_needs_a_reason_that_can_be_kept(books: Books, reason: str) -> None:
    entry = books.post(books.mint(1, 100))
    corrections: list[Callable[[], Posted]] = [
        lambda: take_back(books, entry.id, reason),
        lambda: set_ice(books, 1, True, reason=reason),
    ]
    for correct in corrections:
        with pytest.raises(InvalidInput) as caught:
            correct()
        assert caught.value.field == "reason"
    assert books.balances(1) == [100]
    assert not is_frozen(books, 1)


def test_freezing_and_thawing_are_entries(books: Books) -> None:
    books.post(books.mint(1, 100))
    frozen = set_ice(books, 1, True)
    assert is_frozen(books, 1)
    thawed = set_ice(books, 1, False)
    assert not is_frozen(books, 1)
    views = [books.database.read(partial(entry_view, entry_id=row.id)) for row in (frozen, thawed)]
    assert [(view.book, view.kind, view.memo, view.transfers) for view in views] == [
        ("accounts", "freeze_account", "looks odd", ()),
        ("accounts", "thaw_account", "looks odd", ()),
    ]


def test_repeated_freezing_does_not_undo_a_later_thaw(books: Books) -> None:
    books.post(books.mint(1, 100))
    set_ice(books, 1, True, key="click")
    set_ice(books, 1, False)
    assert set_ice(books, 1, True, key="click").repeated
    assert not is_frozen(books, 1)


@pytest.mark.parametrize(("number", "frozen"), [(1, False), (2, True)])
def test_key_of_a_freezing_serves_no_other(books: Books, number: int, frozen: bool) -> None:
    books.post(books.mint(1, 100), books.mint(2, 100))
    set_ice(books, 1, True, key="click")
    with pytest.raises(IdempotencyConflict):
        set_ice(books, number, frozen, key="click")


def test_account_that_was_never_used_is_not_frozen(books: Books) -> None:
    with pytest.raises(NotFound) as caught:
        set_ice(books, 1, True)
    assert caught.value.code == "ACCOUNT_NOT_FOUND"


def test_corrected_books_audit_clean(books: Books) -> None:
    entry = books.post(books.mint(1, 100))
    books.post(books.mint(2, 100))
    take_back(books, entry.id)
    set_ice(books, 1, True)
    set_ice(books, 2, True)
    set_ice(books, 1, False)
    report = run_audit(books.database, CHECKS, NoProgress())
    assert [check.detail for check in report.checks] == [""] * len(report.checks)
    assert report.ok


def test_errors_of_the_ledger_are_sentences(books: Books) -> None:
    books.post(books.mint(1, 1))
    refused: list[UserError] = []
    acts: list[Callable[[], Posted]] = [
        lambda: books.post(books.move(1, 2, 5)),
        lambda: books.post(books.mint(1, 2**63)),
        lambda: books.post_draft(draft_of(books.mint(1, 0))),
        lambda: take_back(books, 77),
    ]
    for act in acts:
        with pytest.raises(UserError) as caught:
            act()
        refused.append(caught.value)
    assert [error.code for error in refused] == [
        "INSUFFICIENT_BALANCE",
        "AMOUNT_OVERFLOW",
        "INVALID_INPUT",
        "ENTRY_NOT_FOUND",
    ]
    assert all(error.message.endswith(".") and error.title for error in refused)
