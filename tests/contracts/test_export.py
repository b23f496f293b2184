"""Rooms of a workspace, exported; on both kinds of database."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.addresses import Network
from app.contracts import sources
from app.contracts.curve_source import NotForTheChain
from app.contracts.export import Exported, export_contracts
from app.contracts.folder import FolderInUse
from app.db.database import Database
from app.db.schema import table_of
from app.errors import Cancelled, InvalidInput, NotAllowed, NotFound
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.settings import load_settings, save_settings
from app.operators.tables import TrailLine
from app.progress import NoProgress
from app.rooms import service
from app.rooms.rules import Metadata, Status
from app.rooms.service import Creator
from app.vending.machines import initialise_machine
from app.vending.rules import FeeMode
from app.vending.trading import place
from tests.factories import (
    desk_of,
    linear_terms,
    make_market,
    make_room,
    order,
    principal_of,
    refusal_of,
)
from tests.rooms.stages import room_at

SIGMOID = linear_terms(
    family="sigmoid", parameters={"max": 5_000_000, "steepness_permille": 150, "mid": 20}
)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_of(database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "contracts"


def exported(desk: Desk, folder: Path, *rooms: int, **options: object) -> Exported:
    return export_contracts(desk, rooms, folder, NoProgress(), **options)  # type: ignore[arg-type]  # Each test names real options.


def test_a_trading_room_is_exported_with_its_terms(desk: Desk, folder: Path) -> None:
    room = make_room(desk, terms=linear_terms(supply_cap=77, last_key_kept=True))
    done = exported(desk, folder, room)
    assert (done.directory, done.replaced, done.refused) == (folder, False, ())
    assert [(one.row_id, one.room_id, one.token, one.machine) for one in done.rooms] == [
        (room, "room-1", "KeyToken-ROOM", "KeyVendingMachine-ROOM")
    ]
    source = (folder / "contracts" / "KeyVendingMachine-ROOM.clar").read_text(encoding="ascii")
    assert "(define-constant MAX-SUPPLY u77)" in source
    assert "ERR-LAST-KEY-KEPT" in source
    assert f"(define-constant CREATOR '{principal_of('creator')})" in source
    written = {
        file.stem: file.read_text(encoding="ascii") for file in (folder / "contracts").iterdir()
    }
    assert dict(done.hashes) == {name: sources.contract_hashes(written)[name] for name in written}


@pytest.mark.parametrize("status", list(Status))
def test_a_room_is_exported_at_any_point_of_its_life(
    desk: Desk, folder: Path, status: Status
) -> None:
    done = exported(desk, folder, room_at(desk, status))
    has_machine = status in (Status.TRADING, Status.PAUSED)
    assert bool(done.rooms[0].machine) is has_machine
    assert ("KeyVendingMachine-LOBBY" in done.hashes) is has_machine


def test_the_machine_joins_its_token_in_the_same_folder(desk: Desk, folder: Path) -> None:
    room = room_at(desk, Status.INITIALISED)
    before = exported(desk, folder, room)
    initialise_machine(desk, room, linear_terms())
    after = exported(desk, folder, room)
    assert after.replaced
    assert after.hashes.items() > before.hashes.items()


def test_trades_change_nothing_in_the_contracts(database: Database, tmp_path: Path) -> None:
    market = make_market(database)
    before = exported(market.desk, tmp_path / "before", market.room)
    place(market.desk, order(market.room, market.members[0], 5))
    after = exported(market.desk, tmp_path / "after", market.room)
    assert after.hashes == before.hashes


def test_rooms_that_share_a_symbol_get_names_of_their_own(desk: Desk, folder: Path) -> None:
    first, second = make_room(desk, "one"), make_room(desk, "two")
    done = exported(desk, folder, second, first, second)
    assert [one.token for one in done.rooms] == [f"KeyToken-ROOM-{second}", "KeyToken-ROOM"]
    alone = exported(desk, folder.with_name("alone"), second)
    assert alone.rooms[0].token == f"KeyToken-ROOM-{second}"
    assert alone.hashes.items() < done.hashes.items()


def test_the_deployer_is_the_one_of_the_rooms_contract_or_the_one_given(
    desk: Desk, folder: Path
) -> None:
    room = make_room(desk)
    plan = folder / "deployments" / "default.testnet-plan.yaml"
    exported(desk, folder, room)
    assert f"expected-sender: {principal_of('room-1')}\n" in plan.read_text()
    exported(desk, folder, room, deployer=f" {principal_of('other')} ")
    assert f"expected-sender: {principal_of('other')}\n" in plan.read_text()
    error = refusal_of(lambda: exported(desk, folder, room, deployer="SP123"))
    assert isinstance(error, InvalidInput)
    assert error.field == "deployer"


def test_what_is_for_demos_is_refused_and_nothing_is_written(desk: Desk, folder: Path) -> None:
    good, bad = make_room(desk, "good"), make_room(desk, "bad", terms=SIGMOID)
    inside = make_room(desk, "inside", terms=linear_terms(fee_mode=FeeMode.INSIDE), is_demo=True)
    for rooms, name in (((bad,), "bad"), ((good, bad), "bad"), ((inside, good), "inside")):
        error = refusal_of(lambda rooms=rooms: exported(desk, folder, *rooms))  # type: ignore[misc]  # Bound for the loop.
        assert isinstance(error, NotForTheChain)
        assert error.details["room_id"] == name
    assert not folder.exists()


def test_a_bulk_export_can_leave_out_what_it_cannot_write(desk: Desk, folder: Path) -> None:
    good, bad = make_room(desk, "good"), make_room(desk, "bad", terms=SIGMOID, name="Bad")
    done = exported(desk, folder, good, bad, skip_refused=True)
    assert [one.row_id for one in done.rooms] == [good]
    assert [(one.row_id, one.name, one.error.field) for one in done.refused] == [
        (bad, "Bad", "family")
    ]
    other = folder.with_name("other")
    error = refusal_of(lambda: exported(desk, other, bad, skip_refused=True))
    assert isinstance(error, NotForTheChain)
    assert not other.exists()


def test_a_room_of_another_network_is_refused(desk: Desk, folder: Path) -> None:
    room = make_room(desk)
    settings = desk.database.read(load_settings)
    save_settings(desk, replace(settings, network=Network.MAINNET))
    error = refusal_of(lambda: exported(desk, folder, room))
    assert isinstance(error, InvalidInput)
    assert (error.field, error.details["room_id"]) == ("creator", "room-1")


def test_any_room_id_can_be_exported(desk: Desk, folder: Path) -> None:
    room_id = '🧑🚀 ") $machine ' + "é" * 240
    creator = Creator(principal=principal_of("creator"))
    name = '"\\ $name'
    row_id = service.create_room_token(desk, room_id, Metadata(name, "0"), creator).value
    exported(desk, folder, row_id)
    source = (folder / "contracts" / "KeyToken-0.clar").read_text(encoding="ascii")
    assert '(define-constant NAME "\\"\\\\ $name")' in source


def test_every_role_may_export_and_nothing_is_written_down(
    database: Database, folder: Path
) -> None:
    room = make_room(desk_of(database))
    line = table_of(TrailLine)
    lines = partial(lambda connection: connection.execute(select(line.c.id)).all())
    before = database.read(lines)
    for role in Role:
        exported(desk_of(database, role=role), folder, room)
    assert database.read(lines) == before


def test_what_is_not_there_is_refused(desk: Desk, folder: Path) -> None:
    error = refusal_of(lambda: exported(desk, folder, 4711))
    assert isinstance(error, NotFound)
    assert error.code == "u302"
    assert isinstance(refusal_of(lambda: exported(desk, folder)), InvalidInput)
    folder.mkdir()
    (folder / "mine.txt").write_text("")
    room = make_room(desk)
    assert isinstance(refusal_of(lambda: exported(desk, folder, room)), FolderInUse)
    assert [one.name for one in folder.iterdir()] == ["mine.txt"]


class Impatient:
    """A progress whose person stops after some steps."""

    def __init__(self, patience: int) -> None:
        self._patience = patience
        self.told: list[tuple[int, int | None]] = []

    def step(self, done: int, total: int | None, text: str = "") -> None:
        self.told.append((done, total))
        if len(self.told) > self._patience:
            raise Cancelled("Stopped.")


def test_progress_counts_rooms_and_stopping_leaves_nothing(desk: Desk, folder: Path) -> None:
    rooms = [make_room(desk, f"room {number}") for number in range(3)]
    patient = Impatient(100)
    export_contracts(desk, rooms, folder.with_name("all"), patient)
    assert patient.told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    for patience in range(3):
        with pytest.raises(Cancelled):
            export_contracts(desk, rooms, folder, Impatient(patience))
    assert not folder.exists()


def test_somebody_without_the_right_is_refused(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(desk)

    def no(*_: object) -> None:
        raise NotAllowed("Needs nobody.")

    monkeypatch.setattr(Desk, "require", no)
    assert isinstance(refusal_of(lambda: exported(desk, folder, room)), NotAllowed)
    assert not folder.exists()
