"""How fast a table of a million rows shows its first page, a far page, and scrolls."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from app.kit.icons import Icons
from app.kit.table.model import TableModel
from app.kit.table.pages import PAGE_ROWS
from app.kit.table.paging import PagedTable
from app.kit.table.view import TableView
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.listing import Listing, Page
from tests.kit.table.fakes import COLUMNS, Room, rooms

MILLION = 1_000_000
R = TypeVar("R")


class MillionRooms:
    """A source that makes the rows it is asked for, without holding them."""

    def __init__(self) -> None:
        self.extra = 0

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        total = MILLION + self.extra
        first = offset - self.extra
        ids = range(first, min(first + limit, MILLION))
        return Page(offset, tuple(rooms(ids)), total)

    def stream(self, listing: Listing, work: Callable[[Iterator[Room]], R]) -> R:
        return work(iter(rooms(range(MILLION))))


class Screen:
    """A table of a million rows in a window of the reference size."""

    def __init__(self, source: MillionRooms) -> None:
        self.source = source
        self.themes = Themes()
        self.tasks = Tasks()
        self.model = TableModel(COLUMNS)
        self.view = TableView(self.model, Icons(self.themes), name="bench.table", label="Rooms")
        self.paged = PagedTable(self.view, source, self.tasks)
        self.view.resize(1256, 700)
        self.view.show()

    def settle(self) -> None:
        while self.tasks.busy or self.model._ask.isActive():
            self.tasks.wait_idle()
            QApplication.processEvents()

    def close(self) -> None:
        self.tasks.close()
        self.view.deleteLater()
        QApplication.processEvents()


@pytest.fixture
def screen(qapp: QApplication) -> Iterator[Screen]:
    screen = Screen(MillionRooms())
    yield screen
    screen.close()


def measured(benchmark: BenchmarkFixture, work: Callable[[], R], rounds: int) -> R:
    """Measure work that can't be repeated without end; what it gave last."""
    result: R = benchmark.pedantic(work, rounds=rounds)
    return result


def read_visible(model: TableModel, first: int) -> int:
    """Ask for every cell of 40 rows, as painting does; how many had a text."""
    texts = 0
    for at in range(first, first + 40):
        for column in range(model.columnCount()):
            text = model.data(model.index(at, column), Qt.ItemDataRole.DisplayRole)
            texts += isinstance(text, str)
    return texts


def test_first_page_through_the_model(benchmark: BenchmarkFixture) -> None:
    source = MillionRooms()

    def first_page() -> int:
        model = TableModel(COLUMNS)
        model.restart(source.page(Listing(), 0, PAGE_ROWS))
        return read_visible(model, 0)

    assert benchmark(first_page) == 40 * len(COLUMNS)


def test_page_jump_through_the_model(benchmark: BenchmarkFixture) -> None:
    source = MillionRooms()
    model = TableModel(COLUMNS)
    model.restart(source.page(Listing(), 0, PAGE_ROWS))
    places = iter(range(0, MILLION - PAGE_ROWS, 7 * PAGE_ROWS))

    def jump() -> int:
        at = next(places)
        assert read_visible(model, at + 2) == 0 or at == 0
        model.fill(source.page(Listing(), at, PAGE_ROWS))
        return read_visible(model, at + 2)

    assert measured(benchmark, jump, 200) == 40 * len(COLUMNS)


def test_first_page_on_screen(benchmark: BenchmarkFixture, screen: Screen) -> None:
    orders = iter(range(10_000))

    def show() -> int:
        screen.paged.show(Listing(search="", sort="id", filters={"round": next(orders)}))
        screen.settle()
        screen.view.viewport().repaint()
        return screen.model.rowCount()

    assert measured(benchmark, show, 20) == MILLION


def test_page_jump_on_screen(benchmark: BenchmarkFixture, screen: Screen) -> None:
    screen.paged.show(Listing())
    screen.settle()
    places = iter(range(5_000, MILLION, 30_000))

    def jump() -> Room | None:
        at = next(places)
        screen.view.verticalScrollBar().setValue(at * screen.view.row_pixels)
        screen.view.viewport().repaint()
        screen.settle()
        screen.view.viewport().repaint()
        row = screen.model.peek(at)
        return row if isinstance(row, Room) else None

    assert measured(benchmark, jump, 30) is not None


def test_one_step_of_fast_scrolling(benchmark: BenchmarkFixture, screen: Screen) -> None:
    screen.paged.show(Listing())
    screen.settle()
    bar = screen.view.verticalScrollBar()

    def step() -> None:
        bar.setValue(bar.value() + 3 * screen.view.row_pixels)
        QApplication.processEvents()

    measured(benchmark, step, 300)


def test_repaint_of_all_cells(benchmark: BenchmarkFixture, screen: Screen) -> None:
    screen.paged.show(Listing())
    screen.settle()
    measured(benchmark, screen.view.viewport().repaint, 30)


def test_refresh_with_a_row_that_came_in(benchmark: BenchmarkFixture, screen: Screen) -> None:
    screen.paged.show(Listing())
    screen.settle()

    def tick() -> int:
        screen.source.extra += 1
        screen.paged.refresh()
        screen.settle()
        return screen.model.rowCount() - screen.source.extra

    assert measured(benchmark, tick, 30) == MILLION
