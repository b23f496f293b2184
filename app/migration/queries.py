"""What screens and commands read about legacy rooms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.db.paging import PagedQuery, contains, one_of
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import NotFound
from app.fields import Fields, fields_of
from app.members.tables import Member
from app.operators.text_rules import is_encodable
from app.rooms.legacy_stages import PHASE_OF, MigrationPhase, MigrationStage, is_past
from app.rooms.rules import Status
from app.rooms.tables import LegacyHolder, LegacyRoom, LegacySnapshot, Room

legacy_room, legacy_holder = table_of(LegacyRoom), table_of(LegacyHolder)
legacy_snapshot, member, room = table_of(LegacySnapshot), table_of(Member), table_of(Room)

PHASE = "phase"
"""Name of the filter for the stages of one phase."""


@dataclass(frozen=True, slots=True)
class LegacyRow:
    """A legacy room as lists show it.

    own_room: row id of the room that has the same room id; None before its token is created.
    own_status: where that room stands. snapshot_hash: in hex, empty before the snapshot.
    transferred, topped_up: in the reserve of its own token, in minor units.
    """

    id: int
    room_id: str
    stage: MigrationStage
    holders: int
    supply: int
    issued: int
    transferred: int
    topped_up: int
    snapshot_hash: str
    snapshot_at: datetime | None
    file_name: str
    imported_at: datetime
    changed_at: datetime
    own_room: int | None
    own_name: str
    own_status: Status | None

    @property
    def phase(self) -> MigrationPhase:
        """Where it is in the migration."""
        return PHASE_OF[self.stage]

    @property
    def is_open(self) -> bool:
        """Whether its own token has a vending machine."""
        return is_past(self.stage, MigrationStage.OPENED)

    @property
    def reserve(self) -> int:
        """What was brought into its own reserve, in minor units."""
        return self.transferred + self.topped_up


@dataclass(frozen=True, slots=True)
class LegacyHolderRow:
    """A holder of a legacy room; `holder` is what the file says."""

    number: int
    member_id: int
    username: str
    holder: str
    keys: int


_SOURCE = legacy_room.outerjoin(room, room.c.room_id == legacy_room.c.room_id)
_row = Projection(
    LegacyRow,
    legacy_room,
    {
        "own_room": room.c.id,
        "own_name": func.coalesce(room.c.name, ""),
        "own_status": room.c.status,
    },
    stage=MigrationStage,
    snapshot_hash=lambda digest: digest.hex() if digest else "",
    own_status=lambda status: Status(status) if status else None,
)
_holder = Projection(LegacyHolderRow, legacy_holder, {"username": member.c.username})

LEGACY_FIELDS: Fields[LegacyRow] = fields_of("room_id", "phase", "stage", "holders", "supply")


def _of_phase(phase: str) -> ColumnElement[bool]:
    stages = [stage.value for stage, its in PHASE_OF.items() if its.value == phase]
    return legacy_room.c.stage.in_(stages)


LEGACY_ROOMS: PagedQuery[LegacyRow] = PagedQuery(
    source=_SOURCE,
    row=_row,
    id=legacy_room.c.id,
    sorts={
        "id": legacy_room.c.id,
        "room_id": legacy_room.c.room_id,
        "holders": legacy_room.c.holders,
        "supply": legacy_room.c.supply,
        "changed": legacy_room.c.changed_at,
    },
    search=lambda text: contains(legacy_room.c.room_id, text),
    filters={"stage": one_of(legacy_room.c.stage), PHASE: _of_phase},
    descending=False,
)


def legacy_room_by_id(connection: Connection, row_id: int) -> LegacyRow:
    """The legacy room with this row id; raises NotFound (u302)."""
    return _one(connection, legacy_room.c.id == row_id, str(row_id))


def legacy_room_by_room_id(connection: Connection, room_id: str) -> LegacyRow:
    """The legacy room with this room id; raises NotFound (u302)."""
    if not is_encodable(room_id):
        raise NotFound("There is no legacy room of this name.", code="u302", field="room")
    return _one(connection, legacy_room.c.room_id == room_id, room_id)


def _one(connection: Connection, condition: Any, name: str) -> LegacyRow:
    query = select(*_row.columns).select_from(_SOURCE).where(condition)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"There is no legacy room {name}.", code="u302", field="room")
    return _row(row)


def rooms_by_phase(connection: Connection) -> Mapping[MigrationPhase, int]:
    """How many legacy rooms are in each phase; all four of them, in their order."""
    counts = dict.fromkeys(MigrationPhase, 0)
    for stage, number in connection.execute(
        select(legacy_room.c.stage, func.count()).group_by(legacy_room.c.stage)
    ):
        counts[PHASE_OF[MigrationStage(stage)]] += int(number)
    return counts


def rooms_done(connection: Connection) -> int:
    """How many legacy rooms are deprecated."""
    query = select(func.count()).where(legacy_room.c.stage == MigrationStage.DEPRECATED.value)
    return int(connection.execute(query.select_from(legacy_room)).scalar_one())


def largest_holders(connection: Connection, row_id: int, limit: int) -> tuple[LegacyHolderRow, ...]:
    """At most `limit` imported holders, those with most keys first."""
    query = (
        select(*_holder.columns)
        .join(member, member.c.id == legacy_holder.c.member_id)
        .where(legacy_holder.c.legacy_room_id == row_id)
        .order_by(legacy_holder.c["keys"].desc(), legacy_holder.c.number)
        .limit(limit)
    )
    return tuple(map(_holder, connection.execute(query)))


def snapshot_rows(connection: Connection, row_id: int) -> Iterator[tuple[int, int, str, int]]:
    """The snapshot's holders in their order: number, member, holder, keys; constant memory."""
    query = (
        select(
            legacy_snapshot.c.number,
            legacy_snapshot.c.member_id,
            legacy_snapshot.c.holder,
            legacy_snapshot.c["keys"],
        )
        .where(legacy_snapshot.c.legacy_room_id == row_id)
        .order_by(legacy_snapshot.c.number)
    )
    options = {"stream_results": True, "yield_per": 2_000}
    with connection.execute(query, execution_options=options) as rows:
        for row in rows:
            yield row.number, row.member_id, row.holder, row[3]
