"""The composition root: makes what there is one of and hands it on."""

import logging
import sys
from collections.abc import Sequence
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, Qt
from PySide6.QtWidgets import QApplication

from app.assembly.demo.builder import demo_path
from app.assembly.jobs import JOBS
from app.db.clock import Clock, SystemClock
from app.db.location import Location
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.numbers import set_grouping
from app.kit.page import PageSpec, ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.kit.translation import install
from app.operators.cli_desk import persons_secrets
from app.operators.desk import Desk
from app.operators.passwords import Argon2Hasher
from app.shell.crash import CrashHook
from app.shell.open_workspace import Surroundings
from app.shell.recent import RecentWorkspaces
from app.shell.window import Window

APP = "tokendesk"
LOG_BYTES = 1_000_000


def make_application() -> QApplication:
    """Qt's application object, made once."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Tokendesk")
    app.setDesktopFileName(APP)
    return app


def make_context(settings: ViewSettings, clock: Clock) -> ViewContext:
    """What every view is given; texts are in the chosen language from here on."""
    app = make_application()
    install(app, settings.language())
    themes = Themes(app)
    themes.choose(settings.theme())
    themes.set_scale(settings.scale())
    themes.set_reduced_motion(settings.flag("reduced_motion"))
    themes.set_market_colors(settings.flag("market_colors"))
    set_grouping(settings.text("grouping"))
    themes.apply(app)
    icons = Icons(themes)
    return ViewContext(
        themes=themes,
        icons=icons,
        tasks=Tasks(app),
        messages=Messages(icons, app),
        settings=settings,
        zone=ZoneClock(now=clock.now),
        open_record=_nowhere,
    )


def _nowhere(kind: str, record_id: int) -> None:
    raise RuntimeError(f"No workbench is there to open {kind} {record_id} in.")


def make_surroundings(clock: Clock) -> Surroundings:
    """The folders that this computer gives the program."""
    data = Path(platformdirs.user_data_dir(APP, appauthor=False))
    config = Path(platformdirs.user_config_dir(APP, appauthor=False))
    state = Path(platformdirs.user_state_dir(APP, appauthor=False))
    return Surroundings(
        clock=clock,
        hasher=Argon2Hasher(),
        secrets=persons_secrets(),
        recent=RecentWorkspaces(config / "settings.toml"),
        data_folder=data,
        log_file=state / "tokendesk.log",
        demo_file=demo_path(),
        jobs=JOBS,
    )


def make_window(
    context: ViewContext, around: Surroundings, specs: Sequence[PageSpec[Desk]] | None = None
) -> Window:
    """The window, hearing of every crash; `specs` as `Window` takes them."""
    crashes = CrashHook(context.tasks)
    crashes.install()
    context.tasks.crashed.connect(crashes.on_task_crashed)
    return Window(context, around, crashes, specs)


def run(location: Location | None, *, demo: bool = False) -> int:
    """Open the window and stay until it is closed.

    location: a workspace to open at once. demo: it is the demo, to be made where it isn't there.
    Returns the exit code.
    """
    clock = SystemClock()
    around = make_surroundings(clock)
    log_to(around.log_file)
    app = make_application()
    config = Path(platformdirs.user_config_dir(APP, appauthor=False))
    context = make_context(ViewSettings(config / "window.ini"), clock)
    window = make_window(context, around)
    window.show()
    QTimer.singleShot(0, context.tasks, context.tasks.settle_memory)
    if demo:
        QTimer.singleShot(0, window, window.open_demo)
    elif location is not None:
        QTimer.singleShot(0, window, partial(window.open_location, location))
    return app.exec()


def log_to(path: Path) -> None:
    """Write warnings and bugs to this file; the oldest ones make room."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8")
    except OSError:
        # Without a log file the report in the window still holds everything.
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
