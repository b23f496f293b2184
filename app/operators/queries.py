"""Reads operators and their trail, for screens, commands and services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, false, or_, select

from app.db.paging import PagedQuery, contains, one_of
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import NotFound
from app.fields import Fields, fields_of
from app.operators.desk import SignedIn
from app.operators.rules import Role, Tries
from app.operators.tables import Operator, TrailLine
from app.operators.text_rules import is_encodable

operator, line = table_of(Operator), table_of(TrailLine)


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator as a screen shows it, without the password."""

    id: int
    name: str
    display_name: str
    role: Role
    active: bool
    tries: Tries
    created_at: datetime
    signed_in_at: datetime | None
    version: int

    def signed_in(self) -> SignedIn:
        """The operator as one who sits at a desk."""
        return SignedIn(self.id, self.name, self.display_name, self.role)


OPERATOR_FIELDS: Fields[OperatorRow] = fields_of(
    "id", "name", "display_name", "role", "active", "locked_until=tries.locked_until",
    "created_at", "signed_in_at",
)  # fmt: skip

_SELECT = select(
    operator.c.id,
    operator.c.name,
    operator.c.display_name,
    operator.c.role,
    operator.c.active,
    operator.c.wrong_tries,
    operator.c.locked_until,
    operator.c.created_at,
    operator.c.signed_in_at,
    operator.c.version,
)


def _row(row: Row[*tuple[object, ...]]) -> OperatorRow:
    return OperatorRow(
        row.id,
        row.name,
        row.display_name,
        Role(row.role),
        row.active,
        Tries(row.wrong_tries, row.locked_until),
        row.created_at,
        row.signed_in_at,
        row.version,
    )


def list_operators(connection: Connection) -> tuple[OperatorRow, ...]:
    """All operators, by name."""
    return tuple(_row(row) for row in connection.execute(_SELECT.order_by(operator.c.name)))


def operator_by_id(connection: Connection, operator_id: int, *, hold: bool = False) -> OperatorRow:
    """The operator with this row id; raises NotFound.

    hold: keep others from changing the row until the transaction ends.
    """
    query = _SELECT.where(operator.c.id == operator_id)
    if hold:
        query = query.with_for_update(key_share=True)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"There is no operator {operator_id}.", code="OPERATOR_NOT_FOUND")
    return _row(row)


def operator_by_name(connection: Connection, name: str) -> OperatorRow:
    """The operator who signs in by this name; raises NotFound (field `operator`)."""
    if is_encodable(name):
        row = connection.execute(_SELECT.where(operator.c.name == name)).first()
        if row is not None:
            return _row(row)
    raise NotFound(f"There is no operator {name!r}.", code="OPERATOR_NOT_FOUND", field="operator")


def admins(connection: Connection) -> Sequence[OperatorRow]:
    """The admins who may sign in, the first one made before the others."""
    rows = connection.execute(
        _SELECT.where(operator.c.role == Role.ADMIN.value, operator.c.active).order_by(
            operator.c.id
        )
    )
    return [_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line of the audit trail; `before` and `after` are JSON objects, or empty."""

    id: int
    at: datetime
    operator_id: int | None
    operator_name: str
    action: str
    subject_kind: str
    subject_id: int
    subject_name: str
    outcome: str
    before: str
    after: str
    reason: str


TRAIL_FIELDS: Fields[TrailRow] = fields_of(
    "id", "at", "operator=operator_name", "action", "subject_kind", "subject_id",
    "subject_name", "outcome", "before", "after", "reason",
)  # fmt: skip


def _trail_search(text: str) -> ColumnElement[bool]:
    if not is_encodable(text):
        return false()
    columns = (
        line.c.operator_name,
        line.c.action,
        line.c.subject_name,
        line.c.reason,
        line.c.before,
        line.c.after,
    )
    return or_(*(contains(column, text) for column in columns))


TRAIL: PagedQuery[TrailRow] = PagedQuery(
    source=line,
    row=Projection(TrailRow, line),
    id=line.c.id,
    sorts={
        "id": line.c.id,
        "at": line.c.at,
        "operator": line.c.operator_name,
        "action": line.c.action,
        "subject": line.c.subject_name,
        "outcome": line.c.outcome,
    },
    search=_trail_search,
    filters={
        "operator": one_of(line.c.operator_name),
        "action": one_of(line.c.action),
        "subject_kind": one_of(line.c.subject_kind),
        "subject_id": one_of(line.c.subject_id),
        "outcome": one_of(line.c.outcome),
        "since": lambda at: line.c.at >= at,
        "until": lambda at: line.c.at < at,
    },
)
"""The audit trail, newest line first; `since` is included, `until` is not."""


def trail_actions(connection: Connection) -> tuple[str, ...]:
    """The actions that the trail has lines of, by name, for a filter's choices."""
    return tuple(
        connection.execute(select(line.c.action).distinct().order_by(line.c.action)).scalars()
    )


def trail_operators(connection: Connection) -> tuple[str, ...]:
    """The names that the trail has lines of, for a filter's choices."""
    names = select(line.c.operator_name).distinct().order_by(line.c.operator_name)
    return tuple(connection.execute(names).scalars())
