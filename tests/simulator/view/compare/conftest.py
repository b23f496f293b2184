"""Fixtures for the page of comparisons."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.kit.page import ViewContext
from app.progress import NoProgress
from app.simulator.scenario_files import load_scenario
from app.simulator.view.compare.candidate_drafts import CandidateDrafts
from app.simulator.view.compare.compare_page import ComparePage
from app.simulator.view.compare.results import ComparisonRequest, Result, run


@pytest.fixture(scope="session")
def result() -> Result:
    """What comes of the curves that the page begins with, after few steps."""
    scenario = load_scenario("launch")
    drafts = CandidateDrafts("fees inside", "")
    drafts.begin(scenario)
    candidates = drafts.candidates(scenario)
    return run(ComparisonRequest("Launch", scenario, candidates, (0, 1, 2, 3)), NoProgress())


@pytest.fixture
def page(context: ViewContext, qtbot: QtBot) -> ComparePage:
    """The page with the scenario that comes first."""
    page = ComparePage(context)
    qtbot.addWidget(page)
    context.messages.attach(page)
    page.resize(1256, 828)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.setup.loaded is not None)
    return page


Calm = Callable[[], None]


@pytest.fixture
def calm(page: ComparePage, qtbot: QtBot) -> Calm:
    """Waits until the page neither compares nor writes any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=20_000)

    return wait
