"""Reports as PDF files, read back with another library."""

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPicture
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from app.kit import fonts, translation
from app.kit.fonts import SMALL
from app.kit.pdf import PdfReport
from app.kit.pdf_blocks import PdfColumn, column_widths
from app.kit.pdf_text import paper_font
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from tests.disks import largest_file

TITLE = "Comparison of curves"
DATE = "2026-03-12 14:32:05 UTC"
COLUMNS = (PdfColumn("Curve"), PdfColumn("Price, sats", "right"))


@pytest.fixture
def report(themes: Themes) -> PdfReport:
    return PdfReport(TITLE, DATE)


def pages(report: PdfReport) -> list[str]:
    """The text of each page with one space between words."""
    return [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(report.content())).pages
    ]


def sizes(report: PdfReport) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(report.content())).pages]
    return [(round(box.width), round(box.height)) for box in boxes]


def embedded_fonts(report: PdfReport) -> dict[str, bool]:
    """Fonts of the first page, and whether the file carries their glyphs."""
    page = PdfReader(io.BytesIO(report.content())).pages[0]
    found = {}
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        [descendant] = font.get_object()["/DescendantFonts"]
        described = descendant.get_object()["/FontDescriptor"].get_object()
        found[str(described["/FontName"])] = "/FontFile2" in described
    return found


def strokes(report: PdfReport) -> bytes:
    return b"".join(
        page.get_contents().get_data()  # type: ignore[union-attr]
        for page in PdfReader(io.BytesIO(report.content())).pages
    )


def fill(report: PdfReport, rows: int) -> None:
    report.table(COLUMNS, [(f"Curve {number}", f"{number}") for number in range(rows)])


# Pages


def test_a_report_without_content_is_one_page_with_title_date_and_number(
    report: PdfReport,
) -> None:
    assert pages(report) == [f"{TITLE} {DATE} Tokendesk Page 1 of 1"]


def test_pages_are_a4_in_both_orientations(report: PdfReport, themes: Themes) -> None:
    assert sizes(report) == [(595, 842)]
    assert sizes(PdfReport(TITLE, DATE, landscape=True)) == [(842, 595)]


def test_the_file_is_named_by_the_title(report: PdfReport) -> None:
    described = PdfReader(io.BytesIO(report.content())).metadata
    assert described is not None
    assert described.title == TITLE
    assert described.creator == "Tokendesk"


def test_pages_count_up_to_the_last(report: PdfReport) -> None:
    for _ in range(3):
        report.heading("Part")
        report.page_break()
    report.paragraph("End")
    assert [page.split("Tokendesk ")[1] for page in pages(report)] == [
        "Page 1 of 4 Part",
        "Page 2 of 4 Part",
        "Page 3 of 4 Part",
        "Page 4 of 4 End",
    ]


def test_a_break_at_the_end_adds_no_page(report: PdfReport) -> None:
    report.paragraph("All there is")
    report.page_break()
    assert len(pages(report)) == 1


def test_the_date_is_in_the_zone_of_the_workspace(themes: Themes) -> None:
    clock = ZoneClock("Asia/Tokyo")
    moment = clock.now().replace(2026, 3, 12, 20, 30, 0)
    assert "2026-03-13 05:30:00 JST" in pages(PdfReport(TITLE, clock.exact(moment)))[0]


def test_a_title_that_is_too_long_gives_way_to_the_date(themes: Themes) -> None:
    [text] = pages(PdfReport("Very long title " * 20, DATE))
    assert "…" in text
    assert DATE in text


def test_the_page_number_speaks_the_language_of_the_window(
    report: PdfReport, qapp: QCoreApplication
) -> None:
    translation.install(qapp, "es")
    try:
        assert "Página 1 de 1" in pages(report)[0]
    finally:
        translation.install(qapp, "en")


# Words


def test_text_can_be_found_and_copied(report: PdfReport) -> None:
    words = "12 µSTX at 10:51, 0.5 % − 7 – “é ñ ¿” … ≥ €"
    report.paragraph(words)
    report.mono("0xABCDEF0123456789->")
    [text] = pages(report)
    assert words in text
    assert "0xABCDEF0123456789->" in text


def test_inter_and_the_font_of_figures_are_in_the_file(report: PdfReport) -> None:
    report.heading("Heading")
    report.paragraph("Text")
    fill(report, 1)
    found = embedded_fonts(report)
    assert {name.split("-")[0].split("+")[-1].strip("/") for name in found} == {
        "Inter",
        "JetBrainsMono",
    }
    assert all(found.values())


def test_a_long_paragraph_wraps_and_goes_on_on_the_next_page(report: PdfReport) -> None:
    report.paragraph(" ".join(f"word{number}" for number in range(2_000)))
    texts = pages(report)
    assert len(texts) > 1
    found = " ".join(texts).split()
    assert [word for word in found if word.startswith("word")] == [
        f"word{number}" for number in range(2_000)
    ]


def test_a_word_wider_than_the_page_is_broken(report: PdfReport) -> None:
    report.mono("z" * 300)
    assert "".join(pages(report)).count("z") == 300


def test_a_heading_goes_with_what_follows_it(report: PdfReport) -> None:
    for rows in range(20, 45):
        own = PdfReport(TITLE, DATE)
        fill(own, rows)
        own.heading("Chapter")
        own.paragraph("First words")
        last = pages(own)[-1]
        assert ("Chapter" in last) == ("First words" in last)


