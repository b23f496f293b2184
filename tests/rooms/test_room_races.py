"""Two operators who do the same to one room at the same moment: the second one is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.errors import UserError
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.rules import Metadata, Status, Step
from tests.factories import contract_of, desk_of, refusal_of
from tests.races import meet
from tests.rooms.stages import ACTS, draft, room_at, room_of, steps_of


@pytest.fixture(params=["file_database", "postgres_database"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk over a workspace that other programs may open too."""
    database: Database = request.getfixturevalue(request.param)
    return desk_of(database)


class Joined(Database):
    """A database whose writes all join one transaction that is under way."""

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.engine, database.location)
        self.connection = connection

    def write(self, work: Callable[[Connection], object]) -> object:  # type: ignore[override]  # What it returns is up to the work.
        return work(self.connection)


Act = Callable[[Desk], object]


def both(desk: Desk, first: Act, second: Act) -> UserError | None:
    """Do both at once; returns what the second is refused with."""
    _, refusal = meet(
        desk.database,
        lambda connection: first(desk_of(Joined(desk.database, connection))),
        lambda database: refusal_of(lambda: second(desk_of(database))),
    )
    return refusal


def test_room_id_is_given_once(desk: Desk) -> None:
    refusal = both(desk, draft, draft)
    assert refusal is not None
    assert (refusal.code, refusal.field) == ("u301", "room_id")
    assert len(steps_of(desk.database, 1)) == 1


def test_contract_is_given_once(desk: Desk) -> None:
    rooms = [room_at(desk, Status.DEPLOY_REQUESTED, name) for name in ("one", "two")]
    contract = contract_of("shared")
    refusal = both(
        desk,
        lambda one: service.set_contract(one, rooms[0], contract),
        lambda other: service.set_contract(other, rooms[1], contract),
    )
    assert refusal is not None
    assert (refusal.code, refusal.field) == ("u301", "contract_principal")
    assert room_of(desk.database, rooms[1]).status is Status.DEPLOY_REQUESTED


def test_draft_is_edited_by_one(desk: Desk) -> None:
    row_id = draft(desk)
    refusal = both(
        desk,
        lambda one: service.edit_room_token(one, row_id, 1, Metadata("Hall", "HALL")),
        lambda other: service.edit_room_token(other, row_id, 1, Metadata("Attic", "ATTIC")),
    )
    assert refusal is not None
    assert refusal.code == "STALE"
    assert room_of(desk.database, row_id).name == "Hall"


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (Step.REQUEST_DEPLOYMENT, Status.DRAFT),
        (Step.REPORT_FAILURE, Status.DEPLOY_REQUESTED),
        (Step.INITIALISE_TOKEN, Status.CONTRACT_SET),
        (Step.INITIALISE_MACHINE, Status.INITIALISED),
        (Step.RESUME, Status.PAUSED),
        (Step.DEPRECATE, Status.TRADING),
    ],
)
def test_step_is_taken_once(desk: Desk, step: Step, status: Status) -> None:
    row_id = room_at(desk, status)
    before = len(steps_of(desk.database, row_id))
    refusal = both(
        desk, lambda one: ACTS[step](one, row_id), lambda other: ACTS[step](other, row_id)
    )
    assert refusal is not None
    assert refusal.code == "ROOM_STATUS"
    assert len(steps_of(desk.database, row_id)) == before + 1
