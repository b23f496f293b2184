"""Every job that the program does by itself, in the order in which they are run."""

from datetime import timedelta
from typing import Final

from app.assembly.checks import audit_workspace
from app.changes import Done
from app.errors import UserError
from app.operators.desk import Desk
from app.operators.jobs import Job
from app.progress import Progress

DAILY_PROOF: Final = "daily_proof"
BROKEN_BOOKS: Final = "BOOKS_BROKEN"


def prove_books(desk: Desk, progress: Progress) -> Done[str]:
    """Prove the books; raises UserError (BOOKS_BROKEN) with what was found where they are wrong."""
    report = audit_workspace(desk.database, progress)
    broken = [f"{check.name}: {check.detail}" for check in report.checks if not check.ok]
    if broken:
        raise UserError(". ".join(broken), code=BROKEN_BOOKS, title="Audit")
    return Done(f"the books balance, root hash {report.root_hash[:16]}…")


JOBS = (Job(DAILY_PROOF, timedelta(hours=24), prove_books),)
