"""A room with very many trades and holders, its rows written by hand as trading would."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.db.database import Database
from app.db.schema import from_microseconds, table_of, to_microseconds
from app.ledger.rules import AccountRole
from app.ledger.tables import Account, Book, Entry, Transfer
from app.members.tables import Member
from app.rooms.tables import Room
from app.vending.machines import MachineView, read_machine
from app.vending.rules import Fees, Side
from app.vending.tables import Trade
from app.vending.trading import place
from tests.factories import NOON, Market, make_market, order

_BATCH = 5_000
_SECOND = 1_000_000
_MONEY = 10**16


@dataclass
class _Ledger:
    """Balances as the rows go on; `keys` and `cash` by member."""

    reserve: int
    creator: int
    protocol: int
    supply: int
    keys: dict[int, int]
    cash: dict[int, int]
    accounts: dict[tuple[str, int], int] = field(default_factory=dict)


def long_room(database: Database, *, trades: int, holders: int, every: int = 60) -> Market:
    """A room with so many trades, one each `every` seconds, by so many members who hold keys."""
    market = make_market(database, money=_MONEY)
    first = place(market.desk, order(market.room, market.members[0], 1))
    assert first.value.number == 1

    def work(connection: Connection) -> None:
        machine = read_machine(connection, market.room)
        ledger = _opened(connection, machine, market.members[0], holders)
        rows = _trades(machine, ledger, trades, every, to_microseconds(NOON))
        start = int(connection.execute(select(func.max(table_of(Entry).c.id))).scalar_one())
        _write(connection, machine, ledger, rows, start, trades)

    database.write(work)
    return market


def _opened(connection: Connection, machine: MachineView, first: int, holders: int) -> _Ledger:
    """The first trade's balances, and accounts of further members."""
    member, account = table_of(Member), table_of(Account)
    ids = [first]
    for number in range(holders - 1):
        values = {"username": f"holder-{number}", "display_name": "", "principal": f"S{number}",
                  "status": "active", "created_at": NOON, "version": 1}  # fmt: skip
        ids.append(
            int(connection.execute(insert(member).returning(member.c.id), values).scalar_one())
        )
    ledger = _Ledger(machine.reserve, 25_000, 25_000, 1, dict.fromkeys(ids, 0), {})
    ledger.keys[first] = 1
    ledger.cash = dict.fromkeys(ids, _MONEY)
    assets = {"keys": machine.key_asset_id, "cash": machine.quote_asset_id}
    for name, asset in assets.items():
        for each in ids[1:]:
            connection.execute(
                insert(account),
                {"asset_id": asset, "owner_kind": "member", "owner_id": each,
                 "role": AccountRole.HOLDER.value, "balance": 0, "frozen": False,
                 "seal": bytes(32)},
            )  # fmt: skip
        for row in connection.execute(
            select(account.c.id, account.c.owner_kind, account.c.owner_id, account.c.role).where(
                account.c.asset_id == asset
            )
        ):
            if row.owner_kind == "member":
                ledger.accounts[name, row.owner_id] = row.id
            else:
                ledger.accounts[f"{name} {row.role}", 0] = row.id
    return ledger


def _trades(
    machine: MachineView, ledger: _Ledger, trades: int, every: int, start: int
) -> Iterator[dict[str, Any]]:
    dice, fees = random.Random(5), Fees()
    members = list(ledger.keys)
    integral = machine.curve.integral
    for number in range(2, trades + 1):
        member = (
            members[number % len(members)] if number <= 2 * len(members) else dice.choice(members)
        )
        selling = ledger.keys[member] > 0 and dice.random() < 0.48
        keys = dice.randint(1, min(ledger.keys[member], 4)) if selling else dice.randint(1, 4)
        side = Side.SELL if selling else Side.BUY
        after = ledger.supply + (-keys if selling else keys)
        gross = abs(integral(after) - integral(ledger.supply))
        creator, protocol = fees.of(side, gross)
        total = gross - creator - protocol if selling else gross + creator + protocol
        ledger.supply = after
        yield {
            "room_id": machine.room, "number": number, "member_id": member, "side": side.value,
            "at": start + (number - 1) * every * _SECOND, "keys": keys, "gross": gross,
            "creator_fee": creator, "protocol_fee": protocol, "total": total,
            "price_after": integral(after + 1) - integral(after), "supply_after": after,
        }  # fmt: skip


