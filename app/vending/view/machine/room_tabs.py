"""The tabs Holders and Trades of a room's detail."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from app.kit.layouts import in_column
from app.kit.numbers import counted, decimal
from app.kit.page import ViewContext
from app.kit.states import EmptyState
from app.kit.table.columns import Column, moment, number, text
from app.kit.table.pane import TablePane, TableSpec
from app.kit.times import ZoneClock
from app.listing import RowSource
from app.operators.desk import Desk
from app.rooms.queries import RoomRow
from app.rooms.view.panels import RoomPanel
from app.vending.queries import ROOM, TRADE_FIELDS
from app.vending.rules import Side
from app.vending.trading import TradeRow
from app.vending.view.reading import HOLDER_FIELDS, HolderShare, HolderSource, trade_source

translate = QCoreApplication.translate

DENSE = 28


class _TablePanel(RoomPanel):
    """A table of one room; before the room has a machine it says what will be there."""

    def __init__(
        self, context: ViewContext, spec: TableSpec, source: RowSource, empty: str
    ) -> None:
        super().__init__()
        self.table = TablePane(
            spec,
            source,
            context,
            empty=EmptyState(context.icons, icon="vending", title=empty, text=""),
        )
        self.table.view.header.arrange(context.settings.columns(spec.name))
        # The room is a filter of the listing, but none that the person could clear.
        self.table.no_match.clear.hide()
        in_column(self.table, within=self)

    def show_room(self, room: RoomRow | None) -> None:
        paged = self.table.paged
        filters = {ROOM: room.id} if room is not None else {}
        paged.show(replace(paged.listing, filters=filters))


class HoldersPanel(_TablePanel):
    """Who holds keys of the room, largest first."""

    def __init__(self, context: ViewContext, desk: Desk) -> None:
        spec = TableSpec(
            name="room_holders",
            label=translate("RoomPanels", "Holders"),
            columns=_holder_columns(),
            describe=lambda count: counted(
                count, translate("RoomPanels", "holder"), translate("RoomPanels", "holders")
            ),
            row_height=DENSE,
            no_match=lambda _: translate("RoomPanels", "Nobody holds keys of this room."),
        )
        super().__init__(
            context, spec, HolderSource(desk), translate("RoomPanels", "No holders yet")
        )


class TradesPanel(_TablePanel):
    """The room's trades, newest first."""

    def __init__(self, context: ViewContext, desk: Desk) -> None:
        spec = TableSpec(
            name="room_trades",
            label=translate("RoomPanels", "Trades"),
            columns=_trade_columns(context.zone),
            describe=lambda count: counted(
                count, translate("RoomPanels", "trade"), translate("RoomPanels", "trades")
            ),
            row_height=DENSE,
            no_match=lambda _: translate("RoomPanels", "Nothing was traded in this room yet."),
        )
        super().__init__(
            context, spec, trade_source(desk), translate("RoomPanels", "No trades yet")
        )


def _holder_columns() -> tuple[Column[HolderShare], ...]:
    field = HOLDER_FIELDS
    return (
        Column("rank", "#", lambda row: str(row.rank), lambda row: str(row.rank), width=44,
               tone=lambda _: "text3"),
        text(field["holder"], translate("RoomPanels", "Holder"), width=120, stretch=True,
             hideable=False),
        number(field["keys"], translate("RoomPanels", "Keys"), width=72),
        Column("share", translate("RoomPanels", "Share %"), field["share"].value,
               lambda row: decimal(100 * row.share), kind="share", width=116,
               level=lambda row: row.bar),
    )  # fmt: skip


def _trade_columns(zone: ZoneClock) -> tuple[Column[TradeRow], ...]:
    field = TRADE_FIELDS
    return (
        moment(field["at"], translate("RoomPanels", "Time"), zone, zone.queue, sort_key="at",
               width=104, tone=lambda _: "text2"),
        Column("side", translate("RoomPanels", "Side"), field["side"].value, _side_words,
               kind="side", sort_key="side", width=60, tone=lambda row: row.side.value),
        text(field["member"], translate("RoomPanels", "Member"), sort_key="member", width=64,
             stretch=True),
        number(field["keys"], translate("RoomPanels", "Keys"), sort_key="keys", width=52),
        number(field["total"], translate("RoomPanels", "Total"), sort_key="total", width=96,
               tip=translate("RoomPanels", "What the buyer paid or the seller got, fees included")),
    )  # fmt: skip


def _side_words(row: TradeRow) -> str:
    if row.side is Side.BUY:
        return translate("RoomPanels", "Buy", "short")
    return translate("RoomPanels", "Sell", "short")
