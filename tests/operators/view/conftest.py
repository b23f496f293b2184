"""Fixtures of the Settings page: a context, an admin's desk, the page on screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.db.database import Database
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.secrets import Secrets, SessionStore
from app.operators.view.settings_page import SettingsPage
from tests.operators.people import QUICK, make_admin
from tests.showing import plain_looks, show_page, view_context


@pytest.fixture
def context(qapp: QApplication, tmp_path: Path, clock: SetClock) -> Iterator[ViewContext]:
    made = view_context(tmp_path, clock)
    yield made
    assert made.tasks.close()
    plain_looks(made.themes)


@pytest.fixture
def admin(file_database: Database, clock: SetClock) -> Desk:
    """The first operator's desk, over a file that others can open too."""
    return make_admin(file_database, clock)


@pytest.fixture
def keyring() -> SessionStore:
    """A keyring in memory."""
    return SessionStore()


@pytest.fixture
def secrets(keyring: SessionStore) -> Secrets:
    return Secrets(keyring, environment={})


@pytest.fixture
def page(admin: Desk, context: ViewContext, secrets: Secrets, qtbot: QtBot) -> SettingsPage:
    shown = SettingsPage(context, admin, secrets, QUICK)
    shown.resize(936, 1400)
    show_page(shown, context, qtbot)
    return shown
