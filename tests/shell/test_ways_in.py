"""The ways into a workspace: make one, open one, the demo, a server; and the way back."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.addresses import Network
from app.db.location import Location
from app.db.workspace import create_workspace, open_database
from app.kit.buttons import Button, IconButton
from app.kit.options import Option
from app.ledger.assets import list_assets
from app.ledger.rules import AssetKind
from app.operators.queries import list_operators
from app.operators.settings import load_settings
from app.shell.connect_dialog import ConnectDialog
from app.shell.first_operator import FirstOperatorScreen
from app.shell.opening import OpeningScreen
from app.shell.sign_in import SignInScreen
from tests.operators.people import PASSWORD
from tests.postgres import Server
from tests.shell.house import House


def named_file(house: House, button: str, path: Path) -> None:
    """Press a button of the welcome screen and name a file in the dialog that it opens."""
    getattr(house.welcome(), button).click()
    dialog = house.welcome().findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    house.settle()


def connecting(house: House) -> ConnectDialog:
    dialog = house.context.messages.dialog
    assert isinstance(dialog, ConnectDialog)
    return dialog


# Making one


def test_new_workspace_leads_over_its_first_operator_to_the_workbench(house: House) -> None:
    path = house.folder / "north.db"
    named_file(house, "new", path)
    screen = house.fill_first_operator(workspace="North desk", shown="Ada Admin")
    screen.network.popup.picked.emit(Option(Network.MAINNET, "Mainnet"))
    assert not path.exists()
    screen.make.click()
    house.settle()
    assert house.bench.desk.operator.display_name == "Ada Admin"
    assert house.window.windowTitle() == "North desk · Tokendesk"
    settings = house.bench.desk.database.read(load_settings)
    assert (settings.name, settings.network) == ("North desk", Network.MAINNET)


def test_new_workspace_has_the_assets_that_keys_are_priced_in(house: House) -> None:
    house.window.create_location(Location(path=house.folder / "north.db"))
    house.fill_first_operator().submit()
    house.settle()
    database = house.bench.desk.database
    assets = database.read(lambda connection: list_assets(connection, AssetKind.QUOTE))
    codes = [asset.code for asset in assets]
    assert codes == ["sats", "uSTX"]


def test_new_workspace_is_remembered_and_opened_again_from_the_list(house: House) -> None:
    location = Location(path=house.folder / "north.db")
    house.window.create_location(location)
    house.fill_first_operator(workspace="North desk").submit()
    house.settle()
    house.window.show_welcome()
    house.settle()
    assert [recent.name for recent in house.around.recent.all()] == ["North desk"]
    button = house.welcome().findChild(Button, "welcome.recent_1")
    assert button is not None
    assert button.accessibleName() == "Open North desk"
    button.click()
    house.settle()
    assert house.shown(SignInScreen).heading.text() == "Sign in to North desk"


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"workspace": ""}, "workspace", "A workspace's name can't be empty."),
        ({"name": "two words"}, "name", "An operator's name holds no spaces."),
        ({"shown": "x" * 65}, "shown", "A shown name has at most 64 characters."),
        ({"password": "short", "again": "short"}, "password",
         "A password has at least 10 characters."),
        ({"again": "another one"}, "again", "The two passwords differ."),
    ],
)  # fmt: skip
def test_what_a_new_workspace_lacks_is_said_at_its_field_and_nothing_is_written(
    house: House, texts: dict[str, str], field: str, said: str
) -> None:
    path = house.folder / "north.db"
    house.window.create_location(Location(path=path))
    screen = house.fill_first_operator(**texts)
    screen.submit()
    house.settle()
    assert getattr(screen, field).message.text() == said
    assert not screen.make.busy
    assert not path.exists()


def test_file_that_is_there_is_not_replaced_by_a_new_workspace(house: House) -> None:
    path = house.folder / "letter.txt"
    path.write_text("Dear Ada")
    house.window.create_location(Location(path=path))
    screen = house.fill_first_operator()
    screen.submit()
    house.settle()
    assert screen.problem.isVisible()
    assert screen.problem.text.text() == f"{path} exists already; open it, or choose another name."
    assert path.read_text() == "Dear Ada"
    assert screen.name.text() == "ada"


def test_leaving_the_first_operator_leaves_no_file(house: House) -> None:
    path = house.folder / "north.db"
    house.window.create_location(Location(path=path))
    house.fill_first_operator()
    house.shown(FirstOperatorScreen).leave.click()
    house.settle()
    assert house.welcome()
    assert list(house.folder.glob("north*")) == []


def test_workspace_without_operators_asks_for_the_first_one(house: House) -> None:
    location = Location(path=house.folder / "bare.db")
    create_workspace(location).close()
    house.open(location)
    house.fill_first_operator().submit()
    house.settle()
    assert house.bench.desk.operator.name == "ada"


# Opening one


def test_file_is_opened_and_signed_in_to(house: House) -> None:
    location = house.workspace()
    assert location.path is not None
    named_file(house, "open_file", location.path)
    screen = house.shown(SignInScreen)
    assert house.window.windowTitle() == "Tokendesk · Tokendesk"
    screen.name.set_text("grace")
    QTest.keyClick(screen.name.editor, Qt.Key.Key_Return)
    assert house.window.focusWidget() is screen.password.editor
    QTest.keyClicks(screen.password.editor, PASSWORD)
    QTest.keyClick(screen.password.editor, Qt.Key.Key_Return)
    house.settle()
    assert house.bench.desk.operator.name == "grace"


def test_tab_goes_from_the_password_to_the_button_and_only_then_to_the_eye(house: House) -> None:
    house.open(house.workspace())
    screen = house.shown(SignInScreen)
    screen.name.setFocus()
    order = []
    for _ in range(4):
        focus = house.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        order.append(house.window.focusWidget())
    assert order == [screen.password.editor, screen.enter, screen.leave, screen.password.eye]


def test_wrong_password_is_said_at_the_field_and_the_right_one_still_goes(house: House) -> None:
    house.open(house.workspace())
    house.sign_in(password="not this one")
    screen = house.shown(SignInScreen)
    assert screen.password.message.text() == "The name or the password is wrong."
    assert screen.password.editor.selectedText() == "not this one"
    house.sign_in()
    assert house.bench.desk.operator.name == "ada"


def test_fifth_wrong_password_locks_and_says_for_how_long(house: House) -> None:
    house.open(house.workspace())
    for _ in range(5):
        house.sign_in(password="not this one")
    screen = house.shown(SignInScreen)
    locked = "Too many wrong passwords; try again in 15 minutes."
    assert screen.password.message.text() == locked
    house.sign_in()
    assert house.shown(SignInScreen).password.message.text() == locked


def test_sign_in_that_the_database_refuses_is_said_in_a_notice(house: House) -> None:
    location = house.workspace()
    house.open(location)
    hand = sqlite3.connect(str(location.path))
    hand.execute("UPDATE operator SET password_hash = 'no hash'")
    hand.commit()
    hand.close()
    house.sign_in()
    screen = house.shown(SignInScreen)
    assert screen.problem.isVisible()
    assert screen.problem.text.text() == (
        "The stored password can't be read; an admin must set a new one."
    )


def test_sign_in_screen_leads_back_to_welcome(house: House) -> None:
    house.open(house.workspace())
    house.shown(SignInScreen).leave.click()
    house.settle()
    assert house.welcome()
    assert house.window.windowTitle() == "Tokendesk"


def spoil(path: Path, statement: str) -> None:
    hand = sqlite3.connect(path)
    hand.execute(statement)
    hand.commit()
    hand.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"Not a database at all. " * 400)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3_000])


def _newer(path: Path) -> None:
    spoil(path, "UPDATE alembic_version SET version_num = '9999_from_the_future'")


def _foreign(path: Path) -> None:
    path.unlink()
    spoil(path, "CREATE TABLE letters (id INTEGER)")


def _missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_garbage, "not a Tokendesk workspace"),
        (_truncated, "damaged"),
        (_newer, "newer version"),
        (_foreign, "not a Tokendesk workspace"),
        (_missing, "There is no"),
    ],
)
def test_file_that_cant_be_opened_is_told_in_a_sentence_and_left_alone(
    house: House, harm: Callable[[Path], None], said: str
) -> None:
    location = house.workspace()
    assert location.path is not None
    harm(location.path)
    before = location.path.read_bytes() if location.path.exists() else None
    house.open(location)
    assert house.welcome()
    [(_title, text)] = house.toasts()
    assert said in text
    after = location.path.read_bytes() if location.path.exists() else None
    assert after == before
    assert house.around.recent.all() == ()


def test_file_that_another_program_holds_is_told_and_left_alone(house: House) -> None:
    location = house.workspace()
    hand = sqlite3.connect(str(location.path), isolation_level=None)
    hand.execute("PRAGMA locking_mode = EXCLUSIVE")
    hand.execute("BEGIN EXCLUSIVE")
    house.window.open_location(location)
    assert house.context.tasks.wait_idle(30)
    house.settle()
    hand.execute("ROLLBACK")
    hand.close()
    [(_title, text)] = house.toasts()
    assert "locked by another program" in text
    assert house.welcome()


def test_folder_is_no_workspace(house: House) -> None:
    house.open(Location(path=house.folder))
    assert len(house.toasts()) == 1
    assert house.welcome()


# The demo


def test_demo_opens_signed_in_with_a_banner(house: House, demo_copy: Path) -> None:
    assert house.around.demo_file == demo_copy
    house.welcome().demo.click()
    house.settle()
    assert house.bench.desk.operator.role.value == "admin"
    assert house.bench.banner.isVisible()
    assert house.bench.workspace.text() == "Demo"
    assert house.bench.status.data.text() == "Demo data"


def test_demo_that_is_not_there_is_made_with_progress(house: House) -> None:
    texts: list[str] = []
    house.context.tasks.progressed.connect(lambda task: texts.append(task.report.text))
    house.window.open_demo()
    screen = house.shown(OpeningScreen)
    assert screen.heading.text() == "Opening the demo"
    assert house.context.tasks.wait_idle(60)
    assert house.around.demo_file.exists()
    assert any("20" in text for text in texts)
    house.settle()
    assert house.bench.banner.isVisible()


def test_making_the_demo_can_be_given_up(house: House) -> None:
    house.window.open_demo()
    screen = house.shown(OpeningScreen)
    screen.stop.click()
    assert screen.text.text() == "Stopping…"
    assert house.context.tasks.wait_idle(60)
    house.settle()
    assert house.welcome()
    assert house.toasts() == []
    assert list(house.folder.glob("demo*")) == []


def test_opening_that_was_given_up_too_late_is_closed_again(house: House) -> None:
    location = house.workspace()
    house.window.open_location(location)
    task = house.window._opening
    assert task is not None
    assert task._future is not None
    task._future.result(10)
    # The work is done, but its result hasn't been delivered.
    house.shown(OpeningScreen).stop.click()
    house.settle()
    assert house.welcome()
    assert house.window.session.database is None


def test_demo_is_started_over_after_a_question(house: House, demo_copy: Path) -> None:
    house.window.open_demo()
    house.settle()
    spoil(demo_copy, "UPDATE operator SET display_name = 'Somebody' WHERE role = 'admin'")
    house.bench.banner.fresh.click()
    house.agree()
    house.settle()
    assert house.context.tasks.wait_idle(60)
    house.settle()
    assert house.bench.desk.operator.display_name != "Somebody"


def test_demo_leads_to_a_workspace_of_ones_own(house: House, demo_copy: Path) -> None:
    house.window.open_demo()
    house.settle()
    house.bench.banner.own.click()
    house.settle()
    assert house.welcome()


def test_banner_is_put_away_until_the_next_time(house: House, demo_copy: Path) -> None:
    house.window.open_demo()
    house.settle()
    house.bench.banner.away.click()
    assert not house.bench.banner.isVisible()


# A server


def test_server_needs_a_url_of_one(house: House) -> None:
    house.welcome().server.click()
    dialog = connecting(house)
    for text, said in (
        ("", "Name a workspace file or a PostgreSQL URL."),
        ("/tmp/some.db", "A server's URL begins with postgresql://."),
        ("mysql://host/db", "A workspace can't be opened through mysql://; use a file or "
         "postgresql://."),
    ):  # fmt: skip
        dialog.url.set_text(text)
        dialog.yes.click()
        assert dialog.url.message.text() == said
    dialog.no.click()
    assert house.welcome()


def test_server_that_doesnt_answer_is_told_in_a_sentence(house: House) -> None:
    house.welcome().server.click()
    dialog = connecting(house)
    dialog.url.set_text("postgresql://ada@127.0.0.1:1/desk")
    dialog.yes.click()
    assert house.context.tasks.wait_idle(30)
    house.settle()
    [(_title, text)] = house.toasts()
    assert "server" in text
    assert house.welcome()


def test_server_that_refuses_the_user_or_password_is_asked_for_again(
    house: House, postgres_server: Server
) -> None:
    refused = postgres_server.empty().url.replace("postgres@", "nobody-here@")
    house.window.open_location(Location(url=refused))
    assert house.context.tasks.wait_idle(30)
    house.settle()
    dialog = connecting(house)
    assert dialog.url.text() == refused
    assert dialog.password.message.text() == ("The database server refuses this user or password.")
    assert house.welcome()


def test_workspace_on_a_server_is_made_opened_and_its_password_kept(
    house: House, postgres_server: Server
) -> None:
    url = postgres_server.empty().url
    house.welcome().server.click()
    dialog = connecting(house)
    dialog.url.set_text(url)
    dialog.password.set_text("s3cret")
    dialog.keep.click()
    dialog.create_there.click()
    house.settle()
    house.fill_first_operator(workspace="Team desk").submit()
    assert house.context.tasks.wait_idle(30)
    house.settle()
    assert house.bench.status.place.full_text() == url
    kept = house.around.secrets.keyring.find(f"database {url}")
    assert kept == "s3cret"
    house.window.show_welcome()
    house.settle()
    house.open(Location(url=url))
    assert house.shown(SignInScreen).heading.text() == "Sign in to Team desk"
    house.window.show_welcome()
    house.settle()


# The list


def test_workspace_is_taken_off_the_list_and_stays_where_it_is(house: House) -> None:
    location = house.enter()
    house.window.show_welcome()
    house.settle()
    forget = house.welcome().findChild(IconButton, "welcome.forget_1")
    assert forget is not None
    forget.click()
    house.settle()
    assert house.around.recent.all() == ()
    assert house.welcome().findChild(Button, "welcome.recent_1") is None
    assert open_and_close(location) == ["ada", "grace"]


def test_new_workspaces_go_to_the_data_folder_unless_another_was_used(house: House) -> None:
    house.welcome().new.click()
    dialog = house.welcome().findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) == house.folder / "data"
    dialog.reject()


def test_data_folder_that_cant_be_made_is_no_hindrance(house: House) -> None:
    (house.folder / "data").write_text("in the way")
    house.welcome().new.click()
    dialog = house.welcome().findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()


def test_first_way_in_has_the_focus(house: House) -> None:
    assert house.welcome().demo.hasFocus()


def test_leaving_a_workspace_closes_its_file(house: House) -> None:
    location = house.enter()
    house.window.show_welcome()
    house.settle()
    assert house.window.session._unclosed == set()
    assert location.path is not None
    assert not location.path.with_name("workspace.db-wal").exists()


def open_and_close(location: Location) -> list[str]:
    database = open_database(location, migrate=False)
    names = [row.name for row in database.read(list_operators)]
    database.close()
    return names
