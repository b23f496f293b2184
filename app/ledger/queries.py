"""What screens and reports read of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, bindparam, literal, select, union_all

from app.db.prepared import Prepared
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import NotFound
from app.ledger.rules import AccountRef, AccountRole
from app.ledger.tables import Account, Asset, Book, Entry, Transfer

account, asset, book = table_of(Account), table_of(Asset), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)

_BALANCE = Prepared(
    select(account.c.balance).where(
        account.c.asset_id == bindparam("asset"),
        account.c.owner_kind == bindparam("owner_kind"),
        account.c.owner_id == bindparam("owner"),
        account.c.role == bindparam("role"),
    )
)


@dataclass(frozen=True, slots=True)
class OwnerBalance:
    """One owner's balance in one asset, in minor units."""

    asset: str
    role: AccountRole
    balance: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of an account's balance; amounts in minor units, `change` with its sign."""

    entry: int
    position: int
    kind: str
    at: datetime
    actor: str
    memo: str
    change: int
    balance_before: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer of an entry, with both sides in words (`member 12 holder`)."""

    position: int
    asset: str
    debit: str
    credit: str
    amount: int
    debit_balance_after: int
    credit_balance_after: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its transfers; the hash in hex."""

    id: int
    book: str
    sequence: int
    kind: str
    at: datetime
    actor: str
    memo: str
    category: str
    metadata: str
    reverses: int | None
    hash: str
    transfers: tuple[TransferRow, ...]


_owner_balance = Projection(OwnerBalance, account, {"asset": asset.c.code}, role=AccountRole)


def balance_of(connection: Connection, ref: AccountRef) -> int:
    """The account's balance in minor units; 0 where it was never used."""
    values = {
        "asset": ref.asset_id,
        "owner_kind": ref.owner_kind,
        "owner": ref.owner_id,
        "role": ref.role.value,
    }
    row = _BALANCE.first(connection, values)
    return int(row[0]) if row else 0


def balances_of_owner(
    connection: Connection, owner_kind: str, owner_id: int
) -> tuple[OwnerBalance, ...]:
    """All balances of one owner, by asset."""
    rows = connection.execute(
        select(*_owner_balance.columns)
        .join(asset, asset.c.id == account.c.asset_id)
        .where(account.c.owner_kind == owner_kind, account.c.owner_id == owner_id)
        .order_by(asset.c.id, account.c.role)
    )
    return tuple(map(_owner_balance, rows))


def account_history(
    connection: Connection,
    ref: AccountRef,
    *,
    before: tuple[int, int] | None = None,
    limit: int = 100,
) -> tuple[HistoryRow, ...]:
    """The account's newest changes, newest first: one indexed read however long the ledger is.

    before: (entry, position) of the last row of the page before; None for the first page.
    """
    account_id = connection.execute(
        select(account.c.id).where(
            account.c.asset_id == ref.asset_id,
            account.c.owner_kind == ref.owner_kind,
            account.c.owner_id == ref.owner_id,
            account.c.role == ref.role.value,
        )
    ).scalar()
    if account_id is None:
        return ()
    # Each side is cut to the page by its own index before the two are put together.
    sides = union_all(
        *(_side(account_id, debited, before, limit) for debited in (True, False))
    ).subquery()
    row = Projection(
        HistoryRow,
        entry,
        {
            "entry": sides.c.entry_id,
            "position": sides.c.position,
            "change": sides.c.change,
            "balance_before": sides.c.after - sides.c.change,
            "balance_after": sides.c.after,
        },
    )
    rows = connection.execute(
        select(*row.columns)
        .join(entry, entry.c.id == sides.c.entry_id)
        .order_by(sides.c.entry_id.desc(), sides.c.position.desc())
        .limit(limit)
    )
    return tuple(map(row, rows))


def _side(account_id: int, debited: bool, before: tuple[int, int] | None, limit: int):  # type: ignore[no-untyped-def]  # A select of a shape that the caller names.
    column = transfer.c.debit_account_id if debited else transfer.c.credit_account_id
    after = transfer.c.debit_balance_after if debited else transfer.c.credit_balance_after
    sign = literal(-1 if debited else 1, BigInteger)
    statement = select(
        transfer.c.entry_id,
        transfer.c.position,
        (transfer.c.amount * sign).label("change"),
        after.label("after"),
    ).where(column == account_id)
    if before is not None:
        entry_id, position = before
        statement = statement.where(
            transfer.c.entry_id <= entry_id,
            (transfer.c.entry_id < entry_id) | (transfer.c.position < position),
        )
    ordered = statement.order_by(transfer.c.entry_id.desc(), transfer.c.position.desc())
    return select(ordered.limit(limit).subquery())


def entry_view(connection: Connection, entry_id: int) -> EntryView:
    """An entry with its transfers; raises NotFound."""
    row = connection.execute(
        select(
            entry.c.id, book.c.code, entry.c.sequence, entry.c.kind, entry.c.at, entry.c.actor,
            entry.c.memo, entry.c.category, entry.c.metadata, entry.c.reverses_id, entry.c.hash,
        )
        .join(book, book.c.id == entry.c.book_id)
        .where(entry.c.id == entry_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(f"There is no entry {entry_id}.", code="ENTRY_NOT_FOUND", field="entry")
    return EntryView(*row[:10], row[10].hex(), _transfers(connection, entry_id))


def _transfers(connection: Connection, entry_id: int) -> tuple[TransferRow, ...]:
    debit, credit = account.alias(), account.alias()
    rows = connection.execute(
        select(
            transfer.c.position, asset.c.code, debit.c.owner_kind, debit.c.owner_id, debit.c.role,
            credit.c.owner_kind, credit.c.owner_id, credit.c.role, transfer.c.amount,
            transfer.c.debit_balance_after, transfer.c.credit_balance_after,
        )
        .join(debit, debit.c.id == transfer.c.debit_account_id)
        .join(credit, credit.c.id == transfer.c.credit_account_id)
        .join(asset, asset.c.id == debit.c.asset_id)
        .where(transfer.c.entry_id == entry_id)
        .order_by(transfer.c.position)
    )  # fmt: skip
    return tuple(
        TransferRow(
            row[0],
            row[1],
            f"{row[2]} {row[3]} {row[4]}",
            f"{row[5]} {row[6]} {row[7]}",
            *row[8:],
        )
        for row in rows
    )
