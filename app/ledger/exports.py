"""The whole ledger, transfer by transfer, as a table for other programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from app.db.export_table import ExportTable
from app.db.paging import BATCH
from app.db.schema import table_of
from app.fields import fields_of
from app.ledger.tables import Account, Asset, Book, Entry, Transfer

account, asset, book = table_of(Account), table_of(Asset), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A transfer with its entry; hashes in hex, amounts in minor units of `asset`.

    position to credit_balance_after are None for an entry that moved nothing.
    debit, credit: the accounts in words (`member 12 holder`).
    """

    entry: int
    book: str
    sequence: int
    kind: str
    at: datetime
    actor: str
    idempotency_key: str
    memo: str
    category: str
    metadata: str
    reverses: int | None
    hash: str
    position: int | None
    asset: str | None
    debit: str | None
    credit: str | None
    amount: int | None
    debit_balance_after: int | None
    credit_balance_after: int | None


_debit, _credit = account.alias("debit"), account.alias("credit")
_JOURNAL = (
    select(
        entry.c.id, book.c.code, entry.c.sequence, entry.c.kind, entry.c.at, entry.c.actor,
        entry.c.idempotency_key, entry.c.memo, entry.c.category, entry.c.metadata,
        entry.c.reverses_id, entry.c.hash, transfer.c.position, asset.c.code.label("asset"),
        _debit.c.owner_kind, _debit.c.owner_id, _debit.c.role,
        _credit.c.owner_kind.label("to_kind"), _credit.c.owner_id.label("to_owner"),
        _credit.c.role.label("to_role"), transfer.c.amount, transfer.c.debit_balance_after,
        transfer.c.credit_balance_after,
    )
    .join(book, book.c.id == entry.c.book_id)
    .outerjoin(transfer, transfer.c.entry_id == entry.c.id)
    .outerjoin(_debit, _debit.c.id == transfer.c.debit_account_id)
    .outerjoin(_credit, _credit.c.id == transfer.c.credit_account_id)
    .outerjoin(asset, asset.c.id == _debit.c.asset_id)
    .order_by(entry.c.id, transfer.c.position)
)  # fmt: skip


def stream_journal(connection: Connection) -> Iterator[JournalRow]:
    """Every transfer in the order of the entries, in constant memory."""
    with connection.execute(
        _JOURNAL, execution_options={"stream_results": True, "yield_per": BATCH}
    ) as rows:
        for row in rows:
            yield _journal_row(row)


def _journal_row(row: Sequence[Any]) -> JournalRow:
    values = list(row)
    moved = values[12] is not None
    debit, credit = (" ".join(map(str, side)) for side in (values[14:17], values[17:20]))
    values[11] = values[11].hex()
    values[14:20] = [debit, credit] if moved else [None, None]
    return JournalRow(*values)


def count_transfers(connection: Connection) -> int:
    """How many transfers there are."""
    return int(connection.execute(select(func.count()).select_from(transfer)).scalar_one())


EXPORTS = {
    "entries": ExportTable(
        fields_of(
            "entry_id=entry", "book", "sequence", "kind", "at", "actor", "idempotency_key", "memo",
            "category", "metadata", "reverses", "hash", "position", "asset", "debit", "credit",
            "amount", "debit_balance_after", "credit_balance_after",
        ),
        stream_journal,
        count_transfers,
    )
}  # fmt: skip
