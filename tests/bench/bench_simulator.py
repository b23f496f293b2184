"""A crowd at full speed under an open window, against the same crowd without a window.

What the window shows is counted as it happens: repaints of the price chart, and the longest time
in which the GUI thread did nothing else.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Slot
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from app.db.clock import SystemClock
from app.db.database import Database
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.operators.service import program_desk
from app.shell.market_extensions import SimulatedMarket
from app.simulator import engine
from app.simulator.scenario import Scenario
from app.simulator.view.player import State
from app.simulator.view.speed import Speed
from app.vending.view.vending_page import VendingPage
from tests.simulator.runs import desk_at_noon, scenario
from tests.simulator.view.conftest import simulated

SECONDS = 5.0
WARM_UP_MS = 1_500
BATCH = 180
GROUP = "simulated trades with a window, against none"


def crowd() -> Scenario:
    """A crowd that never runs out of money."""
    budget = {"lowest": 10**12, "highest": 10**13}
    shares = {"random": 70, "momentum": 20, "contrarian": 10}
    mix = [
        {"agent": kind, "percent": percent, "budget": budget} for kind, percent in shares.items()
    ]
    return scenario(steps=10_000_000, agents=70, mix=mix, events=[])


class Watch(QObject):
    """Counts repaints of a widget, and beats as often as the GUI thread lets it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.paints = 0
        self.longest = 0.0
        self._last = time.perf_counter()
        beat = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        beat.timeout.connect(self._on_beat)
        beat.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() == QEvent.Type.Paint
        return False

    @Slot()
    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ViewContext]:
    themes = Themes()
    icons, tasks = Icons(themes), Tasks()
    settings = ViewSettings(tmp_path / "view.ini")
    yield ViewContext(themes, icons, tasks, Messages(icons), settings, ZoneClock(), print)
    tasks.close()


def wait(milliseconds: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def run_beside(page: VendingPage) -> tuple[int, float, Watch]:
    """Trades and seconds of a stretch at full speed, and what was seen of it."""
    player = simulated(page).bar.player
    player.load(crowd())
    simulated(page).bar.set_speed(Speed.MAX)
    player.play()
    while player.state is not State.RUNNING:
        wait(20)
    wait(WARM_UP_MS)
    watch = Watch(page)
    page.price.chart.plot.viewport().installEventFilter(watch)
    trades, begun = player.trades, time.perf_counter()
    wait(int(SECONDS * 1_000))
    seconds = time.perf_counter() - begun
    trades = player.trades - trades
    player.pause()
    page.context.tasks.wait_idle()
    return trades, seconds, watch


@pytest.mark.benchmark(group=GROUP)
def test_a_run_beside_a_window(
    benchmark: BenchmarkFixture, context: ViewContext, file_database: Database, qtbot: QtBot
) -> None:
    """What the window shows while it lasts belongs to the goal."""
    page = VendingPage(context, program_desk(file_database, SystemClock()), SimulatedMarket)
    qtbot.addWidget(page)
    page.resize(1_256, 780)
    page.show()
    context.tasks.wait_idle()
    # As the program does once it has started.
    context.tasks.settle_memory()
    trades, seconds, watch = benchmark.pedantic(run_beside, args=(page,), rounds=1)
    rate = trades / seconds
    benchmark.extra_info.update(
        role="subject",
        count=rate * benchmark.stats.stats.median,
        unit="trades/s",
        goal_text="≥ 3 000 trades/s, ≥ 10 repaints/s, ≤ 50 ms",
    )
    seen = f"{watch.paints / seconds:.1f} repaints/s, longest stall {watch.longest * 1_000:.0f} ms"
    benchmark.extra_info["seen"] = seen


@pytest.mark.benchmark(group=GROUP)
def test_a_run_without_a_window(benchmark: BenchmarkFixture, file_database: Database) -> None:
    simulation = engine.begin(desk_at_noon(file_database), crowd())

    def run() -> tuple[int, float]:
        trades, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            trades += len(simulation.advance(BATCH).value.fills)
        return trades, time.perf_counter() - begun

    trades, seconds = benchmark.pedantic(run, rounds=1)
    rate = trades / seconds
    benchmark.extra_info.update(
        role="reference", count=rate * benchmark.stats.stats.median, unit="trades/s"
    )
