"""The exact calls that come next on the chain for a room, ready to be pasted."""

from sqlalchemy import Connection

from app.contracts.export import spec_of
from app.contracts.sources import RoomSpec, literals_of
from app.errors import UserError
from app.operators.settings import load_settings
from app.rooms.deployments import receipts_of
from app.rooms.queries import RoomRow, room_by_id
from app.rooms.receipts import ContractPart
from app.rooms.rules import Status

FACTORY = ".Factory"


def next_calls(connection: Connection, room_row_id: int) -> tuple[str, ...]:
    """What is to be run next, one call a line; empty where nothing is, or it isn't known yet.

    A room that can't be a contract has none. Raises NotFound (u302).
    """
    row = room_by_id(connection, room_row_id)
    network = load_settings(connection).network
    try:
        spec = spec_of(connection, row, network)
        return _calls(
            row, spec, has_machine=ContractPart.MACHINE in receipts_of(connection, row.id)
        )
    except UserError:
        return ()


def _calls(row: RoomRow, spec: RoomSpec, *, has_machine: bool) -> tuple[str, ...]:
    texts = literals_of(spec)
    request = f"(contract-call? {FACTORY} deploy-chat-room-token {texts.room_id})"
    metadata = f"{texts.name} {texts.symbol} {texts.uri}"
    token = f"'{row.contract_principal}"
    if row.status is Status.DRAFT:
        create = f"(contract-call? {FACTORY} create-chat-room-token {metadata} {texts.room_id})"
        return create, request
    if row.status is Status.FAILED:
        return (request,)
    if row.status is Status.DEPLOY_REQUESTED:
        return (f"clarinet deployments apply --{spec.network}",)
    if row.status is Status.CONTRACT_SET:
        return (
            f"(contract-call? {token} initialize-chat-room {texts.room_id} {metadata} "
            f"'{spec.creator})",
            f"(contract-call? {FACTORY} set-chat-room-token {texts.room_id} {token})",
        )
    if row.status in (Status.TRADING, Status.PAUSED) and spec.machine and not has_machine:
        return (
            f"(contract-call? .{spec.machine_contract} initialize '{spec.creator} "
            f"'{spec.machine.treasury} {token} {texts.room_id})",
        )
    return ()
