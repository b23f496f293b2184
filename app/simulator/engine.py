"""Lets a crowd trade in a demo room through the trade service, many steps a transaction.

The ledger forgets nothing, so a run isn't undone: it is begun again in a fresh demo room that
stands as the first one stood (`Simulation.again`), and goes the same way there.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, select, text

from app.changes import Changed, Done
from app.db.prepared import Prepared
from app.db.schema import table_of
from app.errors import Conflict, UserError
from app.ledger.rules import IdempotencyConflict, canonical
from app.operators import trail
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms.queries import room_by_room_id
from app.simulator import course as courses
from app.simulator import demo_room as setting_up
from app.simulator.agents import Agent, AgentOrder
from app.simulator.course import Course, Fill
from app.simulator.crowd import crowd_of
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario import Event, MarketTerms, Scenario, check_scenario
from app.vending import curves
from app.vending.machines import MachineView, read_machine
from app.vending.rules import FeeMode, Side
from app.vending.tables import Trade
from app.vending.trading import Order, TradeRow, execute

trade = table_of(Trade)

BATCH_STEPS = 250
"""Steps that are committed together unless it is said: about a twentieth of a second's work."""

BATCH_SECONDS = 0.05
"""What a transaction should take, so that whoever else writes gets a turn."""

FIRST_BATCH = 20
LARGEST_BATCH = 2_000

RUN_DIGITS = 8

_SAVE = Prepared(text("SAVEPOINT simulated"))
_BACK = Prepared(text("ROLLBACK TO SAVEPOINT simulated"))
_KEEP = Prepared(text("RELEASE SAVEPOINT simulated"))


