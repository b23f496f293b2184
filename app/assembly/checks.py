"""Everything that an audit of a workspace checks, in the order of the slices."""

from app.db.database import Database
from app.ledger import audit as ledger
from app.ledger.audit import AuditReport, run_audit
from app.migration import audit as migration
from app.progress import Progress
from app.vending import audit as vending

CHECKS = (*ledger.CHECKS, *vending.CHECKS, *migration.CHECKS)


def audit_workspace(database: Database, progress: Progress) -> AuditReport:
    """Prove the books over one snapshot, while others go on writing; raises Cancelled."""
    return run_audit(database, CHECKS, progress)
