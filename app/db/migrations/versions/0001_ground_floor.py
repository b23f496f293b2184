"""Ledger, operators, members, rooms and vending machines, with the guards of what is history."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import guards
from app.db.engine import APPLICATION_ID

revision = "0001_ground_floor"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives row ids only to a column that is exactly INTEGER.
ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The treasury may move and is therefore versioned; all else a machine keeps for life.
MACHINE_CONSTANTS = (
    "id",
    "room_id",
    "family",
    "parameters",
    "fee_mode",
    "creator_buy_bps",
    "protocol_buy_bps",
    "creator_sell_bps",
    "protocol_sell_bps",
    "supply_cap",
    "first_key_rule",
    "last_key_rule",
    "created_at",
)
ACCOUNT_IDENTITY = ("id", "asset_id", "owner_kind", "owner_id", "role", "seal")


def row_id() -> sa.Column[int]:
    """The table's row number."""
    return sa.Column("id", ROW, sa.Identity(), primary_key=True)


def ref(name: str, table: str, **options: Any) -> sa.Column[int]:
    """A row of another table."""
    return sa.Column(name, ROW, sa.ForeignKey(f"{table}.id"), **{"nullable": False, **options})


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Text of any length."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A 64-bit number: minor units, keys, microseconds since 1970, versions."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def small(name: str) -> sa.Column[int]:
    """A number that stays below 32 768."""
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def digest(name: str) -> sa.Column[bytes]:
    """A SHA-256 value."""
    return sa.Column(name, sa.LargeBinary(32), nullable=False)


