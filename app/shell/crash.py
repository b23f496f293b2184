"""Bugs end here: a log file, and a report that the person can copy."""

import logging
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app import __version__
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.labels import Label
from app.kit.page import ViewContext
from app.kit.tasks import Crash
from app.shell.held import held

log = logging.getLogger(__name__)

HEIGHT = 240
WIDTH = 640


def report_text(trace: str) -> str:
    """The report: versions first, then the traceback."""
    return (
        f"Tokendesk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}\n\n{trace}"
    )


class CrashHook(QObject):
    """Takes every error that nobody handled, on any thread; logs it and tells the window.

    crashed: the report's text, heard on the GUI thread whatever thread it came from.
    """

    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take the interpreter's hooks."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def uninstall(self) -> None:
        """Give the hooks back to who had them."""
        sys.excepthook, threading.excepthook = self._before

    @Slot(object)
    def on_task_crashed(self, crash: Crash) -> None:
        """Take a bug that came up in a task."""
        self._tell(crash.trace)

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._tell("".join(traceback.format_exception(kind, error, trace)))

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, trace: str) -> None:
        log.error("unhandled error\n%s", trace)
        self.crashed.emit(report_text(trace))


class CrashDialog(Dialog):
    """Says that something went wrong inside the program, with the report to copy."""

    def __init__(self, context: ViewContext, report: str, log_file: Path, parent: QWidget) -> None:
        super().__init__(
            context.icons,
            parent.tr("Something went wrong in Tokendesk"),
            icon="bug",
            tone="error",
            width=WIDTH,
            parent=parent,
        )
        self.setObjectName("crash")
        self.report = report
        words = self.tr(
            "What you did last may not have happened; everything committed before is safe. "
            "The report is also in %1."
        )
        self.content.addWidget(Label(words.replace("%1", str(log_file)), "body2", wrap=True))
        self.content.addSpacing(12)
        text = QPlainTextEdit(report)
        text.setObjectName("crash.report")
        text.setProperty("role", "mono")
        text.setAccessibleName(self.tr("Report"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.addWidget(held(text, context.themes.px(HEIGHT)))
        self.copy = Button(
            self.tr("Copy report"), context.icons, name="crash.copy", icon="copy", extent="small"
        )
        self.go_on = Button(
            self.tr("Go on"), context.icons, name="crash.close", kind="primary", extent="small"
        )
        self.copy.clicked.connect(self._on_copy)
        self.go_on.clicked.connect(self.accept)
        self.buttons.addWidget(self.copy)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.go_on)
        self.add_buttons()
        self.go_on.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self.copy.setText(self.tr("Copied"))
