"""What a chain says of a deployment, as it is pasted: read and checked (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from app.addresses import Network, parse_contract
from app.amounts import MAX_AMOUNT, parse_whole
from app.errors import InvalidInput

LONGEST_PASTE: Final = 2**20
TX_ID_LENGTH: Final = 66

_TX_ID = re.compile(r"0x[0-9a-f]{64}")
_LABEL = re.compile(
    r"(?i)^\s*(?:contract(?:[ _]principal)?|tx(?:[ _]?id)?|block(?:[ _]height)?)\s*[:=]\s*"
)
# A network's number in a transaction; see SIP-005.
_CHAINS: Final = {1: Network.MAINNET, 2**31: Network.TESTNET}


class ContractPart(StrEnum):
    """Which of a room's two contracts was deployed."""

    TOKEN = "token"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class DeploymentReceipt:
    """A deployment that the chain has carried out.

    contract: `ADDRESS.name`. tx_id: `0x` and 64 hex digits, small letters.
    """

    contract: str
    tx_id: str
    block_height: int


def parse_receipt(text: str, network: Network) -> DeploymentReceipt:
    """Read a pasted receipt: an API's answer in JSON, or contract, transaction and block height.

    text: the JSON object of a transaction as `/extended/v1/tx/TXID` gives it; else the three
    values in any order, one a line or separated by spaces, with or without their names.
    network: the workspace's.
    Raises InvalidInput naming `receipt`, `contract_principal`, `tx_id` or `block_height`.
    """
    if len(text) > LONGEST_PASTE:
        raise InvalidInput("This is far too long for a receipt.", field="receipt")
    stripped = text.strip()
    if not stripped:
        raise InvalidInput("Paste the transaction's result.", field="receipt")
    if stripped.startswith("{"):
        return _from_json(stripped, network)
    return _from_words(stripped, network)


def check_receipt(
    contract: str, tx_id: str, block_height: str, network: Network
) -> DeploymentReceipt:
    """The receipt with these typed values; raises InvalidInput naming the field."""
    return DeploymentReceipt(
        parse_contract(contract, field="contract_principal", network=network),
        parse_tx_id(tx_id),
        parse_whole(block_height, field="block_height", minimum=0, maximum=MAX_AMOUNT),
    )


def parse_tx_id(text: str) -> str:
    """A transaction's id in small letters; raises InvalidInput (field `tx_id`)."""
    tx_id = text.strip().lower()
    if not tx_id:
        raise InvalidInput("Paste the transaction's id.", field="tx_id")
    if not tx_id.startswith("0x"):
        tx_id = f"0x{tx_id}"
    if len(tx_id) != TX_ID_LENGTH:
        raise InvalidInput(
            f"{len(tx_id) - 2} hex digits; a transaction's id has {TX_ID_LENGTH - 2}.",
            field="tx_id",
        )
    if not _TX_ID.fullmatch(tx_id):
        raise InvalidInput("A transaction's id is 0x and hex digits.", field="tx_id")
    return tx_id


def _from_words(text: str, network: Network) -> DeploymentReceipt:
    lines = [_LABEL.sub("", line) for line in text.splitlines()]
    words = [word.strip(",;/") for line in lines for word in line.split()]
    words = [word for word in words if word]
    contracts = [word for word in words if word[:1] == "S" and not word.isdigit()]
    heights = [word for word in words if word.isascii() and word.isdigit() and len(word) < 20]
    others = [word for word in words if word not in contracts and word not in heights]
    if (len(contracts), len(heights), len(others)) != (1, 1, 1):
        raise InvalidInput(
            "Paste the API's JSON, or three values: the contract's principal, the transaction's "
            "id and the block height.",
            field="receipt",
        )
    return check_receipt(contracts[0], others[0], heights[0], network)


def _from_json(text: str, network: Network) -> DeploymentReceipt:
    try:
        found = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise InvalidInput(
            "This begins like JSON and isn't; copy the whole answer.", field="receipt"
        ) from None
    _check_outcome(found)
    _check_chain(found, network)
    contract = found.get("smart_contract")
    principal = contract.get("contract_id") if isinstance(contract, Mapping) else None
    if not isinstance(principal, str):
        raise InvalidInput("This transaction deploys no contract.", field="receipt")
    height = found.get("block_height")
    if not isinstance(height, int) or isinstance(height, bool):
        raise InvalidInput("The block height is missing.", field="block_height")
    return check_receipt(principal, str(found.get("tx_id") or ""), str(height), network)


def _check_outcome(found: Mapping[str, Any]) -> None:
    kind, status = found.get("tx_type"), found.get("tx_status")
    if kind is not None and kind != "smart_contract":
        raise InvalidInput("This transaction deploys no contract.", field="receipt")
    if status == "pending":
        raise InvalidInput("The transaction is still pending; come back later.", field="receipt")
    if status != "success":
        raise InvalidInput(
            "The chain refused this deployment; report it as failed.", field="receipt"
        )
    if found.get("canonical") is False or found.get("microblock_canonical") is False:
        raise InvalidInput(
            "The block of this transaction was dropped from the chain.", field="receipt"
        )


def _check_chain(found: Mapping[str, Any], network: Network) -> None:
    chain = _CHAINS.get(found["chain_id"]) if isinstance(found.get("chain_id"), int) else None
    if chain is not None and chain != network:
        raise InvalidInput(
            f"This transaction is on {chain}; the workspace is on {network}.", field="receipt"
        )
