"""The composition root: what is made once, and that it starts and ends."""

import gc
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.db.clock import SetClock
from app.db.location import Location
from app.db.workspace import create_workspace
from app.kit.numbers import grouped, set_grouping
from app.kit.settings import ViewSettings
from app.operators.secrets import Secrets, SessionStore
from app.shell.bootstrap import (
    log_to,
    make_application,
    make_context,
    make_surroundings,
    make_window,
    run,
)
from app.shell.sign_in import SignInScreen
from app.shell.welcome import WelcomeScreen
from app.shell.window import Window
from tests.log_guard import ExpectedLogs
from tests.operators.people import make_admin
from tests.showing import plain_looks, styled_themes


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    """Looks, hooks, log and garbage collection are as other tests expect them."""
    hooks = sys.excepthook
    handlers = list(logging.getLogger().handlers)
    yield
    sys.excepthook = hooks
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()
    themes = styled_themes()
    themes.apply(qapp)
    plain_looks(themes)
    gc.disable()


def windows() -> list[Window]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]


def close_when(kind: type[QWidget], seen: list[str]) -> QTimer:
    """Close the window as soon as this screen fills it."""
    timer = QTimer()
    timer.setInterval(20)

    def look() -> None:
        for window in windows():
            if window.isVisible() and isinstance(window.centralWidget(), kind):
                seen.append(kind.__name__)
                timer.stop()
                # The last window ends the program. An order to quit that nobody awaits any more
                # would end the event loops of later tests.
                window.close()

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_there_is_one_application() -> None:
    assert make_application() is QApplication.instance()


def test_context_follows_what_this_computer_remembers(tmp_path: Path, clock: SetClock) -> None:
    settings = ViewSettings(tmp_path / "window.ini")
    settings.set_theme("dark")
    settings.set_scale(125)
    settings.set_flag("reduced_motion", True)
    settings.set_flag("market_colors", True)
    settings.set_text("grouping", "comma")
    context = make_context(settings, clock)
    assert context.themes.current.name == "dark"
    assert context.themes.scale == 1.25
    assert context.themes.duration(120) == 0
    assert context.themes.market_colors
    assert grouped(660_829) == "660,829"
    set_grouping("thin")
    assert context.zone.now() == clock.now()
    with pytest.raises(RuntimeError, match="room 1"):
        context.open_record("room", 1)
    context.tasks.close()


def test_surroundings_are_the_person_s_own_folders(clock: SetClock) -> None:
    around = make_surroundings(clock)
    assert around.demo_file.parent == around.data_folder
    assert around.log_file.name == "tokendesk.log"
    assert len({around.log_file.parent, around.data_folder, around.recent._path.parent}) == 3


def test_window_takes_the_crash_hook_and_can_give_it_back(tmp_path: Path, clock: SetClock) -> None:
    context = make_context(ViewSettings(tmp_path / "window.ini"), clock)
    around = replace(make_surroundings(clock), secrets=Secrets(SessionStore(), environment={}))
    before = sys.excepthook
    window = make_window(context, around)
    assert sys.excepthook != before
    window.close()
    window.crashes.uninstall()
    assert sys.excepthook == before
    window.deleteLater()


def test_program_starts_on_its_welcome_screen_and_ends() -> None:
    seen: list[str] = []
    timer = close_when(WelcomeScreen, seen)
    assert run(None) == 0
    timer.stop()
    assert seen == ["WelcomeScreen"]


def test_program_opens_the_workspace_that_it_was_given(tmp_path: Path, clock: SetClock) -> None:
    location = Location(path=tmp_path / "north.db")
    database = create_workspace(location)
    make_admin(database, clock)
    database.close()
    seen: list[str] = []
    timer = close_when(SignInScreen, seen)
    assert run(location) == 0
    timer.stop()
    assert seen == ["SignInScreen"]


def test_log_is_kept_small(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("something to remember")
    log_to(tmp_path / "logs" / "tokendesk.log")
    logging.getLogger("tests").error("something to remember")
    assert "something to remember" in (tmp_path / "logs" / "tokendesk.log").read_text()
    [handler] = [
        each
        for each in logging.getLogger().handlers
        if getattr(each, "baseFilename", "") == str(tmp_path / "logs" / "tokendesk.log")
    ]
    assert getattr(handler, "maxBytes", 0) == 1_000_000
