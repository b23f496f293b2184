"""One legacy room: what it is, its reserve, its next step, and why the old design fails."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kit.badges import Badge
from app.kit.buttons import Button
from app.kit.detail_pane import DetailPane, padded, scrolling
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.marks import ShareBar
from app.kit.numbers import grouped, ratio, short_id, unit
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.kit.steps import Checklist, ChecklistStep
from app.migration import service
from app.migration.view.explain_view import ExplanationView
from app.migration.view.forms import FillForm, NoteForm, OpenForm
from app.migration.view.labels import STAGE_TONES, STEPS, stage_words, step_words
from app.migration.view.reading import LegacyDetail, read_legacy
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms.legacy_stages import MigrationStage, is_past
from app.rooms.view.panels import StepForm


class ReserveCard(Card):
    """What the curve requires at the room's supply, and what has been brought in."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.icons, padding=12, raised=True)
        self.setObjectName("legacy.reserve")
        self.setAccessibleName(self.tr("Reserve"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        self.figures = [Label("", "v") for _ in range(4)]
        titles = (
            self.tr("Required by the curve"),
            self.tr("Transferred in"),
            self.tr("Topped up"),
            self.tr("Missing"),
        )
        for figure in self.figures:
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for row, (title, figure) in enumerate(zip(titles, self.figures, strict=True)):
            grid.addWidget(Label(title, "k"), row, 0)
            grid.addWidget(figure, row, 1)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        self.bar = ShareBar(context.themes, width=240)
        self.column.addSpacing(6)
        self.column.addWidget(self.bar)

    def show_detail(self, detail: LegacyDetail) -> None:
        """Show the reserve, where the room's own token is open."""
        reserve = detail.reserve
        self.setVisible(reserve is not None)
        if reserve is None:
            return
        money = unit(detail.quote)
        values = (reserve.required, reserve.transferred, reserve.topped_up, reserve.shortfall)
        for figure, value in zip(self.figures, values, strict=True):
            figure.setText(f"{grouped(value)} {money}")
        self.figures[3].set_tone("warn" if reserve.shortfall else "ok")
        share = ratio(reserve.reserve, reserve.required) if reserve.required else 1.0
        self.bar.set_share(share)


class LegacyPane(DetailPane[LegacyDetail]):
    """The detail; what is typed into a form stays while the room's stage does."""

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, partial(read_legacy, desk), name="legacy.detail", parent=parent)
        self._desk = desk
        self._form_key: tuple[object, ...] | None = None
        self._form: StepForm | None = None
        self.setAccessibleName(self.tr("Legacy room"))
        self._build()

    def _build(self) -> None:
        context = self.context
        content = QWidget()
        content.setProperty("role", "page")
        self.title = ElidedLabel("", "h1")
        self.stage = Badge("", context.icons)
        self.facts = Label("", "t2", wrap=True)
        self.holders = Label("", "t3", wrap=True)
        column = in_column(
            in_row((self.title, 1), self.stage),
            self.facts,
            self.holders,
            within=content,
            spacing=10,
        )
        self.to_room = Button(
            self.tr("Go to the room's own token"), context.icons, name="legacy.to_room",
            icon="rooms", extent="small",
        )  # fmt: skip
        self.to_room.clicked.connect(self._on_to_room_clicked)
        place = in_row(self.to_room, STRETCH)
        column.addLayout(place)
        self.reserve = ReserveCard(context)
        column.addWidget(self.reserve)
        column.addWidget(Line())
        self.steps = Checklist(context.icons, name="legacy.steps")
        column.addWidget(self.steps)
        column.addWidget(Line())
        self.why = ExplanationView(context.icons)
        column.addWidget(self.why)
        self.column.addWidget(scrolling(padded(content), "legacy.detail_scroll"))

    @property
    def form(self) -> StepForm | None:
        """The form of the next step; None where there is none."""
        return self._form

    def show_detail(self, detail: LegacyDetail) -> None:
        """Show another room, or the same one as it is now."""
        row = detail.row
        self.title.setText(row.room_id)
        self.stage.show_text(stage_words(row.stage), STAGE_TONES[row.stage])
        words = self.tr("{holders} holders · {keys} keys · from {file}")
        facts = words.format(
            holders=grouped(row.holders), keys=grouped(row.supply), file=row.file_name
        )
        if row.snapshot_hash:
            shown = short_id(row.snapshot_hash, 8, 8)
            facts += "\n" + self.tr("Snapshot {hash}").format(hash=shown)
            self.facts.setToolTip(row.snapshot_hash)
        self.facts.setText(facts)
        named = [f"{each.username} {grouped(each.keys)}" for each in detail.holders]
        self.holders.setText(", ".join(named) + (" …" if row.holders > len(named) else ""))
        self.to_room.setVisible(detail.own is not None)
        self.reserve.show_detail(detail)
        self._show_steps(detail)
        self.why.show_detail(detail)

    def _show_steps(self, detail: LegacyDetail) -> None:
        row, own = detail.row, detail.own
        shortfall = detail.reserve.shortfall if detail.reserve is not None else None
        key = (row.id, row.stage, own.status if own is not None else None, shortfall)
        if key == self._form_key:
            return
        self._form_key = key
        done = [is_past(row.stage, stage) for stage in STEPS]
        # Keys that are still being issued are what the opening waits for.
        if row.stage is MigrationStage.OPENED and row.issued < row.holders:
            done[STEPS.index(MigrationStage.OPENED)] = False
        at = done.index(False) if False in done else None
        self._form = self._made_form(detail, STEPS[at]) if at is not None else None
        steps = []
        for number, stage in enumerate(STEPS):
            title, text = step_words(stage)
            state = "done" if done[number] else "next" if number == at else "later"
            steps.append(ChecklistStep(title, state, text=text if state == "next" else ""))
        self.steps.show_steps(steps, self._form)

    def _made_form(self, detail: LegacyDetail, stage: MigrationStage) -> StepForm | None:
        context, desk, row_id = self.context, self._desk, detail.row.id
        if stage is MigrationStage.SNAPSHOT:
            return NoteForm(
                context, desk, words=self.tr("Take snapshot"), busy=self.tr("Taking…"),
                name="legacy.take_snapshot", permission=Permission.INITIALISE,
                act=lambda _note: service.take_snapshot(desk, row_id),
            )  # fmt: skip
        if stage is MigrationStage.SWITCHED:
            return NoteForm(
                context, desk, words=self.tr("Confirm"), busy=self.tr("Confirming…"),
                name="legacy.switch", permission=Permission.SET_CONTRACT,
                act=partial(service.confirm_switch, desk, row_id), note=self.tr("Note"),
            )  # fmt: skip
        if stage is MigrationStage.DEPRECATED:
            return NoteForm(
                context, desk, words=self.tr("Deprecate"), busy=self.tr("Deprecating…"),
                name="legacy.deprecate", permission=Permission.DEPRECATE_ROOM,
                act=partial(service.deprecate_legacy, desk, row_id),
                note=self.tr("Reason"), note_required=True,
            )  # fmt: skip
        if detail.own is None:
            return None
        if stage is MigrationStage.OPENED:
            return OpenForm(context, desk, detail.own, detail)
        return FillForm(context, desk, detail.own, detail)

    @Slot()
    def _on_to_room_clicked(self) -> None:
        if self.shown is not None and self.shown.own is not None:
            self.context.open_record("room", self.shown.own.id)
