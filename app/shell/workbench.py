"""What one works in once a workspace is open and somebody is signed in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.kit.actions import DIVIDER, Action
from app.kit.labels import Line
from app.kit.layouts import in_column, in_row
from app.kit.page import PROOF, Page, PageSpec, ViewContext
from app.operators.desk import Desk
from app.operators.jobs import Job
from app.operators.rules import Permission
from app.operators.settings import WorkspaceSettings
from app.operators.view.backing_up import BackingUp
from app.operators.view.denial import needs
from app.shell.background_jobs import BackgroundJobs
from app.shell.demo_banner import DemoBanner
from app.shell.focus_cycle import next_pane
from app.shell.help import show_help
from app.shell.live_link import LiveLink
from app.shell.page_stack import PageStack
from app.shell.palette import CommandPalette
from app.shell.passport_dialog import PassportDialog
from app.shell.proof_alarm import ProofAlarm
from app.shell.rail import Rail
from app.shell.shortcuts import bind_shortcuts
from app.shell.status_bar import StatusBar
from app.shell.top_bar import TopBar, WorkspaceButton

NARROW_BELOW = 1280
SETTINGS = "settings"


class Workbench(QWidget):
    """Rail, top bar, pages and status bar over one desk; the window carries out the wishes.

    jobs: run beside it while it is there.
    """

    lock_wanted = Signal()
    sign_out_wanted = Signal()
    close_wanted = Signal()
    restore_wanted = Signal()
    fresh_demo_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        settings: WorkspaceSettings,
        specs: Sequence[PageSpec[Desk]],
        context: ViewContext,
        parent: QWidget | None = None,
        *,
        jobs: Sequence[Job] = (),
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._settings = settings
        self._specs = tuple(specs)
        # The pages reach each other's records through the workbench only.
        self._context = replace(context, open_record=self.open_record)
        self._current = ""
        self._narrow_chosen = context.settings.flag("rail_narrow")
        self.rail = Rail(specs, desk.operator, self._context, can_lock=not settings.is_demo)
        self.workspace = WorkspaceButton("", settings.is_demo, self._menu, context.icons)
        self.top = TopBar(self.workspace, context.themes, context.icons)
        self.banner = DemoBanner(context.icons)
        self.stack = PageStack(specs, self._context, desk)
        self.status = StatusBar(str(desk.database.location), settings.is_demo, self._context)
        self.live = LiveLink(desk.database, context.tasks, self)
        self.jobs = BackgroundJobs(desk, jobs, context.tasks, self)
        self.alarm = ProofAlarm(self._context, desk.database)
        self._backing_up = BackingUp(self._context, desk, self)
        self._compose()
        self._connect()
        self.show_settings(settings)
        bind_shortcuts(self, self._shortcuts())
        self.show_page(self._first_page())
        self._count_waiting()

    @property
    def page(self) -> Page:
        """The page that is shown; an empty one until it is built."""
        return self.stack.page

    @property
    def page_name(self) -> str:
        """Name of the page that is shown."""
        return self._current

    def page_names(self) -> tuple[str, ...]:
        """Names of all pages, in the order of the rail."""
        return tuple(spec.name for spec in self._specs)

    def show_settings(self, settings: WorkspaceSettings) -> None:
        """Take over what the workspace is set to now."""
        self._settings = settings
        self.workspace.set_workspace(self.tr("Demo") if settings.is_demo else settings.name)
        self.banner.setVisible(settings.is_demo)

    @Slot(str)
    def show_page(self, name: str, record_id: int = 0) -> None:
        """Go to a page, which is built when it is first shown, and to a record of it."""
        spec = next(spec for spec in self._specs if spec.name == name)
        self._current = name
        self.rail.show_page(name)
        self.top.set_title(spec.title, spec.subtitle)
        self.stack.show_page(name, record_id)
        self._context.settings.set_text("page", name)

    def open_record(self, kind: str, record_id: int) -> None:
        """Show a record on the page of its kind; where no page has it, nothing happens.

        record_id: a row id; 0 shows the page as it is.
        """
        for spec in self._specs:
            if kind in spec.kinds:
                self.show_page(spec.name, record_id)
                return

    def focus_first(self) -> None:
        """Put the focus into the page."""
        self.page.setFocus()

    def stop(self) -> None:
        """Let go of the workspace; the window drops the workbench afterwards."""
        self.live.stop()
        self.jobs.stop()

    # Commands

    def commands(self) -> tuple[Action, ...]:
        """What the palette offers: of the page that is shown, then of the window."""
        goes = tuple(
            Action(
                self.tr("Go to %1").replace("%1", spec.title),
                partial(self.show_page, spec.name),
                icon=spec.icon,
                shortcut=f"Ctrl+{number}" if number < 10 else "",
            )
            for number, spec in enumerate(self._specs, 1)
        )
        return (*self.page.commands(), *goes, *self._window_commands())

    def _window_commands(self) -> tuple[Action, ...]:
        tr = self.tr
        lock = Action(tr("Lock"), self.lock_wanted.emit, "lock")
        return (
            Action(tr("Change theme"), self.toggle_theme, "moon", "Ctrl+Shift+L"),
            Action(tr("Address passport…"), self.show_passport, "search"),
            Action(tr("Refresh"), self.refresh, "refresh", "F5"),
            Action(tr("Narrow or widen the rail"), self.toggle_rail, "columns", "Ctrl+B"),
            Action(tr("Help for this page"), self.show_help, "help", "F1"),
            replace(self._back_up(), text=tr("Back up the workspace…")),
            self._restore(),
            *(() if self._settings.is_demo else (lock,)),
            Action(tr("Sign out"), self.sign_out_wanted.emit, "logout"),
            self._close(),
            Action(tr("Quit Tokendesk"), self.quit_wanted.emit, "close", "Ctrl+Q"),
        )

    def _menu(self) -> list[Action]:
        settings = Action(
            self.tr("Workspace settings"), partial(self.show_page, SETTINGS), SETTINGS, "Ctrl+,"
        )
        return [
            self._back_up(),
            self._restore(),
            *((settings,) if SETTINGS in self.page_names() else ()),
            DIVIDER,
            self._close(),
        ]

    def _back_up(self) -> Action:
        denied = self._backing_up.denied
        return Action(self.tr("Back up…"), self._backing_up.ask, "save", denied=denied)

    def _restore(self) -> Action:
        denied = needs(self.desk, Permission.RESTORE)
        if not denied and not self.desk.database.location.is_file:
            denied = self.tr("A server is restored with tokendesk restore, into an empty database")
        return Action(self.tr("Restore a backup…"), self.restore_wanted.emit, "undo", denied=denied)

    def _close(self) -> Action:
        return Action(self.tr("Close workspace"), self.close_wanted.emit, "door")

    @Slot()
    def open_palette(self) -> None:
        """Show the command palette."""
        self._context.messages.show(
            CommandPalette(
                self._context,
                self.commands(),
                self._specs,
                self.desk,
                self,
                passport=self.show_passport,
            )
        )

    def show_passport(self, text: str = "") -> None:
        """Say what a pasted address is."""
        self._context.messages.show(PassportDialog(self._context, self.desk, text, parent=self))

    @Slot()
    def toggle_theme(self) -> None:
        """From dark to light, or back; the choice is remembered."""
        themes = self._context.themes
        themes.choose("light" if themes.current.name == "dark" else "dark")
        self._context.settings.set_theme(themes.choice)

    @Slot()
    def toggle_rail(self) -> None:
        """Show the rail's titles or hide them; remembered."""
        self._narrow_chosen = not self.rail.narrow
        self._context.settings.set_flag("rail_narrow", self._narrow_chosen)
        self.rail.set_narrow(self._narrow_chosen)

    @Slot()
    def refresh(self) -> None:
        """Read everything shown anew."""
        self._context.tasks.refresh()

    @Slot()
    def show_help(self) -> None:
        """The help page of the page that is shown."""
        show_help(self._context, self._current, self)

    def _shortcuts(self) -> dict[str, Callable[[], None]]:
        keys: dict[str, Callable[[], None]] = {
            f"Ctrl+{number}": partial(self.show_page, spec.name)
            for number, spec in enumerate(self._specs[:9], 1)
        }
        if SETTINGS in self.page_names():
            keys["Ctrl+,"] = partial(self.show_page, SETTINGS)
        return {
            **keys,
            "Ctrl+K": self.open_palette,
            "Ctrl+B": self.toggle_rail,
            "Ctrl+Shift+L": self.toggle_theme,
            "Ctrl+E": lambda: self.page.export_current(),
            "Ctrl+Q": self.quit_wanted.emit,
            "F1": self.show_help,
            "F5": self.refresh,
            "F6": lambda: next_pane(self.rail, self.top, self.page),
            "/": lambda: self.page.focus_search(),
        }

    # Putting together

    def _compose(self) -> None:
        head = self._dressed(in_column(self.top, Line(), self.banner, self.alarm, spacing=0))
        foot = self._dressed(in_column(Line(), self.status, spacing=0))
        in_row(
            self._dressed(in_row(self.rail, Line(upright=True), spacing=0)),
            (in_column(head, (self.stack, 1), foot, spacing=0), 1),
            within=self,
            spacing=0,
        )

    def _dressed(self, layout: QBoxLayout) -> QWidget:
        """A part of what lies around the pages, dressed by itself, since they are too."""
        part = QWidget()
        part.setLayout(layout)
        self._context.themes.dress(part)
        return part

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.rail.sign_out_wanted.connect(self.sign_out_wanted)
        self.rail.close_wanted.connect(self.close_wanted)
        self.top.palette_wanted.connect(self.open_palette)
        self.top.theme_wanted.connect(self.toggle_theme)
        self.top.help_wanted.connect(self.show_help)
        self.banner.fresh_wanted.connect(self.fresh_demo_wanted)
        self.banner.own_wanted.connect(self.close_wanted)
        self.alarm.retry_requested.connect(partial(self.open_record, PROOF, 0))
        self.live.lost.connect(self.status.show_lost)
        self.live.back.connect(self.status.show_connected)
        self._context.tasks.changed.connect(self._on_changed)
        self._context.themes.changed.connect(self._on_themes_changed)

    def _first_page(self) -> str:
        wanted = self._context.settings.text("page")
        names = self.page_names()
        return wanted if wanted in names else names[0]

    @Slot(object)
    def _on_changed(self, _changed: object) -> None:
        self._count_waiting()

    def _count_waiting(self) -> None:
        counted = [(spec.name, spec.count) for spec in self._specs if spec.count is not None]
        desk = self.desk
        self._context.tasks.query(
            lambda: {name: count(desk) for name, count in counted},
            done=self.rail.show_counts,
            key="rail.counts",
        )

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._fit_rail()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def _fit_rail(self) -> None:
        # Large text leaves as little room as a small window.
        is_small = self.width() < self._context.themes.px(NARROW_BELOW)
        if (self._narrow_chosen or is_small) != self.rail.narrow:
            self.rail.set_narrow(self._narrow_chosen or is_small)
