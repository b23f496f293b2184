"""What is seen while a workspace is opened, migrated or filled."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from app.kit.buttons import Button
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_row
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.kit.translation import said
from app.shell.screens import CardScreen

FULL = 1_000
"""Steps of the progress bar."""


class OpeningScreen(CardScreen):
    """Says what is being opened and how far it is; it can be stopped."""

    stopped = Signal()

    def __init__(self, context: ViewContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(context, "opening", parent=parent)
        self.heading = Label(title, "h1", wrap=True)
        self.column.addWidget(self.heading)
        self.text = Label(self.tr("One moment…"), "t2", wrap=True)
        self.column.addWidget(self.text)
        self.bar = QProgressBar()
        self.bar.setObjectName("opening.progress")
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.column.addWidget(self.bar)
        self.stop = Button(self.tr("Cancel"), context.icons, name="opening.stop")
        self.stop.clicked.connect(self._on_stop)
        row = in_row(STRETCH, self.stop)
        self.column.addLayout(row)
        context.tasks.progressed.connect(self._on_progressed)

    def focus_first(self) -> None:
        """Put the focus on the way back."""
        self.stop.setFocus()

    @Slot()
    def _on_stop(self) -> None:
        self.stop.set_denied(self.tr("Stopping…"))
        self.text.setText(self.tr("Stopping…"))
        self.stopped.emit()

    @Slot(object)
    def _on_progressed(self, task: Task) -> None:
        report = task.report
        if report.text and self.stop.isEnabled():
            self.text.setText(said(report.text))
        if report.total:
            self.bar.setRange(0, FULL)
            self.bar.setValue(min(FULL * report.done // report.total, FULL))
