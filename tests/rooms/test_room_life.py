"""A room goes from its draft to trading and to its end, one step a call, and no other way."""

from datetime import timedelta

import pytest

from app.db.clock import SetClock
from app.db.database import Database
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.operators.desk import Desk
from app.operators.rules import Role, least_role
from app.rooms import service
from app.rooms.rules import STEPS, Metadata, Status, Step, WrongStatus, is_allowed
from app.rooms.service import PERMISSIONS
from tests.db.rows import all_rows
from tests.factories import contract_of, desk_of, linear_terms, principal_of
from tests.rooms.stages import ACTS, LOBBY, draft, room_at, room_of, steps_of, trail_of


@pytest.fixture
def desk(database: Database) -> Desk:
    """A platform admin's desk."""
    return desk_of(database)


@pytest.fixture
def sqlite_desk(sqlite_database: Database) -> Desk:
    """A platform admin's desk over SQLite."""
    return desk_of(sqlite_database)


def test_draft_has_what_was_typed_and_no_market(desk: Desk) -> None:
    room = room_of(desk.database, draft(desk))
    assert (room.room_id, room.name, room.symbol, room.uri) == (
        "lobby",
        "Lobby",
        "LOBBY",
        "https://rooms.example/lobby.json",
    )
    assert (room.status, room.version, room.is_open, room.is_demo) == (
        Status.DRAFT,
        1,
        False,
        False,
    )
    assert (room.supply, room.reserve, room.price, room.trades) == (0, 0, 0, 0)
    assert room.created_at == room.changed_at == desk.clock.now()
    assert room.traded_at is None


def test_room_goes_its_whole_way(database: Database, clock: SetClock) -> None:
    desk = desk_of(database, clock=clock)
    row_id = room_at(desk, Status.DRAFT)
    way = (
        (Step.REQUEST_DEPLOYMENT, Status.DEPLOY_REQUESTED),
        (Step.REPORT_FAILURE, Status.FAILED),
        (Step.EDIT, Status.FAILED),
        (Step.REQUEST_DEPLOYMENT, Status.DEPLOY_REQUESTED),
        (Step.SET_CONTRACT, Status.CONTRACT_SET),
        (Step.INITIALISE_TOKEN, Status.INITIALISED),
        (Step.INITIALISE_MACHINE, Status.TRADING),
        (Step.CHANGE_TREASURY, Status.TRADING),
        (Step.PAUSE, Status.PAUSED),
        (Step.CHANGE_TREASURY, Status.PAUSED),
        (Step.RESUME, Status.TRADING),
        (Step.DEPRECATE, Status.DEPRECATED),
    )
    began = clock.now()
    for number, (step, status) in enumerate(way, 1):
        clock.advance(timedelta(hours=1))
        done = ACTS[step](desk, row_id)
        assert done.value == row_id
        assert [(change.kind, change.ids) for change in done.changed] == [("room", (row_id,))]
        room = room_of(database, row_id)
        assert (room.status, room.version) == (status, number + 1)
        assert room.changed_at == began + timedelta(hours=number)
    lines = steps_of(database, row_id)
    assert [(line.step, line.status) for line in lines] == [(Step.CREATE, Status.DRAFT), *way]
    assert [line.at for line in lines] == [began + timedelta(hours=n) for n in range(len(lines))]
    assert {line.actor for line in lines} == {"test-admin"}
    assert [line.note for line in lines if line.note] == [
        "No gas",
        principal_of("other treasury"),
        principal_of("other treasury"),
        "Empty",
    ]
    assert [line.action for line in trail_of(database)] == [
        f"room.{step}" for step in ("create", *(step for step, _ in way))
    ]


def test_trail_keeps_before_and_after_and_the_reason(desk: Desk) -> None:
    row_id = draft(desk)
    service.edit_room_token(desk, row_id, 1, Metadata("Hall", "HALL"))
    service.deprecate(desk, row_id, "Twice made")
    created, edited, deprecated = trail_of(desk.database)
    assert (created.before, created.after) == ({}, {"status": "draft"})
    assert edited.before == {
        "name": "Lobby",
        "symbol": "LOBBY",
        "uri": "https://rooms.example/lobby.json",
        "status": "draft",
    }
    assert edited.after == {"name": "Hall", "symbol": "HALL", "uri": "", "status": "draft"}
    assert (deprecated.reason, deprecated.after) == ("Twice made", {"status": "deprecated"})
    assert {line.subject for line in trail_of(desk.database)} == {"lobby"}
    assert {line.operator for line in trail_of(desk.database)} == {"test-admin"}


REFUSED = [(step, status) for step in STEPS for status in Status if not is_allowed(step, status)]


@pytest.mark.parametrize(("step", "status"), REFUSED)
def test_step_out_of_turn_is_refused(sqlite_desk: Desk, step: Step, status: Status) -> None:
    row_id = room_at(sqlite_desk, status)
    before = sqlite_desk.database.read(all_rows)
    with pytest.raises(WrongStatus) as caught:
        ACTS[step](sqlite_desk, row_id)
    assert caught.value.details == {"status": status.value, "step": step.value}
    assert sqlite_desk.database.read(all_rows) == before


@pytest.mark.parametrize("step", list(STEPS))
def test_step_of_a_room_that_is_not_there_is_refused(sqlite_desk: Desk, step: Step) -> None:
    if step is Step.EDIT:
        with pytest.raises(NotFound) as caught:
            service.edit_room_token(sqlite_desk, 77, 1, LOBBY)
    else:
        with pytest.raises(NotFound) as caught:
            ACTS[step](sqlite_desk, 77)
    assert (caught.value.code, caught.value.field) == ("u302", "room")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("step", list(STEPS))
