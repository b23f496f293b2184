"""The panes of curve and price: readouts, zoom, ranges, export, own window, table."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.kit.chart.chart_pane import ChartPane
from app.kit.files import FileKind
from app.vending.trading import place
from app.vending.view.price.price_range import TimeSpan
from app.vending.view.price.price_series import Bucket
from app.vending.view.vending_page import VendingPage
from tests.factories import NOON, Market, desk_of, order
from tests.vending.view.conftest import Open, calm


@pytest.fixture
def traded(open_page: Open, market: Market, qtbot: QtBot) -> VendingPage:
    """Twenty trades in ten hours."""
    clock = SetClock(NOON - timedelta(hours=10))
    desk = desk_of(market.desk.database, clock=clock)
    for _ in range(20):
        clock.advance(timedelta(minutes=30))
        place(desk, order(market.room, market.members[0], 1))
    page = open_page(market.desk)
    calm(page, qtbot)
    return page


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_curve_reads_supply_and_price(traded: VendingPage) -> None:
    assert plain(traded.curve.readout.full_text()) == "Supply 20  Price 3 000 000"
    QTest.mouseMove(traded.curve.chart.plot.viewport(), QPoint(60, 80))
    traded.curve.chart.plot.hovered.emit(QPoint(60, 80))
    assert "Reserve" in traded.curve.readout.full_text()


def test_the_price_reads_its_newest_candle(traded: VendingPage) -> None:
    assert plain(traded.price.readout.full_text()).endswith("C 3 000 000")
    assert traded.price.header.note.full_text() == "1 h candles, uSTX"


def test_zoom_follows_button_and_chart(traded: VendingPage) -> None:
    traded.ticket.form.amount.set_keys(3)
    traded.curve.zoom.chosen.emit(True)
    assert traded.curve.chart.fits
    traded.curve.chart.plot.reset.emit()
    assert traded.curve.zoom.value() is False


def test_the_range_is_remembered(traded: VendingPage, open_page: Open, market: Market) -> None:
    traded.price.range.chosen.emit(TimeSpan.WEEK)
    again = open_page(market.desk)
    assert again.price.range.value() is TimeSpan.WEEK


def shown_bucket(page: VendingPage) -> Bucket:
    return page.price.chart.bucket


def test_the_length_of_candles_is_chosen_or_found(traded: VendingPage) -> None:
    traded.price.bucket.chosen.emit(Bucket.MINUTE)
    assert shown_bucket(traded) is Bucket.MINUTE
    assert traded.price.header.note.full_text() == "1 min candles, uSTX"
    traded.price.bucket.chosen.emit(None)
    assert shown_bucket(traded) is Bucket.HOUR


def test_a_line_instead_of_candles_is_remembered(
    traded: VendingPage, open_page: Open, market: Market
) -> None:
    words = [item.text for item in traded.price.menu_items()]
    assert words[0] == "Draw as a line"
    traded.price.toggle_style()
    assert traded.price.header.note.full_text() == "1 h closing prices, uSTX"
    assert open_page(market.desk).price.menu_items()[0].text == "Draw candles"


def test_moving_away_ends_following_and_the_chip_brings_it_back(traded: VendingPage) -> None:
    traded.price.range.chosen.emit(TimeSpan.DAY)
    traded.price.bucket.chosen.emit(Bucket.MINUTE)
    traded.price.chart.plot.dragged.emit(200.0)
    assert not traded.price.follow.isChecked()
    traded.price.follow.click()
    assert traded.price.chart.follows


def test_narrow_panes_keep_what_matters(traded: VendingPage) -> None:
    traded.price.setFixedWidth(390)
    assert traded.price.bucket.isHidden()
    assert traded.price.readout.isHidden()
    lengths = [item.text for item in traded.price.menu_items()]
    assert "15 min" in lengths
    item = next(item for item in traded.price.menu_items() if item.text == "15 min")
    item.run()
    assert traded.price.chart.bucket is Bucket.QUARTER


def test_times_follow_the_zone_of_the_workspace(traded: VendingPage, qtbot: QtBot) -> None:
    traded.context.zone.choose("Asia/Tokyo")
    traded.reload()
    calm(traded, qtbot)
    assert traded.price.chart._zone == traded.context.zone.local(NOON).tzinfo


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_charts_are_exported(traded: VendingPage, tmp_path: Path, ending: str) -> None:
    for number, pane in enumerate((traded.curve, traded.price)):
        path = tmp_path / f"{number}.{ending}"
        pane._on_path_chosen(path, FileKind(ending, ""))
        assert path.stat().st_size > 100
    assert traded.context.messages.toasts[-1].title == "Chart exported"


def test_a_file_that_cant_be_written_is_an_error_in_words(
    traded: VendingPage, tmp_path: Path
) -> None:
    traded.curve._on_path_chosen(tmp_path / "missing" / "a.png", FileKind("png", ""))
    assert traded.context.messages.toasts[-1].tone == "error"


def test_the_file_is_named_after_room_and_chart(traded: VendingPage) -> None:
    traded.price.export()
    found = traded.price.findChild(QFileDialog, "files.dialog")
    assert found is not None


def panes(page: VendingPage) -> tuple[ChartPane, ...]:
    return page.curve, page.price


def test_a_chart_goes_to_its_own_window_and_back(traded: VendingPage) -> None:
    for pane in panes(traded):
        pane.pop_out()
        window = pane.window_open
        assert window is not None
        assert window.windowTitle() == f"ROOM – {pane.title}"
        pane.pop_out()
        assert pane.window_open is window
        window.close()
        assert pane.window_open is None


def test_a_chart_is_shown_as_a_table(traded: VendingPage) -> None:
    for pane in panes(traded):
        pane.show_table()
        assert pane.dialog is not None
        assert pane.dialog.model.rowCount() > 5
        pane.dialog.reject()
