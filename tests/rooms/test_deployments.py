"""Receipts are kept once for each contract, and let the room go on."""

import pytest
from sqlalchemy import select

from app.db.database import Database
from app.db.schema import table_of
from app.errors import InvalidInput, NotAllowed, NotFound
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.tables import TrailLine
from app.rooms import deployments, service
from app.rooms.deployments import ReceiptRow, receipts_of, record_receipt, withdraw_receipt
from app.rooms.queries import room_by_id
from app.rooms.receipts import ContractPart, DeploymentReceipt
from app.rooms.rules import Metadata, Status
from app.rooms.service import Creator
from tests.factories import contract_of, desk_of, make_room, principal_of, refusal_of

TX = "0x" + "ab12" * 16


def receipt(name: str = "lobby", tx_id: str = TX, height: int = 7) -> DeploymentReceipt:
    return DeploymentReceipt(contract_of(name), tx_id, height)


def requested(desk: Desk, room_id: str = "lobby") -> int:
    owner = Creator(principal=principal_of("creator"))
    row_id = service.create_room_token(desk, room_id, Metadata("Lobby", "LOBBY"), owner).value
    service.request_deployment(desk, row_id)
    return row_id


def kept(database: Database, room: int) -> list[ReceiptRow]:
    return list(database.read(lambda connection: receipts_of(connection, room)).values())


def code_of(
    desk: Desk, room: int, given: DeploymentReceipt, part: ContractPart = ContractPart.TOKEN
) -> str:
    error = refusal_of(lambda: record_receipt(desk, room, part, given))
    assert error is not None
    return error.code


def test_receipt_of_the_token_sets_the_contract(database: Database) -> None:
    desk = desk_of(database)
    room = requested(desk)
    row = record_receipt(desk, room, ContractPart.TOKEN, receipt()).value
    assert (row.contract, row.tx_id, row.block_height) == (contract_of("lobby"), TX, 7)
    assert (row.actor, row.at, row.source_hash) == (desk.actor, desk.clock.now(), "")
    found = database.read(lambda connection: room_by_id(connection, room))
    assert (found.status, found.contract_principal) == (Status.CONTRACT_SET, row.contract)
    line = table_of(TrailLine)
    actions = database.read(lambda c: c.execute(select(line.c.action)).scalars().all())
    assert actions[-2:] == ["room.set_contract", "room.record_receipt"]


def test_same_receipt_twice_is_kept_once(database: Database) -> None:
    desk = desk_of(database)
    room = requested(desk)
    first = record_receipt(desk, room, ContractPart.TOKEN, receipt())
    again = record_receipt(desk, room, ContractPart.TOKEN, receipt())
    assert (again.value, again.changed) == (first.value, ())


@pytest.mark.parametrize(
    "other", [receipt("elsewhere"), receipt(tx_id="0x" + "00" * 32), receipt(height=8)]
)
def test_second_different_receipt_is_refused(database: Database, other: DeploymentReceipt) -> None:
    desk = desk_of(database)
    room = requested(desk)
    record_receipt(desk, room, ContractPart.TOKEN, receipt())
    assert code_of(desk, room, other) == "u301"
    assert [row.block_height for row in kept(database, room)] == [7]


def test_contract_of_another_room_is_refused(database: Database) -> None:
    desk = desk_of(database)
    record_receipt(desk, requested(desk), ContractPart.TOKEN, receipt())
    other = requested(desk, "other")
    assert code_of(desk, other, receipt()) == "u301"
    make_room(desk, "third")
    assert code_of(desk, other, receipt("third")) == "u301"
    assert kept(database, other) == []


def test_receipt_agrees_with_the_contract_that_is_set(database: Database) -> None:
    desk = desk_of(database)
    room = requested(desk)
    service.set_contract(desk, room, contract_of("typed"))
    with pytest.raises(InvalidInput, match="set another one first") as caught:
        record_receipt(desk, room, ContractPart.TOKEN, receipt())
    assert caught.value.field == "contract_principal"
    record_receipt(desk, room, ContractPart.TOKEN, receipt("typed"))
    assert len(kept(database, room)) == 1


def test_machine_has_a_receipt_of_its_own(database: Database) -> None:
    desk = desk_of(database)
    room = make_room(desk, "lobby")
    record_receipt(desk, room, ContractPart.MACHINE, receipt("machine"))
    assert [row.part for row in kept(database, room)] == [ContractPart.MACHINE]
    assert code_of(desk, room, receipt()) == "ROOM_STATUS"


def test_draft_takes_no_receipt(database: Database) -> None:
    desk = desk_of(database)
    owner = Creator(principal=principal_of("creator"))
    room = service.create_room_token(desk, "lobby", Metadata("Lobby", "LOBBY"), owner).value
    assert code_of(desk, room, receipt()) == "ROOM_STATUS"


def test_wrong_receipt_can_be_withdrawn_with_a_reason(database: Database) -> None:
    desk = desk_of(database)
    room = requested(desk)
    with pytest.raises(NotFound):
        withdraw_receipt(desk, room, ContractPart.TOKEN, "Wrong room")
    record_receipt(desk, room, ContractPart.TOKEN, receipt())
    with pytest.raises(InvalidInput):
        withdraw_receipt(desk, room, ContractPart.TOKEN, "")
    withdraw_receipt(desk, room, ContractPart.TOKEN, "Wrong room")
    assert kept(database, room) == []
    service.set_contract(desk, room, contract_of("right"))
    record_receipt(desk, room, ContractPart.TOKEN, receipt("right"))


def test_hash_of_the_source_on_the_chain_is_kept(database: Database) -> None:
    desk = desk_of(database)
    room = requested(desk)
    row = record_receipt(desk, room, ContractPart.TOKEN, receipt()).value
    deployments.note_source(desk, row.id, b"\x01" * 32)
    [found] = kept(database, room)
    assert (found.source_hash, found.checked_at) == ("01" * 32, desk.clock.now())


def test_receipt_of_the_other_network_is_refused(database: Database) -> None:
    given = DeploymentReceipt("SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7.key", TX, 1)
    desk = desk_of(database)
    with pytest.raises(InvalidInput, match="mainnet principal"):
        record_receipt(desk, requested(desk), ContractPart.TOKEN, given)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_receipts_are_for_admins(database: Database, role: Role) -> None:
    room = requested(desk_of(database))
    desk = desk_of(database, role=role)
    for act in (
        lambda: record_receipt(desk, room, ContractPart.TOKEN, receipt()),
        lambda: withdraw_receipt(desk, room, ContractPart.TOKEN, "Wrong"),
        lambda: deployments.note_source(desk, 1, b"\x01" * 32),
    ):
        with pytest.raises(NotAllowed) as caught:
            act()
        assert caught.value.code == "u300"
