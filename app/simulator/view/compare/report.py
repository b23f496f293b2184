"""A comparison on paper: what was compared, charts, figures, and what it takes to repeat it."""

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.kit.numbers import DASH, grouped, unit
from app.kit.pdf import PdfReport
from app.kit.pdf_blocks import PdfColumn
from app.simulator.compare import Comparison
from app.simulator.scenario import Scenario
from app.simulator.view.compare.figures_table import BEST
from app.simulator.view.compare.labels import best_of, figures, is_legacy, terms_words, translate
from app.simulator.view.compare.picture import BARS_HEIGHT, Recorded
from app.simulator.view.compare.results import Result
from app.simulator.view.labels import kind_name

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

    def paint_bars(painter: QPainter, area: QRectF) -> None:
        recorded.paint_bars(painter, area)

    report.picture(paint_bars, BARS_HEIGHT * recorded.scale)
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
