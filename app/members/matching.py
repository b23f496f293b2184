"""Finds the members behind many names at once, and makes members of principals that nobody has."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from app.db.rows import insert_many
from app.db.schema import table_of, to_microseconds
from app.members.rules import LONGEST_USERNAME, MemberStatus
from app.members.tables import Member
from app.operators.desk import Desk

member = table_of(Member)

AT_ONCE = 500
PREFIX = "holder-"


def ids_of_usernames(connection: Connection, usernames: Sequence[str]) -> Mapping[str, int]:
    """The members with these usernames; who isn't there is left out."""
    found: dict[str, int] = {}
    for part in _parts(usernames):
        rows = connection.execute(
            select(member.c.username, member.c.id).where(member.c.username.in_(part))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def ids_of_principals(
    connection: Connection, principals: Sequence[str]
) -> Mapping[str, tuple[int, ...]]:
    """The members that have each of these principals: none, one, or several who share it."""
    found: dict[str, tuple[int, ...]] = {}
    for part in _parts(principals):
        rows = connection.execute(
            select(member.c.principal, member.c.id)
            .where(member.c.principal.in_(part))
            .order_by(member.c.id)
        )
        for principal, row_id in rows:
            found[principal] = (*found.get(principal, ()), row_id)
    return found


def enrol_principals(
    connection: Connection, desk: Desk, principals: Sequence[str]
) -> Mapping[str, int]:
    """Make a member of each principal, which nobody has, in the caller's transaction.

    They are called after the principal's last characters until somebody gives them a name. The
    caller writes the line in the trail.
    """
    created_at = to_microseconds(desk.clock.now())
    last = int(connection.execute(select(func.max(member.c.id))).scalar() or 0)
    insert_many(
        connection,
        member,
        [
            {
                "username": username_of(principal),
                "display_name": "",
                "principal": principal,
                "status": MemberStatus.ACTIVE.value,
                "created_at": created_at,
                "version": 1,
            }
            for principal in principals
        ],
    )
    made = set(principals)
    rows = connection.execute(select(member.c.principal, member.c.id).where(member.c.id > last))
    return {principal: row_id for principal, row_id in rows if principal in made}


def username_of(principal: str) -> str:
    """What a member is called of whom only a principal is known."""
    return PREFIX + principal[-(LONGEST_USERNAME - len(PREFIX)) :]


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), AT_ONCE):
        yield texts[start : start + AT_ONCE]
