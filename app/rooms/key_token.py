"""A room's key token as SIP-010 describes it: holders pass keys on to each other."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import NotFound
from app.ledger.posting import post
from app.ledger.rules import AccountRef, EntryDraft, InsufficientBalance, TransferDraft
from app.members.tables import Member
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms import rules
from app.rooms.rules import TokenTransferRefused
from app.rooms.tables import Room

room, member = table_of(Room), table_of(Member)

KEY_DECIMALS = 0


@dataclass(frozen=True, slots=True)
class KeyTransfer:
    """Keys on their way from one member to another.

    acting_member_id: on whose behalf the operator acts; only the sender may send.
    memo: at most 34 bytes of UTF-8.
    """

    room_id: int
    amount: int
    sender_id: int
    recipient_id: int
    acting_member_id: int
    idempotency_key: str
    memo: str = ""


def transfer_keys(desk: Desk, order: KeyTransfer) -> Done[int]:
    """Move keys between two members; returns the entry's id.

    Raises TokenTransferRefused with SIP-010's codes: 1 balance, 2 same principal, 3 not
    positive, 4 not the sender; NotAllowed; NotFound (u302, or MEMBER_NOT_FOUND with the field).
    """
    desk.require(Permission.TRANSFER_KEYS)
    rules.check_memo(order.memo)
    _check(order)

    def work(connection: Connection) -> Done[int]:
        found = connection.execute(
            select(room.c.room_id, room.c.key_asset_id).where(room.c.id == order.room_id)
        ).first()
        if found is None or found.key_asset_id is None:
            raise NotFound("This room has no key token yet.", code="u302", field="room")
        _check_member(connection, order.sender_id, "sender")
        _check_member(connection, order.recipient_id, "recipient")
        posted = post(connection, _draft(desk, order, found.key_asset_id), desk.clock.now())
        if not posted.repeated:
            trail.record(
                connection,
                desk,
                action="key.transfer",
                subject_kind="room",
                subject_id=order.room_id,
                subject_name=found.room_id,
                after={
                    "amount": order.amount,
                    "sender": order.sender_id,
                    "recipient": order.recipient_id,
                },
                reason=order.memo,
            )
        changed = (
            Changed("room", (order.room_id,)),
            Changed("member", (order.sender_id, order.recipient_id)),
        )
        return Done(posted.id, changed)

    try:
        return desk.database.write(work)
    except InsufficientBalance as error:
        raise TokenTransferRefused(
            f"The sender holds {error.available} keys, not {order.amount}.",
            code="1",
            field="amount",
            details=error.details,
        ) from None


def _check(order: KeyTransfer) -> None:
    if order.amount < 1:
        raise TokenTransferRefused("Send at least 1 key.", code="3", field="amount")
    if order.sender_id == order.recipient_id:
        raise TokenTransferRefused(
            "Sender and recipient are the same.", code="2", field="recipient"
        )
    if order.acting_member_id != order.sender_id:
        raise TokenTransferRefused("Only the holder can send these keys.", code="4", field="sender")


def _check_member(connection: Connection, member_id: int, field: str) -> None:
    # Keys that went to nobody would be in circulation for good.
    if connection.execute(select(member.c.id).where(member.c.id == member_id)).first() is None:
        raise NotFound("There is no such member.", code="MEMBER_NOT_FOUND", field=field)


def _draft(desk: Desk, order: KeyTransfer, key_asset_id: int) -> EntryDraft:
    sender = AccountRef(key_asset_id, "member", order.sender_id)
    recipient = AccountRef(key_asset_id, "member", order.recipient_id)
    return EntryDraft(
        book=f"room:{order.room_id}",
        kind="key_transfer",
        actor=desk.actor,
        idempotency_key=order.idempotency_key,
        transfers=[TransferDraft(sender, recipient, order.amount)],
        request=[order.room_id, order.sender_id, order.recipient_id, order.amount, order.memo],
        memo=order.memo,
    )
