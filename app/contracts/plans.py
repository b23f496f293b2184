"""Deployment plans as Clarinet applies them (pure)."""

from collections.abc import Mapping
from typing import Final

from app.addresses import Network

CLARITY_VERSION: Final = 3
EPOCH: Final = "3.0"
DEVNET: Final = "devnet"

DEVNET_DEPLOYER: Final = "ST1JAHE8GEHB0MCBGR8J6W0AA7TJEE1XKFSD2Q80H"
"""The address of the words in `settings/Devnet.toml`."""

DEPLOYER_PLACEHOLDER: Final = "DEPLOYER_ADDRESS"
"""Stands in a plan for a deployer who isn't known."""

LOWEST_FEE: Final = 50_000
FEE_PER_BYTE: Final = 10

_NODES: Final[Mapping[str, tuple[str, str]]] = {
    DEVNET: ("http://localhost:20443", "http://devnet:devnet@localhost:18443"),
    Network.TESTNET: (
        "https://api.testnet.hiro.so",
        "http://blockstack:blockstacksystem@bitcoind.testnet.stacks.co:18332",
    ),
    Network.MAINNET: (
        "https://api.hiro.so",
        "http://blockstack:blockstacksystem@bitcoin.blockstack.com:8332",
    ),
}
"""Addresses of a Stacks and a Bitcoin node, as Clarinet's own plans name them."""


def plan(network: str, deployer: str, sources: Mapping[str, str]) -> str:
    """A plan that publishes contracts in their order.

    network: `devnet`, `testnet` or `mainnet`. deployer: a principal, or the placeholder.
    The fees in it are in micro-STX, by the length of each source.
    """
    stacks, bitcoin = _NODES[network]
    lines = [
        "---",
        "id: 0",
        f"name: Room contracts on {network}",
        f"network: {network}",
        f'stacks-node: "{stacks}"',
        f'bitcoin-node: "{bitcoin}"',
        "plan:",
        "  batches:",
        "  - id: 0",
        "    transactions:",
    ]
    for name, source in sources.items():
        lines += [
            "    - transaction-type: contract-publish",
            f"      contract-name: {name}",
            f"      expected-sender: {deployer}",
            f"      cost: {max(LOWEST_FEE, FEE_PER_BYTE * len(source))}",
            f"      path: contracts/{name}.clar",
            "      anchor-block-only: true",
            f"      clarity-version: {CLARITY_VERSION}",
        ]
    lines.append(f"    epoch: '{EPOCH}'")
    return "\n".join(lines) + "\n"


def manifest(sources: Mapping[str, str], requirement: str) -> str:
    """The project's Clarinet.toml; requirement: a contract that is on the network already."""
    lines = [
        "[project]",
        'name = "tokendesk-rooms"',
        'description = "Key tokens and vending machines of chat rooms"',
        "authors = []",
        "telemetry = false",
        'cache_dir = "./.cache"',
    ]
    if requirement:
        lines += ["", "[[project.requirements]]", f'contract_id = "{requirement}"']
    for name in sources:
        lines += [
            "",
            f"[contracts.{name}]",
            f'path = "contracts/{name}.clar"',
            f"clarity_version = {CLARITY_VERSION}",
            f'epoch = "{EPOCH}"',
        ]
    return "\n".join(lines) + "\n"
