"""A comparison as files: the report, the charts, the points, the figures."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.kit import fonts, translation
from app.kit.page import ViewContext
from app.kit.theme import DARK, LIGHT
from app.simulator.view.compare.compare_page import ComparePage
from app.simulator.view.compare.exporting import Exports
from app.simulator.view.compare.picture import SIZE
from app.simulator.view.compare.results import Measure, Result


@pytest.fixture
def exports(context: ViewContext, result: Result, qtbot: QtBot) -> Exports:
    window = QWidget()
    qtbot.addWidget(window)
    context.messages.attach(window)
    made = Exports(context, window)
    made.show_result(result)
    return made


def written(exports: Exports, context: ViewContext, qtbot: QtBot) -> None:
    """Wait for the file that was asked for."""
    qtbot.waitUntil(lambda: bool(context.messages.toasts), timeout=20_000)
    assert not context.tasks.busy


def titles(context: ViewContext) -> list[str]:
    return [toast.title for toast in context.messages.toasts]


def words_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def colours(image: QImage) -> set[str]:
    wide, high = range(0, image.width(), 3), range(0, image.height(), 3)
    return {image.pixelColor(x, y).name() for x in wide for y in high}


# The report


def test_report_holds_all_that_it_takes_to_repeat_it(
    exports: Exports, context: ViewContext, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    exports.write_report(path)
    written(exports, context, qtbot)
    text = words_of(path)
    assert "Scenario Launch Seed 7 Steps 2 000 Agents 60" in text
    for one in result.found:
        assert one.label in text
    assert "Linear: Base price 10 000, Slope 250" in text
    assert "Creator 2.5 %, protocol 2.5 %, inside the cost" in text
    assert context.zone.exact(context.zone.now()) in text
    assert "insolvent by design" in text


def test_report_holds_every_figure_of_the_table(
    exports: Exports, context: ViewContext, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    exports.write_report(path)
    written(exports, context, qtbot)
    digits = "".join(words_of(path).split())
    for one in result.found:
        for value in (one.outcome.reserve, one.outcome.stranded_keys, one.outcome.creator_fees):
            assert str(value) in digits


def test_report_is_light_while_the_window_is_dark(
    exports: Exports, context: ViewContext, qtbot: QtBot, tmp_path: Path
) -> None:
    context.themes.choose("dark")
    context.themes.set_scale(150)
    path = tmp_path / "report.pdf"
    exports.write_report(path)
    written(exports, context, qtbot)
    assert context.themes.current is DARK
    assert fonts.ui_font(10).pixelSize() == 15
    drawn = b"".join(page.get_contents().get_data() for page in PdfReader(path).pages)  # type: ignore[union-attr]
    red = LIGHT.color("cat1").redF()
    assert f"{red:.5f}"[:5].encode() in drawn
    assert (
        f"{DARK.color('panel').redF():.5f} {DARK.color('panel').greenF():.5f}".encode() not in drawn
    )


def test_report_speaks_the_language_of_the_window(
    exports: Exports, context: ViewContext, qtbot: QtBot, tmp_path: Path, qapp: QCoreApplication
) -> None:
    translation.install(qapp, "es")
    try:
        exports.write_report(tmp_path / "report.pdf")
        written(exports, context, qtbot)
    finally:
        translation.install(qapp, "en")
    assert "Comparación de curvas" in words_of(tmp_path / "report.pdf")


# The charts


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_has_twice_the_pixels_in_the_theme_of_the_window(
    exports: Exports, context: ViewContext, qtbot: QtBot, tmp_path: Path, theme: str
) -> None:
    context.themes.choose(theme)
    exports.write_charts(tmp_path / "charts.png")
    written(exports, context, qtbot)
    image = QImage(str(tmp_path / "charts.png"))
    assert image.size() == SIZE * 2
    found = colours(image)
    current = context.themes.current
    assert image.pixelColor(0, 0) == current.color("panel")
    assert {current.color(f"cat{place}").name() for place in (1, 2, 3, 4)} <= found


def test_svg_parses_draws_again_and_holds_all_titles(
    exports: Exports, context: ViewContext, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "charts.svg"
    exports.write_charts(path)
    written(exports, context, qtbot)
    root = ElementTree.fromstring(path.read_bytes())
    space = "{http://www.w3.org/2000/svg}"
    texts = {"".join(node.itertext()).strip() for node in root.iter(f"{space}text")}
    assert {"Price", "Supply", "Reserve", "Fees", *(one.label for one in result.found)} <= texts
    assert not list(root.iter(f"{space}image"))
    assert root.get("viewBox") == f"0 0 {SIZE.width()} {SIZE.height()}"
    assert QSvgRenderer(str(path)).isValid()


# Tables


def test_points_are_those_of_the_lines_to_the_digit(
    exports: Exports, context: ViewContext, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.write_points(tmp_path / "points.csv")
    written(exports, context, qtbot)
    rows = rows_of(tmp_path / "points.csv")
    assert len(rows) == sum(len(one.points) for one in result.found)
    last = [row for row in rows if row["step"] == "2000"]
    for row, one, measure in zip(last, result.found, [Measure.RESERVE] * 4, strict=True):
        assert row["curve"] == one.label
        assert int(row["reserve"]) == measure.of(one.points[-1])


def test_figures_say_what_was_compared_and_what_came_of_it(
    exports: Exports, context: ViewContext, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.write_figures(tmp_path / "figures.csv")
    written(exports, context, qtbot)
    rows = rows_of(tmp_path / "figures.csv")
    assert [row["parameters"] for row in rows][:2] == ["base=10000,slope=250"] * 2
    assert [row["mode"] for row in rows] == ["on_top", "inside", "on_top", "on_top"]
    for row, one in zip(rows, result.found, strict=True):
        assert (row["seed"], row["steps"], row["agents"]) == ("7", "2000", "60")
        assert int(row["shortfall"]) == one.outcome.shortfall
        assert int(row["refused"]) == sum(one.outcome.refused.values())


def test_the_ending_decides_between_csv_and_a_workbook(
    exports: Exports, context: ViewContext, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.write_points(tmp_path / "points.xlsx")
    written(exports, context, qtbot)
    assert (tmp_path / "points.xlsx").read_bytes().startswith(b"PK")


# Where it can't be written


@pytest.mark.parametrize("name", ["report.pdf", "charts.svg", "points.csv"])
def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(
    exports: Exports, context: ViewContext, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    context.tasks.refused.connect(context.messages.error)
    write = {"report": exports.write_report, "charts": exports.write_charts}
    write.get(name.split(".")[0], exports.write_points)(tmp_path / "missing" / name)
    written(exports, context, qtbot)
    assert titles(context) != ["Comparison exported"]
    assert not list(tmp_path.glob(f"**/{name}"))


# On the page


def test_ctrl_e_asks_where_to_write_the_report(
    page: ComparePage, result: Result, qtbot: QtBot, tmp_path: Path
) -> None:
    page.export_current()
    assert page.findChild(QFileDialog) is None
    page.results.show_result(result)
    page.export_current()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("comparison-launch-7.pdf")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine.pdf")
    dialog.accept()
    qtbot.waitUntil(lambda: (tmp_path / "mine.pdf").exists(), timeout=20_000)
    qtbot.waitUntil(lambda: bool(page.context.messages.toasts))


def test_palette_offers_exports_once_there_is_something(page: ComparePage, result: Result) -> None:
    assert [command.enabled for command in page.commands()] == [True, False, False]
    page.results.show_result(result)
    assert all(command.enabled for command in page.commands())
