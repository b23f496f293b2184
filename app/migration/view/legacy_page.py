"""The page of legacy rooms: phases with counts, the rooms, and the one that is looked at."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.db.paging import QuerySource
from app.errors import UserError
from app.fields import Field
from app.kit.actions import Action
from app.kit.buttons import Button
from app.kit.fields import SearchField
from app.kit.labels import Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import counted, grouped
from app.kit.page import Page, ViewContext
from app.kit.panels import Pane
from app.kit.splits import Split
from app.kit.stage_strip import StageCount as StripStage
from app.kit.stage_strip import StageStrip
from app.kit.states import EmptyState
from app.kit.table.columns import Column, badge, number, text
from app.kit.table.pane import TablePane, TableSpec
from app.migration.queries import LEGACY_FIELDS, LEGACY_ROOMS, PHASE, LegacyRow
from app.migration.view.detail import LegacyPane
from app.migration.view.importing import ImportPane
from app.migration.view.labels import STAGE_TONES, phase_words, stage_words
from app.migration.view.reading import (
    LegacyDetail,
    read_legacy,
    read_phases,
)
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.rooms.legacy_stages import MigrationPhase

REST, DETAIL, LEAST = 800, 420, 340


class LegacyPage(Page):
    """Takes rooms of the old system to tokens of their own."""

    kinds = frozenset({"legacy_room", "room", "member"})

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self._room: int | None = None
        self.setObjectName("legacy")
        self.strip = StageStrip(context.icons, name="legacy.phases")
        self.table = self._made_table()
        self.detail = LegacyPane(context, desk)
        self.importing = ImportPane(context, desk)
        self._build()
        self._connect()

    def _made_table(self) -> TablePane:
        tr = self.tr
        field = LEGACY_FIELDS

        def stage(row: LegacyRow) -> str:
            return stage_words(row.stage)

        columns: tuple[Column[LegacyRow], ...] = (
            text(field["room_id"], tr("Room ID"), sort_key="room_id", width=90, stretch=True,
                 bold=True),
            badge(Field("stage", "Stage", stage), tr("Stage"), stage, width=140,
                  tone=lambda row: STAGE_TONES[row.stage] or None),
            number(field["holders"], tr("Holders"), sort_key="holders", width=80, yields=1),
            number(field["supply"], tr("Keys"), sort_key="supply", width=90),
        )  # fmt: skip
        spec = TableSpec(
            name="legacy",
            label=tr("Legacy rooms"),
            columns=columns,
            describe=lambda count: counted(count, tr("legacy room"), tr("legacy rooms")),
            filters=(PHASE,),
        )
        empty = EmptyState(
            self.context.icons,
            icon="import",
            title=tr("No legacy rooms yet"),
            text=tr("Import who holds the shared token's keys, room by room."),
        )
        source = QuerySource(self._desk.database, LEGACY_ROOMS.page, LEGACY_ROOMS.stream)
        return TablePane(spec, source, self.context, empty=empty)

    def _build(self) -> None:
        icons = self.context.icons
        self.search = SearchField(icons, name="legacy.search", placeholder=self.tr("Room ID"))
        self.export = self.table.export_button()
        self.import_button = Button(
            self.tr("Import holders…"), icons, name="legacy.import", kind="primary",
            icon="import", extent="small",
        )  # fmt: skip
        self.import_button.set_denied(needs(self._desk, Permission.INITIALISE))
        bar = in_row(
            (self.search, 1),
            STRETCH,
            self.export,
            self.import_button,
            margins=(16, 8, 16, 8),
            spacing=8,
        )
        # Its words are shortened where room is short.
        self.strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        left = Pane()
        left.column.addLayout(bar)
        left.column.addWidget(Line())
        left.column.addWidget(self.strip)
        left.column.addWidget(Line())
        left.column.addWidget(self.table, 1)
        self.side = QStackedWidget()
        self.side.setMinimumWidth(self.context.themes.px(LEAST))
        self.side.addWidget(self.importing)
        self.side.addWidget(self.detail)
        self.split = Split(
            Qt.Orientation.Horizontal,
            self.context.settings,
            name="legacy.split",
            first=(REST, DETAIL),
        )
        self.split.addWidget(left)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        in_column(self.split, within=self)

    def _connect(self) -> None:
        self.strip.chosen.connect(self._on_phase_chosen)
        self.search.searched.connect(self.table.paged.search)
        self.import_button.clicked.connect(self.ask_import)
        self.table.view.opened.connect(self._on_opened)

    # What the window asks

    def reload(self) -> None:
        """Read everything that is shown anew."""
        if self.table.paged.started:
            self.table.refresh()
        else:
            self.table.start()
        self.context.tasks.query(
            partial(read_phases, self._desk),
            done=self._on_phases_read,
            failed=self._on_failed,
            key=("legacy.phases", id(self)),
        )
        if self._room is not None:
            self.show_record(self._room)

    def show_record(self, record_id: int) -> None:
        """Open a legacy room by its row id."""
        self._room = record_id
        self.context.tasks.query(
            partial(read_legacy, self._desk, record_id),
            done=self._on_read,
            failed=self._on_failed,
            key=("legacy.detail", id(self)),
        )

    def commands(self) -> tuple[Action, ...]:
        """Actions of this page."""
        denied = needs(self._desk, Permission.INITIALISE)
        return (
            Action(self.tr("Import legacy holders…"), self.ask_import, "import", denied=denied),
            Action(self.tr("Export legacy rooms…"), self.export_current, "export", "Ctrl+E"),
        )

    def export_current(self) -> None:
        """Export the rooms that the table lists."""
        self.table.export()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus()

    @Slot()
    def ask_import(self) -> None:
        """Ask for a file of holders."""
        self.side.setCurrentWidget(self.importing)
        self.importing.ask()

    # What happens

    @Slot(object)
    def _on_phase_chosen(self, phase: object) -> None:
        self.table.paged.filter(**{PHASE: phase})

    @Slot(object)
    def _on_opened(self, row: LegacyRow) -> None:
        self.show_record(row.id)

    def _on_phases_read(self, found: tuple[Mapping[MigrationPhase, int], int]) -> None:
        counts, done = found
        stages = []
        for phase, count in counts.items():
            title, note = phase_words(phase)
            if phase is MigrationPhase.DEPRECATE and done:
                note = self.tr("{done} done").format(done=grouped(done))
            stages.append(StripStage(phase.value, title, count, note))
        self.strip.show_stages(stages)

    def _on_read(self, detail: LegacyDetail) -> None:
        if detail.row.id != self._room:
            return
        self.detail.show_detail(detail)
        self.side.setCurrentWidget(self.detail)

    def _on_failed(self, error: UserError) -> None:
        self.context.messages.error(error)
