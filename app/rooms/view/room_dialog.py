"""The wizard for a new room, and the form that changes a draft's metadata."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.errors import Conflict, UserError
from app.kit.buttons import Button, native_key
from app.kit.dialogs import Dialog
from app.kit.labels import Label
from app.kit.notices import Notice
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms import queries, service
from app.rooms.queries import RoomRow
from app.rooms.rules import Metadata
from app.rooms.view.creator_field import CreatorField
from app.rooms.view.metadata_fields import MetadataFields

WIDTH = 520
STALE = "STALE"


class MetadataDialog(Dialog):
    """A dialog around the fields; stays, with all that is typed, until the work is done."""

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        title: str,
        text: str,
        fields: MetadataFields,
        *,
        yes: str,
        busy: str,
        name: str,
        icon: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.icons, title, icon=icon, width=WIDTH, parent=parent)
        self.setObjectName(name)
        self.context = context
        self.desk = desk
        self.fields = fields
        self._busy = busy
        self.content.addWidget(Label(text, "t2", wrap=True))
        self.content.addSpacing(12)
        self.content.addWidget(fields)
        self.trouble = Notice(context.icons, "error", "", action=" ", name=f"{name}_trouble")
        self.trouble.hide()
        self.yes = Button(yes, context.icons, name=f"{name}_yes", kind="primary", extent="small")
        self.no = Button(self.tr("Cancel"), context.icons, name=f"{name}_no", extent="small")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self._on_no_clicked)
        fields.submitted.connect(self._on_yes_clicked)
        self.yes.setToolTip(native_key("Ctrl+Return"))
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.activated.connect(self._on_yes_clicked)

    def add_end(self) -> None:
        """Put the place for trouble and the buttons below what the content holds so far."""
        self.content.addSpacing(12)
        self.content.addWidget(self.trouble)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()

    def submit(self) -> bool:
        """Begin the work; False where something is wrong, which is shown then."""
        raise NotImplementedError

    def refuse(self, error: UserError) -> None:
        """Show a refusal where it belongs."""
        self.yes.set_busy()
        if not self.fields.show_error(error):
            self.say_trouble(error)

    def say_trouble(self, error: UserError, action: str = "") -> None:
        """Show an error that belongs to no field, with a button if there is a way out."""
        self.trouble.say("error", error.title, error.message)
        self.trouble.action.setText(action)
        self.trouble.action.setVisible(bool(action))
        self.trouble.show()
        self.adjustSize()

    @Slot()
    def _on_yes_clicked(self) -> None:
        if self.yes.busy:
            return
        self.trouble.hide()
        if self.submit():
            self.yes.set_busy(self._busy)

    @Slot()
    def _on_no_clicked(self) -> None:
        self.reject()


class RoomDialog(MetadataDialog):
    """Makes a room token as a draft.

    created: row id of the room, as an object because it can be large.
    """

    created = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            desk,
            self.tr("New room token"),
            self.tr("A draft, to be looked at again before its deployment is requested."),
            MetadataFields(context, desk),
            yes=self.tr("Create draft"),
            busy=self.tr("Creating…"),
            name="rooms.new_dialog",
            icon="rooms",
            parent=parent,
        )
        self.creator = CreatorField(context, desk)
        self.creator.principal.submitted.connect(self._on_yes_clicked)
        self.content.addSpacing(12)
        self.content.addWidget(self.creator)
        self.add_end()
        self.fields.room_id.editor.setFocus()
        context.tasks.query(
            lambda: desk.database.read(load_settings).network,
            done=self._on_network_known,
            failed=self._on_network_unknown,
        )

    def submit(self) -> bool:
        judged = (self.creator.validate(), self.fields.validate())
        if not all(judged):
            if judged[1]:
                self.creator.focus_first()
            return False
        self.context.tasks.change(
            partial(
                service.create_room_token,
                self.desk,
                self.fields.room_id.text(),
                self.fields.metadata(),
                self.creator.creator(),
            ),
            done=self._on_created,
            failed=self.refuse,
        )
        return True

    def refuse(self, error: UserError) -> None:
        if error.field == "creator":
            self.yes.set_busy()
            self.creator.show_error(error.message)
        else:
            super().refuse(error)

    def _on_network_known(self, network: Network) -> None:
        self.creator.set_network(network)

    def _on_network_unknown(self, _error: UserError) -> None:
        # The network is checked again when the room is made.
        return

    def _on_created(self, row_id: int) -> None:
        name = self.fields.metadata().name
        self.yes.set_busy()
        self.accept()
        self.context.messages.success(self.tr("{name} created").format(name=name))
        self.created.emit(row_id)


class EditDialog(MetadataDialog):
    """Changes the metadata of a draft; says so when somebody else has changed it meanwhile."""

    def __init__(
        self, context: ViewContext, desk: Desk, room: RoomRow, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            desk,
            self.tr("Edit {name}").format(name=room.name),
            self.tr("Until the deployment is requested, the metadata can be changed."),
            MetadataFields(context, desk, room),
            yes=self.tr("Save"),
            busy=self.tr("Saving…"),
            name="rooms.edit_dialog",
            icon="edit",
            parent=parent,
        )
        self._room = room
        self._version = room.version
        self.add_end()
        self.trouble.acted.connect(self._on_look_wanted)
        self.fields.name.editor.setFocus()

    def submit(self) -> bool:
        if not self.fields.validate():
            return False
        if not self.fields.changed:
            self.accept()
            return False
        self.context.tasks.change(
            partial(
                service.edit_room_token,
                self.desk,
                self._room.id,
                self._version,
                self.fields.metadata(),
            ),
            done=self._on_saved,
            failed=self.refuse,
        )
        return True

    def refuse(self, error: UserError) -> None:
        if isinstance(error, Conflict) and error.code == STALE:
            self.yes.set_busy()
            self.say_trouble(error, self.tr("Show it"))
        else:
            super().refuse(error)

    @Slot()
    def _on_look_wanted(self) -> None:
        desk, row_id = self.desk, self._room.id
        self.context.tasks.query(
            lambda: desk.database.read(lambda connection: queries.room_by_id(connection, row_id)),
            done=self._on_looked,
            failed=self.refuse,
        )

    def _on_looked(self, room: RoomRow) -> None:
        self.trouble.hide()
        self._version = room.version
        self.fields.show_metadata(Metadata(room.name, room.symbol, room.uri))

    def _on_saved(self, _row_id: int) -> None:
        self.yes.set_busy()
        self.accept()
        self.context.messages.success(
            self.tr("{name} saved").format(name=self.fields.metadata().name)
        )
