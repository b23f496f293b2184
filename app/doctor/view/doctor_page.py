"""The Curve doctor page: a curve at the left, the verdict and its counter-examples at the right."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.doctor.view.check_list import CheckList
from app.doctor.view.debounced_examination import DebouncedExamination
from app.doctor.view.example_pane import ExamplePane
from app.doctor.view.play_pane import PlayPane
from app.doctor.view.playing import Case, cases_of, first_to_show
from app.doctor.view.question import ExaminationResult
from app.doctor.view.subject_form import SubjectForm, SubjectSource
from app.doctor.view.verdict_head import VerdictHead
from app.errors import InvalidInput, UserError
from app.kit.actions import Action
from app.kit.detail_pane import padded, scrolling
from app.kit.labels import Line
from app.kit.layouts import in_column, in_row
from app.kit.page import Page, ViewContext
from app.kit.panels import Pane
from app.kit.splits import Split

WIDTH, NARROW_WIDTH = 360, 316
NARROW_BELOW = 1280


class DoctorPage(Page):
    """Examines by itself what is typed, and plays what it finds."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("doctor")
        self.form = SubjectForm(context)
        self.examination = DebouncedExamination(context.tasks, self.form.question, self)
        self.head = VerdictHead(context)
        self.chart = PlayPane(context)
        self.checks = CheckList(context.icons)
        self.example = ExamplePane(context)
        self._arrange()
        self._connect()
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.examination.ask_now)

    def _arrange(self) -> None:
        """Put everything in its place, from the outside to the inside, which is faster."""
        settings = self.context.settings
        row = in_row(within=self, spacing=0)
        self.left, found, holder = Pane(), Pane(), QWidget()
        row.addWidget(self.left)
        row.addWidget(Line(upright=True))
        row.addWidget(found, 1)
        self.left.column.addWidget(scrolling(padded(holder), "doctor.form"))
        in_column(self.form, within=holder)
        down = Split(Qt.Orientation.Vertical, settings, name="doctor.right", first=(420, 400))
        below = Split(Qt.Orientation.Horizontal, settings, name="doctor.below", first=(460, 430))
        found.column.addWidget(self.head)
        found.column.addWidget(Line())
        found.column.addWidget(down, 1)
        down.addWidget(self.chart)
        down.addWidget(below)
        for part in (self.checks, self.example):
            below.addWidget(part)
        self._fit()

    def _connect(self) -> None:
        self.form.edited.connect(self.examination.ask_soon)
        self.examination.begun.connect(self.head.show_busy)
        self.examination.answered.connect(self._on_answered)
        self.examination.refused.connect(self._on_refused)
        self.checks.chosen.connect(self._on_case_chosen)
        self.example.wanted.connect(self._on_trade_wanted)
        self.chart.player.moved.connect(self._on_played)
        self.context.themes.changed.connect(self._fit)

    # What the window asks for

    def reload(self) -> None:
        if self.head.answer is None:
            self.examination.ask_now()

    def commands(self) -> tuple[Action, ...]:
        tr, head, chart = self.tr, self.head, self.chart
        have = head.answer is not None
        playable = bool(chart.player.steps)
        copies = (
            (tr("Copy the verdict as text"), "text"),
            (tr("Copy the verdict as Markdown"), "markdown"),
            (tr("Copy the verdict as JSON"), "json"),
        )
        example = partial(self.form.choose, SubjectSource.EXAMPLE)
        return (
            Action(tr("Examine now"), self.examination.ask_now, "doctor", "Ctrl+Enter"),
            Action(tr("Play the counter-example"), self.play, "play", ready=playable),
            Action(tr("Examine the tutorial's broken curve"), example, "doctor"),
            Action(tr("Load prices…"), self._load_prices, "folder"),
            *(Action(text, partial(head.copy_as, way), "copy", ready=have) for text, way in copies),
            Action(tr("Export the chart…"), chart.export, "export", "Ctrl+E"),
        )

    def export_current(self) -> None:
        self.chart.export()

    def focus_search(self) -> None:
        self.form.form.setFocus()

    @Slot()
    def play(self) -> None:
        """Play the case that is shown."""
        self.chart.player.play()

    def play_to_the_end(self) -> None:
        """Show the case with all its trades played."""
        self.chart.player.go_to(len(self.chart.player.steps))

    def _load_prices(self) -> None:
        self.form.choose(SubjectSource.PRICES)
        self.form.prices.load.click()

    # What the doctor says

    @Slot(object)
    def _on_answered(self, found: ExaminationResult) -> None:
        cases = cases_of(found.verdict, found.trial)
        before = self.chart.case
        self.head.show_answer(found, cases)
        self.checks.show_cases(cases)
        # What can be played stays chosen while it stays the same.
        kept = before if before in cases and before.steps else first_to_show(cases)
        self.checks.choose(kept.key)

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_error(error)
        self.head.show_refusal(error)
        self.checks.show_cases(())
        self.example.show_case(None)
        self.chart.clear()

    @Slot(object)
    def _on_case_chosen(self, case: Case) -> None:
        if self.head.answer is not None:
            self.example.show_case(case)
            self.chart.show_case(self.head.answer, case)

    @Slot(object)
    def _on_trade_wanted(self, number: int) -> None:
        self.chart.player.go_to(number)

    @Slot()
    def _on_played(self) -> None:
        self.example.show_played(self.chart.player.played)

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        themes = self.context.themes
        narrow = self.window().width() < NARROW_BELOW * themes.scale
        self.left.setFixedWidth(themes.px(NARROW_WIDTH if narrow else WIDTH))
