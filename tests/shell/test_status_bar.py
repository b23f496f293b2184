"""The status bar: where the data is, the clock, and the job that runs."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.kit.page import ViewContext
from app.progress import Progress
from app.shell.status_bar import StatusBar
from tests.showing import cut_labels, settle


class Job:
    """Long work that goes on step by step, as the test lets it."""

    def __init__(self) -> None:
        self._turns = threading.Semaphore(0)
        self.ended = threading.Event()

    def __call__(self, progress: Progress) -> None:
        try:
            for step in range(1, 11):
                assert self._turns.acquire(timeout=20)
                progress.step(step, 10, f"row {step}")
        finally:
            self.ended.set()

    def go(self, steps: int = 1) -> None:
        self._turns.release(steps)


@pytest.fixture
def bar(context: ViewContext, qtbot: QtBot) -> StatusBar:
    shown = StatusBar("/home/ada/north.db", False, context)
    qtbot.addWidget(shown)
    shown.resize(1200, 24)
    shown.show()
    return shown


@pytest.fixture
def job(context: ViewContext) -> Iterator[Job]:
    made = Job()
    yield made
    made.go(20)
    settle(context)


def start(context: ViewContext, job: Job, title: str = "Export") -> None:
    context.tasks.long(job, title=title, done=lambda _: None, failed=lambda _: None)


def test_place_kind_zone_and_clock_are_shown(bar: StatusBar) -> None:
    assert bar.place.full_text() == "/home/ada/north.db"
    assert bar.data.text() == "Real data"
    assert bar.zone.text() == "Times in UTC"
    assert bar.clock.text() == "2026-03-01 12:00:00"


def test_demo_is_called_one(context: ViewContext, qtbot: QtBot) -> None:
    bar = StatusBar("demo.db", True, context)
    qtbot.addWidget(bar)
    assert bar.data.text() == "Demo data"


def test_clock_goes_on(bar: StatusBar, clock: SetClock, context: ViewContext) -> None:
    clock.at = clock.at.replace(hour=13, second=7)
    context.zone.choose("Europe/Madrid")
    bar.show_time()
    assert bar.clock.text() == "2026-03-01 14:00:07"
    assert bar.zone.text() == "Times in Europe/Madrid"


def test_job_is_shown_with_its_progress_until_it_ends(
    bar: StatusBar, context: ViewContext, job: Job, qtbot: QtBot
) -> None:
    assert not bar.job.isVisible()
    start(context, job)
    assert bar.job.isVisible()
    assert bar.job_text.full_text() == "Export"
    assert bar.job_bar.maximum() == 0
    job.go(4)
    qtbot.waitUntil(lambda: bar.job_text.full_text() == "Export · row 4")
    assert (bar.job_bar.value(), bar.job_bar.maximum()) == (400, 1000)
    job.go(20)
    settle(context)
    assert not bar.job.isVisible()


def test_job_can_be_stopped(bar: StatusBar, context: ViewContext, job: Job) -> None:
    start(context, job)
    bar.stop.click()
    assert bar.job_text.full_text() == "Stopping…"
    job.go()
    assert job.ended.wait(10)
    settle(context)
    assert not bar.job.isVisible()


def test_of_two_jobs_the_other_one_is_shown_when_one_has_ended(
    bar: StatusBar, context: ViewContext, job: Job, qtbot: QtBot
) -> None:
    second = Job()
    start(context, job)
    start(context, second, "Backup")
    assert bar.job_text.full_text() == "Backup"
    second.go(20)
    qtbot.waitUntil(lambda: bar.job_text.full_text().startswith("Export"))
    assert bar.job.isVisible()


def test_long_words_give_way(bar: StatusBar, context: ViewContext, job: Job) -> None:
    bar.place.setText("/a/very/long/path/" * 30)
    start(context, job, "An export with a name that is longer than anybody would think " * 3)
    assert cut_labels(bar) == []
    assert bar.width() == 1200


def test_bar_grows_with_the_text(bar: StatusBar, context: ViewContext) -> None:
    context.themes.set_scale(150)
    assert bar.height() == 36
