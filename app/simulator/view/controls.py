"""The row of the simulator: its buttons and fields, and what the run has come to."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from app.kit.badges import Badge
from app.kit.boxes import Glyph
from app.kit.buttons import Button, IconButton
from app.kit.choice import ChoiceField
from app.kit.fonts import CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.number_field import NumberField
from app.kit.numbers import grouped
from app.kit.options import Option, among
from app.kit.painting import Painted
from app.kit.segments import Segmented
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.simulator.agents import AgentKind
from app.simulator.scenario import MAX_AGENTS, MAX_SEED, Scenario
from app.simulator.view.labels import kind_name, speed_name, state_name
from app.simulator.view.player import Player, State
from app.simulator.view.speed import Speed

_ICONS = {
    State.EMPTY: "file",
    State.READY: "dice",
    State.PREPARING: "door",
    State.RUNNING: "play",
    State.PAUSED: "pause",
    State.OVER: "check-circle",
}


class Readout(QWidget):
    """`Day 3, 14:32` and the state above the trades and the steps."""

    def __init__(self, icons: Icons, zone: ZoneClock) -> None:
        super().__init__()
        self._zone = zone
        self.setObjectName("simulator.readout")
        right = Qt.AlignmentFlag.AlignRight
        self.time = Label("", "vb", align=right)
        self.glyph = Glyph("dice", "text3", icons, size=12)
        self.state = Label("", "t3")
        self.count = Label("", "t3", align=right)
        in_column(
            STRETCH,
            in_row(STRETCH, self.time, self.glyph, self.state, spacing=6),
            self.count,
            STRETCH,
            within=self,
            spacing=1,
        )

    def hold(self, steps: int) -> None:
        """Be as wide as a run of so many steps needs, so that figures that grow move nothing."""
        last = self._counted(steps, steps, steps)
        words = (last, self.tr("Play opens a fresh demo room"))
        metrics = QFontMetricsF(ui_font(CAPTION))
        self.setMinimumWidth(round(max(metrics.horizontalAdvance(text) for text in words)) + 4)

    def show_player(self, player: Player) -> None:
        """Show how a player stands."""
        state = player.state
        self.glyph.set_look(_ICONS[state], "text3")
        self.state.setText(state_name(state))
        self.show_progress(player)

    def show_progress(self, player: Player) -> None:
        """Show how far it is."""
        self.time.setText(self._market_time(player))
        scenario = player.scenario
        if scenario is None:
            words = ""
        elif player.simulation is None:
            words = self.tr("Play opens a fresh demo room")
        else:
            words = self._counted(player.trades, player.step, scenario.steps)
        self.count.setText(words)
        self.count.setToolTip(self.tr("Trades so far, and steps of all steps"))
        told = (self.time.text(), self.state.text(), words)
        self.setAccessibleName(", ".join(part for part in told if part))

    def _counted(self, trades: int, step: int, steps: int) -> str:
        words = self.tr("{trades} trades · {step} / {steps}")
        return words.format(trades=grouped(trades), step=grouped(step), steps=grouped(steps))

    def _market_time(self, player: Player) -> str:
        if player.simulation is None or player.at is None:
            return ""
        begun, now = self._zone.local(player.simulation.begins_at), self._zone.local(player.at)
        day = (now.date() - begun.date()).days + 1
        return self.tr("Day {day}, {time}").format(day=day, time=f"{now:%H:%M}")


class ProgressLine(Painted):
    """Two pixels along the top of the bar: how many of the scenario's steps are taken."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self.setObjectName("simulator.progress")
        self.setFixedHeight(2)
        self.share = 0.0

    def set_share(self, share: float) -> None:
        """Show how much is done, 0 to 1."""
        if share != self.share:
            self.share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.themes.current
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("border"))
        painter.fillRect(QRectF(0, 0, self.width() * self.share, 2), theme.color("accent_fill"))


HEIGHT, MARGIN, GAP = 48, 16, 10
_FIELD, _LEAST = 28, 320
_AGENTS, _SEED, _KIND = 50, 76, 112
_LONGEST_NAME = 16


