"""Makes operators whose passwords cost next to nothing to hash."""

from typing import Any

from sqlalchemy import func, select

from app.db.clock import Clock
from app.db.database import Database
from app.db.schema import Table, table_of
from app.listing import Listing
from app.operators.desk import Desk
from app.operators.passwords import Argon2Hasher
from app.operators.queries import TRAIL, OperatorRow, TrailRow
from app.operators.rules import Role
from app.operators.service import create_first_operator, create_operator

QUICK = Argon2Hasher(memory_kib=8, passes=1)
PASSWORD = "correct horse battery"


def make_admin(database: Database, clock: Clock, name: str = "ada") -> Desk:
    """The desk of the first operator, whose password is `PASSWORD`."""
    row = create_first_operator(
        database, clock, name=name, display_name="Ada Admin", password=PASSWORD, hasher=QUICK
    ).value
    return Desk(database, clock, row.signed_in())


def make_operator(desk: Desk, name: str, role: Role = Role.VIEWER) -> OperatorRow:
    """A further operator, whose password is `PASSWORD`."""
    return create_operator(
        desk, name=name, display_name=name.title(), role=role, password=PASSWORD, hasher=QUICK
    ).value


def desk_for(desk: Desk, name: str, role: Role) -> Desk:
    """The desk of a further operator, beside an admin's."""
    return Desk(desk.database, desk.clock, make_operator(desk, name, role).signed_in())


def trail_of(database: Database, **filters: object) -> list[TrailRow]:
    """The trail's lines, oldest first."""
    listing = Listing(filters=filters)
    return list(database.read(lambda c: TRAIL.page(c, listing, 0, 1_000)).rows)[::-1]


def rows_in(database: Database, model: type[Table]) -> int:
    """How many rows a table has."""
    query: Any = select(func.count()).select_from(table_of(model))
    return int(database.read(lambda connection: connection.execute(query).scalar_one()))
