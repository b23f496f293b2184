"""The audit trail as a table for other programs."""

from app.db.export_table import ExportTable
from app.listing import Listing
from app.operators.queries import TRAIL, TRAIL_FIELDS

_BY_ID = Listing(sort="id")


EXPORTS = {
    "trail": ExportTable(
        TRAIL_FIELDS,
        lambda connection: TRAIL.stream(connection, _BY_ID),
        lambda connection: TRAIL.count(connection, _BY_ID),
    )
}
