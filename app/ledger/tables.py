"""Tables of the ledger; entries and transfers are never changed, triggers see to it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.schema import Digest, LongText, MinorUnits, Ref, RowId, Table, UtcTime, Whole


class Asset(Table):
    """Something counted."""

    __tablename__ = "ledger_asset"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("decimals BETWEEN 0 AND 18", name="decimals"),
    )

    id: Mapped[RowId]
    code: Mapped[str]
    name: Mapped[str]
    decimals: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    seal: Mapped[Digest]


class Book(Table):
    """One hash chain of entries."""

    __tablename__ = "ledger_book"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[RowId]
    code: Mapped[str]
    entries: Mapped[Whole]
    head_hash: Mapped[Digest]


class Account(Table):
    """One holder's balance in one asset."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint(
            "asset_id", "owner_kind", "owner_id", "role", name="uq_ledger_account_key"
        ),
        CheckConstraint("balance >= 0 OR role = 'issuance'", name="balance"),
        Index("ix_ledger_account_owner", "owner_kind", "owner_id"),
        Index("ix_ledger_account_holders", "asset_id", "role", "balance"),
    )

    id: Mapped[RowId]
    asset_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_asset.id"))
    owner_kind: Mapped[str]
    owner_id: Mapped[Whole]
    role: Mapped[str]
    balance: Mapped[MinorUnits]
    frozen: Mapped[bool]
    seal: Mapped[Digest]


class Entry(Table):
    """Transfers booked together, chained by hash to the entry before it in its book."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        UniqueConstraint("book_id", "sequence"),
        UniqueConstraint("reverses_id"),
    )

    id: Mapped[RowId]
    book_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_book.id"))
    sequence: Mapped[Whole]
    kind: Mapped[str]
    at: Mapped[UtcTime]
    actor: Mapped[str]
    idempotency_key: Mapped[str]
    request_hash: Mapped[Digest]
    memo: Mapped[LongText]
    category: Mapped[str]
    details: Mapped[LongText] = mapped_column("metadata")
    reverses_id: Mapped[Ref | None] = mapped_column(ForeignKey("ledger_entry.id"))
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest]


class Transfer(Table):
    """An amount of one asset from the debited account to the credited one."""

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit_account_id <> credit_account_id", name="accounts"),
        Index("ix_ledger_transfer_debit", "debit_account_id", "entry_id"),
        Index("ix_ledger_transfer_credit", "credit_account_id", "entry_id"),
        {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    debit_account_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_account.id"))
    credit_account_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_account.id"))
    amount: Mapped[MinorUnits]
    debit_balance_after: Mapped[MinorUnits]
    credit_balance_after: Mapped[MinorUnits]
