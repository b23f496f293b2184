"""The wizard for a new room, and the form that changes a draft's metadata."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.changes import Done
from app.errors import Conflict, UserError
from app.kit.buttons import native_key
from app.kit.forms import FormDialog
from app.kit.labels import Label
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


class MetadataDialog(FormDialog):
    """A dialog around the fields of the metadata, with what else `parts` has below them."""

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        title: str,
        text: str,
        metadata: MetadataFields,
        prepare: Callable[[], Callable[[], Done[int]]],
        *,
        yes: str,
        busy: str,
        name: str,
        icon: str,
        done: Callable[[int], None],
        parts: tuple[QWidget, ...] = (),
        parent: QWidget,
    ) -> None:
        self.desk = desk
        self.metadata = metadata
        super().__init__(
            context,
            title,
            {},
            prepare,
            yes=yes,
            name=name,
            text=Label(text, "t2", wrap=True),
            parts=(metadata, *parts),
            busy=busy,
            done=done,
            icon=icon,
            width=WIDTH,
            extent="small",
            prefix=f"{name}_",
            parent=parent,
        )
        metadata.submitted.connect(self.submit)
        self.yes.setToolTip(native_key("Ctrl+Return"))

    def validate(self) -> bool:
        return self.metadata.validate()

    def show_error(self, error: UserError) -> bool:
        return self.metadata.show_error(error)


class RoomDialog(MetadataDialog):
    """Makes a room token as a draft; submits its row id."""

    def __init__(self, context: ViewContext, desk: Desk, *, parent: QWidget) -> None:
        tr = parent.tr
        self.creator = CreatorField(context, desk)
        super().__init__(
            context,
            desk,
            tr("New room token"),
            tr("A draft, to be looked at again before its deployment is requested."),
            MetadataFields(context, desk),
            self._creation,
            yes=tr("Create draft"),
            busy=tr("Creating…"),
            name="rooms.new_dialog",
            icon="rooms",
            done=self._on_created,
            parts=(self.creator,),
            parent=parent,
        )
        self.creator.principal.submitted.connect(self.submit)
        self.metadata.room_id.editor.setFocus()
        context.tasks.query(
            lambda: desk.database.read(load_settings).network,
            done=self._on_network_known,
            failed=self._on_network_unknown,
        )

    def validate(self) -> bool:
        judged = (self.creator.validate(), super().validate())
        if judged[1] and not judged[0]:
            self.creator.focus_first()
        return all(judged)

    def show_error(self, error: UserError) -> bool:
        if error.field == "creator":
            self.creator.show_error(error.message)
            return True
        return super().show_error(error)

    def _creation(self) -> Callable[[], Done[int]]:
        return partial(
            service.create_room_token,
            self.desk,
            self.metadata.room_id.text(),
            self.metadata.metadata(),
            self.creator.creator(),
        )

    def _on_network_known(self, network: Network) -> None:
        self.creator.set_network(network)

    def _on_network_unknown(self, _error: UserError) -> None:
        # The network is checked again when the room is made.
        return

    def _on_created(self, _row_id: int) -> None:
        name = self.metadata.metadata().name
        self.context.messages.success(self.tr("{name} created").format(name=name))


class EditDialog(MetadataDialog):
    """Changes the metadata of a draft; says so when somebody else has changed it meanwhile."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow, *, parent: QWidget) -> None:
        tr = parent.tr
        self._room = room
        self._version = room.version
        super().__init__(
            context,
            desk,
            tr("Edit {name}").format(name=room.name),
            tr("Until the deployment is requested, the metadata can be changed."),
            MetadataFields(context, desk, room),
            self._edit,
            yes=tr("Save"),
            busy=tr("Saving…"),
            name="rooms.edit_dialog",
            icon="edit",
            done=self._on_saved,
            parent=parent,
        )
        self.problem.acted.connect(self._on_look_wanted)
        self.metadata.name.editor.setFocus()

    def validate(self) -> bool:
        if not super().validate():
            return False
        if not self.metadata.changed:
            self.accept()
        return self.metadata.changed

    def refuse(self, error: UserError) -> None:
        if isinstance(error, Conflict) and error.code == STALE:
            self.yes.set_busy()
            self.say_problem(error, self.tr("Show it"))
        else:
            super().refuse(error)

    def _edit(self) -> Callable[[], Done[int]]:
        return partial(
            service.edit_room_token,
            self.desk,
            self._room.id,
            self._version,
            self.metadata.metadata(),
        )

    @Slot()
    def _on_look_wanted(self) -> None:
        desk, row_id = self.desk, self._room.id
        self.context.tasks.query(
            lambda: desk.database.read(lambda connection: queries.room_by_id(connection, row_id)),
            done=self._on_looked,
            failed=self.refuse,
        )

    def _on_looked(self, room: RoomRow) -> None:
        self.problem.hide()
        self._version = room.version
        self.metadata.show_metadata(Metadata(room.name, room.symbol, room.uri))

    def _on_saved(self, _row_id: int) -> None:
        self.context.messages.success(
            self.tr("{name} saved").format(name=self.metadata.metadata().name)
        )
