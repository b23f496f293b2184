"""Proves each vending machine: its reserve, its keys, its trades."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from app.db.schema import table_of
from app.errors import UserError
from app.ledger.audit import BATCH, CheckResult, stream
from app.ledger.raw_values import whole
from app.ledger.rules import AccountRole
from app.ledger.tables import Account, Asset, Entry, Transfer
from app.progress import Progress
from app.rooms.rules import Status
from app.rooms.tables import Room
from app.vending import curves
from app.vending.machines import MachineView, read_machine
from app.vending.openings import Opening, openings
from app.vending.rules import FeeMode, Side
from app.vending.tables import Machine, Trade

room, machine, trade = table_of(Room), table_of(Machine), table_of(Trade)
account, entry, transfer = table_of(Account), table_of(Entry), table_of(Transfer)
asset = table_of(Asset)

# Curves with powers are slow to work out, and trades go up and down the same supplies.
INTEGRALS_KEPT = 4_096


def check_machines(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Reserve = integral of the curve at the supply, and the holders' keys sum to the supply."""
    reserves, supplies = CheckResult("reserves"), CheckResult("key_supplies")
    opened = openings(connection)
    total = int(connection.execute(select(func.count()).select_from(room)).scalar_one())
    with stream(connection, _ROOMS) as rooms:
        for index, row in enumerate(rooms):
            progress.step(index, total, "vending machines")
            _check_tokens(row, supplies)
            if row.machine is None:
                _check_closed(row, reserves)
            else:
                _check_open(connection, row, opened.get(row.id), reserves, supplies)
    for row in connection.execute(_STRAY_MACHINES):
        reserves.found(f"vending_machine {row[0]} names room {row[1]}, which is not there")
    return [reserves, supplies]


_key, _quote = asset.alias("key"), asset.alias("quote")
_ROOMS = (
    select(
        room.c.id, room.c.room_id, room.c.status, room.c.supply, room.c.reserve, room.c.price,
        room.c.trades, room.c.key_asset_id, room.c.quote_asset_id, _key.c.code.label("key_code"),
        _quote.c.id.label("quote_found"), machine.c.id.label("machine"),
    )
    .select_from(room)
    .outerjoin(machine, machine.c.room_id == room.c.id)
    .outerjoin(_key, _key.c.id == room.c.key_asset_id)
    .outerjoin(_quote, _quote.c.id == room.c.quote_asset_id)
    .order_by(room.c.id)
)  # fmt: skip
_STRAY_MACHINES = (
    select(machine.c.id, machine.c.room_id)
    .outerjoin(room, room.c.id == machine.c.room_id)
    .where(room.c.id.is_(None))
)


def _check_tokens(row: Any, result: CheckResult) -> None:
    if row.key_asset_id is not None and row.key_code != f"key:{row.id}":
        result.found(
            f"room {row.id} ({row.room_id}): ledger_asset {row.key_asset_id} isn't its key"
        )
    if row.quote_asset_id is not None and row.quote_found is None:
        result.found(
            f"room {row.id} ({row.room_id}) names ledger_asset {row.quote_asset_id}, "
            "which is not there"
        )


def _check_closed(row: Any, result: CheckResult) -> None:
    result.rows += 1
    where = f"room {row.id} ({row.room_id})"
    if row.status in (Status.TRADING, Status.PAUSED):
        result.found(f"{where} trades without a vending_machine")
    figures = {name: getattr(row, name) for name in ("supply", "reserve", "price", "trades")}
    wrong = [f"its {name} is {value}" for name, value in figures.items() if value != 0]
    if wrong:
        result.found(f"{where} has no vending_machine, yet {', '.join(wrong)}")


def _check_open(
    connection: Connection,
    row: Any,
    opening: Opening | None,
    reserves: CheckResult,
    supplies: CheckResult,
) -> None:
    found = _read(connection, row.id)
    if found is None:
        reserves.found(
            f"room {row.id} ({row.room_id}): it or vending_machine {row.machine} can't be read"
        )
        return
    _check_reserve(connection, found, opening, reserves)
    _check_supply(connection, found, supplies)


def _read(connection: Connection, room_id: int) -> MachineView | None:
    """The room's machine; None where a hand wrote what no machine can be."""
    try:
        found = read_machine(connection, room_id)
    except (UserError, ValueError, TypeError, RecursionError, msgspec.DecodeError):
        return None
    assets = (found.key_asset_id, found.quote_asset_id)
    return found if all(isinstance(each, int) for each in assets) else None


