"""A scenario on its way through its scenes: forward, a look back, again, and on another curve."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import UserError
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.operators.desk import Desk
from app.progress import Progress
from app.simulator.engine import Batch
from app.simulator.outcome import Outcome
from app.simulator.scenario import Event, MarketTerms, Scenario
from app.simulator.view.player import Player, State
from app.simulator.view.presenter.market_state import (
    MarketState,
    RunningTotals,
    SceneEnd,
    arrays_of,
    simulate_scenes,
)
from app.simulator.view.presenter.script import ShownScene, script_of
from app.simulator.view.speed import SPEEDS, Speed, speed_for
from app.vending.view.curve.curve_series import CurveSamples, sample
from app.vending.view.price.price_series import TradeArrays


class ScenePhase(Enum):
    """What the audience is looking at.

    OPENING: the crowd is entering its room. BEFORE: a room in which nothing has happened yet.
    PAUSED: a scene that stands still. ENDED: its end. OVER: the end of the last one.
    BACK: the end of an earlier scene.
    """

    OPENING = "opening"
    BEFORE = "before"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    OVER = "over"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Kept:
    """A scene's end, to be shown again. outcome: None until it is worked out."""

    market_state: MarketState
    outcome: Outcome | None
    trades: TradeArrays = field(compare=False)


