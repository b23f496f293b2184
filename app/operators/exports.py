"""The audit trail as a table for other programs."""

from app.db.export_table import ExportTable, columns_at
from app.listing import Listing
from app.operators.queries import TRAIL

_BY_ID = Listing(sort="id")


EXPORTS = {
    "trail": ExportTable(
        columns_at(
            "id", "at", "operator=operator_name", "action", "subject_kind", "subject_id",
            "subject_name", "outcome", "before", "after", "reason",
        ),
        lambda connection: TRAIL.stream(connection, _BY_ID),
        lambda connection: TRAIL.count(connection, _BY_ID),
    )
}  # fmt: skip
