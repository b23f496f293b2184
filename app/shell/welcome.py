"""The first screen: open the demo, make a workspace, open one, connect to a server."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.db.location import Location
from app.kit.buttons import Button, IconButton
from app.kit.files import FOLDER, FileKind, ask_open_path, ask_save_path
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import in_column, in_row
from app.kit.page import ViewContext
from app.operators.view.backing_up import ENDING
from app.shell.recent import Recent
from app.shell.screens import CardScreen

WIDTH = 560
FILES = [FileKind(ENDING, "Tokendesk")]


class WelcomeScreen(CardScreen):
    """Offers the ways into a workspace.

    demo_wanted, server_wanted; opened and created: a Location; forgotten: one to take off the list.
    """

    demo_wanted = Signal()
    server_wanted = Signal()
    opened = Signal(object)
    created = Signal(object)
    forgotten = Signal(object)

    def __init__(
        self,
        recent: Sequence[Recent],
        folder: Path,
        context: ViewContext,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, "welcome", width=WIDTH, parent=parent)
        self._folder = folder
        self.column.addWidget(Label(self.tr("Open a workspace"), "h1"))
        words = self.tr("A workspace is one file on this computer, or a database on a server.")
        self.column.addWidget(Label(words, "t2", wrap=True))
        self.column.addSpacing(4)
        self._add_ways()
        if recent:
            self.column.addSpacing(4)
            self.column.addWidget(Line())
            self.column.addWidget(Label(self.tr("Recent"), "h2"))
            for number, row in enumerate(recent, 1):
                self.column.addLayout(self._recent_row(row, number))

    def focus_first(self) -> None:
        """Put the focus on the first way in."""
        self.demo.setFocus()

    def _add_ways(self) -> None:
        icons, tr = self.context.icons, self.tr
        self.demo = Button(
            tr("Open the demo"), icons, name="welcome.demo", kind="primary", icon="dice"
        )
        self.new = Button(tr("New workspace…"), icons, name="welcome.create", icon="plus")
        self.open_file = Button(tr("Open file…"), icons, name="welcome.open", icon="folder")
        self.server = Button(
            tr("Connect to a server…"), icons, name="welcome.server", icon="server"
        )
        self.demo.clicked.connect(self.demo_wanted)
        self.new.clicked.connect(self._on_create)
        self.open_file.clicked.connect(self._on_open)
        self.server.clicked.connect(self.server_wanted)
        for buttons in ((self.demo, self.new), (self.open_file, self.server)):
            row = in_row(*((button, 1) for button in buttons), spacing=8)
            self.column.addLayout(row)

    def _recent_row(self, recent: Recent, number: int) -> QHBoxLayout:
        row = in_row(
            (
                in_column(
                    ElidedLabel(recent.name, "vb"),
                    ElidedLabel(str(recent.location), "t3"),
                    spacing=0,
                ),
                1,
            ),
            spacing=8,
        )
        icons = self.context.icons
        open_ = Button(self.tr("Open"), icons, name=f"welcome.recent_{number}", extent="small")
        open_.setAccessibleName(self.tr("Open %1").replace("%1", recent.name))
        open_.clicked.connect(partial(self.opened.emit, recent.location))
        drop = IconButton(
            "close",
            self.tr("Take %1 off this list").replace("%1", recent.name),
            icons,
            name=f"welcome.forget_{number}",
        )
        drop.clicked.connect(partial(self.forgotten.emit, recent.location))
        row.addWidget(open_)
        row.addWidget(drop)
        return row

    @Slot()
    def _on_create(self) -> None:
        settings = self.context.settings
        if not settings.text(FOLDER) and _made(self._folder):
            settings.set_text(FOLDER, str(self._folder))
        asked = ask_save_path(
            self, self.tr("New workspace"), "workspace", FILES, settings, self._on_create_chosen
        )
        # Nothing is ever replaced here: a file that is there is refused with a sentence.
        asked.dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)

    @Slot()
    def _on_open(self) -> None:
        settings = self.context.settings
        ask_open_path(self, self.tr("Open workspace"), FILES, settings, self._on_open_chosen)

    def _on_create_chosen(self, path: Path, _kind: FileKind) -> None:
        self.created.emit(Location(path=path))

    def _on_open_chosen(self, path: Path, _kind: FileKind) -> None:
        self.opened.emit(Location(path=path))


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True
