"""What the page of legacy rooms reads on the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.db.schema import table_of
from app.errors import UserError
from app.migration import queries
from app.migration.explain import Gap, LegacyExplanation, explain_failure, gaps
from app.migration.queries import LegacyHolderRow, LegacyRow
from app.migration.reserve import ReserveState
from app.operators.desk import Desk
from app.rooms.legacy_stages import MigrationPhase, MigrationStage
from app.rooms.queries import RoomRow, room_by_id
from app.rooms.tables import LegacyRoom
from app.vending import curves
from app.vending.machines import read_machine
from app.vending.quotes import USTX
from app.vending.rules import Fees

legacy_room = table_of(LegacyRoom)

LARGEST_SHOWN = 5
_OLD_CURVE = {"base": 1_000_000, "slope": 100_000}


@dataclass(frozen=True, slots=True)
class LegacyDetail:
    """A legacy room with everything that its detail shows; amounts in minor units of `quote`.

    reserve: None before its own token is open. why: None where no curve reaches that far.
    is_guess: whether the curve is the old machines' one, because the room has none of its own.
    """

    row: LegacyRow
    own: RoomRow | None
    holders: Sequence[LegacyHolderRow]
    reserve: ReserveState | None
    quote: str
    why: LegacyExplanation | None
    gaps: Sequence[Gap]
    is_guess: bool


def read_phases(desk: Desk) -> tuple[Mapping[MigrationPhase, int], int]:
    """How many rooms are in each phase, and how many are done."""
    return desk.database.read(
        lambda connection: (queries.rooms_by_phase(connection), queries.rooms_done(connection)),
        snapshot=True,
    )


def read_legacy(desk: Desk, row_id: int) -> LegacyDetail:
    """The legacy room; raises NotFound (u302)."""
    return desk.database.read(lambda connection: _read(connection, row_id), snapshot=True)


def _read(connection: Connection, row_id: int) -> LegacyDetail:
    row = queries.legacy_room_by_id(connection, row_id)
    own = room_by_id(connection, row.own_room) if row.own_room is not None else None
    reserve, quote, fees = None, USTX, Fees()
    curve = curves.curve_from("linear", _OLD_CURVE)
    is_guess = not row.is_open
    if row.is_open and row.own_room is not None:
        machine = read_machine(connection, row.own_room)
        curve, quote, fees = machine.curve, machine.quote, machine.fees
        required = curve.integral(row.supply)
        reserve = ReserveState(required, row.transferred, row.topped_up)
    shared = connection.execute(
        select(func.sum(legacy_room.c.supply)).where(
            legacy_room.c.stage != MigrationStage.DEPRECATED.value
        )
    ).scalar()
    why: LegacyExplanation | None = None
    chart: Sequence[Gap] = ()
    try:
        why = explain_failure(curve, fees, row.supply, max(int(shared or 0), row.supply))
        chart = gaps(curve, fees, row.supply)
    except UserError:
        # So many keys are beyond what this curve can price.
        pass
    holders = queries.largest_holders(connection, row_id, LARGEST_SHOWN)
    return LegacyDetail(row, own, holders, reserve, quote, why, chart, is_guess)
