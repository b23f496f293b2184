"""A dialog of fields that carries out one change: errors stand at their fields, nothing is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.boxes import Field
from app.kit.choice import ChoiceField
from app.kit.dialogs import Dialog
from app.kit.field_errors import show_at_field, validate_all
from app.kit.labels import Label
from app.kit.page import ViewContext


class FormDialog(Dialog):
    """Fields from top to bottom; Enter or Ctrl+Enter submits; stays until it is done.

    fields: by the name that errors call them. parts: what stands in the dialog, where that is
    more than the fields. prepare: reads the fields on the GUI thread and returns the change to
    run on the worker; an InvalidInput it raises is shown at its field.
    text: a sentence below the title, or its label. prefix: begins the objectNames of the
    buttons, with `name.` by default. gap: pixels above what goes wrong.
    done: called with what the change returned once the dialog is closed, as `submitted` is.
    """

    submitted = Signal(object)

    def __init__(
        self,
        context: ViewContext,
        title: str,
        fields: Mapping[str, Field],
        prepare: Callable[[], Any],
        *,
        yes: str,
        name: str,
        text: str | Label = "",
        parts: Sequence[QWidget] = (),
        busy: str = "",
        done: Callable[[Any], None] | None = None,
        icon: str = "",
        danger: bool = False,
        width: int = 448,
        extent: str = "",
        prefix: str = "",
        gap: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        tone = "error" if danger else "accent"
        super().__init__(context.icons, title, icon=icon, tone=tone, width=width, parent=parent)
        self.context = context
        self.fields = dict(fields)
        self._prepare = prepare
        self._busy = busy or self.tr("Saving…")
        self._done = done
        self.setObjectName(name)
        if text:
            words = text if isinstance(text, Label) else Label(text, "body2", wrap=True)
            self.content.addWidget(words)
        for part in parts or self.fields.values():
            self.content.addSpacing(12)
            self.content.addWidget(part)
        for field in self.fields.values():
            if hasattr(field, "submitted"):
                field.submitted.connect(self.submit)
        prefix = prefix or f"{name}."
        kind = "destroy" if danger else "primary"
        self.add_problem(f"{prefix}problem", gap=gap)
        self.add_answers(yes, name=prefix, kind=kind, extent=extent)
        self.yes.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        if self.fields:
            _first_to_fill(tuple(self.fields.values())).setFocus()

    @Slot()
    def submit(self) -> None:
        """Check every field, then carry out the change in the background."""
        if self.yes.busy:
            return
        self.problem.hide()
        if not self.validate():
            return
        try:
            work = self._prepare()
        except UserError as error:
            self.refuse(error)
            return
        self.carry_out(work)

    def validate(self) -> bool:
        """Judge all that is typed; the cursor goes to the first that is wrong."""
        return validate_all(self.fields)

    def carry_out(self, work: Any) -> None:
        """Begin what was prepared; it must end in `finish` or `refuse`."""
        self.yes.set_busy(self._busy)
        self.context.tasks.change(work, done=self.finish, failed=self.refuse)

    def finish(self, value: object = None) -> None:
        """It is done: close, and tell."""
        self.yes.set_busy()
        self.accept()
        self.submitted.emit(value)
        if self._done is not None:
            self._done(value)

    def refuse(self, error: UserError) -> None:
        """Say why it was not done; the person can try again."""
        self.yes.set_busy()
        if not self.show_error(error):
            self.say_problem(error)

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the field that caused it; tells whether there is one."""
        return show_at_field(self.fields, error)


def _first_to_fill(fields: tuple[Field, ...]) -> Field:
    """The first field but for choices that are made already."""
    made = (isinstance(field, ChoiceField) and field.option() is not None for field in fields)
    return next((field for field, done in zip(fields, made, strict=True) if not done), fields[0])
