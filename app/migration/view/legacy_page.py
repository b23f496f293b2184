"""The page of legacy rooms: phases with counts, the rooms, and the one that is looked at."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.db.paging import QuerySource
from app.errors import UserError
from app.fields import Field
from app.kit.actions import Action
from app.kit.layouts import in_column
from app.kit.list_page import ListPane, ListSpec
from app.kit.numbers import counted, grouped
from app.kit.page import Page, ViewContext
from app.kit.splits import Split
from app.kit.stage_strip import StageCount as StripStage
from app.kit.stage_strip import StageStrip
from app.kit.states import EmptyState
from app.kit.table.columns import Column, badge, number, text
from app.kit.table.pane import TableSpec
from app.migration.queries import LEGACY_FIELDS, LEGACY_ROOMS, PHASE, LegacyRow
from app.migration.view.detail import LegacyPane
from app.migration.view.importing import ImportPane
from app.migration.view.labels import STAGE_TONES, phase_words, stage_words
from app.migration.view.reading import (
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
        self.setObjectName("legacy")
        self.strip = StageStrip(context.icons, name="legacy.phases")
        self.list = self._made_list()
        self.table = self.list.table
        self.detail = LegacyPane(context, desk)
        self.importing = ImportPane(context, desk)
        self._build()
        self._connect()

    def _made_list(self) -> ListPane:
        tr = self.tr
        self._import = Action(
            tr("Import legacy holders…"), self.ask_import, "import", name="legacy.import",
            short=tr("Import holders…"), denied=needs(self._desk, Permission.INITIALISE),
        )  # fmt: skip
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
        table = TableSpec(
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
        spec = ListSpec("legacy", tr("Room ID"), table, add=self._import, arranges=False)
        source = QuerySource(self._desk.database, LEGACY_ROOMS.page, LEGACY_ROOMS.stream)
        return ListPane(self.context, spec, source, empty=empty)

    def _build(self) -> None:
        # Its words are shortened where room is short.
        self.strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.list.put_above(self.strip)
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
        self.split.addWidget(self.list)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        in_column(self.split, within=self)

    def _connect(self) -> None:
        self.strip.chosen.connect(self._on_phase_chosen)
        self.table.view.opened.connect(self._on_opened)
        self.detail.loaded.connect(self._on_loaded)

    # What the window asks

    def reload(self) -> None:
        """Read everything that is shown anew."""
        self.table.refresh()
        self.context.tasks.query(
            partial(read_phases, self._desk),
            done=self._on_phases_read,
            failed=self._on_failed,
            key=("legacy.phases", id(self)),
        )
        self.detail.refresh()

    def show_record(self, record_id: int) -> None:
        """Open a legacy room by its row id."""
        self.detail.show_record(record_id)

    def commands(self) -> tuple[Action, ...]:
        """Actions of this page."""
        export = Action(self.tr("Export legacy rooms…"), self.export_current, "export", "Ctrl+E")
        return self._import, export

    def export_current(self) -> None:
        """Export the rooms that the table lists."""
        self.table.export()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.list.focus_search()

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

    @Slot()
    def _on_loaded(self) -> None:
        self.side.setCurrentWidget(self.detail)

    def _on_failed(self, error: UserError) -> None:
        self.context.messages.error(error)
