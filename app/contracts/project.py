"""Everything in a Clarinet project for some rooms, file by file (pure)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from string import Template
from typing import Final

from app.addresses import Network
from app.contracts import plans
from app.contracts.curve_source import FOLDER
from app.contracts.sources import (
    SBTC,
    MachineSpec,
    RoomSpec,
    contract_hashes,
    literals_of,
    most_keys,
    room_sources,
    shared_sources,
)
from app.exports import json_text
from app.kit.resources import resource_text
from app.vending.curves import params_of
from app.vending.quotes import SATS
from app.vending.rules import quote_buy

MARK: Final = "tokendesk.json"
"""The file by which an earlier export is known again."""

SETTINGS: Final = "settings/"


@dataclass(frozen=True, slots=True)
class Project:
    """files: content by path; contracts are ASCII. hashes: of each contract, by name."""

    files: Mapping[str, str]
    hashes: Mapping[str, str]


def project_of(rooms: Sequence[RoomSpec], network: Network, deployer: str = "") -> Project:
    """The project for rooms of one network; they share the factory.

    deployer: the principal that will deploy, where it is known.
    Raises InvalidInput and NotForTheChain as `room_sources` does.
    """
    sources = shared_sources()
    for room in rooms:
        sources |= room_sources(room)
    hashes = contract_hashes(sources)
    needs_sbtc = any(room.machine is not None and room.machine.quote == SATS for room in rooms)
    sender = deployer or plans.DEPLOYER_PLACEHOLDER
    files = {f"contracts/{name}.clar": source for name, source in sources.items()}
    # The main network's sBTC comes with Clarinet.
    requirement = SBTC[network] if needs_sbtc and network is Network.TESTNET else ""
    files["Clarinet.toml"] = plans.manifest(sources, requirement)
    for name in ("Devnet", "Testnet", "Mainnet"):
        files[f"{SETTINGS}{name}.toml"] = _text(f"{name}.toml")
    files[_plan_path(network)] = plans.plan(network, sender, sources)
    # Addresses of the main network mean nothing on a devnet, and sBTC is Clarinet's to put there.
    has_devnet = network is Network.TESTNET and not needs_sbtc
    if has_devnet:
        files[_plan_path(plans.DEVNET)] = plans.plan(plans.DEVNET, plans.DEVNET_DEPLOYER, sources)
    files["README.md"] = _filled(
        "README.md",
        network=network,
        settings=network.capitalize(),
        hashes="\n".join(f"| {name} | `{hashed}` |" for name, hashed in hashes.items()),
        devnet=_devnet(has_devnet, needs_sbtc),
        sender="" if deployer else _ending("sender.md", placeholder=sender),
        rooms="".join(_room(room, sender) for room in rooms),
    )
    files[MARK] = _mark(rooms, network, files)
    return Project(files, hashes)


def _mark(rooms: Sequence[RoomSpec], network: Network, files: Mapping[str, str]) -> str:
    said = {
        "format": 1,
        "network": network,
        "rooms": [{"room_id": room.room_id, "creator": room.creator} for room in rooms],
        "files": {path: sha256(text.encode()).hexdigest() for path, text in files.items()},
    }
    return json_text(said, indent=2) + "\n"


def _plan_path(network: str) -> str:
    return f"deployments/default.{network}-plan.yaml"


def _devnet(has_devnet: bool, needs_sbtc: bool) -> str:
    if has_devnet:
        return _ending("devnet.md")
    return _ending("devnet-sbtc.md") if needs_sbtc else ""


def _room(room: RoomSpec, deployer: str) -> str:
    texts = literals_of(room)
    machine = room.machine
    after = (
        _filled("no-machine.md", machine=room.machine_contract, token=room.token_contract)
        if machine is None
        else _filled(
            "machine.md",
            machine=room.machine_contract,
            token=room.token_contract,
            creator=room.creator,
            treasury=machine.treasury,
            room_id=texts.room_id,
            first_total=quote_buy(machine.curve, machine.fees, 0, 1).total,
        )
    )
    return _filled(
        "room.md",
        token=room.token_contract,
        symbol=room.metadata.symbol,
        creator=room.creator,
        terms="" if machine is None else _terms(machine),
        name=texts.name,
        symbol_literal=texts.symbol,
        uri=texts.uri,
        room_id=texts.room_id,
        deployer=deployer,
        machine=after,
    )


def _terms(machine: MachineSpec) -> str:
    fees = machine.fees
    params = params_of(machine.curve)
    return _ending(
        "terms.md",
        quote=machine.quote,
        family=machine.curve.family,
        parameters=", ".join(f"{name} {json.dumps(value)}" for name, value in params.items()),
        max_supply=most_keys(machine),
        creator_buy_bps=fees.creator_buy_bps,
        protocol_buy_bps=fees.protocol_buy_bps,
        creator_sell_bps=fees.creator_sell_bps,
        protocol_sell_bps=fees.protocol_sell_bps,
        first_key="yes" if machine.first_key_creators else "no",
        last_key="yes" if machine.last_key_kept else "no",
        treasury=machine.treasury,
    )


def _ending(template: str, **values: object) -> str:
    return _filled(template, **values).removesuffix("\n")


def _filled(template: str, **values: object) -> str:
    return Template(_text(template)).substitute(values)


def _text(name: str) -> str:
    return resource_text(FOLDER, "project", name)
