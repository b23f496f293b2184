"""Holds what is deployed on a chain against what would be exported for the room."""

from sqlalchemy import Connection

from app.changes import Done
from app.contracts.export import spec_of
from app.contracts.sources import contract_hashes, room_sources
from app.errors import NotFound
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.chain import Chain, check_source
from app.rooms.deployments import note_source, receipts_of
from app.rooms.queries import room_by_id
from app.rooms.receipts import ContractPart


def exported_hash(connection: Connection, room_row_id: int, part: ContractPart) -> bytes:
    """SHA-256 of the contract's source as it is exported now.

    Raises NotFound (u302; `NO_MACHINE` for the machine of a room that has none) and as the
    export does.
    """
    network = load_settings(connection).network
    spec = spec_of(connection, room_by_id(connection, room_row_id), network)
    hashes = contract_hashes(room_sources(spec))
    name = spec.token_contract if part is ContractPart.TOKEN else spec.machine_contract
    if name not in hashes:
        raise NotFound("This room has no vending machine yet.", code="NO_MACHINE")
    return bytes.fromhex(hashes[name])


def check_deployment(desk: Desk, room_row_id: int, part: ContractPart, chain: Chain) -> Done[bytes]:
    """Ask the chain for the contract of a receipt; returns its source's hash and keeps it.

    Runs outside a transaction while it waits for the chain.
    Raises NotAllowed, NotFound (also `RECEIPT_NOT_FOUND` and `CONTRACT_NOT_FOUND`), Unavailable,
    Conflict (`SOURCE_DIFFERS`).
    """

    def read(connection: Connection) -> tuple[int, str, bytes]:
        receipt = receipts_of(connection, room_row_id).get(part)
        if receipt is None:
            raise NotFound("There is no such receipt.", code="RECEIPT_NOT_FOUND")
        expected = exported_hash(connection, room_row_id, part)
        return receipt.id, receipt.contract, expected

    receipt_id, contract, expected = desk.database.read(read)
    found = check_source(chain, contract, expected)
    return Done(found, note_source(desk, receipt_id, found).changed)
