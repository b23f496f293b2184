"""A window with the rooms page, and what a test asks of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QWidget
from sqlalchemy import Connection, Table, func, select

from app.db.clock import SetClock
from app.db.schema import table_of
from app.kit.dialogs import Dialog
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.operators.desk import Desk
from app.rooms import queries
from app.rooms.queries import RoomRow
from app.rooms.tables import Room, RoomStep
from app.rooms.view.rooms_page import RELOAD_PAUSE_MS, RoomsPage

W = TypeVar("W", bound=QWidget)
D = TypeVar("D", bound=Dialog)

LONGEST_WAIT = 10.0


@dataclass
class Opened:
    """Records that a page asked to be shown elsewhere."""

    records: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, kind: str, record_id: int) -> None:
        self.records.append((kind, record_id))


class Screen:
    """A page in a window of its own."""

    def __init__(self, context: ViewContext, opened: Opened, window: QMainWindow) -> None:
        self.context = context
        self.opened = opened
        self.window = window

    def show(self, page: QWidget) -> None:
        """Put a page into the window and let it read."""
        self.context.themes.dress(page)
        self.window.setCentralWidget(page)
        self.settle()

    @property
    def rooms(self) -> RoomsPage:
        """The rooms page, if it is what the window shows."""
        page = self.window.centralWidget()
        assert isinstance(page, RoomsPage)
        return page

    def settle(self) -> None:
        """Let everything that is under way, and the reload after it, come to its end."""
        until = time.monotonic() + LONGEST_WAIT
        calm = 0
        while calm < 3:
            assert time.monotonic() < until, "the window doesn't come to rest"
            assert self.context.tasks.wait_idle()
            QApplication.processEvents()
            page = self.window.centralWidget()
            waits = isinstance(page, RoomsPage) and page.reload_due
            calm = 0 if waits or self.context.tasks.busy else calm + 1
            if waits:
                QTest.qWait(RELOAD_PAUSE_MS // 4)

    def find(self, kind: type[W], name: str, within: QWidget | None = None) -> W:
        """The widget with this objectName; it must be there once."""
        found = [
            each
            for each in (within or self.window).findChildren(kind, name)
            if each.isVisibleTo(each.window())
        ]
        assert len(found) == 1, f"{len(found)} of {name}"
        return found[0]

    def button(self, name: str) -> QAbstractButton:
        """A button that can be seen."""
        return self.find(QAbstractButton, name)

    def press(self, name: str) -> None:
        """Click a button, which must be enabled, and wait for what comes of it."""
        button = self.button(name)
        assert button.isEnabled(), f"{name}: {button.toolTip()}"
        button.click()
        self.settle()

    def key(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        """Press a key where the focus is, or in a widget."""
        QTest.keyClick(widget or self.rooms.list.table.view, key)
        self.settle()

    def dialog(self, kind: type[D]) -> D:
        """The question that is open."""
        dialog = self.context.messages.dialog
        assert isinstance(dialog, kind), dialog
        return dialog

    def news(self) -> list[str]:
        """Titles of the messages shown."""
        return [toast.title for toast in self.context.messages.toasts]

    def shown(self) -> list[str]:
        """Room ids of the rows of the table, from the top."""
        rows = self.rooms.list.table.rows
        found = [rows.peek(at) for at in range(rows.total)]
        return [row.room_id for row in found if isinstance(row, RoomRow)]

    def place(self, room_id: str) -> int:
        """In which row a room stands."""
        return self.shown().index(room_id)

    def select(self, *room_ids: str) -> None:
        """Select rows as with Ctrl and the mouse."""
        view = self.rooms.list.table.view
        view.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for room_id in room_ids:
            view.selectionModel().select(view.rows.index(self.place(room_id), 0), flags)
        self.settle()

    def open(self, room_id: str) -> None:
        """Open a room's detail as with Enter."""
        self.rooms.list.table.view.go_to(self.place(room_id))
        self.key(Qt.Key.Key_Return)


@contextmanager
def screen(
    themes: Themes, folder: Path, clock: SetClock, size: tuple[int, int] = (1440, 850)
) -> Iterator[Screen]:
    """A shown window without a page."""
    icons, opened = Icons(themes), Opened()
    tasks = Tasks()
    context = ViewContext(
        themes=themes,
        icons=icons,
        tasks=tasks,
        messages=Messages(icons),
        settings=ViewSettings(folder / "window.ini"),
        zone=ZoneClock(now=clock.now),
        open_record=opened,
    )
    window = QMainWindow()
    context.messages.attach(window)
    window.resize(*size)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    yield Screen(context, opened, window)
    if context.messages.dialog is not None:
        context.messages.dialog.reject()
    assert tasks.close()
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def room_of(desk: Desk, room_id: str) -> RoomRow:
    """The room as it is committed."""
    return desk.database.read(lambda connection: queries.room_by_room_id(connection, room_id))


def written(desk: Desk) -> tuple[int, int]:
    """How many rooms and steps of rooms there are."""

    def count(connection: Connection, table: Table) -> int:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    return desk.database.read(
        lambda connection: (
            count(connection, table_of(Room)),
            count(connection, table_of(RoomStep)),
        )
    )
