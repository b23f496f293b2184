"""`tokendesk trade`: quotes, buys and sales in a room."""

from uuid import uuid4

import click
from sqlalchemy import Connection

from app import terminal
from app.amounts import parse_whole
from app.members.queries import member_by_username_or_id
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms.queries import room_by_room_id
from app.terminal import json_option, print_facts
from app.vending import curves, rules, trading
from app.vending.machines import MachineView, read_machine
from app.vending.rules import Quote, Side
from app.vending.trading import Order, TradeRow

room_option = click.option("--room", required=True, help="The room's id.")
member_option = click.option("--member", required=True, help="Username or id of who trades.")
keys_option = click.option("--keys", required=True, metavar="KEYS", help="How many keys.")
key_option = click.option(
    "--key", default="", help="Idempotency key: the same one trades once; else a new one."
)

max_total_option = click.option(
    "--max-total", metavar="AMOUNT", help="The most to pay, fees included."
)
min_payout_option = click.option(
    "--min-payout", metavar="AMOUNT", help="The least to get, fees taken off."
)


@click.group("trade", cls=terminal.Group)
def trade() -> None:
    """Buy and sell keys on a room's curve."""


@trade.command("quote")
@room_option
@click.option("--member", help="Username or id; then it says what they can't do.")
@click.option("--keys", metavar="KEYS", help="How many keys, on the given side.")
@click.option(
    "--side",
    type=click.Choice([one.value for one in Side]),
    default=Side.BUY.value,
    show_default=True,
)
@click.option("--buy", metavar="KEYS", help="Short for --side buy --keys.")
@click.option("--sell", metavar="KEYS", help="Short for --side sell --keys.")
@click.option("--budget", metavar="AMOUNT", help="The largest buy for that much, with fees.")
@max_total_option
@min_payout_option
@json_option
@pass_desk
def quote(
    desk: Desk,
    room: str,
    member: str | None,
    keys: str | None,
    side: str,
    buy: str | None,
    sell: str | None,
    budget: str | None,
    max_total: str | None,
    min_payout: str | None,
    as_json: bool,
) -> None:
    """Say what a trade would cost or bring; nothing is traded.

    A limit that the trade would break is refused as it would be there.
    """
    desk.require(Permission.VIEW)
    limits = {
        Side.BUY: _limit("max_total", max_total),
        Side.SELL: _limit("min_payout", min_payout),
    }
    name, text = _one_of(keys=keys, buy=buy, sell=sell, budget=budget)
    number = parse_whole(text, field=name, minimum=0 if name == "budget" else None)
    wanted = Side(name) if name in ("buy", "sell") else Side(side)
    machine, member_id = _market(desk, room, member)
    if name == "budget":
        found = trading.largest_buy(machine, number)
        if found.keys:
            trading.assess(machine, Side.BUY, found.keys).allowed()
    elif member_id is None:
        found = trading.assess(machine, wanted, number).allowed()
    else:
        order = Order(machine.room, member_id, wanted, number, None, "")
        found = desk.database.read(lambda connection: trading.quote_for(connection, machine, order))
    rules.check_limit(found, limits[found.side])
    ids = {"room_id": machine.room_id, "member_id": member_id, "quote": machine.quote}
    print_facts(ids | _figures(found), as_json)


@trade.command("buy")
@room_option
@member_option
@keys_option
@max_total_option
@key_option
@json_option
@pass_desk
def buy(
    desk: Desk, room: str, member: str, keys: str, max_total: str | None, key: str, as_json: bool
) -> None:
    """Buy keys."""
    _trade(desk, Side.BUY, room, member, keys, ("max_total", max_total), key, as_json)


@trade.command("sell")
@room_option
@member_option
@keys_option
@min_payout_option
@key_option
@json_option
@pass_desk
def sell(
    desk: Desk, room: str, member: str, keys: str, min_payout: str | None, key: str, as_json: bool
) -> None:
    """Sell keys."""
    _trade(desk, Side.SELL, room, member, keys, ("min_payout", min_payout), key, as_json)


def _trade(
    desk: Desk,
    side: Side,
    room: str,
    member: str,
    keys: str,
    limit: tuple[str, str | None],
    key: str,
    as_json: bool,
) -> None:
    number = parse_whole(keys, field="keys", minimum=None)
    bound = _limit(*limit)
    machine, member_id = _market(desk, room, member)
    assert member_id is not None
    order = Order(machine.room, member_id, side, number, bound, key or uuid4().hex)
    row = trading.place(desk, order).value
    print_facts(_booked(machine, row), as_json)


def _limit(field: str, text: str | None) -> int | None:
    return None if text is None else parse_whole(text, field=field)


def _market(desk: Desk, room: str, member: str | None) -> tuple[MachineView, int | None]:
    """The room's machine, and the member's row id if one is named."""

    def work(connection: Connection) -> tuple[MachineView, int | None]:
        machine = read_machine(connection, room_by_room_id(connection, room).id)
        if member is None:
            return machine, None
        return machine, member_by_username_or_id(connection, member).id

    return desk.database.read(work)


def _one_of(**texts: str | None) -> tuple[str, str]:
    given = [(name, text) for name, text in texts.items() if text is not None]
    if len(given) != 1:
        raise click.UsageError("Give one of --keys, --buy, --sell and --budget.")
    return given[0]


def _figures(quote: Quote) -> dict[str, object]:
    total = "total" if quote.side is Side.BUY else "payout"
    return {
        "side": quote.side,
        "keys": quote.keys,
        "gross": quote.gross,
        "creator_fee": quote.creator_fee,
        "protocol_fee": quote.protocol_fee,
        total: quote.total,
        "price_before": quote.price_before,
        "price_after": quote.price_after,
        "supply_after": quote.supply_after,
        "price_impact_bps": quote.price_impact_bps,
    }


def _booked(machine: MachineView, row: TradeRow) -> dict[str, object]:
    buying = row.side is Side.BUY
    before = row.supply_after - row.keys if buying else row.supply_after + row.keys
    return {
        "trade_id": row.id,
        "entry_id": row.entry,
        "room_id": machine.room_id,
        "member_id": row.member,
        "number": row.number,
        "at": row.at,
        "quote": machine.quote,
        "side": row.side,
        "keys": row.keys,
        "gross": row.gross,
        "creator_fee": row.creator_fee,
        "protocol_fee": row.protocol_fee,
        "total" if buying else "payout": row.total,
        "price_before": curves.price(machine.curve, before),
        "price_after": row.price_after,
        "supply_after": row.supply_after,
    }