def _check_reserve(
    connection: Connection, found: MachineView, opening: Opening | None, result: CheckResult
) -> None:
    result.rows += 1
    booked = connection.execute(
        select(account.c.balance).where(
            account.c.asset_id == found.quote_asset_id,
            account.c.owner_kind == "room",
            account.c.owner_id == found.room,
            account.c.role == AccountRole.RESERVE.value,
        )
    ).scalar()
    where = f"room {found.room} ({found.room_id})"
    if (booked or 0) != found.reserve:
        result.found(f"{where}: the reserve account holds {booked or 0}, not {found.reserve}")
    try:
        required = found.curve.integral(found.supply)
        price = curves.price(found.curve, found.supply)
    except (UserError, TypeError):
        result.found(f"{where}: the curve has no reserve for a supply of {found.supply}")
        return
    if opening is not None and opening.is_short:
        # It can't trade yet, so it holds what was brought in for it.
        required = opening.brought
    # With fees inside the cost the reserve falls short by design; the solvency panel says so.
    if found.fee_mode is FeeMode.ON_TOP and found.reserve != required:
        result.found(f"{where}: the curve requires {required}, the reserve is {found.reserve}")
    if found.price != price:
        result.found(f"{where}: the price is {price}, not {found.price}")


def _check_supply(connection: Connection, found: MachineView, result: CheckResult) -> None:
    result.rows += 1
    balances = select(account.c.balance).where(
        account.c.asset_id == found.key_asset_id, account.c.role != AccountRole.ISSUANCE.value
    )
    with stream(connection, balances) as rows:
        held = sum(whole(row[0]) for row in rows)
    if held != found.supply:
        result.found(
            f"room {found.room} ({found.room_id}): holders have {held} keys, "
            f"the supply is {found.supply}"
        )


