"""What the Vending machine page offers of presenting: a window for it, and storyboards."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.actions import Action
from app.kit.files import FileKind, ask_save_path
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.simulator.scenario_files import SHIPPED
from app.simulator.view.presenter.chooser import ScenarioChooser
from app.simulator.view.presenter.storyboard import Storyboard, board_name
from app.simulator.view.presenter.window import PresenterWindow
from app.simulator.view.scenario_picker import Loaded


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
