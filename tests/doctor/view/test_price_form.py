"""Prices that are typed, pasted, loaded and drawn."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.doctor.price_file import MAX_BYTES
from app.doctor.view.code_field import MOST_LINES
from app.doctor.view.doctor_page import DoctorPage
from app.doctor.view.drawn_points import MOST_DRAWN
from app.doctor.view.price_form import PriceForm
from app.doctor.view.subject_form import SubjectSource
from app.kit.numbers import THIN
from tests.doctor.view.conftest import Calm, result, said

LONG = "\n".join(f"{supply},{supply * 3}" for supply in range(100_000))


@pytest.fixture
def form(page: DoctorPage, calm: Calm) -> PriceForm:
    page.form.choose(SubjectSource.PRICES)
    calm()
    return page.form.prices


# Typed


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("0,100\n10,abc\n20,5", "10,abc", "Line 2: “abc” is not a number. Type digits only."),
        ("0,1\n5,2\n5,3", "5,3", "Line 3: the supplies must rise, and 5 comes after 5."),
        ("3,1", "3,1", "Line 1: the first price is the one at supply 0."),
        ("0,1\n\n# so\n7", "7", "Line 4: write supply and price, such as 10,2500."),
        ("5\n6\n1,7", "1,7", "Line 3: write one price, as in the lines above."),
    ],
)
def test_a_bad_line_is_named_and_marked(
    form: PriceForm, page: DoctorPage, ask: Calm, text: str, marked: str, message: str
) -> None:
    form.prices.set_text(text)
    ask()
    assert form.prices.message.text() == message
    assert form.prices.marked == marked
    assert said(page) == f"This can't be examined yet. {message}"
    form.prices.set_text("0,100")
    assert (form.prices.state, form.prices.marked) == ("", "")


def test_prices_that_fall_are_found(form: PriceForm, page: DoctorPage, ask: Calm) -> None:
    form.prices.set_text("supply;price\n0;100\n5;90")
    ask()
    assert result(page, "monotony") == (
        "Rising price: Failed. The next key costs 100 at supply 4, and 90 at supply 5."
    )


def test_one_price_is_enough(form: PriceForm, page: DoctorPage, ask: Calm) -> None:
    form.prices.set_text("0,5")
    ask()
    assert said(page) == "Sound. Orders tried up to supply 1."
    assert page.chart.chart.series_csv() == [("supply", "price"), ("0", "5"), ("1", "5")]


def test_nothing_typed_is_said_without_an_error_at_the_field(
    form: PriceForm, page: DoctorPage, ask: Calm
) -> None:
    form.prices.set_text("")
    ask()
    assert form.prices.state == ""
    assert said(page) == "This can't be examined yet. A table needs at least one price."


# From files


def test_a_file_is_loaded_into_the_editor(
    form: PriceForm, page: DoctorPage, calm: Calm, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("0,10\n10,20\n", encoding="utf-8")
    form.load.click()
    [dialog] = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    calm()
    assert form.prices.text() == "0,10\n10,20\n"
    assert page.head.subject.full_text() == "Table of 2 prices"


def test_a_file_with_a_bad_line_names_it(form: PriceForm, calm: Calm, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("0,10\n10,twenty\n", encoding="utf-8")
    form.read_file(path)
    calm()
    assert form.prices.message.text() == "Line 2: “twenty” is not a number. Type digits only."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"0,1\n\xff,2", "Line 2: this is no UTF-8 text."),
        (b"0" * (MAX_BYTES + 1), "A table has at most 8000000 bytes."),
        (None, "The file can't be read: No such file or directory."),
    ],
)
def test_a_file_that_cant_be_read_is_said_and_what_is_typed_stays(
    form: PriceForm, calm: Calm, tmp_path: Path, content: bytes | None, message: str
) -> None:
    path, before = tmp_path / "prices.csv", form.prices.text()
    if content is not None:
        path.write_bytes(content)
    form.read_file(path)
    calm()
    assert form.prices.message.text() == message
    assert form.prices.text() == before


def test_100_000_prices_stay_beside_the_editor(
    form: PriceForm, page: DoctorPage, calm: Calm
) -> None:
    form.take(LONG, "long.csv")
    calm()
    assert said(page) == f"Sound. Orders tried up to supply 100{THIN}000."
    assert form.kept.title.text() == "long.csv"
    assert form.kept.text.text() == f"100{THIN}000 lines, too many to type into."
    assert not form.prices.isVisible()
    form.kept.acted.emit()
    calm()
    assert form.prices.isVisible()
    assert page.head.subject.full_text() == "Table of 5 prices"


def test_a_bad_line_in_a_long_table_is_named(form: PriceForm, page: DoctorPage, calm: Calm) -> None:
    form.take(f"{LONG}\nten,5\n", "long.csv")
    calm()
    message = "A table has at most 100000 lines."
    assert form.kept.text.text() == message
    form.take(LONG.replace("70000,210000", "70000;x"), "long.csv")
    calm()
    assert form.kept.text.text() == "Line 70001: “x” is not a number. Type digits only."
    assert (form.kept.tone, form.kept.title.text()) == ("error", "long.csv")


def test_a_long_text_that_is_pasted_stays_beside_the_editor(form: PriceForm, calm: Calm) -> None:
    pasted = QMimeData()
    pasted.setText("\n".join(f"{supply},7" for supply in range(MOST_LINES + 1)))
    form.prices.editor.insertFromMimeData(pasted)
    calm()
    assert form.kept.isVisible()
    form.release()
    pasted.setText("0,1\n5,2")
    form.prices.editor.selectAll()
    form.prices.editor.insertFromMimeData(pasted)
    calm()
    assert form.prices.text() == "0,1\n5,2"


# Drawn


def drag(form: PriceForm, start: QPointF, end: QPointF) -> None:
    canvas = form.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for share in (0.5, 1.0):
        QTest.mouseMove(canvas, (start + (end - start) * share).toPoint())
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end.toPoint())


def rows(form: PriceForm) -> list[tuple[int, int]]:
    lines = (line.split(",") for line in form.prices.text().splitlines())
    return [(int(supply), int(price)) for supply, price in lines]


def test_the_canvas_shows_what_is_typed(form: PriceForm) -> None:
    form.prices.set_text("0,10\n5,20")
    assert list(form.canvas.rows) == [(0, 10), (5, 20)]
    form.prices.set_text("0,10\nx")
    assert list(form.canvas.rows) == []
    assert "once the prices can be read" in form.canvas.accessibleDescription()
    form.prices.set_text("\n".join(f"{at},1" for at in range(MOST_DRAWN + 1)))
    assert form.canvas.accessibleDescription() == "Too many prices to draw by hand"


def test_dragging_a_point_writes_the_table(form: PriceForm, page: DoctorPage, calm: Calm) -> None:
    before = rows(form)
    start = form.canvas.point_of(2)
    drag(form, start, start - QPointF(0, 40))
    after = rows(form)
    assert after[2][1] > before[2][1]
    assert [row for at, row in enumerate(after) if at != 2] == [
        row for at, row in enumerate(before) if at != 2
    ]
    calm()
    assert page.head.subject.full_text() == "Table of 5 prices"


def test_a_point_cant_be_dragged_past_its_neighbour(form: PriceForm) -> None:
    start = form.canvas.point_of(2)
    drag(form, start, start + QPointF(400, 0))
    assert rows(form)[2][0] == 49


def test_a_click_adds_a_point_and_delete_takes_it_away(form: PriceForm) -> None:
    before = rows(form)
    area = form.canvas.rect()
    spot = QPoint(round(form.canvas.point_of(3).x() + 40), area.center().y())
    QTest.mouseClick(form.canvas, Qt.MouseButton.LeftButton, pos=spot)
    assert len(rows(form)) == len(before) + 1
    QTest.keyClick(form.canvas, Qt.Key.Key_Delete)
    assert rows(form) == before


def test_everything_is_drawn_by_keyboard_too(form: PriceForm) -> None:
    form.prices.set_text("0,100\n10,100")
    canvas = form.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert "Point 2 of 2: supply 10, price 100" in canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert rows(form) == [(0, 100), (10, 102)]
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert rows(form)[1][1] < 102
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert len(rows(form)) == 3
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(rows(form)) == 3, "the first point stays"


def test_an_empty_canvas_takes_its_first_point_at_supply_0(form: PriceForm, qtbot: QtBot) -> None:
    form.prices.set_text("")
    QTest.mouseClick(form.canvas, Qt.MouseButton.LeftButton, pos=form.canvas.rect().center())
    [(supply, price)] = rows(form)
    assert supply == 0
    assert price > 0
