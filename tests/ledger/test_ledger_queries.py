"""What is read back of the books."""

import random
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from app.errors import NotFound
from app.ledger.posting import post
from app.ledger.queries import (
    HistoryRow,
    account_history,
    balance_of,
    balances_of_owner,
    entry_view,
)
from app.ledger.rules import AccountRef, AccountRole, TransferDraft
from tests.factories import NOON
from tests.ledger.books import Books, draft_of


def history(books: Books, ref: AccountRef, limit: int) -> list[HistoryRow]:
    """The whole history, read page by page."""
    rows: list[HistoryRow] = []
    while True:
        before = (rows[-1].entry, rows[-1].position) if rows else None
        read = partial(account_history, ref=ref, before=before, limit=limit)
        page = books.database.read(read)
        assert len(page) <= limit
        if not page:
            return rows
        rows.extend(page)


def book_at_random(books: Books, entries: int, seed: int) -> None:
    dice = random.Random(seed)

    def work(connection: Connection) -> None:
        post(connection, draft_of(*(books.mint(number, 10_000) for number in (1, 2, 3))), NOON)
        for number in range(entries):
            transfers = []
            for _ in range(dice.randint(1, 4)):
                giver, taker = dice.sample((1, 2, 3), 2)
                transfers.append(books.move(giver, taker, dice.randint(1, 9)))
            post(connection, draft_of(*transfers), NOON + timedelta(seconds=number))

    books.database.write(work)


@pytest.mark.parametrize("limit", [1, 2, 7, 1_000])
def test_pages_of_a_history_are_the_whole_of_it(books: Books, limit: int) -> None:
    book_at_random(books, entries=25, seed=limit)
    rows = history(books, books.member(1), limit)
    keys = [(row.entry, row.position) for row in rows]
    assert keys == sorted(set(keys), reverse=True)
    # Read backwards, each balance before is the one after the row before.
    balance = 0
    for row in reversed(rows):
        assert row.balance_before == balance
        balance += row.change
        assert row.balance_after == balance
    assert balance == books.balance(books.member(1))


def test_history_says_who_when_and_why(books: Books) -> None:
    books.post(books.mint(1, 100))
    draft = draft_of(books.move(1, 2, 30), kind="gift", memo="thanks")
    entry = books.post_draft(draft)
    (row, _) = history(books, books.member(1), 10)
    assert row == HistoryRow(
        entry=entry.id,
        position=0,
        kind="gift",
        at=NOON,
        actor="tester",
        memo="thanks",
        change=-30,
        balance_before=100,
        balance_after=70,
    )


def test_account_that_was_never_used_has_no_history_and_no_balance(books: Books) -> None:
    stranger = books.member(9)
    assert history(books, stranger, 5) == []
    assert books.balance(stranger) == 0
    rows = books.database.read(lambda connection: balances_of_owner(connection, "member", 9))
    assert rows == ()


def test_roles_of_one_owner_are_accounts_of_their_own(books: Books) -> None:
    till = AccountRef(books.gold.id, "room", 4, AccountRole.RESERVE)
    fees = AccountRef(books.gold.id, "room", 4, AccountRole.CREATOR_FEES)
    books.post(books.mint(1, 100))
    books.post(TransferDraft(books.member(1), till, 60), TransferDraft(books.member(1), fees, 5))

    def read(connection: Connection) -> None:
        assert (balance_of(connection, till), balance_of(connection, fees)) == (60, 5)
        rows = balances_of_owner(connection, "room", 4)
        assert [(row.role, row.balance) for row in rows] == [
            (AccountRole.CREATOR_FEES, 5),
            (AccountRole.RESERVE, 60),
        ]

    books.database.read(read)


def test_entry_is_shown_with_its_transfers_in_words(books: Books) -> None:
    posted = books.post(books.mint(1, 100), books.mint(2, 5), book="minting")
    view = books.database.read(lambda connection: entry_view(connection, posted.id))
    assert (view.id, view.book, view.sequence, view.at) == (posted.id, "minting", 1, NOON)
    assert view.hash == posted.hash.hex()
    assert view.metadata == "{}"
    assert view.reverses is None
    assert [(row.position, row.asset, row.debit, row.credit) for row in view.transfers] == [
        (0, "GOLD", "platform 0 issuance", "member 1 holder"),
        (1, "GOLD", "platform 0 issuance", "member 2 holder"),
    ]


def test_entry_that_is_not_there_is_not_shown(books: Books) -> None:
    with pytest.raises(NotFound) as caught:
        books.database.read(lambda connection: entry_view(connection, 1))
    assert (caught.value.code, caught.value.field) == ("ENTRY_NOT_FOUND", "entry")
