"""`tokendesk work`: the program's jobs, where no window is open."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.assembly.jobs import BROKEN_BOOKS, DAILY_PROOF
from app.db.clock import SystemClock
from app.db.database import Database, connect
from app.db.location import Location
from app.operators.service import program_desk
from tests.command_line import printed, refused, run
from tests.factories import make_member
from tests.spoiling import drop_guards


@pytest.fixture(params=["file_database", "postgres_database"])
def workspace(request: pytest.FixtureRequest) -> Location:
    """A small workspace, which others may open too."""
    database: Database = request.getfixturevalue(request.param)
    make_member(program_desk(database, SystemClock()), "ana")
    return database.location


def spoil(path: Path) -> None:
    """Change a balance behind the program's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        drop_guards(file)
        file.execute("UPDATE ledger_account SET balance = balance + 1 WHERE id = 2")


def make_due(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("UPDATE job SET last_run = 0")


class TestOnce:
    def test_it_proves_the_books_without_a_sign_in(self, workspace: Location) -> None:
        found = printed(run("work", "--once", "--json", workspace=workspace))
        assert found["job"] == DAILY_PROOF
        assert found["ok"] is True
        assert found["outcome"].startswith("ok: the books balance, root hash ")
        # A second time it isn't due, and how it went last is said again.
        again = printed(run("work", "--once", "--json", workspace=workspace))
        assert again == found
        described = printed(run("info", "--json", workspace=workspace))
        assert described["jobs"] == [found]
        assert described["tables"]["job"] == 1

    def test_the_root_hash_is_that_of_the_audit(self, demo_copy: Path) -> None:
        proved = run("work", "--once", workspace=demo_copy)
        assert proved.exit_code == 0
        root = printed(run("audit", "--json", workspace=demo_copy))["root_hash"]
        assert f"root hash {root[:16]}…" in proved.stdout
        assert DAILY_PROOF in run("info", workspace=demo_copy).stdout

    def test_broken_books_are_an_exit_code_and_what_was_found(self, demo_copy: Path) -> None:
        spoil(demo_copy)
        for _ in range(2):
            # Also while it waits to be tried again.
            result = run("work", "--once", "--json", workspace=demo_copy)
            assert result.exit_code == 1
            found = json.loads(result.stdout)
            assert found["ok"] is False
            assert found["outcome"].startswith(f"{BROKEN_BOOKS}: ")
            assert "ledger_account 2 holds" in found["outcome"]

    def test_a_job_may_be_named(self, demo_copy: Path) -> None:
        assert run("work", "--once", "--job", DAILY_PROOF, workspace=demo_copy).exit_code == 0
        refused(run("work", "--job", "none", workspace=demo_copy), "USAGE", exit_code=2)

    def test_a_workspace_must_be_named(self) -> None:
        refused(run("work", "--once"), "USAGE", exit_code=2)


@pytest.fixture
def worker(demo_copy: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that goes on working."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "work", "--json", "--workspace", demo_copy],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals.")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_goes_on_until_it_is_told_to_end(
    sent: signal.Signals, worker: subprocess.Popen[str], demo_copy: Path
) -> None:
    assert worker.stdout is not None
    assert worker.stderr is not None
    found = json.loads(worker.stdout.readline())
    assert (found["job"], found["ok"]) == (DAILY_PROOF, True)
    worker.send_signal(sent)
    assert worker.wait(30) == 0
    assert (worker.stdout.read(), worker.stderr.read()) == ("", "")
    with closing(connect(Location(path=demo_copy))) as database:
        row = database.read(
            lambda connection: connection.exec_driver_sql("SELECT holder FROM job").one()
        )
    assert row == (None,)


def test_two_programs_at_once_prove_the_books_once(demo_copy: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "app", "work", "--once", "--json", "--workspace", demo_copy],
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    # Who came too late to run it tells how it went, or that it hasn't ended yet.
    ends = {json.loads(line)["last_run"] for line in outputs} - {None}
    assert len(ends) == 1


def test_what_is_proved_again_is_seen_again(demo_copy: Path) -> None:
    assert run("work", "--once", workspace=demo_copy).exit_code == 0
    spoil(demo_copy)
    make_due(demo_copy)
    assert run("work", "--once", workspace=demo_copy).exit_code == 1
