"""Members as a table for other programs."""

from app.db.export_table import ExportTable
from app.members.queries import MEMBER_FIELDS, MEMBERS

EXPORTS = {"members": ExportTable.of(MEMBER_FIELDS, MEMBERS)}
