"""The demo workspace as it is built."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.assembly.checks import audit_workspace
from app.assembly.demo.builder import DEMO_UNTIL, build_demo, last_full_hour
from app.assembly.demo.people import DEMO_PASSWORD
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.telling import Settings, tell
from app.db.clock import SetClock
from app.db.database import Database
from app.db.location import Location
from app.db.workspace import open_database
from app.errors import Cancelled, InvalidInput
from app.ledger.audit import AuditReport
from app.listing import Listing
from app.members.queries import member_balances, member_by_username_or_id
from app.operators.passwords import Argon2Hasher
from app.operators.queries import list_operators
from app.operators.rules import Role
from app.operators.settings import load_settings
from app.operators.signing_in import demo_desk, sign_in
from app.progress import NoProgress
from app.rooms.queries import ROOMS as ROOM_PAGES
from app.rooms.queries import RoomRow, figures, room_by_room_id, timeline
from app.rooms.rules import Status
from app.vending import curves
from app.vending.machines import MachineView, read_machine
from app.vending.queries import day_figures, markets, position_of, price_points
from app.vending.rules import FeeMode
from app.vending.trading import place
from app.vending.valuation import solvency
from tests.factories import desk_of, make_member, order

DAY = timedelta(days=1)
FEW = ("FEELAB", "KITCH", "SNDLB", "TRSRY")


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[Database]:
    """The demo, for reading only."""
    database = open_database(Location(path=demo_file), migrate=False)
    yield database
    database.close()


@pytest.fixture(scope="module")
def report(demo: Database) -> AuditReport:
    """What its audit says."""
    return audit_workspace(demo, NoProgress())


@pytest.fixture(scope="module")
def rooms(demo: Database) -> dict[str, RoomRow]:
    """Its rooms by symbol."""
    page = demo.read(lambda connection: ROOM_PAGES.page(connection, Listing(), 0, 100))
    return {row.symbol: row for row in page.rows}


def machine_of(demo: Database, room: RoomRow) -> MachineView:
    """The room's machine."""
    return demo.read(lambda connection: read_machine(connection, room.id))


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of its first columns."""
    names = ("member", "operator", "operator_trail", "room", "room_step", "vending_machine",
             "vending_trade", "workspace_setting", "ledger_asset", "ledger_account",
             "ledger_book", "ledger_entry", "ledger_transfer")  # fmt: skip
    found: dict[str, list[tuple[object, ...]]] = {}
    for name in names:
        rows = connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2")).all()
        found[name] = [tuple(_plain(value) for value in row) for row in rows]
    return found


def _plain(value: object) -> object:
    if isinstance(value, memoryview):
        return bytes(value)
    # SQLite keeps truth values as numbers.
    return int(value) if isinstance(value, bool) else value


class TestSameEverywhere:
    def test_another_process_builds_the_same_rows(self, demo: Database, tmp_path: Path) -> None:
        path = tmp_path / "again.db"
        subprocess.run(
            [sys.executable, "-m", "app", "demo", "--no-window", "--path", str(path),
             "--until", DEMO_UNTIL.isoformat()],
            env={**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland"},
            check=True, capture_output=True,
        )  # fmt: skip
        again = open_database(Location(path=path), migrate=False)
        try:
            assert again.read(contents) == demo.read(contents)
        finally:
            again.close()

    def test_a_server_holds_the_same_rows(
        self, sqlite_database: Database, postgres_database: Database
    ) -> None:
        story = Settings(42, 1, DEMO_UNTIL, tuple(room for room in ROOMS if room.symbol in FEW))
        for database in (sqlite_database, postgres_database):
            database.write(partial(tell, database=database, progress=NoProgress(), story=story))
        assert postgres_database.read(contents) == sqlite_database.read(contents)
        here, there = (
            audit_workspace(each, NoProgress()) for each in (sqlite_database, postgres_database)
        )
        assert here.ok
        assert here.root_hash == there.root_hash

    def test_a_room_whose_reserve_falls_short_is_told_to_its_end_at_any_scale(
        self, sqlite_database: Database
    ) -> None:
        story = Settings(
            42, 5, DEMO_UNTIL, tuple(room for room in ROOMS if room.symbol == "FEELAB")
        )
        built = sqlite_database.write(
            partial(tell, database=sqlite_database, progress=NoProgress(), story=story)
        )
        assert built.trades > 600
        assert audit_workspace(sqlite_database, NoProgress()).ok

    def test_another_seed_tells_another_story_and_scale_two_twice_as_much(
        self, demo: Database, sqlite_database: Database, report: AuditReport
    ) -> None:
        built = build_demo(sqlite_database, NoProgress(), seed=7, scale=2, until=DEMO_UNTIL)
        assert built.members == 400
        assert built.trades > 11_000
        found = audit_workspace(sqlite_database, NoProgress())
        assert found.ok
        assert found.root_hash != report.root_hash
        poorest = sqlite_database.read(_least_cash)
        assert poorest > 0


def _least_cash(connection: Connection) -> int:
    return int(
        connection.execute(
            text(
                "SELECT min(balance) FROM ledger_account a JOIN ledger_asset s"
                " ON s.id = a.asset_id WHERE s.kind = 'quote' AND a.owner_kind = 'member'"
            )
        ).scalar_one()
    )


class TestRooms:
    def test_they_are_in_all_states(self, rooms: dict[str, RoomRow]) -> None:
        assert len(rooms) >= 14
        assert {row.status for row in rooms.values()} == set(Status)

    def test_some_wait_for_longer_than_a_day(self, demo: Database) -> None:
        found = demo.read(lambda connection: figures(connection, DEMO_UNTIL))
        assert found.waiting_long >= 2
        assert found.new_rooms >= 3
        assert found.traded_lately >= 10
        assert found.median_to_trading is not None

    def test_every_step_has_an_operator_and_a_time(
        self, demo: Database, rooms: dict[str, RoomRow]
    ) -> None:
        for row in rooms.values():
            steps = demo.read(lambda connection, row=row: timeline(connection, row.id))  # type: ignore[misc]  # Bound as a default.
            assert {step.actor for step in steps} <= {"mira", "jonas"}
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            assert steps[0].at == row.created_at

    def test_lightning_devs_is_as_in_the_pictures(
        self, demo: Database, rooms: dict[str, RoomRow]
    ) -> None:
        room = rooms["LNDEV"]
        machine = machine_of(demo, room)
        assert (room.room_id, room.creator_name, room.quote) == ("123", "ada.l", "sats")
        assert room.supply == 312
        assert 5_900 <= room.price <= 6_300
        day = demo.read(lambda connection: day_figures(connection, machine, DEMO_UNTIL))
        assert day.trades > 40
        assert day.price_before is not None
        assert 10 < (room.price - day.price_before) * 100 // day.price_before < 40

    def test_mirela_has_most_of_it_and_gains_by_it(
        self, demo: Database, rooms: dict[str, RoomRow]
    ) -> None:
        machine = machine_of(demo, rooms["LNDEV"])
        mirela = demo.read(lambda connection: member_by_username_or_id(connection, "mirela"))
        position = demo.read(lambda connection: position_of(connection, machine, mirela.id))
        assert position.keys == 48
        assert position.result > 0
        balances = demo.read(lambda connection: member_balances(connection, mirela.id))
        assert next(row.balance for row in balances if row.asset_code == "sats") > 1_000_000

    def test_one_room_shows_why_fees_inside_the_cost_are_insolvent(
        self, demo: Database, rooms: dict[str, RoomRow]
    ) -> None:
        machine = machine_of(demo, rooms["FEELAB"])
        assert machine.fee_mode is FeeMode.INSIDE
        assert not solvency(machine.curve, machine.supply, machine.reserve).solvent

    def test_all_others_can_buy_every_key_back(
        self, demo: Database, rooms: dict[str, RoomRow]
    ) -> None:
        for row in rooms.values():
            if row.is_open and row.symbol != "FEELAB":
                machine = machine_of(demo, row)
                assert solvency(machine.curve, machine.supply, machine.reserve).solvent
                assert row.price == curves.price(machine.curve, row.supply)


class TestTrading:
    def test_there_are_some_thousand_trades_of_both_sides_over_the_history(
        self, demo: Database
    ) -> None:
        sides, first, last = demo.read(_trading)
        assert sum(sides.values()) > 6_000
        assert min(sides.values()) > 2_000
        until = int(DEMO_UNTIL.timestamp() * 1_000_000)
        assert until - 3_600_000_000 < last <= until
        assert first < until - 75 * 86_400_000_000

    def test_prices_rise_and_fall(self, demo: Database, rooms: dict[str, RoomRow]) -> None:
        for row in rooms.values():
            if row.is_open and row.symbol not in ("STAND", "ZKCAF"):
                points = demo.read(lambda connection, row=row: price_points(connection, row.id))  # type: ignore[misc]  # Bound as a default.
                prices = [point.price for point in points]
                falls = sum(1 for one, two in pairwise(prices) if two < one)
                assert len(prices) // 5 < falls < len(prices) * 4 // 5
                assert max(prices) > min(prices) * 5 // 4

    def test_the_market_list_looks_alive(self, demo: Database) -> None:
        found = demo.read(lambda connection: markets(connection, DEMO_UNTIL))
        changes = [row.price - row.price_before for row in found if row.price_before is not None]
        assert any(change > 0 for change in changes)
        assert any(change < 0 for change in changes)

    def test_nobody_is_broke(self, demo: Database) -> None:
        assert demo.read(_least_cash) > 10_000

    def test_the_books_are_in_order(self, report: AuditReport) -> None:
        assert report.ok, [check.detail for check in report.checks]
        assert all(check.rows for check in report.checks if check.name != "frozen_accounts")

    def test_refused_trades_and_barred_members_are_on_the_trail(self, demo: Database) -> None:
        found = Counter(demo.read(_trail))
        assert found["trade.buy", "refused"] == 3
        assert found["member.set_status", "done"] == 3
        assert found["operator.create", "done"] == 3


def _trading(connection: Connection) -> tuple[dict[str, int], int, int]:
    sides = connection.execute(text("SELECT side, count(*) FROM vending_trade GROUP BY side"))
    ends = connection.execute(text("SELECT min(at), max(at) FROM vending_trade")).one()
    return {row[0]: row[1] for row in sides}, ends[0], ends[1]


def _trail(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(text("SELECT action, outcome FROM operator_trail"))
    return [(row[0], row[1]) for row in rows]


class TestSigningIn:
    def test_it_opens_as_its_admin_without_a_password(self, demo: Database) -> None:
        desk = demo_desk(demo, SetClock(DEMO_UNTIL))
        assert (desk.operator.name, desk.operator.display_name) == ("mira", "Mira Okafor")
        assert desk.operator.role is Role.ADMIN

    def test_all_roles_are_there_and_take_the_demos_password(self, demo_copy: Path) -> None:
        database = open_database(Location(path=demo_copy), migrate=False)
        try:
            names = {row.role: row.name for row in database.read(list_operators)}
            assert set(names) == set(Role)
            desk = sign_in(
                database, SetClock(DEMO_UNTIL), names[Role.SUPPORT], DEMO_PASSWORD,
                hasher=Argon2Hasher(),
            )  # fmt: skip
            assert desk.operator.role is Role.SUPPORT
        finally:
            database.close()

    def test_it_is_marked_as_a_demo(self, demo: Database) -> None:
        settings = demo.read(load_settings)
        assert settings.is_demo
        assert settings.name == "Demo"


class TestWholeOrNothing:
    def test_a_build_that_is_stopped_leaves_no_row(self, sqlite_database: Database) -> None:
        class Stopped:
            def step(self, done: int, total: int | None, text: str = "") -> None:
                if done > 300:
                    raise Cancelled("Stopped.")

        with pytest.raises(Cancelled):
            build_demo(sqlite_database, Stopped(), until=DEMO_UNTIL)
        rows = sqlite_database.read(contents)
        assert not any(rows.values())

    @pytest.mark.parametrize("scale", [0, -1, 1_001])
    def test_an_impossible_scale_is_refused(self, sqlite_database: Database, scale: int) -> None:
        with pytest.raises(InvalidInput) as refusal:
            build_demo(sqlite_database, NoProgress(), scale=scale)
        assert refusal.value.field == "scale"

    def test_an_impossible_end_is_refused(self, sqlite_database: Database) -> None:
        with pytest.raises(InvalidInput) as refusal:
            build_demo(sqlite_database, NoProgress(), until=DEMO_UNTIL.replace(year=1999))
        assert refusal.value.field == "until"

    def test_builds_of_one_hour_end_at_the_same_moment(self) -> None:
        assert last_full_hour(DEMO_UNTIL) == last_full_hour(DEMO_UNTIL + timedelta(minutes=20))
        assert last_full_hour(DEMO_UNTIL).minute == 0


def test_trading_goes_on_where_the_story_ends(demo_copy: Path) -> None:
    database = open_database(Location(path=demo_copy), migrate=False)
    try:
        desk = desk_of(database)
        room = database.read(lambda connection: room_by_room_id(connection, "123"))
        mirela = database.read(lambda connection: member_by_username_or_id(connection, "mirela"))
        row = place(desk, order(room.id, mirela.id, 3)).value
        assert row.supply_after == 315
        assert make_member(desk, "newcomer") == 201
        assert audit_workspace(database, NoProgress()).ok
    finally:
        database.close()
