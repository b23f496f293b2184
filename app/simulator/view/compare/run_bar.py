"""The foot of the setup: Compare, or how far it is and a way to stop it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from app.kit.buttons import Button
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.tasks import Task

_FULL = 1_000


class RunBar(QWidget):
    """One primary button; while a comparison runs, how far it is, and Cancel."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        icons, tr = context.icons, self.tr
        self._task: Task | None = None
        self.start = Button(
            tr("Compare"), icons, name="compare.start", kind="primary", key="Ctrl+Enter"
        )
        self.note = Label("", "t3", wrap=True)
        self.bar = QProgressBar()
        self.bar.setObjectName("compare.progress")
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setTextVisible(False)
        self.stop = Button(tr("Cancel"), icons, name="compare.stop", extent="small")
        self._running = QWidget()
        in_row((self.bar, 1), self.stop, within=self._running, spacing=12)
        in_column(
            self.note, self._running, self.start, within=self, margins=(16, 12, 16, 12), spacing=8
        )
        self._running.hide()
        self.note.hide()
        self.stop.clicked.connect(self._on_stop)
        context.tasks.progressed.connect(self._on_progressed)

    @property
    def running(self) -> bool:
        """Whether a comparison is under way."""
        return self._task is not None

    def follow(self, task: Task) -> None:
        """Show how far a task is."""
        self._task = task
        focused = self.start.hasFocus()
        self._running.show()
        # A hidden button would give the focus to whatever comes next.
        if focused:
            self.stop.setFocus()
        self.start.hide()
        self.bar.setRange(0, 0)
        self.say(self.tr("Comparing…"))

    def end(self, note: str = "") -> None:
        """The task is over; say what came of it, or nothing."""
        self._task = None
        self.start.show()
        if self.stop.hasFocus():
            self.start.setFocus()
        self._running.hide()
        self.say(note)

    def say(self, note: str) -> None:
        """A line above the button; empty for none."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    @Slot(object)
    def _on_progressed(self, task: Task) -> None:
        if task is not self._task or not task.report.total:
            return
        done, total = task.report.done, task.report.total
        self.bar.setRange(0, _FULL)
        self.bar.setValue(_FULL * done // total)
        words = self.tr("Step {done} of {total}")
        self.say(words.format(done=grouped(done), total=grouped(total)))

    @Slot()
    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.say(self.tr("Stopping…"))
