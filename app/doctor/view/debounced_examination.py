"""Asks the doctor a moment after the last keystroke; only the newest question is answered."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.doctor.view.question import Examination, ExaminationResult, answer
from app.errors import InvalidInput, UserError
from app.kit.tasks import Tasks
from app.kit.throttle import Debounce

PAUSE_MS = 300


class DebouncedExamination(QObject):
    """Puts the question of a form to a worker.

    question: what is asked now; InvalidInput while it can't be.
    begun: a question is on its way. answered: an ExaminationResult. refused: an InvalidInput.
    """

    begun = Signal()
    answered = Signal(object)
    refused = Signal(object)

    def __init__(
        self, tasks: Tasks, question: Callable[[], Examination], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._question = question
        self._asked = 0
        self.waiting = False
        self._pause = Debounce(self, PAUSE_MS, self.ask_now)

    @property
    def due(self) -> bool:
        """Whether a question is about to be asked."""
        return self._pause.isActive()

    @Slot()
    def ask_soon(self) -> None:
        """Ask once nothing more is typed for a moment; an answer on its way is old then."""
        self._asked += 1
        self._pause.request()

    @Slot()
    def ask_now(self) -> None:
        """Ask at once."""
        self._pause.stop()
        self._asked += 1
        try:
            question = self._question()
        except InvalidInput as error:
            self.waiting = False
            self.refused.emit(error)
            return
        self.waiting = True
        self.begun.emit()
        self._tasks.query(
            partial(answer, question),
            done=partial(self._on_answered, self._asked),
            failed=partial(self._on_refused, self._asked),
            key=("doctor", id(self)),
            owner=self,
            lane="pool",
        )

    def _on_answered(self, asked: int, found: ExaminationResult) -> None:
        if asked == self._asked:
            self.waiting = False
            self.answered.emit(found)

    def _on_refused(self, asked: int, error: UserError) -> None:
        if asked == self._asked:
            self.waiting = False
            self.refused.emit(error)
