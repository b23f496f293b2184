"""Entries change balances, whole or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.amounts import AmountOverflow
from app.db.database import Database
from app.errors import InvalidInput, NotFound, UserError
from app.ledger.assets import find_asset, list_assets, open_asset
from app.ledger.posting import post
from app.ledger.queries import balances_of_owner, entry_view
from app.ledger.rules import (
    LONGEST_KEY,
    LONGEST_MEMO,
    MAX_AMOUNT,
    AccountFrozen,
    AccountRef,
    AccountRole,
    AssetKind,
    IdempotencyConflict,
    InsufficientBalance,
    TransferDraft,
)
from app.ledger.service import set_frozen
from tests.db.rows import all_rows
from tests.factories import NOON
from tests.ledger.books import Books, draft_of


def assert_refused(books: Books, kind: type[UserError], act: Callable[[], object]) -> UserError:
    before = books.database.read(all_rows)
    with pytest.raises(kind) as caught:
        act()
    assert books.database.read(all_rows) == before
    return caught.value


def freeze(books: Books, number: int, frozen: bool = True) -> None:
    books.database.write(
        lambda connection: set_frozen(
            connection,
            books.member(number),
            frozen,
            actor="tester",
            at=NOON,
            reason="looks odd",
            idempotency_key=f"freeze:{number}:{frozen}",
        )
    )


def test_money_comes_from_the_issuance_account(books: Books) -> None:
    books.post(books.mint(1, 100))
    assert books.balance(books.gold.issuance()) == -100
    assert books.balances(1) == [100]


def test_all_accounts_of_an_asset_sum_to_zero(books: Books) -> None:
    books.post(books.mint(1, 100), books.mint(2, 50))
    books.post(books.move(1, 2, 30), books.move(2, 3, 75))
    assert books.balances(1, 2, 3) == [70, 5, 75]
    assert sum(books.balances(1, 2, 3)) + books.balance(books.gold.issuance()) == 0


def test_each_transfer_keeps_both_balances_after_it(books: Books) -> None:
    books.post(books.mint(1, 100))
    posted = books.post(books.move(1, 2, 30), books.move(1, 3, 20))
    view = books.database.read(lambda connection: entry_view(connection, posted.id))
    assert [
        (row.amount, row.debit_balance_after, row.credit_balance_after) for row in view.transfers
    ] == [(30, 70, 30), (20, 50, 20)]
    assert posted.balances == {
        books.member(1): 50,
        books.member(2): 30,
        books.member(3): 20,
    }


def test_one_account_may_take_and_give_in_one_entry(books: Books) -> None:
    books.post(books.mint(1, 100))
    books.post(books.move(1, 2, 100), books.move(2, 3, 60), books.move(2, 1, 15))
    assert books.balances(1, 2, 3) == [15, 25, 60]


def test_what_comes_later_in_an_entry_covers_nothing_earlier(books: Books) -> None:
    books.post(books.mint(1, 100))
    assert_refused(
        books,
        InsufficientBalance,
        lambda: books.post(books.move(2, 3, 60), books.move(1, 2, 100)),
    )


def test_entry_may_move_several_assets(books: Books) -> None:
    iron = TransferDraft(books.iron.issuance(), books.member(1, books.iron), 7)
    books.post(books.mint(1, 100), iron)
    rows = books.database.read(lambda connection: balances_of_owner(connection, "member", 1))
    assert [(row.asset, row.role, row.balance, row.frozen) for row in rows] == [
        ("GOLD", AccountRole.HOLDER, 100, False),
        ("IRON", AccountRole.HOLDER, 7, False),
    ]


@pytest.mark.parametrize("role", [role for role in AccountRole if role is not AccountRole.ISSUANCE])
def test_only_issuance_goes_below_zero(sqlite_books: Books, role: AccountRole) -> None:
    account = AccountRef(sqlite_books.gold.id, "platform", 0, role)
    sqlite_books.post(TransferDraft(sqlite_books.gold.issuance(), account, 10))
    error = assert_refused(
        sqlite_books,
        InsufficientBalance,
        lambda: sqlite_books.post(TransferDraft(account, sqlite_books.member(1), 11)),
    )
    assert error.details == {"required": 11, "available": 10, "asset": "GOLD"}


def test_refusal_for_want_of_money_says_how_much_is_there(books: Books) -> None:
    books.post(books.mint(1, 30))
    error = assert_refused(
        books, InsufficientBalance, lambda: books.post(books.move(1, 2, 20), books.move(1, 2, 20))
    )
    assert isinstance(error, InsufficientBalance)
    assert (error.required, error.available, error.asset) == (20, 10, "GOLD")


def test_somebody_who_never_had_an_account_has_nothing(books: Books) -> None:
    error = assert_refused(books, InsufficientBalance, lambda: books.post(books.move(8, 9, 1)))
    assert error.details == {"required": 1, "available": 0, "asset": "GOLD"}


def test_refused_entries_take_no_row_ids(books: Books) -> None:
    books.post(books.mint(1, 30))
    for book in ("main", "another"):
        with pytest.raises(InsufficientBalance):
            books.post(books.move(1, 2, 31), book=book)
    posted = books.post(books.move(1, 2, 30), book="another")
    assert posted.id == 2
    ids = books.database.read(
        lambda connection: {
            table: connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar()
            for table in ("ledger_account", "ledger_book", "ledger_entry")
        }
    )
    assert ids == {"ledger_account": 3, "ledger_book": 2, "ledger_entry": 2}


def test_balance_of_the_largest_amount_is_booked(books: Books) -> None:
    books.post(books.mint(1, MAX_AMOUNT))
    assert books.balances(1) == [MAX_AMOUNT]
    assert books.balance(books.gold.issuance()) == -MAX_AMOUNT


def test_issuance_past_the_smallest_number_is_refused(books: Books) -> None:
    books.post(books.mint(1, MAX_AMOUNT))
    assert_refused(books, AmountOverflow, lambda: books.post(books.mint(2, 1)))


@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, 2**64, 10**400])
def test_amount_past_the_largest_number_is_refused(books: Books, amount: int) -> None:
    assert_refused(books, AmountOverflow, lambda: books.post(books.mint(1, amount)))


def test_passing_the_largest_number_within_an_entry_is_refused(books: Books) -> None:
    books.post(books.mint(1, MAX_AMOUNT))
    back = TransferDraft(books.member(1), books.gold.issuance(), 5)
    assert_refused(books, AmountOverflow, lambda: books.post(books.mint(1, 5), back))
    books.post(back, books.mint(1, 5))
    assert books.balances(1) == [MAX_AMOUNT]


@pytest.mark.parametrize(("giver", "taker"), [(1, 2), (2, 1)])
def test_frozen_account_neither_gives_nor_takes(books: Books, giver: int, taker: int) -> None:
    books.post(books.mint(1, 100), books.mint(2, 100))
    freeze(books, 1)
    assert_refused(books, AccountFrozen, lambda: books.post(books.move(giver, taker, 1)))
    freeze(books, 1, frozen=False)
    books.post(books.move(giver, taker, 1))


def test_each_book_counts_and_chains_its_own_entries(books: Books) -> None:
    first = books.post(books.mint(1, 10), book="one")
    other = books.post(books.mint(1, 10), book="two")
    second = books.post(books.mint(1, 10), book="one")
    assert [(p.book, p.sequence) for p in (first, other, second)] == [
        ("one", 1),
        ("two", 1),
        ("one", 2),
    ]

    def chain(connection: Connection) -> list[tuple[bytes, bytes]]:
        rows = connection.exec_driver_sql(
            "SELECT previous_hash, hash FROM ledger_entry ORDER BY id"
        )
        return [(bytes(row[0]), bytes(row[1])) for row in rows]

    links = books.database.read(chain)
    assert [link[1] for link in links] == [first.hash, other.hash, second.hash]
    assert links[2][0] == first.hash
    assert links[1][0] not in (first.hash, links[0][0])


def test_what_fails_after_an_entry_takes_it_along(books: Books) -> None:
    def book_two(connection: Connection) -> None:
        post(connection, draft_of(books.mint(1, 10)), NOON)
        post(connection, draft_of(books.move(1, 2, 11)), NOON)

    assert_refused(books, InsufficientBalance, lambda: books.database.write(book_two))


GOLD, IRON = 1, 2
ONE, TWO = AccountRef(GOLD, "member", 1), AccountRef(GOLD, "member", 2)


@pytest.mark.parametrize(
    ("transfer", "field"),
    [
        (TransferDraft(ONE, TWO, 0), "amount"),
        (TransferDraft(ONE, TWO, -1), "amount"),
        (TransferDraft(ONE, replace(TWO, asset_id=IRON), 1), "asset"),
        (TransferDraft(ONE, ONE, 1), "account"),
    ],
)
def test_transfer_that_moves_nothing_is_refused(
    sqlite_books: Books, transfer: TransferDraft, field: str
) -> None:
    error = assert_refused(sqlite_books, InvalidInput, lambda: sqlite_books.post(transfer))
    assert error.field == field


@pytest.mark.parametrize("key", ["x" * (LONGEST_KEY + 1), "zero\0", "half \ud83d"])
def test_key_that_no_database_keeps_is_refused(books: Books, key: str) -> None:
    error = assert_refused(books, InvalidInput, lambda: books.post(books.mint(1, 1), key=key))
    assert error.field == "idempotency_key"


def test_entry_needs_a_key(sqlite_books: Books) -> None:
    draft = replace(draft_of(sqlite_books.mint(1, 1)), idempotency_key="")
    error = assert_refused(sqlite_books, InvalidInput, lambda: sqlite_books.post_draft(draft))
    assert error.field == "idempotency_key"


@pytest.mark.parametrize("memo", ["x" * (LONGEST_MEMO + 1), "zero\0", "half \ud83d"])
def test_memo_that_no_database_keeps_is_refused(books: Books, memo: str) -> None:
    draft = draft_of(books.mint(1, 1), memo=memo)
    assert assert_refused(books, InvalidInput, lambda: books.post_draft(draft)).field == "memo"


def test_memo_and_key_are_kept_to_the_letter(books: Books) -> None:
    memo = "čaj, 茶, 🫖\n'\"--"
    posted = books.post_draft(draft_of(books.mint(1, 1), key="ключ 🔑", memo=memo))
    view = books.database.read(lambda connection: entry_view(connection, posted.id))
    assert view.memo == memo
    assert books.post_draft(draft_of(books.mint(1, 1), key="ключ 🔑")).id == posted.id


def test_unknown_asset_is_refused(books: Books) -> None:
    stranger = AccountRef(99, "member", 1)
    transfer = TransferDraft(replace(stranger, role=AccountRole.ISSUANCE), stranger, 1)
    assert assert_refused(books, NotFound, lambda: books.post(transfer)).code == "ASSET_NOT_FOUND"


def test_same_request_under_one_key_is_booked_once(books: Books) -> None:
    first = books.post(books.mint(1, 10), key="once")
    again = books.post(books.mint(1, 10), key="once")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.id, again.book, again.sequence, again.hash) == (
        first.id,
        first.book,
        first.sequence,
        first.hash,
    )
    assert books.balances(1) == [10]


def test_repeat_is_found_though_it_could_not_be_booked_any_more(books: Books) -> None:
    books.post(books.mint(1, 10))
    first = books.post(books.move(1, 2, 10), key="once")
    freeze(books, 1)
    assert books.post(books.move(1, 2, 10), key="once").id == first.id


@pytest.mark.parametrize("book", ["main", "another"])
def test_another_request_under_a_used_key_is_refused(books: Books, book: str) -> None:
    first = books.post(books.mint(1, 10), key="once")
    error = assert_refused(
        books, IdempotencyConflict, lambda: books.post(books.mint(1, 11), key="once", book=book)
    )
    assert error.details == {"idempotency_key": "once", "entry": first.id}


def test_another_kind_of_request_under_a_used_key_is_refused(books: Books) -> None:
    books.post_draft(draft_of(books.mint(1, 10), key="once", kind="gift", request=[1]))
    other = draft_of(books.mint(1, 10), key="once", kind="purchase", request=[1])
    assert_refused(books, IdempotencyConflict, lambda: books.post_draft(other))


def test_request_decides_on_a_repeat_not_what_it_leads_to(books: Books) -> None:
    first = books.post_draft(draft_of(books.mint(1, 10), key="once", request=["ten"]))
    again = books.post_draft(draft_of(books.mint(1, 12), key="once", request=["ten"]))
    assert again.id == first.id
    assert books.balances(1) == [10]


def test_opening_an_asset_again_finds_it(books: Books) -> None:
    def work(connection: Connection) -> bool:
        return open_asset(connection, "GOLD", "Other name", 8, AssetKind.TOKEN) == books.gold

    assert books.database.write(work)


@pytest.mark.parametrize(
    ("code", "decimals", "kind", "field"),
    [
        ("GOLD", 7, AssetKind.TOKEN, "asset"),
        ("GOLD", 8, AssetKind.KEY, "asset"),
        ("TIN", 19, AssetKind.TOKEN, "decimals"),
        ("TIN", -1, AssetKind.TOKEN, "decimals"),
    ],
)
def test_asset_of_other_decimals_or_kind_is_refused(
    books: Books, code: str, decimals: int, kind: AssetKind, field: str
) -> None:
    error = assert_refused(
        books,
        InvalidInput,
        lambda: books.database.write(
            lambda connection: open_asset(connection, code, "Name", decimals, kind)
        ),
    )
    assert error.field == field


def test_assets_are_found_by_code_and_kind(database: Database) -> None:
    def work(connection: Connection) -> None:
        ether = open_asset(connection, "ckETH", "Ether", 18, AssetKind.QUOTE)
        sct = open_asset(connection, "SCT", "In-app token", 0, AssetKind.TOKEN)
        sats = open_asset(connection, "sats", "Satoshi", 0, AssetKind.QUOTE)
        assert (ether.ledger_decimals, sct.ledger_decimals) == (9, 0)
        assert find_asset(connection, "SCT") == sct
        assert list_assets(connection, AssetKind.QUOTE) == (ether, sats)
        for code in ("BTC", "", "zero\0", "half \ud83d"):
            with pytest.raises(NotFound):
                find_asset(connection, code)

    database.write(work)
