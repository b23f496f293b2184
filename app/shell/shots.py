"""Renders every view of the demo workspace to PNG, without a screen."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from app.assembly.demo.builder import DEMO_UNTIL, build_demo_file
from app.assembly.demo.old_rooms import SETTLED
from app.db.clock import SetClock
from app.doctor.view.page import PAGE as DOCTOR
from app.errors import InvalidInput, Unavailable
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.members.queries import member_by_username_or_id
from app.migration.queries import legacy_room_by_room_id
from app.migration.view.page import LEGACY_ROOM
from app.operators.passwords import Argon2Hasher
from app.operators.secrets import Secrets, SessionStore
from app.progress import NoProgress
from app.rooms.queries import room_by_room_id
from app.shell.bootstrap import make_application, make_context, make_window
from app.shell.open_workspace import Surroundings
from app.shell.recent import RecentWorkspaces
from app.shell.window import Window
from app.shell.workbench import Workbench
from app.simulator.view.compare.page import PAGE as COMPARE

THEMES = ("light", "dark")
WELCOME = "welcome"
PALETTE = "palette"
PASSPORT = "passport"
NEAR_A_MEMBER = "ST16EB18W66V9JP9TG82PCXBA94EPNWS6GB7ZAVFX"
"""One character from a creator of the demo."""
SCRUBBER = "scrubber"
PRESENTER = "presenter"
_WITHOUT_DEMO = (WELCOME, PRESENTER)
WAITING_ROOM = "131"
TRADER = "mirela"
PAST_SHARE = 0.6
SIZE = (1440, 900)
SETTLE_MS = 250
LONGEST_SECONDS = 30.0


def render(
    directory: Path,
    *,
    theme: str | None = None,
    view: str | None = None,
    size: tuple[int, int] = SIZE,
    scale: int = 100,
) -> list[Path]:
    """Write one PNG a view and theme into `directory`, and return their paths.

    theme: `light` or `dark`; None for both.
    view: a page's name, `room`, `member`, `scrubber`, `welcome`, `palette`, `passport`,
        `presenter`; None for all.
    size: of the window in pixels. scale: of the text in percent.
    Raises InvalidInput for an unknown view, Unavailable where the folder can't be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"{directory} can't be made: {error.strerror}.", code="NO_FOLDER"
        ) from None
    written: list[Path] = []
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.db"
        if view not in _WITHOUT_DEMO:
            build_demo_file(demo, NoProgress())
        for each in (theme,) if theme else THEMES:
            with _window(Path(folder), demo, each, size, scale) as (window, context):
                for name, show in _views(window, context, view):
                    show()
                    written.append(_shoot(window, context, directory / f"{name}-{each}.png"))
                if view in (None, PRESENTER):
                    path = directory / f"{PRESENTER}-{each}.png"
                    written.append(_shoot_presenter(context, path, size))
    return written


