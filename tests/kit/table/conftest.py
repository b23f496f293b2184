"""A runner, a theme and a table over rows in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.table.model import TableModel
from app.kit.table.paging import PagedTable
from app.kit.table.view import TableView
from app.kit.tasks import Tasks
from app.kit.times import ZoneClock
from app.listing import Listing
from tests.kit.table.fakes import COLUMNS, MemorySource, Room, rooms


class Table:
    """A paged table of rooms on screen, with what a test asks of it."""

    def __init__(self, qtbot: QtBot, icons: Icons, tasks: Tasks, source: MemorySource) -> None:
        self.source = source
        self.tasks = tasks
        self.model = TableModel(COLUMNS)
        self.view = TableView(self.model, icons, name="rooms.table", label="Rooms", several=True)
        qtbot.addWidget(self.view)
        self.paged = PagedTable(self.view, source, tasks)
        self.view.resize(800, 28 + 10 * 32)
        self.view.show()
        qtbot.waitExposed(self.view)

    def settle(self) -> None:
        """Let all requests be answered."""
        while self.paged._awaited() or self.model._ask.isActive() or self.tasks.busy:
            assert self.tasks.wait_idle()
            QApplication.processEvents()

    def show(self, listing: Listing | None = None) -> None:
        self.paged.show(listing or Listing())
        self.settle()

    def refresh(self) -> None:
        self.paged.refresh()
        self.settle()

    def ids_in_view(self) -> list[int | None]:
        first, last = self.view.visible_rows()
        rows = [self.model.peek(at) for at in range(first, last + 1)]
        return [row.id if isinstance(row, Room) else None for row in rows]

    def scroll_to(self, at: int, pixels: int = 0) -> None:
        self.view.verticalScrollBar().setValue(at * self.view.row_pixels + pixels)
        self.view.viewport().repaint()
        self.settle()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    runner = Tasks()
    yield runner
    assert runner.close()


@pytest.fixture
def source() -> MemorySource:
    return MemorySource(rooms(range(2000)))


@pytest.fixture
def table(qtbot: QtBot, icons: Icons, tasks: Tasks, source: MemorySource) -> Table:
    return Table(qtbot, icons, tasks, source)


@pytest.fixture
def settings(tmp_path: Path) -> ViewSettings:
    return ViewSettings(tmp_path / "views.ini")


@pytest.fixture
def context(icons: Icons, tasks: Tasks, settings: ViewSettings) -> ViewContext:
    """What a page is given; it is 14:28:11 on 12 March 2026."""
    return ViewContext(
        themes=icons.themes,
        icons=icons,
        tasks=tasks,
        messages=Messages(icons),
        settings=settings,
        zone=ZoneClock(now=lambda: datetime(2026, 3, 12, 14, 28, 11, tzinfo=UTC)),
        open_record=lambda kind, row_id: None,
    )
