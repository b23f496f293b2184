"""The panel that checks the books: one button, a line for each invariant, the root hash."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from app.assembly.checks import audit_workspace
from app.errors import Cancelled, UserError
from app.kit.boxes import Glyph
from app.kit.buttons import Button, IconButton
from app.kit.files import FileKind, ask_save_path
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import in_row
from app.kit.notices import Notice
from app.kit.numbers import ELLIPSIS, grouped
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.kit.translation import said
from app.ledger.audit import AuditReport, CheckResult
from app.operators.desk import Desk
from app.operators.jobs import JobState
from app.operators.rules import Permission
from app.shell.proof import check_words, proof_report
from app.shell.proof_alarm import daily_proof

LONGEST_DETAIL = 240
"""Characters of what a check found; all of it is in the tooltip and in the PDF."""


def shortened(text: str) -> str:
    """As much of a text as the panel shows."""
    return text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1] + ELLIPSIS


class ProofPanel(Card):
    """Runs the audit in the background; what it found stays until the next run.

    checked: an AuditReport.
    """

    checked = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context.icons, parent=parent)
        self._context = context
        self._desk = desk
        self._report: AuditReport | None = None
        self._read_at: datetime | None = None
        self.setObjectName("audit.proof")
        icons = context.icons
        self.verdict = Notice(
            icons,
            "info",
            self.tr("Proof of books"),
            self.tr("Reads every row again and recomputes what follows from it."),
            name="audit.verdict",
        )
        self.start = Button(
            self.tr("Check the books"), icons, name="audit.check", kind="primary", icon="shield"
        )
        self.pdf = Button(self.tr("Save as PDF…"), icons, name="audit.pdf", icon="export")
        self.pdf.set_denied(self.tr("Check the books first"))
        self.daily = Label("", "t2", wrap=True)
        self.daily.setObjectName("audit.daily")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        self.root = ElidedLabel("", "mono")
        self.root.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = IconButton("copy", self.tr("Copy the root hash"), icons, name="audit.copy")
        self._root_row = QWidget(self)
        self._compose()
        self.start.clicked.connect(self.check)
        self.pdf.clicked.connect(self._on_pdf)
        self.copy.clicked.connect(self._on_copy)
        if not desk.may(Permission.AUDIT):
            self.start.set_denied(self.tr("Your role can't check the books"))

    def _compose(self) -> None:
        self.column.setSpacing(12)
        for button in (self.start, self.pdf):
            self.verdict.row.addWidget(button)
        self.column.addWidget(self.verdict)
        self.column.addWidget(self.daily)
        self.column.addLayout(self._grid)
        in_row(Label(self.tr("Root hash"), "k"), (self.root, 1), self.copy, within=self._root_row)
        self._root_row.hide()
        self.column.addWidget(self._root_row)

    @property
    def report(self) -> AuditReport | None:
        """What the last run found."""
        return self._report

    def reload(self) -> None:
        """Read how the last proof ended that the program made by itself."""
        database = self._desk.database
        self._context.tasks.query(
            lambda: daily_proof(database), done=self._show_daily, key="audit.daily"
        )

    def _show_daily(self, state: JobState) -> None:
        when = "" if state.last_run is None else self._context.zone.show(state.last_run)
        if not when:
            text = self.tr("Daily proof: not made yet")
        elif state.failed:
            text = self.tr("Daily proof: failed, %1. %2").replace("%1", when)
            text = text.replace("%2", said(state.sentence))
        else:
            text = self.tr("Daily proof: books balanced, %1").replace("%1", when)
        self.daily.setText(shortened(text))
        self.daily.setToolTip(text if len(text) > LONGEST_DETAIL else "")
        self.daily.set_tone("error" if state.failed else "")

    @Slot()
    def check(self) -> None:
        """Run every check over one snapshot; it can be stopped in the status bar."""
        if self.start.busy:
            return
        self.start.set_busy(self.tr("Checking…"))
        self._read_at = self._context.zone.now()
        database = self._desk.database
        self._context.tasks.long(
            lambda progress: audit_workspace(database, progress),
            title=self.tr("Checking the books"),
            done=self._on_done,
            failed=self._on_failed,
        )

    def _on_done(self, report: AuditReport) -> None:
        self.start.set_busy()
        self._report = report
        assert self._read_at is not None
        when = self._context.zone.show(self._read_at)
        if report.ok:
            title = self.tr("The books balance")
            text = self.tr("Every invariant holds, as of %1.")
        else:
            broken = sum(1 for check in report.checks if not check.ok)
            title = self.tr("The books do not balance")
            text = self.tr("%2 invariants are broken, as of %1.").replace("%2", grouped(broken))
        tone = "ok" if report.ok else "error"
        self.verdict.say(tone, title, text.replace("%1", when))
        self._show_checks(report)
        self.root.setText(report.root_hash)
        self._root_row.show()
        self.pdf.set_denied("")
        self._context.messages.announce(title)
        self.checked.emit(report)

    def _on_failed(self, error: UserError) -> None:
        self.start.set_busy()
        if not isinstance(error, Cancelled):
            self._context.messages.error(error)

    def _show_checks(self, report: AuditReport) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, check in enumerate(report.checks):
            self._show_check(row, check)

    def _show_check(self, row: int, check: CheckResult) -> None:
        icon, tone = ("check-circle", "ok") if check.ok else ("error-octagon", "error")
        words = check_words(check.name)
        rows = Label(grouped(check.rows), "v", align=Qt.AlignmentFlag.AlignRight)
        shown = shortened(check.detail)
        detail = Label(shown, "t2", tone="" if check.ok else "error", wrap=True)
        detail.setToolTip(check.detail if shown != check.detail else "")
        mark = Glyph(icon, tone, self._context.icons, size=14)
        mark.setAccessibleName(self.tr("holds") if check.ok else self.tr("broken"))
        for column, widget in enumerate((mark, Label(words, "v"), rows, detail)):
            self._grid.addWidget(widget, row, column)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.root.full_text())
        self._context.messages.announce(self.tr("Root hash copied"))

    @Slot()
    def _on_pdf(self) -> None:
        ask_save_path(
            self,
            self.tr("Save the proof of books"),
            "proof-of-books",
            [FileKind("pdf", "PDF")],
            self._context.settings,
            self._on_path_chosen,
        )

    def _on_path_chosen(self, path: Path, _kind: FileKind) -> None:
        self.save_pdf(path)

    def save_pdf(self, path: Path) -> None:
        """Write what the last run found to this file."""
        report, at = self._report, self._read_at
        if report is None or at is None:
            return
        place, shown_at = str(self._desk.database.location), self._context.zone.exact(at)
        self._context.tasks.query(
            lambda: proof_report(report, place, shown_at).save(path),
            done=lambda _: self._on_saved(path),
            lane="pool",
        )

    def _on_saved(self, path: Path) -> None:
        self._context.messages.success(self.tr("Proof saved"), str(path))
