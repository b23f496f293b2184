"""Tables of the rooms slice."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.schema import LongText, MinorUnits, Ref, RowId, Table, UtcTime, Whole


class Room(Table):
    """A chat room and its key token.

    supply, reserve and price are the last committed ones of the room's vending machine, kept
    here so that a list of rooms is one query; the ledger stays the proof.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("room_id"),
        UniqueConstraint("contract_principal"),
        CheckConstraint(
            "status IN ('draft', 'deploy_requested', 'failed', 'contract_set', 'initialised',"
            " 'trading', 'paused', 'deprecated')",
            name="status",
        ),
        CheckConstraint("supply >= 0 AND reserve >= 0 AND price >= 0", name="market"),
        Index("ix_room_status", "status", "id"),
        Index("ix_room_changed_at", "changed_at", "id"),
    )

    id: Mapped[RowId]
    room_id: Mapped[str]
    name: Mapped[str]
    symbol: Mapped[str]
    uri: Mapped[str]
    creator_member_id: Mapped[Ref | None] = mapped_column(ForeignKey("member.id"))
    creator_principal: Mapped[str]
    status: Mapped[str]
    sells_paused: Mapped[bool]
    is_demo: Mapped[bool]
    contract_principal: Mapped[str | None]
    key_asset_id: Mapped[Ref | None] = mapped_column(ForeignKey("ledger_asset.id"))
    quote_asset_id: Mapped[Ref | None] = mapped_column(ForeignKey("ledger_asset.id"))
    supply: Mapped[Whole]
    reserve: Mapped[MinorUnits]
    price: Mapped[MinorUnits]
    trades: Mapped[Whole]
    created_at: Mapped[UtcTime]
    changed_at: Mapped[UtcTime]
    traded_at: Mapped[UtcTime | None]
    version: Mapped[Whole]


class RoomStep(Table):
    """One line of a room's timeline."""

    __tablename__ = "room_step"
    __table_args__ = (Index("ix_room_step_room", "room_id", "id"),)

    id: Mapped[RowId]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("room.id"))
    at: Mapped[UtcTime]
    actor: Mapped[str]
    step: Mapped[str]
    status: Mapped[str]
    note: Mapped[LongText]
