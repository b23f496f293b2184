"""Renders the rooms page in its states, to be looked at beside the design.

Run as `python -m tests.rooms.view.look DIRECTORY [PICTURE…]`.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QItemSelectionModel, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea

from app.db.clock import SetClock
from app.db.database import Database, in_memory
from app.db.migrate import upgrade
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.operators.desk import Desk, SignedIn
from app.operators.rules import Role
from app.operators.settings import WorkspaceSettings
from app.progress import NoProgress
from app.rooms.view.page import rooms_page
from app.rooms.view.rooms_page import RoomsPage
from app.rooms.view.step_forms import ContractForm
from app.shell.bootstrap import make_context
from app.shell.room_panels import vending_panels
from app.shell.workbench import Workbench
from tests.rooms.view.houses import HOUSES, UNTIL, Street, build_street

SETTLE_MS = 120


class Look:
    """A window with the rooms page over a street of rooms."""

    def __init__(self, theme: str, size: tuple[int, int], scale: int = 100, **how: object) -> None:
        self.folder = tempfile.TemporaryDirectory()
        clock = SetClock(UNTIL)
        settings = ViewSettings(Path(self.folder.name) / "look.ini")
        settings.set_theme(theme)
        settings.set_scale(scale)
        settings.set_flag("reduced_motion", True)
        self.context: ViewContext = make_context(settings, clock)
        self.database: Database = in_memory()
        upgrade(self.database, NoProgress())
        role = how.get("role", Role.ADMIN)
        assert isinstance(role, Role)
        admin = Desk(self.database, clock, SignedIn(None, "mira", "Mira Okafor", Role.ADMIN))
        houses = () if how.get("empty") else HOUSES
        self.street: Street = build_street(admin, clock, houses)
        desk = replace(admin, operator=replace(admin.operator, role=role))
        self.window = QMainWindow()
        self.context.messages.attach(self.window)
        spec = rooms_page(vending_panels())
        self.bench = Workbench(desk, WorkspaceSettings(name="Testnet"), [spec], self.context)
        self.window.setCentralWidget(self.bench)
        self.window.resize(*size)
        self.window.show()
        self.settle()

    @property
    def page(self) -> RoomsPage:
        page = self.bench.page
        assert isinstance(page, RoomsPage)
        return page

    def open(self, room_id: str) -> None:
        self.page.show_record(self.street.rooms[room_id])
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self.context.tasks.wait_idle()
            loop = QEventLoop()
            QTimer.singleShot(SETTLE_MS, loop.quit)
            loop.exec()

    def shoot(self, path: Path) -> None:
        self.settle()
        picture = self.window.grab()
        dialog = self.context.messages.dialog
        if dialog is not None:
            painter = QPainter(picture)
            corner = self.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(corner, dialog.grab())
            painter.end()
        picture.save(str(path))

    def close(self) -> None:
        self.bench.stop()
        self.context.tasks.close()
        self.window.close()
        self.window.deleteLater()
        # Widgets go before the application does, or Qt crashes when Python ends.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        del self.bench, self.window
        gc.collect()
        self.database.close()


def proof(look: Look) -> None:
    """The room of the design, with a principal in its form."""
    look.open("131")


def machine(look: Look) -> None:
    """The form of the vending machine, further down."""
    look.open("129")
    area = look.page.detail.findChild(QScrollArea, "rooms.setup_scroll")
    assert isinstance(area, QScrollArea)
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)


def several(look: Look) -> None:
    """Three rows selected."""
    view = look.page.list.table.view
    for row in (1, 3, 6):
        flag = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        view.selectionModel().select(view.rows.index(row, 0), flag)


def nothing_matches(look: Look) -> None:
    """A search in a stage that finds nothing."""
    look.page.list.filter_status("trading")
    look.settle()
    look.page.list.toolbar.search.set_text("sanna")


def tab(room_id: str, key: str) -> Callable[[Look], None]:
    """A tab of a room."""

    def show(look: Look) -> None:
        look.open(room_id)
        look.page.detail.choose_tab(key)

    return show


def asked(room_id: str, action: str) -> Callable[[Look], None]:
    """A room with one of its dialogs."""

    def show(look: Look) -> None:
        look.open(room_id)
        room = look.page.detail.room
        getattr(look.page.room_actions, action)(room)

    return show


def wrong(look: Look) -> None:
    """The contract form with half a principal."""
    look.open("131")
    form = look.page.detail.setup.form
    assert isinstance(form, ContractForm)
    form.principal.set_text("ST3KZ9B7WQ4M0T2XHR6PY8C5VD")
    form.principal.validate()


PICTURES: dict[str, tuple[tuple[int, int], int, dict[str, object], Callable[[Look], None]]] = {
    "proof": ((1440, 900), 100, {}, proof),
    "list": ((1440, 900), 100, {}, lambda look: None),
    "machine": ((1440, 900), 100, {}, machine),
    "trading": ((1440, 900), 100, {}, lambda look: look.open("123")),
    "paused": ((1440, 900), 100, {}, lambda look: look.open("119")),
    "failed": ((1440, 900), 100, {}, lambda look: look.open("113")),
    "draft": ((1440, 900), 100, {}, lambda look: look.open("130")),
    "deprecated": ((1440, 900), 100, {}, lambda look: look.open("112")),
    "small": ((1120, 720), 100, {}, proof),
    "large": ((2560, 1440), 100, {}, proof),
    "text150": ((1440, 900), 150, {}, proof),
    "text150small": ((1120, 720), 150, {}, lambda look: None),
    "empty": ((1440, 900), 100, {"empty": True}, lambda look: None),
    "viewer": ((1440, 900), 100, {"role": Role.VIEWER}, proof),
    "several": ((1440, 900), 100, {}, several),
    "none": ((1440, 900), 100, {}, nothing_matches),
    "holders": ((1440, 900), 100, {}, tab("123", "holders")),
    "trades": ((1440, 900), 100, {}, tab("123", "trades")),
    "events": ((1440, 900), 100, {}, tab("119", "events")),
    "pause": ((1440, 900), 100, {}, asked("123", "pause")),
    "deprecate": ((1440, 900), 100, {}, asked("123", "deprecate")),
    "treasury": ((1440, 900), 100, {}, asked("123", "change_treasury")),
    "edit": ((1440, 900), 100, {}, asked("130", "edit")),
    "wrong": ((1440, 900), 100, {}, wrong),
    "new": ((1440, 900), 100, {}, lambda look: look.page.room_actions.create()),
}


def main(arguments: list[str]) -> None:
    """Write the pictures named, or all, in both themes."""
    folder, names = Path(arguments[0]), arguments[1:] or list(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        size, scale, how, show = PICTURES[name]
        for theme in ("light", "dark"):
            look = Look(theme, size, scale, **how)
            show(look)
            look.shoot(folder / f"{name}-{theme}.png")
            look.close()


if __name__ == "__main__":
    main(sys.argv[1:])
