"""Makes members, and changes who they are."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Executable, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.addresses import parse_principal
from app.changes import Changed, Done
from app.db.rows import next_id
from app.db.schema import table_of
from app.errors import Conflict
from app.members import rules
from app.members.queries import MemberRow, member_by_id
from app.members.rules import MemberStatus
from app.members.tables import Member
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import LONGEST_REASON, Permission
from app.operators.settings import load_settings
from app.operators.text_rules import check_note

member = table_of(Member)


def create_member(
    desk: Desk, *, username: str, display_name: str = "", principal: str = ""
) -> Done[MemberRow]:
    """Make an active member.

    display_name: shown instead of the username; may be empty.
    principal: a Stacks address on the workspace's network, or empty.
    Raises NotAllowed; InvalidInput naming the field; Conflict (field `username`).
    """
    require(desk, "member.create", 0, Permission.MANAGE_MEMBERS, username)
    rules.check_username(username)
    rules.check_display_name(display_name)

    def work(connection: Connection) -> Done[MemberRow]:
        row_id = next_id(connection, "member")
        values = {
            "id": row_id,
            "username": username,
            "display_name": display_name,
            "principal": _checked_principal(connection, principal),
            "status": MemberStatus.ACTIVE.value,
            "created_at": desk.clock.now(),
            "version": 1,
        }
        _refuse_taken(connection, username)
        _execute(connection, insert(member).values(values), username)
        row = member_by_id(connection, row_id)
        after = {"display_name": row.display_name, "principal": row.principal}
        _record(connection, desk, row, "member.create", {}, after)
        return Done(row, _changed(row.id))

    return desk.database.write(work)


def rename_member(
    desk: Desk,
    member_id: int,
    *,
    username: str | None = None,
    display_name: str | None = None,
    version: int | None = None,
) -> Done[MemberRow]:
    """Change the names that are given.

    version: of the row as the person saw it; None takes the row as it is.
    Raises NotAllowed; NotFound; InvalidInput naming the field; Conflict for a username in use
    (field `username`) or a row that was changed since.
    """
    require(desk, "member.rename", member_id, Permission.MANAGE_MEMBERS)
    names: dict[str, str] = {}
    if username is not None:
        rules.check_username(username)
        names["username"] = username
    if display_name is not None:
        rules.check_display_name(display_name)
        names["display_name"] = display_name

    def change(connection: Connection, row: MemberRow) -> Mapping[str, str]:
        if username is not None and username != row.username:
            _refuse_taken(connection, username)
        return names

    return _change(desk, member_id, change, "member.rename", version, "")


def set_principal(
    desk: Desk, member_id: int, principal: str, *, version: int | None = None
) -> Done[MemberRow]:
    """Note the member's Stacks address on the workspace's network; empty takes it away.

    Raises as `rename_member` does, for the field `principal`.
    """
    require(desk, "member.set_principal", member_id, Permission.MANAGE_MEMBERS)

    def change(connection: Connection, _row: MemberRow) -> Mapping[str, str]:
        return {"principal": _checked_principal(connection, principal)}

    return _change(desk, member_id, change, "member.set_principal", version, "")


def set_status(
    desk: Desk, member_id: int, status: MemberStatus, *, reason: str, version: int | None = None
) -> Done[MemberRow]:
    """Suspend, ban or reactivate a member, with a reason that the trail keeps.

    Raises as `rename_member` does, for the field `reason`.
    """
    require(desk, "member.set_status", member_id, Permission.MANAGE_MEMBERS)
    check_note(reason, field="reason", what="A reason", longest=LONGEST_REASON, required=True)
    values = {"status": status.value}
    return _change(desk, member_id, lambda *_: values, "member.set_status", version, reason)


def require(
    desk: Desk, action: str, member_id: int, permission: Permission, name: str = ""
) -> None:
    """Raise NotAllowed, after a line in the trail, unless the operator has the permission."""
    with trail.noted_refusal(
        desk,
        action=action,
        subject_kind="member",
        subject_id=member_id,
        subject_name=name or f"#{member_id}",
    ):
        desk.require(permission)


_Change = Callable[[Connection, MemberRow], Mapping[str, str]]


def _change(
    desk: Desk, member_id: int, change: _Change, action: str, version: int | None, reason: str
) -> Done[MemberRow]:
    def work(connection: Connection) -> Done[MemberRow]:
        row = member_by_id(connection, member_id, hold=True)
        if version is not None and row.version != version:
            raise Conflict(f"Somebody else changed {row.username} meanwhile; look at it again.")
        wanted = change(connection, row)
        values = {name: value for name, value in wanted.items() if value != getattr(row, name)}
        if not values:
            return Done(row)
        statement = (
            update(member)
            .where(member.c.id == row.id)
            .values(**values, version=member.c.version + 1)
        )
        _execute(connection, statement, values.get("username", row.username))
        before = {name: str(getattr(row, name)) for name in values}
        _record(connection, desk, row, action, before, values, reason)
        return Done(member_by_id(connection, row.id), _changed(row.id))

    return desk.database.write(work)


def _checked_principal(connection: Connection, text: str) -> str:
    if not text:
        return ""
    return parse_principal(text, field="principal", network=load_settings(connection).network)


def _refuse_taken(connection: Connection, username: str) -> None:
    if connection.execute(select(member.c.id).where(member.c.username == username)).first():
        raise _taken(username)


def _execute(connection: Connection, statement: Executable, username: str) -> None:
    try:
        connection.execute(statement)
    except IntegrityError:
        # Another process committed the same username since it was looked for.
        raise _taken(username) from None


def _taken(username: str) -> Conflict:
    return Conflict(f"There is a member {username} already.", field="username")


def _record(
    connection: Connection,
    desk: Desk,
    row: MemberRow,
    action: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> None:
    trail.record(
        connection,
        desk,
        action=action,
        subject_kind="member",
        subject_id=row.id,
        subject_name=row.username,
        before=before,
        after=after,
        reason=reason,
    )


def _changed(member_id: int) -> tuple[Changed, ...]:
    return (Changed("member", (member_id,)), Changed("trail"))
