"""With how many keys and how much money a room began that came from the old system."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.db.schema import table_of
from app.ledger.audit import stream
from app.ledger.raw_values import whole
from app.rooms.legacy_stages import MigrationStage
from app.rooms.tables import LegacyRoom, LegacySnapshot

legacy_room, legacy_snapshot = table_of(LegacyRoom), table_of(LegacySnapshot)


@dataclass(frozen=True, slots=True)
class Opening:
    """How such a room began.

    keys: issued to the snapshot's holders so far. brought: into its reserve, in minor units.
    is_short: whether the reserve needn't be whole yet, and the room therefore must be shut.
    """

    keys: int
    brought: int
    is_short: bool


def openings(connection: Connection) -> Mapping[int, Opening]:
    """The openings by the rooms' row ids, with whatever values the rows hold by now."""
    rows = connection.execute(
        select(
            legacy_room.c.id, legacy_room.c.own_room_id, legacy_room.c.stage, legacy_room.c.issued,
            legacy_room.c.transferred, legacy_room.c.topped_up,
        ).where(legacy_room.c.own_room_id.is_not(None))
    ).all()  # fmt: skip
    return {
        row.own_room_id: Opening(
            _issued(connection, row.id, row.issued),
            whole(row.transferred) + whole(row.topped_up),
            row.stage == MigrationStage.OPENED,
        )
        for row in rows
    }


def _issued(connection: Connection, legacy_room_id: int, issued: int) -> int:
    """The keys of the first `issued` holders, summed where neither odd nor large values fail."""
    keys = select(legacy_snapshot.c["keys"]).where(
        legacy_snapshot.c.legacy_room_id == legacy_room_id, legacy_snapshot.c.number <= issued
    )
    with stream(connection, keys) as rows:
        return sum(whole(row[0]) for row in rows)
