"""What the Vending machine page offers of presenting: a window for it, and storyboards."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.actions import Action
from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.dialogs import Dialog
from app.kit.files import FileKind, ask_save_path
from app.kit.labels import Label
from app.kit.numbers import counted
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.kit.translation import said
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.simulator.scenario_files import SHIPPED
from app.simulator.view.presenter.script import script_of
from app.simulator.view.presenter.storyboard import Storyboard, board_name
from app.simulator.view.presenter.window import PresenterWindow
from app.simulator.view.scenario_picker import Loaded, RefusedScenario, ScenarioPicker, source_name


class ScenarioChooser(Dialog):
    """Shows what a scenario is about before it is taken.

    yes: what the button says. chosen: the `Loaded` scenario, once the dialog has closed.
    """

    chosen = Signal(object)

    def __init__(self, context: ViewContext, title: str, yes: str, parent: QWidget) -> None:
        super().__init__(context.icons, title, icon="play", width=520, parent=parent)
        self.setObjectName("presenter.chooser")
        icons = context.icons
        self.loaded: Loaded | None = None
        self.picker = ScenarioPicker(context, self)
        sources = [*SHIPPED, *(path for path in self.picker.recent if path not in SHIPPED)]
        self.scenario = ChoiceField(
            self.tr("Scenario"),
            icons,
            name="presenter.scenario",
            source=among([Option(source, source_name(source)) for source in sources]),
        )
        self.about = Label("", "body2", wrap=True)
        self.about.setObjectName("presenter.about")
        for part in (self.scenario, self.about):
            self.content.addSpacing(12)
            self.content.addWidget(part)
        self.add_problem("presenter.file_problem", gap=12)
        self.file = Button(self.tr("From a file…"), icons, name="presenter.file", icon="folder")
        self.add_answers(yes, name="presenter.chooser_", extent="", others=(self.file,))
        self.yes.setEnabled(False)
        self._connect()
        self.picker.load_last()
        self.scenario.setFocus()

    def _connect(self) -> None:
        self.scenario.chosen.connect(self._on_option_chosen)
        self.file.clicked.connect(self._on_file_clicked)
        self.yes.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        self.picker.loaded.connect(self._on_loaded)
        self.picker.refused.connect(self._on_refused)

    @Slot()
    def submit(self) -> None:
        """Take the scenario that is shown."""
        if self.loaded is not None:
            self.accept()
            self.chosen.emit(self.loaded)

    @Slot(object)
    def _on_option_chosen(self, option: Option) -> None:
        self.picker.load(str(option.value))

    @Slot()
    def _on_file_clicked(self) -> None:
        self.picker.ask_load(self)

    @Slot(object)
    def _on_loaded(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.problem.hide()
        self.scenario.set_option(Option(loaded.source, source_name(loaded.source)))
        scenario, shipped = loaded.scenario, loaded.source in SHIPPED
        about = said(scenario.about) if shipped else scenario.about
        scenes = len(script_of(scenario, shipped=shipped))
        counts = (
            counted(scenes, self.tr("scene"), self.tr("scenes")),
            counted(scenario.steps, self.tr("step"), self.tr("steps")),
            counted(scenario.agents, self.tr("trader"), self.tr("traders")),
        )
        self.about.setText("\n".join(filter(None, (about, ", ".join(counts)))))
        self.about.show()
        self.yes.setEnabled(True)

    @Slot(object)
    def _on_refused(self, refused: RefusedScenario) -> None:
        self.loaded = None
        self.yes.setEnabled(False)
        self.about.hide()
        error: UserError = refused.error
        where = f"{source_name(refused.source)}, {error.field}: " if error.field else ""
        self.problem.say("error", error.title, f"{where}{said(error.message)}")
        self.problem.show()


class Presenter(QObject):
    """One presentation at a time.

    opened: its window is there.
    """

    opened = Signal()

    def __init__(self, context: ViewContext, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._desk = desk
        self._page = page
        # A presentation opens a room of its own.
        self._denied = needs(desk, Permission.INITIALISE)
        self.window: PresenterWindow | None = None

    def commands(self) -> tuple[Action, ...]:
        """For the command palette."""
        return (
            Action(self.tr("Present a scenario…"), self.ask, "play", denied=self._denied),
            Action(self.tr("Storyboard of a scenario as PDF…"), self.ask_storyboard, "file"),
        )

    @Slot()
    def ask(self) -> None:
        """Ask for a scenario and present it; the presentation that is open comes to the front."""
        if self.window is not None:
            self.window.raise_()
            self.window.activateWindow()
            return
        title, yes = self.tr("Present a scenario"), self.tr("Present")
        if self._denied:
            self._context.messages.warn(title, self._denied)
            return
        chooser = ScenarioChooser(self._context, title, yes, self._page.window())
        chooser.chosen.connect(self.present)
        self._context.messages.show(chooser)

    @Slot()
    def ask_storyboard(self) -> None:
        """Ask for a scenario and where its storyboard goes, then make it."""
        title, yes = self.tr("Storyboard of a scenario"), self.tr("Save as PDF…")
        chooser = ScenarioChooser(self._context, title, yes, self._page.window())
        chooser.chosen.connect(self._on_board_chosen)
        self._context.messages.show(chooser)

    @Slot(object)
    def present(self, loaded: Loaded) -> None:
        """Open the window with a scenario."""
        shipped = loaded.source in SHIPPED
        self.window = PresenterWindow(
            self._context, self._desk, loaded.scenario, shipped=shipped, parent=self._page
        )
        self.window.closed.connect(self._on_window_closed)
        self.window.show()
        self.opened.emit()

    @Slot()
    def _on_window_closed(self) -> None:
        self.window = None

    @Slot(object)
    def _on_board_chosen(self, loaded: Loaded) -> None:
        ask_save_path(
            self._page, self.tr("Save the storyboard"), board_name(loaded.scenario.name),
            [FileKind("pdf", "PDF")], self._context.settings, partial(self._save_board, loaded),
        )  # fmt: skip

    def _save_board(self, loaded: Loaded, path: Path, _kind: FileKind) -> None:
        scenario, shipped = loaded.scenario, loaded.source in SHIPPED
        board = Storyboard(
            self._context, scenario, scenario.market.terms(), shipped=shipped, parent=self._page
        )
        board.finished.connect(self._on_board_finished)
        board.failed.connect(self._on_board_failed)
        board.start(path)

    @Slot(object)
    def _on_board_finished(self, path: Path) -> None:
        words = self.tr("Written to {0}").format(path)
        self._context.messages.success(self.tr("Storyboard saved"), words)

    @Slot(object)
    def _on_board_failed(self, error: UserError) -> None:
        if not isinstance(error, Cancelled):
            self._context.messages.error(error)
