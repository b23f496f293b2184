"""A presentation to be looked at without an audience: a scene of it, in a workspace of its own."""

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.db.clock import SetClock
from app.db.database import in_memory
from app.db.migrate import upgrade
from app.kit.page import ViewContext
from app.operators.service import program_desk
from app.progress import NoProgress
from app.simulator.scenario_files import load_scenario
from app.simulator.view.presenter.presentation import Presentation, ScenePhase
from app.simulator.view.presenter.window import PresenterWindow

SCENARIO = "pump-and-dump"
SCENE = 4


def presented(context: ViewContext, size: tuple[int, int]) -> PresenterWindow:
    """The window at the end of a scene; the demo's own rooms stay as they are.

    size: in pixels. The workspace in memory goes with the window.
    """
    scenario = load_scenario(SCENARIO)
    database = in_memory()
    upgrade(database, NoProgress())
    desk = program_desk(database, SetClock(scenario.begins_at))
    window = PresenterWindow(context, desk, scenario, shipped=True)
    window.closed.connect(database.close)
    window.resize(*size)
    window.show()
    for _ in range(SCENE):
        _play(window.presentation)
    return window


def _play(presentation: Presentation) -> None:
    """Play the next scene to its end."""
    if presentation.phase is ScenePhase.ENDED:
        presentation.next()
    presentation.finish()
    loop = QEventLoop()
    while (
        presentation.phase not in (ScenePhase.ENDED, ScenePhase.OVER)
        or presentation.outcome is None
    ):
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()