class Controls(QWidget):
    """From left to right: what it is, the run, the speed, the crowd, the scenario, the readout.

    Where room is short, labels go first, then words of buttons, then fields that the scenario's
    menu leads to as well.
    """

    def __init__(self, icons: Icons, readout: Readout) -> None:
        super().__init__()
        self._icons = icons
        self.readout = readout
        self._build_run()
        self._build_crowd()
        self._arrange()
        self.fit()

    def _build_run(self) -> None:
        icons, tr = self._icons, self.tr
        self.badge = Badge(tr("Demo simulator"), icons, tone="info", icon="dice")
        self.play = Button(
            tr("Play"), icons, name="simulator.play", kind="primary", icon="play", extent="small"
        )
        self.step = Button(
            tr("Step"), icons, name="simulator.step", icon="step", extent="small",
            tip=tr("Take one step"),
        )  # fmt: skip
        self.reset = Button(
            tr("Reset"), icons, name="simulator.reset", kind="ghost", icon="undo", extent="small",
            tip=tr("Begin again in a fresh demo room"),
        )  # fmt: skip
        self.speed = Segmented(
            [(speed, speed_name(speed)) for speed in Speed],
            icons, name="simulator.speed", label=tr("Speed"),
        )  # fmt: skip
        # After a click the keys still belong to the page, so that Space goes on meaning play.
        for button in (self.play, self.step, self.reset, *self.speed.findChildren(Button)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _build_crowd(self) -> None:
        icons, tr = self._icons, self.tr
        self.agents = NumberField(
            "", icons, name="simulator.agents", field="agents", accessible=tr("Agents"),
            minimum=1, maximum=MAX_AGENTS, height=_FIELD,
        )  # fmt: skip
        self.kinds: Sequence[Option] = (
            Option(None, tr("Mixed")),
            *(Option(kind, kind_name(kind)) for kind in AgentKind),
        )
        self.behaviour = ChoiceField(
            "", icons, name="simulator.behaviour", source=among(self.kinds),
            accessible=tr("Behaviour"), height=_FIELD,
        )  # fmt: skip
        self.seed = NumberField(
            "", icons, name="simulator.seed", field="seed", accessible=tr("Seed"),
            maximum=MAX_SEED, height=_FIELD, show=str,
        )  # fmt: skip
        self.dice = IconButton(
            "dice", tr("Another seed"), icons, name="simulator.dice", extent="tiny"
        )
        self.seed.box.row.setContentsMargins(9, 2, 3, 2)
        self.seed.box.row.setSpacing(2)
        self.seed.box.row.addWidget(self.dice)
        self.scenario = Button(
            "", icons, name="simulator.scenario", extent="small", trailing="chevron-down"
        )

    def _arrange(self) -> None:
        tr = self.tr
        self.labels = [
            Label(text, "t2") for text in (tr("Speed"), tr("Agents"), tr("Behaviour"), tr("Seed"))
        ]
        fields = (self.speed, self.agents, self.behaviour, self.seed)
        row = QHBoxLayout(self)
        # What doesn't fit goes away, so the row must not keep the window wide.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(GAP)
        row.addWidget(self.badge)
        run = in_row(self.play, self.step, self.reset, spacing=4)
        row.addLayout(run)
        divider = Line(upright=True)
        divider.setFixedHeight(24)
        row.addWidget(divider)
        for label, field in zip(self.labels, fields, strict=True):
            label.setBuddy(field)
            pair = in_row(label, field, spacing=6)
            row.addLayout(pair)
        row.addWidget(self.scenario)
        row.addStretch(1)
        row.addWidget(self.readout)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_scenario(self, name: str, tip: str) -> None:
        """Name the scenario that is chosen."""
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        self.scenario.setText(short.replace("&", "&&"))
        self.scenario.setToolTip(tip)
        self.scenario.setAccessibleName(self.tr("Scenario: {0}").format(name))
        self._give_up()

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to play."""
        self.play.setText(self.tr("Pause") if running else self.tr("Play"))
        self.play.set_icon("pause" if running else "play")
        self.play.set_kind("secondary" if running else "primary")

    def fit(self) -> None:
        """Follow the text scale."""
        px = self._icons.themes.px
        self.setFixedHeight(px(HEIGHT))
        for field, width in ((self.agents, _AGENTS), (self.seed, _SEED), (self.behaviour, _KIND)):
            field.setFixedWidth(px(width))
        self._hold_play()
        self._give_up()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._icons.themes.px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_up()

    def hold(self, scenario: Scenario) -> None:
        """Give the readout the room that it will need at most."""
        self.readout.hold(scenario.steps)
        self._give_up()

    def _hold_play(self) -> None:
        """Give the button the room of its longer word, so that nothing moves when it changes."""
        shown = self.play.text()
        widths = []
        for text in (self.tr("Play"), self.tr("Pause")):
            self.play.setText(text)
            widths.append(self.play.sizeHint().width())
        self.play.setText(shown)
        self.play.setFixedWidth(max(widths))

    def _give_up(self) -> None:
        """Show what there is room for."""
        layout = self.layout()
        if layout is None:
            return
        speed, agents, behaviour, seed = self.labels
        step, reset = self.tr("Step"), self.tr("Reset")
        fields = (self.agents, self.behaviour, self.seed, self.scenario)
        for widget in (*self.labels, *fields, self.badge, self.readout):
            widget.show()
        for button, words in ((self.step, step), (self.reset, reset)):
            button.setText(words)
            button.setAccessibleName(words)
        ways: Sequence[Callable[[], object]] = (
            speed.hide,
            behaviour.hide,
            lambda: self.reset.setText(""),
            lambda: self.step.setText(""),
            agents.hide,
            seed.hide,
            self.badge.hide,
            self.seed.hide,
            self.agents.hide,
            self.behaviour.hide,
            self.scenario.hide,
        )
        for give_up in ways:
            layout.activate()
            if layout.sizeHint().width() <= self.width():
                break
            give_up()
