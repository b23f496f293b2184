"""Turns what the database drivers complain about into sentences for the person."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from app.errors import Unavailable, UserError

IDEMPOTENCY_CONSTRAINT = "uq_ledger_entry_idempotency_key"

_LOCKED = ("DB_LOCKED", "The workspace is locked by another program; try again shortly.")
_READ_ONLY = ("DB_READ_ONLY", "The workspace file can't be written; check its permissions.")

# The first two words of SQLite's extended error names; the rest tells only where it happened.
_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_FULL": ("DB_FULL", "The disk is full; nothing was written. Free some space first."),
    "SQLITE_IOERR": ("DB_IO", "The disk refused to read or write; nothing was written."),
    "SQLITE_CORRUPT": ("DB_DAMAGED", "The workspace file is damaged; restore it from a backup."),
    "SQLITE_NOTADB": ("DB_NOT_A_WORKSPACE", "This file is not a Tokendesk workspace."),
    "SQLITE_CANTOPEN": ("DB_CANT_OPEN", "The workspace file can't be opened; check its folder."),
    "SQLITE_TOOBIG": ("DB_TOO_BIG", "A text is too long for the database."),
}

_POSTGRES = {
    "08": ("DB_UNREACHABLE", "The database server doesn't answer."),
    "28": ("DB_SIGN_IN", "The database server refuses this user or password."),
    "3D": ("DB_NO_DATABASE", "The server has no database of this name."),
    "25006": ("DB_READ_ONLY", "The database takes no changes now (read only)."),
    "42501": ("DB_READ_ONLY", "The database user has no right to do this."),
    "53": ("DB_FULL", "The database server is out of space or connections; nothing was written."),
    "57": ("DB_UNREACHABLE", "The database server stopped or ended the connection."),
    "55P03": ("DB_LOCKED", "The rows are locked by another program; try again shortly."),
}

RETRYABLE = ("40001", "40P01")


def sql_state(error: DBAPIError) -> str:
    """PostgreSQL's five-character error class; empty for SQLite and lost connections."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def is_retryable(error: DBAPIError) -> bool:
    """Whether the same transaction, run anew, may well succeed."""
    if sql_state(error) in RETRYABLE:
        return True
    # Somebody committed the same idempotency key in between: the second try finds it.
    return IDEMPOTENCY_CONSTRAINT in str(error.orig)


def as_user_error(error: DBAPIError) -> UserError | None:
    """The sentence for a driver's error; None when it is a bug of ours."""
    return None if error.orig is None else from_driver(error.orig)


def from_driver(original: BaseException) -> UserError | None:
    """The same for an error that came from the driver itself."""
    if isinstance(original, sqlite3.Error):
        found = _sqlite_fault(original)
    else:
        found = _postgres_fault(original)
    if found is None:
        return None
    code, message = found
    return Unavailable(message, code=code, title="Workspace", details={"driver": str(original)})


def about_file(error: sqlite3.Error, name: str) -> UserError | None:
    """The same for an error with one file, which the sentence then names."""
    found = from_driver(error)
    if found is None:
        return None
    sentence = _ABOUT_FILE.get(found.code)
    if sentence is None:
        return found
    return Unavailable(
        sentence.format(name=name), code=found.code, title=found.title, details=found.details
    )


_ABOUT_FILE = {
    "DB_LOCKED": "{name} is locked by another program; close it there and try again.",
    "DB_DAMAGED": "{name} is damaged; restore it from a backup.",
    "DB_NOT_A_WORKSPACE": "{name} is not a Tokendesk workspace.",
    "DB_CANT_OPEN": "{name} can't be opened; check its folder and permissions.",
    "DB_READ_ONLY": "{name} can't be written; check its permissions.",
}


def _sqlite_fault(error: sqlite3.Error) -> tuple[str, str] | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    return _SQLITE.get("_".join(name.split("_")[:2]))


def _postgres_fault(error: BaseException) -> tuple[str, str] | None:
    state = str(getattr(error, "sqlstate", None) or "")
    for length in (5, 2):
        if state[:length] in _POSTGRES:
            return _POSTGRES[state[:length]]
    if state or type(error).__name__ != "OperationalError":
        return None
    # A connection that never came about has no code, only the server's or libpq's words.
    text = str(error).lower()
    if "password" in text or "authentication" in text or 'role "' in text:
        return _POSTGRES["28"]
    if "does not exist" in text:
        return _POSTGRES["3D"]
    if "too many clients" in text:
        return _POSTGRES["53"]
    return _POSTGRES["08"]
