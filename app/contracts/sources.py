"""A room's contracts as Clarity source, from what the room and its machine are (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from string import Template
from typing import Final

from app.addresses import Network
from app.contracts.curve_source import FOLDER, NotForTheChain, curve_source
from app.contracts.literals import ascii_literal, optional_utf8, utf8_literal
from app.errors import InvalidInput
from app.kit.resources import resource_text
from app.rooms.rules import (
    LONGEST_NAME,
    LONGEST_ROOM_ID,
    LONGEST_SYMBOL,
    LONGEST_URI,
    Metadata,
    check_symbol,
)
from app.vending.curves import Curve
from app.vending.quotes import SATS, USTX
from app.vending.rules import FeeMode, Fees

TRAIT: Final = "sip-010-trait"
FACTORY: Final = "Factory"
SHARED: Final = (TRAIT, FACTORY)
"""Contracts that all rooms of one deployer share, in the order of their deployment."""

TOKEN: Final = "KeyToken"
MACHINE: Final = "KeyVendingMachine"
LONGEST_CONTRACT_NAME: Final = 40

SBTC: Final[Mapping[Network, str]] = {
    Network.MAINNET: "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4.sbtc-token",
    Network.TESTNET: "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token",
}
"""The token that sats are on each network; source: https://docs.stacks.co, sBTC integration."""

_MONEY: Final = {SATS: "sats.clar", USTX: "ustx.clar"}


@dataclass(frozen=True, slots=True)
class MachineSpec:
    """What a vending machine's contract is made from.

    quote: code of the asset that keys are priced in. supply_cap: None for none of its own.
    treasury: the principal that it is opened with.
    """

    quote: str
    curve: Curve
    fees: Fees
    treasury: str
    fee_mode: FeeMode = FeeMode.ON_TOP
    supply_cap: int | None = None
    first_key_creators: bool = False
    last_key_kept: bool = False


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """What a room's contracts are made from.

    creator: a Stacks principal of the network.
    number: tells rooms apart that share a symbol; 0 for the first room that has it.
    machine: None before the room's machine is initialised, so that its terms aren't known.
    """

    room_id: str
    metadata: Metadata
    creator: str
    network: Network
    number: int = 0
    machine: MachineSpec | None = field(default=None)

    @property
    def token_contract(self) -> str:
        """Name of the key token's contract."""
        return _contract_name(TOKEN, self.metadata.symbol, self.number)

    @property
    def machine_contract(self) -> str:
        """Name of the vending machine's contract."""
        return _contract_name(MACHINE, self.metadata.symbol, self.number)


@dataclass(frozen=True, slots=True)
class Literals:
    """A room's texts as contracts and calls hold them."""

    room_id: str
    name: str
    symbol: str
    uri: str


def contract_number(row_id: int, symbol: str, deployed: Mapping[int, str]) -> int:
    """The number of a room among those that share its symbol: 0, or its own row id.

    deployed: by row id, the name that each such room's contract has on the chain; empty where
    it has none. What is deployed keeps its name; else the first room has the one without number.
    """
    plain = _contract_name(TOKEN, symbol, 0)
    numbered = {one for one, name in deployed.items() if name == f"{plain}-{one}"}
    holders = [one for one, name in deployed.items() if name == plain]
    first = min(holders or deployed.keys() - numbered, default=None)
    return 0 if first == row_id else row_id


def _contract_name(kind: str, symbol: str, number: int) -> str:
    name = f"{kind}-{symbol}-{number}" if number else f"{kind}-{symbol}"
    if len(name) > LONGEST_CONTRACT_NAME:
        raise InvalidInput("The contract's name would be too long.", field="symbol")
    return name


def literals_of(room: RoomSpec) -> Literals:
    """The room's texts in Clarity. Raises InvalidInput for what contracts can't hold."""
    said = room.metadata
    # The symbol is part of the contracts' names as well, where nothing could be escaped.
    check_symbol(said.symbol)
    return Literals(
        room_id=utf8_literal(room.room_id, field="room_id", longest=LONGEST_ROOM_ID),
        name=ascii_literal(said.name, field="name", longest=LONGEST_NAME),
        symbol=ascii_literal(said.symbol, field="symbol", longest=LONGEST_SYMBOL),
        uri=optional_utf8(said.uri, field="uri", longest=LONGEST_URI),
    )


