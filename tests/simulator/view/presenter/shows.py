"""A small scenario with scenes, and how a test plays it."""

from typing import Any

from pytestqt.qtbot import QtBot

from app.simulator.scenario import Scenario
from app.simulator.view.presenter.presentation import Presentation, ScenePhase
from tests.simulator.runs import scenario

SCENES = (
    {"step": 60, "title": "Quiet", "text": "Nothing much."},
    {"step": 200, "title": "A whale", "text": "It comes,\nand buys."},
    {"step": 400, "title": "Panic"},
)


def told(**changes: Any) -> Scenario:
    """400 steps in three scenes; a rush, a whale and a panic in them."""
    return scenario(**{"scenes": SCENES, **changes})


def until(show: Presentation, qtbot: QtBot, *phases: ScenePhase) -> None:
    """Wait for one of the phases."""
    qtbot.waitUntil(lambda: show.phase in phases, timeout=20_000)


def opened(show: Presentation, qtbot: QtBot) -> None:
    """Let the crowd come in."""
    show.open()
    until(show, qtbot, ScenePhase.BEFORE)


def play_scene(show: Presentation, qtbot: QtBot) -> None:
    """On to the end of the next scene, as fast as it goes."""
    if show.phase is ScenePhase.ENDED:
        show.next()
    show.finish()
    until(show, qtbot, ScenePhase.ENDED, ScenePhase.OVER)
    qtbot.waitUntil(lambda: show.outcome is not None or show.step == 0, timeout=20_000)


def start(show: Presentation, qtbot: QtBot) -> None:
    """Let the next scene play until it has moved."""
    before = show.step
    show.next()
    qtbot.waitUntil(lambda: show.step > before, timeout=20_000)


def play_all(show: Presentation, qtbot: QtBot) -> None:
    """Every scene to its end, and its figures worked out."""
    while show.phase is not ScenePhase.OVER:
        play_scene(show, qtbot)


def seen(show: Presentation) -> tuple[ScenePhase, int]:
    """The phase, and the number of the scene that is shown."""
    return show.phase, show.scene.number
