"""The fields of a room's metadata, each judged by the rule that the factory has for it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.field_errors import show_at_field, validate_all
from app.kit.fields import TextField
from app.kit.layouts import in_column, in_row
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.rooms import rules
from app.rooms.queries import RoomRow, symbol_is_free
from app.rooms.rules import Metadata

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class MetadataFields(QWidget):
    """Room id, name, symbol and URI; of a room that is there the id can't be changed.

    submitted: Enter was pressed in one of them.
    """

    submitted = Signal()

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        room: RoomRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._except_id = room.id if room is not None else None
        self._shown = Metadata("", "")
        self._build()
        self._connect()
        if room is not None:
            self.room_id.set_text(room.room_id)
            self.room_id.set_locked(True)
            self.room_id.set_note(self.tr("Set when the room was made"))
            self.show_metadata(Metadata(room.name, room.symbol, room.uri))

    def _build(self) -> None:
        self.room_id = self._field("room_id", self.tr("Room ID"), self._check_room_id)
        self.room_id.set_hint(self.tr("as the chat platform knows it"))
        self.name = self._field("name", self.tr("Key name"), self._check_name)
        self.symbol = self._field("symbol", self.tr("Symbol"), self._check_symbol)
        self.symbol.set_hint(self.tr("A–Z, 0–9"))
        self.uri = self._field("uri", self.tr("Metadata URI"), self._check_uri, required=False)
        self.uri.set_hint(self.tr("https:// or ipfs://"))
        # A message below one of them must not move the other.
        in_column(
            self.room_id,
            in_row(
                (self.name, 3, Qt.AlignmentFlag.AlignTop),
                (self.symbol, 2, Qt.AlignmentFlag.AlignTop),
                spacing=12,
            ),
            self.uri,
            within=self,
            spacing=12,
        )

    def _field(
        self, field: str, label: str, check: Callable[[], object], *, required: bool = True
    ) -> TextField:
        return TextField(
            label,
            self._context.icons,
            name=f"rooms.{field}",
            required=required,
            check=check,
        )

    def _connect(self) -> None:
        self.symbol.editor.textEdited.connect(self._on_symbol_typed)
        self.symbol.edited.connect(self._look_for_symbol)
        for field in self._by_name().values():
            field.submitted.connect(self.submitted)

    def metadata(self) -> Metadata:
        """What is typed."""
        return Metadata(self.name.text(), self.symbol.text(), self.uri.text())

    @property
    def changed(self) -> bool:
        """Whether the metadata differs from what was shown first."""
        return self.metadata() != self._shown

    def show_metadata(self, metadata: Metadata) -> None:
        """Put in what is there now; where the person typed something, only say it."""
        before, self._shown = self._shown, metadata
        for name, field in self._by_name().items():
            if name == "room_id":
                continue
            was, now = getattr(before, name), getattr(metadata, name)
            if field.text() == was:
                field.set_text(now)
                field.clear_message()
            elif now != was:
                field.show_warning(self.tr("Somebody else wrote: {text}").format(text=now or "–"))

    def validate(self) -> bool:
        """Judge all fields now; the cursor goes to the first that is wrong."""
        return validate_all(self._by_name())

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the field that caused it; tells whether there is one."""
        return show_at_field(self._by_name(), error)

    def _by_name(self) -> dict[str, TextField]:
        return {
            "room_id": self.room_id,
            "name": self.name,
            "symbol": self.symbol,
            "uri": self.uri,
        }

    def _check_room_id(self) -> None:
        rules.check_room_id(self.room_id.text())

    def _check_name(self) -> None:
        rules.check_metadata(Metadata(self.name.text(), "A"))

    def _check_symbol(self) -> None:
        rules.check_metadata(Metadata("A", self.symbol.text()))

    def _check_uri(self) -> None:
        rules.check_metadata(Metadata("A", "A", self.uri.text()))

    @Slot(str)
    def _on_symbol_typed(self, text: str) -> None:
        upper = text.translate(_UPPER)
        if upper != text:
            cursor = self.symbol.editor.cursorPosition()
            self.symbol.editor.setText(upper)
            self.symbol.editor.setCursorPosition(cursor)

    @Slot()
    def _look_for_symbol(self) -> None:
        """Say whether another room has the symbol, as soon as it can be one."""
        symbol = self.symbol.text()
        if self.symbol.problem() or symbol == self._shown.symbol:
            return
        work = partial(_is_free, self._desk, symbol, self._except_id)
        self._context.tasks.query(
            work,
            done=self._on_symbol_known,
            failed=self._on_symbol_unknown,
            key=("symbol", id(self)),
        )

    def _on_symbol_known(self, found: tuple[str, bool]) -> None:
        symbol, free = found
        if symbol != self.symbol.text():
            return
        if free:
            self.symbol.show_ok(self.tr("Free to use"))
        else:
            self.symbol.show_warning(self.tr("Another room uses it"))

    def _on_symbol_unknown(self, _error: UserError) -> None:
        # Only advice was asked for; saving says what is wrong with the database.
        self.symbol.clear_message()


def _is_free(desk: Desk, symbol: str, except_id: int | None) -> tuple[str, bool]:
    free = desk.database.read(
        lambda connection: symbol_is_free(connection, symbol, except_id=except_id)
    )
    return symbol, free
