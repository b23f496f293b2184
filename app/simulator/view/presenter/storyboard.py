"""Makes the storyboard: the run and the file beside the GUI thread, the charts in short turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.chart.export import record_plot
from app.kit.files import file_name
from app.kit.numbers import unit
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.kit.theme import Themes
from app.kit.translation import said
from app.progress import Progress
from app.simulator.scenario import MarketTerms, Scenario
from app.simulator.view.event_marks import EventMarks
from app.simulator.view.presenter.market_state import SceneEnd, simulate_scenes
from app.simulator.view.presenter.marks import event_marks
from app.simulator.view.presenter.paper import Cover, Drawn, room_for, storyboard
from app.simulator.view.presenter.script import ShownScene, script_of
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.curve.curve_series import CurveSamples, sample
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_range import TimeSpan

PAUSE_MS = 5
"""Between two scenes; without any, Qt would draw all of them before the window's own events."""

MOST_MARKS = 8
"""Events that are named in a price chart, the newest ones."""


@dataclass(frozen=True, slots=True)
class _SceneToDraw:
    """A scene's end, and the points of its curve."""

    end: SceneEnd
    samples: CurveSamples


class Storyboard(QObject):
    """One file on its way; it lives until it is finished or failed.

    progressed: how many scenes are drawn, of how many. finished: the `Path` that was written.
    failed: the UserError that stopped it, `Cancelled` among them.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self, context: ViewContext, scenario: Scenario, terms: MarketTerms, *, shipped: bool,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """shipped: the scenario comes with the program, so its words are in the catalogue."""
        super().__init__(parent)
        self._host = parent
        self._context = context
        self._scenario = scenario
        self._terms = terms
        self._scenes = script_of(scenario, shipped=shipped)
        self._name = said(scenario.name) if shipped else scenario.name
        self._quote = unit(scenario.market.quote)
        self._path = Path()
        self._task: Task | None = None
        self._stopped = False
        self._ends: tuple[_SceneToDraw, ...] = ()
        self._drawn: list[Drawn] = []
        self._board: DrawingBoard | None = None

    def start(self, path: Path) -> None:
        """Begin to make this file."""
        self._path = path
        self._task = self._context.tasks.long(
            partial(_simulate_all, self._scenario, self._terms, self._scenes, self._quote),
            title=self._title(),
            done=self._on_simulated,
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Stop; a file that was there stays as it was."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def _title(self) -> str:
        return self.tr("Storyboard of {name}").format(name=self._name)

    def _on_simulated(self, scenes: tuple[_SceneToDraw, ...]) -> None:
        self._task = None
        self._ends = scenes
        zone = self._context.zone.local(self._context.zone.now()).tzinfo
        assert zone is not None
        self._board = DrawingBoard(self._context.themes, zone, self._scenario, self._host)
        QTimer.singleShot(PAUSE_MS, self, self._draw_next)

    @Slot()
    def _draw_next(self) -> None:
        """Draw one scene; the window gets its turn before the next."""
        if self._stopped:
            self._on_failed(Cancelled("The task was stopped."))
            return
        assert self._board is not None
        place = len(self._drawn)
        last = place == len(self._ends) - 1
        self._drawn.append(self._board.drawn(self._ends[place], last))
        self.progressed.emit(len(self._drawn), len(self._ends))
        if len(self._drawn) < len(self._ends):
            QTimer.singleShot(PAUSE_MS, self, self._draw_next)
            return
        self._task = self._context.tasks.long(
            partial(_write, self._cover(), tuple(self._drawn), self._path),
            title=self._title(),
            done=self._on_written,
            failed=self._on_failed,
        )

    def _cover(self) -> Cover:
        zone, scenario = self._context.zone, self._scenario
        ends = (each.end.scene.ends * scenario.step_seconds for each in self._ends)
        times = (scenario.begins_at + timedelta(seconds=seconds) for seconds in ends)
        return Cover(self._name, zone.exact(zone.now()), self._quote, tuple(map(zone.show, times)))

    def _on_written(self, path: Path) -> None:
        self._end()
        self.finished.emit(path)

    def _on_failed(self, error: UserError) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        if self._board is not None:
            self._board.deleteLater()
        self.deleteLater()


class DrawingBoard(QWidget):
    """Charts in light colours on no screen, recorded line by line."""

    def __init__(self, themes: Themes, zone: tzinfo, scenario: Scenario, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setObjectName("presenter.drawing_board")
        paper = themes.for_paper(self)
        self.curve = CurveChart(paper)
        self.price = PriceChart(paper, zone=zone)
        self.price.set_unit(unit(scenario.market.quote))
        self.price.set_range(TimeSpan.ALL)
        self.price.set_style("line")
        self._marks = EventMarks(self.price.pane, paper)
        self._scenario = scenario
        self._scale = themes.scale
        for chart in (self.curve, self.price):
            chart.setParent(self)
        self.show()

    def drawn(self, scene: _SceneToDraw, last: bool) -> Drawn:
        """A scene's end in pictures, as large as its page has room for."""
        end, state = scene.end, scene.end.market_state
        room = room_for(end, last)
        for chart in (self.curve, self.price):
            chart.resize(*(round(side * self._scale) for side in room.chart))
        self.curve.show_gap(state.shortfall, state.stranded)
        self.curve.show_samples(scene.samples)
        self.price.show_trades(end.trades)
        scenario = self._scenario
        self._marks.set_marks(event_marks(scenario, scenario.begins_at, state.step, MOST_MARKS))
        curve, price = (record_plot(each.plot, *room.chart) for each in (self.curve, self.price))
        return Drawn(end, room, curve, price)


def board_name(name: str) -> str:
    """The file's name without ending that is suggested for a storyboard."""
    return file_name("storyboard", name)


def _simulate_all(
    scenario: Scenario,
    terms: MarketTerms,
    scenes: Sequence[ShownScene],
    quote: str,
    progress: Progress,
) -> tuple[_SceneToDraw, ...]:
    curve, cap = terms.curve, terms.rules.supply_cap
    return tuple(
        _SceneToDraw(end, sample(curve.integral, end.market_state.supply, cap, quote))
        for end in simulate_scenes(scenario, terms, scenes, progress)
    )


def _write(cover: Cover, drawn: Sequence[Drawn], path: Path, progress: Progress) -> Path:
    progress.step(0, None)
    storyboard(cover, drawn).save(path)
    return path
