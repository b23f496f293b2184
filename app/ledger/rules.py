"""What may be booked, and how an entry becomes the bytes that its hash covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

import msgspec

from app.errors import Conflict, InvalidInput, NotAllowed, UserError

MAX_AMOUNT = 2**63 - 1
LONGEST_MEMO = 500
LONGEST_KEY = 200


class AccountRole(StrEnum):
    """What an account is for."""

    HOLDER = "holder"
    ISSUANCE = "issuance"
    TREASURY = "treasury"
    RESERVE = "reserve"
    CREATOR_FEES = "creator_fees"
    PROTOCOL_FEES = "protocol_fees"
    REWARD_POOL = "reward_pool"
    SHOP_REVENUE = "shop_revenue"
    MERCHANT = "merchant"
    MERCHANT_FEES = "merchant_fees"
    BURN = "burn"
    EXTERNAL = "external"


class AssetKind(StrEnum):
    """What is counted: money that rooms are priced in, a room's key, or a platform token."""

    QUOTE = "quote"
    KEY = "key"
    TOKEN = "token"


class InsufficientBalance(UserError):
    """An account holds less than it must give."""

    title = "Balance too low"
    default_code = "INSUFFICIENT_BALANCE"

    def __init__(self, required: int, available: int, asset: str) -> None:
        super().__init__(
            f"This needs {required} {asset}; {available} are there.",
            details={"required": required, "available": available, "asset": asset},
        )
        self.required = required
        self.available = available
        self.asset = asset


class AccountFrozen(NotAllowed):
    """A frozen account neither gives nor takes."""

    title = "Account frozen"
    default_code = "ACCOUNT_FROZEN"


class IdempotencyConflict(Conflict):
    """The idempotency key was used before, for something else."""

    title = "Already used"
    default_code = "IDEMPOTENCY_CONFLICT"


@dataclass(frozen=True, slots=True)
class AccountRef:
    """One holder's account in one asset: what it is found by.

    owner_kind, owner_id: `member` 12, `room` 7, `platform` 0.
    """

    asset_id: int
    owner_kind: str
    owner_id: int
    role: AccountRole = AccountRole.HOLDER


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """`amount` minor units from the debited account to the credited one."""

    debit: AccountRef
    credit: AccountRef
    amount: int


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Transfers to be booked together, all or none.

    book: the chain that the entry joins (`room:7`, `SCT`).
    idempotency_key: one for what happens once, whatever is clicked or retried.
    request: what was asked for; the same key with another request is refused.
    """

    book: str
    kind: str
    actor: str
    idempotency_key: str
    transfers: Sequence[TransferDraft]
    request: Sequence[object]
    memo: str = ""
    category: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)
    reverses_id: int | None = None


def check_draft(draft: EntryDraft) -> None:
    """Refuse a draft that no ledger could book.

    Raises InvalidInput; AmountOverflow is found where balances are known.
    """
    check_key(draft.idempotency_key)
    check_memo(draft.memo, field="memo", what="A memo")
    for transfer in draft.transfers:
        if transfer.amount < 1:
            raise InvalidInput("A transfer moves at least 1 unit.", field="amount")
        if transfer.debit.asset_id != transfer.credit.asset_id:
            raise InvalidInput("A transfer moves one asset only.", field="asset")
        if transfer.debit == transfer.credit:
            raise InvalidInput("A transfer needs two different accounts.", field="account")


def check_key(key: str) -> None:
    """Refuse an idempotency key that is empty, too long for an index, or can't be stored.

    Raises InvalidInput (field `idempotency_key`).
    """
    if not key:
        raise InvalidInput("An entry needs an idempotency key.", field="idempotency_key")
    _check_text(key, "idempotency_key", "An idempotency key", LONGEST_KEY)


def check_memo(text: str, *, field: str, what: str) -> None:
    """Refuse a memo that is too long or can't be stored; raises InvalidInput with the field."""
    _check_text(text, field, what, LONGEST_MEMO)


def _check_text(text: str, field: str, what: str, longest: int) -> None:
    if len(text) > longest:
        raise InvalidInput(f"{what} has at most {longest} characters.", field=field)
    if not is_storable(text):
        raise InvalidInput(f"{what} holds a character that can't be stored.", field=field)


def is_storable(text: str) -> bool:
    """Whether both databases can keep the text: no zero character, no lone surrogate."""
    if text.isascii():
        return "\0" not in text
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


_encoder = msgspec.json.Encoder(order="deterministic")


def canonical(value: object) -> bytes:
    """One spelling of a value: compact JSON with sorted keys, in UTF-8."""
    return _encoder.encode(value)


def decoded(text: object) -> dict[str, object]:
    """The mapping that `canonical` made a text of; empty when somebody spoilt it."""
    try:
        return msgspec.json.decode(text, type=dict[str, object]) if isinstance(text, str) else {}
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return {}


def digest(value: object) -> bytes:
    """SHA-256 over the canonical encoding of a value."""
    return sha256(_encoder.encode(value)).digest()


def asset_seal(row_id: int, code: object, name: object, decimals: object, kind: object) -> bytes:
    """Binds an asset's columns together, so that a change of any is seen."""
    return digest(["asset", row_id, code, name, decimals, kind])


def account_seal(
    row_id: int, asset_seal_hex: object, owner_kind: object, owner_id: object, role: object
) -> bytes:
    """Binds an account to its owner and its asset."""
    return digest(["account", row_id, asset_seal_hex, owner_kind, owner_id, role])


def genesis(book_id: int, code: object) -> bytes:
    """What stands before a book's first entry."""
    return digest(["book", book_id, code])


def entry_hash(
    previous_hash: object, fields: Sequence[object], transfers: Sequence[object]
) -> bytes:
    """The hash of an entry, chained to the entry before it in its book.

    Whatever a row may hold can be hashed, so that an audit hashes spoilt rows as well.
    previous_hash: of the entry before it, in hex.
    fields: id, book id, sequence, kind, microseconds, actor, idempotency key, request hash (hex),
    memo, category, metadata text, reversed entry.
    transfers: for each one position, debit account id and seal (hex), credit account id and
    seal (hex), amount, both balances after it.
    """
    return digest([previous_hash, fields, transfers])


def root_hash(heads: Sequence[tuple[str, bytes]]) -> bytes:
    """The proof of books: one hash over all books' heads, in order of their codes."""
    return digest([[code, head.hex()] for code, head in sorted(heads)])