class BatchSize:
    """How many steps a transaction takes at most, by what the last ones took."""

    def __init__(self) -> None:
        self.steps = FIRST_BATCH

    def measured(self, steps: int, seconds: float) -> None:
        """Note what a transaction took; only a full one tells how much more it could hold."""
        fitting = int(steps * BATCH_SECONDS / max(seconds, 1e-6))
        if steps >= self.steps or fitting < self.steps:
            self.steps = min(max(fitting, self.steps // 2, 1), 2 * self.steps, LARGEST_BATCH)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction brought.

    first_step, end_step: the steps from the one up to, not including, the other.
    events: those of the scenario that begin in it.
    """

    first_step: int
    end_step: int
    fills: tuple[Fill, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """How the room stood before the run's first trade; `trades` is how many it had had."""

    supply: int
    reserve: int
    price: int
    trades: int
    at: datetime


class _OrderRefused(Exception):
    """A batch without savepoints met an order that the market refuses."""


class Simulation:
    """A run in one demo room; made by `begin` and `resume`.

    Its methods write, so they belong on the thread of the database. The object changes only
    when a transaction has been committed.
    """

    def __init__(
        self,
        desk: Desk,
        scenario: Scenario,
        machine: MachineView,
        run: str,
        members: tuple[int, ...],
        start: _Start,
        terms: MarketTerms,
        known: int,
    ) -> None:
        self.desk = desk
        self.scenario = scenario
        self.room = machine.room
        self.room_id = machine.room_id
        self.quote = machine.quote
        self.run_id = run
        self.terms = terms
        self._members: Mapping[int, int] = dict(enumerate(members))
        # Up to this number the room's trades are what the run made before it was taken up again.
        self._known = known
        self._with_savepoints = False
        self._size = BatchSize()
        self._course = courses.begin(
            scenario,
            terms,
            supply=start.supply,
            reserve=start.reserve,
            price=start.price,
            trades=start.trades,
            begins_at=start.at,
        )

    @property
    def step(self) -> int:
        """How many steps have been taken."""
        return self._course.step

    @property
    def begins_at(self) -> datetime:
        """The market's time at step 0."""
        return self._course.begins_at

    @property
    def supply(self) -> int:
        """Keys in circulation in the run's room."""
        return self._course.supply

    @property
    def price(self) -> int:
        """What the next key costs there, in minor units."""
        return self._course.price

    def outcome(self) -> Outcome:
        """The run's figures as it stands."""
        return outcome_of(self._course, self.terms)

    def advance(self, steps: int) -> Done[Batch]:
        """Take so many steps in one transaction; refused orders are counted, not raised.

        Raises Unavailable, with nothing of these steps written; Conflict (`RUN_DISTURBED`) where
        a run that was taken up again can't repeat itself because others traded in between.
        """
        try:
            course, batch = self._write(steps)
        except _OrderRefused:
            # A savepoint before each order takes a tenth of the time, and most batches need none.
            self._with_savepoints = True
            course, batch = self._write(steps)
        self._with_savepoints = course.tally.refused != self._course.tally.refused
        self._course = course
        return Done(batch, self._changes(batch))

    def _write(self, steps: int) -> tuple[Course, Batch]:
        first = self.step

        def work(connection: Connection) -> Done[tuple[Course, Batch]]:
            # A copy, because a transaction that lost a race is run again from the start.
            course = self._course.copy()
            self._look_around(connection, course)

            def venue(step: int, at: datetime, agent: Agent, wish: AgentOrder, number: int) -> Fill:
                row = self._trade(connection, step, at, agent, wish)
                if row.number <= self._known and row.number != course.tape.trades + 1:
                    raise _disturbed()
                return courses.fill_of(step, number, row.at, agent, row)

            fills = tuple(course.advance(steps, venue))
            events = courses.begun(self.scenario.events, first, course.step)
            batch = Batch(first, course.step, fills, events)
            return Done((course, batch), self._changes(batch))

        return self.desk.database.write(work).value

    def run(
        self, progress: Progress, *, steps: int | None = None, batch: int = BATCH_STEPS
    ) -> Iterator[Done[Batch]]:
        """Take steps, all that the scenario has left unless it is said, a batch at a time.

        Whoever stops asking stops the run between two transactions; so does `Cancelled`, which
        is let pass from the progress.
        """
        left = self.scenario.steps - self.step if steps is None else steps
        total = self.step + max(left, 0)
        while self.step < total:
            progress.step(self.step, total, self.scenario.name)
            yield self.advance(min(batch, total - self.step))
        progress.step(total, total, self.scenario.name)

    def stretch(self, steps: int, stop: Callable[[], bool]) -> Iterator[Done[Batch]]:
        """Take so many steps in transactions of about a twentieth of a second each.

        stop: asked after each of them; True ends it. Raises as `advance` does.
        """
        while steps:
            count, begun = min(steps, self._size.steps), time.perf_counter()
            done = self.advance(count)
            self._size.measured(count, time.perf_counter() - begun)
            steps -= count
            yield done
            if stop():
                break

    def again(self) -> "Simulation":
        """The same run from its beginning, in a fresh demo room that stands as this one stood."""
        return begin(self.desk, self.scenario, terms=self.terms, quote=self.quote)

    def _changes(self, batch: Batch) -> tuple[Changed, ...]:
        if not batch.fills:
            return ()
        members = sorted({self._members[fill.agent] for fill in batch.fills})
        return Changed("trade"), Changed("room", (self.room,)), Changed("member", tuple(members))

    def _look_around(self, connection: Connection, course: Course) -> None:
        if course.tape.trades >= self._known:
            found = read_machine(connection, self.room)
            course.seen(found.price, found.supply, found.reserve, found.trades)

    def _trade(
        self, connection: Connection, step: int, at: datetime, agent: Agent, wish: AgentOrder
    ) -> TradeRow:
        order = Order(
            self.room,
            self._members[agent.number],
            wish.side,
            wish.keys,
            wish.limit,
            f"sim:{self.run_id}:{step}",
        )
        if self._with_savepoints:
            _SAVE.run(connection, {})
        try:
            row = execute(connection, order, actor=setting_up.ACTOR, at=at)
        except IdempotencyConflict:
            raise _disturbed() from None
        except courses.FATAL:
            raise
        except UserError as error:
            if not self._with_savepoints:
                raise _OrderRefused from error
            _BACK.run(connection, {})
            _KEEP.run(connection, {})
            raise
        if self._with_savepoints:
            _KEEP.run(connection, {})
        return row


def begin(
    desk: Desk,
    scenario: Scenario,
    *,
    room: int | None = None,
    terms: MarketTerms | None = None,
    quote: str | None = None,
) -> Simulation:
    """Let a scenario's crowd enter a room: members of its own, each with its budget.

    room: the row id of a demo room; None makes a fresh one.
    terms, quote: of the fresh room's machine; the scenario's own if they aren't given.
    Raises NotAllowed (`REAL_ROOM` for a room that isn't for demos, or the operator's role),
    NotFound, NotInitialised, InvalidInput naming the scenario's field.
    """
    check_scenario(scenario)
    if room is None:
        room_id = setting_up.free_room_id(desk, scenario.name, scenario.seed)
        run = _run_id(scenario, room_id, 0)
        terms = terms or scenario.market.terms()
        quote = quote or scenario.market.quote
        room = setting_up.open_room(
            desk, room_id, scenario.name, quote, terms, run, scenario.begins_at
        )
        machine = setting_up.demo_machine(desk, room)
    else:
        machine = setting_up.demo_machine(desk, room)
        run = _run_id(scenario, machine.room_id, machine.trades)
    members = setting_up.enter(desk, run, machine.quote, crowd_of(scenario).agents)
    _note(desk, scenario, machine, run)
    return _simulation(desk, scenario, machine, run, members)


def resume(desk: Desk, scenario: Scenario, room_id: str, run: str) -> Simulation:
    """Take up a run that a program left unfinished, or is to go further.

    It walks from step 0 again, and finds each trade booked already until it is where it was.
    scenario, run: as at the beginning. Raises as `begin` does.
    """
    check_scenario(scenario)
    row = desk.database.read(lambda connection: room_by_room_id(connection, room_id))
    machine = setting_up.demo_machine(desk, row.id)
    members = setting_up.enter(desk, run, machine.quote, crowd_of(scenario).agents)
    return _simulation(desk, scenario, machine, run, members)


def _simulation(
    desk: Desk,
    scenario: Scenario,
    machine: MachineView,
    run: str,
    members: tuple[int, ...],
) -> Simulation:
    def work(connection: Connection) -> tuple[_Start, int]:
        first, last = connection.execute(
            select(func.min(trade.c.number), func.max(trade.c.number)).where(
                trade.c.room_id == machine.room, trade.c.member_id.in_(members)
            )
        ).one()
        return _start(connection, machine, first, scenario.begins_at), int(last or 0)

    start, known = desk.database.read(work)
    terms = setting_up.terms_of(machine, opening=start.supply)
    return Simulation(desk, scenario, machine, run, members, start, terms, known)


def _start(connection: Connection, machine: MachineView, first: int | None, at: datetime) -> _Start:
    """How the room stood before its trade of number `first`; None for how it stands now."""
    number = machine.trades + 1 if first is None else first
    if number == 1:
        return _Start(0, 0, curves.price(machine.curve, 0), 0, at)
    supply, price, traded_at = connection.execute(
        select(trade.c.supply_after, trade.c.price_after, trade.c.at).where(
            trade.c.room_id == machine.room, trade.c.number == number - 1
        )
    ).one()
    reserve = machine.curve.integral(supply)
    if machine.fee_mode is FeeMode.INSIDE:
        reserve = _reserve_after(connection, machine.room, number - 1)
    return _Start(supply, reserve, price, number - 1, max(at, traded_at))


def _reserve_after(connection: Connection, room: int, number: int) -> int:
    """What fees inside the cost left of the reserve: it depends on the sizes of all orders."""
    rows = connection.execute(
        select(trade.c.side, trade.c.gross, trade.c.creator_fee + trade.c.protocol_fee).where(
            trade.c.room_id == room, trade.c.number <= number
        )
    )
    return sum(gross - fees if side == Side.BUY else -gross for side, gross, fees in rows)


def _run_id(scenario: Scenario, room_id: str, trades: int) -> str:
    """What a run's members and idempotency keys are told by."""
    facts = canonical([canonical(scenario).decode(), room_id, trades])
    return sha256(facts).hexdigest()[:RUN_DIGITS]


def _note(desk: Desk, scenario: Scenario, machine: MachineView, run: str) -> None:
    """A line in the audit trail: who let a crowd into which room."""
    facts = {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "steps": scenario.steps,
        "agents": scenario.agents,
        "run": run,
    }

    def work(connection: Connection) -> Done[None]:
        trail.record(
            connection,
            desk,
            action="room.simulate",
            subject_kind="room",
            subject_id=machine.room,
            subject_name=machine.room_id,
            after=facts,
        )
        return Done(None, (Changed("trail"),))

    desk.database.write(work)


def _disturbed() -> Conflict:
    return Conflict(
        "Others traded in this room in between, so the run can't repeat itself; begin a new one.",
        code="RUN_DISTURBED",
    )
