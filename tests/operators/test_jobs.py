"""Jobs: who runs one, when it is due, and what is left when a runner is killed."""

import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.changes import Changed, Done
from app.db.backup import backup, restore
from app.db.clock import SetClock
from app.db.database import Database, connect
from app.db.location import Location
from app.db.migrate import run_migrations, upgrade
from app.errors import Cancelled, Conflict, Unavailable
from app.operators import jobs
from app.operators.desk import Desk
from app.operators.jobs import (
    LEASE,
    RETRY,
    Job,
    JobState,
    StopRequest,
    job_states,
    run_due,
    run_until_stopped,
)
from app.operators.service import program_desk
from app.progress import NoProgress, Progress
from tests.postgres import Server
from tests.races import at_once

DAY = timedelta(days=1)
ROOM = Changed("room", (7,))


class Chore:
    """A job that counts its runs; `fails` is what it raises."""

    def __init__(self, name: str = "sweep") -> None:
        self.runs = 0
        self.fails: BaseException | None = None
        self.desks: list[Desk] = []
        self.job = Job(name, DAY, self.run)

    def run(self, desk: Desk, progress: Progress) -> Done[str]:
        self.runs += 1
        self.desks.append(desk)
        progress.step(0, 1)
        if self.fails is not None:
            raise self.fails
        return Done("swept", (ROOM,))


@pytest.fixture
def chore() -> Chore:
    return Chore()


@pytest.fixture(params=["file_database", "postgres_database"])
def shared(request: pytest.FixtureRequest) -> Database:
    """A workspace that other programs may open too."""
    found: Database = request.getfixturevalue(request.param)
    return found


def run(
    database: Database, clock: SetClock, *chores: Chore, progress: Progress | None = None
) -> list[Done[JobState]]:
    wanted = [chore.job for chore in chores]
    return list(run_due(database, clock, wanted, progress or NoProgress()))


def state_of(database: Database, chore: Chore) -> JobState:
    (state,) = database.read(lambda connection: job_states(connection, [chore.job]))
    return state


