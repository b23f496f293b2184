"""Asks how and why before a step that others will read about; stays until it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.buttons import Button, native_key
from app.kit.dialogs import Dialog
from app.kit.fields import TextArea
from app.kit.icons import Icons
from app.kit.labels import RichLabel
from app.kit.notices import Notice
from app.kit.segments import Segmented
from app.rooms.service import LONGEST_NOTE


@dataclass(frozen=True)
class StepQuestion:
    """What the dialog says.

    text: may hold `<b>`; foreign text in it must be escaped.
    choices: value and words of a choice to make, none for no choice.
    reason_required: else a reason may be left out.
    """

    title: str
    text: str
    yes: str
    busy: str
    icon: str
    danger: bool = False
    reason_required: bool = False
    choices: Sequence[tuple[object, str]] = ()
    choice_label: str = ""


class StepDialog(Dialog):
    """Keeps what is typed when the step is refused, and says why at the field.

    take: called with reason and choice; it must end in `finish` or `refuse`.
    """

    def __init__(
        self,
        icons: Icons,
        question: StepQuestion,
        take: Callable[["StepDialog", str, object], None],
        *,
        parent: QWidget | None = None,
    ) -> None:
        tone = "error" if question.danger else "accent"
        super().__init__(icons, question.title, icon=question.icon, tone=tone, parent=parent)
        self.setObjectName("rooms.step_dialog")
        self._question = question
        self._take = take
        self.content.addWidget(RichLabel(question.text, "body2"))
        self.content.addSpacing(12)
        self.choice: Segmented | None = None
        if question.choices:
            self.choice = Segmented(
                question.choices,
                icons,
                name="rooms.step_choice",
                label=question.choice_label,
                extent="small",
            )
            self.content.addWidget(self.choice)
            self.content.addSpacing(12)
        self.reason = TextArea(
            self.tr("Reason"),
            icons,
            name="rooms.step_reason",
            required=question.reason_required,
            limit=LONGEST_NOTE,
        )
        self.content.addWidget(self.reason)
        self.trouble = Notice(icons, "error", "", name="rooms.step_trouble")
        self.trouble.hide()
        self.content.addSpacing(8)
        self.content.addWidget(self.trouble)
        self._add_buttons()

    def _add_buttons(self) -> None:
        kind = "destroy" if self._question.danger else "primary"
        self.no = Button(self.tr("Cancel"), self.icons, name="rooms.step_no", extent="small")
        self.yes = Button(
            self._question.yes, self.icons, name="rooms.step_yes", kind=kind, extent="small"
        )
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()
        self.yes.setToolTip(native_key("Ctrl+Return"))
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.activated.connect(self.yes.click)
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self._on_yes_clicked)
        self.reason.editor.setFocus()

    def finish(self) -> None:
        """The step is taken."""
        self.yes.set_busy()
        self.accept()

    def refuse(self, error: UserError) -> None:
        """Say why the step was not taken; the person can try again."""
        self.yes.set_busy()
        if error.field == "reason":
            self.reason.show_error(error.message)
            self.reason.editor.setFocus()
            return
        self.trouble.say("error", error.title, error.message)
        self.trouble.show()
        self.adjustSize()

    @Slot()
    def _on_yes_clicked(self) -> None:
        reason = self.reason.text()
        if self._question.reason_required and not reason:
            self.reason.show_error(self.tr("Say why; it goes onto the timeline."))
            self.reason.editor.setFocus()
            return
        if not self.reason.validate():
            self.reason.editor.setFocus()
            return
        self.trouble.hide()
        self.yes.set_busy(self._question.busy)
        self._take(self, reason, self.choice.value() if self.choice is not None else None)
