"""Jobs in an open window: they run beside it, and end with it; wrong books are said loudly."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.assembly.jobs import DAILY_PROOF, JOBS
from app.changes import Changed, Done
from app.db.clock import SetClock
from app.db.database import Database, connect
from app.db.location import Location
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.jobs import Job, JobState, StopRequest, job_states, run_due
from app.progress import NoProgress, Progress
from app.shell import background_jobs
from app.shell.audit_page import AuditPage
from app.shell.bootstrap import make_surroundings
from app.shell.proof_alarm import daily_proof
from tests.factories import desk_of
from tests.lively import make_lively
from tests.shell.house import House
from tests.showing import cut_labels, nameless, settle, show_page
from tests.spoiling import drop_guards

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_jobs, "FIRST_SECONDS", 0.0)


def with_jobs(house: House, *jobs: Job) -> House:
    house.around = replace(house.around, jobs=jobs)
    house.window._around = house.around
    return house


def states(location: Location, *jobs: Job) -> tuple[JobState, ...]:
    with closing(connect(location)) as database:
        return database.read(lambda connection: job_states(connection, jobs))


def spoil(path: Path) -> None:
    """Change a balance behind the program's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        drop_guards(file)
        file.execute("UPDATE ledger_account SET balance = balance + 1 WHERE balance > 0")


class TestWindow:
    def test_it_runs_what_is_due_while_the_window_is_used(self, house: House) -> None:
        began, go_on = threading.Event(), threading.Event()

        def sweep(_desk: Desk, _progress: Progress) -> Done[str]:
            began.set()
            assert go_on.wait(30)
            return Done("swept", (Changed("room", (7,)),))

        job = Job("sweep", DAY, sweep)
        heard: list[Changed] = []
        house.context.tasks.changed.connect(heard.extend)
        location = with_jobs(house, job).enter()
        assert began.wait(30)
        # The job is under way, and the window answers.
        QTest.keyClick(house.page.text, Qt.Key.Key_A)
        assert house.page.text.text() == "a"
        assert house.context.tasks.long_tasks == ()
        go_on.set()
        house.qtbot.waitUntil(lambda: Changed("job") in heard)
        assert Changed("room", (7,)) in heard
        assert states(location, job)[0].outcome == "ok: swept"

    def test_closing_stops_it_and_gives_its_lease_back(self, house: House) -> None:
        began = threading.Event()

        def endless(_desk: Desk, progress: Progress) -> Done[str]:
            while True:
                began.set()
                progress.step(0, None)

        job = Job("endless", DAY, endless)
        location = with_jobs(house, job).enter()
        assert began.wait(30)
        assert states(location, job)[0].holder is not None
        # Nobody is asked: nobody has begun it.
        assert house.window.close()
        assert states(location, job) == (JobState("endless"),)

    def test_signing_out_ends_it_too(self, house: House) -> None:
        def sweep(_desk: Desk, _progress: Progress) -> Done[str]:
            return Done("swept")

        with_jobs(house, Job("sweep", DAY, sweep)).enter()
        thread = house.bench.jobs._thread
        house.window.sign_out()
        house.settle()
        assert not thread.is_alive()

    def test_without_jobs_there_is_no_thread(self, house: House) -> None:
        house.enter()
        assert not house.bench.jobs._thread.is_alive()

    def test_the_program_s_window_has_all_jobs(self, clock: SetClock) -> None:
        assert make_surroundings(clock).jobs == JOBS


class TestAlarm:
    @pytest.fixture
    def location(self, house: House) -> Location:
        location = house.workspace()
        with closing(connect(location)) as database:
            make_lively(database)
        assert location.path is not None
        spoil(location.path)
        return location

    def test_wrong_books_are_said_on_every_page_until_they_are_right(
        self, house: House, location: Location
    ) -> None:
        with_jobs(house, *JOBS).open(location)
        house.sign_in()
        alarm = house.bench.alarm
        house.qtbot.waitUntil(alarm.isVisible)
        assert alarm.title.text() == "The books do not balance"
        assert "ledger_account" in alarm.text.text()
        assert "2026-03-01" in alarm.text.text()
        house.bench.show_page("members")
        house.settle()
        assert alarm.isVisible()
        alarm.details.click()
        dialog = house.context.messages.dialog
        assert dialog is not None
        dialog.reject()
        # A colleague's proof finds them right again.
        mend(location)
        house.clock.advance(DAY)
        with closing(connect(location)) as database:
            list(run_due(database, house.clock, JOBS, NoProgress()))
        house.qtbot.waitUntil(lambda: not alarm.isVisible())

    def test_its_button_leads_to_the_audit(self, full_house: House, location: Location) -> None:
        with_jobs(full_house, *JOBS).open(location)
        full_house.sign_in()
        bench = full_house.bench
        full_house.qtbot.waitUntil(bench.alarm.isVisible)
        bench.alarm.retry.click()
        full_house.settle()
        page = bench.page
        assert isinstance(page, AuditPage)
        assert page.proof.daily.text().startswith("Daily proof: failed, 2026-03-01 12:00. ")
        assert page.proof.daily.property("tone") == "error"

    def test_a_new_window_says_so_at_once(self, house: House, location: Location) -> None:
        with closing(connect(location)) as database:
            list(run_due(database, house.clock, JOBS, NoProgress()))
        house.open(location)
        house.sign_in()
        assert house.bench.alarm.isVisible()
        assert nameless(house.bench) == []
        assert cut_labels(house.bench.alarm) == []


def mend(location: Location) -> None:
    """Take the change back."""
    assert location.path is not None
    with closing(sqlite3.connect(location.path, isolation_level=None)) as file:
        file.execute("UPDATE ledger_account SET balance = balance - 1 WHERE balance > 0")


class TestLine:
    @pytest.fixture
    def desk(self, file_database: Database, clock: SetClock) -> Desk:
        make_lively(file_database)
        return desk_of(file_database, clock=clock)

    @pytest.fixture
    def page(self, desk: Desk, context: ViewContext, qtbot: QtBot) -> AuditPage:
        shown = AuditPage(context, desk)
        shown.resize(1256, 828)
        show_page(shown, context, qtbot)
        return shown

    def prove(self, page: AuditPage, desk: Desk) -> None:
        for done in run_due(desk.database, desk.clock, JOBS, NoProgress()):
            page.context.tasks.changed.emit(done.changed)
        settle(page.context)

    def test_it_says_when_the_books_were_proved(self, page: AuditPage, desk: Desk) -> None:
        assert page.proof.daily.text() == "Daily proof: not made yet"
        self.prove(page, desk)
        assert page.proof.daily.text() == "Daily proof: books balanced, 2026-03-01 12:00"
        assert page.proof.daily.property("tone") in ("", None)

    def test_it_says_what_else_went_wrong_and_raises_no_alarm_for_it(
        self, page: AuditPage, desk: Desk
    ) -> None:
        def down(_desk: Desk, _progress: Progress) -> Done[str]:
            raise OSError("nothing is said of it")

        with pytest.raises(OSError, match="nothing"):
            list(run_due(desk.database, desk.clock, [Job(DAILY_PROOF, DAY, down)], StopRequest()))
        page.context.tasks.changed.emit((Changed("job"),))
        settle(page.context)
        text = "Daily proof: failed, 2026-03-01 12:00. OSError"
        assert page.proof.daily.text() == text
        assert daily_proof(desk.database).code == "CRASHED"
