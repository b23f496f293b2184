"""The demo simulator at the bottom of the Vending machine page."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QMenu,
    QWidget,
)

from app.errors import UserError
from app.kit.actions import DIVIDER, Action
from app.kit.layouts import in_column
from app.kit.menus import build_menu
from app.kit.notices import Notice
from app.kit.options import Option
from app.kit.page import ViewContext
from app.kit.throttle import Throttle
from app.kit.translation import said
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.simulator.agents import AgentKind
from app.simulator.scenario import Scenario
from app.simulator.scenario_files import SHIPPED
from app.simulator.view.controls import Controls, ProgressLine, Readout
from app.simulator.view.crowd_dialog import CrowdDialog
from app.simulator.view.player import Player, State
from app.simulator.view.scenario_picker import Loaded, RefusedScenario, ScenarioPicker, source_name
from app.simulator.view.setup import Setup
from app.simulator.view.speed import Speed
from app.vending.machines import MachineView

LARGEST_THROWN_SEED = 9_999
_PLACE = re.compile(r" \(line \d+\)\.$")
_SPEED = "simulator.speed"
_MOVING = (State.PREPARING, State.RUNNING)


class SimulatorBar(QFrame):
    """Lets a crowd loose in a demo room, and shows how it gets on.

    player: what plays; its signals tell of rooms and trades. picker: where scenarios come from.
    setup: what the next run is to be; None until a scenario is loaded.
    """

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.player = Player(context, desk, self)
        self.picker = ScenarioPicker(context, self)
        self._denied = needs(desk, Permission.INITIALISE)
        self._source = SHIPPED[0]
        self.setup: Setup | None = None
        self._shown: MachineView | None = None
        self._menu: QMenu | None = None
        self.setProperty("pane", "true")
        self.setObjectName("simulator")
        self.setAccessibleName(self.tr("Demo simulator"))
        self._build()
        self._connect()
        self._restore()

    def _build(self) -> None:
        icons = self._context.icons
        self.progress = ProgressLine(icons.themes)
        self.notice = Notice(icons, "error", "", action=self.tr("Close"), name="simulator.notice")
        self.notice.hide()
        self.readout = Readout(icons, self._context.zone)
        self.controls = Controls(icons, self.readout)
        column = in_column(self.progress, self.notice, within=self, spacing=0)
        self._messages = in_column(margins=(16, 0, 16, 0))
        # Below so narrow a field a message would wrap after each word.
        for field in (self.controls.agents, self.controls.seed):
            self._messages.addWidget(field.message)
        column.addLayout(self._messages)
        column.addWidget(self.controls)
        self._refresh = Throttle(self, self._show_progress)

    def _connect(self) -> None:
        controls, player = self.controls, self.player
        controls.play.clicked.connect(self.toggle)
        controls.step.clicked.connect(self.step)
        controls.reset.clicked.connect(self.reset)
        controls.speed.chosen.connect(self.set_speed)
        controls.agents.committed.connect(self._on_agents_committed)
        controls.seed.committed.connect(self._on_seed_committed)
        controls.dice.clicked.connect(self._on_dice_clicked)
        controls.behaviour.chosen.connect(self._on_behaviour_chosen)
        controls.scenario.clicked.connect(self.open_menu)
        self.notice.acted.connect(self.notice.hide)
        self.picker.loaded.connect(self._on_loaded)
        self.picker.refused.connect(self._on_refused)
        player.changed.connect(self._on_player_changed)
        player.advanced.connect(self._refresh.request)
        player.failed.connect(self._on_failed)
        self._context.themes.changed.connect(self._on_themes_changed)

    def _restore(self) -> None:
        names = {speed.name: speed for speed in Speed}
        self.set_speed(names.get(self._context.settings.text(_SPEED), Speed.X16))
        self._on_player_changed()
        self.picker.load_last()

    # What can be asked of it

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.player.state in _MOVING:
            self.player.pause()
        elif self._may_run():
            self.notice.hide()
            self.player.play()

    @Slot()
    def press_space(self) -> None:
        """Play or pause, unless the keyboard stands on a button, which Space presses."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self.toggle()

    @Slot()
    def step(self) -> None:
        """Take one step."""
        if self._may_run():
            self.notice.hide()
            self.player.step_once()

    @Slot()
    def reset(self) -> None:
        """Begin again in a fresh demo room."""
        if self._may_run():
            self.notice.hide()
            self.player.reset()

    @Slot(object)
    def set_speed(self, speed: Speed) -> None:
        """Play at this speed."""
        self.controls.speed.set_value(speed)
        self._context.settings.set_text(_SPEED, speed.name)
        self.player.set_speed(speed)

    def use(self, setup: Setup, *, room: int | None = None) -> None:
        """Make this the next run, in a fresh demo room or the one with this row id."""
        self.setup = setup
        controls = self.controls
        controls.agents.set_value(setup.agents)
        controls.seed.set_value(setup.seed)
        controls.behaviour.set_option(
            next(option for option in controls.kinds if option.value == setup.only)
        )
        self.player.load(setup.scenario(), room)
        self._show_scenario()

    def show_room(self, machine: MachineView | None) -> None:
        """Know which room the page shows, to offer a run in it."""
        self._shown = machine

    def market_time(self, room: int | None) -> datetime | None:
        """What time it is in a room that is being simulated in; None in all others."""
        simulation = self.player.simulation
        return self.player.at if simulation is not None and simulation.room == room else None

    def commands(self) -> Sequence[Action]:
        """What the command palette offers."""
        tr, running, denied = self.tr, self.player.state in _MOVING, self._denied
        busy = tr("Pause first") if running else ""
        play = tr("Pause the simulator") if running else tr("Play the simulator")
        icon = "pause" if running else "play"
        return (
            Action(play, self.toggle, icon, "Space", denied=denied),
            Action(tr("Take one simulator step"), self.step, "step", ".", denied=denied or busy),
            Action(tr("Reset the simulator"), self.reset, "undo", "Shift+R", denied=denied),
            Action(tr("Load a scenario…"), self.load_file, "folder", denied=busy),
            Action(tr("Save the scenario…"), self.save_file, "save"),
            Action(tr("Change the crowd…"), self.edit_crowd, "members", denied=busy),
        )

    @Slot()
    def open_menu(self) -> None:
        """Show the scenarios, and what can be done with them, above the button."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = build_menu(self.menu_items(), self._context.icons, self)
        self._menu.setObjectName("simulator.menu")
        button = self.controls.scenario
        self._menu.popup(button.mapToGlobal(QPoint(0, -self._menu.sizeHint().height() - 4)))

    def menu_items(self) -> Sequence[Action]:
        """The entries of the scenario's menu."""
        tr, source = self.tr, self._source
        busy = tr("Pause first") if self.player.state in _MOVING else ""
        known = [*SHIPPED, *self.picker.recent]
        items = [
            Action(
                source_name(each), partial(self.picker.load, each),
                "check" if each == source else "file", denied=busy,
            )
            for each in known
        ]  # fmt: skip
        items.insert(len(SHIPPED), DIVIDER)
        if self.picker.recent:
            items.append(DIVIDER)
        nothing = "" if self.setup is not None else tr("nothing is loaded")
        real = "" if self._shown is not None and self._shown.is_demo else tr("it's no demo room")
        items += [
            Action(tr("Load file…"), self.load_file, "folder", denied=busy),
            Action(tr("Save as…"), self.save_file, "save", denied=nothing),
            Action(tr("Crowd…"), self.edit_crowd, "members", denied=busy or nothing),
            DIVIDER,
            Action(
                tr("Play in the room shown"), self.play_here, "vending",
                denied=self._denied or busy or nothing or real,
            ),
        ]  # fmt: skip
        return items

    @Slot()
    def load_file(self) -> None:
        """Ask for a scenario's file."""
        self.picker.ask_load(self.window())

    @Slot()
    def save_file(self) -> None:
        """Ask where to save the scenario, with all that was changed."""
        if self.setup is not None and self._fields_are_right():
            self.picker.ask_save(self.window(), self.setup.scenario())

    @Slot()
    def edit_crowd(self) -> None:
        """Open the dialog of the crowd, its steps and its events."""
        if self.setup is not None and self.player.state not in _MOVING:
            dialog = CrowdDialog(self._context, self.setup.scenario(), self.window())
            dialog.submitted.connect(self._on_crowd_decided)
            self._context.messages.show(dialog)

    @Slot()
    def play_here(self) -> None:
        """Let the crowd into the room that the page shows."""
        if self.setup is not None and self._shown is not None and self._may_run():
            self.use(self.setup, room=self._shown.room)
            self.player.play()

    # What happens

    @Slot(object)
    def _on_loaded(self, loaded: Loaded) -> None:
        self.notice.hide()
        self._source = loaded.source
        self.use(Setup.of(loaded.scenario))

    @Slot(object)
    def _on_refused(self, refused: RefusedScenario) -> None:
        title = self.tr("{0} can't be used").format(source_name(refused.source))
        error = refused.error
        text, line = said(error.message), error.details.get("line")
        if line is not None and error.field != "scenario":
            # The place is said in the window's own words.
            sentence = _PLACE.sub(".", error.message)
            place = self.tr("Line {line}, field: {field}").format(line=line, field=error.field)
            text = f"{said(sentence)} {place}"
        self._complain(title, text)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self._complain(error.title, error.message)

    def _complain(self, title: str, text: str) -> None:
        self.notice.say("error", title, text)
        self.notice.show()
        self._context.messages.announce(self.notice.accessibleName())

    @Slot(object)
    def _on_crowd_decided(self, scenario: Scenario) -> None:
        if self.setup is not None and scenario != self.setup.scenario():
            self._source = ""
            self.use(Setup.of(scenario))

    @Slot()
    def _on_agents_committed(self) -> None:
        field = self.controls.agents
        if self.setup is not None and not field.problem():
            self._change(replace(self.setup, agents=field.value()))

    @Slot()
    def _on_seed_committed(self) -> None:
        field = self.controls.seed
        if self.setup is not None and not field.problem():
            self._change(replace(self.setup, seed=field.value()))

    @Slot()
    def _on_dice_clicked(self) -> None:
        if self.setup is not None:
            # Chance for people, not for secrets.
            self.use(replace(self.setup, seed=random.randint(1, LARGEST_THROWN_SEED)))

    @Slot(object)
    def _on_behaviour_chosen(self, option: Option) -> None:
        kind = option.value if isinstance(option.value, AgentKind) else None
        if self.setup is not None:
            self._change(replace(self.setup, only=kind))

    def _change(self, setup: Setup) -> None:
        if setup != self.setup:
            self.use(setup)

    @Slot()
    def _on_player_changed(self) -> None:
        player, controls = self.player, self.controls
        moving = player.state in _MOVING
        empty = self.tr("Nothing is loaded") if player.state is State.EMPTY else ""
        over = self.tr("All steps are taken; Reset begins again")
        ended = over if player.state is State.OVER else ""
        unstarted = "" if player.simulation is not None else self.tr("Nothing has begun")
        busy = self.tr("Pause first") if moving else ""
        controls.show_running(moving)
        controls.play.set_denied(self._denied or empty or ended)
        controls.step.set_denied(self._denied or empty or busy or ended)
        controls.reset.set_denied(self._denied or empty or unstarted)
        for field in (controls.agents, controls.behaviour, controls.seed):
            field.setEnabled(not moving and not empty)
            field.setToolTip(busy)
        self.readout.show_player(player)
        self._show_progress()

    @Slot()
    def _show_progress(self) -> None:
        player = self.player
        self.readout.show_progress(player)
        steps = player.scenario.steps if player.scenario is not None else 0
        self.progress.set_share(player.step / steps if steps else 0.0)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.controls.fit()
        self._show_scenario()

    def _show_scenario(self) -> None:
        setup = self.setup
        if setup is None:
            return
        name, about = setup.loaded.name, setup.loaded.about
        if self._source in SHIPPED:
            name, about = source_name(self._source), ""
        self.controls.show_scenario(name, "\n".join(part for part in (name, about) if part))
        self.controls.hold(setup.loaded)

    def _may_run(self) -> bool:
        return not self._denied and self._fields_are_right()

    def _fields_are_right(self) -> bool:
        """Judge the fields; the cursor goes to the one that is wrong."""
        for field in (self.controls.agents, self.controls.seed):
            if not field.validate():
                field.setFocus()
                return False
        self._on_agents_committed()
        self._on_seed_committed()
        return True
