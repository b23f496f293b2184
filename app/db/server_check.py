"""Finds out whether a PostgreSQL database is a workspace that can be opened."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import ProgrammingError

from app.db.database import Database
from app.db.faults import sql_state
from app.db.migrate import check_not_newer, read_revision
from app.errors import InvalidInput, NotFound, Unavailable, UserError

T = TypeVar("T")


def check_server(database: Database) -> str:
    """The schema's revision; nothing is written.

    Raises NotFound (DB_NO_DATABASE) and Unavailable: DB_UNREACHABLE, DB_SIGN_IN, DB_EMPTY,
    DB_NOT_A_WORKSPACE, DB_NEWER, DB_READ_ONLY.
    """
    revision = ask_server(database, lambda connection: _look(connection, database.location.name))
    check_not_newer(revision, f"The database {database.location.name}")
    return revision


def ask_server(database: Database, work: Callable[[Connection], T]) -> T:
    """Read as `Database.read` does; a server without this database tells how to make it."""
    try:
        return database.read(work)
    except ProgrammingError as error:
        if sql_state(error):
            raise
        # Nothing was executed yet: the driver stumbled over an option in the URL.
        raise InvalidInput(
            f"The server's URL can't be used: {str(error.orig).strip()}.", field="workspace"
        ) from error
    except UserError as error:
        if error.code != "DB_NO_DATABASE":
            raise
        how = _command(database.location.url)
        raise NotFound(
            f"The server has no database of this name; make it with: {how}",
            code=error.code,
            field="workspace",
            details={"command": how},
        ) from error


def _command(url: str) -> str:
    parts = urlsplit(url)
    user = f" -U {parts.username}" if parts.username else ""
    return f"createdb -h {parts.hostname} -p {parts.port or 5432}{user} {parts.path.lstrip('/')}"


def _look(connection: Connection, name: str) -> str:
    closed = connection.exec_driver_sql(
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"
    ).scalar_one()
    if closed:
        raise Unavailable(
            f"The database {name} takes no changes now; connect to the main server.",
            code="DB_READ_ONLY",
            title="Workspace",
        )
    revision = read_revision(connection)
    if revision:
        return revision
    if inspect(connection).get_table_names():
        raise Unavailable(
            f"The database {name} is not a Tokendesk workspace.",
            code="DB_NOT_A_WORKSPACE",
            title="Workspace",
        )
    raise Unavailable(
        f"The database {name} is empty; create a workspace in it first.",
        code="DB_EMPTY",
        title="Workspace",
    )
