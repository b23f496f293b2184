"""Columns of the rooms table."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import DASH, grouped, unit
from app.kit.table.columns import Column
from app.kit.times import ZoneClock
from app.rooms.queries import RoomRow
from app.rooms.rules import Status
from app.rooms.view.labels import status_words

translate = QCoreApplication.translate

_HAS_TOKEN = (Status.INITIALISED, Status.TRADING, Status.PAUSED)
_TONES = {
    Status.DEPLOY_REQUESTED: "text",
    Status.FAILED: "error",
    Status.PAUSED: "warn",
    Status.DEPRECATED: "text3",
}


def room_columns(zone: ZoneClock) -> tuple[Column[RoomRow], ...]:
    """What is known of a room, in the order of the design; `zone` writes the times."""
    return (*_names(), *_way(), *_market(), *_times(zone))


def _names() -> tuple[Column[RoomRow], ...]:
    return (
        Column(
            "room_id",
            translate("Rooms", "ID"),
            lambda row: row.room_id,
            tip=translate("Rooms", "Room ID; the order is that of their making"),
            sort_key="id",
            width=52,
            tone=lambda _: "text2",
        ),
        Column(
            "name",
            translate("Rooms", "Room"),
            lambda row: row.name,
            sort_key="name",
            width=132,
            stretch=True,
            bold=True,
            secondary=lambda row: row.symbol,
            hideable=False,
        ),
        Column(
            "symbol",
            translate("Rooms", "Symbol"),
            lambda row: row.symbol,
            width=84,
            shown=False,
        ),
        Column(
            "creator",
            translate("Rooms", "Creator"),
            lambda row: row.creator_name or row.creator_principal or DASH,
            kind="text",
            sort_key="creator",
            cell_tip=lambda row: row.creator_principal,
            width=60,
            tone=lambda _: "text2",
            plain=lambda row: row.creator_name or row.creator_principal,
        ),
    )


def _way() -> tuple[Column[RoomRow], ...]:
    return (
        Column(
            "status",
            translate("Rooms", "Stage"),
            lambda row: status_words(row.status),
            kind="custom",
            sort_key="status",
            width=214,
            tone=lambda row: _TONES.get(row.status, "text2"),
            plain=lambda row: row.status,
        ),
        Column(
            "contract",
            translate("Rooms", "Contract"),
            _address,
            kind="identifier",
            sort_key="contract",
            width=88,
            plain=lambda row: row.contract_principal,
        ),
        Column(
            "uri",
            translate("Rooms", "Metadata URI"),
            lambda row: row.uri or DASH,
            width=160,
            plain=lambda row: row.uri,
            shown=False,
        ),
    )


def _market() -> tuple[Column[RoomRow], ...]:
    return (
        Column(
            "supply",
            translate("Rooms", "Supply"),
            lambda row: grouped(row.supply) if row.is_open or row.status in _HAS_TOKEN else DASH,
            kind="number",
            sort_key="supply",
            width=62,
            unit=translate("Rooms", "keys"),
            plain=lambda row: row.supply,
        ),
        Column(
            "price",
            translate("Rooms", "Price"),
            lambda row: grouped(row.price) if row.is_open else DASH,
            kind="custom",
            align="right",
            tip=translate("Rooms", "Price of the next key, before fees"),
            sort_key="price",
            width=118,
            secondary=lambda row: unit(row.quote),
            plain=lambda row: row.price if row.is_open else None,
        ),
        Column(
            "reserve",
            translate("Rooms", "Reserve"),
            lambda row: grouped(row.reserve) if row.is_open else DASH,
            kind="custom",
            align="right",
            tip=translate("Rooms", "What the machine holds to buy keys back"),
            sort_key="reserve",
            width=140,
            secondary=lambda row: unit(row.quote),
            plain=lambda row: row.reserve if row.is_open else None,
            shown=False,
        ),
        Column(
            "quote",
            translate("Rooms", "Priced in"),
            lambda row: unit(row.quote) or DASH,
            width=76,
            plain=lambda row: row.quote or None,
            shown=False,
        ),
        Column(
            "trades",
            translate("Rooms", "Trades"),
            lambda row: grouped(row.trades) if row.is_open else DASH,
            kind="number",
            width=72,
            plain=lambda row: row.trades,
            shown=False,
        ),
    )


def _times(zone: ZoneClock) -> tuple[Column[RoomRow], ...]:
    def traded(at: datetime | None) -> str:
        return zone.ago(at) if at is not None else DASH

    return (
        Column(
            "traded",
            translate("Rooms", "Last trade"),
            lambda row: traded(row.traded_at),
            align="right",
            cell_tip=lambda row: zone.exact(row.traded_at) if row.traded_at else "",
            width=96,
            tone=lambda _: "text2",
            plain=lambda row: row.traded_at,
            shown=False,
        ),
        Column(
            "created",
            translate("Rooms", "Created"),
            lambda row: zone.show(row.created_at),
            align="right",
            cell_tip=lambda row: zone.exact(row.created_at),
            sort_key="created",
            width=124,
            tone=lambda _: "text2",
            plain=lambda row: row.created_at,
            shown=False,
        ),
        Column(
            "changed",
            translate("Rooms", "Changed"),
            lambda row: zone.ago(row.changed_at),
            align="right",
            cell_tip=lambda row: zone.exact(row.changed_at),
            sort_key="changed",
            width=88,
            tone=lambda _: "text2",
            plain=lambda row: row.changed_at,
        ),
    )


def _address(row: RoomRow) -> str:
    """The address before the contract's name, which all of them share."""
    if row.contract_principal is None:
        return translate("Rooms", "Not set")
    return row.contract_principal.partition(".")[0]
