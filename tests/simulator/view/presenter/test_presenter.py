"""From the page to the window: commands, the choice of a scenario, one window at a time."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.kit.actions import Action
from app.kit.page import ViewContext
from app.operators.rules import Role
from app.shell.market_extensions import SimulatedMarket
from app.simulator.view.presenter.presenter import ScenarioChooser
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, desk_of
from tests.showing import nameless
from tests.simulator.runs import facts
from tests.simulator.view.conftest import simulated
from tests.simulator.view.presenter.shows import SCENES
from tests.vending.view.conftest import Open, calm


@pytest.fixture
def page(open_page: Open, market: Market) -> VendingPage:
    return open_page(market.desk, extend=SimulatedMarket)


def command(page: VendingPage, title: str) -> Action:
    [found] = [each for each in page.commands() if each.text == title]
    return found


def chooser(page: VendingPage, title: str, qtbot: QtBot) -> ScenarioChooser:
    """Run the command and wait until its dialog has a scenario."""
    command(page, title).run()
    dialog = page.context.messages.dialog
    assert isinstance(dialog, ScenarioChooser)
    qtbot.waitUntil(lambda: dialog.yes.isEnabled())
    return dialog


def refused(dialog: ScenarioChooser, path: Path, qtbot: QtBot) -> str:
    """What is said of a file."""
    dialog.picker.load(str(path))
    qtbot.waitUntil(dialog.problem.isVisible)
    return dialog.problem.accessibleName()


def end(page: VendingPage, qtbot: QtBot) -> None:
    window = simulated(page).presenter.window
    if window is not None:
        window.close()
    assert page.context.tasks.wait_idle(10)
    calm(page, qtbot)


def test_the_palette_offers_presenting_and_storyboards(page: VendingPage) -> None:
    titles = [each.text for each in page.commands()]
    assert {"Present a scenario…", "Storyboard of a scenario as PDF…"} <= set(titles)


def test_the_price_chart_offers_it_too(page: VendingPage) -> None:
    [item] = [each for each in page.price.menu_items() if each.text == "Present a scenario…"]
    item.run()
    assert isinstance(page.context.messages.dialog, ScenarioChooser)


def test_a_scenario_is_chosen_and_presented(page: VendingPage, qtbot: QtBot) -> None:
    dialog = chooser(page, "Present a scenario…", qtbot)
    assert nameless(dialog) == []
    dialog.picker.load("bank-run")
    qtbot.waitUntil(lambda: "the reserve pays every key" in dialog.about.text())
    assert "5 scenes" in dialog.about.text()
    dialog.submit()
    window = simulated(page).presenter.window
    assert window is not None
    assert window.isVisible()
    assert "Bank run" in window.windowTitle()
    qtbot.waitUntil(lambda: window.presentation.player.simulation is not None, timeout=20_000)
    end(page, qtbot)
    assert simulated(page).presenter.window is None


def test_there_is_one_window_at_a_time(page: VendingPage, qtbot: QtBot) -> None:
    chooser(page, "Present a scenario…", qtbot).submit()
    window = simulated(page).presenter.window
    command(page, "Present a scenario…").run()
    assert page.context.messages.dialog is None
    assert simulated(page).presenter.window is window
    end(page, qtbot)


def test_a_file_without_scenes_says_how_many_parts_it_has(
    page: VendingPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(facts()), encoding="utf-8")
    dialog = chooser(page, "Present a scenario…", qtbot)
    dialog.picker.load(str(path))
    qtbot.waitUntil(lambda: "4 scenes, 400 steps" in dialog.about.text())
    assert dialog.scenario.value() == str(path)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"steps": 0}, "steps"),
        ({"scenes": [SCENES[1], SCENES[0]]}, "scenes[1].step"),
        ({"scenes": [{"step": 1, "title": ""}]}, "scenes[0].title"),
        ({"market": {"family": "flat", "parameters": {}}}, "market.parameters.price"),
    ],
)
def test_a_bad_file_is_named_with_its_field(
    page: VendingPage, tmp_path: Path, changes: dict[str, object], field: str, qtbot: QtBot
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(facts(**changes)), encoding="utf-8")
    dialog = chooser(page, "Present a scenario…", qtbot)
    assert f"bad.json, {field}: " in refused(dialog, path, qtbot)
    assert not dialog.yes.isEnabled()
    dialog.submit()
    assert simulated(page).presenter.window is None


def test_a_file_that_is_no_scenario_is_refused(
    page: VendingPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "note.json"
    path.write_text("hello", encoding="utf-8")
    assert "note.json" in refused(chooser(page, "Present a scenario…", qtbot), path, qtbot)


def test_a_storyboard_is_made_from_the_palette(
    page: VendingPage, tmp_path: Path, qtbot: QtBot
) -> None:
    chooser(page, "Storyboard of a scenario as PDF…", qtbot).submit()
    [question] = page.findChildren(QFileDialog)
    path = tmp_path / "board.pdf"
    question.fileSelected.emit(str(path))
    qtbot.waitUntil(path.exists, timeout=30_000)
    assert page.context.tasks.wait_idle(10)
    assert [toast.title for toast in page.context.messages.toasts] == ["Storyboard saved"]


def test_who_may_not_open_rooms_is_told_why(
    open_page: Open, context: ViewContext, sqlite_database: Database, qtbot: QtBot
) -> None:
    page = open_page(desk_of(sqlite_database, role=Role.VIEWER), extend=SimulatedMarket)
    present = command(page, "Present a scenario…")
    assert (present.enabled, present.denied) == (False, "Needs platform admin")
    assert command(page, "Storyboard of a scenario as PDF…").enabled
    page.price.present_wanted.emit()
    assert context.messages.dialog is None
