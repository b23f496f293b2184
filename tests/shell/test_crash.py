"""Bugs: the report, the log, and that the program goes on."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app import __version__
from app.kit.forms import FormDialog
from app.shell.bootstrap import log_to
from app.shell.crash import CrashDialog, CrashHook, report_text
from tests.log_guard import ExpectedLogs
from tests.shell.house import House


@pytest.fixture
def crashing(house: House, expected_logs: ExpectedLogs) -> Iterator[House]:
    """A window whose crash hook is in place, as when the program runs."""
    expected_logs.allow("unhandled error")
    hook = house.window.crashes
    hook.install()
    house.context.tasks.crashed.connect(hook.on_task_crashed)
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    log_to(house.around.log_file)
    yield house
    hook.uninstall()
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def dialog_of(house: House) -> CrashDialog:
    dialog = house.context.messages.dialog
    assert isinstance(dialog, CrashDialog)
    return dialog


def fall() -> None:
    raise ZeroDivisionError("a slot fell")


def crash_in_slot(house: House) -> None:
    QTimer.singleShot(0, fall)
    house.qtbot.waitUntil(lambda: house.context.messages.dialog is not None)


def test_bug_in_a_slot_ends_in_a_report_and_the_program_goes_on(crashing: House) -> None:
    crashing.enter()
    crash_in_slot(crashing)
    dialog = dialog_of(crashing)
    assert dialog.report.startswith(f"Tokendesk {__version__}, Python 3.")
    assert "ZeroDivisionError: a slot fell" in dialog.report
    dialog.close_button.click()
    crashing.settle()
    crashing.bench.show_page("members")
    assert crashing.page.isVisible()


def test_bug_in_a_worker_ends_in_a_report(crashing: House) -> None:
    crashing.enter()

    def fall() -> None:
        raise KeyError("a worker fell")

    crashing.context.tasks.query(fall, done=lambda _: None)
    crashing.settle()
    assert "KeyError: 'a worker fell'" in dialog_of(crashing).report
    assert "in fall" in dialog_of(crashing).report


def test_bug_in_another_thread_ends_in_a_report(crashing: House) -> None:
    def fall() -> None:
        raise ValueError("a thread fell")

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join(10)
    crashing.qtbot.waitUntil(lambda: crashing.context.messages.dialog is not None)
    assert "ValueError: a thread fell" in dialog_of(crashing).report


def test_report_is_copied(crashing: House) -> None:
    crash_in_slot(crashing)
    dialog = dialog_of(crashing)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.report
    assert dialog.copy.text() == "Copied"


def test_report_is_in_the_log_file_that_the_dialog_names(crashing: House) -> None:
    crash_in_slot(crashing)
    text = crashing.around.log_file.read_text(encoding="utf-8")
    assert "unhandled error" in text
    assert "ZeroDivisionError: a slot fell" in text


def test_many_bugs_at_once_show_one_report(crashing: House) -> None:
    reports: list[str] = []
    crashing.window.crashes.crashed.connect(reports.append)
    for _ in range(5):
        QTimer.singleShot(0, fall)
    crashing.qtbot.waitUntil(lambda: len(reports) == 5)
    first = dialog_of(crashing)
    first.close_button.click()
    crashing.settle()
    assert crashing.context.messages.dialog is None


def test_report_comes_before_a_form_and_the_form_keeps_what_was_typed(crashing: House) -> None:
    crashing.window.ask_server().url.set_text("postgresql://half/typed")
    form = crashing.context.messages.dialog
    assert form is not None
    crash_in_slot_behind(crashing, form)
    dialog_of(crashing).close_button.click()
    crashing.settle()
    assert form.isVisible()


def crash_in_slot_behind(house: House, form: object) -> None:
    QTimer.singleShot(0, fall)
    house.qtbot.waitUntil(lambda: house.context.messages.dialog is not form)


def test_dialog_starts_on_the_way_on_and_can_be_read_by_keys(crashing: House) -> None:
    crash_in_slot(crashing)
    dialog = dialog_of(crashing)
    assert dialog.focusWidget() is dialog.close_button
    assert not isinstance(dialog, FormDialog)


def test_ctrl_c_in_the_terminal_is_no_bug(
    crashing: House, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert crashing.context.messages.dialog is None
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_hooks_are_given_back_to_who_had_them() -> None:
    before = sys.excepthook, threading.excepthook
    hook = CrashHook()
    hook.install()
    assert sys.excepthook != before[0]
    hook.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_report_names_the_versions_first() -> None:
    first, empty, rest = report_text("Traceback…").split("\n", 2)
    assert __version__ in first
    assert "Qt 6." in first
    assert (empty, rest) == ("", "Traceback…")


def test_log_that_cant_be_written_is_no_hindrance(house: House) -> None:
    (house.folder / "file").write_text("in the way")
    before = list(logging.getLogger().handlers)
    log_to(house.folder / "file" / "tokendesk.log")
    assert logging.getLogger().handlers == before
