"""The journal is the whole ledger, transfer by transfer."""

from app.ledger.exports import JournalRow, count_transfers, stream_journal
from app.ledger.service import set_frozen
from tests.factories import NOON
from tests.ledger.books import Books


def journal(books: Books) -> tuple[JournalRow, ...]:
    return books.database.read(lambda connection: tuple(stream_journal(connection)))


def test_empty_ledger_has_an_empty_journal(books: Books) -> None:
    assert journal(books) == ()
    assert books.database.read(count_transfers) == 0


def test_each_transfer_is_a_row_with_its_entry(books: Books) -> None:
    posted = books.post(books.mint(1, 100), books.move(1, 2, 30), key="k")
    first, second = journal(books)
    assert first == JournalRow(
        entry=posted.id,
        book="main",
        sequence=1,
        kind="test",
        at=NOON,
        actor="tester",
        idempotency_key="k",
        memo="",
        category="",
        metadata="{}",
        reverses=None,
        hash=posted.hash.hex(),
        position=0,
        asset="GOLD",
        debit="platform 0 issuance",
        credit="member 1 holder",
        amount=100,
        debit_balance_after=-100,
        credit_balance_after=100,
    )
    assert (second.entry, second.position, second.debit, second.credit, second.amount) == (
        posted.id,
        1,
        "member 1 holder",
        "member 2 holder",
        30,
    )
    assert books.database.read(count_transfers) == 2


def test_entry_that_moved_nothing_is_a_row_without_a_transfer(books: Books) -> None:
    books.post(books.mint(1, 100))
    books.database.write(
        lambda connection: set_frozen(
            connection,
            books.member(1),
            True,
            actor="checker",
            at=NOON,
            reason="odd",
            idempotency_key="ice",
        )
    )
    row = journal(books)[-1]
    assert (row.kind, row.memo, row.metadata) == ("freeze_account", "odd", '{"account":1}')
    assert (row.position, row.asset, row.debit, row.credit, row.amount) == (None,) * 5
    assert books.database.read(count_transfers) == 1