@contextmanager
def _window(
    folder: Path, demo: Path, theme: str, size: tuple[int, int], scale: int
) -> Iterator[tuple[Window, ViewContext]]:
    clock = SetClock(DEMO_UNTIL)
    make_application()
    settings = ViewSettings(folder / f"{theme}.ini")
    settings.set_theme(theme)
    settings.set_scale(scale)
    settings.set_flag("reduced_motion", True)
    context = make_context(settings, clock)
    around = Surroundings(
        clock=clock,
        hasher=Argon2Hasher(),
        secrets=Secrets(SessionStore(), environment={}),
        recent=RecentWorkspaces(folder / f"{theme}.toml"),
        data_folder=folder,
        log_file=folder / "tokendesk.log",
        demo_file=demo,
    )
    window = make_window(context, around)
    window.setMinimumSize(1, 1)
    window.resize(*size)
    window.show()
    try:
        yield window, context
    finally:
        window.close()
        window.crashes.uninstall()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def _views(
    window: Window, context: ViewContext, wanted: str | None
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Names of the views and what brings each on screen."""
    if wanted in (None, WELCOME):
        yield WELCOME, window.show_welcome
    if wanted in _WITHOUT_DEMO:
        return
    window.open_demo()
    bench = _opened(window, context)
    shown: dict[str, Callable[[], None]] = {
        name: partial(bench.show_page, name) for name in bench.page_names()
    }
    shown[COMPARE.name] = partial(_compare, bench, context)
    shown[DOCTOR.name] = partial(_doctor, bench, context)
    shown[SCRUBBER] = partial(_show_past, bench, context)
    shown |= {kind: partial(bench.open_record, kind, row_id) for kind, row_id in _records(bench)}
    shown[PALETTE] = bench.open_palette
    shown[PASSPORT] = partial(bench.show_passport, NEAR_A_MEMBER)
    if wanted is not None and wanted not in shown:
        known = ", ".join((WELCOME, *shown, PRESENTER))
        raise InvalidInput(f"There is no view {wanted!r}; there are {known}.", field="view")
    for name, show in shown.items():
        if wanted in (None, name):
            yield name, show


def _compare(bench: Workbench, context: ViewContext) -> None:
    """The page of comparisons is worth looking at when one is finished."""
    from app.simulator.view.compare.compare_page import ComparePage

    _visit(bench, context, COMPARE.name)
    if isinstance(bench.page, ComparePage):
        bench.page.run()


def _show_past(bench: Workbench, context: ViewContext) -> None:
    """The trading page at a moment of the past."""
    from app.vending.view.vending_page import VendingPage

    _visit(bench, context, "vending")
    page = bench.page
    if isinstance(page, VendingPage):
        page.past.show_moment(round(len(page.price.chart.trades) * PAST_SHARE))


def _doctor(bench: Workbench, context: ViewContext) -> None:
    """The doctor's page with the tutorial's broken curve, its counter-example played."""
    from app.doctor.view.doctor_page import DoctorPage
    from app.doctor.view.subject_form import SubjectSource

    _visit(bench, context, DOCTOR.name)
    if isinstance(bench.page, DoctorPage):
        bench.page.form.choose(SubjectSource.EXAMPLE)
        bench.page.examination.ask_now()
        context.tasks.wait_idle()
        bench.page.play_to_the_end()


def _visit(bench: Workbench, context: ViewContext, name: str) -> None:
    bench.show_page(name)
    _wait_for_page(bench, context)


def _wait_for_page(bench: Workbench, context: ViewContext) -> None:
    context.tasks.wait_idle()
    while bench.stack.building:
        _settle(10)
    context.tasks.wait_idle()


def _records(bench: Workbench) -> list[tuple[str, int]]:
    """Rooms that wait for their next step, and a member who trades: their details are views too."""

    def work(connection: Connection) -> list[tuple[str, int]]:
        return [
            ("room", room_by_room_id(connection, WAITING_ROOM).id),
            ("member", member_by_username_or_id(connection, TRADER).id),
            (LEGACY_ROOM, legacy_room_by_room_id(connection, SETTLED[0]).id),
        ]

    return bench.desk.database.read(work)


def _opened(window: Window, context: ViewContext) -> Workbench:
    waited = 0.0
    while window.workbench is None:
        context.tasks.wait_idle()
        _settle(20)
        waited += 0.02
        if waited > LONGEST_SECONDS:
            raise Unavailable("The demo workspace didn't open.", code="NO_DEMO")
    # The folder is another one each time; the pictures are to be the same.
    window.workbench.status.place.setText("demo.db")
    return window.workbench


def _shoot(window: Window, context: ViewContext, path: Path) -> Path:
    if window.workbench is not None:
        _wait_for_page(window.workbench, context)
    context.tasks.wait_idle()
    _settle(SETTLE_MS)
    context.tasks.wait_idle()
    QApplication.processEvents()
    if not picture_of(window, context).save(str(path), "PNG"):
        raise Unavailable(f"{path} can't be written.", code="CANT_WRITE")
    if context.messages.dialog is not None:
        context.messages.dialog.reject()
    return path


def _shoot_presenter(context: ViewContext, path: Path, size: tuple[int, int]) -> Path:
    """A scene in its own window, as the projector shows it."""
    from app.shell.presented import presented

    window = presented(context, size)
    _settle(SETTLE_MS)
    picture = window.grab()
    window.close()
    context.tasks.wait_idle()
    if not picture.save(str(path), "PNG"):
        raise Unavailable(f"{path} can't be written.", code="CANT_WRITE")
    return path


def picture_of(window: Window, context: ViewContext) -> QPixmap:
    """The window as a screen would show it: dialogs are windows of their own."""
    picture = window.grab()
    dialog = context.messages.dialog
    if dialog is not None:
        painter = QPainter(picture)
        painter.drawPixmap(window.mapFromGlobal(dialog.pos()), dialog.grab())
        painter.end()
    return picture


def _settle(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.processEvents()