def _transfers(ledger: _Ledger, entry: int, row: dict[str, Any]) -> list[tuple[int, ...]]:
    """The four transfers of a trade, with the balances after each."""
    names, member = ledger.accounts, row["member_id"]
    cash, keys = names["cash", member], names["keys", member]
    reserve, mint = names["cash reserve", 0], names["keys issuance", 0]
    creator, protocol = names["cash creator_fees", 0], names["cash protocol_fees", 0]
    held, money = ledger.keys, ledger.cash
    minted = -row["supply_after"]
    fees = ((creator, "creator", row["creator_fee"]), (protocol, "protocol", row["protocol_fee"]))
    rows: list[tuple[int, ...]] = []
    if row["side"] == Side.BUY.value:
        money[member] -= row["gross"]
        ledger.reserve += row["gross"]
        rows.append((cash, reserve, row["gross"], money[member], ledger.reserve))
        for account, name, fee in fees:
            money[member] -= fee
            setattr(ledger, name, getattr(ledger, name) + fee)
            rows.append((cash, account, fee, money[member], getattr(ledger, name)))
        held[member] += row["keys"]
        rows.append((mint, keys, row["keys"], minted, held[member]))
    else:
        held[member] -= row["keys"]
        rows.append((keys, mint, row["keys"], held[member], minted))
        ledger.reserve -= row["total"]
        money[member] += row["total"]
        rows.append((reserve, cash, row["total"], ledger.reserve, money[member]))
        for account, name, fee in fees:
            ledger.reserve -= fee
            setattr(ledger, name, getattr(ledger, name) + fee)
            rows.append((reserve, account, fee, ledger.reserve, getattr(ledger, name)))
    return [(entry, position, *each) for position, each in enumerate(rows)]


def _write(
    connection: Connection,
    machine: MachineView,
    ledger: _Ledger,
    rows: Iterator[dict[str, Any]],
    start: int,
    total: int,
) -> None:
    entry, transfer, trade = table_of(Entry), table_of(Transfer), table_of(Trade)
    book = connection.execute(
        select(table_of(Book).c.id).where(table_of(Book).c.code == f"room:{machine.room}")
    ).scalar_one()
    names = [column.name for column in transfer.c]
    waiting: dict[Any, list[dict[str, Any]]] = {entry: [], transfer: [], trade: []}
    last: dict[str, Any] = {}
    for row in rows:
        # Booked before the next trade is thought of: that one depends on who holds what.
        moved = _transfers(ledger, start + row["number"], row)
        waiting[transfer] += [dict(zip(names, each, strict=True)) for each in moved]
        last = _of_trade(row, start + row["number"])
        waiting[trade].append(last)
        waiting[entry].append(_entry(last, book))
        if len(waiting[trade]) == _BATCH or row["number"] == total:
            for table, values in waiting.items():
                connection.execute(insert(table), values)
                values.clear()
    _finish(connection, machine, ledger, last)


def _of_trade(row: dict[str, Any], number: int) -> dict[str, Any]:
    moment = from_microseconds(row["at"])
    return {**row, "id": number, "entry_id": number, "at": moment}


def _entry(row: dict[str, Any], book: int) -> dict[str, Any]:
    return {
        "id": row["id"], "book_id": book, "sequence": row["number"], "kind": "trade",
        "at": row["at"], "actor": "bench", "idempotency_key": f"long:{row['id']}",
        "request_hash": bytes(32), "memo": "", "category": row["side"], "metadata": "{}",
        "reverses_id": None, "previous_hash": bytes(32), "hash": bytes(32),
    }  # fmt: skip


def _finish(
    connection: Connection, machine: MachineView, ledger: _Ledger, last: dict[str, Any]
) -> None:
    account, room = table_of(Account), table_of(Room)
    whole = {"cash reserve": ledger.reserve, "cash creator_fees": ledger.creator,
             "cash protocol_fees": ledger.protocol, "keys issuance": -ledger.supply}  # fmt: skip
    balances = {ledger.accounts[name, 0]: amount for name, amount in whole.items()}
    for name, held in (("keys", ledger.keys), ("cash", ledger.cash)):
        balances |= {ledger.accounts[name, member]: amount for member, amount in held.items()}
    for row_id, balance in balances.items():
        connection.execute(update(account).where(account.c.id == row_id).values(balance=balance))
    connection.execute(
        update(room)
        .where(room.c.id == machine.room)
        .values(supply=ledger.supply, reserve=ledger.reserve, price=last["price_after"],
                trades=last["number"], traded_at=last["at"])
    )  # fmt: skip
