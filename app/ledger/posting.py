"""Books entries: the one place where balances change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, and_, bindparam, func, insert, or_, select, update

from app.amounts import AmountOverflow
from app.db.prepared import Prepared, Result
from app.db.rows import insert_all_if_absent, next_id, next_ids
from app.db.schema import table_of, to_microseconds
from app.errors import NotFound
from app.ledger import rules
from app.ledger.rules import AccountRef, AccountRole, EntryDraft, InsufficientBalance
from app.ledger.tables import Account, Asset, Book, Entry, Transfer

account, asset, book = table_of(Account), table_of(Asset), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry as it stands in the ledger.

    repeated: the idempotency key was there already with the same request; nothing was booked.
    balances: balance after the entry of each account it touched, in minor units.
    """

    id: int
    book: str
    sequence: int
    hash: bytes
    repeated: bool
    balances: dict[AccountRef, int]


@dataclass(slots=True)
class _Held:
    """An account whose row this transaction holds."""

    id: int
    balance: int
    frozen: bool
    seal_hex: str
    asset_code: str


class _Chain(NamedTuple):
    """A book whose row this transaction holds: how many entries there are, and the last hash."""

    id: int
    entries: int
    head: bytes


_ACCOUNT_COLUMNS = (
    account.c.asset_id,
    account.c.owner_kind,
    account.c.owner_id,
    account.c.role,
    account.c.id,
    account.c.balance,
    account.c.frozen,
    account.c.seal,
    asset.c.code,
)
_SELECT_BOOK = Prepared(
    select(book.c.id, book.c.entries, book.c.head_hash)
    .where(book.c.code == bindparam("code"))
    .with_for_update()
)
_LOCK_CODE = Prepared(select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger))))
_SELECT_SEALS = Prepared(select(asset.c.code, asset.c.seal).where(asset.c.id == bindparam("asset")))
_INSERT_BOOK = Prepared(insert(book).values({c.name: bindparam(c.name) for c in book.c}))
_SELECT_REPEAT = Prepared(
    select(entry.c.id, book.c.code, entry.c.sequence, entry.c.hash, entry.c.request_hash)
    .join(book, book.c.id == entry.c.book_id)
    .where(entry.c.idempotency_key == bindparam("key"))
)
_UPDATE_ACCOUNT = Prepared(
    update(account)
    .where(account.c.id == bindparam("account"))
    .values(balance=account.c.balance + bindparam("change"))
)
_UPDATE_BOOK = Prepared(
    update(book)
    .where(book.c.id == bindparam("book"))
    .values(entries=bindparam("count"), head_hash=bindparam("head"))
)
_INSERT_ENTRY = Prepared(insert(entry).values({c.name: bindparam(c.name) for c in entry.c}))
_INSERT_TRANSFER = Prepared(
    insert(transfer).values({c.name: bindparam(c.name) for c in transfer.c})
)


@cache
def _select_accounts(number: int) -> Prepared:
    """Selects and holds `number` accounts by their keys, in the order of their ids."""
    keys = (
        and_(
            account.c.asset_id == bindparam(f"asset{index}"),
            account.c.owner_kind == bindparam(f"kind{index}"),
            account.c.owner_id == bindparam(f"owner{index}"),
            account.c.role == bindparam(f"role{index}"),
        )
        for index in range(number)
    )
    return Prepared(
        select(*_ACCOUNT_COLUMNS)
        .join(asset, asset.c.id == account.c.asset_id)
        .where(or_(*keys))
        .order_by(account.c.id)
        .with_for_update(of=account)
    )


def post(connection: Connection, draft: EntryDraft, at: datetime) -> Posted:
    """Book the draft's transfers in this transaction, all or none.

    at: when it happened, aware of its zone.
    Returns the entry; a repeat of the same request under the same idempotency key returns the
    first one with `repeated` set.
    Raises InsufficientBalance, AccountFrozen, AmountOverflow, IdempotencyConflict, InvalidInput;
    the caller's transaction must then roll back.
    """
    rules.check_draft(draft)
    # With the book held, whoever sent the same request a moment ago has finished: a repeat is
    # found, and not refused for what the first one left behind.
    chain = _hold_book(connection, draft.book)
    repeat = find_repeat(connection, draft.idempotency_key, request_hash(draft.kind, draft.request))
    if repeat is not None:
        return repeat
    held = _held(_ask_accounts(connection, _wanted(draft)))
    return _book(connection, draft, at, chain, held)


