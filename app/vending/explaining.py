"""Why a trade's numbers are what they are: the curve, the fees, and the entry that booked it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.ledger.queries import EntryView, entry_view
from app.vending.machines import MachineView, read_machine
from app.vending.rules import Side
from app.vending.trading import TradeRow


@dataclass(frozen=True, slots=True)
class TradeStory:
    """A committed trade with everything that its numbers follow from.

    reserve_before, reserve_after: integral of the curve at either supply, in minor units.
    creator_bps, protocol_bps: the fees of the trade's side, in basis points.
    """

    trade: TradeRow
    machine: MachineView
    entry: EntryView
    supply_before: int
    reserve_before: int
    reserve_after: int
    creator_bps: int
    protocol_bps: int


def trade_story(connection: Connection, trade: TradeRow) -> TradeStory:
    """The story of a trade; raises NotFound where it isn't in this workspace."""
    machine = read_machine(connection, trade.room)
    buying = trade.side is Side.BUY
    before = trade.supply_after - trade.keys if buying else trade.supply_after + trade.keys
    fees = machine.fees
    return TradeStory(
        trade=trade,
        machine=machine,
        entry=entry_view(connection, trade.entry),
        supply_before=before,
        reserve_before=machine.curve.integral(before),
        reserve_after=machine.curve.integral(trade.supply_after),
        creator_bps=fees.creator_buy_bps if buying else fees.creator_sell_bps,
        protocol_bps=fees.protocol_buy_bps if buying else fees.protocol_sell_bps,
    )
