"""Which prices are drawn, and the trades on them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.doctor.price_file import read_table
from app.doctor.subject import FamilySubject, Subject, price_of, tutorial
from app.doctor.trades import round_trip
from app.doctor.view.chart import DoctorChart, PointRead
from app.doctor.view.chart_items import Limit, TradeBlock
from app.doctor.view.doctor_page import DoctorPage
from app.doctor.view.picture import Picture, drawable, picture_of
from app.doctor.view.play_pane import limits_of
from app.doctor.view.question import Examination, ExaminationResult, ExaminationTerms, answer
from app.doctor.view.subject_form import SubjectSource
from app.kit.chart.export import export_chart
from app.kit.numbers import THIN
from app.kit.theme import Themes
from app.vending.curves import curve_from
from tests.doctor.view.conftest import Calm


def asked(subject: Subject) -> ExaminationResult:
    return answer(Examination(lambda: subject, ExaminationTerms()))


def linear() -> FamilySubject:
    return FamilySubject(curve_from("linear", {"base": 1_000_000, "slope": 10_000}))


def test_every_point_is_exact() -> None:
    picture = picture_of(asked(linear()), (), None)
    assert (picture.low, picture.high) == (0, 1_000_000)
    line = picture.buying
    assert len(line.supplies) <= 161
    assert all(
        price == 1_000_000 + 10_000 * supply
        for supply, price in zip(line.supplies, line.prices, strict=True)
    )


def test_the_supplies_of_the_trades_are_among_the_points() -> None:
    steps = round_trip(tutorial(), 1_003, 14)
    picture = picture_of(asked(tutorial()), steps, False)
    assert {1_003, 1_017} <= set(picture.buying.supplies)
    assert picture.buying.price_at(1_003) == tutorial().buy(1_003, 1)
    assert picture.selling.price_at(1_003) == tutorial().sell(1_004, 1)


def test_trades_too_narrow_to_see_are_zoomed_to() -> None:
    steps = round_trip(tutorial(), 100_000, 10)
    found = asked(tutorial())
    close = picture_of(found, steps, None)
    assert (close.low, close.high, close.fits) == (99_990, 100_020, True)
    assert picture_of(found, steps, False).low == 0
    assert not picture_of(found, round_trip(tutorial(), 100, 10), None).fits


def test_a_curve_that_runs_away_is_shown_as_far_as_it_can_be_read() -> None:
    subject = FamilySubject(curve_from("exponential", {"base": 1_000, "rate_bps": 100}))
    picture = picture_of(asked(subject), (), None)
    assert 100 < picture.high < 10_000


def test_steps_of_a_table_are_drawn_where_they_are() -> None:
    subject = read_table("0,10\n777777,500000\n999999,600000")
    line = picture_of(asked(subject), (), None).buying
    assert {777_776, 777_777} <= set(line.supplies)


def test_a_table_is_drawn_to_its_end() -> None:
    line = picture_of(asked(read_table("0,10\n4,20")), (), None).buying
    assert (line.supplies[-1], line.prices[-1]) == (5, 20)


def test_no_price_is_no_point() -> None:
    line = picture_of(asked(price_of("100//(s-3)")), (), None).buying
    assert 3 not in line.supplies
    assert not picture_of(asked(price_of("1//(s-s)")), (), None).buying.supplies


@pytest.mark.parametrize("amount", [10**400, -(10**400), 10**30, 0])
def test_numbers_of_any_size_can_be_drawn(amount: int) -> None:
    assert abs(drawable(amount)) < float("inf")


def test_where_numbers_outgrow_their_size_stands_in_the_verdict() -> None:
    limits = limits_of(asked(price_of("10**15 * (s+1)")).verdict)
    assert [one.words for one in limits] == ["64 bits"]
    assert 100 < limits[0].supply < 150
    assert limits_of(asked(price_of("5")).verdict) == ()


# The chart


@pytest.fixture
def chart(page: DoctorPage, calm: Calm) -> DoctorChart:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    return page.chart.chart


def test_a_block_is_as_high_as_its_average_price(chart: DoctorChart) -> None:
    bought, sold = round_trip(tutorial(), 100, 10)
    assert (TradeBlock(bought, "").height, TradeBlock(sold, "").height) == (122, 145)
    assert TradeBlock(sold, "", share=0.25).ends == (107.5, 110)


def test_the_sale_overhangs_the_buy(page: DoctorPage, chart: DoctorChart) -> None:
    page.play_to_the_end()
    bought, sold = (chart.blocks.box_of(block) for block in chart.blocks.blocks)
    assert (bought.left(), bought.right()) == pytest.approx((sold.left(), sold.right()))
    assert sold.top() < bought.top()
    assert sold.bottom() == bought.bottom()


def test_limits_in_range_are_marked(page: DoctorPage, chart: DoctorChart) -> None:
    picture = Picture(0, 50, picture_of(asked(linear()), (), None).buying)
    chart.show_picture(picture, (), (), [Limit(40, "64 bits"), Limit(400, "128 bits")])
    assert chart.marks.limits == (Limit(40, "64 bits"),)


def test_the_pointer_reads_prices(page: DoctorPage, chart: DoctorChart) -> None:
    read: list[PointRead | None] = []
    chart.read.connect(read.append)
    middle = QPointF(chart.plot.rect().center())
    chart.plot.hovered.emit(middle)
    point = read[-1]
    assert point is not None
    assert point.buying == tutorial().buy(point.supply, 1)
    assert point.selling == tutorial().sell(point.supply + 1, 1)
    assert page.chart.readout.full_text().startswith(f"Supply {point.supply}  Price")
    chart.plot.left.emit()
    assert page.chart.readout.full_text() == ""


def test_arrow_keys_read_prices(chart: DoctorChart) -> None:
    read: list[PointRead | None] = []
    chart.read.connect(read.append)
    QTest.keyClick(chart.plot, Qt.Key.Key_Right)
    QTest.keyClick(chart.plot, Qt.Key.Key_Right)
    first, second = (one for one in read if one is not None)
    assert first.supply < second.supply


def test_zoom_shows_the_trades_with_their_surroundings(
    page: DoctorPage, chart: DoctorChart, calm: Calm
) -> None:
    page.play_to_the_end()
    page.chart.zoom.button(True).click()
    calm()
    low, high = chart.pane.x_range
    assert (low, round(high)) == (90, 121)
    assert page.chart.bar.place.text() == "Trade 2 of 2"
    assert len(chart.blocks.blocks) == 2


def test_the_chart_is_told_in_words(page: DoctorPage, chart: DoctorChart) -> None:
    page.play_to_the_end()
    assert chart.text_summary() == (
        "The next key costs 10 at supply 0 and 226 at supply 146. "
        f"Buy 10 for 1{THIN}220; Sell 10 for 1{THIN}450."
    )
    chart.clear()
    assert chart.text_summary() == "No prices."
    assert chart.series_csv() == [("supply", "price")]


def test_a_trade_grows_with_motion_and_is_there_at_once_without(
    chart: DoctorChart, looks: Themes
) -> None:
    chart.show_played(1, 900)
    assert chart.supply == 110
    looks.set_reduced_motion(False)
    chart.show_played(2, 900)
    assert chart.supply == 110
    looks.set_reduced_motion(True)
    chart.show_played(2, 900)
    assert chart.supply == 100


def test_prices_that_cant_be_drawn_are_said(chart: DoctorChart) -> None:
    chart.show_picture(Picture(0, 20), (), (), ())
    assert chart.caption.text == "There is no price to draw here"


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_the_chart_is_exported(
    page: DoctorPage, chart: DoctorChart, tmp_path: Path, ending: str
) -> None:
    page.play_to_the_end()
    path = tmp_path / f"chart.{ending}"
    export_chart(chart, path)
    assert path.stat().st_size > 500


def test_the_chart_is_shown_as_a_table(page: DoctorPage, chart: DoctorChart) -> None:
    page.chart.show_table()
    assert page.chart.dialog is not None
    page.chart.dialog.reject()
    assert len(chart.series_csv()) == len(picture_points(chart)) + 1


def picture_points(chart: DoctorChart) -> tuple[int, ...]:
    """The supplies that are drawn."""
    picture = chart.picture
    assert picture is not None
    return picture.buying.supplies


def test_words_of_a_block_keep_off_the_others(page: DoctorPage, chart: DoctorChart) -> None:
    page.play_to_the_end()
    boxes = [chart.blocks.box_of(block) for block in chart.blocks.blocks]
    places = chart.blocks.word_places().values()
    assert len(places) == len(boxes)
    assert not [box for box in boxes for place in places if box.intersects(place)]
