"""What a room is: its metadata, its principals, and the terms of its machine."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.kit.layouts import in_column
from app.kit.numbers import DASH, grouped, short_id, unit
from app.kit.page import ViewContext
from app.kit.panels import KeyValues
from app.rooms.queries import RoomRow
from app.rooms.view.panels import Fact
from app.rooms.view.reading import RoomDetail
from app.rooms.view.values import LinkValue, Value


class MetadataView(QWidget):
    """Keys and values of one room; values that are identifiers can be copied."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows = KeyValues(context.icons)
        column = in_column(self.rows, within=self, spacing=0)
        self._column = column
        self._market: KeyValues | None = None
        self._terms: tuple[object, ...] = ()
        self.room_id = Value(context, name="rooms.copy_room_id")
        self.creator = Value(context, name="rooms.copy_creator")
        self.uri = LinkValue(context, name="rooms.open_uri")
        self.contract = Value(context, name="rooms.copy_contract")
        self.rows.add_widget("room_id", self.tr("Room ID"), self.room_id)
        self.rows.add("name", self.tr("Key name"))
        self.rows.add("symbol", self.tr("Symbol"))
        self.rows.add_widget("creator", self.tr("Creator"), self.creator)
        self.rows.add_widget("uri", self.tr("Metadata URI"), self.uri)
        self.rows.add_widget("contract", self.tr("Contract principal"), self.contract)

    def show_detail(self, detail: RoomDetail) -> None:
        """Show another room, or the same one as it is now."""
        room = detail.room
        self.room_id.show_copied(room.room_id, room.room_id, self.tr("the room ID"), role="v")
        self.rows.set("name", room.name)
        self.rows.set("symbol", room.symbol)
        self._show_creator(room)
        self.uri.show_link(room.uri)
        if room.contract_principal is None:
            self.contract.show_words(self.tr("Not set"), role="s3")
        else:
            whole = room.contract_principal
            self.contract.show_copied(short_id(whole), whole, self.tr("the contract principal"))
        self._show_terms(self._market_rows(room), detail.facts)

    def _show_creator(self, room: RoomRow) -> None:
        principal = room.creator_principal
        if not principal:
            self.creator.show_words(room.creator_name or DASH)
            return
        shown = short_id(principal)
        text = f"{room.creator_name}  {shown}" if room.creator_name else shown
        role = "v" if room.creator_name else "mono"
        self.creator.show_copied(text, principal, self.tr("the creator's principal"), role=role)

    def _market_rows(self, room: RoomRow) -> tuple[Fact, ...]:
        if not room.is_open:
            return (Fact(self.tr("Fees"), ""),)
        code = unit(room.quote)
        return (
            Fact(self.tr("Supply"), self.tr("{count} keys").format(count=grouped(room.supply))),
            Fact(self.tr("Price of the next key"), f"{grouped(room.price)} {code}"),
            Fact(self.tr("Curve reserve"), f"{grouped(room.reserve)} {code}"),
        )

    def _show_terms(self, market: Sequence[Fact], facts: Sequence[Fact]) -> None:
        """Put the rows that not every room has below the others."""
        rows = (*market, *facts)
        titles = tuple(fact.title for fact in rows)
        if self._market is None or titles != self._terms:
            self._rebuild(rows)
            self._terms = titles
        assert self._market is not None
        for fact in rows:
            value = self._market.widget(fact.title)
            if not isinstance(value, Value):
                continue
            if fact.copied:
                value.show_copied(fact.value, fact.copied, fact.title.lower())
            elif fact.value:
                value.show_words(fact.value)
            else:
                value.show_words(self.tr("Not set"), role="s3")

    def _rebuild(self, rows: Sequence[Fact]) -> None:
        if self._market is not None:
            self._market.hide()
            self._market.deleteLater()
        self._market = KeyValues(self._context.icons)
        for number, fact in enumerate(rows):
            value = Value(self._context, name=f"rooms.copy_term_{number}")
            self._market.add_widget(fact.title, fact.title, value)
        self._column.addWidget(self._market)
