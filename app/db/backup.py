"""Backs a workspace up to one SQLite file, and restores it from there, on either database."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.db import transport
from app.db.copying import (
    WAIT_SECONDS,
    beside,
    copy_pages,
    disk_faults_said,
    part_of,
    put_in_place,
    read_only,
    real,
    snapshot,
    unused_name,
    verify,
)
from app.db.database import Database, connect
from app.db.engine import MEMORY
from app.db.faults import about_file
from app.db.file_check import check_file
from app.db.location import Location
from app.db.migrate import ADVISORY_LOCK, read_revision, run_migrations
from app.db.server_check import ask_server
from app.errors import Conflict, InvalidInput, Unavailable
from app.progress import Progress


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A finished, verified backup.

    size: bytes of the file.
    rows: in all tables together.
    """

    path: Path
    revision: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class RestoreInfo:
    """A finished restore.

    kept: where the file that was replaced is now, if there was one.
    """

    location: Location
    revision: str
    rows: int
    kept: Path | None = None


def backup(
    database: Database, path: Path, progress: Progress, *, replace: bool = False
) -> BackupInfo:
    """Write the workspace, as it is at one moment, into one file that opens by itself.

    Others may go on reading and writing. The file appears under its name only when it is
    complete and verified.
    replace: an earlier file of this name may be overwritten (never the workspace itself).
    Raises Conflict (BACKUP_EXISTS), InvalidInput (field `path`), Unavailable, Cancelled.
    """
    path = real(path)
    _check_target(database, path, replace=replace)
    with part_of(path) as part:
        if database.is_sqlite:
            _copy_file(database, part, progress)
        else:
            database.read(
                lambda connection: _copy_server(connection, part, progress), snapshot=True
            )
        verify(part, progress, "Verifying the backup")
        info = BackupInfo(path, check_file(part), part.stat().st_size, _rows(part))
        try:
            put_in_place(part, path, replace=replace)
        except FileExistsError:
            raise _backup_exists(path) from None
    return info


def restore(
    path: Path, location: Location, progress: Progress, *, replace: bool = False
) -> RestoreInfo:
    """Make the workspace at `location` what the backup holds; the backup is verified first.

    replace: a SQLite file that is there may be replaced; it is kept as
        `NAME.before-restore.bak`. A server's database must be empty.
    The schema keeps the backup's revision; `open_database` migrates it.
    Raises Conflict (DB_EXISTS), InvalidInput, NotFound, Unavailable (DB_LOCKED while another
    program has the file open), Cancelled; the workspace is then as it was.
    """
    path = real(path)
    revision = check_file(path)
    verify(path, progress, "Verifying the backup")
    if location.path is None:
        return _restore_to_server(path, location, revision, progress)
    return _restore_to_file(path, real(location.path), revision, progress, replace=replace)


def _check_target(database: Database, path: Path, *, replace: bool) -> None:
    with disk_faults_said(path):
        if path.is_dir():
            raise InvalidInput(f"{path} is a folder; name a file in it.", field="path")
        source = database.location.path
        if source is not None and path.exists() and source.exists() and source.samefile(path):
            raise InvalidInput("A workspace can't be backed up onto itself.", field="path")
        if path.exists() and not replace:
            raise _backup_exists(path)


def _backup_exists(path: Path) -> Conflict:
    return Conflict(
        f"{path} exists already; choose another name.", code="BACKUP_EXISTS", field="path"
    )


def _copy_file(database: Database, part: Path, progress: Progress) -> None:
    with _source(database) as source:
        copy_pages(source, part, progress, "Copying the workspace")


@contextmanager
def _source(database: Database) -> Iterator[sqlite3.Connection]:
    path = database.location.path
    if path is not None and str(path) != MEMORY:
        with snapshot(path) as source:
            yield source
        return
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


def _copy_server(server: Connection, part: Path, progress: Progress) -> None:
    _make_tables(part, read_revision(server))
    with closing(sqlite3.connect(part, isolation_level=None)) as file:
        try:
            # The part is thrown away if this fails; `verify` follows the references afterwards.
            file.execute("PRAGMA synchronous=OFF")
            file.execute("BEGIN IMMEDIATE")
            transport.to_file(server, file, progress)
            file.execute("COMMIT")
            file.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise about_file(error, part.name) or error from error


def _make_tables(part: Path, revision: str) -> None:
    fresh = connect(Location(path=part))
    try:
        fresh.write(lambda connection: run_migrations(connection, revision))
    finally:
        fresh.close()


def _rows(path: Path) -> int:
    with read_only(path) as file:
        names = [
            name
            for (name,) in file.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
            )
        ]
        return sum(file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names)


def _restore_to_file(
    path: Path, target: Path, revision: str, progress: Progress, *, replace: bool
) -> RestoreInfo:
    with disk_faults_said(target):
        if target.exists() and target.samefile(path):
            raise InvalidInput("A backup can't be restored onto itself.", field="path")
        if target.is_dir():
            raise InvalidInput(f"{target} is a folder; name a file in it.", field="workspace")
        holds_something = target.exists() and target.stat().st_size > 0
    if holds_something and not replace:
        raise _workspace_exists(target)
    with part_of(target) as part:
        with read_only(path) as source:
            copy_pages(source, part, progress, "Restoring the workspace")
        verify(part, progress, "Verifying the copy")
        rows = _rows(part)
        kept = _set_aside(target) if holds_something else None
        try:
            put_in_place(part, target, replace=not holds_something and target.exists())
        except FileExistsError:
            raise _workspace_exists(target) from None
        except Unavailable:
            if kept is not None:
                os.replace(kept, target)
            raise
    return RestoreInfo(Location(path=target), revision, rows, kept)


def _workspace_exists(target: Path) -> Conflict:
    return Conflict(
        f"{target} exists already; restore to another name, or ask to replace it.",
        code="DB_EXISTS",
        title="Restore",
        field="workspace",
    )


def _set_aside(target: Path) -> Path:
    """Rename the file that is there, after making sure that nobody works with it."""
    try:
        with closing(sqlite3.connect(target, timeout=WAIT_SECONDS)) as file:
            # Leaving the log mode needs the file for oneself alone, and empties the log.
            file.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        found = about_file(error, target.name)
        if found is None:
            raise
        # A damaged file, or one of another kind, nobody has open as a workspace.
        if found.code not in ("DB_DAMAGED", "DB_NOT_A_WORKSPACE"):
            raise found from error
    with disk_faults_said(target):
        return _rename_away(target)


def _rename_away(target: Path) -> Path:
    kept = unused_name(target, "before-restore")
    # What a crash left beside a damaged file must not be taken for the new one's.
    for own, moved in zip(beside(target), beside(kept), strict=True):
        with suppress(FileNotFoundError):
            os.replace(own, moved)
    os.replace(target, kept)
    return kept


def _restore_to_server(
    path: Path, location: Location, revision: str, progress: Progress
) -> RestoreInfo:
    database = connect(location)

    def fill(connection: Connection) -> int:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        if inspect(connection).get_table_names():
            raise Conflict(
                f"The database {location.name} is not empty; restore into a new one.",
                code="DB_EXISTS",
                title="Restore",
                field="workspace",
            )
        run_migrations(connection, revision)
        with read_only(path) as file:
            rows = transport.to_server(file, connection, progress)
        connection.exec_driver_sql("ANALYZE")
        return rows

    try:
        ask_server(database, lambda connection: None)
        return RestoreInfo(location, revision, database.write(fill))
    finally:
        database.close()
