"""Proves the books: recomputes every hash and every balance from the rows, streaming."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Connection, func, select, type_coerce, union_all

from app.db.database import Database
from app.db.schema import table_of
from app.ledger import rules
from app.ledger.raw_values import as_hashed, comes_before, in_hex, tolerant_texts, whole
from app.ledger.rules import AccountRole
from app.ledger.service import FREEZE, THAW
from app.ledger.tables import Account, Asset, Book, Entry, Transfer
from app.progress import Progress

account, asset, book = table_of(Account), table_of(Asset), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)

BATCH = 2_000
SHOWN_FINDINGS = 5
LONGEST_FINDING = 300


@dataclass(slots=True)
class CheckResult:
    """One invariant: whether it holds, over how many rows, and which rows break it.

    heads: each book's code and last hash, where the check recomputed them from the rows.
    """

    name: str
    rows: int = 0
    findings: int = 0
    shown: list[str] = field(default_factory=list)
    heads: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the invariant holds."""
        return self.findings == 0

    @property
    def detail(self) -> str:
        """The first rows that break it, in words; empty when it holds."""
        more = self.findings - len(self.shown)
        return "; ".join(self.shown) + (f"; and {more} more" if more > 0 else "")

    def found(self, sentence: str) -> None:
        """Note a row that breaks the invariant."""
        self.findings += 1
        if len(self.shown) < SHOWN_FINDINGS:
            # A hand may have put a whole book into a name.
            self.shown.append(sentence[:LONGEST_FINDING])


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All checks, and the hash over all books' heads (hex) as their rows make them.

    root_hash: of no books where no check recomputed them.
    """

    checks: tuple[CheckResult, ...]
    root_hash: str

    @property
    def ok(self) -> bool:
        """Whether every invariant holds."""
        return all(check.ok for check in self.checks)


# A check reads one snapshot and says what it found; slices above the ledger bring their own.
Check = Callable[[Connection, Progress], Sequence[CheckResult]]


def run_audit(database: Database, checks: Iterable[Check], progress: Progress) -> AuditReport:
    """Run the checks over one snapshot of the workspace; writers go on meanwhile.

    Raises Cancelled when the progress says so.
    """

    def work(connection: Connection) -> AuditReport:
        with tolerant_texts(connection):
            results = [result for check in checks for result in check(connection, progress)]
        heads = [head for result in results for head in result.heads]
        return AuditReport(tuple(results), rules.root_hash(heads).hex())

    return database.read(work, snapshot=True)


@contextmanager
def stream(connection: Connection, statement: Any) -> Iterator[Iterator[Any]]:
    """The rows of a statement, a batch at a time, whatever their number.

    The server forgets about them at the end of the `with`, read to their end or not.
    """
    with connection.execute(
        statement, execution_options={"stream_results": True, "yield_per": BATCH}
    ) as rows:
        yield iter(rows)


def check_accounts(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Assets and accounts are as sealed; each asset sums to zero; none is below zero."""
    sealed, zero = CheckResult("seals"), CheckResult("zero_sums")
    assets = _check_assets(connection, sealed)
    sums = dict.fromkeys(assets, 0)
    frozen: dict[int, object] = {}
    total = _count(connection, account)
    progress.step(0, total, "accounts")
    with stream(connection, _ACCOUNTS) as rows:
        for number, row in enumerate(rows, 1):
            _check_account(row, assets, sealed, zero)
            sums[row.asset_id] = sums.get(row.asset_id, 0) + whole(row.balance)
            if row.frozen != 0:
                frozen[row.id] = row.frozen
            if number % BATCH == 0:
                progress.step(number, total, "accounts")
    for asset_id, balances in sums.items():
        zero.rows += 1
        if balances != 0:
            code = assets[asset_id].code if asset_id in assets else "which is not there"
            zero.found(f"ledger_asset {asset_id} ({code}) sums to {balances}")
    return [sealed, zero, _check_frozen(connection, frozen)]


def _check_assets(connection: Connection, result: CheckResult) -> dict[object, Any]:
    assets: dict[object, Any] = {}
    for row in connection.execute(select(asset)):
        assets[row.id] = row
        result.rows += 1
        code, name, decimals, kind = as_hashed([row.code, row.name, row.decimals, row.kind])
        if rules.asset_seal(row.id, code, name, decimals, kind) != row.seal:
            result.found(f"ledger_asset {row.id} ({row.code}) was changed")
    return assets


