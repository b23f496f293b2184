"""Renders every screen of the shell to PNGs, for looking: `python -m tests.shell.look DIR`."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.assembly.demo.builder import DEMO_UNTIL, build_demo_file
from app.db.clock import SetClock
from app.db.location import Location
from app.errors import Unavailable
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.operators.secrets import Secrets, SessionStore
from app.progress import NoProgress
from app.shell.audit_page import AuditPage
from app.shell.bootstrap import make_application, make_context
from app.shell.crash import CrashDialog, CrashHook, report_text
from app.shell.first_operator import FirstOperatorScreen
from app.shell.open_workspace import Surroundings
from app.shell.opening import OpeningScreen
from app.shell.palette import CommandPalette
from app.shell.recent import RecentWorkspaces
from app.shell.shots import picture_of
from app.shell.sign_in import SignInScreen
from app.shell.window import Window
from tests.operators.people import QUICK

SIZES = ((1440, 900, 100), (1120, 720, 150))


class Look:
    """A window over a demo in a folder, and how to bring each screen up."""

    def __init__(self, folder: Path, into: Path) -> None:
        self.folder, self.into = folder, into
        clock = SetClock(DEMO_UNTIL)
        self.context: ViewContext = make_context(ViewSettings(folder / "window.ini"), clock)
        self.context.themes.set_reduced_motion(True)
        self.around = Surroundings(
            clock=clock,
            hasher=QUICK,
            secrets=Secrets(SessionStore(), environment={}),
            recent=RecentWorkspaces(folder / "settings.toml"),
            data_folder=folder,
            log_file=folder / "tokendesk.log",
            demo_file=folder / "demo.db",
        )
        for name in ("North desk", "A workspace with a rather long name that goes on and on"):
            self.around.recent.add(Location(path=folder / f"{name.split()[0]}.db"), name)
        self.around.recent.add(Location(url="postgresql://ada@db.example:5432/desk"), "Team")
        self.window = Window(self.context, self.around, CrashHook())
        self.window.setMinimumSize(1, 1)
        self.window.show()

    def screens(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "welcome", self.window.show_welcome
        yield "connect", self._connect
        yield "first-operator", self._first_operator
        yield "opening", self._opening
        yield "sign-in", self._sign_in
        yield "toasts", self._toasts
        yield "audit-ok", self._audit
        yield "palette", self._palette
        yield "crash", self._crash
        yield "help", self._help
        yield "members", lambda: self._page("members")
        yield "settings", lambda: self._page("settings")
        yield "rooms", lambda: self._page("rooms")
        yield "vending", lambda: self._page("vending")

    def settle(self) -> None:
        for _ in range(8):
            self.context.tasks.wait_idle()
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def shoot(self, name: str) -> None:
        self.settle()
        picture_of(self.window, self.context).save(str(self.into / f"{name}.png"))
        if self.context.messages.dialog is not None:
            self.context.messages.dialog.reject()
        self.context.messages.attach(self.window)
        self.settle()

    def _page(self, name: str) -> None:
        if self.window.workbench is None:
            self.window.open_demo()
            self.settle()
        assert self.window.workbench is not None
        self.window.workbench.show_page(name)

    def _connect(self) -> None:
        self.window.show_welcome()
        dialog = self.window.ask_server()
        dialog.ask_again(
            Location(url="postgresql://ada@db.example:5432/desk"),
            Unavailable("The database server refuses this user or password."),
        )

    def _first_operator(self) -> None:
        self.window.create_location(Location(path=self.folder / "north.db"))
        screen = self.window.centralWidget()
        assert isinstance(screen, FirstOperatorScreen)
        screen.name.set_text("two words")
        screen.password.set_text("short")
        screen.submit()

    def _opening(self) -> None:
        self.window.show_welcome()
        self.settle()
        screen = OpeningScreen(self.context, "Opening the demo", self.window)
        screen.text.setText("12 December 2025")
        screen.bar.setRange(0, 100)
        screen.bar.setValue(40)
        self.window._show(screen)

    def _sign_in(self) -> None:
        self._page("members")
        assert self.window.workbench is not None
        desk = self.window.workbench.desk
        self.window._leave_workbench()
        self.window._show_sign_in(desk.database, None)
        screen = self.window.centralWidget()
        assert isinstance(screen, SignInScreen)
        screen.name.set_text("mira")
        screen.password.set_text("not this one")
        screen.submit()

    def _toasts(self) -> None:
        self.window.show_welcome()
        self.settle()
        self._page("members")
        self.settle()
        self.context.messages.success("Bought 36 keys of LNDEV", "260 522 sats, supply 312 → 348")
        self.context.messages.warn("Clock differs by 42 s", "Refund windows may be judged wrongly.")
        self.context.messages.error(
            Unavailable("The price moved above your limit of 263 128 sats", title="Trade not sent")
        )

    def _audit(self) -> None:
        self._page("audit")
        assert self.window.workbench is not None
        page = self.window.workbench.page
        assert isinstance(page, AuditPage)
        self.settle()
        page.proof.check()

    def _palette(self) -> None:
        self._page("members")
        assert self.window.workbench is not None
        self.window.workbench.open_palette()
        dialog = self.context.messages.dialog
        assert isinstance(dialog, CommandPalette)
        dialog.input.setText("re")
        dialog._search()

    def _crash(self) -> None:
        self._page("members")
        trace = 'Traceback (most recent call last):\n  File "app/x.py", line 1, in x\nKeyError: 5'
        self.context.messages.show(
            CrashDialog(self.context, report_text(trace), self.around.log_file, self.window)
        )

    def _help(self) -> None:
        self._page("vending")
        assert self.window.workbench is not None
        self.window.workbench.show_help()


def main(into: Path) -> None:
    """Both themes, a usual window and the smallest one with the largest text."""
    into.mkdir(parents=True, exist_ok=True)
    make_application()
    with tempfile.TemporaryDirectory() as folder:
        build_demo_file(Path(folder) / "demo.db", NoProgress())
        look = Look(Path(folder), into)
        for theme in ("light", "dark"):
            look.context.themes.choose(theme)
            for width, height, scale in SIZES:
                look.context.themes.set_scale(scale)
                look.window.resize(width, height)
                for name, bring in look.screens():
                    bring()
                    look.shoot(f"{name}-{theme}-{scale}")
        look.window._is_leaving = True
        look.window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
