"""Fixtures of the shell: a window over workspaces in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.kit.page import ViewContext
from tests.shell.house import House, make_house, notes_specs
from tests.showing import plain_looks, view_context


@pytest.fixture
def context(qapp: QApplication, tmp_path: Path, clock: SetClock) -> Iterator[ViewContext]:
    made = view_context(tmp_path, clock)
    yield made
    assert made.tasks.close()
    plain_looks(made.themes)


@pytest.fixture
def house(tmp_path: Path, context: ViewContext, clock: SetClock, qtbot: QtBot) -> Iterator[House]:
    """A window with three small pages, on its welcome screen."""
    made = make_house(tmp_path, context, clock, qtbot, notes_specs())
    yield made
    made.close()


@pytest.fixture
def full_house(
    tmp_path: Path, context: ViewContext, clock: SetClock, qtbot: QtBot
) -> Iterator[House]:
    """A window with the program's own pages."""
    made = make_house(tmp_path, context, clock, qtbot, None)
    yield made
    made.close()