def shared_sources() -> dict[str, str]:
    """Source of the contracts that all rooms share, by name, in the order of deployment."""
    return {name: resource_text(FOLDER, f"{name}.clar") for name in SHARED}


def room_sources(room: RoomSpec) -> dict[str, str]:
    """Source of the room's own contracts, by name, in the order of deployment.

    Raises InvalidInput naming the field, and NotForTheChain for a machine that can't be one.
    """
    texts = literals_of(room)
    token = Template(resource_text(FOLDER, "KeyToken.clar")).substitute(
        machine=room.machine_contract,
        room_id=texts.room_id,
        name=texts.name,
        symbol=texts.symbol,
        uri=texts.uri,
        creator=room.creator,
    )
    sources = {room.token_contract: token}
    if room.machine is not None:
        sources[room.machine_contract] = _machine_source(room, room.machine, texts)
    return sources


def contract_hashes(sources: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 of each contract's source as it is written, in hexadecimal, by contract name.

    What is deployed on a chain can be compared with it.
    """
    return {name: sha256(source.encode("ascii")).hexdigest() for name, source in sources.items()}


def most_keys(machine: MachineSpec) -> int:
    """The supply that the contract lets nobody pass.

    Raises NotForTheChain for a curve without a contract, or a cap beyond what it can reckon.
    """
    end = curve_source(machine.curve).end
    if machine.supply_cap is None:
        return end
    if machine.supply_cap > end:
        raise NotForTheChain(
            f"The contract's numbers reach to {end} keys, and the supply cap is "
            f"{machine.supply_cap}.",
            field="supply_cap",
        )
    return machine.supply_cap


def _machine_source(room: RoomSpec, machine: MachineSpec, texts: Literals) -> str:
    _check_machine(machine)
    curve = curve_source(machine.curve)
    fees = machine.fees
    return Template(resource_text(FOLDER, "KeyVendingMachine.clar")).substitute(
        creator=room.creator,
        room_id=texts.room_id,
        token=room.token_contract,
        creator_buy_bps=fees.creator_buy_bps,
        protocol_buy_bps=fees.protocol_buy_bps,
        creator_sell_bps=fees.creator_sell_bps,
        protocol_sell_bps=fees.protocol_sell_bps,
        max_supply=most_keys(machine),
        last_key=curve.last_key,
        curve=curve.source,
        payment=_payment(machine.quote, room.network),
        money=machine.quote,
        **_rules(machine),
    )


def _check_machine(machine: MachineSpec) -> None:
    if machine.fee_mode is not FeeMode.ON_TOP:
        raise NotForTheChain(
            "This machine takes fees out of the cost, so its reserve falls short. "
            "That is for demos.",
            field="fee_mode",
        )
    if machine.quote not in _MONEY:
        raise NotForTheChain(
            f"Contracts take sats and micro-STX, not {machine.quote}.", field="quote"
        )


def _payment(quote: str, network: Network) -> str:
    template = Template(resource_text(FOLDER, "payments", _MONEY[quote]))
    return template.substitute(sbtc=SBTC[network])


def _rules(machine: MachineSpec) -> dict[str, str]:
    """Source of the rules that are on; those that are off leave nothing behind."""
    first, last = machine.first_key_creators, machine.last_key_kept
    # Refused for both reasons, a buy names its own cap first, but the first key before the
    # curve's end, as `trading` does.
    cap = _rule("cap_rule") if first and machine.supply_cap is not None else ""
    return {
        "first_key_error": _rule("first_key_error") if first else "",
        "first_key_rule": cap + _rule("first_key_rule") if first else "",
        "last_key_error": _rule("last_key_error") if last else "",
        "last_key_rule": _rule("last_key_rule") if last else "",
    }


def _rule(name: str) -> str:
    return resource_text(FOLDER, "rules", f"{name}.clar")
