"""Legacy rooms on their way, as tests need them."""

from collections.abc import Callable

from app.db.database import Database
from app.ledger.assets import open_asset
from app.ledger.rules import AssetKind
from app.migration import queries, service
from app.migration.queries import LegacyRow
from app.migration.reserve import ReserveSource, ReserveState, fill_reserve, open_legacy
from app.operators.desk import Desk
from app.progress import NoProgress
from app.rooms import service as rooms
from app.rooms.queries import RoomRow, room_by_room_id
from app.rooms.rules import Metadata
from app.rooms.service import Creator
from app.vending.machines import MachineTerms
from tests.factories import contract_of, linear_terms, make_member, refusal_of, testnet_address
from tests.migration.files import imported

ROOM = "lobby"
KEYS = {"ana": 5, "eva": 3, "mirela": 2}
REQUIRED = 14_500_000
"""What the µSTX preset requires behind ten keys."""


def legacy_of(database: Database, room_id: str = ROOM) -> LegacyRow:
    """The legacy room as it is now."""
    return database.read(lambda connection: queries.legacy_room_by_room_id(connection, room_id))


def own_of(database: Database, room_id: str = ROOM) -> RoomRow:
    """The room with a token of its own."""
    return database.read(lambda connection: room_by_room_id(connection, room_id))


def make_imported(desk: Desk, room_id: str = ROOM) -> int:
    """The row id of a legacy room with three holders and ten keys."""
    for name in KEYS:
        make_member(desk, name)
    report = imported(desk, *(f"{room_id},{name},{keys}" for name, keys in KEYS.items()))
    assert report.ok
    return legacy_of(desk.database, room_id).id


def make_own_token(desk: Desk, room_id: str = ROOM) -> int:
    """The row id of a room whose own token is initialised."""
    owner = Creator(principal=testnet_address("creator"))
    row_id = rooms.create_room_token(desk, room_id, Metadata("Lobby", "LOBBY"), owner).value
    rooms.request_deployment(desk, row_id)
    rooms.set_contract(desk, row_id, contract_of(room_id))
    rooms.initialise_token(desk, row_id)
    return row_id


def make_switched(desk: Desk, room_id: str = ROOM) -> int:
    """The row id of a legacy room whose own token can be opened."""
    return make_switched_from(desk, make_imported(desk, room_id), room_id)


def make_switched_from(desk: Desk, row_id: int, room_id: str = ROOM) -> int:
    """The same for a legacy room that was imported already."""
    service.take_snapshot(desk, row_id)
    make_own_token(desk, room_id)
    service.confirm_switch(desk, row_id)
    desk.database.write(
        lambda connection: open_asset(connection, "uSTX", "uSTX", 0, AssetKind.QUOTE)
    )
    return row_id


def opened(desk: Desk, row_id: int, terms: MachineTerms | None = None) -> ReserveState:
    """Open the room's own token to the end."""
    return open_legacy(desk, row_id, terms or linear_terms(), NoProgress()).value


def filled(
    desk: Desk,
    row_id: int,
    amount: int,
    source: ReserveSource = ReserveSource.TRANSFERRED,
    key: str = "",
) -> ReserveState:
    """Bring money into the reserve."""
    key = key or f"{source}:{amount}"
    return fill_reserve(desk, row_id, source, amount, key, "From the shared pot").value


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal that the act ends in."""
    error = refusal_of(act)
    assert error is not None
    return error.code
