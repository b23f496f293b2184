"""The audit trail as a table for other programs."""

from app.db.export_table import ExportTable
from app.operators.queries import TRAIL, TRAIL_FIELDS

EXPORTS = {"trail": ExportTable.of(TRAIL_FIELDS, TRAIL)}
