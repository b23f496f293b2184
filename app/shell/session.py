"""The workspace that is open: its database from opening to closing, and its settings."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.changes import ANY, Changed
from app.db.database import Database
from app.db.location import Location
from app.errors import InvalidInput, UserError
from app.kit.page import ViewContext
from app.operators.secrets import SecretStore, database_password
from app.operators.settings import WorkspaceSettings, load_settings
from app.shell.open_workspace import Opened, Surroundings

Then = Callable[[], None]


class Session(QObject):
    """One workspace at a time; follows its settings wherever they are changed.

    settings_changed: the WorkspaceSettings as they were before.
    """

    settings_changed = Signal(object)

    def __init__(self, context: ViewContext, around: Surroundings, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._around = around
        self._password_to_keep: Location | None = None
        # Every database until it is closed, which happens on the worker thread.
        self._unclosed: set[Database] = set()
        self.database: Database | None = None
        self.settings = WorkspaceSettings()
        context.tasks.changed.connect(self._on_changed)

    def begin(self, opened: Opened) -> Database:
        """Take over what was opened; show times in its zone and remember where it is."""
        self.database, self.settings = opened.database, opened.settings
        self._unclosed.add(opened.database)
        self._choose_zone(opened.settings.time_zone)
        self._keep_password(opened.database.location)
        if opened.has_operators:
            self._around.recent.add(opened.database.location, opened.settings.name)
        return opened.database

    def end(self, then: Then | None = None) -> bool:
        """Stop what still works on the workspace, and close it.

        then: called once it is closed, unless nothing was open. Tells whether something was.
        """
        for task in self._context.tasks.long_tasks:
            task.cancel()
        database, self.database = self.database, None
        if database is None:
            return False
        self.discard(database, then)
        return True

    def discard(self, database: Database, then: Then | None = None) -> None:
        """Close a database on its own thread, after what is still being read there."""
        self._unclosed.add(database)
        self._context.tasks.query(database.close, done=partial(self._on_closed, database, then))

    def close_all(self) -> None:
        """Close what is still open, at once: no task runs any more."""
        for database in self._unclosed:
            database.close()
        self._unclosed.clear()

    def keep_password_of(self, location: Location | None) -> None:
        """Once this location has been opened, its password has proved right and is kept."""
        self._password_to_keep = location

    def _on_closed(self, database: Database, then: Then | None, _result: None) -> None:
        self._unclosed.discard(database)
        if then is not None:
            then()

    def _choose_zone(self, name: str) -> None:
        try:
            self._context.zone.choose(name)
        except InvalidInput:
            # The workspace may come from a computer that knows more zones.
            self._context.zone.choose("UTC")
            words = self.tr("This computer doesn't know the time zone %1; times are in UTC.")
            self._context.messages.warn(self.tr("Time zone"), words.replace("%1", name))

    def _keep_password(self, location: Location) -> None:
        wanted, self._password_to_keep = self._password_to_keep, None
        if wanted is not None and wanted.password and str(wanted) == str(location):
            secrets, name = self._around.secrets, database_password(wanted)
            self._context.tasks.query(
                lambda: secrets.keep(name, wanted.password), done=self._on_kept, lane="pool"
            )

    def _on_kept(self, store: SecretStore) -> None:
        if store is self._around.secrets.session:
            self._context.messages.warn(
                self.tr("Password not kept"),
                self.tr("No keyring can be used here; the next start asks for it again."),
            )

    @Slot(object)
    def _on_changed(self, changed: tuple[Changed, ...]) -> None:
        database = self.database
        if database is not None and any(each.kind in ("settings", ANY) for each in changed):
            self._context.tasks.query(
                lambda: (database, database.read(load_settings)),
                done=self._on_settings,
                failed=_unheard,
                key="session.settings",
            )

    def _on_settings(self, found: tuple[Database, WorkspaceSettings]) -> None:
        database, settings = found
        before = self.settings
        if database is not self.database or settings == before:
            return
        self.settings = settings
        if settings.name != before.name:
            self._around.recent.add(database.location, settings.name)
        if settings.time_zone != before.time_zone:
            self._choose_zone(settings.time_zone)
            # Every page shows its times anew.
            self._context.tasks.refresh()
        self.settings_changed.emit(before)


def _unheard(_error: UserError) -> None:
    """The page that reads the settings says what is wrong with them."""