def _check_account(
    row: Any, assets: dict[object, Any], sealed: CheckResult, zero: CheckResult
) -> None:
    sealed.rows += 1
    of = assets.get(row.asset_id)
    if of is None:
        sealed.found(
            f"ledger_account {row.id} names ledger_asset {row.asset_id}, which is not there"
        )
    else:
        kind, owner, role = as_hashed([row.owner_kind, row.owner_id, row.role])
        if rules.account_seal(row.id, in_hex(of.seal), kind, owner, role) != row.seal:
            sealed.found(f"ledger_account {row.id} was changed")
    if whole(row.balance) < 0 and row.role != AccountRole.ISSUANCE:
        zero.found(f"ledger_account {row.id} is below zero: {row.balance}")


_ACCOUNTS = select(
    account.c.id,
    account.c.asset_id,
    account.c.owner_kind,
    account.c.owner_id,
    account.c.role,
    account.c.balance,
    type_coerce(account.c.frozen, BigInteger).label("frozen"),
    account.c.seal,
).order_by(account.c.id)


def _check_frozen(connection: Connection, frozen: dict[int, object]) -> CheckResult:
    result = CheckResult("frozen_accounts")
    expected: set[int] = set()
    for row_id, kind, details in connection.execute(
        select(entry.c.id, entry.c.kind, entry.c.metadata)
        .where(entry.c.kind.in_([FREEZE, THAW]))
        .order_by(entry.c.id)
    ):
        account_id = rules.decoded(details).get("account")
        if not isinstance(account_id, int):
            result.found(f"ledger_entry {row_id}, which froze or thawed an account, was changed")
        elif kind == FREEZE:
            expected.add(account_id)
        else:
            expected.discard(account_id)
    result.rows = len(frozen.keys() | expected)
    changed = frozen.keys() ^ expected
    changed |= {row_id for row_id, value in frozen.items() if value != 1}
    for row_id in sorted(changed):
        result.found(f"ledger_account {row_id}: frozen was changed without an entry")
    return result


