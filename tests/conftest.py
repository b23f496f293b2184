"""Fixtures that every slice's tests share."""

import gc
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.assembly.demo.builder import DEMO_UNTIL, build_demo_file
from app.db.clock import SetClock
from app.db.database import Database, connect, in_memory
from app.db.location import Location
from app.db.migrate import upgrade
from app.progress import NoProgress
from tests import postgres
from tests.examples import load_profiles
from tests.lively import make_lively
from tests.log_guard import ExpectedLogs, LogCatcher
from tests.showing import styled_themes
from tests.spoiling import copy_of, driver_of, drop_guards
from tests.verbs import queries_that_only_read

load_profiles()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MOST_GARBAGE = 50_000
"""Objects after which the collector is run between two tests."""

ON_SERVER = {"postgres_server", "postgres_database", "postgresql"}
"""Fixtures and parameters of tests that need PostgreSQL."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the server by the fixtures that it asks for."""
    for item in items:
        asked: set[object] = set(getattr(item, "fixturenames", ()))
        callspec = getattr(item, "callspec", None)
        if callspec is not None:
            asked |= {value for value in callspec.params.values() if isinstance(value, str)}
        if asked & ON_SERVER:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests away from the person's folders, keyring and workspaces."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        # The window speaks the computer's language unless another is chosen.
        patch.setenv("LANGUAGE", "en")
        for name in list(os.environ):
            if name.startswith("TOKENDESK_") and name != postgres.VARIABLE:
                patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def _garbage_on_this_thread() -> Iterator[None]:
    """Worker threads would else delete other tests' widgets; see `app.kit.garbage`."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _queries_only_read() -> Iterator[None]:
    with queries_that_only_read():
        yield


@pytest.fixture(autouse=True)
def at_last() -> Iterator[ExitStack]:
    """What a test closes after everything else that it uses, so after what may still read."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(autouse=True)
def _leave_no_widgets(at_last: ExitStack) -> Iterator[None]:
    """Deletes what a test left, whole windows first and now.

    A window without a parent that only a connection of its own child keeps alive would go while
    that child is being deleted, and Qt would delete the child twice.
    """
    yield
    if QApplication.instance() is not None:
        # A popup goes with the widget that it belongs to.
        left = [each for each in QApplication.topLevelWidgets() if not each.parent()]
        for window in left:
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _collect_sometimes() -> Iterator[None]:
    yield
    if gc.get_count()[0] > MOST_GARBAGE:
        gc.collect()


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fails the test when something was logged at WARNING or above that it didn't allow.

    `expected_logs.allow("part of the message")` lets it pass.
    """
    expected = ExpectedLogs()
    catcher = LogCatcher(expected)
    logging.getLogger().addHandler(catcher)
    yield expected
    logging.getLogger().removeHandler(catcher)
    unexpected = expected.unexpected()
    if unexpected:
        pytest.fail("logged without being expected:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Widgets look as in the program, where their window dresses them."""
    add = qtbot.addWidget

    def add_dressed(widget: QWidget, **extra: Any) -> None:
        if not isinstance(widget, QMainWindow):
            styled_themes().dress(widget)
        add(widget, **extra)

    qtbot.addWidget = add_dressed  # type: ignore[method-assign]
    return qtbot


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at noon (UTC) of 1 March 2026."""
    return SetClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[sqlite3.Connection]:
    """A migrated database in memory that tests take copies of."""
    database = in_memory()
    upgrade(database, NoProgress())
    yield driver_of(database)
    database.close()


@pytest.fixture
def sqlite_database(sqlite_template: sqlite3.Connection, at_last: ExitStack) -> Database:
    """A migrated workspace without rows, in memory."""
    database = in_memory()
    at_last.callback(database.close)
    sqlite_template.backup(driver_of(database))
    return database


@pytest.fixture
def file_database(
    sqlite_template: sqlite3.Connection, tmp_path: Path, at_last: ExitStack
) -> Database:
    """A migrated workspace without rows, in the file `workspace.db` of `tmp_path`."""
    path = tmp_path / "workspace.db"
    copy = sqlite3.connect(path)
    sqlite_template.backup(copy)
    copy.close()
    database = connect(Location(path=path))
    at_last.callback(database.close)
    return database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The server to make databases on; skips where none is named."""
    url = os.environ.get(postgres.VARIABLE, "")
    if not url:
        pytest.skip(postgres.SKIP_REASON)
    server = postgres.Server(url)
    yield server
    server.close()


@pytest.fixture
def postgres_database(postgres_server: postgres.Server, at_last: ExitStack) -> Database:
    """A migrated workspace without rows, on the server; other processes may open it too."""
    location = postgres_server.migrated()
    at_last.callback(postgres_server.give_back, location)
    database = connect(location)
    at_last.callback(database.close)
    return database


@pytest.fixture(scope="session")
def lively(sqlite_template: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A workspace with a bit of everything, to take copies of."""
    database = copy_of(sqlite_template)
    make_lively(database)
    yield driver_of(database)
    database.close()


@pytest.fixture
def spoilt(lively: sqlite3.Connection, at_last: ExitStack) -> Database:
    """A copy of it whose guards are gone."""
    database = copy_of(lively)
    at_last.callback(database.close)
    drop_guards(driver_of(database))
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated workspace without rows: the test runs once on each kind of database."""
    kind = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found = request.getfixturevalue(kind)
    assert isinstance(found, Database)
    return found


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace as it ends at `DEMO_UNTIL`, built once; to be read and copied only."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build_demo_file(path, NoProgress(), until=DEMO_UNTIL)
    return path


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> Path:
    """A demo workspace in a file of the test's own."""
    return Path(shutil.copy(demo_file, tmp_path / "demo.db"))
