"""Asks how and why before a step that others will read about; stays until it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.kit.buttons import native_key
from app.kit.fields import TextArea
from app.kit.forms import FormDialog
from app.kit.labels import RichLabel
from app.kit.page import ViewContext
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


class StepDialog(FormDialog):
    """Keeps what is typed when the step is refused, and says why at the field.

    take: called with reason and choice; it must end in `finish` or `refuse`.
    """

    def __init__(
        self,
        context: ViewContext,
        question: StepQuestion,
        take: Callable[["StepDialog", str, object], None],
        *,
        parent: QWidget,
    ) -> None:
        self._question = question
        self._take = take
        icons = context.icons
        self.choice: Segmented | None = None
        if question.choices:
            self.choice = Segmented(
                question.choices, icons, name="rooms.step_choice", label=question.choice_label,
                extent="small",
            )  # fmt: skip
        self.reason = TextArea(
            parent.tr("Reason"), icons, name="rooms.step_reason",
            required=question.reason_required, limit=LONGEST_NOTE,
        )  # fmt: skip
        super().__init__(
            context,
            question.title,
            {"reason": self.reason},
            self._decided,
            yes=question.yes,
            name="rooms.step_dialog",
            text=RichLabel(question.text, "body2"),
            parts=(self.choice, self.reason) if self.choice is not None else (),
            icon=question.icon,
            danger=question.danger,
            extent="small",
            prefix="rooms.step_",
            gap=8,
            parent=parent,
        )
        self.yes.setToolTip(native_key("Ctrl+Return"))

    def validate(self) -> bool:
        if self._question.reason_required and not self.reason.text():
            self.reason.show_error(self.tr("Say why; it goes onto the timeline."))
            self.reason.editor.setFocus()
            return False
        return super().validate()

    def carry_out(self, work: tuple[str, object]) -> None:
        self.yes.set_busy(self._question.busy)
        self._take(self, *work)

    def _decided(self) -> tuple[str, object]:
        return self.reason.text(), self.choice.value() if self.choice is not None else None
