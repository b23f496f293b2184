"""Tables of the vending slice."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.schema import LongText, MinorUnits, Ref, RowId, Table, UtcTime, Whole


class Machine(Table):
    """What a room's vending machine was initialised with; only the treasury may change."""

    __tablename__ = "vending_machine"
    __table_args__ = (UniqueConstraint("room_id"),)

    id: Mapped[RowId]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("room.id"))
    family: Mapped[str]
    parameters: Mapped[LongText]
    fee_mode: Mapped[str]
    creator_buy_bps: Mapped[int] = mapped_column(SmallInteger)
    protocol_buy_bps: Mapped[int] = mapped_column(SmallInteger)
    creator_sell_bps: Mapped[int] = mapped_column(SmallInteger)
    protocol_sell_bps: Mapped[int] = mapped_column(SmallInteger)
    supply_cap: Mapped[Whole | None]
    first_key_rule: Mapped[bool]
    last_key_rule: Mapped[bool]
    treasury_principal: Mapped[str]
    created_at: Mapped[UtcTime]
    version: Mapped[Whole]


class Trade(Table):
    """A buy or a sale of keys, as committed.

    number: 1 for the room's first trade; with it a page of a long history is one index range.
    total: what the buyer paid or the seller got, fees included.
    """

    __tablename__ = "vending_trade"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        UniqueConstraint("entry_id"),
        CheckConstraint("side IN ('buy', 'sell')", name="side"),
        CheckConstraint("keys > 0", name="keys"),
        Index("ix_vending_trade_member", "member_id", "room_id", "number"),
        Index("ix_vending_trade_at", "room_id", "at"),
    )

    id: Mapped[RowId]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("room.id"))
    number: Mapped[Whole]
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_entry.id"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("member.id"))
    side: Mapped[str]
    at: Mapped[UtcTime]
    keys: Mapped[Whole]
    gross: Mapped[MinorUnits]
    creator_fee: Mapped[MinorUnits]
    protocol_fee: Mapped[MinorUnits]
    total: Mapped[MinorUnits]
    price_after: Mapped[MinorUnits]
    supply_after: Mapped[Whole]
