"""A dialog of fields that carries out one change: errors stand at their fields, nothing is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.errors import UserError
from app.kit.boxes import Field
from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.dialogs import Dialog
from app.kit.field_errors import show_at_field, validate_all
from app.kit.labels import Label
from app.kit.notices import Notice
from app.kit.page import ViewContext

# Called on the GUI thread, where the fields can be read; what it returns runs on the worker.
Prepare = Callable[[], Callable[[], Done[Any]]]


class FormDialog(Dialog):
    """Fields from top to bottom; Enter or Ctrl+Enter submits.

    fields: by the name that errors call them. prepare: reads the fields and returns the change;
    an InvalidInput it raises is shown at its field. submitted: what the change returned, after
    which the dialog is closed.
    """

    submitted = Signal(object)

    def __init__(
        self,
        context: ViewContext,
        title: str,
        fields: Mapping[str, Field],
        prepare: Prepare,
        *,
        yes: str,
        name: str,
        text: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.icons, title, icon=icon, parent=parent)
        self._context = context
        self._prepare = prepare
        self.fields = dict(fields)
        self.setObjectName(name)
        if text:
            self.content.addWidget(Label(text, "body2", wrap=True))
        for field in self.fields.values():
            self.content.addSpacing(12)
            self.content.addWidget(field)
            if hasattr(field, "submitted"):
                field.submitted.connect(self.submit)
        self.problem = Notice(context.icons, "error", "", name=f"{name}.problem")
        self.problem.hide()
        self.content.addSpacing(12)
        self.content.addWidget(self.problem)
        self.no = Button(self.tr("Cancel"), context.icons, name=f"{name}.no")
        self.yes = Button(yes, context.icons, name=f"{name}.yes", kind="primary")
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        _first_to_fill(tuple(self.fields.values())).setFocus()

    @Slot()
    def submit(self) -> None:
        """Check every field, then carry out the change in the background."""
        if self.yes.busy:
            return
        self.problem.hide()
        if not validate_all(self.fields):
            return
        try:
            work = self._prepare()
        except UserError as error:
            self._on_refused(error)
            return
        self.yes.set_busy(self.tr("Saving…"))
        self._context.tasks.change(work, done=self._on_done, failed=self._on_refused)

    def _on_done(self, value: object) -> None:
        self.yes.set_busy()
        self.accept()
        self.submitted.emit(value)

    def _on_refused(self, error: UserError) -> None:
        self.yes.set_busy()
        if show_at_field(self.fields, error):
            return
        self.problem.say("error", error.title, error.message)
        self.problem.show()
        self.adjustSize()


def _first_to_fill(fields: tuple[Field, ...]) -> Field:
    """The first field but for choices that are made already."""
    made = (isinstance(field, ChoiceField) and field.option() is not None for field in fields)
    return next((field for field, done in zip(fields, made, strict=True) if not done), fields[0])
