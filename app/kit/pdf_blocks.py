"""What stands on the pages of a report: words, facts, tables and pictures, cut into strips.

Lengths are in design pixels, 96 to the inch, so that charts are drawn on paper as on screen.
Always in the light colours: paper is white.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from app.kit.fonts import BODY, CAPTION, SMALL, TITLE, VALUE
from app.kit.pdf_text import Align, Paint, leading, lines_of, nothing, painted_line, paper_font
from app.kit.theme import LIGHT

CELL_GAP = 12.0
CELL_PAD = 4.0
KEY_SHARE = 0.42


@dataclass(frozen=True)
class Strip:
    """A part of a page that stays whole.

    above: room to what stands before it; none at the top of a page. with_next: on the same page
    as the next one. head: painted before it, where it is the first one of a page.
    breaks: the first one of a page.
    """

    height: float
    paint: Paint
    above: float = 0.0
    with_next: bool = False
    head: "Strip | None" = None
    breaks: bool = False


@dataclass(frozen=True)
class PdfColumn:
    """A column of a table: figures stand to the right, texts to the left and wrap."""

    title: str
    align: Align = "left"


def words(
    text: str,
    width: float,
    font: QFont,
    *,
    token: str = "text",
    above: float = 0.0,
    with_next: bool = False,
) -> Iterator[Strip]:
    """Lines of a text, each a strip: a long paragraph goes on on the next page."""
    for number, line in enumerate(lines_of(text, width, font)):
        yield Strip(
            leading(font),
            painted_line(line, font, token, "left"),
            above=0.0 if number else above,
            with_next=with_next,
        )


def heading(text: str, width: float, level: int) -> Iterator[Strip]:
    """A heading, which is never the last on its page; level 1 to 3."""
    size, above = {1: (VALUE, 24.0), 2: (TITLE, 20.0)}.get(level, (BODY, 14.0))
    yield from words(text, width, paper_font(size, 600), above=above, with_next=True)
    yield Strip(4.0, nothing, with_next=True)


def facts(rows: Sequence[tuple[str, str]], width: float) -> Iterator[Strip]:
    """What something is called to the left, what it is to the right."""
    left = width * KEY_SHARE
    for number, (key, value) in enumerate(rows):
        cells = [
            Cell(key, QRectF(0, 0, left - CELL_GAP, 0), paper_font(SMALL), "text2", "left"),
            Cell(value, QRectF(left, 0, width - left, 0), paper_font(SMALL, 500), "text", "left"),
        ]
        yield row_of(cells, above=0.0 if number else 4.0)


def table(
    columns: Sequence[PdfColumn], rows: Sequence[Sequence[str]], width: float
) -> Iterator[Strip]:
    """A table; its titles stand on each page that it reaches.

    Raises ValueError for a row that has not as many cells as there are columns.
    """
    widths = column_widths(columns, rows, width)
    titles = [column.title for column in columns]
    head = _table_row(columns, titles, widths, head=True)
    yield Strip(head.height, head.paint, above=8.0, with_next=True)
    for row in rows:
        strip = _table_row(columns, row, widths, head=False)
        yield Strip(strip.height, strip.paint, head=head)


def picture(paint: Paint, height: float, caption: str, width: float) -> Iterator[Strip]:
    """A picture over the whole width, in vectors, with its caption above it."""
    if caption:
        yield from words(caption, width, paper_font(SMALL, 600), above=14.0, with_next=True)

    def clipped(painter: QPainter, area: QRectF) -> None:
        painter.setClipRect(area)
        paint(painter, area)

    yield Strip(height, clipped, above=4.0)


# Cells


@dataclass(frozen=True)
class Cell:
    """A text of a row: where it stands in it (left and width count), and how it looks."""

    text: str
    place: QRectF
    font: QFont
    token: str
    align: Align


def row_of(cells: Sequence[Cell], *, above: float = 0.0, line: str = "", ground: str = "") -> Strip:
    """Cells side by side, as high as the one with the most lines.

    line: token of a rule below; ground: token of what lies behind.
    """
    laid = [(cell, lines_of(cell.text, cell.place.width(), cell.font)) for cell in cells]
    height = max(len(lines) * leading(cell.font) for cell, lines in laid) + 2 * CELL_PAD

    def paint(painter: QPainter, area: QRectF) -> None:
        if ground:
            painter.fillRect(area, LIGHT.color(ground))
        for cell, lines in laid:
            step = leading(cell.font)
            for number, text in enumerate(lines):
                left, top = area.left() + cell.place.left(), area.top() + CELL_PAD + number * step
                spot = QRectF(left, top, cell.place.width(), step)
                painted_line(text, cell.font, cell.token, cell.align)(painter, spot)
        if line:
            painter.setPen(QPen(LIGHT.color(line), 0.75))
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    return Strip(height, paint, above=above)


def column_widths(
    columns: Sequence[PdfColumn], rows: Sequence[Sequence[str]], width: float
) -> list[float]:
    """Widths that fill `width`: titles wrap before cells do, and then the widest columns."""
    cells = list(zip(columns, *rows, strict=True))
    least = [_needed(column, texts, column.title.split()) for column, *texts in cells]
    full = [_needed(column, texts, [column.title]) for column, *texts in cells]
    room = width - CELL_GAP * (len(columns) - 1) - 2 * CELL_PAD
    if sum(least) > room:
        limit = _level(least, room)
        return [min(each, limit) for each in least]
    spare = room - sum(full)
    if spare < 0:
        # As much of each title in one line as there is room for.
        share = (room - sum(least)) / (sum(full) - sum(least))
        return [low + (high - low) * share for low, high in zip(least, full, strict=True)]
    # What is left over belongs to the texts: figures stay near to each other.
    takers = [at for at, column in enumerate(columns) if column.align == "left"]
    for at in takers or range(len(full)):
        full[at] += spare / len(takers or full)
    return full


def _needed(column: PdfColumn, texts: Sequence[str], titles: Sequence[str]) -> float:
    """The width of the widest of a column's texts and of these parts of its title."""
    head, cell = QFontMetricsF(_head_font()), QFontMetricsF(_cell_font(column))
    return 1 + max(
        (*map(cell.horizontalAdvance, texts), *map(head.horizontalAdvance, titles)), default=0.0
    )


def _level(need: Sequence[float], room: float) -> float:
    """The width above which columns are cut so that all together fill the room."""
    left, count = room, len(need)
    for each in sorted(need):
        if each * count >= left:
            return left / count
        left, count = left - each, count - 1
    return room


def _head_font() -> QFont:
    return paper_font(CAPTION, 500)


def _cell_font(column: PdfColumn) -> QFont:
    # Digits of one width, without glyphs that stand for others; see `paper_font`.
    return paper_font(CAPTION, mono=True) if column.align == "right" else paper_font(SMALL)


def _table_row(
    columns: Sequence[PdfColumn], texts: Sequence[str], widths: Sequence[float], *, head: bool
) -> Strip:
    cells, left = [], CELL_PAD
    for column, text, width in zip(columns, texts, widths, strict=True):
        font, token = (_head_font(), "text2") if head else (_cell_font(column), "text")
        cells.append(Cell(text, QRectF(left, 0, width, 0), font, token, column.align))
        left += width + CELL_GAP
    return row_of(cells, line="border", ground="raised" if head else "")
