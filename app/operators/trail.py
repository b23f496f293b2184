"""Writes the audit trail: who did what, when, to what, with what before and after, and why."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import SQLAlchemyError

from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import NotAllowed, Unavailable, UserError
from app.ledger.rules import canonical
from app.operators.desk import Desk, SignedIn
from app.operators.rules import LONGEST_REASON
from app.operators.tables import Operator, TrailLine
from app.operators.text_rules import check_note, storable

operator, line = table_of(Operator), table_of(TrailLine)

DONE = "done"
REFUSED = "refused"
LONGEST_REFUSED_NAME = 200

_COLUMNS = [column for column in line.c if column.name != "id"]
_INSERT = insert(line)
# The operator's row decides in the same statement, so that somebody who was switched off or got
# another role a moment ago writes nothing more, whatever their window still shows.
_INSERT_IF_CURRENT = (
    insert(line)
    .from_select(
        [column.name for column in _COLUMNS],
        select(*(bindparam(f"line_{column.name}", type_=column.type) for column in _COLUMNS))
        .select_from(operator)
        .where(
            operator.c.id == bindparam("current_id"),
            operator.c.role == bindparam("current_role"),
            operator.c.active,
        ),
    )
    .returning(line.c.id)
)


def record(
    connection: Connection,
    desk: Desk,
    *,
    action: str,
    subject_kind: str,
    subject_id: int,
    subject_name: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    outcome: str = DONE,
) -> None:
    """Write one line in the caller's transaction, which is to roll back if this raises.

    before, after: the fields that changed, with plain values.
    Raises NotAllowed when the operator was switched off, or got another role, since signing in;
    InvalidInput (field `reason`) for a reason that can't be kept.
    """
    write_line(
        connection,
        desk.operator,
        desk.clock.now(),
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_name=subject_name,
        before=before,
        after=after,
        reason=reason,
        outcome=outcome,
    )


def write_line(
    connection: Connection,
    signed_in: SignedIn,
    at: datetime,
    *,
    action: str,
    subject_kind: str,
    subject_id: int,
    subject_name: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    outcome: str = DONE,
) -> None:
    """Like `record`, where nobody sits at a desk yet."""
    check_note(reason, field="reason", what="A reason", longest=LONGEST_REASON)
    values: dict[str, object] = {
        "at": at,
        "operator_id": signed_in.id,
        "operator_name": signed_in.name,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "subject_name": storable(subject_name),
        "outcome": outcome,
        "before": _text(before),
        "after": _text(after),
        "reason": reason,
    }
    if signed_in.id is None:
        connection.execute(_INSERT, values)
    else:
        _insert_if_current(connection, signed_in, values)


def _insert_if_current(
    connection: Connection, signed_in: SignedIn, values: Mapping[str, object]
) -> None:
    given = {f"line_{name}": value for name, value in values.items()}
    given |= {"current_id": signed_in.id, "current_role": signed_in.role.value}
    if connection.execute(_INSERT_IF_CURRENT, given).first() is None:
        raise NotAllowed(
            f"{signed_in.name} was switched off or got another role; sign in again.",
            code="SIGN_IN_AGAIN",
        )


def _text(values: Mapping[str, object] | None) -> str:
    if not values:
        return ""
    return canonical({key: _storable(value) for key, value in values.items()}).decode()


def _storable(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def record_refusal(
    desk: Desk,
    *,
    action: str,
    subject_kind: str,
    subject_id: int,
    subject_name: str,
    error: UserError,
) -> None:
    """Write that something was refused, in a transaction of its own.

    Call it after the refused transaction has rolled back. A line that can't be written is let
    go: the person is to hear of `error`, not of the trail.
    """
    if isinstance(error, Unavailable):
        # Nobody judged anything, and a database that was just locked would only be waited for
        # a second time.
        return
    values = {
        "at": desk.clock.now(),
        "operator_id": desk.operator.id,
        "operator_name": desk.operator.name,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "subject_name": storable(subject_name)[:LONGEST_REFUSED_NAME],
        "outcome": REFUSED,
        "before": "",
        "after": _text({"code": error.code} | ({"field": error.field} if error.field else {})),
        "reason": storable(error.message)[:LONGEST_REASON],
    }

    def write(connection: Connection) -> Done[None]:
        connection.execute(_INSERT, values)
        return Done(None, (Changed("trail"),))

    try:
        desk.database.write(write)
    except (UserError, SQLAlchemyError):
        return


@contextmanager
def noted_refusal(
    desk: Desk, *, action: str, subject_kind: str, subject_id: int, subject_name: str
) -> Iterator[None]:
    """Let NotAllowed pass on, after a line of it; the transaction must begin and end inside.

    Other errors say what was wrong with the input, or that somebody was faster: no matter for
    the trail.
    """
    try:
        yield
    except NotAllowed as error:
        record_refusal(
            desk,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            subject_name=subject_name,
            error=error,
        )
        raise
