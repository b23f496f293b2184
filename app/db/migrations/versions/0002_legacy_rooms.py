"""Receipts of deployments, and the rooms of the old system on their way to tokens of their own."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import guards

revision = "0002_legacy_rooms"
down_revision = "0001_ground_floor"
branch_labels = None
depends_on = None

# SQLite gives row ids only to a column that is exactly INTEGER.
ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def row_id() -> sa.Column[int]:
    """The table's row number."""
    return sa.Column("id", ROW, sa.Identity(), primary_key=True)


def ref(name: str, table: str, **options: Any) -> sa.Column[int]:
    """A row of another table."""
    return sa.Column(name, ROW, sa.ForeignKey(f"{table}.id"), **{"nullable": False, **options})


def text(name: str) -> sa.Column[str]:
    """Text of any length."""
    return sa.Column(name, sa.Text(), nullable=False)


def whole(name: str, **options: Any) -> sa.Column[int]:
    """A 64-bit number: minor units, keys, microseconds since 1970, versions."""
    return sa.Column(name, sa.BigInteger(), **{"nullable": False, **options})


def digest(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    """A SHA-256 value."""
    return sa.Column(name, sa.LargeBinary(32), nullable=nullable)


def upgrade() -> None:
    """Make the tables, then what guards the snapshots."""
    _receipts()
    _legacy_rooms()
    for table in ("legacy_holder", "legacy_snapshot"):
        _holders(table)
    dialect = op.get_bind().dialect.name
    for statement in guards.whole_rows(dialect, "legacy_snapshot"):
        op.execute(statement)


def _receipts() -> None:
    op.create_table(
        "deployment_receipt",
        row_id(),
        ref("room_id", "room"),
        text("part"),
        text("contract_principal"),
        text("tx_id"),
        whole("block_height"),
        whole("at"),
        text("actor"),
        digest("source_hash", nullable=True),
        whole("checked_at", nullable=True),
        sa.UniqueConstraint("room_id", "part"),
        sa.UniqueConstraint("contract_principal"),
        sa.CheckConstraint("part IN ('token', 'machine')", name="part"),
        sa.CheckConstraint("block_height >= 0", name="block_height"),
    )


def _legacy_rooms() -> None:
    op.create_table(
        "legacy_room",
        row_id(),
        text("room_id"),
        ref("own_room_id", "room", nullable=True),
        text("stage"),
        whole("holders"),
        whole("supply"),
        digest("snapshot_hash", nullable=True),
        whole("snapshot_at", nullable=True),
        whole("issued"),
        whole("transferred"),
        whole("topped_up"),
        text("file_name"),
        digest("file_hash"),
        whole("imported_at"),
        whole("changed_at"),
        whole("version"),
        sa.UniqueConstraint("room_id"),
        sa.UniqueConstraint("own_room_id"),
        sa.CheckConstraint(
            "stage IN ('imported', 'snapshot', 'switched', 'opened', 'covered', 'deprecated')",
            name="stage",
        ),
        sa.CheckConstraint("holders > 0 AND supply >= holders", name="keys"),
        sa.CheckConstraint("issued >= 0 AND issued <= holders", name="issued"),
        sa.CheckConstraint("transferred >= 0 AND topped_up >= 0", name="reserve"),
    )


def _holders(table: str) -> None:
    once = (sa.UniqueConstraint("legacy_room_id", "member_id"),) if table == "legacy_holder" else ()
    op.create_table(
        table,
        ref("legacy_room_id", "legacy_room", primary_key=True),
        whole("number", primary_key=True, autoincrement=False),
        ref("member_id", "member"),
        text("holder"),
        whole("keys"),
        *once,
        sa.CheckConstraint("keys > 0", name="keys"),
        sqlite_with_rowid=False,
    )
