"""The column at the left: the crowd, the curves, and the button that brings them together."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.kit.buttons import Button, IconButton
from app.kit.choice import ChoiceField
from app.kit.detail_pane import scrolling
from app.kit.labels import Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.number_field import NumberField
from app.kit.numbers import unit
from app.kit.options import Give, Option, among
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader
from app.kit.translation import said
from app.simulator.compare import MOST_CURVES
from app.simulator.scenario import MAX_AGENTS, MAX_SEED, MAX_STEPS, Scenario, check_scenario
from app.simulator.scenario_files import SHIPPED
from app.simulator.view.compare.candidate_drafts import CandidateDrafts
from app.simulator.view.compare.candidate_form import CandidateForm, CandidateRow, CandidateRows
from app.simulator.view.compare.results import ComparisonRequest
from app.simulator.view.compare.run_bar import RunBar
from app.simulator.view.scenario_picker import Loaded, RefusedScenario, ScenarioPicker, source_name

WIDTH = 340
_ROOM_FOR_MESSAGE = 64


class SetupColumn(Pane):
    """Says what is to be compared; what is wrong with it stands at the fields.

    edited: something is other than it was. run_requested: compare now.
    """

    edited = Signal()
    run_requested = Signal()

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context
        self.loaded: Loaded | None = None
        self.picker = ScenarioPicker(context, self)
        self.drafts = CandidateDrafts(
            self.tr("fees inside"), self.tr("Another curve has this label.")
        )
        self._build()
        self._connect()
        self._fit()
        self.setEnabled(False)
        self.picker.load_last()

    # Building

    def _build(self) -> None:
        icons, tr = self.context.icons, self.tr
        self.header = PaneHeader(tr("What to compare"), icons)
        content = QWidget()
        content.setProperty("role", "page")
        self.scenario = ChoiceField(
            tr("Scenario"), icons, name="compare.scenario", source=self._find
        )
        self.file = Button(
            tr("Load a file…"), icons, name="compare.load", icon="folder", extent="small"
        )
        self.rows = CandidateRows(icons)
        self.form = CandidateForm(self.context)
        in_column(
            self.scenario,
            (self.file, 0, Qt.AlignmentFlag.AlignLeft),
            self._numbers(),
            Line(),
            Label(tr("Curves"), "h2"),
            self.rows,
            self._row_buttons(),
            Line(),
            self.form,
            STRETCH,
            within=content,
            margins=(16, 12, 6, 16),
            spacing=12,
        )
        self.area = scrolling(content, "compare.setup")
        self.run_bar = RunBar(self.context)
        for part in (self.header, Line(), self.area, Line(), self.run_bar):
            self.column.addWidget(part, int(part is self.area))

    def _numbers(self) -> QVBoxLayout:
        tr, column = self.tr, QVBoxLayout()
        column.setSpacing(12)
        self.seed = self._number("seed", tr("Seed"), 0, MAX_SEED)
        self.seed.set_hint(tr("decides all chance"))
        self.steps = self._number("steps", tr("Steps"), 1, MAX_STEPS)
        self.agents = self._number("agents", tr("Agents"), 1, MAX_AGENTS)
        pair = in_row(
            (self.steps, 1, Qt.AlignmentFlag.AlignTop),
            (self.agents, 1, Qt.AlignmentFlag.AlignTop),
            spacing=12,
        )
        column.addWidget(self.seed)
        column.addLayout(pair)
        return column

    def _number(self, name: str, label: str, least: int, most: int) -> NumberField:
        return NumberField(
            label, self.context.icons, name=f"compare.{name}", field=name, minimum=least,
            maximum=most,
        )  # fmt: skip

    def _row_buttons(self) -> QHBoxLayout:
        icons, tr = self.context.icons, self.tr
        self.add = Button(tr("Add"), icons, name="compare.add", icon="plus", extent="small")
        self.duplicate = Button(
            tr("Duplicate"), icons, name="compare.duplicate", icon="copy", extent="small"
        )
        self.anew = IconButton("undo", tr("Begin with the usual four curves"), icons)
        self.anew.setObjectName("compare.anew")
        self.remove = IconButton("trash", tr("Remove this curve"), icons)
        self.remove.setObjectName("compare.remove")
        return in_row(self.add, self.duplicate, STRETCH, self.anew, self.remove, spacing=8)

    def _connect(self) -> None:
        self.picker.loaded.connect(self._on_loaded)
        self.picker.refused.connect(self._on_refused)
        self.scenario.chosen.connect(self._on_scenario_chosen)
        self.file.clicked.connect(self._on_file_clicked)
        for field in (self.seed, self.steps, self.agents):
            field.edited.connect(self.edited)
        self.rows.chosen.connect(self._on_row_chosen)
        self.form.edited.connect(self._on_form_edited)
        self.add.clicked.connect(self._on_add)
        self.duplicate.clicked.connect(self._on_duplicate)
        self.remove.clicked.connect(self._on_remove)
        self.anew.clicked.connect(self._on_anew)
        self.run_bar.start.clicked.connect(self.run_requested)
        self.context.themes.changed.connect(self._fit)

    # What is said

    def request(self) -> ComparisonRequest | None:
        """What is to be compared; None where something is wrong, which its field then says."""
        if self.loaded is None:
            return None
        fields = (self.seed, self.steps, self.agents)
        wrong = [field for field in fields if not field.validate()]
        if wrong:
            wrong[0].editor.setFocus()
            return None
        try:
            scenario = self._scenario(self.loaded.scenario)
        except InvalidInput as error:
            self.scenario.show_error(error.message)
            return None
        candidates = self.drafts.candidates(scenario)
        if not candidates:
            self._show_first_wrong()
            return None
        self._show_rows()
        slots = tuple(draft.slot for draft in self.drafts.all)
        return ComparisonRequest(source_name(self.loaded.source), scenario, candidates, slots)

    def _scenario(self, loaded: Scenario) -> Scenario:
        return check_scenario(
            msgspec.structs.replace(
                loaded,
                seed=self.seed.value(),
                steps=self.steps.value(),
                agents=self.agents.value(),
            )
        )

    def _show_first_wrong(self) -> None:
        drafts = self.drafts
        if drafts.current not in drafts.wrong:
            drafts.current = min(drafts.wrong)
        self._show_draft()
        # The message makes its field higher once the column is laid out.
        QTimer.singleShot(0, self._show_focus)

    @Slot()
    def _show_focus(self) -> None:
        focused = self.area.focusWidget()
        if focused is not None:
            self.area.ensureWidgetVisible(focused, 0, self.context.themes.px(_ROOM_FOR_MESSAGE))

    # What is shown

    def _show_draft(self) -> None:
        drafts = self.drafts
        self.form.show_draft(drafts.draft, drafts.names()[drafts.current])
        error = drafts.wrong.get(drafts.current)
        if error is not None:
            self.form.show_error(error)
        self._show_rows()

    def _show_rows(self) -> None:
        drafts, tr = self.drafts, self.tr
        wrong = {place: error.message for place, error in drafts.wrong.items()}
        self.rows.show_entries(
            [
                CandidateRow(draft.slot, name, wrong.get(place, ""))
                for place, (draft, name) in enumerate(zip(drafts.all, drafts.names(), strict=True))
            ],
            drafts.current,
        )
        most = tr("At most four curves are compared") if len(drafts.all) >= MOST_CURVES else ""
        for button in (self.add, self.duplicate):
            button.set_denied(most)
        self.remove.setEnabled(len(drafts.all) > 1)

    def _find(self, text: str, give: Give) -> None:
        sources = (*SHIPPED, *self.picker.recent)
        among([self._option(source) for source in sources])(text, give)

    def _option(self, source: str) -> Option:
        hint = "" if source in SHIPPED else str(Path(source).parent)
        return Option(source, source_name(source), hint)

    # What the person does

    @Slot(object)
    def _on_loaded(self, loaded: Loaded) -> None:
        self.loaded = loaded
        scenario = loaded.scenario
        self.scenario.set_option(self._option(loaded.source))
        self.scenario.clear_message()
        self.scenario.set_note(said(scenario.about))
        for field, value in (
            (self.seed, scenario.seed),
            (self.steps, scenario.steps),
            (self.agents, scenario.agents),
        ):
            field.set_value(value)
        self.form.set_quote(unit(scenario.market.quote))
        self.drafts.begin(scenario)
        self.setEnabled(True)
        self._show_draft()
        self.edited.emit()

    @Slot(object)
    def _on_refused(self, refused: RefusedScenario) -> None:
        if self.loaded is not None:
            self.scenario.set_option(self._option(self.loaded.source))
        name = source_name(refused.source)
        self.scenario.show_error(f"{name}: {refused.error.message}")

    @Slot(object)
    def _on_scenario_chosen(self, option: Option) -> None:
        self.picker.load(str(option.value))

    @Slot()
    def _on_file_clicked(self) -> None:
        self.picker.ask_load(self)

    @Slot(int)
    def _on_row_chosen(self, place: int) -> None:
        self.drafts.current = place
        self._show_draft()

    @Slot()
    def _on_form_edited(self) -> None:
        self.drafts.keep(self.form.draft())
        self.form.set_hint(self.drafts.names()[self.drafts.current])
        self._show_rows()
        self.edited.emit()

    @Slot()
    def _on_add(self) -> None:
        if self.loaded is not None:
            self._change(partial(self.drafts.add, self.loaded.scenario))

    @Slot()
    def _on_duplicate(self) -> None:
        self._change(self.drafts.duplicate)

    @Slot()
    def _on_remove(self) -> None:
        self._change(self.drafts.remove)

    @Slot()
    def _on_anew(self) -> None:
        if self.loaded is not None:
            self._change(partial(self.drafts.start_over, self.loaded.scenario))

    def _change(self, change: Callable[[], None]) -> None:
        change()
        self._show_draft()
        self.edited.emit()

    def _fit(self) -> None:
        self.setFixedWidth(self.context.themes.px(WIDTH))
