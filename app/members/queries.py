"""Reads members for screens, commands, pickers and services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from app.db.paging import PagedQuery, contains, one_of
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import NotFound
from app.fields import Fields, fields_of
from app.ledger.rules import AccountRole
from app.ledger.tables import Account, Asset
from app.listing import Listing, Page
from app.members.rules import MemberStatus
from app.members.tables import Member
from app.operators.text_rules import is_encodable

member, account, asset = table_of(Member), table_of(Account), table_of(Asset)

OWNER = "member"

# Up to here looking into every name takes well under a tenth of a second.
FEW_MEMBERS = 150_000
SHORTEST_PART_OF_PRINCIPAL = 4
LARGEST_ID = 2**63 - 1
_LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as lists show them; `principal` is empty where none is known."""

    id: int
    username: str
    display_name: str
    principal: str
    status: MemberStatus
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What a member holds of an asset, in its minor units."""

    asset_code: str
    balance: int
    decimals: int
    frozen: bool


MEMBER_FIELDS: Fields[MemberRow] = fields_of(
    "id", "username", "display_name", "principal", "status", "created_at"
)
BALANCE_FIELDS: Fields[BalanceRow] = fields_of("asset=asset_code", "balance", "frozen")

Search = Callable[[str], ColumnElement[bool]]

_row = Projection(MemberRow, member, status=MemberStatus)
_balance = Projection(
    BalanceRow, account, {"asset_code": asset.c.code, "decimals": asset.c.decimals}
)
_SELECT = select(*_row.columns)


def _anywhere(text: str) -> ColumnElement[bool]:
    return or_(*(contains(column, text) for column in _columns_for(text)), _is_id(text))


def _anywhere_on_sqlite(text: str) -> ColumnElement[bool]:
    # SQLite's own LIKE ignores the case of ASCII letters, without copying each name first.
    found = (
        column.contains(each, autoescape=True)
        for column in _columns_for(text)
        for each in _spellings(text)
    )
    return or_(*found, _is_id(text))


def _columns_for(text: str) -> tuple[ColumnElement[str], ...]:
    names = (member.c.username, member.c.display_name)
    # A few letters occur in almost every principal.
    return (*names, member.c.principal) if len(text) >= SHORTEST_PART_OF_PRINCIPAL else names


def _at_start(text: str) -> ColumnElement[bool]:
    return or_(*_starts(text), _is_id(text))


def _at_start_on_sqlite(text: str) -> ColumnElement[bool]:
    return or_(*_starts_on_sqlite(text), _is_id(text))


def _starts(text: str) -> list[ColumnElement[bool]]:
    # On a server whose texts are in the order of a language, only LIKE means the beginning.
    return [
        column.startswith(each, autoescape=True)
        for column in (member.c.username, member.c.principal)
        for each in _cases(text)
    ]


def _starts_on_sqlite(text: str) -> list[ColumnElement[bool]]:
    return [
        and_(column >= each, column < each + _LAST_LETTER)
        for column in (member.c.username, member.c.principal)
        for each in _cases(text)
    ]


def _cases(text: str) -> list[str]:
    return sorted({text, text.lower(), text.upper(), text.capitalize()})


def _spellings(text: str) -> list[str]:
    return [text] if text.isascii() else _cases(text)


def _is_id(text: str) -> ColumnElement[bool]:
    digits = text.removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= LARGEST_ID:
        return member.c.id == int(digits)
    return false()


MEMBERS: PagedQuery[MemberRow] = PagedQuery(
    source=member,
    row=_row,
    id=member.c.id,
    sorts={
        "id": member.c.id,
        "username": member.c.username,
        "display_name": member.c.display_name,
        "principal": member.c.principal,
        "status": member.c.status,
        "created": member.c.created_at,
    },
    search=_anywhere,
    filters={
        "status": one_of(member.c.status),
        "since": lambda at: member.c.created_at >= at,
        "until": lambda at: member.c.created_at < at,
    },
)
"""All members, newest first; `since` is included, `until` is not."""

# Rare finds among a million are sorted afterwards: walking an index in order and looking into
# each row took 1.7 s where reading the table once takes 0.2 s.
_UNINDEXED_SORTS = dict(MEMBERS.sorts) | {
    "username": member.c.username.concat(""),
    "principal": member.c.principal.concat(""),
}


def member_page(connection: Connection, listing: Listing, offset: int, limit: int) -> Page:
    """One page of the members whose username, shown name or principal holds the search text.

    Among more than `FEW_MEMBERS` those whose username or principal begins with the text are
    found by an index; every name is looked into only where there is none.
    """
    return _query(connection, listing.search).page(connection, listing, offset, limit)


def stream_members(connection: Connection, listing: Listing) -> Iterator[MemberRow]:
    """All rows that `member_page` has pages of, in constant memory."""
    return _query(connection, listing.search).stream(connection, listing)


def _query(connection: Connection, search: str) -> PagedQuery[MemberRow]:
    text = search.strip()
    if not text:
        return MEMBERS
    if not is_encodable(text):
        return replace(MEMBERS, search=lambda _: false())
    if text.startswith("#") and _exists(connection, _is_id(text)):
        return replace(MEMBERS, search=_is_id)
    anywhere, at_start = _searches(connection)
    if not _are_many(connection):
        return replace(MEMBERS, search=anywhere)
    if _exists(connection, at_start(text)):
        return replace(MEMBERS, search=at_start)
    return replace(MEMBERS, search=anywhere, sorts=_UNINDEXED_SORTS)


def _searches(connection: Connection) -> tuple[Search, Search]:
    if connection.dialect.name == "sqlite":
        return _anywhere_on_sqlite, _at_start_on_sqlite
    return _anywhere, _at_start


def _are_many(connection: Connection) -> bool:
    # Row ids grow by one with each member, and the largest is known without counting.
    return int(connection.execute(select(func.max(member.c.id))).scalar() or 0) > FEW_MEMBERS


def _exists(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(member.c.id).where(condition).limit(1)).first() is not None


def find_members(connection: Connection, text: str, limit: int) -> tuple[MemberRow, ...]:
    """At most `limit` members for a picker: those that begin with the text, then the others.

    The first ones come by username, the others by age.
    """
    text = text.strip()
    if not is_encodable(text):
        return ()
    if not text:
        return _first(connection, _SELECT.order_by(member.c.username), limit)
    is_sqlite = connection.dialect.name == "sqlite"
    starts = _starts_on_sqlite(text) if is_sqlite else [or_(*_starts(text))]
    found: dict[int, MemberRow] = {}
    # One question after the other, because SQLite answers each of them alone by an index.
    for condition in (_is_id(text), *starts):
        query = _SELECT.where(condition).order_by(member.c.username)
        found |= {row.id: row for row in _first(connection, query, limit)}
        if len(found) >= limit:
            return tuple(found.values())[:limit]
    anywhere, _ = _searches(connection)
    others = _SELECT.where(anywhere(text), member.c.id.not_in(list(found))).order_by(member.c.id)
    return (*found.values(), *_first(connection, others, limit - len(found)))


def _first(connection: Connection, query: Any, limit: int) -> tuple[MemberRow, ...]:
    return tuple(map(_row, connection.execute(query.limit(limit))))


def member_by_id(connection: Connection, member_id: int, *, hold: bool = False) -> MemberRow:
    """The member with this row id; raises NotFound.

    hold: keep others from changing the row until the transaction ends.
    """
    query = _SELECT.where(member.c.id == member_id)
    if hold:
        query = query.with_for_update(key_share=True)
    row = connection.execute(query).first()
    if row is None:
        raise _not_found(str(member_id))
    return _row(row)


def member_by_username_or_id(connection: Connection, text: str) -> MemberRow:
    """The member of this username, else of this id (`12` or `#12`); raises NotFound."""
    text = text.strip()
    if is_encodable(text):
        for condition in (member.c.username == text, _is_id(text)):
            row = connection.execute(_SELECT.where(condition)).first()
            if row is not None:
                return _row(row)
    raise _not_found(text)


def _not_found(name: str) -> NotFound:
    return NotFound(f"There is no member {name!r}.", code="MEMBER_NOT_FOUND", field="member")


def member_balances(connection: Connection, member_id: int) -> tuple[BalanceRow, ...]:
    """What the member holds, in the order in which the assets were opened."""
    rows = connection.execute(
        select(*_balance.columns)
        .join(asset, asset.c.id == account.c.asset_id)
        .where(
            account.c.owner_kind == OWNER,
            account.c.owner_id == member_id,
            account.c.role == AccountRole.HOLDER.value,
        )
        .order_by(asset.c.id)
    )
    return tuple(map(_balance, rows))
