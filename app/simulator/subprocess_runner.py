"""Runs simulations in a process of their own: the window and they each have a processor then.

In one process Python lets one thread work at a time, so that a run at full speed and a window
that follows it would each have a half of it.
"""

import multiprocessing
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, Protocol

from app.changes import Done
from app.db.clock import Clock
from app.db.database import connect
from app.db.location import Location
from app.errors import Cancelled, Conflict, Unavailable, UserError
from app.operators.desk import Desk, SignedIn
from app.simulator import engine
from app.simulator.engine import Batch, Simulation
from app.simulator.outcome import Outcome
from app.simulator.scenario import MarketTerms, Scenario

CLOSING_SECONDS = 2.0


class Run(Protocol):
    """What a simulation is to whoever plays it, wherever it runs; see `engine.Simulation`."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def room(self) -> int: ...
    @property
    def room_id(self) -> str: ...
    @property
    def run_id(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def terms(self) -> MarketTerms: ...
    @property
    def begins_at(self) -> datetime: ...
    @property
    def step(self) -> int: ...
    @property
    def supply(self) -> int: ...
    @property
    def price(self) -> int: ...
    def outcome(self) -> Outcome: ...
    def stretch(self, steps: int, stop: Callable[[], bool]) -> Iterator[Done[Batch]]: ...
    def again(self) -> "Run": ...


class Runner(Protocol):
    """Where simulations run.

    is_subprocess: they leave the database's thread and the interpreter of this process alone.
    """

    @property
    def is_subprocess(self) -> bool: ...
    def begin(self, scenario: Scenario, *, room: int | None, terms: MarketTerms | None) -> Run: ...
    def close(self) -> None: ...


def runner_for(desk: Desk) -> Runner:
    """A process for this workspace; one in memory can be reached from this process only."""
    return InProcessRunner(desk) if desk.database.is_in_memory else SubprocessRunner(desk)


class InProcessRunner:
    """Runs simulations in this process."""

    is_subprocess = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(self, scenario: Scenario, *, room: int | None, terms: MarketTerms | None) -> Run:
        """As `engine.begin`."""
        return engine.begin(self._desk, scenario, room=room, terms=terms)

    def close(self) -> None:
        """Nothing has to end."""


@dataclass(frozen=True, slots=True)
class _Begin:
    scenario: Scenario
    room: int | None
    terms: MarketTerms | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    run: str
    steps: int


@dataclass(frozen=True, slots=True)
class _Stop:
    """Ends the stretch that is under way; has no answer, and nothing to do after its end."""


@dataclass(frozen=True, slots=True)
class _Figures:
    run: str


class _Facts(NamedTuple):
    """What doesn't change in a run."""

    room: int
    room_id: str
    run_id: str
    quote: str
    terms: MarketTerms
    begins_at: datetime


class _Stand(NamedTuple):
    """What changes in it."""

    step: int
    supply: int
    price: int


@dataclass(frozen=True, slots=True)
class _News:
    done: Done[Batch]
    stand: _Stand


@dataclass(frozen=True, slots=True)
class _Refused:
    error: UserError


@dataclass(frozen=True, slots=True)
class _Crashed:
    trace: str


