"""Putting a backup in the place of the open workspace."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.db.backup import backup
from app.db.location import Location
from app.kit.dialogs import Confirmation
from app.operators.rules import Role
from app.operators.service import create_operator
from app.progress import NoProgress
from app.shell.sign_in import SignInScreen
from tests.operators.people import PASSWORD, QUICK
from tests.shell.house import House
from tests.shell.test_ways_in import open_and_close


def backed_up(house: House) -> Path:
    """A backup of the open workspace, after which linus came."""
    path = house.folder / "backup.db"
    desk = house.bench.desk
    backup(desk.database, path, NoProgress())
    create_operator(
        desk, name="linus", display_name="Linus", role=Role.VIEWER, password=PASSWORD, hasher=QUICK
    )
    return path


def choose(house: House, path: Path) -> Confirmation:
    """Name the backup in the file dialog; the question that follows."""
    house.bench.restore_wanted.emit()
    dialog = house.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    house.settle()
    question = house.context.messages.dialog
    assert isinstance(question, Confirmation)
    return question


def test_backup_takes_the_place_of_the_workspace_and_what_was_there_is_kept(house: House) -> None:
    location = house.enter()
    path = backed_up(house)
    question = choose(house, path)
    assert not question.yes.isEnabled()
    house.agree()
    house.settle()
    assert house.shown(SignInScreen)
    house.sign_in()
    assert house.bench.desk.operator.name == "ada"
    house.window.show_welcome()
    house.settle()
    assert open_and_close(location) == ["ada", "grace"]
    kept = Location(path=house.folder / "workspace.db.before-restore.bak")
    assert open_and_close(kept) == ["ada", "grace", "linus"]


def test_nothing_happens_without_the_workspace_s_name(house: House) -> None:
    house.enter()
    question = choose(house, backed_up(house))
    assert question.typed is not None
    question.typed.set_text("something else")
    assert not question.yes.isEnabled()
    question.no.click()
    house.settle()
    assert house.bench


def test_backup_that_is_none_is_refused_and_the_workspace_stays(house: House) -> None:
    location = house.enter()
    garbage = house.folder / "garbage.db"
    garbage.write_bytes(b"no backup " * 500)
    choose(house, garbage)
    house.agree()
    house.settle()
    assert house.welcome()
    [(_title, text)] = house.toasts()
    assert "not a Tokendesk workspace" in text
    assert open_and_close(location) == ["ada", "grace"]


def test_only_an_admin_restores(house: House) -> None:
    house.enter("grace")
    [command] = [each for each in house.bench.commands() if each.text == "Restore a backup…"]
    assert not command.enabled
    assert command.denied == "Needs platform admin"
    house.bench.workspace.open_menu()
    menu = house.bench.workspace.menu_open
    assert menu is not None
    menu.hide()
    texts = [action.text() for action in menu.actions() if not action.isEnabled()]
    assert "Restore a backup… – Needs platform admin" in texts
    assert "Back up… – Needs platform admin" in texts
