"""Asks for a server's URL and password."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.db.location import Location, parse_location
from app.errors import UserError
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.fields import PasswordField, TextField
from app.kit.labels import Label
from app.kit.page import ViewContext


@dataclass(frozen=True)
class Connecting:
    """Where to connect to, and whether the password is to be kept once it has proved right."""

    location: Location
    keep: bool


class ConnectDialog(Dialog):
    """The password goes to the keyring only if the person says so, and never to a file.

    opened: a Connecting to a workspace that is there; created: to an empty database to fill.
    """

    opened = Signal(object)
    created = Signal(object)

    def __init__(self, context: ViewContext, parent: QWidget) -> None:
        super().__init__(
            context.icons, parent.tr("Connect to a server"), icon="server", parent=parent
        )
        self.setObjectName("connect")
        icons, tr = context.icons, self.tr
        self.url = TextField(
            tr("URL"), icons, name="connect.url", placeholder="postgresql://user@host:5432/database"
        )
        self.password = PasswordField(
            tr("Password"), icons, name="connect.password", hint=tr("optional")
        )
        self.keep = QCheckBox(tr("Keep the password in the system's keyring"))
        self.keep.setObjectName("connect.keep")
        for widget in (self.url, self.password, self.keep):
            self.content.addSpacing(12)
            self.content.addWidget(widget)
        words = tr("Otherwise it is asked for the next time, or taken from TOKENDESK_DB_PASSWORD.")
        self.content.addWidget(Label(words, "hint", wrap=True))
        self._add_buttons(context)
        self.url.submitted.connect(self._on_open)
        self.password.submitted.connect(self._on_open)
        self.url.setFocus()

    def ask_again(self, location: Location, error: UserError) -> None:
        """Show where it was tried, and what the server said."""
        self.url.set_text(location.url)
        self.password.show_error(error.message)
        self.password.setFocus()

    def _add_buttons(self, context: ViewContext) -> None:
        icons, tr = context.icons, self.tr
        self.create_there = Button(
            tr("New workspace there…"), icons, name="connect.create", extent="small"
        )
        self.add_answers(tr("Open"), name="connect.", others=(self.create_there,))
        self.no.setObjectName("connect.cancel")
        self.yes.setObjectName("connect.open")
        self.yes.clicked.connect(self._on_open)
        self.create_there.clicked.connect(self._on_create)

    @Slot()
    def _on_open(self) -> None:
        connecting = self._connecting()
        if connecting is not None:
            self.accept()
            self.opened.emit(connecting)

    @Slot()
    def _on_create(self) -> None:
        connecting = self._connecting()
        if connecting is not None:
            self.accept()
            self.created.emit(connecting)

    def _connecting(self) -> Connecting | None:
        try:
            location = parse_location(self.url.text(), password=self.password.text())
        except UserError as error:
            self.url.show_error(error.message)
            return None
        if location.is_file:
            self.url.show_error(self.tr("A server's URL begins with postgresql://."))
            return None
        return Connecting(location, self.keep.isChecked())
