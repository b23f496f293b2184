"""Plays a scenario in a demo room: its transactions off the GUI thread, its news on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.changes import Changed, Done
from app.errors import UserError
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.operators.desk import Desk
from app.vending.simulator import engine
from app.vending.simulator.engine import Batch, Simulation
from app.vending.simulator.outcome import Outcome
from app.vending.simulator.scenario import Scenario
from app.vending.simulator.terms import Terms
from app.vending.view.simulator.speed import BatchSize, Beat, Speed

TICK_MS = 50


class State(Enum):
    """What a player is doing.

    EMPTY: nothing is loaded. READY: at step 0, whether its room is open already or not.
    PREPARING: the crowd is entering a room. OVER: all the scenario's steps have been taken.
    """

    EMPTY = "empty"
    READY = "ready"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class _Ran:
    """A committed transaction, and the seconds that it took."""

    batch: Batch
    seconds: float


class Player(QObject):
    """Drives one simulation; at most one of its database tasks is under way at any moment.

    Every transaction is committed or not begun: closing the window ends between two of them.

    changed: the state, the scenario, the speed or the outcome is another one.
    advanced: the `Batch` that was committed. failed: the UserError that stopped the run.
    entered: row id of the room that the crowd has entered, at the first play and at each reset.
    """

    changed = Signal()
    advanced = Signal(object)
    failed = Signal(object)
    entered = Signal(object)

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self._desk = desk
        self._state = State.EMPTY
        self._scenario: Scenario | None = None
        self._room: int | None = None
        self._terms: Terms | None = None
        self._simulation: Simulation | None = None
        self._outcome: Outcome | None = None
        self._speed = Speed.X16
        self._step = 0
        self._ahead = 0
        self._trades = 0
        self._goal: int | None = None
        self._task: Task | None = None
        # Results of tasks that were begun before the last load or reset are not this run's.
        self._turn = 0
        self._beat = Beat(now)
        self._size = BatchSize()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    @property
    def speed(self) -> Speed:
        """How fast it plays."""
        return self._speed

    @property
    def scenario(self) -> Scenario | None:
        """What it plays; None before `load`."""
        return self._scenario

    @property
    def simulation(self) -> Simulation | None:
        """The run; None before a crowd has entered a room."""
        return self._simulation

    @property
    def step(self) -> int:
        """How many steps have been committed and announced."""
        return self._step

    @property
    def trades(self) -> int:
        """How many trades these steps brought."""
        return self._trades

    @property
    def at(self) -> datetime | None:
        """The market's time; None before a crowd has entered a room."""
        if self._simulation is None:
            return None
        seconds = self._step * self._simulation.scenario.step_seconds
        return self._simulation.begins_at + timedelta(seconds=seconds)

    @property
    def outcome(self) -> Outcome | None:
        """The run's figures as of its last rest; None until they are worked out."""
        return self._outcome

    # What may be asked of it

    def load(
        self, scenario: Scenario, room: int | None = None, *, terms: Terms | None = None
    ) -> None:
        """Take another scenario, to be played in the demo room with this row id, or a fresh one.

        terms: of the fresh room's machine; the scenario's own if they aren't given.
        Nothing is written before it is played.
        """
        self._leave()
        self._scenario = scenario
        self._room = room
        self._terms = terms
        self._simulation = None
        self._enter_state(State.READY)

    def play(self) -> None:
        """Play to the scenario's end."""
        if self._scenario is not None:
            self.play_to(self._scenario.steps)

    def play_to(self, step: int) -> None:
        """Play, at the chosen speed, until exactly so many steps are taken, then pause.

        A step that lies behind changes nothing. The scenario's last step is the last one.
        """
        if self._scenario is None or self._state is State.OVER:
            return
        step = min(step, self._scenario.steps)
        if step <= self._ahead:
            return
        self._goal = step
        if self._state in (State.READY, State.PAUSED):
            self._beat.start(self._speed)
            self._enter_state(State.PREPARING if self._simulation is None else State.RUNNING)
        self._go_on()

    def step_once(self) -> None:
        """Take one step, unless it plays."""
        if self._state in (State.READY, State.PAUSED):
            self.play_to(self._ahead + 1)

    def pause(self) -> None:
        """Stop after the transaction that is under way; a crowd that is entering waits then."""
        self._goal = None
        if self._state is State.RUNNING:
            self._rest()

    def set_speed(self, speed: Speed) -> None:
        """Play at another speed from now on."""
        if speed is not self._speed:
            self._speed = speed
            self._beat.start(speed)
            self.changed.emit()
            self._go_on()

    def reset(self) -> None:
        """Begin the run again in a fresh demo room, and wait there at step 0."""
        if self._simulation is None:
            return
        self._leave()
        self._enter_state(State.PREPARING)
        self._go_on()

    # How it gets on

    def _leave(self) -> None:
        """Let go of the run so far; what is being committed is, but isn't this run's any more."""
        self._turn += 1
        self._goal = None
        self._outcome = None
        self._step = self._ahead = self._trades = 0

    @Slot()
    def _on_tick(self) -> None:
        if self._task is not None and self._task.ended:
            # It crashed, or nothing is begun any more: nobody will call back.
            self._task = None
            self._stop()
            return
        self._go_on()

    def _go_on(self) -> None:
        if self._task is not None:
            return
        if self._state is State.PREPARING and self._scenario is not None:
            self._begin(self._scenario)
        elif self._state is State.RUNNING and self._simulation is not None:
            self._advance(self._simulation)

    def _begin(self, scenario: Scenario) -> None:
        work = partial(_begin, self._desk, scenario, self._room, self._terms)
        if self._simulation is not None:
            work = partial(_again, self._simulation)
        self._task = self._tasks.change(
            work,
            done=partial(self._on_entered, self._turn),
            failed=partial(self._on_failed, self._turn),
        )

    def _advance(self, simulation: Simulation) -> None:
        if self._goal is None:
            return
        left = self._goal - self._step
        due = self._beat.due()
        steps = min(left, self._size.steps if due is None else min(due, self._size.steps))
        if steps < 1:
            return
        self._beat.took(steps)
        self._ahead = self._step + steps
        self._task = self._tasks.change(
            partial(_advance, simulation, steps),
            done=partial(self._on_advanced, self._turn),
            failed=partial(self._on_failed, self._turn),
        )

    def _on_entered(self, turn: int, simulation: Simulation) -> None:
        self._task = None
        if turn == self._turn:
            self._simulation = simulation
            self._beat.start(self._speed)
            self._enter_state(State.READY if self._goal is None else State.RUNNING)
            self.entered.emit(simulation.room)
        self._go_on()

    def _on_advanced(self, turn: int, ran: _Ran) -> None:
        self._task = None
        batch = ran.batch
        self._size.measured(batch.end_step - batch.first_step, ran.seconds)
        if turn != self._turn:
            self._go_on()
            return
        self._step = self._ahead = batch.end_step
        self._trades += len(batch.fills)
        # The next transaction is under way while the window shows this one.
        self._go_on()
        self.advanced.emit(batch)
        if self._state is not State.RUNNING or self._step == self._goal:
            self._goal = None
            self._rest()

    def _on_failed(self, turn: int, error: UserError) -> None:
        self._task = None
        if turn != self._turn:
            self._go_on()
            return
        self._stop()
        self.failed.emit(error)

    def _stop(self) -> None:
        """Rest where the last committed step is."""
        self._goal = None
        self._ahead = self._step
        self._rest()

    def _rest(self) -> None:
        """Stand still, and have the figures worked out."""
        if self._simulation is None or self._step == 0:
            self._enter_state(State.READY)
        elif self._scenario is not None and self._step >= self._scenario.steps:
            self._enter_state(State.OVER)
        else:
            self._enter_state(State.PAUSED)
        if self._simulation is not None:
            self._tasks.query(
                self._simulation.outcome,
                done=partial(self._on_outcome, self._turn),
                key=("simulator.outcome", id(self)),
                lane="pool",
            )

    def _on_outcome(self, turn: int, outcome: Outcome) -> None:
        if turn == self._turn:
            self._outcome = outcome
            self.changed.emit()

    def _enter_state(self, state: State) -> None:
        self._state = state
        if state in (State.PREPARING, State.RUNNING):
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()


def _begin(
    desk: Desk, scenario: Scenario, room: int | None, terms: Terms | None
) -> Done[Simulation]:
    return _opened(engine.begin(desk, scenario, room=room, terms=terms))


def _again(simulation: Simulation) -> Done[Simulation]:
    return _opened(simulation.again())


def _opened(simulation: Simulation) -> Done[Simulation]:
    changed = (Changed("room", (simulation.room,)), Changed("member"), Changed("trade"))
    return Done(simulation, changed)


def _advance(simulation: Simulation, steps: int) -> Done[_Ran]:
    begun = time.perf_counter()
    done = simulation.advance(steps)
    return Done(_Ran(done.value, time.perf_counter() - begun), done.changed)
