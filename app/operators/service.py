"""Makes operators and changes what they are and may do."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import Connection, func, insert, select, text, update

from app.changes import Changed, Done
from app.db.clock import Clock
from app.db.database import Database
from app.db.rows import next_id
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotAllowed
from app.operators import rules, trail
from app.operators.desk import Desk, SignedIn
from app.operators.passwords import Hasher
from app.operators.queries import OperatorRow, admins, operator_by_id
from app.operators.rules import Permission, Role, Tries
from app.operators.signing_in import unlock
from app.operators.tables import Operator

operator = table_of(Operator)

# Any number will do, as long as all versions of the program take the same.
OPERATORS_LOCK = 0x544B4F50


def program_desk(database: Database, clock: Clock) -> Desk:
    """The desk of the program itself, for what happens before there is an operator."""
    return Desk(database, clock, SignedIn(None, "tokendesk", "Tokendesk", Role.ADMIN))


def create_first_operator(
    database: Database,
    clock: Clock,
    *,
    name: str,
    display_name: str,
    password: str,
    hasher: Hasher,
) -> Done[OperatorRow]:
    """Make the workspace's first operator, an admin; only while there is none.

    Raises InvalidInput naming the field; Conflict (`HAS_OPERATORS`).
    """
    rules.check_name(name)
    rules.check_display_name(display_name)
    rules.check_password(password, name=name)
    desk = program_desk(database, clock)
    stored = hasher.hash(password)

    def work(connection: Connection) -> Done[OperatorRow]:
        _hold_operators(connection)
        if connection.execute(select(func.count()).select_from(operator)).scalar_one():
            raise Conflict(
                "This workspace has operators already; an admin makes further ones.",
                code="HAS_OPERATORS",
            )
        return _insert(connection, desk, name, display_name, Role.ADMIN, stored)

    return database.write(work)


def create_operator(
    desk: Desk, *, name: str, display_name: str, role: Role, password: str, hasher: Hasher
) -> Done[OperatorRow]:
    """Make a further operator.

    Raises NotAllowed; InvalidInput naming the field; Conflict (field `name`) for a name in use.
    """
    _require(desk, "operator.create", 0, name)
    rules.check_name(name)
    rules.check_display_name(display_name)
    rules.check_password(password, name=name)
    stored = hasher.hash(password)

    def work(connection: Connection) -> Done[OperatorRow]:
        _hold_operators(connection)
        taken = select(operator.c.id).where(operator.c.name == name)
        if connection.execute(taken).first() is not None:
            raise Conflict(f"There is an operator {name} already.", field="name")
        return _insert(connection, desk, name, display_name, role, stored)

    return desk.database.write(work)


def change_role(
    desk: Desk, operator_id: int, role: Role, *, version: int | None = None, reason: str = ""
) -> Done[OperatorRow]:
    """Give an operator another role.

    version: of the row as the person saw it; None takes the row as it is.
    Raises NotAllowed (also `LAST_ADMIN`), NotFound, Conflict when the row was changed since.
    """
    _require(desk, "operator.change_role", operator_id)

    def change(connection: Connection, row: OperatorRow) -> Mapping[str, object]:
        if role is not Role.ADMIN:
            _keep_an_admin(connection, row)
        return {"role": role.value} if role is not row.role else {}

    return _change(desk, operator_id, change, "operator.change_role", version, reason)


def set_active(
    desk: Desk, operator_id: int, active: bool, *, version: int | None = None, reason: str = ""
) -> Done[OperatorRow]:
    """Switch an operator off, or on again; switching on also ends a lock-out.

    Raises as `change_role` does.
    """
    action = "operator.enable" if active else "operator.disable"
    _require(desk, action, operator_id)

    def change(connection: Connection, row: OperatorRow) -> Mapping[str, object]:
        if not active:
            _keep_an_admin(connection, row)
            return {"active": False} if row.active else {}
        if row.active and row.tries == Tries():
            return {}
        return {"active": True, "wrong_tries": 0, "locked_until": None}

    return _change(desk, operator_id, change, action, version, reason)


def rename_operator(
    desk: Desk, operator_id: int, display_name: str, *, version: int | None = None
) -> Done[OperatorRow]:
    """Change the shown name: one's own, or anybody's for who manages operators.

    Raises as `change_role` does, and InvalidInput (field `display_name`).
    """
    if operator_id != desk.operator.id:
        _require(desk, "operator.rename", operator_id)
    rules.check_display_name(display_name)

    def change(_connection: Connection, row: OperatorRow) -> Mapping[str, object]:
        return {"display_name": display_name} if display_name != row.display_name else {}

    return _change(desk, operator_id, change, "operator.rename", version, "")


def change_password(
    desk: Desk,
    operator_id: int,
    password: str,
    *,
    hasher: Hasher,
    old_password: str = "",
    version: int | None = None,
) -> Done[OperatorRow]:
    """Set a new password: one's own after the old one, anybody's for who manages operators.

    It ends a lock-out of that operator.
    Raises as `change_role` does, InvalidInput (field `password`), and for the old password as
    `signing_in.unlock` does with the field `old_password`.
    """
    is_own = operator_id == desk.operator.id
    if not is_own:
        _require(desk, "operator.change_password", operator_id)
    row = desk.database.read(lambda connection: operator_by_id(connection, operator_id))
    rules.check_password(password, name=row.name)
    if is_own:
        _confirm(desk, old_password, hasher)
    stored = hasher.hash(password)
    values = {"password_hash": stored, "wrong_tries": 0, "locked_until": None}
    return _change(desk, operator_id, lambda *_: values, "operator.change_password", version, "")


def _confirm(desk: Desk, old_password: str, hasher: Hasher) -> None:
    try:
        unlock(desk, old_password, hasher=hasher)
    except (NotAllowed, InvalidInput) as error:
        error.field = "old_password"
        raise


def _require(desk: Desk, action: str, operator_id: int, name: str = "") -> None:
    with _noted(desk, action, operator_id, name):
        desk.require(Permission.MANAGE_OPERATORS)


def _noted(
    desk: Desk, action: str, operator_id: int, name: str = ""
) -> AbstractContextManager[None]:
    return trail.noted_refusal(
        desk,
        action=action,
        subject_kind="operator",
        subject_id=operator_id,
        subject_name=name or f"#{operator_id}",
    )


_Change = Callable[[Connection, OperatorRow], Mapping[str, object]]
_TOLD = ("role", "active", "display_name")


def _change(
    desk: Desk, operator_id: int, change: _Change, action: str, version: int | None, reason: str
) -> Done[OperatorRow]:
    def work(connection: Connection) -> Done[OperatorRow]:
        _hold_operators(connection)
        row = operator_by_id(connection, operator_id)
        if version is not None and row.version != version:
            raise Conflict(f"Somebody else changed {row.name} meanwhile; look at it again.")
        values = change(connection, row)
        if not values:
            return Done(row)
        before = {name: getattr(row, name) for name in _TOLD if name in values}
        after = {name: values[name] for name in _TOLD if name in values}
        # Before the row changes: a line is taken only from who may still write.
        trail.record(
            connection,
            desk,
            action=action,
            subject_kind="operator",
            subject_id=row.id,
            subject_name=row.name,
            before=before,
            after=after,
            reason=reason,
        )
        connection.execute(
            update(operator)
            .where(operator.c.id == row.id)
            .values(**values, version=operator.c.version + 1)
        )
        return Done(operator_by_id(connection, row.id), _changed(row.id))

    with _noted(desk, action, operator_id):
        return desk.database.write(work)


def _hold_operators(connection: Connection) -> None:
    """Keep other processes from changing operators until the transaction ends.

    SQLite's writing transaction is alone anyway. A lock of single rows would not hinder a
    second first operator, nor two admins who switch each other off at once.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OPERATORS_LOCK})


def _keep_an_admin(connection: Connection, row: OperatorRow) -> None:
    if all(admin.id == row.id for admin in admins(connection)):
        raise NotAllowed(
            f"{row.name} is the last platform admin; make another one first.", code="LAST_ADMIN"
        )


def _insert(
    connection: Connection, desk: Desk, name: str, display_name: str, role: Role, stored: str
) -> Done[OperatorRow]:
    row_id = next_id(connection, "operator")
    connection.execute(
        insert(operator),
        {
            "id": row_id,
            "name": name,
            "display_name": display_name,
            "role": role.value,
            "password_hash": stored,
            "active": True,
            "wrong_tries": 0,
            "locked_until": None,
            "created_at": desk.clock.now(),
            "signed_in_at": None,
            "version": 1,
        },
    )
    trail.record(
        connection,
        desk,
        action="operator.create",
        subject_kind="operator",
        subject_id=row_id,
        subject_name=name,
        after={"role": role.value, "display_name": display_name},
    )
    return Done(operator_by_id(connection, row_id), _changed(row_id))


def _changed(operator_id: int) -> tuple[Changed, ...]:
    return (Changed("operator", (operator_id,)), Changed("trail"))
