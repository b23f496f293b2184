"""Writes a comparison to files: the charts, the points, the figures, the report on paper."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.exports import Format
from app.kit.actions import DIVIDER, Action
from app.kit.files import FileKind, ask_save_path, file_name, write_file
from app.kit.numbers import DASH, grouped, unit
from app.kit.page import ViewContext
from app.kit.pdf import PdfReport
from app.kit.pdf_blocks import PdfColumn
from app.progress import NoProgress
from app.simulator.compare import Comparison
from app.simulator.files import write_figures, write_points
from app.simulator.scenario import Scenario
from app.simulator.view.compare.figures_table import BEST
from app.simulator.view.compare.labels import best_of, figures, is_legacy, terms_words, translate
from app.simulator.view.compare.picture import (
    BARS_HEIGHT,
    SIZE,
    Recorded,
    Recording,
    chart_size,
    png_of,
    svg_of,
)
from app.simulator.view.compare.results import Result
from app.simulator.view.labels import kind_name

_MARGINS, _CHART_HEIGHT = 32, 270


class Exports(QObject):
    """Charts are recorded on the GUI thread; files are made and written beside it."""

    def __init__(self, context: ViewContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._result: Result | None = None

    def show_result(self, result: Result) -> None:
        """What is exported from now on."""
        self._result = result

    def menu_items(self) -> tuple[Action, ...]:
        """The ways to export."""
        tr = self.tr
        return (
            Action(tr("Report as PDF…"), self.ask_report, "file", "Ctrl+E"),
            Action(tr("Charts as PNG or SVG…"), self.ask_charts, "chart-line"),
            DIVIDER,
            Action(tr("Points as CSV or XLSX…"), self.ask_points, "table"),
            Action(tr("Figures as CSV or XLSX…"), self.ask_figures, "table"),
        )

    def ask_report(self) -> None:
        """Ask for a file for the report."""
        self._ask(self.tr("Save the report"), "", [FileKind("pdf", "PDF")], self.write_report)

    def ask_charts(self) -> None:
        """Ask for a file for the charts."""
        kinds = [FileKind("png", self.tr("Picture, PNG")), FileKind("svg", self.tr("Drawing, SVG"))]
        self._ask(self.tr("Export the charts"), self.tr("charts"), kinds, self.write_charts)

    def ask_points(self) -> None:
        """Ask for a file for the points of the lines."""
        title = self.tr("Export the points")
        self._ask(title, self.tr("points"), self._table_kinds(), self.write_points)

    def ask_figures(self) -> None:
        """Ask for a file for the figures."""
        title = self.tr("Export the figures")
        self._ask(title, self.tr("figures"), self._table_kinds(), self.write_figures)

    # Writing; without a result nothing is offered

    def write_report(self, path: Path) -> None:
        """Write the report to this file."""
        if self._result is not None:
            zone = self._context.zone
            date = zone.exact(zone.now())

            def write(recorded: Recorded) -> None:
                self._write(path, partial(write_report, path, recorded, date))

            size = chart_size(paper_width(), CHART_HEIGHT)
            Recording(self._result, self._context.themes, size, write, self, light=True)

    def write_charts(self, path: Path) -> None:
        """Write the charts to this file as they look now; its ending says which format."""
        if self._result is not None:
            title = self._suggestion("")

            def write(recorded: Recorded) -> None:
                self._write(path, partial(_write_charts, path, recorded, title))

            size = chart_size(SIZE.width() - _MARGINS, _CHART_HEIGHT)
            Recording(self._result, self._context.themes, size, write, self)

    def write_points(self, path: Path) -> None:
        """Write the way of each curve to this file."""
        if self._result is not None:
            fmt = _format_of(path)
            self._write(path, partial(write_points, path, fmt, self._result.found, NoProgress()))

    def write_figures(self, path: Path) -> None:
        """Write what was compared, and its end, to this file."""
        if self._result is not None:
            fmt = _format_of(path)
            scenario, found = self._result.request.scenario, self._result.found
            self._write(path, partial(write_figures, path, fmt, scenario, found, NoProgress()))

    def _write(self, path: Path, work: Callable[[], object]) -> None:
        self._context.tasks.query(work, done=partial(self._on_written, path), lane="pool")

    def _on_written(self, path: Path, _written: object) -> None:
        words = self.tr("Written to {0}").format(path)
        self._context.messages.success(self.tr("Comparison exported"), words)

    def _ask(
        self, title: str, what: str, kinds: list[FileKind], chosen: Callable[[Path], None]
    ) -> None:
        if self._result is None:
            return

        def take(path: Path, _kind: FileKind) -> None:
            chosen(path)

        suggestion, settings = self._suggestion(what), self._context.settings
        ask_save_path(self._window, title, suggestion, kinds, settings, take)

    def _table_kinds(self) -> list[FileKind]:
        return [
            FileKind("csv", self.tr("CSV, comma separated")),
            FileKind("xlsx", self.tr("Excel workbook")),
        ]

    def _suggestion(self, what: str) -> str:
        assert self._result is not None
        scenario = self._result.request.scenario
        return file_name(self.tr("Comparison"), scenario.name, str(scenario.seed), what)


def _format_of(path: Path) -> Format:
    return "xlsx" if path.suffix.lower() == ".xlsx" else "csv"


def _write_charts(path: Path, recorded: Recorded, title: str) -> None:
    svg = path.suffix.lower() == ".svg"
    write_file(path, svg_of(recorded, title) if svg else png_of(recorded))


CHART_HEIGHT = 270


def paper_width() -> float:
    """How wide a report's pictures are, in design pixels."""
    return PdfReport("", "").width


