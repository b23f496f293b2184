"""Members as a table for other programs."""

from app.db.export_table import ExportTable, columns_at
from app.listing import Listing
from app.members.queries import MEMBERS, stream_members

_BY_ID = Listing(sort="id")


EXPORTS = {
    "members": ExportTable(
        columns_at("id", "username", "display_name", "principal", "status", "created_at"),
        lambda connection: stream_members(connection, _BY_ID),
        lambda connection: MEMBERS.count(connection, _BY_ID),
    )
}
