"""Signing in to an open workspace, and unlocking it."""

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.changes import Changed, Done
from app.db.clock import Clock
from app.db.database import Database
from app.errors import InvalidInput, NotAllowed, UserError
from app.kit.buttons import Button
from app.kit.fields import PasswordField, TextField
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_row
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.passwords import Hasher
from app.operators.signing_in import sign_in, unlock
from app.shell.screens import CardScreen


class SignInScreen(CardScreen):
    """Name and password; with a desk given, only the password of who locked it.

    signed_in: the new Desk. left: close this workspace.
    """

    signed_in = Signal(object)
    left = Signal()

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hasher: Hasher,
        context: ViewContext,
        *,
        workspace: str,
        locked: Desk | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, "sign_in", parent=parent)
        self._database, self._clock, self._hasher = database, clock, hasher
        self._locked = locked
        self.heading = Label(self._title(workspace), "h1", wrap=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(Label(str(database.location), "t3", wrap=True))
        icons = context.icons
        self.name = TextField(self.tr("Name"), icons, name="sign_in.name")
        self.password = PasswordField(self.tr("Password"), icons, name="sign_in.password")
        self.column.addWidget(self.name)
        self.column.addWidget(self.password)
        self.problem = self.add_problem()
        self._add_buttons()
        if locked is not None:
            self.name.set_text(locked.operator.name)
            self.name.set_locked(True)
        self.name.submitted.connect(self._on_name_submitted)
        self.password.submitted.connect(self.submit)

    def focus_first(self) -> None:
        """Put the cursor where typing begins."""
        (self.password if self._locked else self.name).setFocus()

    def _title(self, workspace: str) -> str:
        title = self.tr("%1 is locked") if self._locked else self.tr("Sign in to %1")
        return title.replace("%1", workspace)

    def _add_buttons(self) -> None:
        icons = self.context.icons
        words = self.tr("Unlock") if self._locked else self.tr("Sign in")
        self.enter = Button(words, icons, name="sign_in.enter", kind="primary")
        self.leave = Button(self.tr("Close workspace"), icons, name="sign_in.leave", kind="ghost")
        row = in_row(self.enter, STRETCH, self.leave)
        self.column.addLayout(row)
        for one, following in pairwise((self.password.editor, self.enter, self.leave)):
            QWidget.setTabOrder(one, following)
        # The eye is reached by the tab key, too, but stands in nobody's way to the button.
        QWidget.setTabOrder(self.leave, self.password.eye)
        self.enter.clicked.connect(self.submit)
        self.leave.clicked.connect(self.left)

    @Slot()
    def _on_name_submitted(self) -> None:
        if self.password.text():
            self.submit()
        else:
            self.password.setFocus()

    @Slot()
    def submit(self) -> None:
        """Try the name and the password."""
        if self.enter.busy:
            return
        self.password.clear_message()
        self.problem.hide()
        self.enter.set_busy(self.tr("One moment…"))
        name, password = self.name.text(), self.password.text()
        database, clock, hasher, locked = self._database, self._clock, self._hasher, self._locked

        def work() -> Done[Desk]:
            if locked is not None:
                desk = unlock(locked, password, hasher=hasher)
            else:
                desk = sign_in(database, clock, name, password, hasher=hasher)
            return Done(desk, (Changed("operator"), Changed("trail")))

        self.context.tasks.change(work, done=self._on_signed_in, failed=self._on_refused)

    def _on_signed_in(self, desk: Desk) -> None:
        self.enter.set_busy()
        self.signed_in.emit(desk)

    def _on_refused(self, error: UserError) -> None:
        self.enter.set_busy()
        if isinstance(error, (NotAllowed, InvalidInput)):
            self.password.show_error(error.message)
        else:
            self.problem.say("error", error.title, error.message)
            self.problem.show()
        self.password.editor.selectAll()
        self.password.setFocus()
