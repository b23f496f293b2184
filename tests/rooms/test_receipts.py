"""A deployment's receipt is read from what was pasted, and checked field by field."""

import json
from typing import Any

import pytest

from app.addresses import Network
from app.errors import InvalidInput
from app.rooms.receipts import DeploymentReceipt, parse_receipt
from tests.factories import contract_of

TESTNET = Network.TESTNET
CONTRACT = contract_of("lobby")
TX = "0x" + "ab12" * 16
RECEIPT = DeploymentReceipt(CONTRACT, TX, 1_234)


def answer(**changes: Any) -> str:
    """What an API says of the deployment, as JSON; a change to None leaves the value out."""
    values: dict[str, Any] = {
        "tx_id": TX,
        "tx_status": "success",
        "tx_type": "smart_contract",
        "tx_result": {"hex": "0x0703", "repr": "(ok true)"},
        "block_height": 1_234,
        "canonical": True,
        "microblock_canonical": True,
        "smart_contract": {"contract_id": CONTRACT, "source_code": "(ok true)"},
        "chain_id": 2_147_483_648,
    } | changes
    return json.dumps({name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(
    "text",
    [
        answer(),
        f"\n {answer(chain_id=None, canonical=None)} ",
        f"{CONTRACT} {TX} 1234",
        f"{CONTRACT}\n{TX}\n1234\n",
        f"1234, {TX.upper().replace('0X', '0x')}, {CONTRACT}",
        f"Contract principal: {CONTRACT}\ntxid = {TX[2:]}\nBlock height: 1234",
    ],
)
def test_spellings_of_the_same_receipt(text: str) -> None:
    assert parse_receipt(text, TESTNET) == RECEIPT


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "receipt", "Paste the transaction's result."),
        ("{" + "x" * 2**20, "receipt", "far too long"),
        ("{nothing", "receipt", "begins like JSON"),
        ("[" * 5, "receipt", "or three values"),
        (f"{CONTRACT} 1234", "receipt", "or three values"),
        (f"{CONTRACT} {TX} 1234 5", "receipt", "or three values"),
        (f"{CONTRACT} {TX[:-1]} 1234", "tx_id", "63 hex digits; a transaction's id has 64."),
        (f"{CONTRACT} {TX[:-1]}g 1234", "tx_id", "0x and hex digits"),
        (f"{CONTRACT[:-10]} {TX} 1234", "contract_principal", "Add a point"),
        (f"{CONTRACT[:20]}A{CONTRACT[21:]} {TX} 1", "contract_principal", "checksum"),
        (answer(tx_status="abort_by_response"), "receipt", "report it as failed"),
        (answer(tx_status=None), "receipt", "report it as failed"),
        (answer(tx_status="pending"), "receipt", "still pending"),
        (answer(tx_type="token_transfer"), "receipt", "deploys no contract"),
        (answer(smart_contract=None), "receipt", "deploys no contract"),
        (answer(canonical=False), "receipt", "dropped from the chain"),
        (answer(block_height="high"), "block_height", "is missing"),
        (answer(block_height=-1), "block_height", "smallest"),
        (answer(block_height=True), "block_height", "is missing"),
        (answer(chain_id=1), "receipt", "is on mainnet; the workspace is on testnet"),
    ],
)
def test_fault_names_its_field(text: str, field: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        parse_receipt(text, TESTNET)
    assert caught.value.field == field


def test_principal_of_the_other_network_is_refused() -> None:
    with pytest.raises(InvalidInput, match="testnet principal; the workspace is on mainnet"):
        parse_receipt(f"{CONTRACT} {TX} 1234", Network.MAINNET)
