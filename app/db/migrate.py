"""Brings a workspace's schema to the revision this program works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.db.copying import (
    copy_pages,
    disk_faults_said,
    part_of,
    put_in_place,
    snapshot,
    unused_name,
)
from app.db.database import Database
from app.db.engine import MEMORY, WRITE
from app.db.faults import as_user_error
from app.db.schema import Table
from app.errors import Unavailable
from app.progress import Progress

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
_SQLITE_HAS = f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{VERSION_TABLE}'"
_POSTGRES_HAS = f"SELECT to_regclass('{VERSION_TABLE}') IS NOT NULL"
# Any number will do, as long as all versions of the program take the same.
ADVISORY_LOCK = 0x544B444B


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What `upgrade` did.

    before, after: revisions; before is empty for an empty database. Equal when nothing was due.
    backup: the copy of the SQLite file as it was, where one was due.
    """

    before: str
    after: str
    backup: Path | None = None


@cache
def revisions() -> tuple[str, ...]:
    """All revisions this program knows, oldest first."""
    return tuple(sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest_revision() -> str:
    """The revision that this program works with."""
    return revisions()[-1]


def revision_of(database: Database) -> str:
    """The revision of the workspace's schema; empty when it has none of ours."""
    return database.read(read_revision)


def read_revision(connection: Connection) -> str:
    """Like `revision_of`, inside a transaction; without Alembic, whose import takes its time."""
    exists = _SQLITE_HAS if connection.dialect.name == "sqlite" else _POSTGRES_HAS
    if not connection.exec_driver_sql(exists).scalar():
        return ""
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()
    return str(found[0]) if len(found) == 1 else ""


def check_not_newer(revision: str, name: str) -> None:
    """Refuse a revision that this program doesn't know.

    Raises Unavailable with code DB_NEWER.
    """
    if revision and revision not in revisions():
        raise Unavailable(
            f"{name} was written by a newer version of Tokendesk ({revision}); "
            "update the program to open it.",
            code="DB_NEWER",
            title="Workspace",
            details={"revision": revision, "newest_known": newest_revision()},
        )


def upgrade(database: Database, progress: Progress) -> Upgraded:
    """Bring the schema to `newest_revision()`, all or nothing.

    A SQLite file that holds something is copied first, to `NAME.before-REVISION.bak` beside
    it. Two programs may call this at once: the second waits, and finds nothing to do.
    Raises Unavailable: DB_NEWER, and as `Database.write` does; Cancelled.
    """
    try:
        with _migrating(database) as connection:
            before = read_revision(connection)
            check_not_newer(before, database.location.name)
            if before == newest_revision():
                return Upgraded(before, before)
            copy = None
            path = database.location.path
            if before and path is not None and str(path) != MEMORY:
                copy = _copy_aside(path, before, progress)
            progress.step(0, None, "Changing the schema")
            run_migrations(connection, newest_revision())
            return Upgraded(before, newest_revision(), copy)
    except DBAPIError as error:
        raise as_user_error(error) or error from error


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """A transaction that is the only one to change the schema; rolled back on any error."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK}
                )
                yield connection
            return
        connection = connection.execution_options(**{WRITE: True})
        # Rebuilding a table that others refer to would fail; SQLite ignores this pragma inside
        # a transaction, so it is set on the driver's connection before one begins.
        pragma = connection.connection.cursor()
        pragma.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise RuntimeError(f"the migration broke a reference: {tuple(broken)}")
        finally:
            pragma.execute("PRAGMA foreign_keys=ON")


def run_migrations(connection: Connection, target: str) -> None:
    """Bring the schema to the revision `target`, inside the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with EnvironmentContext(
        config, scripts, fn=lambda revision, _context: scripts._upgrade_revs(target, revision)
    ) as environment:
        environment.configure(
            connection=connection, target_metadata=Table.metadata, version_table=VERSION_TABLE
        )
        environment.run_migrations()


def _copy_aside(path: Path, revision: str, progress: Progress) -> Path:
    # The caller holds the write lock, so the copy is what the migration starts from.
    with disk_faults_said(path):
        target = unused_name(path, f"before-{revision}")
    with part_of(target) as part, snapshot(path) as source:
        copy_pages(source, part, progress, "Copying the workspace file first")
        put_in_place(part, target, replace=False)
    return target
