"""Tables of the operators slice: who works here, their trail, and the workspace's settings."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.schema import LongText, Ref, RowId, Table, UtcTime, Whole


class Operator(Table):
    """A person who works in Tokendesk."""

    __tablename__ = "operator"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("role IN ('viewer', 'support', 'admin')", name="role"),
    )

    id: Mapped[RowId]
    name: Mapped[str]
    display_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    wrong_tries: Mapped[Whole]
    locked_until: Mapped[UtcTime | None]
    created_at: Mapped[UtcTime]
    signed_in_at: Mapped[UtcTime | None]
    version: Mapped[Whole]


class TrailLine(Table):
    """One line of the audit trail: never changed, never deleted."""

    __tablename__ = "operator_trail"
    __table_args__ = (
        Index("ix_operator_trail_subject", "subject_kind", "subject_id", "id"),
        Index("ix_operator_trail_operator", "operator_id", "id"),
    )

    id: Mapped[RowId]
    at: Mapped[UtcTime]
    operator_id: Mapped[Ref | None] = mapped_column(ForeignKey("operator.id"))
    operator_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[Whole]
    subject_name: Mapped[str]
    outcome: Mapped[str]
    before: Mapped[LongText]
    after: Mapped[LongText]
    reason: Mapped[LongText]


class WorkspaceSetting(Table):
    """One setting of the workspace, as JSON text."""

    __tablename__ = "workspace_setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[LongText]
    version: Mapped[Whole]


class JobLease(Table):
    """A job of the program: who runs it until when, and how it ended the last time."""

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("(holder IS NULL) = (lease_until IS NULL)", name="lease"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    lease_until: Mapped[UtcTime | None]
    last_run: Mapped[UtcTime | None]
    outcome: Mapped[LongText]