def test_each_step_needs_its_role(sqlite_database: Database, step: Step, role: Role) -> None:
    status = next(status for status in Status if is_allowed(step, status))
    row_id = room_at(desk_of(sqlite_database), status)
    desk = desk_of(sqlite_database, role=role)
    roles = list(Role)
    if roles.index(role) >= roles.index(least_role(PERMISSIONS[step])):
        ACTS[step](desk, row_id)
        return
    before = sqlite_database.read(all_rows)
    with pytest.raises(NotAllowed) as caught:
        ACTS[step](desk, row_id)
    assert caught.value.code == "u300"
    assert sqlite_database.read(all_rows) == before


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.SUPPORT, True)])
def test_support_creates_rooms_and_viewers_do_not(
    sqlite_database: Database, role: Role, may: bool
) -> None:
    desk = desk_of(sqlite_database, role=role)
    if may:
        assert room_of(sqlite_database, draft(desk)).status is Status.DRAFT
    else:
        with pytest.raises(NotAllowed) as caught:
            draft(desk)
        assert caught.value.code == "u300"


def test_room_id_serves_one_room(desk: Desk) -> None:
    draft(desk)
    before = desk.database.read(all_rows)
    with pytest.raises(Conflict) as caught:
        draft(desk)
    assert (caught.value.code, caught.value.field) == ("u301", "room_id")
    assert desk.database.read(all_rows) == before


def test_room_ids_differ_by_case(desk: Desk) -> None:
    assert draft(desk, "Lobby") != draft(desk, "lobby")


def test_contract_serves_one_room(desk: Desk) -> None:
    room_at(desk, Status.CONTRACT_SET)
    other = room_at(desk, Status.DEPLOY_REQUESTED, "hall")
    before = desk.database.read(all_rows)
    with pytest.raises(Conflict) as caught:
        service.set_contract(desk, other, contract_of("room 1"))
    assert (caught.value.code, caught.value.field) == ("u301", "contract_principal")
    assert "lobby" in caught.value.message
    assert desk.database.read(all_rows) == before


def test_contract_is_set_anew_until_the_room_trades(desk: Desk) -> None:
    row_id = room_at(desk, Status.INITIALISED)
    service.set_contract(desk, row_id, contract_of("second"))
    room = room_of(desk.database, row_id)
    assert (room.status, room.contract_principal) == (Status.CONTRACT_SET, contract_of("second"))
    service.initialise_token(desk, row_id)
    ACTS[Step.INITIALISE_MACHINE](desk, row_id)
    with pytest.raises(WrongStatus):
        service.set_contract(desk, row_id, contract_of("third"))


ADDRESS, NAME = contract_of("room 1").split(".")
MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ADDRESS,
        f"{MAINNET}.key-token",
        f"{ADDRESS[:-1]}{'A' if ADDRESS[-1] != 'A' else 'B'}.key-token",
        f"{ADDRESS}.1key",
        f"{ADDRESS}.{'k' * 200}",
        f"{ADDRESS}.key\0",
        "\ud83d",
    ],
)
def test_contract_that_is_none_of_this_network_is_refused(sqlite_desk: Desk, text: str) -> None:
    row_id = room_at(sqlite_desk, Status.DEPLOY_REQUESTED)
    before = sqlite_desk.database.read(all_rows)
    with pytest.raises(InvalidInput) as caught:
        service.set_contract(sqlite_desk, row_id, text)
    assert caught.value.field == "contract_principal"
    assert sqlite_desk.database.read(all_rows) == before


def test_second_of_two_operators_who_edit_a_draft_is_told(desk: Desk) -> None:
    row_id = draft(desk)
    shown = room_of(desk.database, row_id).version
    service.edit_room_token(desk, row_id, shown, Metadata("Hall", "HALL"))
    before = desk.database.read(all_rows)
    with pytest.raises(Conflict) as caught:
        service.edit_room_token(desk, row_id, shown, Metadata("Attic", "ATTIC"))
    assert caught.value.code == "STALE"
    assert desk.database.read(all_rows) == before
    service.edit_room_token(desk, row_id, shown + 1, Metadata("Attic", "ATTIC"))
    assert room_of(desk.database, row_id).name == "Attic"


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501, "zero\0"])
def test_failure_and_end_need_a_reason(sqlite_desk: Desk, reason: str) -> None:
    row_id = room_at(sqlite_desk, Status.DEPLOY_REQUESTED)
    before = sqlite_desk.database.read(all_rows)
    for act in (service.report_failure, service.deprecate):
        with pytest.raises(InvalidInput) as caught:
            act(sqlite_desk, row_id, reason)
        assert caught.value.field == "reason"
    assert sqlite_desk.database.read(all_rows) == before


def test_pausing_again_says_whether_sales_stay_open(desk: Desk) -> None:
    row_id = room_at(desk, Status.PAUSED)
    assert not room_of(desk.database, row_id).sells_paused
    service.pause(desk, row_id, sells=True, reason="Bank run")
    assert room_of(desk.database, row_id).sells_paused
    service.resume(desk, row_id)
    room = room_of(desk.database, row_id)
    assert (room.status, room.sells_paused) == (Status.TRADING, False)


def test_key_asset_is_the_rooms_own(desk: Desk) -> None:
    one = room_at(desk, Status.TRADING)
    other = room_at(desk, Status.INITIALISED, "hall")
    assets = desk.database.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT room.id, ledger_asset.code, ledger_asset.decimals, ledger_asset.kind"
            " FROM room JOIN ledger_asset ON ledger_asset.id = key_asset_id ORDER BY room.id"
        ).all()
    )
    assert [tuple(row) for row in assets] == [
        (one, f"key:{one}", 0, "key"),
        (other, f"key:{other}", 0, "key"),
    ]
    assert linear_terms().quote == room_of(desk.database, one).quote
