"""Corrections and locks: reversing an entry, freezing an account."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotFound
from app.ledger.posting import Posted, post
from app.ledger.rules import AccountRef, AccountRole, EntryDraft, TransferDraft, check_memo
from app.ledger.tables import Account, Book, Entry, Transfer

account, book = table_of(Account), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)

FREEZE_BOOK = "accounts"
FREEZE = "freeze_account"
THAW = "thaw_account"


def reverse(
    connection: Connection, entry_id: int, *, actor: str, at: datetime, reason: str
) -> Posted:
    """Book the opposite of an entry, in its own book, with a reason.

    Reversing the same entry again returns the first reversal.
    Raises NotFound, Conflict (a reversal is not reversed itself, nor an entry that moved nothing),
    InvalidInput (no reason) and what `post` raises: the takers may have spent it since.
    """
    _check_reason(reason)
    found = connection.execute(
        select(entry.c.kind, entry.c.category, entry.c.reverses_id, book.c.code)
        .join(book, book.c.id == entry.c.book_id)
        .where(entry.c.id == entry_id)
    ).first()
    if found is None:
        raise NotFound(f"There is no entry {entry_id}.", code="ENTRY_NOT_FOUND", field="entry")
    if found.reverses_id is not None:
        raise Conflict("A reversal can't be reversed; book the entry anew.", code="IS_REVERSAL")
    transfers = _opposite(connection, entry_id)
    if not transfers:
        # Freezing and thawing are undone by each other, so that the account follows.
        raise Conflict("This entry moved nothing that could go back.", code="NOTHING_MOVED")
    return post(
        connection,
        EntryDraft(
            book=found.code,
            kind=f"reverse_{found.kind}",
            actor=actor,
            idempotency_key=f"reverse:{entry_id}",
            transfers=transfers,
            request=[entry_id],
            memo=reason,
            category=found.category,
            reverses_id=entry_id,
        ),
        at,
    )


def _opposite(connection: Connection, entry_id: int) -> list[TransferDraft]:
    debit, credit = account.alias(), account.alias()
    rows = connection.execute(
        select(
            debit.c.asset_id,
            debit.c.owner_kind,
            debit.c.owner_id,
            debit.c.role,
            credit.c.owner_kind,
            credit.c.owner_id,
            credit.c.role,
            transfer.c.amount,
        )
        .join(debit, debit.c.id == transfer.c.debit_account_id)
        .join(credit, credit.c.id == transfer.c.credit_account_id)
        .where(transfer.c.entry_id == entry_id)
        .order_by(transfer.c.position.desc())
    )
    return [
        TransferDraft(
            debit=AccountRef(row[0], row[4], row[5], AccountRole(row[6])),
            credit=AccountRef(row[0], row[1], row[2], AccountRole(row[3])),
            amount=row[7],
        )
        for row in rows
    ]


def set_frozen(
    connection: Connection,
    ref: AccountRef,
    frozen: bool,
    *,
    actor: str,
    at: datetime,
    reason: str,
    idempotency_key: str,
) -> Posted:
    """Freeze or thaw an account; an entry without transfers keeps who, when and why.

    Raises NotFound, InvalidInput (no reason).
    """
    _check_reason(reason)
    row = connection.execute(
        select(account.c.id)
        .where(
            account.c.asset_id == ref.asset_id,
            account.c.owner_kind == ref.owner_kind,
            account.c.owner_id == ref.owner_id,
            account.c.role == ref.role.value,
        )
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("This account doesn't exist yet.", code="ACCOUNT_NOT_FOUND")
    posted = post(
        connection,
        EntryDraft(
            book=FREEZE_BOOK,
            kind=FREEZE if frozen else THAW,
            actor=actor,
            idempotency_key=idempotency_key,
            transfers=(),
            request=[row.id],
            memo=reason,
            metadata={"account": row.id},
        ),
        at,
    )
    if not posted.repeated:
        connection.execute(update(account).where(account.c.id == row.id).values(frozen=frozen))
    return posted


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("Say why; the reason stays with the entry.", field="reason")
    check_memo(reason, field="reason", what="A reason")