class TestWhenDue:
    def test_it_runs_at_once_and_then_after_its_interval(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        assert state_of(database, chore) == JobState("sweep")
        (done,) = run(database, clock, chore)
        assert done.value == JobState("sweep", None, None, clock.now(), "ok: swept")
        assert done.changed == (ROOM, Changed("job"))
        assert run(database, clock, chore) == []
        clock.advance(DAY - timedelta(seconds=1))
        assert run(database, clock, chore) == []
        clock.advance(timedelta(seconds=1))
        assert len(run(database, clock, chore)) == 1
        assert chore.runs == 2

    def test_a_failure_is_kept_and_tried_again_sooner(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        chore.fails = Conflict("The broom is gone.", code="NO_BROOM")
        other = Chore("dust")
        failed, done = run(database, clock, chore, other)
        assert (failed.value.outcome, failed.value.failed) == ("NO_BROOM: The broom is gone.", True)
        assert (failed.value.code, failed.value.sentence) == ("NO_BROOM", "The broom is gone.")
        assert (done.value.code, done.value.failed) == ("ok", False)
        clock.advance(RETRY - timedelta(seconds=1))
        assert run(database, clock, chore) == []
        clock.advance(timedelta(seconds=1))
        chore.fails = None
        assert [each.value.outcome for each in run(database, clock, chore)] == ["ok: swept"]

    def test_a_clock_that_was_wrong_delays_nothing(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        run(database, SetClock(clock.now() + 100 * DAY), chore)
        hold(database, SetClock(clock.now() + 100 * DAY), chore)
        assert len(run(database, clock, chore)) == 1

    def test_it_acts_as_the_program(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        run(database, clock, chore)
        assert (chore.desks[0].operator.id, chore.desks[0].actor) == (None, "tokendesk")

    def test_what_is_said_is_kept_whatever_it_holds(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        chore.fails = Conflict("a\0b\ud800" * 1_000)
        (done,) = run(database, clock, chore)
        assert len(done.value.outcome) == jobs.LONGEST_OUTCOME


def hold(database: Database, clock: SetClock, chore: Chore) -> None:
    """Take the lease as a program does that is then killed."""
    desk = program_desk(database, clock)
    assert jobs._take(desk, state_of(database, chore), "somebody")


class TestLease:
    def test_of_many_runners_one_runs_it(
        self, shared: Database, clock: SetClock, chore: Chore
    ) -> None:
        barrier = threading.Barrier(6, timeout=30)

        def work(_number: int) -> int:
            with closing(connect(shared.location)) as other:
                barrier.wait()
                return len(run(other, clock, chore))

        assert sorted(at_once(6, work)) == [0, 0, 0, 0, 0, 1]
        assert chore.runs == 1

    def test_who_saw_it_before_another_ended_it_doesnt_run_it_again(
        self, shared: Database, clock: SetClock, chore: Chore
    ) -> None:
        seen = state_of(shared, chore)
        run(shared, clock, chore)
        assert not jobs._take(program_desk(shared, clock), seen, "late")

    def test_a_killed_holders_lease_runs_out(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        hold(database, clock, chore)
        clock.advance(LEASE - timedelta(seconds=1))
        assert run(database, clock, chore) == []
        clock.advance(timedelta(seconds=1))
        assert len(run(database, clock, chore)) == 1

    def test_it_is_renewed_while_the_work_goes_on(
        self,
        shared: Database,
        clock: SetClock,
        chore: Chore,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(jobs, "RENEW_SECONDS", 0.01)
        renewed = threading.Event()

        def slow(_desk: Desk, _progress: Progress) -> Done[str]:
            clock.advance(LEASE * 2)
            with closing(connect(shared.location)) as other:
                for _ in range(3_000):
                    state = state_of(other, chore)
                    if state.lease_until == clock.now() + LEASE:
                        renewed.set()
                        break
                    renewed.wait(0.01)
                assert run(other, clock, chore) == []
            return Done("slowly")

        list(run_due(shared, clock, [Job("sweep", DAY, slow)], NoProgress()))
        assert renewed.is_set()
        assert state_of(shared, chore).outcome == "ok: slowly"

    def test_who_lost_it_writes_nothing_over_the_others(
        self, shared: Database, clock: SetClock, chore: Chore
    ) -> None:
        def slept(_desk: Desk, _progress: Progress) -> Done[str]:
            clock.advance(LEASE)
            hold(shared, clock, chore)
            return Done("too late")

        (done,) = run_due(shared, clock, [Job("sweep", DAY, slept)], NoProgress())
        assert (done.value.holder, done.value.outcome) == ("somebody", "")

    def test_stopped_work_gives_it_back_and_stays_due(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        stop = StopRequest()
        stop.make()
        with pytest.raises(Cancelled):
            run(database, clock, chore, progress=stop)
        assert state_of(database, chore) == JobState("sweep")
        assert len(run(database, clock, chore)) == 1

    @pytest.mark.parametrize(
        ("bug", "outcome"), [(ValueError("secret"), "CRASHED: ValueError"), (SystemExit(), "")]
    )
    def test_a_bug_passes_on_after_giving_it_back(
        self, database: Database, clock: SetClock, chore: Chore, bug: BaseException, outcome: str
    ) -> None:
        chore.fails = bug
        with pytest.raises(type(bug)):
            run(database, clock, chore)
        state = state_of(database, chore)
        assert (state.holder, state.outcome) == (None, outcome)

    def test_the_database_takes_no_half_lease(self, database: Database, chore: Chore) -> None:
        def half(connection: Connection) -> None:
            connection.exec_driver_sql(
                "INSERT INTO job (name, holder, outcome) VALUES ('a','b','')"
            )

        with pytest.raises(Exception, match="ck_job_lease"):
            database.write(half)


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from datetime import timedelta
    from pathlib import Path
    from app.db.clock import SystemClock
    from app.db.database import connect
    from app.db.location import Location
    from app.operators.jobs import Job, run_due
    from app.progress import NoProgress

    def die(desk, progress):
        os.kill(os.getpid(), signal.SIGKILL)

    job = Job("sweep", timedelta(days=1), die)
    location = Location(Path(sys.argv[1])) if sys.argv[2] == "file" else Location(url=sys.argv[1])
    list(run_due(connect(location), SystemClock(), [job], NoProgress()))
    """
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal.")
def test_another_program_takes_over_from_a_killed_one(shared: Database, chore: Chore) -> None:
    place = str(shared.location.path or shared.location.url)
    kind = "file" if shared.is_sqlite else "server"
    killed = subprocess.run([sys.executable, "-c", KILLED, place, kind], check=False)
    assert killed.returncode == -signal.SIGKILL
    held = state_of(shared, chore)
    assert held.holder is not None
    assert held.lease_until is not None
    assert run(shared, SetClock(held.lease_until - timedelta(seconds=1)), chore) == []
    assert len(run(shared, SetClock(held.lease_until), chore)) == 1


class TestGoingOn:
    def test_it_looks_again_and_again_until_it_is_stopped(
        self, database: Database, clock: SetClock, chore: Chore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs, "LOOK_SECONDS", 0.0)
        stop, seen = StopRequest(), []

        def ended(done: Done[JobState]) -> None:
            seen.append(done.value.outcome)
            clock.advance(DAY)
            if len(seen) == 3:
                stop.make()

        run_until_stopped(database, clock, [chore.job], stop, ended)
        assert seen == ["ok: swept"] * 3

    def test_a_database_that_doesnt_answer_is_asked_again(
        self, database: Database, clock: SetClock, chore: Chore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs, "LOOK_SECONDS", 0.0)
        stop, answers = StopRequest(), iter([False, True])

        def due(*_: object) -> list[Done[JobState]]:
            if not next(answers):
                raise Unavailable("It is down.")
            stop.make()
            return []

        monkeypatch.setattr(jobs, "run_due", due)
        run_until_stopped(database, clock, [chore.job], stop, lambda _: None)
        assert list(answers) == []

    def test_it_ends_before_the_first_look(
        self, database: Database, clock: SetClock, chore: Chore
    ) -> None:
        stop = StopRequest()
        thread = threading.Thread(
            target=run_until_stopped,
            args=(database, clock, [chore.job], stop, lambda _: None),
            kwargs={"first": 600.0},
        )
        thread.start()
        stop.make()
        thread.join(30)
        assert not thread.is_alive()
        assert chore.runs == 0


def old_workspace(database: Database) -> None:
    database.write(lambda connection: run_migrations(connection, "0002_legacy_rooms"))


def check_migrated(location: Location, clock: SetClock, chore: Chore) -> None:
    with closing(connect(location)) as database:
        old_workspace(database)
        done = upgrade(database, NoProgress())
        assert (done.before, done.after) == ("0002_legacy_rooms", "0003_jobs")
        assert len(run(database, clock, chore)) == 1


def test_a_file_of_before_gets_the_table(tmp_path: Path, clock: SetClock, chore: Chore) -> None:
    check_migrated(Location(path=tmp_path / "old.db"), clock, chore)


def test_a_server_of_before_gets_the_table(
    postgres_server: Server, clock: SetClock, chore: Chore
) -> None:
    location = postgres_server.empty()
    check_migrated(location, clock, chore)
    postgres_server.drop(location)


def test_a_backup_carries_how_jobs_went(
    shared: Database, clock: SetClock, chore: Chore, tmp_path: Path
) -> None:
    run(shared, clock, chore)
    backup(shared, tmp_path / "copy.bak", NoProgress())
    target = Location(path=tmp_path / "restored.db")
    restore(tmp_path / "copy.bak", target, NoProgress())
    with closing(connect(target)) as restored:
        assert state_of(restored, chore) == state_of(shared, chore)
        assert restored.read(
            lambda connection: connection.execute(select(jobs.job_lease.c.name)).scalars().all()
        ) == ["sweep"]
