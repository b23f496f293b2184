"""The page that lets one crowd trade on up to four curves and shows what comes of it."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.actions import Action
from app.kit.labels import Line
from app.kit.layouts import in_row
from app.kit.page import Page, ViewContext
from app.kit.states import EmptyState, StateStack
from app.simulator.view.compare.results import Result, run
from app.simulator.view.compare.results_view import ResultsView
from app.simulator.view.compare.setup_column import SetupColumn


class ComparePage(Page):
    """Reads and writes no workspace: crowds trade in memory, beside the GUI thread."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("compare")
        self._edited = False
        self.setup = SetupColumn(context)
        self.results = ResultsView(context)
        self._empty = self._nothing_yet()
        self.states = StateStack(self.results, empty=self._empty)
        self.states.show_empty()
        in_row(self.setup, Line(upright=True), (self.states, 1), within=self, spacing=0)
        self.setup.run_requested.connect(self.run)
        self.setup.edited.connect(self._on_setup_edited)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            keys = QShortcut(QKeySequence(key), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(self.run)

    def _nothing_yet(self) -> EmptyState:
        return EmptyState(
            self.context.icons,
            icon="compare",
            title=self.tr("Nothing compared yet"),
            text=self.tr(
                "One crowd trades on up to four curves, with the same seed. Choose a scenario "
                "and curves at the left, or begin with those that are there."
            ),
            primary=Action(self.tr("Compare"), self.run, name="compare.begin"),
        )

    @property
    def running(self) -> bool:
        """Whether a comparison is under way."""
        return self.setup.run_bar.running

    @Slot()
    def run(self) -> None:
        """Compare what is set up; what is wrong with it is said at its fields."""
        if self.running:
            return
        request = self.setup.request()
        if request is None:
            self.setup.run_bar.say(self.tr("Something is wrong; its field says what."))
            return
        self._edited = False
        task = self.context.tasks.long(
            partial(run, request),
            title=self.tr("Comparing curves"),
            done=self._on_done,
            failed=self._on_failed,
        )
        self.setup.run_bar.follow(task)

    def _on_done(self, result: Result) -> None:
        self.setup.run_bar.end()
        self.results.show_result(result)
        if self._empty.isAncestorOf(self.focusWidget() or self):
            self.setup.run_bar.start.setFocus()
        self.states.show_content()
        self.results.set_stale(self._edited)
        self.context.messages.announce(self.tr("Comparison finished"))

    def _on_failed(self, error: UserError) -> None:
        if isinstance(error, Cancelled):
            self.setup.run_bar.end(self.tr("Stopped. What was found before stays."))
            return
        self.setup.run_bar.end()
        self.context.messages.error(error)

    @Slot()
    def _on_setup_edited(self) -> None:
        if not self.running:
            self.setup.run_bar.say("")
        self._edited = True
        self.results.set_stale(True)

    def export_current(self) -> None:
        """Ask where to write the report."""
        self.results.exports.ask_report()

    def commands(self) -> tuple[Action, ...]:
        tr, exports = self.tr, self.results.exports
        missing = "" if self.results.result is not None else tr("Compare first")
        return (
            Action(tr("Compare the curves"), self.run, "play", "Ctrl+Return"),
            Action(
                tr("Save the report as PDF"), exports.ask_report, "file", "Ctrl+E", denied=missing
            ),
            Action(
                tr("Export the charts of the comparison"), exports.ask_charts, "chart-line",
                denied=missing,
            ),
        )  # fmt: skip
