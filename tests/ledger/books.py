"""Two assets and short words for what the ledger's tests book in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection

from app.db.database import Database
from app.ledger.assets import AssetRow, open_asset
from app.ledger.posting import Posted, post
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AssetKind, EntryDraft, TransferDraft
from tests.factories import NOON

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Books:
    """A workspace with the assets GOLD and IRON."""

    database: Database
    gold: AssetRow
    iron: AssetRow

    def member(self, number: int, asset: AssetRow | None = None) -> AccountRef:
        """A member's account, in gold unless said otherwise."""
        return AccountRef((asset or self.gold).id, "member", number)

    def mint(self, number: int, amount: int) -> TransferDraft:
        """New gold for a member."""
        return TransferDraft(self.gold.issuance(), self.member(number), amount)

    def move(self, giver: int, taker: int, amount: int) -> TransferDraft:
        """Gold from one member to another."""
        return TransferDraft(self.member(giver), self.member(taker), amount)

    def post(self, *transfers: TransferDraft, key: str = "", book: str = "main") -> Posted:
        """Book the transfers in a transaction of their own."""
        return self.post_draft(draft_of(*transfers, key=key, book=book))

    def post_draft(self, draft: EntryDraft) -> Posted:
        """The same for a draft."""
        return self.database.write(lambda connection: post(connection, draft, NOON))

    def balance(self, ref: AccountRef) -> int:
        """What the account holds."""
        return self.database.read(lambda connection: balance_of(connection, ref))

    def balances(self, *numbers: int) -> list[int]:
        """What the members hold in gold."""
        return [self.balance(self.member(number)) for number in numbers]


def open_books(database: Database) -> Books:
    """Open both assets."""

    def work(connection: Connection) -> Books:
        gold = open_asset(connection, "GOLD", "Gold", 8, AssetKind.TOKEN)
        iron = open_asset(connection, "IRON", "Iron", 0, AssetKind.TOKEN)
        return Books(database, gold, iron)

    return database.write(work)


def draft_of(
    *transfers: TransferDraft,
    key: str = "",
    book: str = "main",
    kind: str = "test",
    request: Sequence[object] | None = None,
    memo: str = "",
) -> EntryDraft:
    """A draft with an idempotency key of its own, asking for just what it books."""
    return EntryDraft(
        book=book,
        kind=kind,
        actor="tester",
        idempotency_key=key or f"test:{next(_numbers)}",
        transfers=transfers,
        request=[str(each) for each in transfers] if request is None else request,
        memo=memo,
    )
