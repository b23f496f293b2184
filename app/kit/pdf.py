"""Reports as PDF files: A4 in light colours, with headings, tables and pictures in vectors."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from app.kit import pdf_blocks as blocks
from app.kit.files import write_file
from app.kit.fonts import BODY, CAPTION, SMALL
from app.kit.pdf_blocks import CELL_GAP, PdfColumn, Strip
from app.kit.pdf_text import Paint, painted_line, paper_font
from app.kit.theme import LIGHT

A4 = (794.0, 1123.0)
"""In design pixels, 96 to the inch."""

MARGIN = 56.0
HEADER, FOOTER = 28.0, 28.0

# That of the design: at another one Qt would draw recorded pictures at another size.
DOTS_PER_INCH = 96

Placed = tuple[QRectF, Strip]


class PdfReport:
    """Takes what shall stand on the pages, in order, then makes the file.

    It may be made and written on any thread, as long as its pictures are painted from values and
    not from widgets: a plot is recorded into a QPicture before.

    title: at the top of each page. date: beside it, written in the workspace's zone, as
    `ZoneClock.exact` does.
    """

    def __init__(self, title: str, date: str, *, landscape: bool = False) -> None:
        self._title = title
        self._date = date
        self._landscape = landscape
        self._strips: list[Strip] = []
        self._breaks = False

    @property
    def width(self) -> float:
        """How wide text and pictures are, in design pixels."""
        return self._paper()[0] - 2 * MARGIN

    @property
    def height(self) -> float:
        """How high a page's content can be, in design pixels."""
        return self._paper()[1] - 2 * MARGIN - HEADER - FOOTER

    # What stands on the pages

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 to 3, kept with what follows it."""
        self._add(blocks.heading(text, self.width, level))

    def paragraph(self, text: str, *, muted: bool = False) -> None:
        """A text that wraps; line breaks in it are kept. muted: for remarks."""
        token = "text2" if muted else "text"
        self._add(blocks.words(text, self.width, paper_font(BODY), token=token, above=6))

    def mono(self, text: str) -> None:
        """An identifier, a hash or a command, broken wherever it must be."""
        self._add(blocks.words(text, self.width, paper_font(SMALL, mono=True), above=6))

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and their values, below each other."""
        self._add(blocks.facts(rows, self.width))

    def table(self, columns: Sequence[PdfColumn], rows: Sequence[Sequence[str]]) -> None:
        """A table of shown texts; its titles are repeated on each page.

        Raises ValueError for a row that has not as many cells as there are columns.
        """
        self._add(blocks.table(columns, rows, self.width))

    def picture(self, paint: Paint, height: float, caption: str = "") -> None:
        """What `paint` draws into the rectangle that it is given, over the whole width.

        height: in design pixels; one that is higher than a page is made to fit.
        """
        self._add(blocks.picture(paint, min(height, self.height * 0.9), caption, self.width))

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._breaks = True

    def _add(self, strips: Iterable[Strip]) -> None:
        for strip in strips:
            self._strips.append(replace(strip, breaks=self._breaks))
            self._breaks = False

    # The file

    def content(self) -> bytes:
        """The report as a PDF file."""
        left_top = QPointF(MARGIN, MARGIN + HEADER)
        pages = paged(self._strips, left_top, self.width, self.height)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = self._writer(buffer)
        painter = QPainter(writer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, page in enumerate(pages, 1):
            if number > 1:
                writer.newPage()
            self._paint_frame(painter, f"{number}", f"{len(pages)}")
            for area, strip in page:
                painter.save()
                strip.paint(painter, area)
                painter.restore()
        painter.end()
        return bytes(buffer.data().data())

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; raises Unavailable where that can't be done."""
        write_file(path, self.content())

    def _paper(self) -> tuple[float, float]:
        return (A4[1], A4[0]) if self._landscape else A4

    def _writer(self, buffer: QBuffer) -> QPdfWriter:
        writer = QPdfWriter(buffer)
        writer.setResolution(DOTS_PER_INCH)
        ways = QPageLayout.Orientation
        way = ways.Landscape if self._landscape else ways.Portrait
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF()))
        writer.setTitle(self._title)
        writer.setCreator("Tokendesk")
        return writer

    def _paint_frame(self, painter: QPainter, number: str, count: str) -> None:
        """Title and date above, the page's number below."""
        text = QCoreApplication.translate("Report", "Page {number} of {count}")
        page = text.format(number=number, count=count)
        top, bottom = MARGIN - 16, self._paper()[1] - MARGIN - 4
        self._paint_ends(painter, top, paper_font(SMALL, 600), self._title, self._date)
        self._paint_ends(painter, bottom, paper_font(CAPTION), "Tokendesk", page)
        painter.setPen(QPen(LIGHT.color("border_strong"), 0.75))
        for y in (top + 26, bottom - 6):
            painter.drawLine(QPointF(MARGIN, y), QPointF(MARGIN + self.width, y))

    def _paint_ends(
        self, painter: QPainter, top: float, font: QFont, left: str, right: str
    ) -> None:
        """A line of the frame: its left text gives way to the right one."""
        small = paper_font(CAPTION)
        room = self.width - QFontMetricsF(small).horizontalAdvance(right) - CELL_GAP
        fitting = QFontMetricsF(font).elidedText(left, Qt.TextElideMode.ElideRight, room)
        area = QRectF(MARGIN, top, self.width, 20)
        painted_line(fitting, font, "text2", "left")(painter, area)
        painted_line(right, small, "text3", "right")(painter, area)


def paged(
    strips: Sequence[Strip], left_top: QPointF, width: float, height: float
) -> list[list[Placed]]:
    """The strips where they stand, page by page; without any, one page that is blank.

    A strip that stays with the next one moves to the next page with it.
    """
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for run in _runs(strips):
        needs = sum(strip.above + strip.height for strip in run)
        if pages[-1] and (run[0].breaks or used + needs > height):
            pages.append([])
            used = 0.0
        for strip in run:
            if not pages[-1] and strip.head is not None:
                pages[-1].append((_area(left_top, used, width, strip.head), strip.head))
                used += strip.head.height
            used += strip.above if pages[-1] else 0.0
            pages[-1].append((_area(left_top, used, width, strip), strip))
            used += strip.height
    return pages


def _area(left_top: QPointF, used: float, width: float, strip: Strip) -> QRectF:
    return QRectF(left_top.x(), left_top.y() + used, width, strip.height)


def _runs(strips: Iterable[Strip]) -> Iterable[list[Strip]]:
    """Strips that stay together, in order."""
    run: list[Strip] = []
    for strip in strips:
        if strip.breaks and run:
            yield run
            run = []
        run.append(strip)
        if not strip.with_next:
            yield run
            run = []
    if run:
        yield run
