"""What the audience sees: large letters, nothing over anything else, in words too."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.page import ViewContext
from app.simulator.view.presenter.lettering import fitted, unit_of
from app.simulator.view.presenter.marks import MOST_POINTS, event_marks, price_points
from app.simulator.view.presenter.presentation import ScenePhase
from app.simulator.view.presenter.stage import MOST_MARKS, PresenterStage
from app.simulator.view.presenter.window import PresenterWindow
from app.vending.curves import Flat
from app.vending.view.price.price_series import TradeArrays
from tests.simulator.view.presenter.conftest import OpenWindow
from tests.simulator.view.presenter.shows import play_all, play_scene, start, told, until

SIZES = [(1920, 1080), (1280, 720), (1024, 768), (3840, 2160), (640, 400), (800, 1400)]
LONG = {
    "name": "W" * 32,
    "scenes": [{"step": 400, "title": "W" * 80, "text": "Long words everywhere. " * 43}],
}


def parts(stage: PresenterStage) -> list[QWidget]:
    return [
        stage.headline, stage.curve_card, stage.price_card, stage.events, stage.figures, stage.foot
    ]  # fmt: skip


def boxes(stage: PresenterStage) -> list[QRect]:
    return [part.geometry() for part in parts(stage)]


@pytest.mark.parametrize("size", SIZES)
def test_no_part_lies_over_another(open_window: OpenWindow, size: tuple[int, int]) -> None:
    stage = open_window(size=size).stage
    assert all(stage.rect().contains(box) for box in boxes(stage))
    assert not [pair for pair in combinations(boxes(stage), 2) if pair[0].intersects(pair[1])]


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_texts_leave_room_for_the_charts(
    open_window: OpenWindow, size: tuple[int, int]
) -> None:
    stage = open_window(told(**LONG), size=size).stage
    assert not [pair for pair in combinations(boxes(stage), 2) if pair[0].intersects(pair[1])]
    assert stage.curve_card.height() > 0.3 * stage.height()


def test_the_headline_can_be_read_from_afar(open_window: OpenWindow) -> None:
    headline = open_window(size=(1920, 1080)).stage.headline
    title = headline.title_block(headline.width())
    assert title.font.pixelSize() >= 40
    assert headline.text_block(headline.width()).font.pixelSize() >= 32


def test_a_title_of_usual_length_is_never_smaller_than_40(open_window: OpenWindow) -> None:
    scenes = [{"step": 400, "title": "x" * 80}]
    headline = open_window(told(scenes=scenes), size=(1920, 1080)).stage.headline
    block = headline.title_block(headline.width())
    assert block.font.pixelSize() >= 40
    assert block.height <= 1.4 * 60 + 1


def test_letters_grow_with_the_window(open_window: OpenWindow) -> None:
    large, small = (open_window(size=size).stage.headline for size in ((1920, 1080), (960, 540)))
    one, other = (each.title_block(each.width()).font.pixelSize() for each in (large, small))
    assert one == 2 * other


def test_letters_are_as_large_at_any_text_scale(
    open_window: OpenWindow, context: ViewContext
) -> None:
    context.themes.set_scale(150)
    stage = open_window(size=(1920, 1080)).stage
    assert stage.headline.title_block(stage.headline.width()).font.pixelSize() == 60
    assert stage.curve_card.chart.factor == pytest.approx(2 / 1.5)


def test_a_text_that_never_fits_is_cut() -> None:
    block = fitted("word " * 200, 300, 60, (30.0, 20.0))
    assert block.font.pixelSize() == 20
    assert block.height <= 60
    assert block.lines[-1].endswith("…")


def test_the_unit_follows_the_narrower_side() -> None:
    assert unit_of(1920, 2000) == 1
    assert unit_of(4000, 540) == 0.5


def test_charts_are_drawn_larger_than_laid_out(open_window: OpenWindow) -> None:
    card = open_window(size=(1920, 1080)).stage.curve_card
    assert card.chart.factor == 2
    assert card.chart.chart.width() == pytest.approx(card.chart.width() / 2, abs=1)


def test_the_charts_show_the_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    stage, run = window.stage, window.presentation
    play_all(run, qtbot)
    assert stage.curve.supply == run.market_state.supply
    assert stage.price.readout is not None
    assert stage.price.readout.close == run.market_state.price
    assert int(stage.price.visible.trades.sum()) == run.market_state.trades
    run.back()
    assert stage.curve.supply == run.kept[1].market_state.supply
    assert int(stage.price.visible.trades.sum()) == run.kept[1].market_state.trades
    run.next()
    assert int(stage.price.visible.trades.sum()) == run.market_state.trades


def test_the_charts_follow_while_it_plays(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    start(window.presentation, qtbot)
    qtbot.waitUntil(lambda: window.stage.curve.supply > 0)
    qtbot.waitUntil(lambda: window.stage.foot.share > 0)


def test_a_run_again_begins_with_empty_charts(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    play_scene(window.presentation, qtbot)
    window.presentation.again()
    assert window.stage.curve.supply == 0
    assert not len(window.stage.price.visible)
    until(window.presentation, qtbot, ScenePhase.BEFORE)


def test_the_pointer_reads_the_chart_where_it_is(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(size=(1280, 720))
    play_scene(window.presentation, qtbot)
    chart = window.stage.curve_card.chart
    QTest.mouseMove(chart, QPoint(chart.width() // 3, chart.height() // 2))
    qtbot.waitUntil(lambda: bool(window.stage.curve.readout and window.stage.curve.readout.hovered))
    position = QPointF(chart.width() / 3 / chart.factor, 1)
    pixel = window.stage.curve.plot.pane_pixel(window.stage.curve.pane, position).x()
    assert window.stage.curve.readout is not None
    supply = window.stage.curve.pane.x_value(pixel)
    assert window.stage.curve.readout.supply == pytest.approx(supply, abs=1)


def test_states_are_said_in_words(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    states = [window.stage.foot.state]
    start(window.presentation, qtbot)
    states.append(window.stage.foot.state)
    window.presentation.next()
    states.append(window.stage.foot.state)
    play_scene(window.presentation, qtbot)
    states.append(window.stage.foot.state)
    play_all(window.presentation, qtbot)
    states.append(window.stage.foot.state)
    window.presentation.back()
    states.append(window.stage.foot.state)
    assert states == [
        "Space begins", "Playing", "Paused", "Space goes on", "The end", "Looking back"
    ]  # fmt: skip


def test_everything_is_told_in_words_too(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    play_scene(window.presentation, qtbot)
    summary = window.stage.text_summary().replace("\u202f", " ")
    market_state = window.presentation.market_state
    assert "Scene 1 of 3: Quiet. Nothing much." in summary
    assert f"Supply: {market_state.supply} keys" in summary
    assert "Rush" in summary
    assert "every key can be bought back" in summary


def test_it_is_painted_in_the_theme_in_use(
    open_window: OpenWindow, context: ViewContext, qtbot: QtBot
) -> None:
    window = open_window()
    colours = []
    for theme in ("dark", "light"):
        context.themes.choose(theme)
        picture = window.grab().toImage()
        colours.append(picture.pixelColor(3, 3).name())
    assert colours == ["#0e1116", "#f4f5f8"]


@pytest.mark.usefixtures("_spanish")
def test_the_stage_speaks_spanish(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    play_scene(window.presentation, qtbot)
    summary = window.stage.text_summary()
    assert "Escena 1 de 3" in summary
    assert "Suministro" in summary
    assert window.stage.foot.state == "Espacio para seguir"


def test_long_amounts_are_cut_to_their_cell(open_window: OpenWindow, qtbot: QtBot) -> None:
    market = {"family": "flat", "parameters": {"price": 10**11}}
    mix = [{"agent": "random", "percent": 100, "budget": {"lowest": 10**15, "highest": 10**16}}]
    window: PresenterWindow = open_window(told(market=market, mix=mix), size=(1024, 768))
    play_scene(window.presentation, qtbot)
    reserve = window.stage.figures.figures[2]
    assert reserve.value.endswith("T")
    QTest.keyClick(window, Qt.Key.Key_H)
    assert not window.grab().isNull()


def test_events_are_named_at_their_time(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(size=(1280, 720))
    stage, run = window.stage, window.presentation
    assert not stage.marks.marks
    play_scene(run, qtbot)
    play_scene(run, qtbot)
    assert [mark.word for mark in stage.marks.marks] == ["Rush", "Whale enters"]
    begins = run.scenario.begins_at.timestamp()
    assert [mark.x - begins for mark in stage.marks.marks] == [20 * 20, 120 * 20]
    assert stage.marks.words == ("Rush", "Whale enters")
    run.back()
    assert [mark.word for mark in stage.marks.marks] == ["Rush"]


def test_only_the_newest_events_are_named() -> None:
    kinds = ["rush", "panic"] * 5
    events = [{"step": 10 * place, "kind": kind} for place, kind in enumerate(kinds)]
    scenario = told(events=events)
    marks = event_marks(scenario, scenario.begins_at, 400, MOST_MARKS)
    assert len(marks) == MOST_MARKS
    assert marks[-1].x == scenario.begins_at.timestamp() + 90 * scenario.step_seconds
    assert len(event_marks(scenario, scenario.begins_at, 11, MOST_MARKS)) == 2


def test_the_run_before_stays_as_a_dashed_line(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    stage, run = window.stage, window.presentation
    play_all(run, qtbot)
    assert not len(stage.former_price.points[0])
    first = run.trades
    run.change_terms(replace(run.terms, curve=Flat(20_000)))
    qtbot.waitUntil(lambda: bool(run.former), timeout=20_000)
    until(run, qtbot, ScenePhase.BEFORE)
    play_all(run, qtbot)
    x, y = stage.former_price.points
    assert len(x) == len(first)
    assert y[-1] == first.price[-1]
    assert stage.former_curve.points[1][0] == 10_000
    assert (stage.price_card.note, stage.curve_card.note) == ("dashed: the run before",) * 2
    assert not window.grab().isNull()


def test_lines_of_long_runs_are_thinned_out() -> None:
    count = 10_500
    ends, prices = np.arange(count), np.arange(count, dtype=np.float64)
    trades = TradeArrays(ends, prices, prices, np.ones(count, dtype=np.int8))
    x, y = price_points(trades)
    assert MOST_POINTS * 0.9 <= len(x) == len(y) <= MOST_POINTS
