"""The tab Setup: metadata, what stands in the way, the deployment steps and their forms."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.kit.labels import Label, Line
from app.kit.layouts import STRETCH, Spacer, in_column, in_row
from app.kit.marks import ShareBar
from app.kit.notices import Notice
from app.kit.page import ViewContext
from app.kit.steps import Checklist
from app.kit.steps import ChecklistStep as ListStep
from app.operators.desk import Desk
from app.rooms.rules import Status, Step
from app.rooms.view.checklist import list_steps, next_step
from app.rooms.view.launch_card import LaunchCard
from app.rooms.view.manage import ManageRow
from app.rooms.view.metadata import MetadataView
from app.rooms.view.panels import RoomPanels, StepForm
from app.rooms.view.reading import RoomDetail
from app.rooms.view.room_actions import RoomActions
from app.rooms.view.step_forms import ContractForm, RequestForm, TokenForm

KEPT_DRAFTS = 20

_FormKey = tuple[int, Status]


class SetupTab(QWidget):
    """Opens at the next step of a room; what is typed there is kept while other rooms are seen."""

    def __init__(
        self, context: ViewContext, desk: Desk, panels: RoomPanels, actions: RoomActions
    ) -> None:
        super().__init__()
        self._context = context
        self._desk = desk
        self._panels = panels
        self._actions = actions
        self._detail: RoomDetail | None = None
        self._form: QWidget | None = None
        self._form_key: _FormKey | None = None
        self._steps: Sequence[ListStep] = ()
        self._drafts: dict[_FormKey, object] = {}
        self.setProperty("role", "page")
        self._build()

    def _build(self) -> None:
        context = self._context
        self.metadata = MetadataView(context)
        column = in_column(
            self.metadata, Spacer(10), Line(), within=self, margins=(16, 10, 6, 16), spacing=0
        )
        self.notice = Notice(context.icons, "info", "", name="rooms.notice")
        self.notice.acted.connect(self._on_notice_acted)
        # Hidden together with the space above it.
        self._place = QWidget()
        in_column(self.notice, within=self._place, margins=(0, 12, 0, 0))
        column.addWidget(self._place)
        self.manage = ManageRow(context, self._actions, self._panels)
        column.addWidget(self.manage)
        self.launch = LaunchCard(context, self._desk, self._panels)
        column.addSpacing(12)
        column.addWidget(self.launch)
        self.progress = Label("", "t3")
        self.bar = ShareBar(context.themes, width=96)
        head = in_row(
            Label(self.tr("Deployment steps"), "h2"),
            self.progress,
            STRETCH,
            self.bar,
            margins=(0, 12, 0, 8),
            spacing=8,
        )
        column.addLayout(head)
        self.steps = Checklist(context.icons, name="rooms.checklist")
        column.addWidget(self.steps)
        column.addStretch(1)

    @property
    def form(self) -> QWidget | None:
        """The form of the next step; None where there is none."""
        return self._form

    def show_detail(self, detail: RoomDetail) -> None:
        """Show another room, or the same one as it is now."""
        self._detail = detail
        self.metadata.show_detail(detail)
        self._show_notice(detail)
        self.manage.show_room(detail.room)
        self.launch.show_detail(detail)
        steps = list_steps(detail, self._context.zone)
        done = sum(1 for step in steps if step.state == "done")
        words = self.tr("{done} of {all} done")
        self.progress.setText(words.format(done=done, all=len(steps)))
        self.bar.set_share(done / len(steps))
        before = self._form
        goes_on = self._form_has_focus() and self._shows(detail)
        self._choose_form(detail)
        if (steps, self._form) != (self._steps, before):
            # Only then: the form would lose the cursor.
            self._steps = steps
            self.steps.show_steps(steps, self._form)
        if goes_on and self._form is not before:
            _focus_first(self._form or self.manage)

    def _shows(self, detail: RoomDetail) -> bool:
        return self._form_key is not None and self._form_key[0] == detail.room.id

    def _form_has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self._form is not None and self._form.isAncestorOf(focused)

    def _choose_form(self, detail: RoomDetail) -> None:
        """Keep the form while room and status stay, so that nothing typed is lost."""
        key = (detail.room.id, detail.room.status)
        if key == self._form_key:
            return
        self._keep_draft()
        self._form_key = key
        self._form = self._made_form(detail)
        if isinstance(self._form, StepForm) and key in self._drafts:
            self._form.restore(self._drafts.pop(key))

    def _keep_draft(self) -> None:
        if self._form_key is None or not isinstance(self._form, StepForm):
            return
        draft = self._form.draft()
        if draft:
            self._drafts[self._form_key] = draft
        while len(self._drafts) > KEPT_DRAFTS:
            self._drafts.pop(next(iter(self._drafts)))

    def _made_form(self, detail: RoomDetail) -> QWidget | None:
        context, desk, room = self._context, self._desk, detail.room
        step = next_step(room.status)
        if step is Step.REQUEST_DEPLOYMENT:
            again = room.status is Status.FAILED
            form = RequestForm(context, desk, room, again=again)
            form.edit_wanted.connect(self._on_edit_wanted)
            return form
        if step is Step.SET_CONTRACT:
            return ContractForm(context, desk, room, detail.network)
        if step is Step.INITIALISE_TOKEN:
            return TokenForm(context, desk, room)
        if step is Step.INITIALISE_MACHINE and self._panels.machine_form is not None:
            return self._panels.machine_form(context, desk, room)
        return None

    def _show_notice(self, detail: RoomDetail) -> None:
        room = detail.room
        said = {
            Status.FAILED: ("error", self.tr("The deployment failed"), Step.REPORT_FAILURE),
            Status.PAUSED: ("warn", self._paused_words(room.sells_paused), Step.PAUSE),
            Status.DEPRECATED: ("info", self.tr("This room is deprecated"), Step.DEPRECATE),
        }.get(room.status)
        self._place.setVisible(said is not None)
        if said is None:
            return
        tone, title, step = said
        taken = detail.last(step)
        self.notice.say(tone, title, taken.note if taken is not None else "")
        resumes = room.status is Status.PAUSED
        self.notice.action.setText(self.tr("Resume"))
        self.notice.action.setVisible(resumes)
        if resumes:
            self.notice.action.set_denied(self._actions.denied(Step.RESUME, room))

    def _paused_words(self, sells_too: bool) -> str:
        if sells_too:
            return self.tr("Buys and sales are paused")
        return self.tr("Buys are paused; sales stay open")

    @Slot()
    def _on_notice_acted(self) -> None:
        if self._detail is not None:
            self._actions.resume(self._detail.room)

    @Slot()
    def _on_edit_wanted(self) -> None:
        if self._detail is not None:
            self._actions.edit(self._detail.room)


def _focus_first(form: QWidget) -> None:
    """Put the cursor into a form that took the place of the one that had it."""
    widget: QWidget | None = form.nextInFocusChain()
    while widget is not None and widget is not form:
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if takes and widget.isEnabled() and form.isAncestorOf(widget):
            widget.setFocus()
            return
        widget = widget.nextInFocusChain()
