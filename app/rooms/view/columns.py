"""Columns of the rooms table."""

from PySide6.QtCore import QCoreApplication

from app.fields import extend
from app.kit.numbers import DASH, grouped, unit
from app.kit.table.columns import Column, amount, identifier, moment, text
from app.kit.times import ZoneClock
from app.rooms.queries import ROOM_FIELDS, RoomRow
from app.rooms.rules import Status
from app.rooms.view.labels import status_words

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
    field = extend(ROOM_FIELDS, creator=lambda row: row.creator_name or row.creator_principal)
    return (
        text(field["room_id"], tr("ID"), sort_key="id", width=52, tone=_muted,
             tip=tr("Room ID; the order is that of their making")),
        text(field["name"], tr("Room"), sort_key="name", width=132, stretch=True, bold=True,
             secondary=lambda row: row.symbol, hideable=False),
        text(field["symbol"], tr("Symbol"), width=84, shown=False),
        text(field["creator"], tr("Creator"), sort_key="creator", width=60, tone=_muted,
             cell_tip=lambda row: row.creator_principal),
    )  # fmt: skip


def _way() -> tuple[Column[RoomRow], ...]:
    field = ROOM_FIELDS
    return (
        Column("status", tr("Stage"), field["status"].value, lambda row: status_words(row.status),
               kind="custom", sort_key="status", width=214,
               tone=lambda row: _TONES.get(row.status, "text2")),
        identifier(field["contract_principal"].named("contract"), tr("Contract"), _address,
                   sort_key="contract", width=88),
        text(field["uri"], tr("Metadata URI"), width=160, shown=False),
    )  # fmt: skip


def _market() -> tuple[Column[RoomRow], ...]:
    field = extend(
        ROOM_FIELDS,
        price=lambda row: row.price if row.is_open else None,
        reserve=lambda row: row.reserve if row.is_open else None,
        quote=lambda row: row.quote or None,
    )

    def supply(row: RoomRow) -> str:
        return grouped(row.supply) if row.is_open or row.status in _HAS_TOKEN else DASH

    return (
        Column("supply", tr("Supply"), field["supply"].value, supply, kind="number",
               sort_key="supply", width=62, unit=tr("keys")),
        amount(field["price"], tr("Price"), _quote, sort_key="price", width=118,
               tip=tr("Price of the next key, before fees")),
        amount(field["reserve"], tr("Reserve"), _quote, sort_key="reserve", width=140,
               tip=tr("What the machine holds to buy keys back"), shown=False),
        Column("quote", tr("Priced in"), field["quote"].value,
               lambda row: unit(row.quote) or DASH, width=76, shown=False),
        Column("trades", tr("Trades"), field["trades"].value,
               lambda row: grouped(row.trades) if row.is_open else DASH, kind="number", width=72,
               shown=False),
    )  # fmt: skip


def _times(zone: ZoneClock) -> tuple[Column[RoomRow], ...]:
    field = ROOM_FIELDS
    return (
        moment(field["traded_at"].named("traded"), tr("Last trade"), zone, zone.ago,
               align="right", width=96, tone=_muted, shown=False),
        moment(field["created_at"].named("created"), tr("Created"), zone, align="right",
               sort_key="created", width=124, tone=_muted, shown=False),
        moment(field["changed_at"].named("changed"), tr("Changed"), zone, zone.ago, align="right",
               sort_key="changed", width=88, tone=_muted),
    )  # fmt: skip


def tr(words: str) -> str:
    """In the person's language."""
    return QCoreApplication.translate("Rooms", words)


def _muted(_row: RoomRow) -> str:
    return "text2"


def _quote(row: RoomRow) -> str:
    return row.quote


def _address(row: RoomRow) -> str:
    """The address before the contract's name, which all of them share."""
    if row.contract_principal is None:
        return tr("Not set")
    return row.contract_principal.partition(".")[0]
