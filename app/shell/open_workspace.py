"""The work behind the ways into a workspace; runs on a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from app.addresses import Network
from app.assembly.create_workspace import FirstOperator, set_up_workspace
from app.assembly.demo.builder import open_demo as open_demo_file
from app.db.backup import restore
from app.db.clock import Clock
from app.db.database import Database
from app.db.location import Location
from app.db.workspace import open_database
from app.operators.desk import Desk
from app.operators.jobs import Job
from app.operators.passwords import Hasher
from app.operators.queries import list_operators
from app.operators.secrets import Secrets, database_password
from app.operators.settings import WorkspaceSettings, load_settings
from app.operators.signing_in import demo_desk
from app.progress import Progress
from app.shell.recent import RecentWorkspaces


@dataclass(frozen=True)
class Surroundings:
    """What the window has around it: clock, hasher, secrets, and folders on this computer.

    jobs: those that it runs in a workspace while it has it open.
    """

    clock: Clock
    hasher: Hasher
    secrets: Secrets
    recent: RecentWorkspaces
    data_folder: Path
    log_file: Path
    demo_file: Path
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True)
class Opened:
    """An open workspace; a desk where nobody has to sign in."""

    database: Database
    settings: WorkspaceSettings
    has_operators: bool
    desk: Desk | None = None


@dataclass(frozen=True)
class Beginning:
    """What a new workspace begins with."""

    first: FirstOperator
    name: str
    network: Network


Work = Callable[[Progress], Opened]


def open_demo(around: Surroundings, *, fresh: bool = False) -> Work:
    """Opens the demo workspace, after making it where it isn't there yet.

    fresh: make it anew in place of the one that is there.
    """

    def work(progress: Progress) -> Opened:
        return _looked_at(open_demo_file(around.demo_file, progress, fresh=fresh), around, progress)

    return work


def open_there(around: Surroundings, location: Location) -> Work:
    """Opens a workspace, after bringing an older one up to date.

    A server's password that wasn't given is looked for among the secrets.
    """

    def work(progress: Progress) -> Opened:
        found = with_password(around.secrets, location)
        database = open_database(found, migrate=True, progress=progress)
        return _looked_at(database, around, progress)

    return work


def set_up(around: Surroundings, location: Location, beginning: Beginning) -> Work:
    """Makes a workspace with its first operator, who is signed in then."""

    def work(progress: Progress) -> Opened:
        desk = set_up_workspace(
            with_password(around.secrets, location),
            progress,
            clock=around.clock,
            hasher=around.hasher,
            first=beginning.first,
            name=beginning.name,
            network=beginning.network,
        )
        return replace(_looked_at(desk.database, around, progress), desk=desk)

    return work


def restore_there(around: Surroundings, backup: Path, location: Location) -> Work:
    """Puts a backup in the place of a workspace that nobody has open, and opens it."""

    def work(progress: Progress) -> Opened:
        restore(backup, location, progress, replace=True)
        return open_there(around, location)(progress)

    return work


def with_password(secrets: Secrets, location: Location) -> Location:
    """The location with its server's password, if it is kept somewhere."""
    if location.is_file or location.password:
        return location
    return replace(location, password=secrets.find(database_password(location)) or "")


def _looked_at(database: Database, around: Surroundings, progress: Progress) -> Opened:
    def look(connection: Connection) -> tuple[WorkspaceSettings, bool]:
        return load_settings(connection), bool(list_operators(connection))

    try:
        settings, has_operators = database.read(look)
        desk = demo_desk(database, around.clock) if settings.is_demo else None
        # The last moment at which somebody who gave up waiting is heard.
        progress.step(1, 1)
    except BaseException:
        database.close()
        raise
    return Opened(database, settings, has_operators, desk)
