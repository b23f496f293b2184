"""Moves members' money into and out of the workspace."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.amounts import checked
from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import InvalidInput, NotAllowed
from app.ledger.assets import AssetRow, find_asset
from app.ledger.posting import post
from app.ledger.rules import LONGEST_MEMO, AccountRef, AssetKind, EntryDraft, TransferDraft
from app.ledger.tables import Account
from app.members.queries import OWNER, MemberRow, member_by_id
from app.members.rules import MemberStatus
from app.members.service import require
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.text_rules import check_encodable, check_line, check_note

account = table_of(Account)

DEPOSIT = "deposit"
WITHDRAWAL = "withdrawal"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """A deposit or withdrawal as it stands in the ledger; amounts in the asset's minor units.

    balance: what the member holds now.
    repeated: the idempotency key was there already; nothing was booked again.
    """

    entry_id: int
    member_id: int
    asset_code: str
    amount: int
    balance: int
    repeated: bool


def deposit(
    desk: Desk,
    member_id: int,
    asset_code: str,
    amount: int,
    idempotency_key: str,
    memo: str = "",
) -> Done[Moved]:
    """Book `amount` minor units that the member brought in from outside.

    Raises NotAllowed (also for a member who isn't active), NotFound, InvalidInput naming the
    field, AmountOverflow, IdempotencyConflict, AccountFrozen.
    """
    return _move(desk, member_id, asset_code, amount, idempotency_key, memo, DEPOSIT)


def withdraw(
    desk: Desk,
    member_id: int,
    asset_code: str,
    amount: int,
    idempotency_key: str,
    memo: str = "",
) -> Done[Moved]:
    """Book `amount` minor units that the member takes out.

    A suspended or banned member may still take out what is theirs.
    Raises as `deposit` does, and InsufficientBalance.
    """
    return _move(desk, member_id, asset_code, amount, idempotency_key, memo, WITHDRAWAL)


def _move(
    desk: Desk, member_id: int, asset_code: str, amount: int, key: str, memo: str, kind: str
) -> Done[Moved]:
    require(desk, f"member.{kind}", member_id, Permission.DEPOSIT)
    check_line(key, field="idempotency_key", what="An idempotency key", longest=LONGEST_KEY)
    check_note(memo, field="memo", what="A memo", longest=LONGEST_MEMO)
    check_encodable(asset_code, field="asset", what="An asset's code")
    checked(amount, field="amount")
    if amount < 1:
        raise InvalidInput("The amount is at least 1 minor unit.", field="amount")

    def work(connection: Connection) -> Done[Moved]:
        row = member_by_id(connection, member_id)
        asset = find_asset(connection, asset_code)
        _check_movable(row, asset, kind)
        return _book(connection, desk, row, asset, amount, key, memo, kind)

    return desk.database.write(work)


def _check_movable(row: MemberRow, asset: AssetRow, kind: str) -> None:
    if asset.kind is AssetKind.KEY:
        raise InvalidInput(
            "A room's keys come from its vending machine and go back to it only.", field="asset"
        )
    if kind == DEPOSIT and row.status is not MemberStatus.ACTIVE:
        raise NotAllowed(
            f"{row.username} is {row.status.value} and takes no deposits.", code="MEMBER_NOT_ACTIVE"
        )


def _book(
    connection: Connection,
    desk: Desk,
    row: MemberRow,
    asset: AssetRow,
    amount: int,
    key: str,
    memo: str,
    kind: str,
) -> Done[Moved]:
    outside, holder = asset.issuance(), AccountRef(asset.id, OWNER, row.id)
    debit, credit = (outside, holder) if kind == DEPOSIT else (holder, outside)
    posted = post(
        connection,
        EntryDraft(
            book=f"deposits:{asset.code}",
            kind=kind,
            actor=desk.actor,
            idempotency_key=key,
            transfers=[TransferDraft(debit, credit, amount)],
            request=[row.id, asset.id, amount],
            memo=memo,
        ),
        desk.clock.now(),
    )
    balance = _balance(connection, holder)
    moved = Moved(posted.id, row.id, asset.code, amount, balance, posted.repeated)
    if posted.repeated:
        return Done(moved)
    trail.record(
        connection,
        desk,
        action=f"member.{kind}",
        subject_kind="member",
        subject_id=row.id,
        subject_name=row.username,
        after={"asset": asset.code, "amount": amount, "balance": balance, "entry": posted.id},
    )
    changed = (Changed("member", (row.id,)), Changed("entry", (posted.id,)), Changed("trail"))
    return Done(moved, changed)


def _balance(connection: Connection, ref: AccountRef) -> int:
    balance = connection.execute(
        select(account.c.balance).where(
            account.c.asset_id == ref.asset_id,
            account.c.owner_kind == ref.owner_kind,
            account.c.owner_id == ref.owner_id,
            account.c.role == ref.role.value,
        )
    ).scalar()
    return int(balance or 0)
