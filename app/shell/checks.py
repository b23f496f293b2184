"""Everything that an audit of a workspace checks, in the order of the slices."""

from app.db.database import Database
from app.ledger.audit import LEDGER_CHECKS, AuditReport, run_audit
from app.progress import Progress
from app.vending.audit import VENDING_CHECKS

CHECKS = (*LEDGER_CHECKS, *VENDING_CHECKS)


def audit_workspace(database: Database, progress: Progress) -> AuditReport:
    """Prove the books over one snapshot, while others go on writing; raises Cancelled."""
    return run_audit(database, CHECKS, progress)
