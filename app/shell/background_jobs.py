"""Runs the workspace's due jobs beside the window, as `tokendesk work` does."""

from collections.abc import Sequence
from threading import Thread

from PySide6.QtCore import QObject, Signal

from app.changes import Done
from app.kit.tasks import Tasks
from app.operators.desk import Desk
from app.operators.jobs import Job, JobState, StopRequest, run_until_stopped

FIRST_SECONDS = 60.0
"""Who has just opened a workspace is not to wait for its jobs."""

STOP_SECONDS = 3.0


class BackgroundJobs(QObject):
    """Works from its making until `stop`, on a thread of its own."""

    _ended = Signal(object)

    def __init__(self, desk: Desk, jobs: Sequence[Job], tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = StopRequest()
        self._ended.connect(tasks.changed)
        self._thread = Thread(
            target=run_until_stopped,
            args=(desk.database, desk.clock, jobs, self._stop, self._tell),
            kwargs={"first": FIRST_SECONDS},
            name="jobs",
            daemon=True,
        )
        if jobs:
            self._thread.start()

    def stop(self) -> None:
        """End what is under way at its next step; its lease is given back."""
        self._stop.make()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _tell(self, done: Done[JobState]) -> None:
        if not self._stop.made:
            self._ended.emit(done.changed)
