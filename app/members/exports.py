"""Members as a table for other programs."""

from app.db.export_table import ExportTable
from app.listing import Listing
from app.members.queries import MEMBER_FIELDS, MEMBERS, stream_members

_BY_ID = Listing(sort="id")

EXPORTS = {
    "members": ExportTable(
        MEMBER_FIELDS,
        lambda connection: stream_members(connection, _BY_ID),
        lambda connection: MEMBERS.count(connection, _BY_ID),
    )
}
