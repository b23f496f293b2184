"""The window: welcome, opening, sign-in or the workbench, one at a time."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from app.db.database import Database
from app.db.location import Location
from app.errors import Cancelled, UserError
from app.kit.files import FileKind, ask_open_path
from app.kit.labels import stressed
from app.kit.page import PageSpec, ViewContext
from app.kit.tasks import Task
from app.operators.desk import Desk
from app.operators.settings import WorkspaceSettings
from app.shell import open_workspace as openings
from app.shell.connect_dialog import ConnectDialog, Connecting
from app.shell.crash import CrashDialog, CrashHook
from app.shell.first_operator import FirstOperatorScreen
from app.shell.locking import IdleWatch, hide_other_windows
from app.shell.open_workspace import Opened, Surroundings, Work
from app.shell.opening import OpeningScreen
from app.shell.pages import all_pages
from app.shell.session import Session
from app.shell.shortcuts import InputWatch
from app.shell.sign_in import SignInScreen
from app.shell.welcome import FILES, WelcomeScreen
from app.shell.workbench import Workbench

SMALLEST = QSize(1120, 720)
FIRST_SIZE = QSize(1440, 900)

Screen = WelcomeScreen | OpeningScreen | SignInScreen | FirstOperatorScreen | Workbench


class Window(QMainWindow):
    """Owns what is on screen; each way into a workspace ends in `_enter`.

    specs: the pages; None takes all there are.
    """

    def __init__(
        self,
        context: ViewContext,
        surroundings: Surroundings,
        crashes: CrashHook,
        specs: Sequence[PageSpec[Desk]] | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        self._around = surroundings
        self.crashes = crashes
        pages = all_pages(surroundings.secrets, surroundings.hasher) if specs is None else specs
        self._specs = tuple(pages)
        self._opening: Task | None = None
        self._wanted: Location | None = None
        self._locked: Workbench | None = None
        self._hidden: list[QWidget] = []
        self._is_leaving = False
        self.session = Session(context, surroundings, self)
        self.idle = IdleWatch(surroundings.clock, self)
        self.setObjectName("window")
        self.setWindowTitle("Tokendesk")
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        self.restoreGeometry(context.settings.geometry("window"))
        self._watch = InputWatch(context.settings, self)
        self._listen()
        self.show_welcome()

    def _listen(self) -> None:
        context = self._context
        context.messages.attach(self)
        context.tasks.refused.connect(self._on_refused)
        self.crashes.crashed.connect(self._on_crashed)
        self.session.settings_changed.connect(self._on_settings_changed)
        self.idle.due.connect(self.lock)
        self._watch.touched.connect(self.idle.touch)

    @property
    def workbench(self) -> Workbench | None:
        """The workbench, while somebody is signed in and it isn't locked."""
        shown = self.centralWidget()
        return shown if isinstance(shown, Workbench) else None

    # Ways into a workspace

    @Slot()
    def show_welcome(self) -> None:
        """Close the workspace, if one is open, and offer the ways into one."""
        self._leave_workbench()
        self.session.end()
        around = self._around
        screen = WelcomeScreen(around.recent.all(), around.data_folder, self._context, self)
        screen.demo_wanted.connect(self.open_demo)
        screen.server_wanted.connect(self.ask_server)
        screen.opened.connect(self.open_location)
        screen.created.connect(self.create_location)
        screen.forgotten.connect(self._on_forgotten)
        self._show(screen)

    @Slot()
    def open_demo(self) -> None:
        """Open the demo workspace; the first time it is made."""
        self._open(self.tr("Opening the demo"), openings.open_demo(self._around))

    @Slot(object)
    def open_location(self, location: Location) -> None:
        """Open a workspace that is there."""
        self._wanted = location
        title = self.tr("Opening %1").replace("%1", location.name)
        self._open(title, openings.open_there(self._around, location))

    @Slot(object)
    def create_location(self, location: Location) -> None:
        """Ask what a new workspace begins with; it is made when that is known."""
        self._leave_workbench()
        self.session.end()
        screen = FirstOperatorScreen(self._around, location, self._context, self)
        screen.made.connect(self._enter)
        screen.left.connect(self.show_welcome)
        self._show(screen)

    @Slot()
    def ask_server(self) -> ConnectDialog:
        """Ask for a server to connect to."""
        dialog = ConnectDialog(self._context, self)
        dialog.opened.connect(self._on_connect)
        dialog.created.connect(self._on_create_on_server)
        self._context.messages.show(dialog)
        return dialog

    @Slot(object)
    def _on_connect(self, connecting: Connecting) -> None:
        self.session.keep_password_of(connecting.location if connecting.keep else None)
        self.open_location(connecting.location)

    @Slot(object)
    def _on_create_on_server(self, connecting: Connecting) -> None:
        self.session.keep_password_of(connecting.location if connecting.keep else None)
        self.create_location(connecting.location)

    def _open(self, title: str, work: Work) -> None:
        self._leave_workbench()
        waits = self.session.end(partial(self._start, title, work))
        screen = OpeningScreen(self._context, title, self)
        screen.stopped.connect(self._on_opening_stopped)
        self._show(screen)
        if not waits:
            self._start(title, work)

    def _start(self, title: str, work: Work) -> None:
        self._opening = self._context.tasks.long(
            work, title=title, done=self._on_opened, failed=self._on_not_opened
        )

    @Slot()
    def _on_opening_stopped(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
        else:
            # A page that couldn't be built, which the crash report tells of, left this screen.
            self.show_welcome()

    def _on_opened(self, opened: Opened) -> None:
        task, self._opening = self._opening, None
        if task is not None and task.cancelled:
            self.session.discard(opened.database)
            self.show_welcome()
        else:
            self._enter(opened)

    def _on_not_opened(self, error: UserError) -> None:
        self._opening = None
        self.show_welcome()
        if error.code == "DB_SIGN_IN" and self._wanted is not None:
            self.ask_server().ask_again(self._wanted, error)
        elif not isinstance(error, Cancelled):
            self._context.messages.error(error)

    @Slot(object)
    def _enter(self, opened: Opened) -> None:
        database = self.session.begin(opened)
        if opened.desk is not None:
            self._show_workbench(opened.desk)
        elif opened.has_operators:
            self._show_sign_in(database, None)
        else:
            self.create_location(database.location)

    # Signing in, locking, leaving

    def _show_sign_in(self, database: Database, locked: Desk | None) -> None:
        screen = SignInScreen(
            database,
            self._around.clock,
            self._around.hasher,
            self._context,
            workspace=self.session.settings.name,
            locked=locked,
            parent=self,
        )
        screen.signed_in.connect(self._on_signed_in)
        screen.left.connect(self.show_welcome)
        self._show(screen)

    @Slot(object)
    def _on_signed_in(self, desk: Desk) -> None:
        locked, self._locked = self._locked, None
        if locked is not None and locked.desk == desk:
            # What was typed before the lock is still there.
            self._show_again(locked)
            return
        _drop(locked)
        self._show_workbench(desk)

    def _show_workbench(self, desk: Desk) -> None:
        settings = self.session.settings
        bench = Workbench(desk, settings, self._specs, self._context, self, jobs=self._around.jobs)
        bench.lock_wanted.connect(self.lock)
        bench.sign_out_wanted.connect(self.sign_out)
        bench.close_wanted.connect(self.show_welcome)
        bench.restore_wanted.connect(self.ask_restore)
        bench.fresh_demo_wanted.connect(self.ask_fresh_demo)
        bench.quit_wanted.connect(self.close)
        self._show(bench)
        self.idle.start(settings.auto_lock_minutes)

    def _show_again(self, bench: Workbench) -> None:
        self._show(bench)
        bench.show_settings(self.session.settings)
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            window.show()
        self.idle.start(self.session.settings.auto_lock_minutes)

    @Slot()
    def lock(self) -> None:
        """Ask for the password again before anything more is seen."""
        bench, database = self.workbench, self.session.database
        if bench is None or database is None or self.session.settings.is_demo:
            return
        # Takes the toasts away as well.
        self._context.messages.attach(self)
        self._hidden = hide_other_windows(self)
        self.idle.stop()
        self._locked = bench
        self.takeCentralWidget()
        self._show_sign_in(database, bench.desk)

    @Slot()
    def sign_out(self) -> None:
        """Let somebody else sign in; a demo, where nobody does, is closed."""
        database = self.session.database
        if database is None or self.session.settings.is_demo:
            self.show_welcome()
            return
        self._leave_workbench()
        self._show_sign_in(database, None)

    def _leave_workbench(self) -> None:
        self.idle.stop()
        locked, self._locked = self._locked, None
        _drop(locked)
        if self.workbench is not None:
            self.workbench.stop()

    # What the workbench wants done to the whole workspace

    @Slot()
    def ask_restore(self) -> None:
        """Ask for a backup to put in the place of what is open."""
        title = self.tr("Restore a backup")
        ask_open_path(self, title, FILES, self._context.settings, self._on_backup_chosen)

    def _on_backup_chosen(self, path: Path, _kind: FileKind) -> None:
        database, name = self.session.database, self.session.settings.name
        if database is None:
            return
        words = self.tr(
            "Everything in %1 becomes what it was in %2. The file of now is kept beside it."
        )
        self._context.messages.confirm(
            self.tr("Restore this backup?"),
            words.replace("%1", stressed(name)).replace("%2", stressed(path.name)),
            yes=self.tr("Restore"),
            on_yes=partial(self.restore, path, database.location),
            danger=True,
            word=name,
        )

    def restore(self, backup: Path, location: Location) -> None:
        """Put a backup in the place of a workspace, and open it."""
        title = self.tr("Restoring %1").replace("%1", location.name)
        self._open(title, openings.restore_there(self._around, backup, location))

    @Slot()
    def ask_fresh_demo(self) -> None:
        """Ask whether the demo is to be made anew."""
        self._context.messages.confirm(
            self.tr("Start the demo over?"),
            self.tr("What was changed in it is lost."),
            yes=self.tr("Start over"),
            on_yes=lambda: self._open(
                self.tr("Making the demo"), openings.open_demo(self._around, fresh=True)
            ),
            danger=True,
        )

    # What is heard

    @Slot(object)
    def _on_settings_changed(self, before: WorkspaceSettings) -> None:
        settings = self.session.settings
        self._show_title()
        if self.workbench is not None:
            self.workbench.show_settings(settings)
            if settings.auto_lock_minutes != before.auto_lock_minutes:
                self.idle.start(settings.auto_lock_minutes)

    @Slot(object)
    def _on_forgotten(self, location: Location) -> None:
        self._around.recent.remove(location)
        self.show_welcome()

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        self._context.messages.error(error)

    @Slot(str)
    def _on_crashed(self, report: str) -> None:
        # One report at a time: a bug in painting would otherwise cover the window with them.
        if not isinstance(self._context.messages.dialog, CrashDialog):
            self._context.messages.show(
                CrashDialog(self._context, report, self._around.log_file, self)
            )

    # The window itself

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_busy() and not self._is_leaving:
            event.ignore()
            self._ask_leaving()
            return
        self._context.settings.set_geometry("window", self.saveGeometry())
        self._context.settings.flush()
        self._leave_workbench()
        self._context.tasks.close()
        self.session.close_all()
        self._watch.stop()
        super().closeEvent(event)

    def _is_busy(self) -> bool:
        """Whether closing would stop work whose result somebody waits for."""
        return any(task is not self._opening for task in self._context.tasks.long_tasks)

    def _ask_leaving(self) -> None:
        titles = (task.title for task in self._context.tasks.long_tasks)
        self._context.messages.confirm(
            self.tr("Stop and quit?"),
            self.tr("Still under way: %1.").replace("%1", stressed(", ".join(titles))),
            yes=self.tr("Stop and quit"),
            on_yes=self._leave,
            no=self.tr("Go on"),
        )

    def _leave(self) -> None:
        self._is_leaving = True
        self.close()

    def _show(self, screen: Screen) -> None:
        old = self.takeCentralWidget()
        if not isinstance(screen, Workbench):
            # The workbench dresses its parts, of which pages come later.
            self._context.themes.dress(screen)
        self.setCentralWidget(screen)
        if old is not None and old is not self._locked:
            old.deleteLater()
        self._show_title()
        screen.focus_first()

    def _show_title(self) -> None:
        is_open = self.session.database is not None
        name = self.session.settings.name
        self.setWindowTitle(f"{name} · Tokendesk" if is_open else "Tokendesk")


def _drop(bench: Workbench | None) -> None:
    if bench is not None:
        bench.stop()
        bench.deleteLater()
