"""Rooms as a table for other programs."""

from app.db.export_table import ExportTable
from app.fields import pick
from app.listing import Listing
from app.rooms.queries import ROOM_FIELDS, ROOMS

_BY_ID = Listing(sort="id")


EXPORTS = {
    "rooms": ExportTable(
        pick(
            ROOM_FIELDS, "id", "room_id", "name", "symbol", "uri", "creator", "creator_principal",
            "status", "sells_paused", "is_demo", "contract_principal", "quote", "supply",
            "reserve", "price", "trades", "created_at", "changed_at", "traded_at",
        ),
        lambda connection: ROOMS.stream(connection, _BY_ID),
        lambda connection: ROOMS.count(connection, _BY_ID),
    )
}  # fmt: skip
