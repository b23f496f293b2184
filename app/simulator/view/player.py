"""Plays a scenario in a demo room: its transactions off the GUI thread, its news on it."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.changes import Changed, Done
from app.errors import UserError
from app.kit.page import ViewContext
from app.kit.tasks import Lane, Task
from app.kit.theme import Themes
from app.operators.desk import Desk
from app.simulator.engine import Batch
from app.simulator.outcome import Outcome
from app.simulator.scenario import MarketTerms, Scenario
from app.simulator.subprocess_runner import Run, runner_for
from app.simulator.view.speed import Beat, Speed

TICK_MS = 50
BURST_SECONDS = 0.5


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


class Player(QObject):
    """Drives one simulation; at most one of its database tasks is under way at any moment.

    Every transaction is committed or not begun: closing the window ends between two of them.

    changed: the state, the scenario, the speed or the outcome is another one.
    advanced: the `Batch` that was committed. failed: the UserError that stopped the run.
    entered: row id of the room that the crowd has entered, at the first play and at each reset.

    What others only read: state, speed; scenario: None before `load`; simulation: None before a
    crowd has entered a room; step, trades: how many have been committed and announced;
    outcome: the run's figures as of its last rest, None until they are worked out.
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
        self._themes = context.themes
        self._stage = runner_for(desk)
        self.state = State.EMPTY
        self.scenario: Scenario | None = None
        self._room: int | None = None
        self._terms: MarketTerms | None = None
        self.simulation: Run | None = None
        self.outcome: Outcome | None = None
        self.speed = Speed.X16
        self.step = 0
        self.trades = 0
        self._goal: int | None = None
        self._task: Task | None = None
        self._burst: Event | None = None
        # Results of tasks that were begun before the last load or reset are not this run's.
        self._turn = 0
        self._beat = Beat(now)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self.destroyed.connect(self._stage.close)
        self.destroyed.connect(partial(_race_over, context.themes))

    @property
    def at(self) -> datetime | None:
        """The market's time; None before a crowd has entered a room."""
        if self.simulation is None:
            return None
        seconds = self.step * self.simulation.scenario.step_seconds
        return self.simulation.begins_at + timedelta(seconds=seconds)

    # What may be asked of it

    def load(
        self, scenario: Scenario, room: int | None = None, *, terms: MarketTerms | None = None
    ) -> None:
        """Take another scenario, to be played in the demo room with this row id, or a fresh one.

        terms: of the fresh room's machine; the scenario's own if they aren't given.
        Nothing is written before it is played.
        """
        self._leave()
        self.scenario = scenario
        self._room = room
        self._terms = terms
        self.simulation = None
        self._enter_state(State.READY)

    def play(self) -> None:
        """Play to the scenario's end."""
        if self.scenario is not None:
            self.play_to(self.scenario.steps)

    def play_to(self, step: int) -> None:
        """Play, at the chosen speed, until exactly so many steps are taken, then pause.

        A step that lies behind changes nothing. The scenario's last step is the last one.
        """
        if self.scenario is None or self.state is State.OVER:
            return
        step = min(step, self.scenario.steps)
        if step <= self.step:
            return
        self._goal = step
        self._cut_short()
        if self.state in (State.READY, State.PAUSED):
            self._beat.start(self.speed)
            self._enter_state(State.PREPARING if self.simulation is None else State.RUNNING)
        self._go_on()

    def step_once(self) -> None:
        """Take one step, unless it plays."""
        if self.state in (State.READY, State.PAUSED) and self._burst is None:
            self.play_to(self.step + 1)

    def pause(self) -> None:
        """Stop after the transaction that is under way; a crowd that is entering waits then."""
        self._goal = None
        self._cut_short()
        if self.state is State.RUNNING:
            self._rest()

    def set_speed(self, speed: Speed) -> None:
        """Play at another speed from now on."""
        if speed is not self.speed:
            self.speed = speed
            self._beat.start(speed)
            self._cut_short()
            self._race()
            self.changed.emit()
            self._go_on()

    def reset(self) -> None:
        """Begin the run again in a fresh demo room, and wait there at step 0."""
        if self.simulation is None:
            return
        self._leave()
        self._enter_state(State.PREPARING)
        self._go_on()

    # How it gets on

    def _leave(self) -> None:
        """Let go of the run so far; what is being committed is, but isn't this run's any more."""
        self._cut_short()
        self._turn += 1
        self._goal = None
        self.outcome = None
        self.step = self.trades = 0

    def _cut_short(self) -> None:
        """Have what is under way end with its next commit."""
        if self._burst is not None:
            self._burst.set()

    @Slot()
    def _on_tick(self) -> None:
        if self._task is not None and self._task.ended:
            # It crashed, or nothing is begun any more: nobody will call back.
            self._task = self._burst = None
            self._stop()
            return
        self._go_on()

    def _go_on(self) -> None:
        if self._tasks.changing:
            # Side by side with the database's thread, a run would keep others from writing.
            self._cut_short()
        elif self._task is not None:
            return
        elif self.state is State.PREPARING and self.scenario is not None:
            self._begin(self.scenario)
        elif self.state is State.RUNNING and self.simulation is not None:
            self._advance(self.simulation)

    def _begin(self, scenario: Scenario) -> None:
        begin: Callable[[], Run]
        if self.simulation is None:
            begin = partial(self._stage.begin, scenario, room=self._room, terms=self._terms)
        else:
            begin = self.simulation.again
        self._task = self._tasks.change(
            partial(_opened, begin),
            done=partial(self._on_entered, self._turn),
            failed=partial(self._on_failed, self._turn),
            lane=self._lane,
        )

    def _advance(self, simulation: Run) -> None:
        if self._goal is None:
            return
        left, due = self._goal - self.step, self._beat.due()
        steps = left if due is None else min(left, due)
        if steps > 0:
            self._beat.took(steps)
            # On the database's thread, whoever reads gets a turn after each transaction.
            alone = self._stage.is_subprocess or due is not None
            seconds = BURST_SECONDS if alone else 0.0
            self._burst = Event()
            self._task = self._tasks.changes(
                partial(_burst, simulation, steps, seconds, self._burst),
                each=partial(self._on_batch, self._turn),
                done=partial(self._on_burst_over, self._turn),
                failed=partial(self._on_failed, self._turn),
                lane=self._lane,
            )

    @property
    def _lane(self) -> Lane:
        """Where the simulation runs."""
        return "pool" if self._stage.is_subprocess else "database"

    def _on_entered(self, turn: int, entered: Run) -> None:
        self._task = None
        if turn == self._turn:
            self.simulation = entered
            self._beat.start(self.speed)
            self._enter_state(State.READY if self._goal is None else State.RUNNING)
            self.entered.emit(entered.room)
        self._go_on()

    def _on_batch(self, turn: int, batch: Batch) -> None:
        """Tell what has been committed, and rest where the goal is reached."""
        if turn != self._turn:
            return
        self.step = batch.end_step
        self.trades += len(batch.fills)
        self.advanced.emit(batch)
        if self.state is State.RUNNING and self._goal is not None and self.step >= self._goal:
            self._stop()

    def _on_burst_over(self, turn: int, _nothing: None) -> None:
        self._task = self._burst = None
        if turn == self._turn and self.state is not State.RUNNING:
            self._rest()
        self._go_on()

    def _on_failed(self, turn: int, error: UserError) -> None:
        self._task = self._burst = None
        if turn == self._turn:
            self._stop()
            self.failed.emit(error)
        self._go_on()

    def _stop(self) -> None:
        """Rest where the last committed step is."""
        self._goal = None
        self._rest()

    def _rest(self) -> None:
        """Stand still, and have the figures worked out."""
        if self.simulation is None or self.step == 0:
            self._enter_state(State.READY)
        elif self.scenario is not None and self.step >= self.scenario.steps:
            self._enter_state(State.OVER)
        else:
            self._enter_state(State.PAUSED)
        if self.simulation is not None and self._burst is None:
            self._tasks.query(
                self.simulation.outcome,
                done=partial(self._on_outcome, self._turn),
                key=("simulator.outcome", id(self)),
                lane="pool",
            )

    def _on_outcome(self, turn: int, outcome: Outcome) -> None:
        if turn == self._turn:
            self.outcome = outcome
            self.changed.emit()

    def _enter_state(self, state: State) -> None:
        self.state = state
        if state in (State.PREPARING, State.RUNNING):
            self._timer.start()
        else:
            self._timer.stop()
        self._race()
        self.changed.emit()

    def _race(self) -> None:
        """A tint that fades for longer than its row stays would only be in the way."""
        fast = self.speed not in (Speed.X1, Speed.X4)
        self._themes.set_fast_playback(self.state is State.RUNNING and fast)


def _race_over(themes: Themes, _object: object = None) -> None:
    themes.set_fast_playback(False)


def _opened(begin: Callable[[], Run]) -> Done[Run]:
    simulation = begin()
    changed = (Changed("room", (simulation.room,)), Changed("member"), Changed("trade"))
    return Done(simulation, changed)


def _burst(run: Run, steps: int, seconds: float, stop: Event) -> Iterator[Done[Batch]]:
    """Transactions back to back, told of while they go on; runs on a worker thread.

    steps: of all together. seconds: after which no further one is begun.
    stop: ends it after the transaction that is under way.
    """
    until = time.monotonic() + seconds
    return run.stretch(steps, lambda: stop.is_set() or time.monotonic() >= until)
