"""Keeps the receipts of deployments: one for each contract of a room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.addresses import parse_contract
from app.changes import Changed, Done
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotFound
from app.operators import trail
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.operators.text_rules import check_note
from app.rooms.receipts import ContractPart, DeploymentReceipt
from app.rooms.rules import STATUS_WORDS, Status, Step, WrongStatus
from app.rooms.service import LONGEST_NOTE, HeldRoom, apply_step, hold_room, require
from app.rooms.tables import Receipt, Room

receipt, room = table_of(Receipt), table_of(Room)

BEFORE_TRADING: Sequence[Status] = (
    Status.DEPLOY_REQUESTED,
    Status.CONTRACT_SET,
    Status.INITIALISED,
)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as it was recorded.

    source_hash: SHA-256 of the source on the chain, in hex; empty before anybody asked.
    """

    id: int
    room: int
    part: ContractPart
    contract: str
    tx_id: str
    block_height: int
    at: datetime
    actor: str
    source_hash: str
    checked_at: datetime | None


_row = Projection(
    ReceiptRow,
    receipt,
    {"room": receipt.c.room_id, "contract": receipt.c.contract_principal},
    part=ContractPart,
    source_hash=lambda digest: digest.hex() if digest else "",
)


def receipts_of(connection: Connection, room_row_id: int) -> Mapping[ContractPart, ReceiptRow]:
    """The room's receipts by the contract that was deployed."""
    rows = connection.execute(select(*_row.columns).where(receipt.c.room_id == room_row_id))
    return {row.part: row for row in map(_row, rows)}


def record_receipt(
    desk: Desk, room_row_id: int, part: ContractPart, given: DeploymentReceipt
) -> Done[ReceiptRow]:
    """Keep a deployment's receipt; that of a token also sets the room's contract.

    The same receipt again returns the first one. Raises NotAllowed (u300), NotFound (u302),
    WrongStatus, InvalidInput for another network or another contract than the room's, and
    Conflict (u301) when another receipt is there, or the contract is another room's.
    """
    require(desk, Step.SET_CONTRACT)

    def work(connection: Connection) -> Done[ReceiptRow]:
        held = hold_room(connection, room_row_id)
        before = receipts_of(connection, room_row_id)
        if part in before:
            return Done(_same(before[part], given))
        network = load_settings(connection).network
        parse_contract(given.contract, field="contract_principal", network=network)
        _check_status(held, part)
        _check_free(connection, held, given.contract)
        if part is ContractPart.TOKEN:
            _set_contract(connection, desk, held, given.contract)
        _insert(connection, desk, held, part, given)
        kept = receipts_of(connection, room_row_id)[part]
        return Done(kept, (Changed("room", (room_row_id,)), Changed("trail")))

    try:
        return desk.database.write(work)
    except IntegrityError:
        # Another process committed the same contract since it was looked for.
        raise _taken("another room") from None


def withdraw_receipt(desk: Desk, room_row_id: int, part: ContractPart, reason: str) -> Done[None]:
    """Take back a receipt that was wrong, before the room trades; the trail keeps it.

    Raises NotAllowed (u300), NotFound, WrongStatus, InvalidInput (field `reason`).
    """
    require(desk, Step.SET_CONTRACT)
    check_note(reason, field="reason", what="A reason", longest=LONGEST_NOTE, required=True)

    def work(connection: Connection) -> Done[None]:
        held = hold_room(connection, room_row_id)
        found = receipts_of(connection, room_row_id).get(part)
        if found is None:
            raise NotFound("There is no such receipt.", code="RECEIPT_NOT_FOUND")
        _check_status(held, ContractPart.TOKEN)
        connection.execute(delete(receipt).where(receipt.c.id == found.id))
        _record(connection, desk, held, "withdraw_receipt", before=_said(found), reason=reason)
        return Done(None, (Changed("room", (room_row_id,)), Changed("trail")))

    return desk.database.write(work)


