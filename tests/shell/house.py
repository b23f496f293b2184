"""A window with small pages of its own over workspaces in a folder, and what a test does there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.db.database import Database, connect
from app.db.location import Location
from app.db.workspace import create_workspace
from app.kit.actions import Action
from app.kit.dialogs import Confirmation
from app.kit.page import Build, Hit, Page, PageSpec, ViewContext
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.secrets import Secrets, SessionStore
from app.shell.crash import CrashHook
from app.shell.first_operator import FirstOperatorScreen
from app.shell.open_workspace import Surroundings
from app.shell.recent import RecentWorkspaces
from app.shell.sign_in import SignInScreen
from app.shell.welcome import WelcomeScreen
from app.shell.window import Window
from app.shell.workbench import Workbench
from tests.operators.people import PASSWORD, QUICK, make_admin, make_operator
from tests.showing import settle

W = TypeVar("W", bound=QWidget)


loaded: set[str] = set()
"""Titles of the pages that the window has loaded what they need of."""


class NotesPage(Page):
    """Stands for any page: counts how often it read, and has a field to type into."""

    kinds = frozenset({"note", "trail"})

    def __init__(self, context: ViewContext, desk: Desk, title: str) -> None:
        super().__init__(context)
        self.desk = desk
        self.loads = 0
        self.records: list[int] = []
        self.exports = 0
        self.ran: list[str] = []
        self.setObjectName(title.lower())
        self.text = QLineEdit()
        self.text.setObjectName(f"{title.lower()}.text")
        self.text.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(title))
        column.addWidget(self.text)

    def reload(self) -> None:
        self.loads += 1

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("Write a note", lambda: self.ran.append("write")),
            Action("Burn all notes", lambda: self.ran.append("burn"), denied="Needs fire"),
        )

    def show_record(self, record_id: int) -> None:
        self.records.append(record_id)

    def export_current(self) -> None:
        self.exports += 1

    def focus_search(self) -> None:
        self.text.setFocus()


def notes_spec(
    name: str,
    title: str,
    group: int = 1,
    *,
    kind: str = "",
    found: Sequence[Hit] = (),
    count: Callable[[Desk], int] | None = None,
) -> PageSpec[Desk]:
    """A page that finds those of `found` whose title holds the text."""

    def find(_desk: Desk, text: str) -> Sequence[Hit]:
        return [hit for hit in found if text.casefold() in hit.title.casefold()]

    def load() -> Build[Desk]:
        loaded.add(title)
        return lambda context, desk: NotesPage(context, desk, title)

    return PageSpec(
        name=name,
        title=title,
        subtitle=f"All {title.lower()}",
        icon="rooms",
        group=group,
        load=load,
        kinds=frozenset({kind}) if kind else frozenset(),
        find=find if found else None,
        count=count,
    )


ROOMS = (Hit("room", 7, "Reading room", "READ"), Hit("room", 8, "Engine room", "ENG"))
MEMBERS = (Hit("member", 3, "Rea", "Rea Silva"),)


def notes_specs() -> tuple[PageSpec[Desk], ...]:
    """Three pages in two groups; two of them find records, one counts what waits."""
    return (
        notes_spec("rooms", "Rooms", kind="room", found=ROOMS, count=lambda _desk: 1_300),
        notes_spec("members", "Members", kind="member", found=MEMBERS),
        notes_spec("settings", "Settings", 2, kind="operator"),
    )


@dataclass
class House:
    """A window and all that it has around it; every file is below `folder`."""

    window: Window
    context: ViewContext
    around: Surroundings
    clock: SetClock
    folder: Path
    qtbot: QtBot
    _databases: list[Database] = field(default_factory=list)

    def settle(self) -> None:
        settle(self.context)

    @property
    def bench(self) -> Workbench:
        bench = self.window.workbench
        assert bench is not None
        return bench

    @property
    def page(self) -> NotesPage:
        self.settle()
        page = self.bench.page
        assert isinstance(page, NotesPage)
        return page

    def shown(self, kind: type[W]) -> W:
        """The screen that fills the window, which must be of this kind."""
        screen = self.window.centralWidget()
        assert isinstance(screen, kind), type(screen)
        return screen

    def toasts(self) -> list[tuple[str, str]]:
        return [(toast.title, toast.text) for toast in self.context.messages.toasts]

    def agree(self) -> None:
        """Say yes to the question that is open, typing the word it wants."""
        dialog = self.context.messages.dialog
        assert isinstance(dialog, Confirmation)
        if dialog.typed is not None:
            dialog.typed.set_text(dialog._word)
        dialog.yes.click()

    def workspace(self, name: str = "workspace") -> Location:
        """A closed workspace in a file, with the admin ada and the viewer grace."""
        location = Location(path=self.folder / f"{name}.db")
        database = create_workspace(location)
        make_operator(make_admin(database, self.clock), "grace", Role.VIEWER)
        database.close()
        return location

    def colleague(self, location: Location, name: str = "ada") -> Desk:
        """Somebody's desk in another program that has the same file open."""
        from app.operators.queries import list_operators

        database = connect(location)
        self._databases.append(database)
        row = next(row for row in database.read(list_operators) if row.name == name)
        return Desk(database, self.clock, row.signed_in())

    def open(self, location: Location) -> None:
        self.window.open_location(location)
        self.settle()

    def sign_in(self, name: str = "ada", password: str = PASSWORD) -> None:
        screen = self.shown(SignInScreen)
        if not screen.name.editor.isReadOnly():
            screen.name.set_text(name)
        screen.password.set_text(password)
        screen.submit()
        self.settle()

    def enter(self, name: str = "ada") -> Location:
        """A workspace made, opened and signed in to."""
        location = self.workspace()
        self.open(location)
        self.sign_in(name)
        return location

    def fill_first_operator(self, **texts: str) -> FirstOperatorScreen:
        screen = self.shown(FirstOperatorScreen)
        given = {"name": "ada", "password": PASSWORD, "again": PASSWORD} | texts
        for name, text in given.items():
            field_of: Any = getattr(screen, name)
            field_of.set_text(text)
        return screen

    def welcome(self) -> WelcomeScreen:
        return self.shown(WelcomeScreen)

    def close(self) -> None:
        self.window._is_leaving = True
        self.window.close()
        for database in self._databases:
            database.close()


def make_house(
    folder: Path,
    context: ViewContext,
    clock: SetClock,
    qtbot: QtBot,
    specs: Sequence[PageSpec[Desk]] | None,
) -> House:
    """A shown window on its welcome screen."""
    around = Surroundings(
        clock=clock,
        hasher=QUICK,
        secrets=Secrets(SessionStore(), environment={}),
        recent=RecentWorkspaces(folder / "settings.toml"),
        data_folder=folder / "data",
        log_file=folder / "tokendesk.log",
        demo_file=folder / "demo.db",
    )
    window = Window(context, around, CrashHook(context.tasks), specs)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return House(window, context, around, clock, folder, qtbot)
