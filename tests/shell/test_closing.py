"""Closing the window: what is remembered, what is stopped, what is asked."""

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.errors import Cancelled
from app.kit.dialogs import Confirmation
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.progress import Progress
from app.shell.opening import OpeningScreen
from tests.shell.house import House, make_house, notes_specs


class SlowWork:
    """Work that goes on until it is stopped, and says so."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self._stopped = threading.Event()

    def was_stopped(self) -> bool:
        return self._stopped.is_set()

    def __call__(self, progress: Progress) -> None:
        for step in range(10**9):
            self.began.set()
            try:
                progress.step(step, 10**9, "a bit more")
            except Cancelled:
                self._stopped.set()
                raise


def begin(house: House) -> SlowWork:
    work = SlowWork()
    house.context.tasks.long(work, title="Export to trades.csv", done=lambda _: None)
    assert work.began.wait(10)
    return work


def close(house: House) -> bool:
    """Close as the window's own button does; tell whether it went."""
    event = QCloseEvent()
    house.window.closeEvent(event)
    return event.isAccepted()


def test_place_and_size_are_remembered(
    house: House, context: ViewContext, tmp_path: Path, clock: SetClock, qtbot: QtBot
) -> None:
    # The offscreen platform's screen is 800 pixels high, and Qt keeps windows on it.
    house.window.resize(1120, 740)
    house.close()
    assert not ViewSettings(tmp_path / "window.ini").geometry("window").isEmpty()
    again = make_house(tmp_path, context, clock, qtbot, notes_specs())
    assert (again.window.width(), again.window.height()) == (1120, 740)
    again.close()


def test_page_is_remembered(house: House) -> None:
    house.enter()
    house.bench.show_page("members")
    house.window.sign_out()
    house.sign_in()
    assert house.bench.page.objectName() == "members"


def test_closing_closes_the_workspace(house: House) -> None:
    location = house.enter()
    house.page.reload()
    assert close(house)
    assert location.path is not None
    assert not location.path.with_name("workspace.db-wal").exists()


def test_closing_asks_before_it_stops_long_work(house: House) -> None:
    house.enter()
    work = begin(house)
    assert not close(house)
    question = house.context.messages.dialog
    assert isinstance(question, Confirmation)
    question.no.click()
    assert not work.was_stopped()
    assert house.window.workbench is not None
    assert not close(house)
    again = house.context.messages.dialog
    assert isinstance(again, Confirmation)
    again.yes.click()
    assert work.was_stopped()
    assert not house.window.isVisible()


def test_closing_while_a_workspace_is_opened_needs_no_question(house: House) -> None:
    house.window.open_demo()
    assert house.shown(OpeningScreen)
    assert close(house)
    assert list(house.folder.glob("demo.db")) == []


def test_leaving_the_workspace_stops_what_works_on_it(house: House) -> None:
    house.enter()
    work = begin(house)
    house.window.show_welcome()
    house.settle()
    assert work.was_stopped()
    assert house.toasts() == []


def test_quit_from_the_palette_closes_the_window(house: House) -> None:
    house.enter()
    [quit_] = [each for each in house.bench.commands() if each.text == "Quit Tokendesk"]
    quit_.run()
    assert not house.window.isVisible()


def test_window_is_never_smaller_than_its_pages_need(house: House) -> None:
    house.window.resize(300, 200)
    assert (house.window.width(), house.window.height()) == (1120, 720)


def test_garbage_for_a_geometry_is_no_hindrance(
    tmp_path: Path, context: ViewContext, clock: SetClock, qtbot: QtBot
) -> None:
    (tmp_path / "window.ini").write_text('[geometry]\nwindow="\\"AAAA\\""\n')
    settings = ViewSettings(tmp_path / "window.ini")
    assert not settings.geometry("window").isEmpty()
    house = make_house(tmp_path, replace(context, settings=settings), clock, qtbot, notes_specs())
    assert house.window.width() >= 1120
    house.close()


def test_key_quits(house: House) -> None:
    house.enter()
    QTest.keyClick(house.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not house.window.isVisible()
