"""Opens demo rooms for runs and lets their crowds enter, through the rooms' and members' services.

A run's members and deposits are looked for before they are made, because a run that is taken
up again has them already. A program that is killed here leaves an empty demo room, no more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import chain, count

from sqlalchemy import Connection, select

from app.addresses import Network, stacks_address
from app.db.schema import table_of
from app.errors import NotAllowed, NotFound
from app.ledger.assets import open_asset
from app.ledger.rules import AssetKind
from app.members import money
from app.members.service import create_member
from app.members.tables import Member
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.rooms import service as rooms
from app.rooms.queries import room_by_room_id
from app.rooms.rules import Metadata, Status
from app.rooms.service import Creator
from app.rooms.tables import Room
from app.simulator.agents import Agent
from app.simulator.scenario import DEMO_ASSET, MarketTerms
from app.vending import curves
from app.vending.machines import MachineTerms, MachineView, initialise_machine, read_machine
from app.vending.quotes import QUOTES
from app.vending.rules import Side
from app.vending.trading import Order, execute_alone

room, member = table_of(Room), table_of(Member)

ACTOR = "simulator"
"""Who books the crowd's trades."""

CREATOR = "creator"
SYMBOL = "SIM"
_NAMES: Mapping[str, str] = {**dict(QUOTES), DEMO_ASSET: "Demo money"}
_VERSIONS: Mapping[Network, int] = {Network.MAINNET: 22, Network.TESTNET: 26}


def free_room_id(desk: Desk, name: str, seed: int) -> str:
    """A room id that nobody has taken: `sim-launch-7`, then `sim-launch-7-2`."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "run"
    first = f"sim-{slug}-{seed}"

    def work(connection: Connection) -> str:
        taken = set(
            connection.execute(
                select(room.c.room_id).where(room.c.room_id.startswith(first, autoescape=True))
            ).scalars()
        )
        names = chain([first], (f"{first}-{number}" for number in count(2)))
        return next(name for name in names if name not in taken)

    return desk.database.read(work)


def open_room(
    desk: Desk, room_id: str, name: str, quote: str, terms: MarketTerms, run: str, at: datetime
) -> int:
    """The row id of a demo room with that machine, made and opened as far as it isn't yet.

    at: when the creator buys the opening keys, in the market's time.
    Raises NotAllowed unless the operator may take every step, and as these steps do.
    """
    desk.require(Permission.INITIALISE)
    creator = enrol(desk, run, (CREATOR,))[CREATOR]
    row_id = _find(desk, room_id)
    if row_id is None:
        metadata = Metadata(name, SYMBOL)
        row_id = rooms.create_room_token(
            desk, room_id, metadata, Creator(creator, _principal(desk, run)), is_demo=True
        ).value
    while _take_next_step(desk, row_id, room_id, quote, terms):
        pass
    machine = demo_machine(desk, row_id)
    _fund(desk, run, creator, CREATOR, machine.quote, terms.opening_total())
    _buy_opening(desk, row_id, creator, terms, run, at)
    return row_id


def demo_machine(desk: Desk, row_id: int) -> MachineView:
    """The machine of a room that may be simulated in.

    Raises NotAllowed (`REAL_ROOM`) for a real room, NotFound (u302), NotInitialised (u204).
    """
    desk.require(Permission.TRADE)
    found = desk.database.read(lambda connection: read_machine(connection, row_id))
    if not found.is_demo:
        raise NotAllowed(
            f"{found.name} is a real room; crowds are let into demo rooms only.",
            code="REAL_ROOM",
            field="room",
        )
    return found


def terms_of(machine: MachineView, *, opening: int) -> MarketTerms:
    """What another room needs to be like this one when its supply was `opening`."""
    # A pause is the room's affair of the moment, not part of what it is.
    rules = replace(machine.rules, buys_paused=False, sells_paused=False)
    return MarketTerms(machine.curve, machine.fees, machine.fee_mode, rules, opening)


def enter(desk: Desk, run: str, quote: str, crowd: Sequence[Agent]) -> tuple[int, ...]:
    """Make a member of each agent and give it its budget; the members' row ids.

    Raises NotAllowed unless the operator may do both.
    """
    desk.require(Permission.DEPOSIT)
    found = enrol(desk, run, tuple(one.name for one in crowd))
    for one in crowd:
        _fund(desk, run, found[one.name], one.name, quote, one.budget)
    return tuple(found[one.name] for one in crowd)


def enrol(desk: Desk, run: str, names: Sequence[str]) -> Mapping[str, int]:
    """The row ids of a run's members by their names in it, made where they aren't there yet."""
    desk.require(Permission.MANAGE_MEMBERS)
    ending = f".{run}"
    there = desk.database.read(
        lambda connection: connection.execute(
            select(member.c.username, member.c.id).where(
                member.c.username.in_([f"{name}{ending}" for name in names])
            )
        ).all()
    )
    found = {str(name).removesuffix(ending): int(row_id) for name, row_id in there}
    for name in names:
        if name not in found:
            found[name] = create_member(desk, username=f"{name}{ending}").value.id
    return found


def _fund(desk: Desk, run: str, member_id: int, name: str, quote: str, amount: int) -> None:
    if amount:
        money.deposit(desk, member_id, quote, amount, f"sim:{run}:budget:{name}", "Simulation")


def _find(desk: Desk, room_id: str) -> int | None:
    try:
        found = desk.database.read(lambda connection: room_by_room_id(connection, room_id))
    except NotFound:
        return None
    return found.id


def _take_next_step(desk: Desk, row_id: int, room_id: str, quote: str, terms: MarketTerms) -> bool:
    """Bring a room one step nearer to trading; False where it trades already."""
    status = desk.database.read(lambda connection: room_by_room_id(connection, room_id)).status
    match status:
        case Status.DRAFT:
            rooms.request_deployment(desk, row_id)
        case Status.DEPLOY_REQUESTED:
            rooms.set_contract(desk, row_id, f"{_principal(desk, room_id)}.key-token")
        case Status.CONTRACT_SET:
            rooms.initialise_token(desk, row_id)
        case Status.INITIALISED:
            desk.database.write(
                lambda connection: open_asset(
                    connection, quote, _NAMES.get(quote, quote), 0, AssetKind.QUOTE
                )
            )
            initialise_machine(desk, row_id, _machine_terms(desk, quote, terms))
        case _:
            return False
    return True


def _machine_terms(desk: Desk, quote: str, terms: MarketTerms) -> MachineTerms:
    return MachineTerms(
        quote=quote,
        family=terms.curve.family,
        parameters=curves.params_of(terms.curve),
        treasury=_principal(desk, "treasury"),
        fees=terms.fees,
        fee_mode=terms.mode,
        supply_cap=terms.rules.supply_cap,
        first_key_creators=terms.rules.first_key_creators,
        last_key_kept=terms.rules.last_key_kept,
    )


def _buy_opening(
    desk: Desk, row_id: int, creator: int, terms: MarketTerms, run: str, at: datetime
) -> None:
    if terms.opening:
        order = Order(row_id, creator, Side.BUY, terms.opening, None, f"sim:{run}:opening")
        desk.database.write(lambda one: execute_alone(one, order, actor=ACTOR, at=at))


def _principal(desk: Desk, name: str) -> str:
    """An address for a part of a run, the same for the same name; nobody has its key."""
    network = desk.database.read(load_settings).network
    return stacks_address(_VERSIONS[network], sha256(f"simulation {name}".encode()).digest()[:20])
