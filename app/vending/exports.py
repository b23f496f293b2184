"""Trades as a table for other programs, with the rooms that they were made in."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.db.export_table import ExportTable
from app.fields import fields_of
from app.listing import Listing
from app.rooms.queries import ROOMS, RoomRow
from app.vending.queries import TRADE_PAGES
from app.vending.trading import TradeRow


@dataclass(frozen=True, slots=True)
class RoomTrade:
    """A trade with the room that it was made in."""

    trade: TradeRow
    room: RoomRow


def _trades(connection: Connection) -> Iterator[RoomTrade]:
    found = {row.id: row for row in ROOMS.stream(connection, Listing(sort="id"))}
    for trade in TRADE_PAGES.stream(connection, Listing(sort="at")):
        yield RoomTrade(trade, found[trade.room])


EXPORTS = {
    "trades": ExportTable(
        fields_of(
            "id=trade.id", "room_id=room.room_id", "number=trade.number",
            "entry_id=trade.entry", "at=trade.at", "member_id=trade.member",
            "username=trade.username", "side=trade.side", "keys=trade.keys", "quote=room.quote",
            "gross=trade.gross", "creator_fee=trade.creator_fee",
            "protocol_fee=trade.protocol_fee", "total=trade.total",
            "price_after=trade.price_after", "supply_after=trade.supply_after",
        ),
        _trades,
        lambda connection: TRADE_PAGES.count(connection, Listing()),
    )
}  # fmt: skip
