"""The bar below: workspace, connection, the job that runs, the zone of the times."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.kit.boxes import Glyph
from app.kit.buttons import IconButton
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import in_row
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.tasks import Task
from app.kit.translation import said

HEIGHT = 24
BAR_WIDTH = 120
FULL = 1_000
"""Steps of the progress bar."""


class StatusBar(QFrame):
    """Left: connection and workspace, or what is wrong with them; right: demo or real, times."""

    def __init__(
        self, place: str, is_demo: bool, context: ViewContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self._seconds_left = 0
        self.setProperty("role", "status")
        self.setObjectName("status")
        self._glyph = Glyph("check-circle", "ok", context.icons, size=13)
        self.connection = Label("", "t3")
        self.place = ElidedLabel(place, "t3")
        self.job = QWidget(self)
        self.job_text = ElidedLabel("", "t3")
        self.job_bar = QProgressBar(self)
        self.stop = IconButton(
            "close", self.tr("Stop this job"), context.icons, name="status.stop", extent="tiny"
        )
        self.data = Label(self.tr("Demo data") if is_demo else self.tr("Real data"), "t3")
        self.zone = Label("", "t3")
        self.clock = Label("", "t3")
        self._build()
        self.show_connected()
        self._tick = QTimer(self, interval=1_000)
        self._tick.timeout.connect(self.show_time)
        self._tick.start()
        self.show_time()
        tasks = context.tasks
        tasks.started.connect(self._on_task)
        tasks.progressed.connect(self._on_task)
        tasks.finished.connect(self._on_task_finished)
        context.themes.changed.connect(self._on_themes_changed)
        self.stop.clicked.connect(self._on_stop)

    @Slot()
    def show_connected(self) -> None:
        """All is well."""
        self._seconds_left = 0
        self._glyph.set_look("check-circle", "ok")
        self.connection.setText(self.tr("Connected"))
        self.connection.set_tone("ok")

    @Slot(float)
    def show_lost(self, seconds: float) -> None:
        """The workspace can't be reached; the next try is in `seconds`."""
        self._seconds_left = max(round(seconds), 1)
        self._glyph.set_look("error-octagon", "error")
        self.connection.set_tone("error")
        self._show_countdown()
        self._context.messages.announce(self.connection.text())

    def _show_countdown(self) -> None:
        words = self.tr("No connection, next try in %1 s")
        self.connection.setText(words.replace("%1", grouped(self._seconds_left)))

    def _build(self) -> None:
        row = in_row(
            in_row(self._glyph, self.connection, spacing=4),
            (self.place, 2),
            within=self,
            margins=(12, 0, 12, 0),
            spacing=12,
        )
        job = in_row(within=self.job, spacing=8)
        self.job_bar.setTextVisible(False)
        self.job_bar.setObjectName("status.progress")
        job.addWidget(self.job_text, 1)
        job.addWidget(self.job_bar)
        job.addWidget(self.stop)
        row.addWidget(self.job, 3)
        for label in (self.data, self.zone, self.clock):
            row.addWidget(label)
        self.job.hide()
        self._on_themes_changed(None)

    @Slot()
    def show_time(self) -> None:
        """A second has passed: the clock, the zone and the countdown."""
        zone = self._context.zone
        now = zone.now()
        self.clock.setText(f"{zone.show(now)[:10]} {zone.clock(now)}")
        self.zone.setText(self.tr("Times in %1").replace("%1", zone.name))
        if self._seconds_left > 1:
            self._seconds_left -= 1
            self._show_countdown()

    @Slot(object)
    def _on_task(self, task: Task) -> None:
        self._task = task
        report = task.report
        words = " · ".join(part for part in (task.title, said(report.text)) if part)
        self.job_text.setText(words)
        self.job_bar.setAccessibleName(words)
        self.job_bar.setRange(0, FULL if report.total else 0)
        if report.total:
            self.job_bar.setValue(min(FULL * report.done // report.total, FULL))
        self.job.show()

    @Slot(object)
    def _on_task_finished(self, task: Task) -> None:
        running = [each for each in self._context.tasks.long_tasks if each is not task]
        if running:
            self._on_task(running[-1])
        else:
            self._task = None
            self.job.hide()

    @Slot()
    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.job_text.setText(self.tr("Stopping…"))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        px = self._context.themes.px
        self.setFixedHeight(px(HEIGHT))
        self.job_bar.setFixedWidth(px(BAR_WIDTH))