def check_balances(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Each account's transfers, in order, lead to its stored balance."""
    result = CheckResult("balances")
    total = 2 * _count(connection, transfer)
    progress.step(0, total, "balances")
    with stream(connection, _HISTORY) as history, stream(connection, _ACCOUNTS) as accounts:
        histories = groupby(history, key=itemgetter(0))
        waiting = next(histories, None)
        for row in accounts:
            while waiting is not None and comes_before(waiting[0], row.id):
                waiting = _skip(waiting, histories, result)
            running = 0
            if waiting is not None and waiting[0] == row.id:
                running = _run(row.id, waiting[1], result, progress, total)
                waiting = next(histories, None)
            if running != row.balance:
                result.found(
                    f"ledger_account {row.id} holds {row.balance}, its transfers say {running}"
                )
        while waiting is not None:
            waiting = _skip(waiting, histories, result)
    return [result]


# One after the other by their indexes: the database sorts nothing, and needs no memory for it.
_HISTORY = union_all(
    select(
        transfer.c.debit_account_id.label("account_id"),
        transfer.c.entry_id.label("entry"),
        transfer.c.position.label("place"),
        (-transfer.c.amount).label("change"),
        transfer.c.debit_balance_after.label("after"),
    ),
    select(
        transfer.c.credit_account_id,
        transfer.c.entry_id,
        transfer.c.position,
        transfer.c.amount,
        transfer.c.credit_balance_after,
    ),
).order_by("account_id", "entry", "place")


def _skip(waiting: tuple[Any, Iterator[Any]], histories: Iterator[Any], result: CheckResult) -> Any:
    first = next(waiting[1])
    result.found(
        f"ledger_transfer {first[1]}/{first[2]} names ledger_account {waiting[0]}, "
        "which is not there"
    )
    return next(histories, None)


def _run(
    account_id: int, rows: Iterator[Any], result: CheckResult, progress: Progress, total: int
) -> int:
    running = 0
    for _, entry_id, position, change, after in rows:
        running += whole(change)
        result.rows += 1
        if running != after:
            result.found(
                f"ledger_transfer {entry_id}/{position}: ledger_account {account_id} should hold "
                f"{running} after it, not {after}"
            )
            running = whole(after)
        if result.rows % BATCH == 0:
            progress.step(result.rows, total, "balances")
    return running


class _Chains:
    """How far each book's chain has come.

    stored: number and hash of the last entry seen, as the rows say them.
    computed: the last hash as it comes out of the rows, whatever was written beside them.
    """

    def __init__(self, books: Iterable[Any]) -> None:
        self.books = {row.id: row for row in books}
        genesis = {
            key: rules.genesis(key, *as_hashed([row.code])) for key, row in self.books.items()
        }
        self.stored: dict[object, tuple[int, object]] = {
            key: (0, head) for key, head in genesis.items()
        }
        self.computed = genesis

    def heads(self) -> list[tuple[str, bytes]]:
        """Code and recomputed last hash of each book."""
        return [(str(row.code), self.computed[key]) for key, row in self.books.items()]


def check_chain(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Every entry and its transfers hash to what was stored, and each book is unbroken."""
    result = CheckResult("hash_chain")
    total = _count(connection, entry)
    progress.step(0, total, "entries")
    chains = _Chains(connection.execute(select(book)))
    with stream(connection, _ENTRIES) as found:
        for _, rows in groupby(found, key=itemgetter(0)):
            _check_entry(list(rows), chains, result)
            result.rows += 1
            if result.rows % BATCH == 0:
                progress.step(result.rows, total, "entries")
    for row in chains.books.values():
        if chains.stored[row.id] != (row.entries, row.head_hash):
            result.found(f"ledger_book {row.id} ({row.code}): its head is not its last entry")
    with stream(connection, _ORPHANS) as orphans:
        for row in orphans:
            result.found(f"ledger_transfer {row.entry_id}/{row.position} has no ledger_entry")
    result.heads = chains.heads()
    return [result]


def _check_entry(rows: list[Any], chains: _Chains, result: CheckResult) -> None:
    first = rows[0]
    entry_id, book_id, sequence, previous, stored = (
        first[0],
        first[1],
        first[2],
        first[12],
        first[13],
    )
    fields = [*as_hashed(first[:7]), in_hex(first[7]), *as_hashed(first[8:12])]
    moved = [_as_moved(row) for row in rows if row[14] is not None]
    where = f"ledger_entry {entry_id}"
    computed = rules.entry_hash(in_hex(previous), fields, moved)
    if computed != stored:
        result.found(f"{where} or one of its ledger_transfer rows was changed")
    if book_id not in chains.books:
        result.found(f"{where} names ledger_book {book_id}, which is not there")
        return
    number, head = chains.stored[book_id]
    if (number + 1, head) != (sequence, previous):
        result.found(f"{where} does not follow the entry before it in ledger_book {book_id}")
    chains.stored[book_id] = (whole(sequence), stored)
    if chains.computed[book_id] != previous:
        computed = rules.entry_hash(chains.computed[book_id].hex(), fields, moved)
    chains.computed[book_id] = computed


def _as_moved(row: Any) -> list[object]:
    position, debit, debit_seal, credit, credit_seal, *amounts = row[14:22]
    return [
        *as_hashed([position, debit]),
        in_hex(debit_seal),
        *as_hashed([credit]),
        in_hex(credit_seal),
        *as_hashed(amounts),
    ]


_debit, _credit = account.alias("debit"), account.alias("credit")
_ENTRIES = (
    select(
        entry.c.id,
        entry.c.book_id,
        entry.c.sequence,
        entry.c.kind,
        type_coerce(entry.c.at, BigInteger),
        entry.c.actor,
        entry.c.idempotency_key,
        entry.c.request_hash,
        entry.c.memo,
        entry.c.category,
        entry.c.metadata,
        entry.c.reverses_id,
        entry.c.previous_hash,
        entry.c.hash,
        transfer.c.position,
        transfer.c.debit_account_id,
        _debit.c.seal,
        transfer.c.credit_account_id,
        _credit.c.seal.label("credit_seal"),
        transfer.c.amount,
        transfer.c.debit_balance_after,
        transfer.c.credit_balance_after,
    )
    .select_from(entry)
    .outerjoin(transfer, transfer.c.entry_id == entry.c.id)
    .outerjoin(_debit, _debit.c.id == transfer.c.debit_account_id)
    .outerjoin(_credit, _credit.c.id == transfer.c.credit_account_id)
    .order_by(entry.c.id, transfer.c.position)
)
_ORPHANS = (
    select(transfer.c.entry_id, transfer.c.position)
    .outerjoin(entry, entry.c.id == transfer.c.entry_id)
    .where(entry.c.id.is_(None))
)


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


CHECKS: tuple[Check, ...] = (check_accounts, check_balances, check_chain)
