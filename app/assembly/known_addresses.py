"""Which addresses of the workspace a text is, or is dangerously near to (no Qt)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from app.db.schema import table_of
from app.members.tables import Member
from app.operators.settings import load_settings
from app.operators.text_rules import is_encodable
from app.passport import FARTHEST, Passport, TextKind, distance, ends_of, looks_like, pieces
from app.rooms.tables import Receipt, Room
from app.vending.tables import Machine

member, room, machine, receipt = (table_of(each) for each in (Member, Room, Machine, Receipt))

MOST_CANDIDATES = 200
"""Of one kind; more than a few are near only where somebody made them so."""
MOST_SHOWN = 5


class Whose(StrEnum):
    """What a known address is to the workspace."""

    TREASURY = "treasury"
    CONTRACT = "contract"
    CREATOR = "creator"
    MEMBER = "member"
    ROOM = "room"
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class Near:
    """A known address and how far the text is from it.

    name: of the room or member. record: row id of the room or member.
    distance: letters between them: 0 is the same; 3 where only beginning and end are alike.
    """

    whose: Whose
    text: str
    name: str
    record: int
    distance: int


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What the workspace knows of a text.

    near: the nearest first. network: the workspace's; is_foreign: the text is of the other one.
    """

    near: tuple[Near, ...]
    network: str
    is_foreign: bool

    @property
    def is_known(self) -> bool:
        """Whether the text is one of the workspace's addresses."""
        return any(each.distance == 0 for each in self.near)


def acquaint(connection: Connection, passport: Passport) -> Acquaintance:
    """Look among treasuries, contracts, creators, members and rooms.

    The database picks the candidates, by parts that must stand unbroken in whatever is near.
    """
    network = str(load_settings(connection).network)
    is_foreign = passport.network not in ("", network)
    if not passport.text or not is_encodable(passport.text):
        return Acquaintance((), network, is_foreign)
    found = sorted(
        _near(connection, passport),
        key=lambda near: (near.distance, list(Whose).index(near.whose), near.record),
    )
    return Acquaintance(tuple(found[:MOST_SHOWN]), network, is_foreign)


def _near(connection: Connection, passport: Passport) -> Iterator[Near]:
    yield from _rooms(connection, passport.text)
    if passport.kind is TextKind.STACKS_TX:
        yield from _transactions(connection, passport.text)
        return
    texts = {passport.compared, *(each.text.partition(".")[0] for each in passport.mendings)}
    is_contract = passport.kind is TextKind.STACKS_CONTRACT
    for whose, column, query in _SOURCES:
        seen: set[str] = set()
        for text in sorted(texts):
            conditions = _conditions(column, text)
            if whose is Whose.CONTRACT and is_contract:
                # Contracts of one deployer differ by a digit; that is no slip of the hand.
                conditions.append(column == passport.text)
            if not conditions:
                continue
            picked = query.where(or_(*conditions)).group_by(column).limit(MOST_CANDIDATES)
            for row in connection.execute(picked):
                known, name, record = row
                far = _distance(passport, known)
                if known not in seen and far is not None:
                    seen.add(known)
                    yield Near(whose, known, name, record, far)


# Many rooms have one treasury: the oldest of them stands for all.
_ROOM_NAME = (func.min(room.c.name), func.min(room.c.id))
_SOURCES: tuple[tuple[Whose, ColumnElement[str], Any], ...] = (
    (
        Whose.TREASURY,
        machine.c.treasury_principal,
        select(machine.c.treasury_principal, *_ROOM_NAME).join(
            room, room.c.id == machine.c.room_id
        ),
    ),
    (
        Whose.CONTRACT,
        room.c.contract_principal,
        select(room.c.contract_principal, *_ROOM_NAME),
    ),
    (
        Whose.CONTRACT,
        receipt.c.contract_principal,
        select(receipt.c.contract_principal, *_ROOM_NAME).join(
            room, room.c.id == receipt.c.room_id
        ),
    ),
    (Whose.CREATOR, room.c.creator_principal, select(room.c.creator_principal, *_ROOM_NAME)),
    (
        Whose.MEMBER,
        member.c.principal,
        select(member.c.principal, func.min(member.c.username), func.min(member.c.id)),
    ),
)


def _conditions(column: ColumnElement[str], text: str) -> list[ColumnElement[bool]]:
    parts = pieces(text)
    if not parts:
        return []
    start, end = ends_of(text)
    alike = and_(column.startswith(start, autoescape=True), column.contains(end, autoescape=True))
    return [*(column.contains(part, autoescape=True) for part in parts), alike]


def _distance(passport: Passport, known: str) -> int | None:
    """How far the text is from a known one; None where they have nothing in common."""
    if known == passport.text:
        return 0
    address = known.partition(".")[0]
    if address == passport.compared and "." in known + passport.text:
        # The same deployer, and another contract of theirs, or none.
        return None
    far = distance(passport.compared, address)
    if 0 < far <= FARTHEST:
        return far
    if any(each.text.partition(".")[0] == address for each in passport.mendings):
        # One slip of the hand, such as small letters, whatever it did to the letters.
        return 1
    return FARTHEST + 1 if looks_like(passport.compared, address) else None


def _rooms(connection: Connection, text: str) -> Iterator[Near]:
    found = select(room.c.room_id, room.c.name, room.c.id).where(room.c.room_id == text)
    for known, name, record in connection.execute(found):
        yield Near(Whose.ROOM, known, name, record, 0)


def _transactions(connection: Connection, text: str) -> Iterator[Near]:
    tx_id = text.lower() if text[:2].lower() == "0x" else f"0x{text.lower()}"
    found = (
        select(receipt.c.tx_id, room.c.name, room.c.id)
        .join(room, room.c.id == receipt.c.room_id)
        .where(receipt.c.tx_id == tx_id)
    )
    for known, name, record in connection.execute(found):
        yield Near(Whose.TRANSACTION, known, name, record, 0)
