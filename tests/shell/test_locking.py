"""Locking by itself and by wish, unlocking, signing out."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.kit.dialogs import Confirmation
from app.operators.rules import Role
from app.operators.service import change_role
from app.operators.settings import load_settings, save_settings
from app.shell.locking import IdleWatch, hide_other_windows
from app.shell.rail import OperatorButton
from app.shell.sign_in import SignInScreen
from app.shell.workbench import Workbench
from tests.shell.house import House


def idle(house: House, minutes: int) -> None:
    """Let time pass without anybody touching anything, until the window looks."""
    house.clock.advance(timedelta(minutes=minutes))
    house.window.idle.look()
    house.settle()


def test_window_locks_when_nobody_has_touched_it_for_the_set_time(house: House) -> None:
    house.enter()
    idle(house, 14)
    assert house.window.workbench is not None
    idle(house, 1)
    screen = house.shown(SignInScreen)
    assert screen.heading.text() == "Tokendesk is locked"
    assert screen.name.text() == "ada"
    assert screen.name.editor.isReadOnly()
    assert house.window.focusWidget() is screen.password.editor


def test_a_key_or_a_click_keeps_the_window_open(house: House) -> None:
    house.enter()
    idle(house, 14)
    QTest.keyClick(house.page.text, Qt.Key.Key_A)
    idle(house, 14)
    assert house.window.workbench is not None
    QTest.mouseClick(house.page, Qt.MouseButton.LeftButton)
    idle(house, 14)
    assert house.window.workbench is not None
    idle(house, 1)
    assert house.window.workbench is None


def test_window_never_locks_where_the_settings_say_so(house: House) -> None:
    location = house.workspace()
    desk = house.colleague(location)
    settings = desk.database.read(load_settings)
    save_settings(desk, replace(settings, auto_lock_minutes=0))
    house.open(location)
    house.sign_in()
    idle(house, 60 * 24 * 30)
    assert house.window.workbench is not None


def test_unlocking_brings_back_what_was_typed(house: House) -> None:
    house.enter()
    bench, page = house.bench, house.page
    page.text.setText("half a sentence")
    house.window.lock()
    house.sign_in(password="not this one")
    assert house.shown(SignInScreen).password.state == "error"
    house.sign_in()
    assert house.bench is bench
    assert house.page is page
    assert page.text.text() == "half a sentence"
    assert page.isVisible()
    idle(house, 15)
    assert house.window.workbench is None


def test_locked_window_hears_of_changes_and_shows_them_once_unlocked(house: House) -> None:
    location = house.enter()
    page = house.page
    loads = page.loads
    house.window.lock()
    colleague = house.colleague(location)
    settings = colleague.database.read(load_settings)
    save_settings(colleague, replace(settings, name="North desk"))
    house.qtbot.waitUntil(lambda: page.stale)
    house.settle()
    assert page.loads == loads
    house.sign_in()
    assert page.loads == loads + 1
    assert house.bench.workspace.text() == "North desk"
    assert house.window.windowTitle() == "North desk · Tokendesk"


def test_who_got_another_role_meanwhile_finds_a_new_workbench(house: House) -> None:
    location = house.enter("grace")
    bench = house.bench
    house.window.lock()
    admin = house.colleague(location)
    change_role(admin, bench.desk.operator.id or 0, Role.SUPPORT)
    house.sign_in("grace")
    assert house.bench is not bench
    assert house.bench.desk.operator.role is Role.SUPPORT


def test_nothing_of_the_workspace_is_seen_while_it_is_locked(house: House) -> None:
    house.enter()
    bench = house.bench
    chart = QWidget(house.window, Qt.WindowType.Window)
    chart.show()
    house.context.messages.success("Booked", "1 000 sats to Ada")
    house.context.messages.confirm("Sure?", "Everything.", yes="Yes", on_yes=lambda: None)
    question = house.context.messages.dialog
    assert isinstance(question, Confirmation)
    house.window.lock()
    house.settle()
    assert not bench.isVisible()
    assert not chart.isVisible()
    assert house.context.messages.dialog is None
    assert house.toasts() == []
    house.sign_in()
    assert chart.isVisible()
    chart.close()


def test_locked_workspace_can_be_left(house: House) -> None:
    house.enter()
    house.window.lock()
    house.shown(SignInScreen).leave.click()
    house.settle()
    assert house.welcome()
    assert house.window.session.database is None


def test_rail_and_palette_offer_to_lock(house: House) -> None:
    house.enter()
    button = house.bench.rail.findChild(OperatorButton)
    assert button is not None
    button.click()
    menu = house.bench.rail._menu
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Lock", "Sign out", "Close workspace"]
    assert "Lock" in [command.text for command in house.bench.commands()]
    menu.actions()[0].trigger()
    assert house.shown(SignInScreen)


def test_signing_out_lets_somebody_else_sign_in(house: House) -> None:
    house.enter()
    house.page.text.setText("ada's own")
    house.window.sign_out()
    screen = house.shown(SignInScreen)
    assert screen.name.text() == ""
    house.sign_in("grace")
    assert house.bench.desk.operator.name == "grace"
    assert house.page.text.text() == ""


def test_demo_doesnt_lock_and_signing_out_of_it_closes_it(house: House, demo_copy: object) -> None:
    house.window.open_demo()
    house.settle()
    idle(house, 60)
    house.window.lock()
    assert isinstance(house.window.centralWidget(), Workbench)
    assert "Lock" not in [command.text for command in house.bench.commands()]
    house.window.sign_out()
    house.settle()
    assert house.welcome()


def test_clock_that_was_set_back_doesnt_lock(clock: SetClock, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    watch = IdleWatch(clock, owner)
    due: list[bool] = []
    watch.due.connect(lambda: due.append(True))
    watch.start(10)
    clock.advance(timedelta(hours=-3))
    watch.look()
    assert due == []
    watch.stop()
    clock.advance(timedelta(days=1))
    watch.look()
    assert due == []


def test_menus_and_popups_don_t_come_back(house: House) -> None:
    house.enter()
    house.bench.workspace.open_menu()
    menu = house.bench.workspace.menu_open
    assert menu is not None
    assert hide_other_windows(house.window) == []
    assert not menu.isVisible()
