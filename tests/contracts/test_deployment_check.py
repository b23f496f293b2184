"""What is deployed is held against what is exported, from the command line too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.contracts.checking import check_deployment, exported_hash
from app.contracts.export import spec_of
from app.contracts.sources import room_sources
from app.db.database import Database
from app.errors import Conflict, NotFound
from app.operators.settings import load_settings
from app.rooms.chain import HttpChain
from app.rooms.deployments import receipts_of, record_receipt
from app.rooms.queries import room_by_id
from app.rooms.receipts import ContractPart, DeploymentReceipt
from tests.command_line import printed, refused, run
from tests.factories import contract_of, desk_of, make_room
from tests.rooms.api_server import Api, api_server

TX = "0x" + "ab12" * 16
MACHINE = DeploymentReceipt(contract_of("machine"), TX, 7)


@pytest.fixture
def api() -> Iterator[Api]:
    with api_server() as found:
        yield found


def answer(connection: Connection, room: int) -> bytes:
    """What the API says when the machine is deployed as it is exported."""
    spec = spec_of(connection, room_by_id(connection, room), load_settings(connection).network)
    return json.dumps({"source": room_sources(spec)[spec.machine_contract]}).encode()


def test_source_that_agrees_is_noted_on_the_receipt(database: Database, api: Api) -> None:
    desk = desk_of(database)
    room = make_room(desk)
    with pytest.raises(NotFound):
        check_deployment(desk, room, ContractPart.MACHINE, HttpChain(api.url))
    record_receipt(desk, room, ContractPart.MACHINE, MACHINE)
    api.body = database.read(lambda connection: answer(connection, room))
    done = check_deployment(desk, room, ContractPart.MACHINE, HttpChain(api.url))
    assert done.changed
    receipts = database.read(lambda connection: receipts_of(connection, room))
    expected = database.read(
        lambda connection: exported_hash(connection, room, ContractPart.MACHINE)
    )
    assert receipts[ContractPart.MACHINE].source_hash == expected.hex() == done.value.hex()


def test_other_source_is_refused_and_not_noted(database: Database, api: Api) -> None:
    desk = desk_of(database)
    room = make_room(desk)
    record_receipt(desk, room, ContractPart.MACHINE, MACHINE)
    api.body = json.dumps({"source": "(ok true)"}).encode()
    with pytest.raises(Conflict, match="isn't the one that was exported"):
        check_deployment(desk, room, ContractPart.MACHINE, HttpChain(api.url))
    receipts = database.read(lambda connection: receipts_of(connection, room))
    assert receipts[ContractPart.MACHINE].source_hash == ""


def test_receipt_is_recorded_and_checked_from_the_command_line(
    demo_copy: Path, tmp_path: Path, api: Api
) -> None:
    contract = contract_of("proof-party")
    pasted = tmp_path / "receipt.txt"
    pasted.write_text(f"{contract} {TX} 41")
    [row] = printed(run("rooms", "receipt", "131", "--file", pasted, "--json", workspace=demo_copy))
    assert (row["contract"], row["tx_id"], row["block_height"]) == (contract, TX, 41)
    room = printed(run("rooms", "show", "131", "--json", workspace=demo_copy))
    assert (room["status"], room["contract_principal"]) == ("contract_set", contract)
    words = ("rooms", "check-deployment", "131")
    refused(run(*words, workspace=demo_copy), "INVALID_INPUT", exit_code=2)
    api.body = b'{"source": "(ok true)"}'
    refused(run(*words, "--api", api.url, workspace=demo_copy), "SOURCE_DIFFERS")
    refused(
        run("rooms", "receipt", "131", "--contract", contract, "--tx-id", TX, "--block-height",
            "42", workspace=demo_copy),
        "u301",
    )  # fmt: skip
    withdrawn = run("rooms", "receipt", "131", "--withdraw", "Wrong", "--json", workspace=demo_copy)
    assert printed(withdrawn) == []
