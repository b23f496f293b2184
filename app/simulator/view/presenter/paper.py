"""The storyboard as a report: a page a scene, with its text, charts and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QPicture

from app.kit.fonts import BODY, SMALL, VALUE
from app.kit.numbers import grouped, percent, signed
from app.kit.pdf import PdfReport
from app.kit.pdf_blocks import PdfColumn
from app.kit.pdf_text import lines_of, paper_font
from app.kit.theme import LIGHT
from app.simulator.outcome import Outcome
from app.simulator.view.labels import kind_name
from app.simulator.view.presenter.market_state import SceneEnd
from app.simulator.view.presenter.script import ShownScene

_GAP = 24.0
_CAPTION = 24.0
_HEADING, _TEXT_LINE, _ABOVE = 29.0, 19.0, 16.0
_TABLE, _ROW = 32.0, 25.0
_LEAST = 160.0
_MOST_LINES = 10

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scene's end with the pictures of its curve and its price, in lines."""

    end: SceneEnd
    room: "PaperSpace"
    curve: QPicture
    price: QPicture


@dataclass(frozen=True, slots=True)
class PaperSpace:
    """What a page has room for. chart: width and height of each chart, in design pixels.

    crowd: whether what each kind of traders was left with stands there, too.
    """

    text: str
    chart: tuple[float, float]
    crowd: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on every page: the scenario's name, when it was printed, the amounts' unit.

    times: the market's time at each scene's end.
    """

    name: str
    date: str
    unit: str
    times: tuple[str, ...]


def room_for(end: SceneEnd, last: bool) -> PaperSpace:
    """How a scene's page is shared out; the last one tells about the crowd if it can."""
    page = PdfReport("", "", landscape=True)
    scene = end.scene
    text = scene.text
    if text.count("\n") >= _MOST_LINES:
        text = " ".join(text.split())
    lines = lines_of(text, page.width, paper_font(BODY)) if text else []
    titles = lines_of(title_of(scene), page.width, paper_font(VALUE, 600))
    words = _HEADING * len(titles) + _TEXT_LINE * len(lines) + _ABOVE
    left = page.height - words - _CAPTION - _TABLE - _ROW
    crowd = _TABLE + _ROW * len(end.outcome.kinds)
    fits = last and left - crowd >= _LEAST
    tall = max(left - crowd if fits else left, _LEAST)
    return PaperSpace(text, ((page.width - _GAP) / 2, tall), fits)


def title_of(scene: ShownScene) -> str:
    """The heading of a scene's page."""
    return f"{scene.number}. {scene.title}"


def storyboard(cover: Cover, drawn: Sequence[Drawn]) -> PdfReport:
    """The report; one page a scene."""
    title = translate("Presenter", "Storyboard: {name}").format(name=cover.name)
    report = PdfReport(title, cover.date, landscape=True)
    before = drawn[0].end.outcome.price_first
    for place, scene in enumerate(drawn):
        if place:
            report.page_break()
        _page(report, scene, before, cover.times[place], cover.unit)
        before = scene.end.market_state.price
    return report


def _page(report: PdfReport, drawn: Drawn, before: int, time: str, unit: str) -> None:
    scene = drawn.end.scene
    report.heading(title_of(scene))
    if drawn.room.text:
        report.paragraph(drawn.room.text)
    report.picture(partial(_paint_charts, drawn), drawn.room.chart[1] + _CAPTION)
    report.table(*_figures(drawn.end, before, time, unit))
    if drawn.room.crowd:
        report.table(*_crowd(drawn.end.outcome, unit))


def _paint_charts(drawn: Drawn, painter: QPainter, area: QRectF) -> None:
    """Both charts side by side under their names."""
    wide, tall = drawn.room.chart
    charts = (
        (translate("Presenter", "Bonding curve: price by supply"), drawn.curve),
        (translate("Presenter", "Price over time"), drawn.price),
    )
    for place, (name, picture) in enumerate(charts):
        left = area.left() + place * (wide + _GAP)
        caption = QRectF(left, area.top(), wide, _CAPTION)
        painter.setFont(paper_font(SMALL, 600))
        painter.setPen(LIGHT.color("text"))
        painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, name)
        painter.save()
        painter.setClipRect(QRectF(left, caption.bottom(), wide, tall))
        painter.translate(left, caption.bottom())
        painter.drawPicture(0, 0, picture)
        painter.restore()


def _figures(
    end: SceneEnd, before: int, time: str, unit: str
) -> tuple[list[PdfColumn], list[list[str]]]:
    now, outcome, tr = end.market_state, end.outcome, translate
    change = percent(100 * (now.price - before) / before, sign=True) if before else ""
    solvent = tr("Presenter", "Solvent")
    if now.shortfall:
        stranded = tr("Presenter", "insolvent, {count} keys stranded")
        solvent = stranded.format(count=grouped(now.stranded))
    cells = (
        (tr("Presenter", "Market time"), time, False),
        (tr("Presenter", "Step"), grouped(now.step), True),
        (f"{tr('Presenter', 'Price')}, {unit}", grouped(now.price), True),
        (tr("Presenter", "Change"), change, True),
        (tr("Presenter", "Supply"), grouped(now.supply), True),
        (f"{tr('Presenter', 'Reserve')}, {unit}", grouped(now.reserve), True),
        (f"{tr('Presenter', 'Fees')}, {unit}", grouped(now.fees), True),
        (tr("Presenter", "Trades"), grouped(now.trades), True),
        (tr("Presenter", "Holders"), grouped(outcome.holders), True),
        (tr("Presenter", "Solvency"), solvent, False),
    )
    columns = [PdfColumn(title, "right" if number else "left") for title, _text, number in cells]
    return columns, [[text for _title, text, _number in cells]]


def _crowd(outcome: Outcome, unit: str) -> tuple[list[PdfColumn], list[list[str]]]:
    tr = translate
    numbers = (
        tr("Presenter", "Traders"),
        tr("Presenter", "Ahead"),
        tr("Presenter", "Behind"),
        tr("Presenter", "Keys held"),
        f"{tr('Presenter', 'Brought')}, {unit}",
        f"{tr('Presenter', 'Result')}, {unit}",
    )
    columns = [PdfColumn(tr("Presenter", "Who"))]
    columns += [PdfColumn(title, "right") for title in numbers]
    rows = [
        [
            kind_name(each.kind), grouped(each.agents), grouped(each.winners),
            grouped(each.losers), grouped(each.keys), grouped(each.budget), signed(each.result),
        ]
        for each in outcome.kinds
    ]  # fmt: skip
    return columns, rows
