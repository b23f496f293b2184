"""Rooms to write contracts for."""

from typing import Any

from app.addresses import Network
from app.contracts.sources import MachineSpec, RoomSpec
from app.rooms.rules import Metadata
from app.vending.curves import curve_from
from app.vending.rules import Fees
from tests.factories import principal_of

CREATOR, TREASURY = principal_of("creator"), principal_of("treasury")


def machine(**changes: Any) -> MachineSpec:
    """The µSTX preset of the linear curve with fees of 2.5 % each."""
    family = changes.pop("family", "linear")
    params = changes.pop("parameters", {"base": 1_000_000, "slope": 100_000})
    values: dict[str, Any] = {"quote": "uSTX", "fees": Fees(), "treasury": TREASURY}
    return MachineSpec(curve=curve_from(family, params), **(values | changes))


def room(**changes: Any) -> RoomSpec:
    """A room called Lobby on testnet."""
    said = {"name": "Lobby", "symbol": "LOBBY", "uri": ""}
    said = {key: changes.pop(key, default) for key, default in said.items()}
    values: dict[str, Any] = {
        "room_id": "lobby",
        "metadata": Metadata(**said),
        "creator": CREATOR,
        "network": Network.TESTNET,
        "machine": machine(),
    }
    return RoomSpec(**(values | changes))
