"""Tables of the rooms slice."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.schema import Digest, LongText, MinorUnits, Ref, RowId, Table, UtcTime, Whole


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


class Receipt(Table):
    """What the chain said of a deployment: one for each contract of a room.

    source_hash, checked_at: SHA-256 of the contract's source as a chain's API gave it, and when;
    None before anybody asked.
    """

    __tablename__ = "deployment_receipt"
    __table_args__ = (
        UniqueConstraint("room_id", "part"),
        UniqueConstraint("contract_principal"),
        CheckConstraint("part IN ('token', 'machine')", name="part"),
        CheckConstraint("block_height >= 0", name="block_height"),
    )

    id: Mapped[RowId]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("room.id"))
    part: Mapped[str]
    contract_principal: Mapped[str]
    tx_id: Mapped[str]
    block_height: Mapped[Whole]
    at: Mapped[UtcTime]
    actor: Mapped[str]
    source_hash: Mapped[Digest | None]
    checked_at: Mapped[UtcTime | None]


class LegacyRoom(Table):
    """A room of the old system, whose rooms all share one token, on its way to its own.

    holders, supply: how many hold keys, and how many keys there are.
    issued: how many of the snapshot's holders have their keys in the room's own token.
    transferred, topped_up: what was brought into the own token's reserve, from the shared
    token's and beyond it.
    """

    __tablename__ = "legacy_room"
    __table_args__ = (
        UniqueConstraint("room_id"),
        UniqueConstraint("own_room_id"),
        CheckConstraint(
            "stage IN ('imported', 'snapshot', 'switched', 'opened', 'covered', 'deprecated')",
            name="stage",
        ),
        CheckConstraint("holders > 0 AND supply >= holders", name="keys"),
        CheckConstraint("issued >= 0 AND issued <= holders", name="issued"),
        CheckConstraint("transferred >= 0 AND topped_up >= 0", name="reserve"),
    )

    id: Mapped[RowId]
    room_id: Mapped[str]
    own_room_id: Mapped[Ref | None] = mapped_column(ForeignKey("room.id"))
    stage: Mapped[str]
    holders: Mapped[Whole]
    supply: Mapped[Whole]
    snapshot_hash: Mapped[Digest | None]
    snapshot_at: Mapped[UtcTime | None]
    issued: Mapped[Whole]
    transferred: Mapped[MinorUnits]
    topped_up: Mapped[MinorUnits]
    file_name: Mapped[str]
    file_hash: Mapped[Digest]
    imported_at: Mapped[UtcTime]
    changed_at: Mapped[UtcTime]
    version: Mapped[Whole]


class LegacyHolder(Table):
    """A line of an imported file; another import may replace it until the snapshot."""

    __tablename__ = "legacy_holder"
    __table_args__ = (
        UniqueConstraint("legacy_room_id", "member_id"),
        CheckConstraint("keys > 0", name="keys"),
        {"sqlite_with_rowid": False},
    )

    legacy_room_id: Mapped[Ref] = mapped_column(ForeignKey("legacy_room.id"), primary_key=True)
    number: Mapped[Whole] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("member.id"))
    holder: Mapped[str]
    keys: Mapped[Whole]


class LegacySnapshot(Table):
    """Who held what when the snapshot was taken; never changed, triggers see to it."""

    __tablename__ = "legacy_snapshot"
    __table_args__ = (
        CheckConstraint("keys > 0", name="keys"),
        {"sqlite_with_rowid": False},
    )

    legacy_room_id: Mapped[Ref] = mapped_column(ForeignKey("legacy_room.id"), primary_key=True)
    number: Mapped[Whole] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("member.id"))
    holder: Mapped[str]
    keys: Mapped[Whole]
