"""Makes a workspace that can be worked with: its first operator, its settings, its quote assets."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.addresses import Network
from app.db.clock import Clock
from app.db.database import Database
from app.db.location import Location
from app.db.nested_transaction import JoinedDatabase
from app.db.workspace import create_workspace, open_database
from app.errors import Conflict, Unavailable
from app.operators import rules
from app.operators.desk import Desk
from app.operators.passwords import Hasher
from app.operators.queries import list_operators
from app.operators.service import create_first_operator
from app.operators.settings import (
    WorkspaceSettings,
    check_settings,
    load_settings,
    save_settings,
)
from app.progress import Progress
from app.vending.quotes import open_quotes


@dataclass(frozen=True, slots=True)
class FirstOperator:
    """The admin that a workspace begins with."""

    name: str
    display_name: str
    password: str


def set_up_workspace(
    location: Location,
    progress: Progress,
    *,
    clock: Clock,
    hasher: Hasher,
    first: FirstOperator,
    name: str,
    network: Network,
) -> Desk:
    """Make a workspace and sign its first operator in; close the desk's database after use.

    A workspace that nobody has an operator in yet, say after a crash, is taken as it is.
    name: of the workspace, for the title bar. network: whose principals it takes.
    Raises InvalidInput naming the field, Conflict (DB_EXISTS, HAS_OPERATORS), and as
    `create_workspace` and `open_database` do. Nothing is made when a field is refused.
    """
    rules.check_name(first.name)
    rules.check_display_name(first.display_name)
    rules.check_password(first.password, name=first.name)
    check_settings(replace(WorkspaceSettings(), name=name, network=network))
    database = _blank(location, progress)
    try:
        return database.write(
            lambda one: _begin(one, database, clock, hasher, first, name, network)
        )
    except BaseException:
        database.close()
        raise


def _blank(location: Location, progress: Progress) -> Database:
    try:
        return create_workspace(location, progress)
    except Conflict as exists:
        try:
            database = open_database(location, migrate=True, progress=progress)
        except Unavailable:
            raise exists from None
        if not database.read(list_operators):
            return database
        database.close()
        raise


def _begin(
    connection: Connection,
    database: Database,
    clock: Clock,
    hasher: Hasher,
    first: FirstOperator,
    name: str,
    network: Network,
) -> Desk:
    joined = JoinedDatabase(database, connection)
    row = create_first_operator(
        joined,
        clock,
        name=first.name,
        display_name=first.display_name,
        password=first.password,
        hasher=hasher,
    ).value
    open_quotes(connection)
    settings = replace(load_settings(connection), name=name, network=network)
    save_settings(Desk(joined, clock, row.signed_in()), settings)
    return Desk(database, clock, row.signed_in())