def post_new(connection: Connection, draft: EntryDraft, at: datetime) -> Posted:
    """Book a draft whose idempotency key was looked up in this transaction and not found.

    The caller holds something that keeps the same request from being booked in between.
    Raises as `post` does, but for IdempotencyConflict.
    """
    rules.check_draft(draft)
    # Both are asked for before either is read: to a server that is one round trip, not two.
    asked = _SELECT_BOOK.send(connection, {"code": draft.book})
    accounts = _ask_accounts(connection, _wanted(draft))
    row = asked.first()
    chain = _Chain(*row) if row else _hold_book(connection, draft.book)
    return _book(connection, draft, at, chain, _held(accounts))


def request_hash(kind: str, request: Sequence[object]) -> bytes:
    """What tells a repeated request from another one under the same idempotency key."""
    return rules.digest([kind, *request])


def find_repeat(connection: Connection, key: str, wanted: bytes) -> Posted | None:
    """The entry that this idempotency key booked before, if any.

    wanted: the hash of what is asked for now.
    Raises IdempotencyConflict when it was booked for another request, InvalidInput for a text
    that can't be a key.
    """
    rules.check_key(key)
    row = _SELECT_REPEAT.first(connection, {"key": key})
    if row is None:
        return None
    row_id, code, sequence, hash_, request = row
    if bytes(request) != wanted:
        raise rules.IdempotencyConflict(
            "This idempotency key was used before, for another request.",
            details={"idempotency_key": key, "entry": row_id},
        )
    return Posted(row_id, code, sequence, hash_, True, {})


def _hold_book(connection: Connection, code: str) -> _Chain | None:
    """The book's row, held; None for a book to be opened, which nobody else then opens."""
    row = _SELECT_BOOK.first(connection, {"code": code})
    if row is None and connection.dialect.name != "sqlite":
        # A row that isn't there can't be held, its code can.
        number = int.from_bytes(sha256(code.encode()).digest()[:8], signed=True)
        _LOCK_CODE.first(connection, {"number": number})
        row = _SELECT_BOOK.first(connection, {"code": code})
    return _Chain(*row) if row else None


def _wanted(draft: EntryDraft) -> set[AccountRef]:
    return {ref for each in draft.transfers for ref in (each.debit, each.credit)}


def _book(
    connection: Connection,
    draft: EntryDraft,
    at: datetime,
    chain: _Chain | None,
    held: dict[AccountRef, _Held],
) -> Posted:
    wanted = _wanted(draft)
    missing = wanted - held.keys()
    if missing:
        assets = _assets_of(connection, missing)
        # Rehearsed first, because what is refused must take no row ids: they are in the hashes,
        # and the same history has the same hashes on both databases.
        _move(draft.transfers, _as_if_open(held, missing, assets))
        _open_accounts(connection, missing, assets)
        held = _held(_ask_accounts(connection, wanted))
    moved = _move(draft.transfers, held)
    return _write(connection, draft, at, chain or _open_book(connection, draft.book), held, moved)


def _open_book(connection: Connection, code: str) -> _Chain:
    row_id = next_id(connection, "ledger_book")
    head = rules.genesis(row_id, code)
    values = {"id": row_id, "code": code, "entries": 0, "head_hash": head}
    _INSERT_BOOK.run(connection, values)
    return _Chain(row_id, 0, head)


def _ask_accounts(connection: Connection, wanted: set[AccountRef]) -> Result | None:
    """Ask for the accounts that exist already, and hold their rows."""
    if not wanted:
        return None
    values: dict[str, object] = {}
    for index, ref in enumerate(wanted):
        values[f"asset{index}"] = ref.asset_id
        values[f"kind{index}"] = ref.owner_kind
        values[f"owner{index}"] = ref.owner_id
        values[f"role{index}"] = ref.role.value
    return _select_accounts(len(wanted)).send(connection, values)


def _held(answer: Result | None) -> dict[AccountRef, _Held]:
    rows = answer.all() if answer is not None else []
    return {
        AccountRef(row[0], row[1], row[2], AccountRole(row[3])): _Held(
            row[4], row[5], bool(row[6]), row[7].hex(), row[8]
        )
        for row in rows
    }


def _assets_of(connection: Connection, refs: set[AccountRef]) -> dict[int, tuple[str, bytes]]:
    """Code and seal of each asset that the accounts are in."""
    found: dict[int, tuple[str, bytes]] = {}
    for asset_id in {ref.asset_id for ref in refs}:
        row = _SELECT_SEALS.first(connection, {"asset": asset_id})
        if row is None:
            raise NotFound(f"There is no asset {asset_id}.", code="ASSET_NOT_FOUND")
        found[asset_id] = (row[0], row[1])
    return found


def _as_if_open(
    held: dict[AccountRef, _Held],
    missing: set[AccountRef],
    assets: dict[int, tuple[str, bytes]],
) -> dict[AccountRef, _Held]:
    trial = {ref: replace(each) for ref, each in held.items()}
    return trial | {ref: _Held(0, 0, False, "", assets[ref.asset_id][0]) for ref in missing}