def check_trades(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Each trade is what the curve says and its entry booked, and a room's follow one another."""
    result = CheckResult("trades")
    total = int(connection.execute(select(func.count()).select_from(trade)).scalar_one())
    progress.step(0, total, "trades")
    expected = {
        row.id: (row.trades, row.supply)
        for row in connection.execute(select(room.c.id, room.c.trades, room.c.supply))
    }
    first = {room_id: opening.keys for room_id, opening in openings(connection).items()}
    with stream(connection, _TRADES) as trades:
        for room_id, rows in groupby(trades, key=itemgetter(1)):
            supply = first.get(room_id, 0)
            last = _check_room(connection, room_id, supply, rows, result, progress, total)
            if room_id in expected and expected.pop(room_id) != last:
                result.found(
                    f"room {room_id}: its count of trades or supply isn't its last trade's"
                )
    for room_id, (number, supply) in expected.items():
        if (number, supply) != (0, first.get(room_id, 0)):
            result.found(f"room {room_id}: it says {number} trades, there are none")
    return [result]


_debit, _credit = account.alias(), account.alias()
_TRADES = (
    select(
        trade.c.id, trade.c.room_id, trade.c.number, trade.c.side, trade.c["keys"],
        trade.c.gross, trade.c.creator_fee, trade.c.protocol_fee, trade.c.total,
        trade.c.price_after, trade.c.supply_after, type_coerce(trade.c.at, BigInteger),
        trade.c.member_id, trade.c.entry_id,
        entry.c.kind, entry.c.category, type_coerce(entry.c.at, BigInteger),
        room.c.key_asset_id, transfer.c.amount,
        _debit.c.asset_id, _debit.c.owner_kind, _debit.c.owner_id, _debit.c.role,
        _credit.c.asset_id.label("to_asset"), _credit.c.owner_kind.label("to_kind"),
        _credit.c.owner_id.label("to_owner"), _credit.c.role.label("to_role"),
    )
    .select_from(trade)
    .outerjoin(room, room.c.id == trade.c.room_id)
    .outerjoin(entry, entry.c.id == trade.c.entry_id)
    .outerjoin(transfer, transfer.c.entry_id == trade.c.entry_id)
    .outerjoin(_debit, _debit.c.id == transfer.c.debit_account_id)
    .outerjoin(_credit, _credit.c.id == transfer.c.credit_account_id)
    .order_by(trade.c.room_id, trade.c.number, transfer.c.position)
)  # fmt: skip


class _Terms(NamedTuple):
    """What a room's trades are worked out with anew."""

    found: MachineView
    integral: Callable[[int], int]


def _terms(connection: Connection, room_id: int) -> _Terms | None:
    found = _read(connection, room_id) if isinstance(room_id, int) else None
    if found is None:
        return None
    return _Terms(found, lru_cache(INTEGRALS_KEPT)(found.curve.integral))


def _check_room(
    connection: Connection,
    room_id: int,
    supply: int,
    rows: Iterator[Any],
    result: CheckResult,
    progress: Progress,
    total: int,
) -> tuple[int, int]:
    terms = _terms(connection, room_id)
    if terms is None:
        result.found(f"room {room_id} has vending_trade rows, and no machine that can be read")
    number = 0
    for _, parts in groupby(rows, key=itemgetter(0)):
        transfers = list(parts)
        _check_trade(transfers, number, supply, terms, result)
        number, supply = whole(transfers[0][2]), whole(transfers[0][10])
        result.rows += 1
        if result.rows % BATCH == 0:
            progress.step(result.rows, total, "trades")
    return number, supply


def _check_trade(
    rows: list[Any], number: int, supply: int, terms: _Terms | None, result: CheckResult
) -> None:
    row_id, room_id, this, side, keys, _, creator, protocol, total, _, after, at = rows[0][:12]
    where = f"vending_trade {row_id} (room {room_id})"
    if rows[0][13] != row_id or tuple(rows[0][14:17]) != ("trade", side, at):
        result.found(f"{where} has no ledger_entry of its own")
    buying = side == Side.BUY
    cash, tokens = ((total, 0), (keys, 0)) if buying else ((0, total), (0, keys))
    if _booked(rows) != (*cash, creator, protocol, *tokens):
        result.found(f"{where} isn't what ledger_entry {rows[0][13]} booked")
    if (this, after) != (number + 1, supply + (whole(keys) if buying else -whole(keys))):
        result.found(f"{where} doesn't follow the trade before it")
    if terms is not None and _worked_out(terms, buying, supply, after) != tuple(rows[0][5:10]):
        result.found(f"{where} isn't what the curve and the fees of its vending_machine make")


def _booked(rows: list[Any]) -> tuple[int, int, int, int, int, int]:
    """What the entry moved: cash from and to the member, both fees, keys to and from them."""
    room_id, member_id, key_asset = rows[0][1], rows[0][12], rows[0][17]
    holder = ("member", member_id, AccountRole.HOLDER)
    paid = got = creator = protocol = bought = sold = 0
    for row in rows:
        amount, keys, debit, credit = whole(row[18]), row[19] == key_asset, row[20:23], row[24:27]
        if tuple(debit) == holder:
            sold, paid = (sold + amount, paid) if keys else (sold, paid + amount)
        if tuple(credit) == holder:
            bought, got = (bought + amount, got) if keys else (bought, got + amount)
        if tuple(credit) == ("room", room_id, AccountRole.CREATOR_FEES):
            creator += amount
        if tuple(credit) == ("room", room_id, AccountRole.PROTOCOL_FEES):
            protocol += amount
    return paid, got, creator, protocol, bought, sold


def _worked_out(
    terms: _Terms, buying: bool, before: int, after: int
) -> tuple[int, int, int, int, int] | None:
    """Gross, both fees, total and price of the next key for a trade between two supplies.

    None where the curve doesn't reach that far.
    """
    fees = terms.found.fees
    try:
        gross = abs(terms.integral(after) - terms.integral(before))
        price = _price(terms, after)
    except (UserError, TypeError):
        return None
    creator, protocol = fees.of(Side.BUY if buying else Side.SELL, gross)
    total = gross - creator - protocol
    if buying:
        inside = terms.found.fee_mode is FeeMode.INSIDE
        total = gross if inside else gross + creator + protocol
    return gross, creator, protocol, total, price


def _price(terms: _Terms, supply: int) -> int:
    last = supply and supply == terms.found.curve.max_supply
    lower = supply - 1 if last else supply
    return terms.integral(lower + 1) - terms.integral(lower)


CHECKS = (check_machines, check_trades)
