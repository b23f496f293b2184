"""Imports a file of holders, and lists what is wrong with it."""

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QWidget

from app.changes import Done
from app.errors import Cancelled, UserError
from app.kit.files import FileKind, ask_open_path
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.notices import Notice
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.panels import Pane
from app.kit.tasks import Task
from app.kit.translation import said
from app.migration.importing import ImportReport, import_holders
from app.operators.desk import Desk
from app.progress import Progress


class ImportPane(Pane):
    """What came of the last import; `imported` goes out when anything was written."""

    imported = Signal()

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._task: Task | None = None
        self.setObjectName("legacy.import_pane")
        column = in_column(margins=(16, 12, 16, 12), spacing=8)
        self.notice = Notice(context.icons, "info", "", name="legacy.import_notice")
        self.faults = QListWidget()
        self.faults.setObjectName("legacy.faults")
        self.faults.setAccessibleName(self.tr("What is wrong with the file"))
        self.faults.setWordWrap(True)
        self.faults.setSpacing(3)
        self.faults.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.more = Label("", "t3")
        column.addWidget(self.notice, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.faults, 1)
        column.addWidget(self.more)
        self.column.addLayout(column)
        self._show_faults(None)
        self.say_how()
        self.notice.acted.connect(self._on_stop_wanted)
        context.tasks.progressed.connect(self._on_progressed)

    def say_how(self) -> None:
        """Say what a file must hold."""
        self.notice.say(
            "info",
            self.tr("Import the holders of legacy rooms"),
            self.tr(
                "CSV in UTF-8 with the columns room_id, holder and keys; a holder is a username or "
                "a Stacks principal. One wrong line keeps the whole file out."
            ),
        )

    def ask(self) -> None:
        """Ask for a file, then import it."""
        kinds = (FileKind("csv", self.tr("CSV files")),)
        ask_open_path(
            self.window(), self.tr("Import legacy holders"), kinds, self._context.settings,
            lambda path, _kind: self.import_file(path),
        )  # fmt: skip

    def import_file(self, path: Path) -> None:
        """Import a file, with progress; it can be stopped until it is written."""
        if self._task is not None:
            return
        desk = self._desk

        def work(progress: Progress) -> Done[ImportReport]:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                return import_holders(desk, file, path.name, progress, size=size)

        self._show_faults(None)
        self.notice.say("info", self.tr("Importing {file}").format(file=path.name))
        self.notice.action.setText(self.tr("Stop"))
        self.notice.action.setVisible(True)
        self._task = self._context.tasks.long(
            work,
            title=self.tr("Importing {file}").format(file=path.name),
            done=self._on_imported,
            failed=self._on_failed,
        )

    @Slot()
    def _on_stop_wanted(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @Slot(object)
    def _on_progressed(self, task: Task) -> None:
        if task is self._task and task.report.total:
            share = 100 * task.report.done // task.report.total
            words = f"{said(task.report.text)} · {share} %"
            self.notice.say("info", self.notice.title.text(), words)

    def _on_imported(self, report: ImportReport) -> None:
        self._end()
        self._show_faults(report)
        if not report.ok:
            words = self.tr("{count} faults in {rows} lines; correct them and import again.")
            words = words.format(count=grouped(report.fault_count), rows=grouped(report.rows))
            self.notice.say("error", self.tr("Nothing was imported"), words)
            return
        words = self.tr("{holders} holders with {keys} keys; {members} of them are new members.")
        self.notice.say(
            "ok",
            self.tr("{rooms} rooms imported").format(rooms=grouped(report.rooms)),
            words.format(
                holders=grouped(report.holders),
                keys=grouped(report.keys),
                members=grouped(report.new_members),
            ),
        )
        self.imported.emit()

    def _on_failed(self, error: UserError) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.notice.say("warn", self.tr("Stopped"), self.tr("Nothing was imported."))
        else:
            self.notice.say("error", error.title, error.message)

    def _end(self) -> None:
        self._task = None
        self.notice.action.setVisible(False)

    def _show_faults(self, report: ImportReport | None) -> None:
        faults = report.faults if report is not None else ()
        self.faults.clear()
        for fault in faults:
            words = self.tr("Line {line}").format(line=grouped(fault.line))
            column = f" · {fault.field}" if fault.field else ""
            self.faults.addItem(f"{words}{column}\n{said(fault.message)}")
        more = report.fault_count - len(faults) if report is not None else 0
        self.faults.setVisible(bool(faults))
        self.more.setVisible(more > 0)
        self.more.setText(self.tr("and {count} more").format(count=grouped(more)))
