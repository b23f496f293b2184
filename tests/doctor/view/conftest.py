"""Fixtures for the Curve doctor page: the page itself, and its answer awaited."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.doctor.view.doctor_page import DoctorPage
from app.kit.page import ViewContext
from app.kit.translation import SOURCE, install
from tests.vending.view.conftest import context, looks, opened

__all__ = ["context", "looks", "opened"]

Calm = Callable[[], None]


@pytest.fixture
def page(context: ViewContext, qtbot: QtBot) -> DoctorPage:
    """The page, shown, with the verdict on what stands in it at first."""
    page = DoctorPage(context)
    qtbot.addWidget(page)
    context.messages.attach(page)
    page.resize(1440, 900)
    page.show()
    page.activateWindow()
    wait(page, qtbot)
    return page


@pytest.fixture
def calm(page: DoctorPage, qtbot: QtBot) -> Calm:
    """Waits until the page has asked, and has its answer."""

    def settle() -> None:
        wait(page, qtbot)

    return settle


@pytest.fixture
def ask(page: DoctorPage, calm: Calm) -> Calm:
    """Asks at once and waits for the answer."""

    def now() -> None:
        page.examination.ask_now()
        calm()

    return now


@pytest.fixture
def spanish(qapp: QApplication) -> Iterator[QApplication]:
    """The program speaks Spanish."""
    install(qapp, "es")
    yield qapp
    install(qapp, SOURCE)


def wait(page: DoctorPage, qtbot: QtBot) -> None:
    """Until nothing is about to be asked, answered or drawn."""

    def quiet() -> bool:
        examination = page.examination
        return not (examination.due or examination.waiting or page.context.tasks.busy)

    qtbot.waitUntil(quiet, timeout=10_000)


def said(page: DoctorPage) -> str:
    """The verdict and its sentence."""
    return page.head.accessibleName()


def result(page: DoctorPage, key: str) -> str:
    """What the row of a check says."""
    return next(row.accessibleName() for row in page.checks.rows if row.case.key == key)
