"""Makes members and reads what is stored of them."""

from typing import Any

from sqlalchemy import func, select

from app.db.database import Database
from app.db.schema import Table, table_of
from app.ledger.assets import AssetRow, open_asset
from app.ledger.rules import AssetKind
from app.listing import Listing
from app.members.queries import MemberRow, member_page
from app.members.service import create_member
from app.operators.desk import Desk


def make(desk: Desk, username: str, **fields: str) -> MemberRow:
    """A member, made through the service."""
    return create_member(desk, username=username, **fields).value


def search(database: Database, text: str, **filters: object) -> list[str]:
    """Usernames that a search finds, by name."""
    listing = Listing(sort="username", search=text, filters=filters)
    page = database.read(lambda connection: member_page(connection, listing, 0, 100))
    assert page.total == len(page.rows)
    return [row.username for row in page.rows]


def open_ustx(desk: Desk) -> AssetRow:
    """The asset that rooms are priced in."""
    return desk.database.write(lambda c: open_asset(c, "uSTX", "STX", 6, AssetKind.QUOTE))


def rows_in(database: Database, model: type[Table]) -> int:
    """How many rows a table has."""
    query: Any = select(func.count()).select_from(table_of(model))
    return int(database.read(lambda connection: connection.execute(query).scalar_one()))