class SubprocessRunner:
    """The other process, begun with the first run and ended with the desk; knows one run at a time.

    Its methods wait for the other process, so they don't belong on the GUI thread.
    """

    is_subprocess = True

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def begin(
        self,
        scenario: Scenario,
        *,
        room: int | None = None,
        terms: MarketTerms | None = None,
        quote: str | None = None,
    ) -> "RemoteRun":
        """As `engine.begin`; Unavailable where the other process has died."""
        facts, stand = self.ask(_Begin(scenario, room, terms, quote))
        return RemoteRun(self, scenario, facts, stand)

    def ask(self, command: object) -> Any:
        """The answer to a command; raises what it raised there."""
        with self._turn, self._noticing():
            pipe = self._opened()
            _put(pipe, command)
            return _checked(_take(pipe))

    def stream(self, command: object, stop: Callable[[], bool]) -> Iterator[_News]:
        """What a command brings until it ends; `stop` is asked at each news."""
        with self._turn, self._noticing():
            pipe = self._opened()
            _put(pipe, command)
            stopped = False
            while isinstance(news := _checked(_take(pipe)), _News):
                if not stopped and stop():
                    stopped = True
                    _put(pipe, _Stop())
                yield news

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError) as error:
            self._forget()
            raise Unavailable(
                "The simulator's process has ended; Reset begins the run again.",
                code="SIMULATOR_ENDED",
            ) from error

    def close(self) -> None:
        """End the process, after the transaction that is under way."""
        with self._turn:
            process = self._process
            self._forget()
        if process is not None:
            process.join(CLOSING_SECONDS)

    def _opened(self) -> Connection:
        if self._pipe is None:
            spawning = multiprocessing.get_context("spawn")
            ours, theirs = spawning.Pipe()
            desk = self._desk
            self._process = spawning.Process(
                target=serve,
                args=(theirs, desk.database.location, desk.clock, desk.operator),
                name="simulator",
                daemon=True,
            )
            self._process.start()
            # Only the other process holds its end, so that either notices when the other is gone.
            theirs.close()
            self._pipe = ours
        return self._pipe

    def _forget(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        self._pipe = self._process = None


def _put(pipe: Connection, value: object) -> None:
    # As plain bytes: `pipe.send` would leave a view of its buffer in the traceback of a broken
    # pipe, which Python from 3.13 on complains of when it collects the two.
    pipe.send_bytes(pickle.dumps(value))


def _take(pipe: Connection) -> Any:
    return pickle.loads(pipe.recv_bytes())


def _checked(answer: object) -> object:
    if isinstance(answer, _Refused):
        raise answer.error
    if isinstance(answer, _Crashed):
        raise RuntimeError(answer.trace)
    return answer


class RemoteRun:
    """A run in the other process, as it stood after the last answer."""

    def __init__(
        self, stage: SubprocessRunner, scenario: Scenario, facts: _Facts, stand: _Stand
    ) -> None:
        self._stage = stage
        self.scenario = scenario
        self.room, self.room_id, self.run_id, self.quote, self.terms, self.begins_at = facts
        self.step, self.supply, self.price = stand

    def stretch(self, steps: int, stop: Callable[[], bool]) -> Iterator[Done[Batch]]:
        """As `Simulation.stretch`; it goes on there while its news are taken here."""
        for news in self._stage.stream(_Stretch(self.run_id, steps), stop):
            self.step, self.supply, self.price = news.stand
            yield news.done

    def outcome(self) -> Outcome:
        """As `Simulation.outcome`; Cancelled once another run has begun."""
        figures: Outcome = self._stage.ask(_Figures(self.run_id))
        return figures

    def again(self) -> "RemoteRun":
        """As `Simulation.again`."""
        return self._stage.begin(self.scenario, terms=self.terms, quote=self.quote)


# In the other process


def serve(pipe: Connection, location: Location, clock: Clock, operator: SignedIn) -> None:
    """Answer commands until the pipe is closed; the other process runs this and nothing else."""
    # Ctrl+C at a terminal reaches both; when the window goes, it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    database = connect(location)
    server = _Server(Desk(database, clock, operator), pipe)
    try:
        while True:
            command = _take(pipe)
            if not isinstance(command, _Stop):
                _put(pipe, server.answer(command))
    except (EOFError, OSError):
        pass
    finally:
        database.close()


class _Server:
    """Carries commands out on the latest run."""

    def __init__(self, desk: Desk, pipe: Connection) -> None:
        self._desk = desk
        self._pipe = pipe
        self._run: Simulation | None = None

    def answer(self, command: object) -> object:
        """What came of a command, also where it was refused or failed."""
        try:
            return self._carry_out(command)
        except UserError as error:
            return _Refused(error)
        except Exception:  # noqa: BLE001  # The window's process raises it again.
            return _Crashed(traceback.format_exc())

    def _carry_out(self, command: object) -> object:
        match command:
            case _Begin(scenario, room, terms, quote):
                run = engine.begin(self._desk, scenario, room=room, terms=terms, quote=quote)
                self._run = run
                facts = (run.room, run.room_id, run.run_id, run.quote, run.terms, run.begins_at)
                return _Facts(*facts), _stand(run)
            case _Stretch(name, steps) if self._run is not None and self._run.run_id == name:
                for done in self._run.stretch(steps, self._pipe.poll):
                    _put(self._pipe, _News(done, _stand(self._run)))
                return None
            case _Figures(name) if self._run is not None and self._run.run_id == name:
                return self._run.outcome()
            case _Figures():
                raise Cancelled("Another run has begun.")
        raise Conflict("This run can't go on; Reset begins it again.", code="RUN_LOST")


def _stand(run: Simulation) -> _Stand:
    return _Stand(run.step, run.supply, run.price)
