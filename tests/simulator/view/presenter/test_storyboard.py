"""The storyboard: a page a scene, made beside the window's thread, stopped when one likes."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPicture
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Cancelled, Unavailable, UserError
from app.kit.files import FileKind
from app.kit.page import ViewContext
from app.progress import NoProgress
from app.simulator.scenario import Scenario
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.simulator.view.presenter.market_state import simulate_scenes
from app.simulator.view.presenter.paper import Cover, Drawn, room_for, storyboard
from app.simulator.view.presenter.script import script_of
from app.simulator.view.presenter.storyboard import Storyboard, board_name
from app.vending.rules import FeeMode
from tests.simulator.runs import scenario
from tests.simulator.view.presenter.conftest import OpenWindow
from tests.simulator.view.presenter.shows import play_scene, told


class Maker:
    """Makes storyboards and notes what comes of them."""

    def __init__(self, context: ViewContext, page: QWidget) -> None:
        self.context = context
        self.page = page
        self.finished: list[Path] = []
        self.failed: list[UserError] = []

    def begin(self, scenario: Scenario, path: Path, *, shipped: bool = False) -> Storyboard:
        """Start one."""
        terms = scenario.market.terms()
        board = Storyboard(self.context, scenario, terms, shipped=shipped, parent=self.page)
        board.finished.connect(self.finished.append)
        board.failed.connect(self.failed.append)
        board.start(path)
        return board


@pytest.fixture
def maker(context: ViewContext, qtbot: QtBot) -> Maker:
    page = QWidget()
    qtbot.addWidget(page)
    return Maker(context, page)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "storyboard.pdf"


def pages(path: Path) -> list[str]:
    """The text of each page with one space between words."""
    found = PdfReader(io.BytesIO(path.read_bytes())).pages
    return [" ".join(page.extract_text().split()) for page in found]


def made(
    maker: Maker, scenario: Scenario, path: Path, qtbot: QtBot, *, shipped: bool = False
) -> list[str]:
    maker.begin(scenario, path, shipped=shipped)
    qtbot.waitUntil(lambda: bool(maker.finished or maker.failed), timeout=30_000)
    assert maker.finished == [path]
    return pages(path)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_scene_has_a_page_with_its_words_and_figures(
    maker: Maker, name: str, path: Path, qtbot: QtBot
) -> None:
    scenario = load_scenario(name)
    ends = simulate_scenes(scenario, scenario.market.terms(), script_of(scenario), NoProgress())
    found = made(maker, scenario, path, qtbot, shipped=True)
    assert len(found) == len(scenario.scenes)
    for text, end in zip(found, ends, strict=True):
        assert f"{end.scene.number}. {end.scene.title}" in text
        assert " ".join(end.scene.text.split()) in text
        assert f"{end.market_state.supply:,}".replace(",", " ") in text
        assert f"Storyboard: {scenario.name}" in text
    assert "Momentum" in found[-1]
    assert "Momentum" not in found[0]


def test_a_scenario_without_scenes_has_a_page_a_quarter(
    maker: Maker, path: Path, qtbot: QtBot
) -> None:
    assert len(made(maker, scenario(), path, qtbot)) == 4


def test_the_longest_words_leave_a_page_a_scene(maker: Maker, path: Path, qtbot: QtBot) -> None:
    scenes = [
        {"step": 100, "title": "W" * 80, "text": "W" * 1_000},
        {"step": 200, "title": "Lines", "text": "\n" * 999 + "."},
        {"step": 400, "title": "Words", "text": "word " * 200},
    ]
    assert len(made(maker, told(scenes=scenes), path, qtbot)) == 3


def test_an_insolvent_market_is_said_to_be(maker: Maker, path: Path, qtbot: QtBot) -> None:
    market = {
        "family": "linear",
        "parameters": {"base": 10_000, "slope": 250},
        "fee_mode": FeeMode.INSIDE.value,
    }
    assert "insolvent" in made(maker, told(market=market), path, qtbot)[-1]


def test_pictures_are_lines_and_letters_not_pixels(maker: Maker, path: Path, qtbot: QtBot) -> None:
    made(maker, told(), path, qtbot)
    assert b"/Subtype /Image" not in path.read_bytes()


def test_it_is_on_white_paper_whatever_the_theme(
    maker: Maker, context: ViewContext, tmp_path: Path, qtbot: QtBot
) -> None:
    contents = []
    for theme in ("light", "dark"):
        context.themes.choose(theme)
        path = tmp_path / f"{theme}.pdf"
        maker.finished.clear()
        made(maker, told(), path, qtbot)
        page = PdfReader(io.BytesIO(path.read_bytes())).pages[0].get_contents()
        assert page is not None
        contents.append(page.get_data())
    assert contents[0] == contents[1]


def test_it_can_be_stopped(maker: Maker, path: Path, qtbot: QtBot) -> None:
    path.write_bytes(b"before")
    board = maker.begin(told(steps=200_000, scenes=[{"step": 200_000, "title": "Long"}]), path)
    board.cancel()
    qtbot.waitUntil(lambda: bool(maker.failed), timeout=30_000)
    assert isinstance(maker.failed[0], Cancelled)
    assert path.read_bytes() == b"before"


def test_it_can_be_stopped_while_it_is_drawn(maker: Maker, path: Path, qtbot: QtBot) -> None:
    board = maker.begin(told(), path)
    board.progressed.connect(board.cancel)
    qtbot.waitUntil(lambda: bool(maker.failed), timeout=30_000)
    assert isinstance(maker.failed[0], Cancelled)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_said(maker: Maker, tmp_path: Path, qtbot: QtBot) -> None:
    maker.begin(told(), tmp_path / "gone" / "board.pdf")
    qtbot.waitUntil(lambda: bool(maker.failed), timeout=30_000)
    assert isinstance(maker.failed[0], Unavailable)


def test_nothing_is_left_behind(maker: Maker, path: Path, qtbot: QtBot) -> None:
    made(maker, told(), path, qtbot)
    qtbot.waitUntil(lambda: not maker.page.findChildren(QWidget))


@pytest.mark.usefixtures("_spanish")
def test_it_speaks_spanish(maker: Maker, path: Path, qtbot: QtBot) -> None:
    found = made(maker, load_scenario("bank-run"), path, qtbot, shipped=True)
    assert "Guion gráfico: " in found[0]
    assert "Los últimos en salir" in found[-1]
    assert "Suministro" in found[0]


def test_the_last_page_tells_of_the_crowd_only_where_it_has_room() -> None:
    long = told(scenes=[{"step": 400, "title": "End", "text": "W" * 1_000}])
    short = told(scenes=[{"step": 400, "title": "End"}])
    rooms = []
    for each in (long, short):
        [end] = simulate_scenes(each, each.market.terms(), script_of(each), NoProgress())
        rooms.append(room_for(end, True))
    assert [room.crowd for room in rooms] == [False, True]
    assert min(room.chart[1] for room in rooms) >= 160


def test_names_of_files_are_plain() -> None:
    assert board_name("Pump / and dump!") == "storyboard-pump-and-dump"


def test_a_report_can_be_made_of_empty_pictures(qtbot: QtBot) -> None:
    one = told(scenes=[{"step": 0, "title": "Look"}])
    [end] = simulate_scenes(one, one.market.terms(), script_of(one), NoProgress())
    drawn = Drawn(end, room_for(end, True), QPicture(), QPicture())
    report = storyboard(Cover("A", "2026-01-01", "demo", ("2026-01-01 00:00",)), [drawn])
    assert report.content().startswith(b"%PDF")


def test_it_is_made_while_one_presents(open_window: OpenWindow, path: Path, qtbot: QtBot) -> None:
    window = open_window()
    window._on_path_chosen(path, FileKind("pdf", "PDF"))
    assert window.saving.isVisible()
    play_scene(window.presentation, qtbot)
    qtbot.waitUntil(lambda: window.board is None, timeout=30_000)
    assert "storyboard.pdf" in window.saving.accessibleName()
    assert len(pages(path)) == 3
    window.saving.action.click()
    assert not window.saving.isVisible()


def test_the_window_can_stop_it(open_window: OpenWindow, path: Path, qtbot: QtBot) -> None:
    window = open_window()
    window._on_path_chosen(path, FileKind("pdf", "PDF"))
    window.saving.action.click()
    qtbot.waitUntil(lambda: window.board is None, timeout=30_000)
    assert not window.saving.isVisible()
    assert not path.exists()