def _open_accounts(
    connection: Connection, refs: set[AccountRef], assets: dict[int, tuple[str, bytes]]
) -> None:
    # In a fixed order, so that ids come out the same on every run.
    ordered = sorted(refs, key=lambda ref: (ref.asset_id, ref.owner_kind, ref.owner_id, ref.role))
    rows = [
        {
            "id": row_id,
            "asset_id": ref.asset_id,
            "owner_kind": ref.owner_kind,
            "owner_id": ref.owner_id,
            "role": str(ref.role),
            "balance": 0,
            "frozen": False,
            "seal": rules.account_seal(
                row_id, assets[ref.asset_id][1].hex(), ref.owner_kind, ref.owner_id, ref.role
            ),
        }
        for row_id, ref in zip(
            next_ids(connection, "ledger_account", len(ordered)), ordered, strict=True
        )
    ]
    insert_all_if_absent(connection, account, rows)


def _move(
    transfers: Sequence[rules.TransferDraft], held: dict[AccountRef, _Held]
) -> list[tuple[int, int, str, int, str, int, int, int]]:
    """Change the held balances, transfer by transfer; each row is what the hash covers."""
    rows = []
    for position, each in enumerate(transfers):
        debit, credit = held[each.debit], held[each.credit]
        if debit.frozen or credit.frozen:
            raise rules.AccountFrozen("One of the accounts is frozen; nothing was booked.")
        if each.debit.role is not AccountRole.ISSUANCE and debit.balance < each.amount:
            raise InsufficientBalance(each.amount, debit.balance, debit.asset_code)
        debit.balance -= each.amount
        credit.balance += each.amount
        if credit.balance > rules.MAX_AMOUNT or debit.balance < -rules.MAX_AMOUNT:
            raise AmountOverflow(
                "The balance would be larger than the ledger can hold.",
                details={"asset": debit.asset_code, "amount": each.amount},
            )
        rows.append(
            (
                position,
                debit.id,
                debit.seal_hex,
                credit.id,
                credit.seal_hex,
                each.amount,
                debit.balance,
                credit.balance,
            )
        )
    return rows


def _write(
    connection: Connection,
    draft: EntryDraft,
    at: datetime,
    chain: _Chain,
    held: dict[AccountRef, _Held],
    moved: list[tuple[int, int, str, int, str, int, int, int]],
) -> Posted:
    book_id, sequence = chain.id, chain.entries + 1
    # Taken only now: with the accounts held, ids follow the order in which balances changed.
    row_id = next_id(connection, "ledger_entry")
    metadata = rules.canonical(draft.metadata).decode()
    request = request_hash(draft.kind, draft.request)
    fields = [
        row_id, book_id, sequence, draft.kind, to_microseconds(at), draft.actor,
        draft.idempotency_key, request.hex(), draft.memo, draft.category, metadata,
        draft.reverses_id,
    ]  # fmt: skip
    hash_ = rules.entry_hash(chain.head.hex(), fields, moved)
    moment = to_microseconds(at)
    _INSERT_ENTRY.run(
        connection,
        {
            "id": row_id,
            "book_id": book_id,
            "sequence": sequence,
            "kind": draft.kind,
            "at": moment,
            "actor": draft.actor,
            "idempotency_key": draft.idempotency_key,
            "request_hash": request,
            "memo": draft.memo,
            "category": draft.category,
            "metadata": metadata,
            "reverses_id": draft.reverses_id,
            "previous_hash": chain.head,
            "hash": hash_,
        },
    )
    if moved:
        _write_transfers(connection, row_id, draft.transfers, held, moved)
    _UPDATE_BOOK.run(connection, {"book": book_id, "count": sequence, "head": hash_})
    balances = {ref: each.balance for ref, each in held.items()}
    return Posted(row_id, draft.book, sequence, hash_, False, balances)


def _write_transfers(
    connection: Connection,
    entry_id: int,
    transfers: Sequence[rules.TransferDraft],
    held: dict[AccountRef, _Held],
    moved: list[tuple[int, int, str, int, str, int, int, int]],
) -> None:
    _INSERT_TRANSFER.run_many(
        connection,
        [
            {
                "entry_id": entry_id,
                "position": row[0],
                "debit_account_id": row[1],
                "credit_account_id": row[3],
                "amount": row[5],
                "debit_balance_after": row[6],
                "credit_balance_after": row[7],
            }
            for row in moved
        ],
    )
    changes: dict[int, int] = {}
    for each in transfers:
        debit, credit = held[each.debit].id, held[each.credit].id
        changes[debit] = changes.get(debit, 0) - each.amount
        changes[credit] = changes.get(credit, 0) + each.amount
    _UPDATE_ACCOUNT.run_many(
        connection,
        [{"account": key, "change": changes[key]} for key in sorted(changes)],
    )
