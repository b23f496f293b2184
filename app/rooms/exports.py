"""Rooms as a table for other programs."""

from app.db.export_table import ExportTable
from app.fields import pick
from app.rooms.queries import ROOM_FIELDS, ROOMS

_FIELDS = pick(
    ROOM_FIELDS, "id", "room_id", "name", "symbol", "uri", "creator", "creator_principal",
    "status", "sells_paused", "is_demo", "contract_principal", "quote", "supply", "reserve",
    "price", "trades", "created_at", "changed_at", "traded_at",
)  # fmt: skip

EXPORTS = {"rooms": ExportTable.of(_FIELDS, ROOMS)}
