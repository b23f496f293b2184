"""A workspace with rooms in every state, for tests and pictures of the rooms page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db.clock import SetClock
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.rules import Metadata, Status
from app.rooms.service import Creator
from app.vending.machines import MachineTerms, initialise_machine
from app.vending.quotes import SATS, USTX, open_quotes
from app.vending.rules import Side
from app.vending.trading import place
from tests.factories import contract_of, give, make_member, order, principal_of

PEOPLE = ("yuki", "lena", "kwame", "otis", "fern", "ines", "arlo", "hana", "ada.l", "zeke")


@dataclass(frozen=True)
class House:
    """A room to be made: how far it comes, and how many keys are bought."""

    room_id: str
    name: str
    symbol: str
    creator: str
    status: Status
    keys: int = 0
    terms: MachineTerms | None = None


def _terms(family: str, quote: str, **parameters: object) -> MachineTerms:
    return MachineTerms(quote, family, parameters, principal_of("treasury"))


SMALL = _terms("linear", SATS, base=100, slope=20)
LARGE = _terms("linear", USTX, base=1_000_000, slope=100_000)
SQUARE = _terms("quadratic", SATS, unit=1_000)

HOUSES = (
    House("112", "Empty Chairs", "EMPTY", "zeke", Status.DEPRECATED, 4, SMALL),
    House("113", "Old Rust", "ORUST", "otis", Status.FAILED),
    House("114", "Node Runners", "NODES", "arlo", Status.TRADING, 249, SMALL),
    House("115", "Morning Standup", "STAND", "hana", Status.TRADING, 207, SMALL),
    House("116", "Parents of Toddlers", "PRNTS", "ines", Status.DEPLOY_REQUESTED),
    House("117", "Mempool Gossip", "MEMPL", "arlo", Status.TRADING, 160, LARGE),
    House("118", "Rustaceans", "RUSTY", "otis", Status.TRADING, 142, SQUARE),
    House("119", "Game Night", "GAMEN", "ada.l", Status.PAUSED, 108, SMALL),
    House("120", "Photo Walks", "PHOTO", "lena", Status.TRADING, 84, SMALL),
    House("121", "Book Club", "BOOKS", "yuki", Status.TRADING, 60, SMALL),
    House("122", "Chess Corner", "CHESS", "zeke", Status.CONTRACT_SET),
    House("123", "Lightning Devs", "LNDEV", "ada.l", Status.TRADING, 312, SQUARE),
    House("124", "Language Swap", "LANGS", "hana", Status.DEPLOY_REQUESTED),
    House("125", "Night Shift", "NIGHT", "arlo", Status.DRAFT),
    House("126", "Kitchen Table", "KITCH", "ines", Status.TRADING, 32, SMALL),
    House("127", "Garden Exchange", "GARDN", "fern", Status.CONTRACT_SET),
    House("128", "Sound Lab", "SNDLB", "otis", Status.DEPLOY_REQUESTED),
    House("129", "Treasury Talk", "TRSRY", "kwame", Status.INITIALISED),
    House("130", "Frontend Clinic", "FRNTC", "lena", Status.DRAFT),
    House("131", "Proof Party", "PROOF", "yuki", Status.DEPLOY_REQUESTED),
)

STEP = timedelta(minutes=37)
UNTIL = datetime.fromisoformat("2026-03-12T14:32:08+00:00")


@dataclass(frozen=True)
class Street:
    """The houses that were built: row ids by room id, and the desk they were built at."""

    desk: Desk
    rooms: dict[str, int]
    members: dict[str, int]


def build_street(desk: Desk, clock: SetClock, houses: tuple[House, ...] = HOUSES) -> Street:
    """Take each house as far as it comes, an hour or so apart, the last just before `UNTIL`."""
    clock.at = UNTIL - STEP * 4 * len(houses)
    desk.database.write(open_quotes)
    members = {name: make_member(desk, name) for name in PEOPLE}
    for member in members.values():
        give(desk, member, 10**12, asset=SATS)
        give(desk, member, 10**14, asset=USTX)
    rooms = {}
    for number, house in enumerate(houses):
        clock.at = UNTIL - STEP * 4 * (len(houses) - number)
        rooms[house.room_id] = build_house(desk, clock, house, members)
    clock.at = UNTIL
    return Street(desk, rooms, members)


def build_house(desk: Desk, clock: SetClock, house: House, members: dict[str, int]) -> int:
    """One room, as far as it comes; its row id."""
    metadata = Metadata(house.name, house.symbol, f"https://rooms.example/{house.room_id}.json")
    owner = Creator(members[house.creator])
    row = service.create_room_token(desk, house.room_id, metadata, owner).value
    if house.status is Status.DRAFT:
        return row
    clock.advance(STEP / 2)
    service.request_deployment(desk, row)
    if house.status is Status.DEPLOY_REQUESTED:
        return row
    clock.advance(STEP)
    if house.status is Status.FAILED:
        service.report_failure(desk, row, "The node refused it: contract name is taken.")
        return row
    service.set_contract(desk, row, contract_of(house.room_id))
    if house.status is Status.CONTRACT_SET:
        return row
    service.initialise_token(desk, row)
    if house.status is Status.INITIALISED:
        return row
    assert house.terms is not None
    initialise_machine(desk, row, house.terms)
    _trade(desk, row, house, members)
    if house.status is Status.PAUSED:
        service.pause(desk, row, reason="Complaints about made-up prize draws.")
    if house.status is Status.DEPRECATED:
        service.deprecate(desk, row, "Its people moved on.")
    return row


def _trade(desk: Desk, row: int, house: House, members: dict[str, int]) -> None:
    names = list(members)
    for number, left in enumerate(range(house.keys, 0, -30)):
        name = names[number % len(names)]
        place(desk, order(row, members[name], min(30, left)))
    if house.keys > 40:
        place(desk, order(row, members[names[0]], 3, Side.SELL))
