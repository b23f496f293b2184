"""Makes the rows that tests of many slices begin with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from sqlalchemy import Connection, insert

from app.addresses import stacks_address
from app.db.clock import Clock, SetClock
from app.db.database import Database
from app.db.schema import table_of
from app.errors import UserError
from app.ledger.assets import open_asset
from app.ledger.posting import post
from app.ledger.rules import AccountRef, AssetKind, EntryDraft, TransferDraft
from app.members.tables import Member
from app.operators.desk import Desk, SignedIn
from app.operators.rules import Role
from app.rooms import service as rooms
from app.rooms.rules import Metadata
from app.rooms.service import Creator
from app.vending.machines import MachineTerms, initialise_machine
from app.vending.rules import Side
from app.vending.trading import Order

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TESTNET = 26
_numbers = count(1)


def desk_of(database: Database, *, role: Role = Role.ADMIN, clock: Clock | None = None) -> Desk:
    """A desk whose operator is not in the database, with all of the role's rights."""
    operator = SignedIn(None, f"test-{role.value}", "Test", role)
    return Desk(database, clock or SetClock(NOON), operator)


def principal_of(name: str) -> str:
    """A valid testnet principal, the same for the same name."""
    return stacks_address(TESTNET, sha256(name.encode()).digest()[:20])


# Under this name pytest takes it for a test where it is imported into one.
testnet_address = principal_of


def contract_of(name: str) -> str:
    """A valid testnet contract principal, the same for the same name."""
    return f"{testnet_address(name)}.key-token"


def make_member(desk: Desk, username: str, *, status: str = "active") -> int:
    """A member's row id."""

    def work(connection: Connection) -> int:
        member = table_of(Member)
        values = {
            "username": username,
            "display_name": username.title(),
            "principal": testnet_address(username),
            "status": status,
            "created_at": desk.clock.now(),
            "version": 1,
        }
        return int(connection.execute(insert(member).returning(member.c.id), values).scalar_one())

    return desk.database.write(work)


def give(desk: Desk, member_id: int, amount: int, *, asset: str = "uSTX", key: str = "") -> int:
    """Book `amount` minor units to the member; returns the entry's id."""

    def work(connection: Connection) -> int:
        row = open_asset(connection, asset, asset, 0, AssetKind.QUOTE)
        draft = EntryDraft(
            book=f"deposits:{asset}",
            kind="deposit",
            actor=desk.actor,
            idempotency_key=key or f"give:{next(_numbers)}",
            transfers=[
                TransferDraft(row.issuance(), AccountRef(row.id, "member", member_id), amount)
            ],
            request=[member_id, amount],
        )
        return post(connection, draft, desk.clock.now()).id

    return desk.database.write(work)


def linear_terms(**changes: object) -> MachineTerms:
    """The µSTX preset of the linear curve with fees of 2.5 % each."""
    values: dict[str, object] = {
        "quote": "uSTX",
        "family": "linear",
        "parameters": {"base": 1_000_000, "slope": 100_000},
        "treasury": testnet_address("treasury"),
    }
    return MachineTerms(**(values | changes))  # type: ignore[arg-type]  # Each test names real fields.


def make_room(
    desk: Desk,
    room_id: str = "room-1",
    *,
    creator: int | None = None,
    terms: MachineTerms | None = None,
    is_demo: bool = False,
    name: str = "",
) -> int:
    """The row id of a room that trades."""
    terms = terms or linear_terms()
    owner = Creator(creator) if creator else Creator(principal=testnet_address("creator"))
    metadata = Metadata(name or f"Room {next(_numbers)}", "ROOM")
    row_id = rooms.create_room_token(desk, room_id, metadata, owner, is_demo=is_demo).value
    rooms.request_deployment(desk, row_id)
    rooms.set_contract(desk, row_id, contract_of(room_id))
    rooms.initialise_token(desk, row_id)
    desk.database.write(
        lambda connection: open_asset(connection, terms.quote, terms.quote, 0, AssetKind.QUOTE)
    )
    initialise_machine(desk, row_id, terms)
    return row_id


def order(
    room: int,
    member: int,
    keys: int,
    side: Side = Side.BUY,
    *,
    limit: int | None = None,
    key: str | None = None,
) -> Order:
    """An order with an idempotency key of its own."""
    return Order(room, member, side, keys, limit, key or f"order:{next(_numbers)}")


@dataclass(frozen=True, slots=True)
class Market:
    """A trading room with members who have money."""

    desk: Desk
    room: int
    members: tuple[int, ...]


def make_market(database: Database, *, members: int = 2, money: int = 10**12) -> Market:
    """A room with the µSTX preset and members with `money` each."""
    desk = desk_of(database)
    ids = tuple(make_member(desk, f"member-{number}") for number in range(1, members + 1))
    for member_id in ids:
        give(desk, member_id, money)
    return Market(desk, make_room(desk), ids)


def refusal_of(act: Callable[[], object]) -> UserError | None:
    """What the act is refused with; None where it isn't."""
    try:
        act()
    except UserError as error:
        return error
    return None
