"""Renders the Vending machine page to pictures, to be held against the design.

`python -m tests.vending.view.look FOLDER [WIDTHxHEIGHT] [PERCENT]`
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.assembly.demo.builder import DEMO_UNTIL, build_demo_file
from app.db.clock import SetClock
from app.db.database import Database
from app.db.location import Location
from app.db.workspace import open_database
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.members.queries import member_by_username_or_id
from app.operators.desk import Desk
from app.operators.settings import WorkspaceSettings
from app.progress import NoProgress
from app.shell.bootstrap import make_application, make_context
from app.shell.market_extensions import SimulatedMarket
from app.shell.workbench import Workbench
from app.vending.rules import Side
from app.vending.view.page import PAGE
from app.vending.view.vending_page import VendingPage
from tests.factories import desk_of


def settle(milliseconds: int = 120) -> None:
    """Let the window come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.processEvents()


@contextmanager
def shown(
    folder: Path, desk: Desk, theme: str, size: tuple[int, int], percent: int = 100
) -> Iterator[tuple[QWidget, ViewContext, VendingPage]]:
    """The page in the window's frame."""
    make_application()
    settings = ViewSettings(folder / f"{theme}-{size[0]}-{percent}.ini")
    settings.set_theme(theme)
    settings.set_scale(percent)
    settings.set_flag("reduced_motion", True)
    settings.set_text("page", "vending")
    context = make_context(settings, desk.clock)
    market = partial(VendingPage, extend=SimulatedMarket)
    spec = replace(PAGE, load=lambda: market)
    bench = Workbench(desk, WorkspaceSettings(is_demo=True), (spec,), context)
    context.messages.attach(bench)
    bench.resize(*size)
    bench.show()
    context.tasks.wait_idle()
    settle()
    page = bench.page
    assert isinstance(page, VendingPage)
    try:
        yield bench, context, page
    finally:
        bench.stop()
        context.tasks.close()
        bench.close()
        bench.deleteLater()
        settle(10)


def open_room(page: VendingPage, context: ViewContext, symbol: str) -> None:
    """Show the room with this symbol."""
    row = next(row for row in page.rooms.model.rows if row.symbol == symbol)
    page.open_id(row.id)
    for _ in range(3):
        context.tasks.wait_idle()
        settle(60)


def choose(page: VendingPage, context: ViewContext, name: str) -> None:
    """Trade as the member of this name."""
    desk = page.desk
    page.choose_member(desk.database.read(lambda c: member_by_username_or_id(c, name)).id)
    for _ in range(2):
        context.tasks.wait_idle()
        settle(60)


def shoot(window: QWidget, context: ViewContext, path: Path) -> None:
    """Save a picture of the window."""
    context.tasks.wait_idle()
    settle()
    window.grab().save(str(path))
    print(path)  # noqa: T201  # This is a tool for the eye.


def main() -> None:
    """Both themes, a buy and a sale, in one size."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    width, height = (sys.argv[2] if len(sys.argv) > 2 else "1440x900").split("x")
    percent = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    symbol = sys.argv[4] if len(sys.argv) > 4 else "LNDEV"
    demo = folder / "demo.db"
    if not demo.exists():
        build_demo_file(demo, NoProgress())
    with tempfile.TemporaryDirectory() as place:
        database: Database = open_database(Location(path=demo), migrate=False)
        desk = desk_of(database, clock=SetClock(DEMO_UNTIL))
        size = (int(width), int(height))
        for theme, side, keys in (("dark", Side.BUY, 36), ("light", Side.SELL, 25)):
            with shown(Path(place), desk, theme, size, percent) as (window, context, page):
                open_room(page, context, symbol)
                choose(page, context, "mirela")
                page.trade(side)
                page.ticket.form.amount.set_keys(keys)
                name = f"{symbol}-{theme}-{width}x{height}-{percent}.png"
                shoot(window, context, folder / name)
        database.close()


if __name__ == "__main__":
    main()
