"""What the program does by itself, one runner at a time in a workspace, by lease."""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from app.changes import Changed, Done
from app.db.clock import Clock
from app.db.database import Database
from app.db.rows import insert_if_absent
from app.db.schema import table_of
from app.errors import Cancelled, Unavailable, UserError
from app.fields import Fields, extend, fields_of, pick
from app.operators.desk import Desk
from app.operators.service import program_desk
from app.operators.tables import JobLease
from app.operators.text_rules import storable
from app.progress import Progress

job_lease = table_of(JobLease)

LEASE = timedelta(minutes=5)
"""How long a runner that is gone keeps others waiting; who is alive renews it in time."""
RETRY = timedelta(hours=1)
"""A job that failed is tried again after this, or sooner where its interval is shorter."""
RENEW_SECONDS = LEASE.total_seconds() / 3
LOOK_SECONDS = 60.0
LONGEST_OUTCOME = 1_000
OK = "ok"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again.

    run: does it at the program's desk; its value says in a few words what came of it. It raises
        a UserError where that failed, and lets Cancelled of the progress pass.
    """

    name: str
    interval: timedelta
    run: Callable[[Desk, Progress], Done[str]]


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job went the last time it ended, and who is at it now.

    outcome: `ok: ` and what came of it, or an error's `CODE: sentence`; empty before the first.
    """

    name: str
    holder: str | None = None
    lease_until: datetime | None = None
    last_run: datetime | None = None
    outcome: str = ""

    @property
    def code(self) -> str:
        """`ok`, the error's code, or nothing."""
        return self.outcome.partition(":")[0]

    @property
    def sentence(self) -> str:
        """What came of it, or what was wrong."""
        return self.outcome.partition(":")[2].strip()

    @property
    def failed(self) -> bool:
        """Whether it ended in an error."""
        return self.code not in ("", OK)

    @property
    def ok(self) -> bool | None:
        """Whether it ended well; None before it has run."""
        return not self.failed if self.outcome else None


JOB_FIELDS: Fields[JobState] = fields_of("job=name", "last_run", "ok", "outcome")
LISTED_JOB = extend(
    pick(JOB_FIELDS, "job", "last_run", "outcome"),
    last_run=lambda state: state.last_run or "not run yet",
)


class StopRequest:
    """A `Progress` whose work ends at its next step once another thread has asked for it."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    @property
    def made(self) -> bool:
        """Whether somebody has asked."""
        return self._asked.is_set()

    def make(self) -> None:
        """Ask the work to end."""
        self._asked.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until somebody asks; tell whether somebody has."""
        return self._asked.wait(seconds)

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """Raise Cancelled once somebody has asked."""
        if self.made:
            raise Cancelled("The task was stopped.")


def job_states(connection: Connection, jobs: Sequence[Job]) -> tuple[JobState, ...]:
    """The state of each of the jobs, in their order."""
    columns = [job_lease.c[name] for name in JobState.__slots__]
    found = {row.name: JobState(*row) for row in connection.execute(select(*columns))}
    return tuple(found.get(job.name) or JobState(job.name) for job in jobs)


def run_due(
    database: Database, clock: Clock, jobs: Sequence[Job], progress: Progress
) -> Iterator[Done[JobState]]:
    """Run each job that is due and that nobody else runs; give its state when it has ended.

    One that fails leaves the others theirs. Raises Unavailable when the database doesn't answer,
    and Cancelled when the progress says so; the lease of the job under way is given back then.
    """
    desk = program_desk(database, clock)
    holder = f"{socket.gethostname()} {os.getpid()} {uuid4().hex[:8]}"
    states = database.read(lambda connection: job_states(connection, jobs))
    for job, state in zip(jobs, states, strict=True):
        if _is_due(job, state, clock.now()) and _take(desk, state, holder):
            yield _run(desk, job, holder, progress)


def run_until_stopped(
    database: Database,
    clock: Clock,
    jobs: Sequence[Job],
    stop: StopRequest,
    ended: Callable[[Done[JobState]], object],
    *,
    first: float = 0.0,
) -> None:
    """Run what is due, again and again, until `stop` is made.

    ended: called with each state. first: seconds before the first look.
    A database that doesn't answer is asked again at the next look.
    """
    pause = first
    while not stop.wait(pause):
        with suppress(Unavailable, Cancelled):
            for done in run_due(database, clock, jobs, stop):
                ended(done)
        pause = LOOK_SECONDS


def _is_due(job: Job, state: JobState, now: datetime) -> bool:
    if state.lease_until is not None and now < state.lease_until <= now + 2 * LEASE:
        return False
    wait = min(job.interval, RETRY) if state.failed else job.interval
    # A moment in the future is that of a clock that was wrong.
    return state.last_run is None or not timedelta() <= now - state.last_run < wait


def _take(desk: Desk, seen: JobState, holder: str) -> bool:
    """Take the job's lease, unless somebody holds it or has ended the job since it was seen."""
    now = desk.clock.now()
    absent = {"holder": None, "lease_until": None, "last_run": None, "outcome": ""}

    def work(connection: Connection) -> bool:
        insert_if_absent(connection, job_lease, absent | {"name": seen.name})
        until = job_lease.c.lease_until
        taken = connection.execute(
            update(job_lease)
            .where(
                job_lease.c.name == seen.name,
                or_(until.is_(None), until <= now, until > now + 2 * LEASE),
                job_lease.c.last_run.is_not_distinct_from(seen.last_run),
            )
            .values(holder=holder, lease_until=now + LEASE)
        )
        return taken.rowcount == 1

    return desk.database.write(work)


def _run(desk: Desk, job: Job, holder: str, progress: Progress) -> Done[JobState]:
    with _renewed(desk, job, holder):
        try:
            done = job.run(desk, progress)
        except Cancelled:
            _give_back(desk, job, holder)
            raise
        except UserError as error:
            return _give_back(desk, job, holder, f"{error.code}: {error.message}")
        except BaseException as bug:
            # Its kind only: what a bug says may quote anything.
            crashed = f"CRASHED: {type(bug).__name__}" if isinstance(bug, Exception) else ""
            _give_back(desk, job, holder, crashed)
            raise
        ended = _give_back(desk, job, holder, f"{OK}: {done.value}")
        return Done(ended.value, (*done.changed, *ended.changed))


@contextmanager
def _renewed(desk: Desk, job: Job, holder: str) -> Iterator[None]:
    """Keep the lease while the work goes on, however long one of its steps takes."""
    ended = threading.Event()

    def renew(connection: Connection) -> None:
        until = desk.clock.now() + LEASE
        connection.execute(update(job_lease).where(_held(job, holder)).values(lease_until=until))

    def keep() -> None:
        while not ended.wait(RENEW_SECONDS):
            with suppress(Unavailable):
                desk.database.write(renew)

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _held(job: Job, holder: str) -> ColumnElement[bool]:
    return and_(job_lease.c.name == job.name, job_lease.c.holder == holder)


def _give_back(desk: Desk, job: Job, holder: str, outcome: str = "") -> Done[JobState]:
    """End the lease; with an outcome, the job has run. Nothing is written over another's."""
    values: dict[str, object] = {"holder": None, "lease_until": None}
    if outcome:
        values |= {"last_run": desk.clock.now(), "outcome": storable(outcome)[:LONGEST_OUTCOME]}

    def work(connection: Connection) -> Done[JobState]:
        connection.execute(update(job_lease).where(_held(job, holder)).values(values))
        (state,) = job_states(connection, (job,))
        return Done(state, (Changed("job"),))

    return desk.database.write(work)
