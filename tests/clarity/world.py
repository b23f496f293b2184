"""A workspace with a room for each curve, and its twin: the same rooms in a Clarity VM."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from app.addresses import Network
from app.contracts.export import export_contracts
from app.contracts.sources import SBTC
from app.db.database import Database
from app.db.schema import table_of
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef
from app.ledger.rules import AccountRole as AccountRole
from app.ledger.tables import Account, Asset
from app.operators.desk import Desk
from app.progress import NoProgress
from app.rooms.queries import RoomRow, room_by_id
from app.vending.machines import MachineTerms, MachineView, read_machine
from app.vending.rules import Fees
from tests.clarity.vm import ClarityVm
from tests.factories import desk_of, give, linear_terms, make_member, make_room, principal_of

account, asset = table_of(Account), table_of(Asset)

TREASURY = principal_of("treasury")
MAX_UINT = 2**128 - 1
STX, SATS = "STX", ".sbtc-token.sbtc-token"
"""What the VM calls the assets when it tells who holds them; contracts come without addresses."""

MONEY_NAMES = {"uSTX": STX, "sats": SATS}

SBTC_ASSET = f"{SBTC[Network.TESTNET]}.sbtc-token"

ROOMS: Mapping[str, MachineTerms] = {
    "linear": linear_terms(supply_cap=60, first_key_creators=True),
    "flat": linear_terms(
        family="flat",
        parameters={"price": 777_777},
        quote="sats",
        fees=Fees(0, 1, 1_000, 999),
        last_key_kept=True,
    ),
    "quadratic": linear_terms(
        family="quadratic",
        parameters={"unit": 10**9, "divisor": 16_000},
        first_key_creators=True,
        last_key_kept=True,
    ),
    "stepped": linear_terms(
        family="stepped",
        parameters={"bands": "5:100,17:2500,80:90000"},
        quote="sats",
        fees=Fees(1_000, 1_000, 1_000, 1_000),
    ),
    "constant_product": linear_terms(
        family="constant_product",
        parameters={"virtual_quote": 30_000_000, "virtual_keys": 90},
        fees=Fees(250, 33, 0, 7),
        first_key_creators=True,
    ),
    "linear in sats": linear_terms(quote="sats", parameters={"base": 39, "slope": 1}),
}
MONEY = {"ana": 10**15, "bo": 60_000_000, "cy": 9_000_000}
"""What everybody begins with, of each asset; Ana made the rooms and can afford everything."""


@dataclass
class Room:
    """A room in both worlds."""

    row_id: int
    room_id: str
    token: str
    machine: str
    quote: str
    treasury: str = TREASURY

    @property
    def money(self) -> str:
        """What keys are paid with, as the VM calls it."""
        return MONEY_NAMES[self.quote]

    @property
    def key(self) -> str:
        """The room's keys, as the VM calls them."""
        return f".{self.token}.room-key"


@dataclass
class World:
    """The workspace and what of it the VM has to agree with."""

    desk: Desk
    members: Mapping[str, int]
    rooms: Mapping[str, Room]
    project: Path
    # earned: what treasuries got, by asset and address. genesis: holdings that the VM begins with.
    earned: Counter[tuple[str, str]] = field(default_factory=Counter)
    genesis: frozenset[tuple[str, str]] = frozenset()

    def principal(self, name: str) -> str:
        """A member's address."""
        return principal_of(name)

    def machine_of(self, room: Room) -> MachineView:
        """The room's machine as last committed."""
        return self.desk.database.read(lambda connection: read_machine(connection, room.row_id))

    def row_of(self, room: Room) -> RoomRow:
        """The room as lists show it."""
        return self.desk.database.read(lambda connection: room_by_id(connection, room.row_id))

    def holdings(self, vm: ClarityVm) -> dict[tuple[str, str], int]:
        """What the workspace says that everybody holds on the chain, by asset and address.

        The creator's fees are paid out at once there, and so are the treasury's.
        """
        return self.desk.database.read(lambda connection: self._holdings(connection, vm))

    def _holdings(self, connection: Connection, vm: ClarityVm) -> dict[tuple[str, str], int]:
        rooms = {room.row_id: room for room in self.rooms.values()}
        names = {member: name for name, member in self.members.items()}
        found: Counter[tuple[str, str]] = Counter(self.earned)
        columns = (asset.c.code, account.c.owner_kind, account.c.owner_id, account.c.role)
        query = select(*columns, account.c.balance).join(asset, asset.c.id == account.c.asset_id)
        for code, kind, owner, role, balance in connection.execute(query):
            key, _, row_id = code.partition(":")
            held = rooms[int(row_id)].key if key == "key" else MONEY_NAMES[code]
            if kind == "member":
                found[held, self.principal(names[owner])] += balance
            elif role == AccountRole.RESERVE:
                found[held, f"{vm.deployer}.{rooms[owner].machine}"] += balance
            elif role == AccountRole.CREATOR_FEES:
                found[held, self.principal("ana")] += balance
        return {place: amount for place, amount in found.items() if amount}

    def keys_of(self, room: Room, name: str) -> int:
        """How many of the room's keys a member has."""

        def read(connection: Connection) -> int:
            machine = read_machine(connection, room.row_id)
            held = AccountRef(machine.key_asset_id, "member", self.members[name])
            return balance_of(connection, held)

        return self.desk.database.read(read)


def build_world(database: Database, folder: Path) -> World:
    """A workspace with a room for each of `ROOMS`, exported into a folder."""
    desk = desk_of(database)
    members = {name: make_member(desk, name) for name in MONEY}
    row_ids = {
        name: make_room(desk, f"room {name}", creator=members["ana"], terms=terms, name=name)
        for name, terms in ROOMS.items()
    }
    for code in MONEY_NAMES:
        for name, amount in MONEY.items():
            give(desk, members[name], amount, asset=code)
    exported = export_contracts(desk, list(row_ids.values()), folder, NoProgress())
    rooms = {
        name: Room(one.row_id, one.room_id, one.token, one.machine, ROOMS[name].quote)
        for name, one in zip(ROOMS, exported.rooms, strict=True)
    }
    return World(desk, members, rooms, folder)


def open_twin(world: World, vm: ClarityVm) -> None:
    """Deploy the project in the VM, open every room, and give everybody their money."""
    vm.load(world.project)
    world.genesis = frozenset((STX, holder) for holder in vm.assets()[STX])
    for name, amount in MONEY.items():
        for money in (STX, SBTC_ASSET):
            vm.fund(money, world.principal(name), amount)
    for room in world.rooms.values():
        for call in calls_of(world, room)[:5]:
            assert vm.run(call) == {"ok": True}, call


def calls_of(world: World, room: Room) -> list[str]:
    """The calls that the project's README says to make for a room, in its order."""
    text = (world.project / "README.md").read_text(encoding="utf-8")
    section = text.split(f"\n### {room.token}\n")[1].split("\n## ")[0].split("\n### ")[0]
    return [line for line in section.splitlines() if line.startswith("(contract-call? ")]


def holdings_of(
    assets: Mapping[str, Mapping[str, int]], world: World
) -> dict[tuple[str, str], int]:
    """What everybody holds in the VM, by asset and address, but for what it began with."""
    found = {
        (asset, holder): amount
        for asset, holders in assets.items()
        for holder, amount in holders.items()
        if amount
    }
    return {place: amount for place, amount in found.items() if place not in world.genesis}
