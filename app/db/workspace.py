"""Makes, opens and describes workspaces."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect

from app.db.copying import disk_faults_said, part_of, put_in_place, real
from app.db.database import Database, connect
from app.db.engine import MEMORY
from app.db.file_check import check_file, check_usable
from app.db.location import Location
from app.db.migrate import (
    VERSION_TABLE,
    newest_revision,
    read_revision,
    upgrade,
)
from app.db.server_check import ask_server, check_server
from app.errors import Conflict, Unavailable
from app.progress import NoProgress, Progress


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What there is to know about an open workspace.

    kind: `sqlite` or `postgresql`.
    place: the file's path, or the server's URL without its password.
    size: bytes on disk, the log included.
    server: what runs it, with its version.
    tables: number of rows by table.
    """

    kind: str
    place: str
    revision: str
    newest_revision: str
    size: int
    server: str
    tables: dict[str, int]


def create_workspace(location: Location, progress: Progress | None = None) -> Database:
    """A new workspace without rows; its folder is made too. Close the result after use.

    A SQLite file appears whole or not at all.
    Raises Conflict (DB_EXISTS) where something is already, NotFound (DB_NO_DATABASE) where the
    server lacks the database, and Unavailable.
    """
    if location.path is None:
        return _create_on_server(location, progress or NoProgress())
    _create_file(location.path, progress or NoProgress())
    return connect(location)


def open_database(
    location: Location, *, migrate: bool, progress: Progress | None = None
) -> Database:
    """The workspace that is there; a refused one stays as it was, byte for byte.

    migrate: bring an older schema up to date; otherwise it is refused (DB_OLDER).
    Raises NotFound and Unavailable, see `app.db.file_check`.
    """
    if location.path is not None:
        revision = check_file(location.path)
        _check_current(location, revision, migrate=migrate)
        check_usable(location.path)
        database = connect(location)
    else:
        database = connect(location)
        try:
            revision = check_server(database)
            _check_current(location, revision, migrate=migrate)
        except BaseException:
            database.close()
            raise
    if revision != newest_revision():
        try:
            upgrade(database, progress or NoProgress())
        except BaseException:
            database.close()
            raise
    return database


def describe(database: Database) -> WorkspaceInfo:
    """The workspace in figures, all of one moment. Raises Unavailable."""
    return database.read(lambda connection: _described(database, connection), snapshot=True)


def _create_file(path: Path, progress: Progress) -> None:
    path = real(path)
    with disk_faults_said(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise NotADirectoryError(error.errno, "its folder is a file") from error
        empty_is_there = path.is_file() and path.stat().st_size == 0
        if path.exists() and not empty_is_there:
            raise _exists(path)
    with part_of(path) as part:
        database = connect(Location(path=part))
        try:
            upgrade(database, progress)
        finally:
            # The last connection brings the log into the file.
            database.close()
        try:
            put_in_place(part, path, replace=empty_is_there)
        except FileExistsError:
            raise _exists(path) from None


def _exists(path: Path) -> Conflict:
    return Conflict(
        f"{path} exists already; open it, or choose another name.",
        code="DB_EXISTS",
        title="Workspace",
        field="workspace",
    )


def _create_on_server(location: Location, progress: Progress) -> Database:
    database = connect(location)
    try:
        tables = ask_server(database, lambda connection: inspect(connection).get_table_names())
        if VERSION_TABLE in tables:
            raise _taken(location)
        if tables:
            raise Conflict(
                f"The database {location.name} holds other tables; give Tokendesk one of its own.",
                code="DB_EXISTS",
                title="Workspace",
                field="workspace",
            )
        if upgrade(database, progress).before:
            raise _taken(location)
    except BaseException:
        database.close()
        raise
    return database


def _taken(location: Location) -> Conflict:
    return Conflict(
        f"The database {location.name} is a Tokendesk workspace already; open it.",
        code="DB_EXISTS",
        title="Workspace",
        field="workspace",
    )


def _check_current(location: Location, revision: str, *, migrate: bool) -> None:
    if revision != newest_revision() and not migrate:
        raise Unavailable(
            f"{location.name} was written by an older version of Tokendesk; migrate it first.",
            code="DB_OLDER",
            title="Workspace",
            details={"revision": revision, "newest_known": newest_revision()},
        )


def _described(database: Database, connection: Connection) -> WorkspaceInfo:
    names = sorted(inspect(connection).get_table_names())
    if database.is_sqlite:
        size = _file_size(database.location.path)
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
        server = f"SQLite {version}"
    else:
        size = connection.exec_driver_sql(
            "SELECT pg_database_size(current_database())"
        ).scalar_one()
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        server = f"PostgreSQL {version.split()[0]}"
    return WorkspaceInfo(
        kind="sqlite" if database.is_sqlite else "postgresql",
        place=str(database.location),
        revision=read_revision(connection),
        newest_revision=newest_revision(),
        size=size,
        server=server,
        tables={
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
            for name in names
            if name != VERSION_TABLE
        },
    )


def _file_size(path: Path | None) -> int:
    if path is None or str(path) == MEMORY:
        return 0
    log = path.with_name(f"{path.name}-wal")
    return sum(file.stat().st_size for file in (path, log) if file.exists())
