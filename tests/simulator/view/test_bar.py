"""The bar on the page: its buttons and keys, its fields, its scenarios, what it says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from app.db.database import Database
from app.kit.page import ViewContext
from app.operators.rules import Role
from app.shell.market_extensions import SimulatedMarket
from app.simulator.agents import AgentKind
from app.simulator.scenario_files import SHIPPED, load_scenario, save_scenario
from app.simulator.view.bar import SimulatorBar
from app.simulator.view.player import State
from app.simulator.view.speed import Speed
from app.vending.view.vending_page import VendingPage
from tests.factories import Market, desk_of, make_room
from tests.simulator.runs import desk_at_noon, facts, scenario
from tests.simulator.view.conftest import simulated, until
from tests.vending.exchange import assert_clean
from tests.vending.view.conftest import Open, calm


@pytest.fixture
def bar(page: VendingPage, qtbot: QtBot) -> SimulatorBar:
    """The bar of a page that shows a real room, with the first shipped scenario."""
    bar = simulated(page).bar
    qtbot.waitUntil(lambda: bar.setup is not None)
    calm(page, qtbot)
    return bar


@pytest.fixture
def quick(bar: SimulatorBar, tmp_path: Path, qtbot: QtBot) -> SimulatorBar:
    """The bar at full speed with a small scenario from the file `test.json`."""
    save_scenario(tmp_path / "test.json", scenario())
    bar.picker.load(str(tmp_path / "test.json"))
    qtbot.waitUntil(lambda: bar.setup is not None and bar.setup.loaded.name == "Test")
    click(bar, f"speed_{Speed.MAX}")
    return bar


def click(bar: SimulatorBar, name: str) -> None:
    button = bar.findChild(QAbstractButton, f"simulator.{name}")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def press(page: VendingPage, key: Qt.Key, *, shift: bool = False) -> None:
    page.price.chart.plot.setFocus()
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(page.price.chart.plot, key, modifier)


class TestRunning:
    def test_it_says_that_play_opens_a_fresh_demo_room(self, bar: SimulatorBar) -> None:
        assert bar.readout.count.text() == "Play opens a fresh demo room"
        assert bar.readout.state.text() == "Ready"
        assert bar.controls.play.text() == "Play"
        assert bar.controls.play.kind == "primary"
        assert not bar.controls.reset.isEnabled()

    def test_play_runs_in_a_fresh_demo_room_that_the_page_shows(
        self, page: VendingPage, quick: SimulatorBar, market: Market, qtbot: QtBot
    ) -> None:
        click(quick, "play")
        assert quick.controls.play.text() == "Pause"
        assert quick.controls.play.kind == "secondary"
        assert not quick.controls.step.isEnabled()
        assert not quick.controls.agents.isEnabled()
        until(quick.player, qtbot, State.OVER)
        calm(page, qtbot)
        assert page.header.name.full_text() == "Test"
        assert not page.header.demo.isHidden()
        trades = quick.player.trades
        assert page.blotter.table.rows.total == trades
        qtbot.waitUntil(lambda: plain(quick.readout.count.text()) == f"{trades} trades · 400 / 400")
        assert quick.readout.time.text() == "Day 1, 11:13"
        assert quick.readout.state.text() == "Finished"
        assert quick.progress.share == 1.0
        assert not quick.controls.play.isEnabled()
        assert_clean(market.desk.database)

    def test_figures_of_the_day_are_those_of_the_markets_time(
        self, page: VendingPage, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        click(quick, "play")
        until(quick.player, qtbot, State.OVER)
        calm(page, qtbot)
        outcome = quick.player.outcome
        assert outcome is not None
        volume = page.header.figures["volume"]
        assert plain(volume.value.text()).replace(" ", "") == str(outcome.volume)

    def test_it_is_driven_by_keys(
        self, page: VendingPage, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        press(page, Qt.Key.Key_Period)
        until(quick.player, qtbot, State.PAUSED)
        assert quick.player.step == 1
        room = page.header.creator.full_text()
        press(page, Qt.Key.Key_Space)
        assert quick.player.state is State.RUNNING
        until(quick.player, qtbot, State.OVER)
        press(page, Qt.Key.Key_R, shift=True)
        until(quick.player, qtbot, State.READY)
        calm(page, qtbot)
        assert page.header.creator.full_text() != room
        assert page.blotter.table.rows.total == 0

    def test_space_in_a_text_field_is_a_space(self, page: VendingPage, quick: SimulatorBar) -> None:
        page.rooms.search.setFocus()
        QTest.keyClicks(page.rooms.search.editor, "a .R")
        assert page.rooms.search.editor.text() == "a .R"
        assert quick.player.state is State.READY

    def test_space_presses_the_button_that_the_keyboard_stands_on(
        self, page: VendingPage, quick: SimulatorBar
    ) -> None:
        button = quick.controls.speed.button(Speed.X4)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert quick.player.speed is Speed.X4
        assert quick.player.state is State.READY

    def test_reset_shows_the_fresh_room(
        self, page: VendingPage, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        click(quick, "step")
        until(quick.player, qtbot, State.PAUSED)
        first = quick.player.simulation
        click(quick, "reset")
        until(quick.player, qtbot, State.READY)
        calm(page, qtbot)
        second = quick.player.simulation
        assert first is not None
        assert second is not None
        assert page.header.creator.full_text().startswith(f"Room #{second.room_id}")
        assert second.room != first.room
        assert plain(quick.readout.count.text()) == "0 trades · 0 / 400"

    def test_nothing_is_animated_while_it_races(
        self, quick: SimulatorBar, context: ViewContext, qtbot: QtBot
    ) -> None:
        context.themes.set_reduced_motion(False)
        click(quick, f"speed_{Speed.X60}")
        click(quick, "play")
        until(quick.player, qtbot, State.RUNNING)
        assert context.themes.duration(160) == 0
        click(quick, f"speed_{Speed.X4}")
        assert context.themes.duration(160) == 160
        click(quick, "play")

    def test_the_speed_is_remembered(
        self, quick: SimulatorBar, open_page: Open, market: Market
    ) -> None:
        assert (
            simulated(open_page(market.desk, extend=SimulatedMarket)).bar.player.speed is Speed.MAX
        )

    def test_it_works_in_a_workspace_without_rooms(
        self, open_page: Open, sqlite_database: Database, qtbot: QtBot
    ) -> None:
        page = open_page(desk_at_noon(sqlite_database), extend=SimulatedMarket)
        bar = simulated(page).bar
        assert bar.isVisible()
        click(bar, "step")
        until(bar.player, qtbot, State.PAUSED)
        calm(page, qtbot)
        assert page.header.name.full_text() == "Launch"

    def test_closing_the_page_in_the_middle_leaves_the_books_clean(
        self, page: VendingPage, quick: SimulatorBar, market: Market, qtbot: QtBot
    ) -> None:
        click(quick, "play")
        qtbot.waitUntil(lambda: quick.player.step > 20)
        assert quick.player.state is State.RUNNING
        page.context.tasks.close()
        assert_clean(market.desk.database)


class TestRefusals:
    def test_a_viewer_sees_why_nothing_can_be_played(
        self, open_page: Open, market: Market, qtbot: QtBot
    ) -> None:
        bar = simulated(
            open_page(desk_of(market.desk.database, role=Role.VIEWER), extend=SimulatedMarket)
        ).bar
        for button in (bar.controls.play, bar.controls.step, bar.controls.reset):
            assert not button.isEnabled()
            assert button.toolTip() == "Needs platform admin"
        bar.toggle()
        bar.step()
        assert bar.player.state is State.READY

    def test_no_crowd_is_let_into_the_real_room_that_is_shown(
        self, page: VendingPage, bar: SimulatorBar, market: Market, qtbot: QtBot
    ) -> None:
        entry = bar.menu_items()[-1]
        assert (entry.text, entry.denied) == ("Play in the room shown", "it's no demo room")
        bar.play_here()
        qtbot.waitUntil(bar.notice.isVisible)
        assert "is a real room; crowds are let into demo rooms only." in bar.notice.text.text()
        assert bar.player.state is State.READY
        click(bar, "notice.action")
        assert bar.notice.isHidden()

    def test_a_crowd_is_let_into_a_demo_room_that_is_shown(
        self, page: VendingPage, quick: SimulatorBar, market: Market, qtbot: QtBot
    ) -> None:
        room = make_room(market.desk, "stage", name="Stage", is_demo=True)
        page.open_id(room)
        calm(page, qtbot)
        assert not quick.menu_items()[-1].denied
        quick.play_here()
        until(quick.player, qtbot, State.OVER)
        assert quick.player.simulation is not None
        assert quick.player.simulation.room == room

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("half.json", '{"name": "x",\n "steps"', ["half.json", "line 2"]),
            ("steps.json", json.dumps(facts(steps=-3), indent=1), ["steps.json", "field: steps"]),
            (
                "mix.json",
                json.dumps(facts(mix=facts()["mix"][:3]), indent=1),
                ["mix.json", "60 %, not to 100 %", "field: mix"],
            ),
        ],
    )
    def test_a_bad_file_is_named_with_its_line_and_field(
        self, quick: SimulatorBar, tmp_path: Path, qtbot: QtBot, name: str, text: str,
        words: list[str],
    ) -> None:  # fmt: skip
        (tmp_path / name).write_text(text)
        before = quick.setup
        quick.picker.load(str(tmp_path / name))
        qtbot.waitUntil(quick.notice.isVisible)
        said = plain(quick.notice.accessibleName())
        assert all(word in said for word in words)
        assert quick.setup is before
        assert quick.player.state is State.READY

    def test_a_file_that_is_gone_gives_way_to_a_shipped_scenario(
        self, quick: SimulatorBar, tmp_path: Path, open_page: Open, market: Market, qtbot: QtBot
    ) -> None:
        (tmp_path / "test.json").unlink()
        bar = simulated(open_page(market.desk, extend=SimulatedMarket)).bar
        assert bar.setup is not None
        assert bar.setup.loaded == load_scenario(SHIPPED[0])
        assert bar.notice.isHidden()


class TestChoices:
    def test_agents_behaviour_and_seed_make_another_run(
        self, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        controls = quick.controls
        assert (controls.agents.value(), controls.seed.value()) == (20, 7)
        controls.agents.editor.setFocus()
        controls.agents.set_text("33")
        QTest.keyClick(controls.agents.editor, Qt.Key.Key_Return)
        controls.behaviour.popup.open_below(controls.behaviour, "Mom", None)
        QTest.keyClick(controls.behaviour.popup.search.editor, Qt.Key.Key_Return)
        click(quick, "dice")
        chosen = quick.player.scenario
        assert chosen is not None
        assert chosen.agents == 33
        assert [(one.agent, one.percent) for one in chosen.mix] == [(AgentKind.MOMENTUM, 100)]
        assert chosen.seed == controls.seed.value()
        click(quick, "step")
        until(quick.player, qtbot, State.PAUSED)
        qtbot.waitUntil(lambda: quick.player.outcome is not None)
        assert quick.player.outcome is not None
        kinds = {one.kind: one.agents for one in quick.player.outcome.kinds}
        assert kinds == {AgentKind.MOMENTUM: 33, AgentKind.WHALE: 1}

    def test_a_field_that_holds_no_number_keeps_it_from_running(
        self, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        quick.controls.agents.set_text("0")
        click(quick, "play")
        assert quick.player.state is State.READY
        assert quick.controls.agents.state == "error"
        assert quick.controls.agents.message.isVisible()

    def test_what_was_typed_counts_without_leaving_the_field(
        self, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        quick.controls.seed.editor.setFocus()
        quick.controls.seed.set_text("99")
        click(quick, "step")
        until(quick.player, qtbot, State.PAUSED)
        assert quick.player.scenario is not None
        assert quick.player.scenario.seed == 99

    def test_shipped_scenarios_and_used_files_are_offered(
        self, quick: SimulatorBar, tmp_path: Path, qtbot: QtBot
    ) -> None:
        entries = {entry.text: entry for entry in quick.menu_items()}
        assert {"Launch", "Pump and dump", "Bank run", "Slow growth"} <= set(entries)
        assert entries["test.json"].icon == "check"
        pump = entries["Pump and dump"].run
        assert pump is not None
        pump()
        qtbot.waitUntil(lambda: quick.controls.scenario.text() == "Pump and dump")
        assert quick.controls.agents.value() == 70

    def test_a_scenario_is_saved_with_its_changes_and_loaded_again(
        self, quick: SimulatorBar, tmp_path: Path, qtbot: QtBot
    ) -> None:
        assert quick.setup is not None
        quick.use(replace(quick.setup, agents=44, only=AgentKind.HOLDER))
        quick.save_file()
        path = tmp_path / "mine.json"
        answer(quick, path)
        qtbot.waitUntil(lambda: quick.controls.scenario.toolTip().startswith("Test"))
        qtbot.waitUntil(path.exists)
        qtbot.waitUntil(lambda: str(path) in quick.picker.recent)
        quick.picker.load(SHIPPED[1])
        qtbot.waitUntil(lambda: quick.controls.agents.value() == 70)
        quick.load_file()
        answer(quick, path)
        qtbot.waitUntil(lambda: quick.controls.agents.value() == 44)
        assert load_scenario(str(path)).mix[0].agent is AgentKind.HOLDER

    def test_a_place_that_cant_be_written_is_said(
        self, quick: SimulatorBar, tmp_path: Path, qtbot: QtBot
    ) -> None:
        quick.save_file()
        answer(quick, tmp_path / "nowhere" / "mine.json")
        qtbot.waitUntil(quick.notice.isVisible)
        assert quick.notice.title.text() == "mine.json can't be used"

    def test_the_palette_offers_what_the_bar_can_do(
        self, page: VendingPage, quick: SimulatorBar, qtbot: QtBot
    ) -> None:
        commands = {command.text: command for command in page.commands()}
        assert commands["Play the simulator"].shortcut == "Space"
        commands["Play the simulator"].run()
        running = {command.text: command for command in page.commands()}
        assert running["Pause the simulator"].enabled
        assert running["Load a scenario…"].denied == "Pause first"
        assert not running["Load a scenario…"].enabled
        until(quick.player, qtbot, State.OVER)


class TestRoom:
    @pytest.mark.parametrize("width", [700, 940, 1_064, 1_256, 1_700])
    @pytest.mark.parametrize("scale", [100, 150])
    def test_it_fits_every_width(
        self, page: VendingPage, bar: SimulatorBar, context: ViewContext, width: int, scale: int,
        qtbot: QtBot,
    ) -> None:  # fmt: skip
        context.themes.set_scale(scale)
        page.resize(width, 800)
        qtbot.wait(20)
        row = bar.controls
        shown = [
            child
            for child in (row.play, row.step, row.reset, row.speed, row.readout)
            if child.isVisible()
        ]
        assert len(shown) == 5
        rightmost = max(child.mapTo(row, child.rect().topRight()).x() for child in shown)
        if row.width() >= 640 * scale // 100:
            assert rightmost <= row.width()

    def test_wide_it_shows_all_its_words(
        self, page: VendingPage, bar: SimulatorBar, qtbot: QtBot
    ) -> None:
        page.resize(1_700, 900)
        qtbot.wait(20)
        assert all(label.isVisible() for label in bar.controls.labels)
        assert bar.controls.reset.text() == "Reset"
        page.resize(1_064, 720)
        qtbot.wait(20)
        assert not any(label.isVisible() for label in bar.controls.labels)
        assert bar.controls.reset.accessibleName() == "Reset"
        assert bar.controls.agents.isVisible()


def answer(bar: SimulatorBar, path: Path) -> None:
    """Choose a file in the dialog that is open."""
    dialog = bar.window().findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
