"""Takes rooms to any point of their life."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from app.changes import Done
from app.db.database import Database
from app.db.schema import table_of
from app.operators.desk import Desk
from app.operators.tables import TrailLine
from app.rooms import service
from app.rooms.queries import RoomRow, TimelineRow, room_by_id, timeline
from app.rooms.rules import Metadata, Status, Step
from app.rooms.service import Creator
from app.vending.machines import change_treasury, initialise_machine
from app.vending.quotes import open_quotes
from tests.factories import contract_of, linear_terms, principal_of

LOBBY = Metadata("Lobby", "LOBBY", "https://rooms.example/lobby.json")

Act = Callable[[Desk, int], Done[int]]

ACTS: Mapping[Step, Act] = {
    Step.EDIT: lambda desk, row_id: service.edit_room_token(
        desk, row_id, room_of(desk.database, row_id).version, Metadata("Hall", "HALL")
    ),
    Step.REQUEST_DEPLOYMENT: service.request_deployment,
    Step.REPORT_FAILURE: lambda desk, row_id: service.report_failure(desk, row_id, "No gas"),
    Step.SET_CONTRACT: lambda desk, row_id: service.set_contract(
        desk, row_id, contract_of(f"room {row_id}")
    ),
    Step.INITIALISE_TOKEN: service.initialise_token,
    Step.INITIALISE_MACHINE: lambda desk, row_id: initialise_machine(desk, row_id, linear_terms()),
    Step.CHANGE_TREASURY: lambda desk, row_id: change_treasury(
        desk, row_id, principal_of("other treasury")
    ),
    Step.PAUSE: service.pause,
    Step.RESUME: service.resume,
    Step.DEPRECATE: lambda desk, row_id: service.deprecate(desk, row_id, "Empty"),
}

# How a draft gets to each status.
WAYS: Mapping[Status, tuple[Step, ...]] = {
    Status.DRAFT: (),
    Status.DEPLOY_REQUESTED: (Step.REQUEST_DEPLOYMENT,),
    Status.FAILED: (Step.REQUEST_DEPLOYMENT, Step.REPORT_FAILURE),
    Status.CONTRACT_SET: (Step.REQUEST_DEPLOYMENT, Step.SET_CONTRACT),
    Status.INITIALISED: (Step.REQUEST_DEPLOYMENT, Step.SET_CONTRACT, Step.INITIALISE_TOKEN),
    Status.TRADING: (
        Step.REQUEST_DEPLOYMENT,
        Step.SET_CONTRACT,
        Step.INITIALISE_TOKEN,
        Step.INITIALISE_MACHINE,
    ),
    Status.PAUSED: (
        Step.REQUEST_DEPLOYMENT,
        Step.SET_CONTRACT,
        Step.INITIALISE_TOKEN,
        Step.INITIALISE_MACHINE,
        Step.PAUSE,
    ),
    Status.DEPRECATED: (Step.DEPRECATE,),
}


def draft(desk: Desk, room_id: str = "lobby") -> int:
    """The row id of a room that was just created."""
    creator = Creator(principal=principal_of("creator"))
    return service.create_room_token(desk, room_id, LOBBY, creator).value


def room_at(desk: Desk, status: Status, room_id: str = "lobby") -> int:
    """The row id of a room with this status."""
    desk.database.write(open_quotes)
    row_id = draft(desk, room_id)
    for step in WAYS[status]:
        ACTS[step](desk, row_id)
    return row_id


def room_of(database: Database, row_id: int) -> RoomRow:
    """The room as lists show it."""
    return database.read(partial(room_by_id, row_id=row_id))


def steps_of(database: Database, row_id: int) -> tuple[TimelineRow, ...]:
    """The room's timeline."""
    return database.read(partial(timeline, row_id=row_id))


@dataclass(frozen=True, slots=True)
class Line:
    """What the audit trail says."""

    action: str
    subject: str
    operator: str
    outcome: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str


def trail_of(database: Database) -> list[Line]:
    """The whole audit trail, oldest first."""
    line = table_of(TrailLine)

    def read(connection: Connection) -> list[Line]:
        rows = connection.execute(
            select(
                line.c.action,
                line.c.subject_name,
                line.c.operator_name,
                line.c.outcome,
                line.c.before,
                line.c.after,
                line.c.reason,
            ).order_by(line.c.id)
        )
        return [
            Line(*row[:4], json.loads(row[4] or "{}"), json.loads(row[5] or "{}"), row[6])
            for row in rows
        ]

    return database.read(read)
