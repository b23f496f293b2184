"""Runs through the trade service: the same everywhere, on demo rooms only, never half."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.db.database import Database
from app.errors import Cancelled, Conflict, InvalidInput, NotAllowed, NotFound
from app.operators.desk import Desk
from app.operators.rules import Role
from app.progress import NoProgress
from app.rooms import service as rooms
from app.rooms.rules import Metadata
from app.simulator import engine
from app.simulator.agents import AgentKind
from app.simulator.course import Fill
from app.simulator.engine import BATCH_SECONDS, LARGEST_BATCH, BatchSize, Simulation
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import outcome_of
from app.simulator.scenario import Scenario
from app.vending.machines import read_machine
from app.vending.rules import FeeMode, NotInitialised, Side
from tests.examples import at_length, few_examples
from tests.factories import desk_of, linear_terms, make_member
from tests.simulator.runs import MARKETS, NOON, desk_at_noon, on_market, play, scenario
from tests.spoiling import copy_of, driver_of
from tests.vending.exchange import assert_clean, buy, machine_of, market_of


def in_memory_fills(chosen: Scenario) -> list[Fill]:
    course, market = begin_in_memory(chosen, chosen.market.terms())
    return list(course.advance(chosen.steps, market.fill))


def rows(database: Database, table: str) -> list[Any]:
    query = f"SELECT * FROM {table} ORDER BY 1"
    return database.read(lambda one: [tuple(row) for row in one.exec_driver_sql(query)])


class TestDeterminism:
    @pytest.mark.parametrize("mode", FeeMode)
    @pytest.mark.parametrize("family", MARKETS)
    def test_the_service_trades_as_the_market_in_memory(
        self, sqlite_database: Database, family: str, mode: FeeMode
    ) -> None:
        chosen = on_market(family, fee_mode=mode.value, supply_cap=250, opening_supply=20)
        simulation = engine.begin(desk_at_noon(sqlite_database), chosen)
        found = play(simulation)
        course, market = begin_in_memory(chosen, chosen.market.terms())
        assert found == list(course.advance(chosen.steps, market.fill))
        assert simulation.outcome() == outcome_of(course, chosen.market.terms())
        machine = sqlite_database.read(lambda one: read_machine(one, simulation.room))
        assert (machine.supply, machine.reserve) == (market.supply, market.reserve)
        assert_clean(sqlite_database)

    def test_both_databases_and_any_batches_give_the_same_trades(self, database: Database) -> None:
        chosen = scenario()
        simulation = engine.begin(desk_at_noon(database), chosen)
        found = play(simulation, 7, batch=1) + play(simulation, 200, batch=60) + play(simulation)
        assert found == in_memory_fills(chosen)
        assert simulation.step == simulation.scenario.steps
        assert len(found) > 200
        assert_clean(database)

    def test_a_fresh_workspace_holds_the_same_rows_each_time(
        self, sqlite_database: Database
    ) -> None:
        second = copy_of(driver_of(sqlite_database))
        for one, batch in ((sqlite_database, 11), (second, 400)):
            play(engine.begin(desk_at_noon(one), scenario()), batch=batch)
        for table in ("vending_trade", "ledger_entry", "ledger_transfer", "member", "room"):
            assert rows(sqlite_database, table) == rows(second, table)
        second.close()

    @few_examples
    @given(
        st.integers(0, 2**63 - 1), st.sampled_from(sorted(MARKETS)),
        st.sampled_from([0, 1, 250, 1_000]), st.sampled_from([0, 1, 60]), st.booleans(),
        st.sampled_from([None, 30, 150]),
    )  # fmt: skip
    def test_any_market_in_memory_refuses_and_books_as_the_service(
        self, sqlite_database: Database, seed: int, family: str, bps: int, opening: int,
        rule: bool, cap: int | None,
    ) -> None:  # fmt: skip
        market = {
            "family": family, "parameters": MARKETS[family], "creator_bps": bps,
            "opening_supply": min(opening, cap or opening), "supply_cap": cap,
            "first_key_creators": rule, "last_key_kept": not rule,
        }  # fmt: skip
        chosen = scenario(seed=seed, steps=150, market=market)
        database = copy_of(driver_of(sqlite_database))
        simulation = engine.begin(desk_at_noon(database), chosen)
        found = play(simulation, batch=40)
        course, memory = begin_in_memory(chosen, chosen.market.terms())
        assert found == list(course.advance(chosen.steps, memory.fill))
        assert simulation.outcome() == outcome_of(course, chosen.market.terms())
        assert_clean(database)
        database.close()

    def test_refused_orders_are_counted_and_write_nothing(self, database: Database) -> None:
        chosen = on_market("linear", supply_cap=40)
        simulation = engine.begin(desk_at_noon(database), chosen)
        found = play(simulation)
        refused = simulation.outcome().refused
        assert refused["u206"] > 50
        assert max(fill.supply_after for fill in found) <= 40
        assert len(rows(database, "vending_trade")) == len(found)
        assert_clean(database)


class TestRooms:
    def test_a_run_makes_a_demo_room_with_members_of_its_own(
        self, sqlite_database: Database
    ) -> None:
        simulation = engine.begin(desk_at_noon(sqlite_database), scenario())
        machine = sqlite_database.read(lambda one: read_machine(one, simulation.room))
        assert (machine.is_demo, machine.quote, machine.room_id) == (True, "demo", "sim-test-7")
        usernames = {row[1] for row in rows(sqlite_database, "member")}
        assert f"visitor-1.{simulation.run_id}" in usernames
        assert f"creator.{simulation.run_id}" in usernames
        assert len(usernames) == 22
        trail = [row[4] for row in rows(sqlite_database, "operator_trail")]
        assert trail[-1] == "room.simulate"

    def test_a_real_room_is_refused_and_nothing_is_written(self, sqlite_database: Database) -> None:
        market = market_of(sqlite_database, linear_terms())
        before = rows(sqlite_database, "member")
        with pytest.raises(NotAllowed) as caught:
            engine.begin(market.desk, scenario(), room=market.room)
        assert (caught.value.code, caught.value.field) == ("REAL_ROOM", "room")
        with pytest.raises(NotAllowed):
            engine.resume(market.desk, scenario(), machine_of(market).room_id, "0" * 8)
        assert rows(sqlite_database, "member") == before

    def test_rooms_that_are_not_there_or_not_open_are_refused(
        self, sqlite_database: Database
    ) -> None:
        desk = desk_of(sqlite_database)
        with pytest.raises(NotFound):
            engine.begin(desk, scenario(), room=99)
        creator = rooms.Creator(make_member(desk, "ana"))
        draft = rooms.create_room_token(
            desk, "draft", Metadata("Draft", "D"), creator, is_demo=True
        ).value
        with pytest.raises(NotInitialised):
            engine.begin(desk, scenario(), room=draft)

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
    def test_only_who_may_open_rooms_and_deposit_can_let_a_crowd_in(
        self, sqlite_database: Database, role: Role
    ) -> None:
        desk = desk_of(sqlite_database, role=role)
        with pytest.raises(NotAllowed, match="Needs platform admin"):
            engine.begin(desk, scenario())
        assert rows(sqlite_database, "member") == rows(sqlite_database, "room") == []

    @pytest.mark.parametrize("mode", FeeMode)
    def test_a_crowd_can_enter_a_demo_room_that_was_traded_in(
        self, database: Database, mode: FeeMode
    ) -> None:
        market = market_of(database, linear_terms(fee_mode=mode), is_demo=True, money=10**14)
        for _ in range(3):
            buy(market, 10)
        simulation = engine.begin(market.desk, rich(), room=market.room)
        found = play(simulation)
        machine = machine_of(market)
        end = simulation.outcome()
        assert found[0].at >= NOON
        assert (end.supply, end.reserve) == (machine.supply, machine.reserve)
        assert machine.trades == 3 + len(found)
        assert_clean(database)

    def test_another_run_in_the_same_room_has_members_of_its_own(
        self, sqlite_database: Database
    ) -> None:
        first = engine.begin(desk_at_noon(sqlite_database), scenario())
        play(first, 50)
        second = engine.begin(first.desk, scenario(), room=first.room)
        assert second.run_id != first.run_id
        play(second, 50)
        assert_clean(sqlite_database)

    def test_what_others_trade_meanwhile_is_seen(self, sqlite_database: Database) -> None:
        desk = desk_at_noon(sqlite_database)
        market = market_of(sqlite_database, linear_terms(), is_demo=True, money=10**14)
        simulation = engine.begin(desk, rich(), room=market.room)
        play(simulation, 50, batch=10)
        buy(market, 100)
        play(simulation, 50, batch=10)
        machine = machine_of(market)
        end = simulation.outcome()
        assert (end.supply, end.reserve) == (machine.supply, machine.reserve)
        assert_clean(sqlite_database)

    def test_a_scenario_that_is_wrong_runs_nothing(self, sqlite_database: Database) -> None:
        wrong = msgspec.structs.replace(scenario(), mix=())
        with pytest.raises(InvalidInput):
            engine.begin(desk_at_noon(sqlite_database), wrong)
        assert rows(sqlite_database, "room") == []


def rich() -> Scenario:
    """The small scenario with budgets for rooms priced in µSTX."""
    mix = [
        {"agent": kind.value, "percent": percent, "budget": {"lowest": 10**8, "highest": 10**9}}
        for kind, percent in ((AgentKind.RANDOM, 60), (AgentKind.MOMENTUM, 40))
    ]
    return scenario(mix=mix)


class TestAgain:
    def test_again_goes_the_same_way_in_a_fresh_room(self, sqlite_database: Database) -> None:
        first = engine.begin(desk_at_noon(sqlite_database), scenario())
        found = play(first)
        second = first.again()
        assert (second.room_id, second.step) == ("sim-test-7-2", 0)
        assert play(second) == found
        assert second.outcome() == first.outcome()
        assert_clean(sqlite_database)

    def test_again_stands_where_the_first_room_stood(self, sqlite_database: Database) -> None:
        market = market_of(sqlite_database, linear_terms(), is_demo=True, money=10**14)
        for _ in range(5):
            buy(market, 8)
        first = engine.begin(market.desk, rich(), room=market.room)
        found = play(first)
        rooms.pause(market.desk, market.room)
        second = first.again()
        again = play(second)
        assert [replace(fill, at=NOON) for fill in again] == [
            replace(fill, at=NOON) for fill in found
        ]
        assert second.quote == "uSTX"
        assert_clean(sqlite_database)


class TestStopping:
    def test_a_run_that_was_left_is_taken_up_where_it_was(self, database: Database) -> None:
        chosen = scenario()
        first = engine.begin(desk_at_noon(database), chosen)
        part = play(first, 130, batch=13)
        second = engine.resume(desk_at_noon(database), chosen, first.room_id, first.run_id)
        trades = len(rows(database, "vending_trade"))
        assert play(second, 130, batch=50) == part
        assert len(rows(database, "vending_trade")) == trades
        assert part + play(second) == in_memory_fills(chosen)
        assert_clean(database)

    def test_a_run_in_a_used_room_is_taken_up_too(self, sqlite_database: Database) -> None:
        market = market_of(sqlite_database, linear_terms(), is_demo=True, money=10**14)
        buy(market, 30)
        first = engine.begin(market.desk, rich(), room=market.room)
        part = play(first, 100)
        second = engine.resume(market.desk, rich(), first.room_id, first.run_id)
        assert play(second, 100) == part
        assert second.outcome() == first.outcome()

    def test_a_run_that_others_disturbed_isnt_taken_up(self, sqlite_database: Database) -> None:
        market = market_of(sqlite_database, linear_terms(), is_demo=True, money=10**14)
        first = engine.begin(market.desk, rich(), room=market.room)
        play(first, 60, batch=20)
        buy(market, 200)
        play(first, 60, batch=20)
        second = engine.resume(market.desk, rich(), first.room_id, first.run_id)
        with pytest.raises(Conflict) as caught:
            play(second)
        assert caught.value.code == "RUN_DISTURBED"
        assert_clean(sqlite_database)

    @pytest.mark.parametrize("stopped_at", [0, 1, 30, 59, 60, 61, 200])
    def test_a_program_that_dies_while_it_opens_the_room_can_do_it_again(
        self, sqlite_database: Database, stopped_at: int
    ) -> None:
        simulation = begin_dying_after(sqlite_database, stopped_at)
        assert play(simulation) == in_memory_fills(scenario())
        assert_clean(sqlite_database)

    def test_cancelling_stops_between_two_batches(self, sqlite_database: Database) -> None:
        class Stop:
            def step(self, done: int, total: int | None, text: str = "") -> None:
                if done >= 100:
                    raise Cancelled("Stopped.")

        simulation = engine.begin(desk_at_noon(sqlite_database), scenario())
        found: list[Fill] = []
        batches = simulation.run(Stop(), batch=50)
        with pytest.raises(Cancelled):
            found.extend(fill for done in batches for fill in done.value.fills)
        assert simulation.step == 100
        assert found + play(simulation) == in_memory_fills(scenario())

    def test_a_batch_that_fails_leaves_the_run_where_it_was(
        self, sqlite_database: Database
    ) -> None:
        simulation = engine.begin(desk_at_noon(sqlite_database), scenario())
        play(simulation, 50)
        outcome = simulation.outcome()
        healthy, simulation.desk = (
            simulation.desk,
            with_database(
                simulation.desk, FailingDatabase(sqlite_database.engine, sqlite_database.location)
            ),
        )
        with pytest.raises(Dies):
            simulation.advance(10)
        assert simulation.outcome() == outcome
        assert len(rows(sqlite_database, "vending_trade")) == outcome.trades
        simulation.desk = healthy
        assert play(simulation) == in_memory_fills(scenario())[outcome.trades :]


class Dies(Exception):
    """The program is gone."""


class MortalDatabase(Database):
    """Takes so many writes and no more."""

    def __init__(self, database: Database, lives: int) -> None:
        super().__init__(database.engine, database.location)
        self._lives = lives

    def write(self, work: Any) -> Any:
        if not self._lives:
            raise Dies
        self._lives -= 1
        return super().write(work)


class FailingDatabase(Database):
    """Gives up just before it would commit."""

    def write(self, work: Any) -> Any:
        def then_fail(connection: Connection) -> None:
            work(connection)
            raise Dies

        super().write(then_fail)


def begin_dying_after(database: Database, writes: int) -> Simulation:
    """A run whose room is opened by a second program, after the first one died over it."""
    mortal = MortalDatabase(database, writes)
    try:
        engine.begin(with_database(desk_at_noon(database), mortal), scenario())
    except Dies:
        mortal._drop_writer()
    return engine.begin(desk_at_noon(database), scenario())


def with_database(desk: Desk, database: Database) -> Desk:
    return Desk(database, desk.clock, desk.operator)


class TestBatches:
    def test_a_batch_tells_its_steps_events_and_changes(self, sqlite_database: Database) -> None:
        simulation = engine.begin(desk_at_noon(sqlite_database), scenario())
        done = list(simulation.run(NoProgress(), batch=150))
        assert [(one.value.first_step, one.value.end_step) for one in done] == [
            (0, 150), (150, 300), (300, 400),
        ]  # fmt: skip
        assert [[event.kind.value for event in one.value.events] for one in done] == [
            ["rush", "whale_enters"], ["whale_leaves", "panic"], [],
        ]  # fmt: skip
        kinds = [change.kind for change in done[0].changed]
        assert kinds == ["trade", "room", "member"]
        assert done[0].changed[1].ids == (simulation.room,)

    def test_more_steps_than_the_scenario_has_can_be_taken(self, sqlite_database: Database) -> None:
        simulation = engine.begin(desk_at_noon(sqlite_database), scenario(steps=10))
        play(simulation)
        assert simulation.step == simulation.scenario.steps
        assert play(simulation) == []
        assert len(play(simulation, 50)) > 20
        assert simulation.step == 60

    def test_the_scenario_says_when_the_market_begins(self, sqlite_database: Database) -> None:
        simulation = engine.begin(desk_at_noon(sqlite_database), scenario(begins_at=NOON))
        fills = play(simulation, 30)
        assert fills[0].at >= NOON
        assert (fills[-1].at - fills[0].at).seconds == 20 * (fills[-1].step - fills[0].step)


def test_a_long_run_audits_clean(file_database: Database) -> None:
    budget = {"lowest": 10**12, "highest": 10**13}
    mix = [
        {"agent": "random", "percent": 70, "budget": budget},
        {"agent": "momentum", "percent": 20, "budget": budget},
        {"agent": "contrarian", "percent": 10, "budget": budget},
    ]
    steps = at_length(25_000, short=2_500)
    chosen = scenario(steps=steps, mix=mix, events=[])
    simulation = engine.begin(desk_at_noon(file_database), chosen)
    found = play(simulation, batch=1_000)
    assert len(found) > steps * 4 // 5
    assert {fill.side for fill in found} == set(Side)
    assert_clean(file_database)


class TestBatchSize:
    """How many steps a transaction takes: what fits into a twentieth of a second."""

    def test_it_comes_to_what_takes_a_twentieth_of_a_second(self) -> None:
        size = BatchSize()
        for _ in range(20):
            size.measured(size.steps, size.steps * 0.000_25)
        assert size.steps == int(BATCH_SECONDS / 0.000_25)

    def test_it_shrinks_by_half_at_most_and_stays_above_nothing(self) -> None:
        size = BatchSize()
        first = size.steps
        size.measured(first, 3.0)
        assert size.steps == first // 2
        for _ in range(20):
            size.measured(size.steps, 3.0)
        assert size.steps == 1

    def test_it_has_a_bound(self) -> None:
        size = BatchSize()
        for _ in range(40):
            size.measured(size.steps, 1e-9)
        assert size.steps == LARGEST_BATCH

    def test_a_part_of_a_batch_says_nothing_of_a_larger_one(self) -> None:
        size = BatchSize()
        first = size.steps
        size.measured(1, 0.000_001)
        assert size.steps == first
