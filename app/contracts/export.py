"""Exports rooms' contracts from a workspace into a folder: a Clarinet project, whole or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from app.addresses import Network, parse_principal
from app.contracts.folder import write_project
from app.contracts.project import project_of
from app.contracts.sources import (
    MachineSpec,
    RoomSpec,
    contract_number,
    room_sources,
)
from app.db.schema import table_of
from app.errors import InvalidInput, UserError
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.progress import Progress
from app.rooms.queries import RoomRow, room_by_id
from app.rooms.rules import Metadata
from app.rooms.tables import Room
from app.vending.machines import read_machine
from app.vending.rules import NotInitialised

room = table_of(Room)


@dataclass(frozen=True, slots=True)
class ExportedRoom:
    """One room of an export: its row id, its room id, and the names of its contracts.

    machine: empty before the room's machine is initialised; it is then in a later export.
    """

    row_id: int
    room_id: str
    token: str
    machine: str


@dataclass(frozen=True, slots=True)
class RefusedRoom:
    """A room that can't be exported: its row id, its name, and why."""

    row_id: int
    name: str
    error: UserError


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    hashes: SHA-256 of each contract's source in hexadecimal, by the contract's name.
    replaced: whether there was an earlier export in the folder.
    refused: rooms that were left out.
    """

    directory: Path
    rooms: tuple[ExportedRoom, ...]
    hashes: Mapping[str, str]
    replaced: bool
    refused: tuple[RefusedRoom, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """Rooms as they were read; refused ones beside them."""

    network: Network
    specs: Mapping[int, RoomSpec]
    refused: tuple[RefusedRoom, ...]
    deployer: str


def export_contracts(
    desk: Desk,
    room_row_ids: Sequence[int],
    directory: Path,
    progress: Progress,
    *,
    deployer: str = "",
    skip_refused: bool = False,
) -> Exported:
    """Write the contracts of some rooms as one Clarinet project with one factory.

    deployer: the principal that will deploy; else the one that the rooms' contracts have, if
    they have one. skip_refused: leave rooms out that can't be exported; as long as one is left.
    Raises NotAllowed; NotFound (u302); InvalidInput naming the field; NotForTheChain, with the
    `room_id` in its details; and as `write_project` does. Nothing is written then.
    """
    desk.require(Permission.EXPORT)
    wanted = tuple(dict.fromkeys(room_row_ids))
    if not wanted:
        raise InvalidInput("Choose a room.", field="room")
    progress.step(0, len(wanted))
    found = desk.database.read(
        lambda connection: _read(connection, wanted, deployer, progress), snapshot=True
    )
    if found.refused and (not skip_refused or not found.specs):
        raise found.refused[0].error
    project = project_of(tuple(found.specs.values()), found.network, found.deployer)
    replaced = write_project(directory, project.files)
    return Exported(
        directory,
        tuple(_exported(row_id, spec) for row_id, spec in found.specs.items()),
        project.hashes,
        replaced,
        found.refused,
    )


def _exported(row_id: int, spec: RoomSpec) -> ExportedRoom:
    machine = spec.machine_contract if spec.machine is not None else ""
    return ExportedRoom(row_id, spec.room_id, spec.token_contract, machine)


def _read(
    connection: Connection, wanted: Sequence[int], deployer: str, progress: Progress
) -> _Read:
    network = load_settings(connection).network
    if deployer:
        deployer = parse_principal(deployer, field="deployer", network=network)
    specs: dict[int, RoomSpec] = {}
    refused = []
    deployers = set()
    for number, row_id in enumerate(wanted):
        row = room_by_id(connection, row_id)
        try:
            spec = spec_of(connection, row, network)
            # Refused here rather than when all are put together, where it would end the others.
            room_sources(spec)
        except UserError as error:
            error.details["room_id"] = row.room_id
            refused.append(RefusedRoom(row_id, row.name, error))
        else:
            specs[row_id] = spec
            deployers.add((row.contract_principal or "").partition(".")[0])
        progress.step(number + 1, len(wanted))
    known = deployers.pop() if len(deployers) == 1 else ""
    return _Read(network, specs, tuple(refused), deployer or known)


def spec_of(connection: Connection, row: RoomRow, network: Network) -> RoomSpec:
    """What the room's contracts are made of; raises as `export_contracts` does for one room."""
    return RoomSpec(
        room_id=row.room_id,
        metadata=Metadata(row.name, row.symbol, row.uri),
        creator=parse_principal(row.creator_principal, field="creator", network=network),
        network=network,
        number=_number(connection, row),
        machine=_machine(connection, row.id, network),
    )


def _number(connection: Connection, row: RoomRow) -> int:
    sharing = select(room.c.id, room.c.contract_principal).where(room.c.symbol == row.symbol)
    deployed = {
        row_id: (contract or "").partition(".")[2]
        for row_id, contract in connection.execute(sharing)
    }
    return contract_number(row.id, row.symbol, deployed)


def _machine(connection: Connection, row_id: int, network: Network) -> MachineSpec | None:
    try:
        found = read_machine(connection, row_id)
    except NotInitialised:
        return None
    return MachineSpec(
        quote=found.quote,
        curve=found.curve,
        fees=found.fees,
        treasury=parse_principal(found.treasury, field="treasury", network=network),
        fee_mode=found.fee_mode,
        supply_cap=found.rules.supply_cap,
        first_key_creators=found.rules.first_key_creators,
        last_key_kept=found.rules.last_key_kept,
    )
