"""Bugs end here: a log file, and a report that the person can copy."""

import logging
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot, qVersion
from PySide6.QtWidgets import QWidget

from app import __version__
from app.kit.page import ViewContext
from app.kit.report_dialog import ReportDialog
from app.kit.task_work import Crash

translate = QCoreApplication.translate

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


class CrashDialog(ReportDialog):
    """Says that something went wrong inside the program, with the report to copy."""

    def __init__(self, context: ViewContext, report: str, log_file: Path, parent: QWidget) -> None:
        words = translate(
            "CrashDialog",
            "What you did last may not have happened; everything committed before is safe. "
            "The report is also in %1.",
        )
        super().__init__(
            context.icons,
            translate("CrashDialog", "Something went wrong in Tokendesk"),
            words.replace("%1", str(log_file)),
            report,
            name="crash",
            label=translate("CrashDialog", "Report"),
            icon="bug",
            tone="error",
            copy=translate("CrashDialog", "Copy report"),
            close=translate("CrashDialog", "Go on"),
            width=WIDTH,
            height=HEIGHT,
            parent=parent,
        )