class Presentation(QObject):
    """Everything goes through one player, in a fresh demo room for each run.

    changed: the scene, the phase, the speed or what is compared with is another one.
    former, former_curve: the run that this one is compared with, scene by scene, and its curve
    where that was another one; empty and None while there is none.
    kept: the ends of the scenes that have been played.
    traded: trades were added to `trades`. began: there are none yet, on the curve of `terms`.
    failed: the UserError that stopped the run.
    """

    changed = Signal()
    traded = Signal()
    began = Signal()
    failed = Signal(object)

    def __init__(
        self, context: ViewContext, desk: Desk, scenario: Scenario, *, shipped: bool = False,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        """shipped: the scenario comes with the program. Raises InvalidInput for its market."""
        super().__init__(parent)
        self._tasks = context.tasks
        self.scenario = scenario
        self.shipped = shipped
        self.scenes = script_of(scenario, shipped=shipped)
        self.terms = scenario.market.terms()
        self.trades = TradeArrays.empty()
        self.former: tuple[SceneEnd, ...] = ()
        self.former_curve: CurveSamples | None = None
        self._totals = RunningTotals.opened(self.terms)
        self._opening_price = self._totals.price
        self.kept: list[Kept] = []
        self._live = 0
        self._back: int | None = None
        self._shift = 0
        self._hurrying = False
        self._dry_run: Task | None = None
        self.player = Player(context, desk, self)
        self.player.changed.connect(self._on_player_changed)
        self.player.advanced.connect(self._on_player_advanced)
        self.player.failed.connect(self.failed)

    # What is shown

    @property
    def scene(self) -> ShownScene:
        """The scene that is shown."""
        return self.scenes[self._live if self._back is None else self._back]

    @property
    def phase(self) -> ScenePhase:
        """What the audience is looking at."""
        if self._back is not None:
            return ScenePhase.BACK
        if self.player.state in (State.EMPTY, State.PREPARING):
            return ScenePhase.OPENING
        if self.player.state is State.RUNNING:
            return ScenePhase.PLAYING
        if self._has_ended:
            return ScenePhase.OVER if self._live == len(self.scenes) - 1 else ScenePhase.ENDED
        return ScenePhase.BEFORE if self.player.step == 0 else ScenePhase.PAUSED

    @property
    def step(self) -> int:
        """How many steps of the run what is shown has."""
        return self.player.step if self._back is None else self.scene.ends

    @property
    def at(self) -> datetime:
        """The market's time of what is shown, in UTC."""
        run = self.player.simulation
        begins_at = self.scenario.begins_at if run is None else run.begins_at
        return begins_at + timedelta(seconds=self.step * self.scenario.step_seconds)

    @property
    def market_state(self) -> MarketState:
        """How the market stands in what is shown."""
        if self._back is not None:
            return self.kept[self._back].market_state
        return self._totals.market_state(self.player.step)

    @property
    def shown_trades(self) -> TradeArrays:
        """The trades up to what is shown."""
        return self.trades if self._back is None else self.kept[self._back].trades

    @property
    def outcome(self) -> Outcome | None:
        """What came of the run up to what is shown; None while it plays or isn't worked out."""
        if self._back is not None:
            return self.kept[self._back].outcome
        outcome = self.player.outcome
        return outcome if outcome is not None and outcome.steps == self.step else None

    @property
    def before(self) -> SceneEnd | None:
        """How the scene ended in the run that this one is compared with."""
        return self.former[self.scene.number - 1] if self.former else None

    @property
    def price_before(self) -> int:
        """The price when the scene that is shown began, in minor units."""
        place = self.scene.number - 1
        return self.kept[place - 1].market_state.price if place else self._opening_price

    @property
    def events(self) -> tuple[tuple[Event, bool], ...]:
        """What has begun in the scene so far, and whether it still goes on."""
        last = self.step - 1
        return tuple(
            (event, event.covers(last))
            for event in self.scenario.events
            if event.step <= last and event.step + event.lasts > self.scene.begins
        )

    @property
    def speed(self) -> Speed:
        """How fast the scene plays."""
        return speed_for(self.scene.ends - self.scene.begins, self._shift)

    # What may be asked of it

    def open(self) -> None:
        """Let the crowd enter a fresh room, and wait at step 0."""
        self._begin_anew()
        self.player.load(self.scenario, terms=self.terms)
        self._enter_room()

    @Slot()
    def next(self) -> None:
        """On to the next scene; in one that plays, pause; in one that stands still, go on."""
        if self._back is not None:
            self._go_back_to(self._back + 1)
        elif self.player.state is State.RUNNING:
            self.player.pause()
        elif not self._has_ended:
            self._play()
        elif self._live + 1 < len(self.scenes):
            self._live += 1
            self._play()

    @Slot()
    def back(self) -> None:
        """Show how the scene before ended; what plays is paused."""
        self.pause()
        shown = self._live if self._back is None else self._back
        if shown > 0:
            self._go_back_to(shown - 1)

    @Slot()
    def finish(self) -> None:
        """Play the scene to its end as fast as it goes."""
        if self._back is None and not self._has_ended:
            self._hurrying = True
            self._play()

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        self.player.pause()

    @Slot()
    def again(self) -> None:
        """The same crowd, in a room that stands as the first one stood."""
        self.player.pause()
        self._begin_anew()
        if self.player.simulation is None:
            self._enter_room()
        else:
            self.player.reset()

    def change_terms(self, terms: MarketTerms) -> None:
        """The same crowd in a room of other terms; what was so far becomes the run before."""
        if self._dry_run is not None:
            self._dry_run.cancel()
        self._dry_run = self._tasks.long(
            partial(_simulate_former, self.scenario, self.terms, self.scenes, terms),
            title=self.tr("Comparing with the run before"),
            done=self._on_simulated,
            failed=self._on_not_simulated,
        )
        self.former, self.former_curve = (), None
        self.terms = terms
        self.open()

    @Slot()
    def faster(self) -> None:
        """Play the next speed up."""
        self._shift_by(1)

    @Slot()
    def slower(self) -> None:
        """Play the next speed down."""
        self._shift_by(-1)

    def stop(self) -> None:
        """End between two transactions; nothing is told any more."""
        self.player.pause()
        if self._dry_run is not None:
            self._dry_run.cancel()

    # How it gets on

    @property
    def _has_ended(self) -> bool:
        """Whether the scene that is played has been played to its end."""
        return len(self.kept) > self._live

    def _begin_anew(self) -> None:
        self.kept.clear()
        self._live, self._back, self._hurrying = 0, None, False
        self.trades = TradeArrays.empty()
        self._totals = RunningTotals.opened(self.terms)
        self._opening_price = self._totals.price
        self.began.emit()
        self.changed.emit()

    def _enter_room(self) -> None:
        # Asked to play and to pause, the player lets the crowd in and waits.
        self.player.play_to(1)
        self.player.pause()

    def _play(self) -> None:
        self.player.set_speed(Speed.MAX if self._hurrying else self.speed)
        if self.scene.ends <= self.player.step:
            self._keep()
        else:
            self.player.play_to(self.scene.ends)

    def _keep(self) -> None:
        """Note that the scene that is played has ended."""
        self._hurrying = False
        market_state = self._totals.market_state(self.player.step)
        self.kept.append(Kept(market_state, self.outcome, self.trades))
        self.changed.emit()

    def _go_back_to(self, place: int) -> None:
        self._back = place if place < self._live else None
        self.changed.emit()

    def _shift_by(self, speeds: int) -> None:
        place = SPEEDS.index(self.speed) + speeds
        if 0 <= place < len(SPEEDS):
            self._shift += speeds
            self.player.set_speed(self.speed)
            self.changed.emit()

    @Slot()
    def _on_player_changed(self) -> None:
        resting = self.player.state in (State.PAUSED, State.OVER)
        live = self.scenes[self._live]
        if resting and not self._has_ended and self.player.step >= live.ends:
            self._keep()
            return
        self._add_outcome()
        self.changed.emit()

    def _add_outcome(self) -> None:
        """Keep the figures that have been worked out by now with the scene that they end."""
        outcome = self.player.outcome
        for place, kept in enumerate(self.kept):
            if outcome is not None and outcome.steps == kept.market_state.step:
                self.kept[place] = Kept(kept.market_state, outcome, kept.trades)

    @Slot(object)
    def _on_player_advanced(self, batch: Batch) -> None:
        self._totals.take(batch.fills)
        self.trades = self.trades.followed_by(arrays_of(batch.fills))
        self.traded.emit()

    def _on_simulated(self, found: tuple[tuple[SceneEnd, ...], CurveSamples | None]) -> None:
        self._dry_run = None
        self.former, self.former_curve = found
        self.changed.emit()

    def _on_not_simulated(self, _error: UserError) -> None:
        # Stopped by the person: then there is nothing to compare with.
        self._dry_run = None


def _simulate_former(
    scenario: Scenario,
    terms: MarketTerms,
    scenes: Sequence[ShownScene],
    now: MarketTerms,
    progress: Progress,
) -> tuple[tuple[SceneEnd, ...], CurveSamples | None]:
    """The run before, and its curve, if it was another one, as far as a supply may go."""
    ends = simulate_scenes(scenario, terms, scenes, progress)
    if terms.curve == now.curve:
        return ends, None
    farthest = 2 * max(end.market_state.supply for end in ends)
    limits = (terms.curve.max_supply, terms.rules.supply_cap)
    supply = min([farthest, *(limit for limit in limits if limit is not None)])
    return ends, sample(terms.curve.integral, supply, terms.rules.supply_cap, "")