def upgrade() -> None:
    """Make every table, then what guards them."""
    _ledger()
    _ledger_entries()
    _operators()
    _members_and_rooms()
    _vending()
    _guards(op.get_bind().dialect.name)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _ledger() -> None:
    op.create_table(
        "ledger_asset",
        row_id(),
        text("code"),
        text("name"),
        small("decimals"),
        text("kind"),
        digest("seal"),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("decimals BETWEEN 0 AND 18", name="decimals"),
    )
    op.create_table(
        "ledger_book",
        row_id(),
        text("code"),
        whole("entries"),
        digest("head_hash"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "ledger_account",
        row_id(),
        ref("asset_id", "ledger_asset"),
        text("owner_kind"),
        whole("owner_id"),
        text("role"),
        whole("balance"),
        flag("frozen"),
        digest("seal"),
        sa.UniqueConstraint(
            "asset_id", "owner_kind", "owner_id", "role", name="uq_ledger_account_key"
        ),
        sa.CheckConstraint("balance >= 0 OR role = 'issuance'", name="balance"),
    )
    op.create_index("ix_ledger_account_owner", "ledger_account", ["owner_kind", "owner_id"])
    op.create_index("ix_ledger_account_holders", "ledger_account", ["asset_id", "role", "balance"])


def _ledger_entries() -> None:
    op.create_table(
        "ledger_entry",
        row_id(),
        ref("book_id", "ledger_book"),
        whole("sequence"),
        text("kind"),
        whole("at"),
        text("actor"),
        text("idempotency_key"),
        digest("request_hash"),
        text("memo"),
        text("category"),
        text("metadata"),
        ref("reverses_id", "ledger_entry", nullable=True),
        digest("previous_hash"),
        digest("hash"),
        sa.UniqueConstraint("idempotency_key"),
        sa.UniqueConstraint("book_id", "sequence"),
        sa.UniqueConstraint("reverses_id"),
    )
    op.create_table(
        "ledger_transfer",
        ref("entry_id", "ledger_entry", primary_key=True),
        sa.Column("position", sa.SmallInteger(), primary_key=True, autoincrement=False),
        ref("debit_account_id", "ledger_account"),
        ref("credit_account_id", "ledger_account"),
        whole("amount"),
        whole("debit_balance_after"),
        whole("credit_balance_after"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("debit_account_id <> credit_account_id", name="accounts"),
        sqlite_with_rowid=False,
    )
    for side in ("debit", "credit"):
        op.create_index(
            f"ix_ledger_transfer_{side}", "ledger_transfer", [f"{side}_account_id", "entry_id"]
        )


def _operators() -> None:
    op.create_table(
        "operator",
        row_id(),
        text("name"),
        text("display_name"),
        text("role"),
        text("password_hash"),
        flag("active"),
        whole("wrong_tries"),
        whole("locked_until", nullable=True),
        whole("created_at"),
        whole("signed_in_at", nullable=True),
        whole("version"),
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("role IN ('viewer', 'support', 'admin')", name="role"),
    )
    op.create_table(
        "operator_trail",
        row_id(),
        whole("at"),
        ref("operator_id", "operator", nullable=True),
        text("operator_name"),
        text("action"),
        text("subject_kind"),
        whole("subject_id"),
        text("subject_name"),
        text("outcome"),
        text("before"),
        text("after"),
        text("reason"),
    )
    op.create_index(
        "ix_operator_trail_subject", "operator_trail", ["subject_kind", "subject_id", "id"]
    )
    op.create_index("ix_operator_trail_operator", "operator_trail", ["operator_id", "id"])
    op.create_table(
        "workspace_setting",
        sa.Column("name", sa.Text(), primary_key=True),
        text("value"),
        whole("version"),
    )


def _members_and_rooms() -> None:
    op.create_table(
        "member",
        row_id(),
        text("username"),
        text("display_name"),
        text("principal"),
        text("status"),
        whole("created_at"),
        whole("version"),
        sa.UniqueConstraint("username"),
        sa.CheckConstraint("status IN ('active', 'suspended', 'banned')", name="status"),
    )
    op.create_index("ix_member_principal", "member", ["principal"])
    op.create_table(
        "room",
        row_id(),
        text("room_id"),
        text("name"),
        text("symbol"),
        text("uri"),
        ref("creator_member_id", "member", nullable=True),
        text("creator_principal"),
        text("status"),
        flag("sells_paused"),
        flag("is_demo"),
        text("contract_principal", nullable=True),
        ref("key_asset_id", "ledger_asset", nullable=True),
        ref("quote_asset_id", "ledger_asset", nullable=True),
        whole("supply"),
        whole("reserve"),
        whole("price"),
        whole("trades"),
        whole("created_at"),
        whole("changed_at"),
        whole("traded_at", nullable=True),
        whole("version"),
        sa.UniqueConstraint("room_id"),
        sa.UniqueConstraint("contract_principal"),
        sa.CheckConstraint(
            "status IN ('draft', 'deploy_requested', 'failed', 'contract_set', 'initialised',"
            " 'trading', 'paused', 'deprecated')",
            name="status",
        ),
        sa.CheckConstraint("supply >= 0 AND reserve >= 0 AND price >= 0", name="market"),
    )
    op.create_index("ix_room_status", "room", ["status", "id"])
    op.create_index("ix_room_changed_at", "room", ["changed_at", "id"])
    op.create_table(
        "room_step",
        row_id(),
        ref("room_id", "room"),
        whole("at"),
        text("actor"),
        text("step"),
        text("status"),
        text("note"),
    )
    op.create_index("ix_room_step_room", "room_step", ["room_id", "id"])


def _vending() -> None:
    op.create_table(
        "vending_machine",
        row_id(),
        ref("room_id", "room"),
        text("family"),
        text("parameters"),
        text("fee_mode"),
        small("creator_buy_bps"),
        small("protocol_buy_bps"),
        small("creator_sell_bps"),
        small("protocol_sell_bps"),
        whole("supply_cap", nullable=True),
        flag("first_key_rule"),
        flag("last_key_rule"),
        text("treasury_principal"),
        whole("created_at"),
        whole("version"),
        sa.UniqueConstraint("room_id"),
    )
    op.create_table(
        "vending_trade",
        row_id(),
        ref("room_id", "room"),
        whole("number"),
        ref("entry_id", "ledger_entry"),
        ref("member_id", "member"),
        text("side"),
        whole("at"),
        whole("keys"),
        whole("gross"),
        whole("creator_fee"),
        whole("protocol_fee"),
        whole("total"),
        whole("price_after"),
        whole("supply_after"),
        sa.UniqueConstraint("room_id", "number"),
        sa.UniqueConstraint("entry_id"),
        sa.CheckConstraint("side IN ('buy', 'sell')", name="side"),
        sa.CheckConstraint("keys > 0", name="keys"),
    )
    op.create_index("ix_vending_trade_member", "vending_trade", ["member_id", "room_id", "number"])
    op.create_index("ix_vending_trade_at", "vending_trade", ["room_id", "at"])


def _guards(dialect: str) -> None:
    _run(guards.function(dialect))
    for table in (
        "ledger_asset",
        "ledger_entry",
        "ledger_transfer",
        "operator_trail",
        "room_step",
        "vending_trade",
    ):
        _run(guards.whole_rows(dialect, table))
    for table, fixed in (
        ("ledger_account", ACCOUNT_IDENTITY),
        ("ledger_book", ("id", "code")),
        ("vending_machine", MACHINE_CONSTANTS),
    ):
        _run(guards.kept_rows(dialect, table))
        _run(guards.columns(dialect, table, fixed))


def _run(statements: Iterable[str]) -> None:
    for statement in statements:
        op.execute(statement)
