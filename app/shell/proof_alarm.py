"""What the window says of the proof of books that the program makes by itself every day."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.assembly.jobs import BROKEN_BOOKS, DAILY_PROOF, JOBS
from app.changes import ANY, Changed
from app.db.database import Database
from app.errors import UserError
from app.kit.notices import Banner
from app.kit.page import ViewContext
from app.operators.jobs import JobState, job_states


def daily_proof(database: Database) -> JobState:
    """How the last daily proof ended."""
    states = database.read(lambda connection: job_states(connection, JOBS))
    return next(state for state in states if state.name == DAILY_PROOF)


class ProofAlarm(Banner):
    """Stands above every page from a proof that found wrong books to the next that finds none.

    retry_requested: the person wants to check the books.
    """

    def __init__(
        self, context: ViewContext, database: Database, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.icons, name="proof.alarm", parent=parent)
        self._context = context
        self._database = database
        self.retry.setText(self.tr("Open Audit"))
        self.details_requested.connect(context.messages.details)
        context.tasks.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Read how the last proof ended."""
        database = self._database
        self._context.tasks.query(
            lambda: daily_proof(database), done=self._on_read, failed=_unheard, key="proof.alarm"
        )

    @Slot(object)
    def _on_changed(self, changed: tuple[Changed, ...]) -> None:
        if any(each.kind in ("job", ANY) for each in changed):
            self.reload()

    def _on_read(self, state: JobState) -> None:
        if state.code != BROKEN_BOOKS or state.last_run is None:
            self.clear()
            return
        title = self.tr("The books do not balance")
        error = UserError(state.sentence, code=state.code, title=title)
        self.show_error(error, self._context.zone.show(state.last_run), again=False)


def _unheard(_error: UserError) -> None:
    """Whatever is shown says by itself that the database doesn't answer."""
