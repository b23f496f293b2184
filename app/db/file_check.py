"""Finds out whether a file is a workspace that can be opened, before anything touches it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.copying import WAIT_SECONDS, has_log, read_only, real
from app.db.engine import APPLICATION_ID, enter_log_mode
from app.db.faults import about_file
from app.db.migrate import VERSION_TABLE, check_not_newer
from app.errors import NotFound, Unavailable

MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100


def check_file(path: Path) -> str:
    """The schema's revision, found without writing to the file or beside it.

    Raises NotFound (DB_NOT_FOUND) and Unavailable: DB_IS_FOLDER, DB_EMPTY, DB_NOT_A_WORKSPACE,
    DB_DAMAGED, DB_NEWER, DB_LOCKED, DB_CANT_OPEN; each in one sentence that names the file.
    """
    path = real(path)
    header = _read_header(path)
    if not header:
        raise _refused("DB_EMPTY", f"{path.name} is empty; create a workspace in it first.")
    if not header.startswith(MAGIC):
        raise _not_ours(path)
    if len(header) < HEADER_BYTES:
        raise _damaged(path, "it ends too early")
    if not has_log(path):
        _check_header(path, header)
    revision = _read_revision(path)
    if not revision:
        raise _not_ours(path)
    check_not_newer(revision, path.name)
    return revision


def check_usable(path: Path) -> None:
    """Whether the file, known to be a workspace, can be worked with.

    Raises Unavailable: DB_READ_ONLY, DB_LOCKED (after two seconds), DB_DAMAGED.
    """
    path = real(path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise _refused("DB_READ_ONLY", f"{path.name} is read only; check its permissions.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise _refused(
            "DB_READ_ONLY",
            f"The folder of {path.name} is read only, and a workspace needs to write beside "
            "its file; check the folder's permissions.",
        )
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as file:
            enter_log_mode(file, WAIT_SECONDS)
            file.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        raise about_file(error, path.name) or error from error


def _read_header(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _refused("DB_IS_FOLDER", f"{path.name or path} is a folder; name a file in it.")
        if not path.exists():
            raise NotFound(
                f"There is no workspace file {path}.", code="DB_NOT_FOUND", field="workspace"
            )
        if not path.is_file():
            raise _not_ours(path)
        with path.open("rb") as file:
            return file.read(HEADER_BYTES)
    except OSError as error:
        raise _refused(
            "DB_CANT_OPEN", f"{path.name} can't be read: {error.strerror or error}."
        ) from error


def _check_header(path: Path, header: bytes) -> None:
    # Offsets as in "The Database Header", https://www.sqlite.org/fileformat2.html#the_database_header
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _not_ours(path)
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65_536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    if path.stat().st_size < pages * page_size:
        raise _damaged(path, "it ends too early")


def _read_revision(path: Path) -> str:
    try:
        with read_only(path) as file:
            (found,) = file.execute("PRAGMA application_id").fetchone()
            if found != APPLICATION_ID:
                return ""
            tables = [name for (name,) in file.execute(_TABLES)]
            for table in tables:
                file.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
            if VERSION_TABLE not in tables:
                return ""
            row = file.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
            return str(row[0]) if row else ""
    except sqlite3.Error as error:
        raise about_file(error, path.name) or error from error


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def _refused(code: str, message: str) -> Unavailable:
    return Unavailable(message, code=code, title="Workspace")


def _not_ours(path: Path) -> Unavailable:
    return _refused("DB_NOT_A_WORKSPACE", f"{path.name} is not a Tokendesk workspace.")


def _damaged(path: Path, why: str) -> Unavailable:
    return _refused("DB_DAMAGED", f"{path.name} is damaged ({why}); restore it from a backup.")
