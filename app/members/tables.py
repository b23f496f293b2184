"""Tables of the members slice."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.db.schema import RowId, Table, UtcTime, Whole


class Member(Table):
    """A user of the chat platform."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("username"),
        CheckConstraint("status IN ('active', 'suspended', 'banned')", name="status"),
        Index("ix_member_principal", "principal"),
    )

    id: Mapped[RowId]
    username: Mapped[str]
    display_name: Mapped[str]
    principal: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[UtcTime]
    version: Mapped[Whole]