def note_source(desk: Desk, receipt_id: int, source_hash: bytes) -> Done[None]:
    """Keep the hash of the source that the chain has for a contract."""
    require(desk, Step.SET_CONTRACT)

    def work(connection: Connection) -> Done[None]:
        query = select(receipt.c.room_id).where(receipt.c.id == receipt_id)
        room_row_id = connection.execute(query).scalar()
        if room_row_id is None:
            raise NotFound("There is no such receipt.", code="RECEIPT_NOT_FOUND")
        held = hold_room(connection, room_row_id)
        connection.execute(
            update(receipt)
            .where(receipt.c.id == receipt_id)
            .values(source_hash=source_hash, checked_at=desk.clock.now())
        )
        said = {"receipt": receipt_id, "sha256": source_hash.hex()}
        _record(connection, desk, held, "check_source", after=said)
        return Done(None, (Changed("room", (held.id,)), Changed("trail")))

    return desk.database.write(work)


def _same(before: ReceiptRow, given: DeploymentReceipt) -> ReceiptRow:
    if DeploymentReceipt(before.contract, before.tx_id, before.block_height) != given:
        raise Conflict(
            f"This deployment is recorded already: {before.contract} in {before.tx_id}. "
            "Withdraw that receipt first, if it is wrong.",
            code="u301",
            field="receipt",
        )
    return before


def _check_status(held: HeldRoom, part: ContractPart) -> None:
    allowed = BEFORE_TRADING
    if part is ContractPart.MACHINE:
        allowed = (*BEFORE_TRADING, Status.TRADING, Status.PAUSED)
    if held.status not in allowed:
        raise WrongStatus(
            f"This room is {STATUS_WORDS[held.status]}: it's not the moment for this receipt.",
            details={"status": held.status.value},
        )


def _check_free(connection: Connection, held: HeldRoom, contract: str) -> None:
    """No two rooms, and no two parts of one, share a contract."""
    with_receipt = connection.execute(
        select(room.c.room_id)
        .join(receipt, receipt.c.room_id == room.c.id)
        .where(receipt.c.contract_principal == contract)
    ).scalar()
    of_room = connection.execute(
        select(room.c.room_id).where(room.c.contract_principal == contract, room.c.id != held.id)
    ).scalar()
    taken = with_receipt or of_room
    if taken is not None:
        raise _taken(f"room {taken}")


def _taken(whose: str) -> Conflict:
    return Conflict(
        f"This contract is recorded for {whose}.", code="u301", field="contract_principal"
    )


def _set_contract(connection: Connection, desk: Desk, held: HeldRoom, contract: str) -> None:
    if held.status is Status.DEPLOY_REQUESTED:
        values = {"contract_principal": contract}
        apply_step(connection, desk, held, Step.SET_CONTRACT, lambda *_: values)
    elif held.contract_principal != contract:
        raise InvalidInput(
            f"The room's contract is {held.contract_principal}; set another one first.",
            field="contract_principal",
        )


def _insert(
    connection: Connection, desk: Desk, held: HeldRoom, part: ContractPart, given: DeploymentReceipt
) -> None:
    values: dict[str, object] = {
        "part": part.value,
        "contract_principal": given.contract,
        "tx_id": given.tx_id,
        "block_height": given.block_height,
    }
    connection.execute(
        insert(receipt),
        {**values, "room_id": held.id, "at": desk.clock.now(), "actor": desk.actor},
    )
    _record(connection, desk, held, "record_receipt", after=values)


def _said(row: ReceiptRow) -> dict[str, object]:
    return {
        "part": row.part,
        "contract_principal": row.contract,
        "tx_id": row.tx_id,
        "block_height": row.block_height,
    }


def _record(
    connection: Connection,
    desk: Desk,
    held: HeldRoom,
    action: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    trail.record(
        connection,
        desk,
        action=f"room.{action}",
        subject_kind="room",
        subject_id=held.id,
        subject_name=held.room_id,
        before=before,
        after=after,
        reason=reason,
    )