def write_report(path: Path, recorded: Recorded, date: str) -> None:
    """Write the report; raises Unavailable. date: when, in the workspace's zone.

    recorded: the charts in the light theme, each of `chart_size(paper_width(), CHART_HEIGHT)`.
    """
    result = recorded.result
    report = PdfReport(translate("Compare", "Comparison of curves"), date)
    report.heading(translate("Compare", "Comparison of curves"))
    report.paragraph(
        translate(
            "Compare",
            "The same crowd with the same seed traded on each of these curves, without a "
            "workspace. The same scenario, seed, steps, agents and curves give the same figures "
            "on every machine.",
        ),
        muted=True,
    )
    report.heading(translate("Compare", "What was compared"), 2)
    report.facts(_facts(result.request.source, result.request.scenario))
    _curves(report, result)
    report.page_break()
    report.heading(translate("Compare", "Charts"), 2)
    report.picture(recorded.paint_charts, recorded.charts_height)
    report.picture(recorded.paint_bars, BARS_HEIGHT * recorded.scale)
    report.page_break()
    _figures(report, result)
    report.save(path)


def _facts(source: str, scenario: Scenario) -> list[tuple[str, str]]:
    tr = translate
    name = scenario.name if source == scenario.name else f"{scenario.name} ({source})"
    crowd = ", ".join(f"{kind_name(share.agent)} {share.percent} %" for share in scenario.mix)
    return [
        (tr("Compare", "Scenario"), name),
        (tr("Compare", "Seed"), str(scenario.seed)),
        (tr("Compare", "Steps"), grouped(scenario.steps)),
        (tr("Compare", "Agents"), grouped(scenario.agents)),
        (tr("Compare", "Crowd"), crowd),
        (tr("Compare", "Events"), grouped(len(scenario.events))),
        (tr("Compare", "Priced in"), unit(scenario.market.quote)),
    ]


def _curves(report: PdfReport, result: Result) -> None:
    tr = translate
    report.heading(tr("Compare", "Curves"), 2)
    columns = (
        PdfColumn(tr("Compare", "Label")),
        PdfColumn(tr("Compare", "Curve")),
        PdfColumn(tr("Compare", "Fees")),
        PdfColumn(tr("Compare", "Supply cap"), "right"),
    )
    report.table(columns, [_curve(one) for one in result.found])
    if any(is_legacy(one.terms) for one in result.found):
        report.paragraph(
            tr(
                "Compare",
                "Fees inside the cost are the legacy fee mode. It is insolvent by design: the "
                "reserve gets less than the curve demands, and the last keys can't be sold.",
            ),
            muted=True,
        )


def _curve(one: Comparison) -> tuple[str, ...]:
    cap = one.terms.rules.supply_cap
    return (one.label, *terms_words(one.terms), DASH if cap is None else grouped(cap))


def _figures(report: PdfReport, result: Result) -> None:
    report.heading(translate("Compare", "Figures"), 2)
    columns = (
        PdfColumn(translate("Compare", "Figure")),
        *(PdfColumn(one.label, "right") for one in result.found),
    )
    rows: list[tuple[str, ...]] = []
    why: dict[str, list[str]] = {}
    for figure in figures(unit(result.request.scenario.market.quote)):
        best = best_of(figure, result.found)
        cells = [figure.show(figure.value(one)) for one in result.found]
        marked = [f"{BEST} {cell}" if at in best else cell for at, cell in enumerate(cells)]
        rows.append((figure.title, *marked))
        why.setdefault(figure.why, []).append(figure.title)
    report.table(columns, rows)
    report.paragraph(
        translate("Compare", "{star} the best of its row").format(star=BEST), muted=True
    )
    report.heading(translate("Compare", "How the figures come about"), 3)
    report.facts([("; ".join(titles), sentence) for sentence, titles in why.items()])
