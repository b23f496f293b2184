"""What a new workspace begins with: its name, its network, and its first operator."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.assembly.create_workspace import FirstOperator
from app.db.location import Location
from app.errors import Cancelled, InvalidInput, UserError
from app.kit.boxes import Field
from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.fields import PasswordField, TextField
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_row
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.operators import rules
from app.operators.settings import LONGEST_WORKSPACE_NAME, WorkspaceSettings, check_settings
from app.shell.open_workspace import Beginning, Opened, Surroundings, set_up
from app.shell.screens import CardScreen

WIDTH = 560


class FirstOperatorScreen(CardScreen):
    """Nothing is written before everything is filled in.

    made: the Opened workspace, with the desk of its first operator. left: go back.
    """

    made = Signal(object)
    left = Signal()

    def __init__(
        self,
        around: Surroundings,
        location: Location,
        context: ViewContext,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, "first_operator", width=WIDTH, parent=parent)
        self._around = around
        self._location = location
        self._task: Task | None = None
        self.column.addWidget(Label(self.tr("New workspace"), "h1"))
        self.column.addWidget(Label(str(location), "t3", wrap=True))
        self._build_fields()
        self.column.addSpacing(4)
        self.column.addWidget(Label(self.tr("Who are you?"), "h2"))
        words = self.tr("The first operator is a platform admin and can add others later.")
        self.column.addWidget(Label(words, "t2", wrap=True))
        self.add_pairs((self.name, self.shown), (self.password, self.again))
        self.problem = self.add_problem()
        self._add_buttons()
        for field in self._fields():
            if isinstance(field, TextField):
                field.submitted.connect(self.submit)

    def focus_first(self) -> None:
        """Put the cursor where typing begins."""
        self.name.setFocus()

    def _build_fields(self) -> None:
        icons, tr = self.context.icons, self.tr
        self.workspace = TextField(tr("Workspace name"), icons, name="first_operator.workspace")
        self.workspace.set_text(self._location.name[:LONGEST_WORKSPACE_NAME])
        self.workspace.set_check(
            lambda: check_settings(replace(WorkspaceSettings(), name=self.workspace.text()))
        )
        networks = [
            Option(Network.TESTNET, tr("Testnet"), "ST…"),
            Option(Network.MAINNET, tr("Mainnet"), "SP…"),
        ]
        self.network = ChoiceField(
            tr("Stacks network"), icons, name="first_operator.network", source=among(networks)
        )
        self.network.set_option(networks[0])
        self.name = TextField(
            tr("Sign-in name"), icons, name="first_operator.name", hint=tr("without spaces")
        )
        self.name.set_check(lambda: rules.check_name(self.name.text()))
        self.shown = TextField(
            tr("Shown as"), icons, name="first_operator.display_name", hint=tr("optional")
        )
        hint = tr("%1 characters or more").replace("%1", str(rules.SHORTEST_PASSWORD))
        self.password = PasswordField(
            tr("Password"), icons, name="first_operator.password", hint=hint
        )
        self.password.set_check(
            lambda: rules.check_password(self.password.text(), name=self.name.text())
        )
        self.again = PasswordField(tr("Password again"), icons, name="first_operator.again")
        self.again.set_check(self._check_same)
        self.add_pairs((self.workspace, self.network))

    def _fields(self) -> tuple[Field, ...]:
        return (
            self.workspace, self.network, self.name, self.shown, self.password, self.again
        )  # fmt: skip

    def _check_same(self) -> None:
        if self.password.text() != self.again.text():
            raise InvalidInput(self.tr("The two passwords differ."), field="again")

    def _add_buttons(self) -> None:
        icons = self.context.icons
        self.make = Button(
            self.tr("Create workspace"), icons, name="first_operator.make", kind="primary"
        )
        self.leave = Button(self.tr("Cancel"), icons, name="first_operator.leave", kind="ghost")
        row = in_row(self.make, STRETCH, self.leave)
        self.column.addLayout(row)
        self.make.clicked.connect(self.submit)
        self.leave.clicked.connect(self._on_leave)

    @Slot()
    def submit(self) -> None:
        """Make the workspace and sign in."""
        if self.make.busy:
            return
        self.problem.hide()
        wrong = [field for field in self._fields() if not field.validate()]
        if wrong:
            wrong[0].setFocus()
            return
        self.make.set_busy(self.tr("Creating…"))
        name, network = self.name.text(), self.network.value()
        assert isinstance(network, Network)
        first = FirstOperator(name, self.shown.text() or name, self.password.text())
        beginning = Beginning(first, self.workspace.text(), network)
        self._task = self.context.tasks.long(
            set_up(self._around, self._location, beginning),
            title=self.tr("Creating %1").replace("%1", beginning.name),
            done=self._on_made,
            failed=self._on_refused,
        )

    @Slot()
    def _on_leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
        else:
            self.left.emit()

    def _on_made(self, opened: Opened) -> None:
        self._task = None
        self.make.set_busy()
        self.made.emit(opened)

    def _on_refused(self, error: UserError) -> None:
        self._task = None
        self.make.set_busy()
        if isinstance(error, Cancelled):
            self.left.emit()
            return
        fields = {"name": self.name, "display_name": self.shown, "password": self.password}
        field = fields.get(error.field or "")
        if field is not None:
            field.show_error(error.message)
            field.setFocus()
        else:
            self.problem.say("error", error.title, error.message)
            self.problem.show()
