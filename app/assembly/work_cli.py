"""`tokendesk work`: does what the program does by itself, where no window is open."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import click

from app.assembly.jobs import JOBS
from app.changes import Done
from app.db.clock import SystemClock
from app.db.database import Database
from app.fields import record
from app.operators.cli_desk import chosen, open_workspace, workspace_option
from app.operators.jobs import (
    JOB_FIELDS,
    LISTED_JOB,
    Job,
    JobState,
    StopRequest,
    job_states,
    run_due,
    run_until_stopped,
)
from app.terminal import REFUSED, Command, json_option, print_json, print_table

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command("work", cls=Command)
@click.option("--once", is_flag=True, help="Run what is due, say how each job went last, and end.")
@click.option("--job", "name", type=click.Choice([job.name for job in JOBS]), help="Only this one.")
@workspace_option
@json_option
def work(once: bool, name: str | None, workspace: str | None, as_json: bool) -> int:
    """Run the jobs that are due; nobody signs in.

    Of several runners in a workspace, open windows included, one at a time runs a job. It goes on
    until it is interrupted; with --once it exits with 1 if a job failed.
    """
    jobs = tuple(job for job in JOBS if name in (None, job.name))
    with open_workspace(chosen("workspace", workspace)) as database, _interrupted() as stop:
        if once:
            return _once(database, jobs, stop, as_json)

        def ended(done: Done[JobState]) -> None:
            _say(done.value, as_json)

        # Beside this thread: a signal's handler must not find its own lock held.
        with ThreadPoolExecutor(1) as threads:
            threads.submit(run_until_stopped, database, SystemClock(), jobs, stop, ended).result()
    return 0


def _once(database: Database, jobs: tuple[Job, ...], stop: StopRequest, as_json: bool) -> int:
    for _ in run_due(database, SystemClock(), jobs, stop):
        continue
    states = database.read(lambda connection: job_states(connection, jobs))
    for state in states:
        _say(state, as_json)
    return REFUSED if any(state.failed for state in states) else 0


@contextmanager
def _interrupted() -> Iterator[StopRequest]:
    """A request to stop that is made when somebody interrupts or ends the process."""
    stop = StopRequest()
    before = [signal.signal(each, lambda *_: stop.make()) for each in _SIGNALS]
    try:
        yield stop
    finally:
        for each, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(each, handler)


def _say(state: JobState, as_json: bool) -> None:
    if as_json:
        print_json(record(JOB_FIELDS, state))
    else:
        print_table(LISTED_JOB, [state])
