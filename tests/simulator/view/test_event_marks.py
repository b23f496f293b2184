"""What happens from outside, on the charts: at its time, at its supply, in words that fit."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from app.kit.theme import Themes
from app.simulator.scenario import EventKind
from app.simulator.view.event_marks import EventMark, EventMarks
from app.simulator.view.labels import event_name
from app.simulator.view.player import State
from app.simulator.view.speed import Speed
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.vending_page import VendingPage
from tests.factories import Market
from tests.simulator.runs import scenario
from tests.simulator.view.conftest import fresh_fills, simulated, until
from tests.vending.view.conftest import calm


@pytest.fixture
def marks(looks: Themes, qtbot: QtBot) -> Iterator[EventMarks]:
    """Marks on a chart that shows 0 to 1 000 across."""
    chart = PriceChart(looks)
    qtbot.addWidget(chart)
    chart.resize(800, 400)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.pane.show_range((0.0, 1_000.0), (0.0, 100.0))
    # The chart must outlast the test: its panes go with it.
    yield EventMarks(chart.pane, looks)
    chart.hide()


def test_a_run_marks_its_events_on_both_charts(
    page: VendingPage, market: Market, qtbot: QtBot
) -> None:
    player = simulated(page).bar.player
    player.load(scenario())
    player.set_speed(Speed.MAX)
    player.play()
    until(player, qtbot, State.OVER)
    calm(page, qtbot)
    assert player.simulation is not None
    begin = player.simulation.begins_at.timestamp()
    events = scenario().events
    assert [(mark.x, mark.word) for mark in simulated(page).marking.on_price.marks] == [
        (begin + 20 * event.step, event_name(event.kind)) for event in events
    ]
    stood = {
        event.kind: max(
            ((f.step, f.supply_after, f.price_after) for f in fresh_fills(scenario(), event.step)),
            default=(0, 0, 10_000),
        )[1:]
        for event in events
    }
    assert {(mark.word, mark.x, mark.y) for mark in simulated(page).marking.on_curve.marks} == {
        (event_name(kind), supply, price) for kind, (supply, price) in stood.items()
    }
    page.open_id(market.room)
    calm(page, qtbot)
    assert not simulated(page).marking.on_price.marks
    assert not simulated(page).marking.on_curve.marks
    page.open_id(player.simulation.room)
    calm(page, qtbot)
    assert len(simulated(page).marking.on_price.marks) == len(events)
    player.reset()
    until(player, qtbot, State.READY)
    calm(page, qtbot)
    assert not simulated(page).marking.on_price.marks


def test_each_kind_of_event_has_a_word() -> None:
    assert len({event_name(kind) for kind in EventKind}) == len(EventKind)


def test_words_that_would_meet_stand_in_rows(marks: EventMarks) -> None:
    marks.set_marks([EventMark(500.0, "Panic"), EventMark(505.0, "Rush")])
    assert marks.words == ("Panic", "Rush")
    boxes = [each.box for each in marks._placed if each.box is not None]
    assert not boxes[0].intersects(boxes[1])


def test_a_crowd_of_words_keeps_its_lines_only(marks: EventMarks) -> None:
    marks.set_marks([EventMark(500.0 + number, "Panic") for number in range(6)])
    assert len(marks.words) == 3
    assert len(marks._placed) == 6


def test_what_is_outside_isnt_drawn(marks: EventMarks) -> None:
    marks.set_marks([EventMark(-1.0, "Panic"), EventMark(1_001.0, "Rush")])
    assert marks.words == ()


def test_at_the_right_edge_a_word_stands_before_its_line(marks: EventMarks) -> None:
    marks.set_marks([EventMark(999.0, "Whale leaves")])
    marks.refresh()
    (placed,) = marks._placed
    assert placed.box is not None
    assert placed.box.right() <= marks.pane.pixels_wide


def test_a_word_on_a_curve_stands_above_its_dot(marks: EventMarks) -> None:
    marks.set_marks([EventMark(500.0, "Rush", 50.0), EventMark(10.0, "Panic", 20.0)])
    marks.refresh()
    for placed in marks._placed:
        assert placed.box is not None
        assert placed.dot is not None
        assert placed.box.bottom() < placed.dot.y()
        assert placed.box.left() >= 0


def test_a_word_gives_way_to_what_else_is_written(marks: EventMarks, looks: Themes) -> None:
    named: list[QRectF] = []
    beside = EventMarks(marks.pane, looks, lambda: named)
    beside.set_marks([EventMark(500.0, "Rush", 50.0)])

    def words() -> tuple[str, ...]:
        return beside.words

    assert words() == ("Rush",)
    dot = beside._placed[0].dot
    assert dot is not None
    named.append(QRectF(dot.x() - 20, dot.y() - 15, 20, 12))
    assert words() == ()
    named.clear()
    assert words() == ("Rush",)
