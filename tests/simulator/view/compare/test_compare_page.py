"""The page that compares curves, used as a person does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.kit.buttons import Button
from app.kit.options import Option
from app.simulator.outcome import gini
from app.simulator.view.compare.compare_page import ComparePage
from app.simulator.view.compare.figures_table import IS_BEST
from app.simulator.view.compare.results import Measure, Result
from app.vending.rules import FeeMode
from tests.showing import nameless

Calm = Callable[[], None]
SHORT = 300


@pytest.fixture
def short(page: ComparePage) -> ComparePage:
    """The page with few steps."""
    page.setup.steps.set_value(SHORT)
    return page


def compared(page: ComparePage, calm: Calm) -> Result:
    page.setup.run_bar.start.click()
    calm()
    assert page.results.result is not None
    return page.results.result


def rows_of(page: ComparePage) -> list[QAbstractButton]:
    found = page.setup.rows.findChildren(QAbstractButton)
    return sorted((row for row in found if not row.isHidden()), key=lambda row: row.objectName())


# Before and while it runs


def test_page_says_what_it_is_for_and_is_useful_at_once(page: ComparePage, calm: Calm) -> None:
    assert page.states.currentWidget() is page.states.empty
    assert [row.text() for row in rows_of(page)] == [
        "Linear",
        "Linear, fees inside",
        "Quadratic (friend.tech)",
        "Constant product (pump.fun)",
    ]
    result = compared(page, calm)
    assert page.states.currentWidget() is page.results
    assert [one.outcome.steps for one in result.found] == [2_000] * 4


def test_everything_on_the_page_has_a_name(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    assert nameless(short) == []


def test_ctrl_enter_compares_from_every_part_of_the_page(short: ComparePage, calm: Calm) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(short.setup.seed.editor, Qt.Key.Key_Return, control)
    calm()
    first = short.results.result
    assert first is not None
    short.results.table.setFocus()
    QTest.keyClick(short.results.table, Qt.Key.Key_Enter, control)
    calm()
    assert short.results.result is not first


def test_progress_is_shown_and_a_stopped_run_leaves_what_was_there(
    short: ComparePage, calm: Calm, qtbot: QtBot
) -> None:
    before = compared(short, calm)
    short.setup.steps.set_value(2_000_000)
    short.setup.run_bar.start.click()
    bar = short.setup.run_bar
    assert not bar.start.isVisible()
    qtbot.waitUntil(lambda: bar.bar.maximum() > 0 and "of 2" in bar.note.text(), timeout=20_000)
    bar.stop.click()
    calm()
    assert not short.running
    assert bar.start.isVisible()
    assert bar.note.text() == "Stopped. What was found before stays."
    assert short.results.result is before
    assert short.setup.steps.value() == 2_000_000


def test_focus_goes_to_cancel_and_back_to_compare(
    short: ComparePage, calm: Calm, qtbot: QtBot
) -> None:
    bar = short.setup.run_bar
    bar.start.setFocus()
    QTest.keyClick(bar.start, Qt.Key.Key_Space)
    assert bar.stop.hasFocus()
    calm()
    assert bar.start.hasFocus()


def test_focus_stays_on_the_page_when_results_take_the_place_of_the_empty_page(
    short: ComparePage, calm: Calm
) -> None:
    [begin] = [each for each in short.findChildren(Button) if each.objectName() == "compare.begin"]
    begin.setFocus()
    QTest.keyClick(begin, Qt.Key.Key_Space)
    calm()
    assert short.results.isVisible()
    assert short.setup.run_bar.start.hasFocus()


def test_a_second_run_waits_for_the_first(short: ComparePage, calm: Calm) -> None:
    short.run()
    short.run()
    assert len(short.context.tasks.long_tasks) == 1
    calm()


def test_the_same_seed_gives_the_same_figures_and_another_one_others(
    short: ComparePage, calm: Calm
) -> None:
    first, again = compared(short, calm), compared(short, calm)
    assert first is not again
    assert first.found == again.found
    short.setup.seed.set_value(8)
    assert compared(short, calm).found != first.found


# What is wrong


def test_a_bad_parameter_is_said_at_its_field_and_other_curves_stay(
    short: ComparePage, calm: Calm
) -> None:
    result = compared(short, calm)
    setup = short.setup
    others = setup.drafts.all[:2] + setup.drafts.all[3:]
    rows_of(short)[2].click()
    setup.form.curve.field("unit").set_text("-5")
    rows_of(short)[0].click()
    setup.run_bar.start.click()
    calm()
    assert setup.drafts.current == 2
    assert setup.form.curve.field("unit").state == "error"
    assert setup.form.curve.field("unit").message.text() == "The smallest value is 1."
    assert setup.drafts.all[:2] + setup.drafts.all[3:] == others
    assert short.results.result is result
    assert setup.run_bar.note.text() == "Something is wrong; its field says what."
    assert rows_of(short)[2].accessibleName() != rows_of(short)[2].text()
    setup.form.curve.field("unit").set_text("7000")
    assert rows_of(short)[2].accessibleName() == rows_of(short)[2].text()
    assert compared(short, calm) is not result


@pytest.mark.parametrize(
    ("name", "text"), [("seed", "x"), ("steps", "0"), ("agents", "1001"), ("seed", "")]
)
def test_a_bad_number_of_the_crowd_is_said_at_its_field(
    page: ComparePage, calm: Calm, name: str, text: str
) -> None:
    field = getattr(page.setup, name)
    field.set_text(text)
    page.run()
    calm()
    assert field.state == "error"
    assert page.results.result is None
    assert field.text() == text


def test_a_label_twice_is_said_at_the_label(page: ComparePage, calm: Calm) -> None:
    page.setup.form.label.set_text("quadratic (FRIEND.tech)")
    page.run()
    calm()
    assert page.results.result is None
    assert page.setup.drafts.current == 2
    assert page.setup.form.label.state == "error"


def test_a_file_that_is_no_scenario_is_refused_by_its_name_and_the_old_one_stays(
    page: ComparePage, calm: Calm, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"name": "Mine"}')
    page.setup.picker.load(str(path))
    calm()
    assert page.setup.scenario.state == "error"
    assert page.setup.scenario.message.text().startswith("mine.json: ")
    assert page.setup.scenario.value() == "launch"


# What is set up


def test_another_scenario_brings_its_numbers_and_curves(page: ComparePage, calm: Calm) -> None:
    page.setup.scenario.chosen.emit(Option("slow-growth", "Slow growth"))
    calm()
    assert page.setup.steps.value() == 3_000
    assert page.setup.agents.value() == 120
    assert page.setup.form.curve.family_key() == "sigmoid"


def test_what_is_typed_survives_a_look_at_another_curve_and_another_scenario(
    page: ComparePage, calm: Calm
) -> None:
    form = page.setup.form
    form.curve.field("slope").set_text("999")
    form.cap.set_text("5000")
    form.mode.button(FeeMode.INSIDE).click()
    form.fees.field("creator_buy_bps").set_text("3.5")
    rows_of(page)[3].click()
    assert form.curve.family_key() == "constant_product"
    assert not form.inside.isVisible()
    page.setup.scenario.chosen.emit(Option("bank-run", "Bank run"))
    calm()
    rows_of(page)[0].click()
    assert form.curve.parameters() == {"base": "10\u202f000", "slope": "999"}
    assert form.cap.text() == "5000"
    assert form.mode.value() is FeeMode.INSIDE
    assert form.inside.isVisible()
    assert form.fees.typed()["creator_buy_bps"] == "3.5"


def test_curves_are_added_up_to_four_and_removed_down_to_one(page: ComparePage) -> None:
    setup = page.setup
    assert not setup.add.isEnabled()
    for left in (3, 2, 1):
        setup.remove.click()
        assert len(rows_of(page)) == left
    assert not setup.remove.isEnabled()
    setup.duplicate.click()
    setup.add.click()
    assert len(rows_of(page)) == 3
    assert rows_of(page)[2].isChecked()
    setup.anew.click()
    assert len(rows_of(page)) == 4
    assert rows_of(page)[0].isChecked()


def test_four_curves_of_any_family_are_compared(short: ComparePage, calm: Calm) -> None:
    form = short.setup.form
    for place, (family, values) in enumerate(
        [
            ("flat", {"price": "60000"}),
            ("exponential", {"base": "9000", "rate_bps": "40"}),
            ("stepped", {"bands": "100:20000,4000:90000"}),
            ("sigmoid", {"max": "300000", "steepness_permille": "9", "mid": "400"}),
        ]
    ):
        rows_of(short)[place].click()
        form.curve.choose_family(family)
        form.curve.put(values)
        form.edited.emit()
    result = compared(short, calm)
    families = [one.terms.curve.family for one in result.found]
    assert families == ["flat", "exponential", "stepped", "sigmoid"]
    assert all(one.outcome.trades for one in result.found)
    assert short.results.table.figures.columnCount() == 5


def test_a_single_curve_is_shown_as_well(short: ComparePage, calm: Calm) -> None:
    for _ in range(3):
        short.setup.remove.click()
    assert len(compared(short, calm).found) == 1


def test_page_says_when_the_setup_is_no_longer_what_is_shown(
    short: ComparePage, calm: Calm
) -> None:
    compared(short, calm)
    assert not short.results.stale.isVisible()
    short.setup.form.curve.field("base").set_text("777")
    assert short.results.stale.isVisible()
    compared(short, calm)
    assert not short.results.stale.isVisible()


def test_a_change_while_it_runs_is_seen_afterwards(short: ComparePage, calm: Calm) -> None:
    short.run()
    short.setup.seed.set_text("99")
    calm()
    assert short.results.stale.isVisible()


# What is shown


def test_table_shows_the_outcome_and_stars_for_the_best(short: ComparePage, calm: Calm) -> None:
    result = compared(short, calm)
    model = short.results.table.figures
    texts = {
        str(model.index(row, 0).data()): [model.index(row, at + 1).data() for at in range(4)]
        for row in range(model.rowCount())
    }
    keys = [[agent.keys for agent in one.outcome.agents] for one in result.found]
    assert texts["Gini of the keys"] == [f"0.{int(gini(each) * 1_000):03}" for each in keys]
    stranded = [one.outcome.stranded_keys for one in result.found]
    assert texts["Stranded keys"] == [f"{count:,}".replace(",", "\u202f") for count in stranded]
    [row] = [at for at in range(model.rowCount()) if model.index(at, 0).data() == "Stranded keys"]
    marks = [model.index(row, at + 1).data(IS_BEST) for at in range(4)]
    assert marks == [True, False, True, True]
    spoken = model.index(row, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "0, the best"
    assert "reserve" in model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_table_is_copied_whole(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    short.results.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Figure", "Linear", "Linear, fees inside"]
    assert len(lines) == 1 + short.results.table.figures.rowCount()


def test_legend_names_all_curves_and_marks_the_legacy_one(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    assert short.results.legend.accessibleName().startswith("Linear, Linear, fees inside, ")
    assert short.results.about.full_text() == "Launch, seed 7, 300 steps, 60 agents"


def test_pointing_at_one_chart_reads_all_four(short: ComparePage, calm: Calm) -> None:
    result = compared(short, calm)
    panes = short.results.charts.panes
    price = panes[Measure.PRICE]
    middle = QPointF(price.chart.plot.viewport().rect().center())
    price.chart.plot.hovered.emit(middle)
    step = price.chart.pane.x_value(price.chart.plot.pane_pixel(price.chart.pane, middle).x())
    index = int(abs(result.steps - step).argmin())
    for measure, pane in panes.items():
        wanted = result.values_at(measure, index)
        assert pane.strip.accessibleName().startswith(f"Step {int(result.steps[index])}, ")
        spoken = [
            f"{one.label} {value:,}".replace(",", "\u202f")
            for one, value in zip(result.found, wanted, strict=True)
            if "," not in one.label
        ]
        assert all(text in pane.strip.accessibleName() for text in spoken)
    price.chart.plot.left.emit()
    assert price.strip.accessibleName().startswith("Step 300, ")


def test_wheel_zooms_all_charts_and_a_double_click_shows_everything(
    short: ComparePage, calm: Calm
) -> None:
    compared(short, calm)
    charts = [pane.chart for pane in short.results.charts.panes.values()]
    charts[0].plot.zoomed.emit(0.5, 0.0)
    assert [chart.pane.x_range for chart in charts] == [(0.0, 150.0)] * 4
    charts[1].plot.dragged.emit(-charts[1].pane.pixels_wide)
    assert [chart.pane.x_range for chart in charts] == [(150.0, 300.0)] * 4
    charts[2].plot.reset.emit()
    assert [chart.pane.x_range for chart in charts] == [(0.0, 300.0)] * 4


def test_arrow_keys_walk_along_the_lines(short: ComparePage, calm: Calm) -> None:
    result = compared(short, calm)
    chart = short.results.charts.panes[Measure.FEES].chart
    chart.plot.setFocus()
    QTest.keyClick(chart.plot, Qt.Key.Key_Left)
    QTest.keyClick(chart.plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    strip = short.results.charts.panes[Measure.PRICE].strip
    step = int(result.steps[len(result.steps) - 1 - 10])
    assert strip.accessibleName().startswith(f"Step {step}, ")


def test_charts_say_in_words_and_rows_what_they_show(short: ComparePage, calm: Calm) -> None:
    result = compared(short, calm)
    chart = short.results.charts.panes[Measure.SUPPLY].chart
    assert "Linear: from 0 to" in chart.text_summary()
    rows = chart.series_csv()
    assert rows[0] == ("step", *(one.label for one in result.found))
    assert rows[-1] == (str(SHORT), *(str(one.outcome.supply) for one in result.found))


def test_lines_are_told_apart_without_colour(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    rows = rows_of(short)
    pictures = []
    for row in rows:
        image = row.grab().toImage()
        across = [image.pixelColor(QPoint(x, image.height() // 2)) for x in range(12, 38)]
        pictures.append(tuple(_far(colour, across[-1]) for colour in across[:24]))
    assert len(set(pictures)) == len(rows)


def _far(one: QColor, other: QColor) -> bool:
    return abs(one.lightness() - other.lightness()) > 20


def test_narrow_pages_put_the_charts_below_each_other(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    panes = list(short.results.charts.panes.values())
    assert panes[0].y() == panes[1].y()
    short.resize(900, 640)
    QApplication.processEvents()
    assert panes[0].x() == panes[1].x()


def test_no_figure_is_cut_however_narrow_the_page_is(short: ComparePage, calm: Calm) -> None:
    compared(short, calm)
    table = short.results.table
    short.context.themes.set_scale(150)
    for width in (1_064, 1_300, 1_900):
        short.resize(width, 640)
        QApplication.processEvents()
        needs = [table.sizeHintForColumn(at) for at in range(table.figures.columnCount())]
        widths = [table.columnWidth(at) for at in range(table.figures.columnCount())]
        assert all(has >= wants for has, wants in zip(widths, needs, strict=True))
        scrolled = table.horizontalScrollBar().maximum() > 0
        assert scrolled == (sum(widths) > table.viewport().width())


def test_huge_prices_are_drawn_and_written(short: ComparePage, calm: Calm) -> None:
    form = short.setup.form
    form.curve.put({"base": str(10**18), "slope": str(10**12)})
    form.edited.emit()
    result = compared(short, calm)
    assert result.found[0].outcome.price_last == 10**18
    assert "e18" in short.results.charts.panes[Measure.PRICE].strip.texts[0]
