"""Figures are never cut off: columns of numbers widen, names and lesser columns give way."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.saved_views import ColumnState
from app.kit.table.columns import Column, text
from app.kit.table.model import TableModel
from app.kit.table.paging import PagedTable
from app.kit.table.view import TableView
from app.kit.tasks import Tasks
from app.listing import Listing
from tests.kit.table.fakes import FIELDS, MemorySource, Room, rooms

SMALL, LARGE = "9 400", "18 900 000 000"


class Prices:
    """A table of rooms with three columns of figures, of which two yield."""

    def __init__(self, qtbot: QtBot, icons: Icons, tasks: Tasks) -> None:
        self.text = SMALL
        self.tasks = tasks

        def said(_row: Room) -> str:
            return self.text

        columns: tuple[Column[Room], ...] = (
            text(FIELDS["name"], "Room", width=60, stretch=True),
            Column("price", "Price", said, said, kind="number", width=60),
            Column("fees", "Fees", said, said, kind="number", width=60, yields=2),
            Column("total", "Total", said, said, kind="number", width=60, yields=1),
        )
        self.model = TableModel(columns)
        self.view = TableView(self.model, icons, name="prices.table", label="Prices")
        qtbot.addWidget(self.view)
        self.paged = PagedTable(self.view, MemorySource(rooms(range(50))), tasks)
        self.resize(600)
        self.view.show()
        qtbot.waitExposed(self.view)

    def show(self, text: str) -> None:
        self.text = text
        self.paged.show(Listing(sort="name", descending=text == LARGE))
        while self.tasks.busy or not self.paged.settled:
            assert self.tasks.wait_idle()
            QApplication.processEvents()

    def resize(self, width: int) -> None:
        self.view.resize(width, 200)

    def width_of(self, key: str) -> int:
        return self.view.header.sectionSize(self.model.position(key))

    def on_screen(self) -> list[str]:
        header = self.view.header
        return [
            column.key
            for number, column in enumerate(self.model.columns)
            if not header.isSectionHidden(number)
        ]

    def room_for(self, key: str) -> int:
        number = self.model.position(key)
        return self.width_of(key) - sum(self.view.header.padding(number))

    def taken(self) -> int:
        return self.view.inks.cell.width(self.text)


@pytest.fixture
def prices(qtbot: QtBot, icons: Icons, tasks: Tasks) -> Prices:
    return Prices(qtbot, icons, tasks)


def test_a_column_keeps_its_width_while_figures_fit(prices: Prices) -> None:
    prices.show(SMALL)
    assert prices.width_of("price") == 60


def test_a_column_widens_for_larger_figures(prices: Prices) -> None:
    prices.show(LARGE)
    for key in ("price", "fees", "total"):
        assert prices.room_for(key) >= prices.taken()


def test_another_listing_lets_the_column_narrow_again(prices: Prices) -> None:
    prices.show(LARGE)
    prices.show(SMALL)
    assert prices.width_of("price") == 60


def test_lesser_columns_are_left_out_in_their_order_and_come_back(prices: Prices) -> None:
    prices.show(LARGE)
    assert prices.on_screen() == ["name", "price", "fees", "total"]
    prices.resize(330)
    assert prices.on_screen() == ["name", "price", "total"]
    prices.resize(220)
    assert prices.on_screen() == ["name", "price"]
    assert prices.room_for("price") >= prices.taken()
    prices.resize(600)
    assert prices.on_screen() == ["name", "price", "fees", "total"]
    assert prices.room_for("fees") >= prices.taken()


def test_a_column_left_out_still_counts_as_chosen(prices: Prices) -> None:
    prices.show(LARGE)
    prices.resize(220)
    assert [state.shown for state in prices.view.header.states()] == [True] * 4
    assert [column.key for column in prices.view.shown_columns()] == [
        "name", "price", "fees", "total",
    ]  # fmt: skip


def test_making_room_gives_no_column_a_width_of_its_own(prices: Prices) -> None:
    prices.show(LARGE)
    for width in (220, 600):
        prices.resize(width)
    prices.view.themes.set_scale(150)
    prices.view.themes.set_scale(100)
    assert {state.width for state in prices.view.header.states()} == {0}


def test_a_width_that_the_person_chose_stays(prices: Prices) -> None:
    header = prices.view.header
    states = [
        replace(state, width=70) if state.key == "price" else state for state in header.states()
    ]
    header.arrange(states)
    prices.show(LARGE)
    assert prices.width_of("price") == 70
    assert ColumnState("price", 70, True) in header.states()
