"""The tabs Holders and Trades of a room's detail."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout

from app.kit.numbers import counted, decimal, grouped
from app.kit.page import ViewContext
from app.kit.states import EmptyState
from app.kit.table.columns import Column
from app.kit.table.pane import TablePane, TableSpec
from app.kit.times import ZoneClock
from app.listing import RowSource
from app.operators.desk import Desk
from app.rooms.queries import RoomRow
from app.rooms.view.panels import RoomPanel
from app.vending.rules import Side
from app.vending.trading import TradeRow
from app.vending.view.reading import ROOM, HolderShare, HolderSource, TradeSource

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

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
        super().__init__(context, spec, TradeSource(desk), translate("RoomPanels", "No trades yet"))


def _holder_columns() -> tuple[Column[HolderShare], ...]:
    return (
        Column("rank", "#", lambda row: str(row.rank), width=44, tone=lambda _: "text3"),
        Column(
            "holder",
            translate("RoomPanels", "Holder"),
            lambda row: row.username,
            width=120,
            stretch=True,
            hideable=False,
        ),
        Column(
            "keys",
            translate("RoomPanels", "Keys"),
            lambda row: grouped(row.keys),
            kind="number",
            width=72,
            plain=lambda row: row.keys,
        ),
        Column(
            "share",
            translate("RoomPanels", "Share %"),
            lambda row: decimal(100 * row.share),
            kind="share",
            width=116,
            level=lambda row: row.bar,
            plain=lambda row: row.share,
        ),
    )


def _trade_columns(zone: ZoneClock) -> tuple[Column[TradeRow], ...]:
    return (
        Column(
            "at",
            translate("RoomPanels", "Time"),
            lambda row: zone.queue(row.at),
            sort_key="at",
            width=104,
            cell_tip=lambda row: zone.exact(row.at),
            tone=lambda _: "text2",
            plain=lambda row: row.at,
        ),
        Column(
            "side",
            translate("RoomPanels", "Side"),
            _side_words,
            kind="side",
            sort_key="side",
            width=60,
            tone=lambda row: row.side.value,
            plain=lambda row: row.side,
        ),
        Column(
            "member",
            translate("RoomPanels", "Member"),
            lambda row: row.username,
            sort_key="member",
            width=64,
            stretch=True,
        ),
        Column(
            "keys",
            translate("RoomPanels", "Keys"),
            lambda row: grouped(row.keys),
            kind="number",
            sort_key="keys",
            width=52,
            plain=lambda row: row.keys,
        ),
        Column(
            "total",
            translate("RoomPanels", "Total"),
            lambda row: grouped(row.total),
            kind="number",
            tip=translate("RoomPanels", "What the buyer paid or the seller got, fees included"),
            sort_key="total",
            width=96,
            plain=lambda row: row.total,
        ),
    )


def _side_words(row: TradeRow) -> str:
    if row.side is Side.BUY:
        return translate("RoomPanels", "Buy", "short")
    return translate("RoomPanels", "Sell", "short")
