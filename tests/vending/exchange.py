"""Short words for what the trading tests do and look at."""

from typing import Any

from sqlalchemy import Connection

from app.assembly.checks import CHECKS
from app.db.database import Database
from app.errors import UserError
from app.ledger.audit import run_audit
from app.ledger.queries import balance_of, entry_view
from app.ledger.rules import AccountRef, AccountRole
from app.operators.desk import Desk
from app.progress import NoProgress
from app.vending.machines import MachineTerms, MachineView, read_machine
from app.vending.rules import Side
from app.vending.trading import Order, TradeRow, place
from tests.db.rows import all_rows
from tests.factories import Market, desk_of, give, make_member, make_room, order


def market_of(
    database: Database, terms: MachineTerms, *, money: int = 10**12, is_demo: bool = False
) -> Market:
    """A room with these terms and two members with `money` each; the first made the room."""
    desk = desk_of(database)
    members = (make_member(desk, "ana"), make_member(desk, "bo"))
    room = make_room(desk, terms=terms, creator=members[0], is_demo=is_demo)
    for member in members:
        give(desk, member, money, asset=terms.quote)
    return Market(desk, room, members)


def buy(market: Market, keys: int, *, member: int = 0, **options: Any) -> TradeRow:
    """A buy of the first member, or another."""
    return place(market.desk, order(market.room, market.members[member], keys, **options)).value


def sell(market: Market, keys: int, *, member: int = 0, **options: Any) -> TradeRow:
    """A sale of the first member, or another."""
    wanted = order(market.room, market.members[member], keys, Side.SELL, **options)
    return place(market.desk, wanted).value


def machine_of(market: Market) -> MachineView:
    """The room's machine as last committed."""
    return market.desk.database.read(lambda connection: read_machine(connection, market.room))


def balances(market: Market, member: int = 0) -> tuple[int, int]:
    """The member's money and keys."""
    machine = machine_of(market)

    def read(connection: Connection) -> tuple[int, int]:
        number = market.members[member]
        return (
            balance_of(connection, AccountRef(machine.quote_asset_id, "member", number)),
            balance_of(connection, AccountRef(machine.key_asset_id, "member", number)),
        )

    return market.desk.database.read(read)


def till(market: Market) -> tuple[int, int, int]:
    """The room's reserve, creator fees and protocol fees in the ledger."""
    quote = machine_of(market).quote_asset_id

    def read(connection: Connection) -> tuple[int, int, int]:
        reserve, creator, protocol = (
            balance_of(connection, AccountRef(quote, "room", market.room, role))
            for role in (AccountRole.RESERVE, AccountRole.CREATOR_FEES, AccountRole.PROTOCOL_FEES)
        )
        return reserve, creator, protocol

    return market.desk.database.read(read)


def transfers_of(market: Market, entry: int) -> list[tuple[str, str, str, int]]:
    """Asset, giver, taker and amount of each transfer of an entry."""
    view = market.desk.database.read(lambda connection: entry_view(connection, entry))
    return [(row.asset, row.debit, row.credit, row.amount) for row in view.transfers]


def refused(market: Market, wanted: Order, *, desk: Desk | None = None) -> UserError:
    """The refusal of an order, which wrote nothing but a line in the audit trail."""
    before = market.desk.database.read(all_rows)
    try:
        place(desk or market.desk, wanted)
    except UserError as error:
        after = market.desk.database.read(all_rows)
        lines = after.pop("operator_trail")
        assert lines[:-1] == before.pop("operator_trail")
        assert (lines[-1][4], lines[-1][8]) == (f"trade.{wanted.side.value}", "refused")
        assert after == before
        return error
    raise AssertionError(f"{wanted} was carried out")


def assert_clean(database: Database) -> None:
    """Fail with what the audit found."""
    report = run_audit(database, CHECKS, NoProgress())
    assert [check.detail for check in report.checks] == [""] * len(report.checks)
