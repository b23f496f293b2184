"""Backup from the Settings page, and what it says about the keyring."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.db.location import Location
from app.db.workspace import open_database
from app.errors import UserError
from app.kit.dialogs import Confirmation
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.queries import list_operators
from app.operators.rules import Role
from app.operators.secrets import Secrets, SessionStore, StoreState, database_password
from app.operators.view.keeping_card import KeepingCard
from app.operators.view.settings_page import SettingsPage
from tests.operators.people import desk_for
from tests.showing import settle, titles

SERVER = Location(url="postgresql://desk@db.example:5432/tokendesk")


class ClosedStore(SessionStore):
    """A keyring that can't be asked."""

    def __init__(self, closed: StoreState) -> None:
        super().__init__()
        self.closed = closed

    def state(self) -> StoreState:
        return self.closed


@pytest.fixture
def on_server(admin: Desk) -> Desk:
    """A desk whose workspace says that it is on a server; nothing is asked of it here."""
    return replace(admin, database=Database(admin.database.engine, SERVER))


def keeping(context: ViewContext, desk: Desk, keyring: SessionStore, qtbot: QtBot) -> KeepingCard:
    card = KeepingCard(context, desk, Secrets(keyring, environment={}))
    qtbot.addWidget(card)
    context.messages.attach(card)
    card.show()
    card.look()
    settle(context)
    return card


def password_words(card: KeepingCard) -> str:
    label = card.facts.widget("password")
    return label.accessibleName()


def test_backup_is_written_to_the_file_that_was_named(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    page.keeping.back_up.click()
    dialog = page.keeping.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "workspace-2026-03-01.db"
    dialog.fileSelected.emit(str(tmp_path / "copy.db"))
    dialog.reject()
    settle(context)
    assert titles(context) == ["Backup written"]
    copy = open_database(Location(path=tmp_path / "copy.db"), migrate=False)
    assert [row.name for row in copy.read(list_operators)] == ["ada"]
    copy.close()


def test_backup_that_cant_be_written_is_said(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    refused: list[UserError] = []
    context.tasks.refused.connect(refused.append)
    page.keeping.backing_up.write(tmp_path / "workspace.db")
    settle(context)
    assert [error.message for error in refused] == ["A workspace can't be backed up onto itself."]


def test_backup_needs_an_admin(admin: Desk, context: ViewContext, qtbot: QtBot) -> None:
    support = desk_for(admin, "grace", Role.SUPPORT)
    card = keeping(context, support, SessionStore(), qtbot)
    assert not card.back_up.isEnabled()
    assert card.back_up.toolTip() == "Needs platform admin"
    refused: list[UserError] = []
    context.tasks.refused.connect(refused.append)
    card.backing_up.write(Path("never.db"))
    settle(context)
    assert [error.code for error in refused] == ["NEEDS_ROLE"]


def test_file_needs_no_password(page: SettingsPage) -> None:
    assert password_words(page.keeping) == "a file needs none"
    assert page.keeping.forget.isHidden()


@pytest.mark.parametrize(
    ("keyring", "words", "password"),
    [
        (SessionStore(), "available", "in the keyring, if you chose to keep it"),
        (
            ClosedStore(StoreState.LOCKED),
            "locked: unlock it and ask again",
            "asked for each time, or TOKENDESK_DB_PASSWORD",
        ),
        (
            ClosedStore(StoreState.NONE),
            "none on this system",
            "asked for each time, or TOKENDESK_DB_PASSWORD",
        ),
    ],
)
def test_keyring_and_what_follows_from_it_are_said(
    on_server: Desk,
    context: ViewContext,
    qtbot: QtBot,
    keyring: SessionStore,
    words: str,
    password: str,
) -> None:
    card = keeping(context, on_server, keyring, qtbot)
    assert card.keyring.full_text() == words
    assert password_words(card) == password
    assert card.facts.widget("place").accessibleName() == str(SERVER)


def test_keyring_is_asked_again_when_wished(
    on_server: Desk, context: ViewContext, qtbot: QtBot
) -> None:
    keyring = ClosedStore(StoreState.LOCKED)
    card = keeping(context, on_server, keyring, qtbot)
    keyring.closed = StoreState.AVAILABLE
    card.look()
    settle(context)
    assert card.keyring.full_text() == "locked: unlock it and ask again"
    card.ask_again.click()
    assert card.keyring.full_text() == "asking…"
    settle(context)
    assert card.keyring.full_text() == "available"


def test_kept_password_is_forgotten_after_a_question(
    on_server: Desk, context: ViewContext, qtbot: QtBot
) -> None:
    keyring = SessionStore()
    name = database_password(SERVER).name
    keyring.keep(name, "s3cret")
    card = keeping(context, on_server, keyring, qtbot)
    card.forget.click()
    question = context.messages.dialog
    assert isinstance(question, Confirmation)
    assert keyring.find(name) == "s3cret"
    question.yes.click()
    settle(context)
    assert keyring.find(name) is None
    assert titles(context) == ["Password forgotten"]
