"""The demo's operators and members enter, with what they bring along."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from app.addresses import stacks_address
from app.assembly.demo import people
from app.assembly.demo.dice import Dice
from app.assembly.demo.people import ADMIN, KNOWN, SUPPORT, VIEWER, MemberStory
from app.assembly.demo.story import DAY, HISTORY, MINUTE
from app.db.clock import Clock
from app.db.database import Database
from app.operators.desk import Desk
from app.operators.service import create_first_operator, create_operator
from app.vending.quotes import SATS, USTX

MEMBERS = 200
LAST_JOINED = 4 * DAY

TESTNET_SINGLE_SIGNATURE = 26


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money that a member brings in, in minor units."""

    at: datetime
    username: str
    asset: str
    amount: int


@dataclass(frozen=True, slots=True)
class Joining:
    """A member, when they joined, and the rooms whose crowd they are part of."""

    at: datetime
    member: MemberStory
    rooms: tuple[str, ...]
    deposits: tuple[Deposit, ...]


class _KnownHash:
    """Stores the demo's password without hashing it anew: the same row every time."""

    decoy = people.DEMO_PASSWORD_HASH

    def hash(self, password: str) -> str:
        return people.DEMO_PASSWORD_HASH

    def matches(self, stored: str, password: str) -> bool:
        return password == people.DEMO_PASSWORD

    def is_outdated(self, stored: str) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Desks:
    """Where the demo's operators sit."""

    admin: Desk
    support: Desk


def hire(database: Database, clock: Clock) -> Desks:
    """Make the demo's operators."""
    hasher = _KnownHash()
    first = create_first_operator(
        database,
        clock,
        name=ADMIN.name,
        display_name=ADMIN.display_name,
        password=people.DEMO_PASSWORD,
        hasher=hasher,
    )
    admin = Desk(database, clock, first.value.signed_in())
    support, _viewer = (
        create_operator(
            admin,
            name=each.name,
            display_name=each.display_name,
            role=each.role,
            password=people.DEMO_PASSWORD,
            hasher=hasher,
        ).value
        for each in (SUPPORT, VIEWER)
    )
    return Desks(admin, Desk(database, clock, support.signed_in()))


def address_of(name: str) -> str:
    """A valid testnet principal, the same for the same name."""
    return stacks_address(TESTNET_SINGLE_SIGNATURE, sha256(f"demo {name}".encode()).digest()[:20])


def joinings(
    seed: int, number: int, until: datetime, crowds: Iterable[tuple[str, str, int]]
) -> Iterator[Joining]:
    """All members in the order in which they join; the first ones are those with stories.

    crowds: of each market its room id, its quote asset, and how many of a thousand take part.
    """
    crowds = tuple(crowds)
    start = until - HISTORY
    for index, member in enumerate(people.members(number)):
        dice = Dice(seed, f"member {member.username}")
        at = start + _joined_after(index, number)
        deposits = tuple(_deposits(dice, at, until, member, known=index < len(KNOWN)))
        assets = {each.asset for each in deposits}
        rooms = tuple(
            room_id for room_id, quote, share in crowds if dice.chance(share) and quote in assets
        )
        yield Joining(at, member, rooms, deposits)


def _joined_after(index: int, number: int) -> timedelta:
    """Those with stories in the first hours, the others ever more slowly."""
    if index < len(KNOWN):
        return index * 7 * MINUTE
    span = (HISTORY - DAY - LAST_JOINED) // MINUTE
    place, others = index - len(KNOWN) + 1, number - len(KNOWN)
    return DAY + (span * place * place // (others * others)) * MINUTE


def _deposits(
    dice: Dice, at: datetime, until: datetime, member: MemberStory, *, known: bool
) -> Iterator[Deposit]:
    lowest, highest = (3_000, 9_000) if known else (600, 6_000)
    if dice.chance(80) and not known:
        lowest, highest = 40_000, 90_000
    soon = at + dice.between(2, 25) * MINUTE
    yield Deposit(soon, member.username, SATS, dice.between(lowest, highest) * 1_000)
    if known or dice.chance(550):
        stx = dice.between(80, 800)
        yield Deposit(soon + MINUTE, member.username, USTX, stx * 1_000_000)
    again = at + dice.between(12 * 24 * 60, 45 * 24 * 60) * MINUTE
    if dice.chance(200) and again < until:
        yield Deposit(again, member.username, SATS, dice.between(500, 4_000) * 1_000)
