"""A room as it was right after one of its trades, from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from app.db.schema import from_microseconds, table_of, to_microseconds
from app.errors import InvalidInput
from app.ledger.past_balances import PastBalance, balance_after, balances_after
from app.ledger.rules import AccountRef, AccountRole
from app.listing import Page
from app.members.tables import Member
from app.vending import curves, queries, valuation
from app.vending.machines import MachineView, read_machine
from app.vending.queries import DayFigures, HolderRow
from app.vending.tables import Trade
from app.vending.trading import TRADES, TradeRow, trade_row
from app.vending.valuation import Position, Solvency

trade, member = table_of(Trade), table_of(Member)

NO_SUCH_TRADE = "NO_SUCH_TRADE"
_NOTHING_TRADED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PastRoom:
    """A room's market as of one of its trades; amounts in minor units of the quote asset.

    number: of the trade; 0 for the moment before the first one. trade: None then.
    entry: the ledger's last entry that counts; later ones, whatever they moved, don't.
    today: the machine as it is now. machine: the same with supply, reserve, price and count of
    trades of then; its terms, its name and whether it is paused are today's.
    creator_fees, protocol_fees: what had gathered in the room's fee accounts.
    holdings: who held keys, largest first.
    """

    number: int
    trade: TradeRow | None
    entry: int
    today: MachineView
    machine: MachineView
    figures: DayFigures
    solvency: Solvency
    creator_fees: int
    protocol_fees: int
    holdings: tuple[PastBalance, ...]


def past_room(connection: Connection, room_row_id: int, number: int) -> PastRoom:
    """The room right after its trade `number`, or before its first one for 0.

    Read it in a snapshot: its parts then belong to one moment. Raises NotFound (u302),
    NotInitialised (u204), and InvalidInput for a number that no trade has yet.
    """
    today = read_machine(connection, room_row_id)
    if not 0 <= number <= today.trades:
        raise InvalidInput(
            f"There is no trade number {number} in this room.",
            code=NO_SUCH_TRADE,
            field="number",
        )
    # The last trade that counts, and before all of them the first one, for its moment.
    found = _trade(connection, room_row_id, max(number, 1))
    entry = _NOTHING_TRADED if found is None else found.entry - (number == 0)
    done = found if number else None
    reserve, creator, protocol = (
        balance_after(
            connection, AccountRef(today.quote_asset_id, "room", room_row_id, role), entry
        )
        for role in (AccountRole.RESERVE, AccountRole.CREATOR_FEES, AccountRole.PROTOCOL_FEES)
    )
    machine = _machine_then(today, done, reserve)
    holdings = balances_after(connection, today.key_asset_id, entry)
    moment = from_microseconds(today.traded_at) if found is None else found.at
    return PastRoom(
        number=number,
        trade=done,
        entry=entry,
        today=today,
        machine=machine,
        figures=queries.day_figures(connection, machine, moment, holders=len(holdings)),
        solvency=valuation.solvency(machine.curve, machine.supply, reserve),
        creator_fees=creator,
        protocol_fees=protocol,
        holdings=holdings,
    )


def _trade(connection: Connection, room_row_id: int, number: int) -> TradeRow | None:
    row = connection.execute(
        select(*trade_row.columns)
        .select_from(TRADES)
        .where(trade.c.room_id == room_row_id, trade.c.number == number)
    ).first()
    return None if row is None else trade_row(row)


def _machine_then(today: MachineView, done: TradeRow | None, reserve: int) -> MachineView:
    if done is None:
        price = curves.price(today.curve, 0)
        return replace(today, supply=0, reserve=reserve, price=price, trades=0, traded_at=0)
    return replace(
        today,
        supply=done.supply_after,
        reserve=reserve,
        price=done.price_after,
        trades=done.number,
        traded_at=to_microseconds(done.at),
    )


def past_position(connection: Connection, past: PastRoom, member_id: int) -> Position:
    """What the member had in the room then, and what it would have brought."""
    held = next((each.balance for each in past.holdings if each.owner == member_id), 0)
    return queries.position_of(connection, past.machine, member_id, held=held)


def past_cash(connection: Connection, past: PastRoom, member_id: int) -> int:
    """What the member could spend then, in minor units of the room's quote asset."""
    ref = AccountRef(past.machine.quote_asset_id, "member", member_id)
    return balance_after(connection, ref, past.entry)


def past_holders(
    connection: Connection, holdings: Sequence[PastBalance], offset: int, limit: int
) -> Page:
    """A page of those who held keys, largest first, under the names that they have today."""
    part = holdings[offset : offset + limit]
    names = {
        row.id: row.username
        for row in connection.execute(
            select(member.c.id, member.c.username).where(
                member.c.id.in_([each.owner for each in part])
            )
        )
    }
    rows = (
        HolderRow(each.owner, offset + place, names[each.owner], each.balance)
        for place, each in enumerate(part, 1)
        if each.owner in names
    )
    return Page(offset, tuple(rows), len(holdings))