def test_paper_does_not_grow_with_the_text_of_the_window(report: PdfReport, themes: Themes) -> None:
    fill(report, 60)
    before = len(pages(report))
    fonts.set_scale(1.5)
    large = PdfReport(TITLE, DATE)
    fill(large, 60)
    assert len(pages(large)) == before


# Facts and tables


def test_facts_stand_beside_their_names(report: PdfReport) -> None:
    report.facts([("Scenario", "launch"), ("Seed", "7")])
    assert pages(report)[0].endswith("Scenario launch Seed 7")


def test_the_titles_of_a_table_stand_on_each_of_its_pages(report: PdfReport) -> None:
    fill(report, 100)
    texts = pages(report)
    assert len(texts) == 3
    assert all(text.count("Price, sats") == 1 for text in texts)
    rows = [int(found) for text in texts for found in re.findall(r"Curve (\d+) ", text)]
    assert rows == list(range(100))


def test_a_row_that_lacks_a_cell_is_a_mistake(report: PdfReport) -> None:
    with pytest.raises(ValueError, match="zip"):
        report.table(COLUMNS, [("Curve 1",)])


def test_figures_keep_their_width_and_texts_get_the_rest(themes: Themes) -> None:
    widths = column_widths(COLUMNS, [("Linear", "1 000")], 600)
    assert widths[0] > 5 * widths[1]
    assert sum(widths) <= 600


def test_titles_wrap_before_cells_do(report: PdfReport) -> None:
    title = "A title of many words that needs far more room than its figures"
    columns = [PdfColumn("Curve"), *(PdfColumn(f"{title} {at}", "right") for at in range(4))]
    name = "A name that stays in one line"
    widths = column_widths(columns, [(name, "1", "2", "3", "4")], report.width)
    advance = QFontMetricsF(paper_font(SMALL)).horizontalAdvance(name)
    assert widths[0] >= advance
    assert sum(widths) <= report.width


def test_columns_that_need_too_much_share_the_page(report: PdfReport) -> None:
    huge = "9" * 60
    columns = [PdfColumn("Figure"), *(PdfColumn(f"Curve {at}", "right") for at in range(4))]
    widths = column_widths(columns, [("Price", huge, huge, huge, huge)], report.width)
    assert sum(widths) <= report.width
    assert all(before == after for before, after in pairwise(widths[1:]))
    report.table(columns, [("Price", huge, huge, huge, huge)])
    assert pages(report)[0].count("9") == 4 * 60


# Pictures


def test_a_picture_is_drawn_in_vectors_where_it_is_given_room(report: PdfReport) -> None:
    areas: list[QRectF] = []

    def paint(painter: QPainter, area: QRectF) -> None:
        areas.append(area)
        painter.setPen(QColor("#3157DB"))
        painter.drawLine(area.topLeft(), area.bottomRight())

    report.picture(paint, 180, "Price, sats")
    drawn = strokes(report)
    assert areas[0].size().toTuple() == (report.width, 180)
    assert b"0.192" in drawn.replace(b"0.19215", b"0.192")
    assert b" Do" not in drawn
    assert "Price, sats" in pages(report)[0]


def test_a_recorded_picture_is_drawn_at_its_size(report: PdfReport) -> None:
    recorded = QPicture()
    painter = QPainter(recorded)
    painter.drawLine(QPointF(3, 5), QPointF(303, 45))
    painter.end()
    report.picture(lambda onto, area: onto.drawPicture(area.topLeft(), recorded), 60)
    assert b"3 5 m\n303 45 l" in strokes(report)


def test_a_picture_that_is_higher_than_a_page_is_made_to_fit(report: PdfReport) -> None:
    areas: list[QRectF] = []
    report.picture(lambda _painter, area: areas.append(area), 9_000, "High")
    assert len(pages(report)) == 1
    assert areas[0].height() < report.height


# The file


def test_the_file_is_written_whole(report: PdfReport, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_text("an older file")
    report.save(path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]


def test_a_folder_that_is_not_there_is_said(report: PdfReport, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"“report\.pdf” can't be written: .+\."):
        report.save(tmp_path / "missing" / "report.pdf")


def test_a_full_disk_leaves_the_older_file(report: PdfReport, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_text("an older file")
    with largest_file(1_000), pytest.raises(Unavailable):
        report.save(path)
    assert path.read_text() == "an older file"
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]


def test_a_report_may_be_made_beside_the_window(
    report: PdfReport, qtbot: QtBot, tmp_path: Path
) -> None:
    recorded = QPicture()
    painter = QPainter(recorded)
    painter.drawLine(QPointF(0, 0), QPointF(100, 50))
    painter.end()

    def write() -> None:
        report.heading("Chapter")
        report.picture(lambda onto, area: onto.drawPicture(area.topLeft(), recorded), 60)
        report.save(tmp_path / "report.pdf")

    tasks = Tasks()
    done: list[None] = []
    tasks.query(write, done=done.append, lane="pool")
    qtbot.waitUntil(lambda: bool(done))
    tasks.close()
    assert (tmp_path / "report.pdf").stat().st_size > 1_000
