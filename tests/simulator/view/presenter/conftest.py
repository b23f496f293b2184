"""Fixtures for presenter mode: a desk, a presentation in its room."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.kit.page import ViewContext
from app.kit.translation import install
from app.operators.desk import Desk
from app.simulator.scenario import Scenario
from app.simulator.view.presenter.presentation import Presentation
from app.simulator.view.presenter.window import PresenterWindow
from tests.simulator.runs import desk_at_noon
from tests.simulator.view.presenter.shows import opened, told

OpenWindow = Callable[..., PresenterWindow]


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """A workspace without rooms."""
    return desk_at_noon(sqlite_database)


@pytest.fixture
def show(context: ViewContext, desk: Desk, qtbot: QtBot) -> Iterator[Presentation]:
    """The small scenario, its crowd in its room."""
    show = Presentation(context, desk, told())
    opened(show, qtbot)
    yield show
    show.stop()
    context.tasks.wait_idle()


@pytest.fixture
def open_window(context: ViewContext, desk: Desk, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Opens the presenter's window on a scenario, and waits for the crowd."""
    page = QWidget()
    qtbot.addWidget(page)
    presentations: list[Presentation] = []

    def show(
        scenario: Scenario | None = None,
        *,
        shipped: bool = False,
        size: tuple[int, int] | None = (960, 540),
    ) -> PresenterWindow:
        window = PresenterWindow(context, desk, scenario or told(), shipped=shipped, parent=page)
        presentations.append(window.presentation)
        if size is not None:
            window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        opened_phase(window, qtbot)
        return window

    yield show
    for presentation in presentations:
        if shiboken6.isValid(presentation):
            presentation.stop()
    context.tasks.wait_idle()


def opened_phase(window: PresenterWindow, qtbot: QtBot) -> None:
    """Wait until the crowd of a window has come in."""
    qtbot.waitUntil(lambda: window.presentation.player.simulation is not None, timeout=20_000)


@pytest.fixture
def _spanish(qapp: QApplication) -> Iterator[None]:
    install(qapp, "es")
    yield
    install(qapp, "en")
