"""`tokendesk export`: whole tables as CSV, JSON lines or XLSX."""

import io
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, Any

import click
from sqlalchemy import Connection

from app.exports import FORMATS, ExportColumn, export, write_csv, write_jsonl
from app.ledger.journal import count_transfers, stream_journal
from app.listing import Listing
from app.members import queries as members
from app.operators import queries as operators
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms import queries as rooms
from app.rooms.queries import RoomRow
from app.shell.progress_bar import ProgressBar
from app.shell.workspace_cli import file_named
from app.terminal import Command
from app.vending.queries import TRADE_PAGES, stream_trades
from app.vending.trading import TradeRow

_BY_ID = Listing(sort="id")


@dataclass(frozen=True)
class ExportTable:
    """A table as it is exported: its columns, its rows, and how many are expected."""

    columns: Sequence[ExportColumn[Any]]
    stream: Callable[[Connection], Iterator[Any]]
    count: Callable[[Connection], int]


@dataclass(frozen=True, slots=True)
class RoomTrade:
    """A trade with the room that it was made in."""

    trade: TradeRow
    room: RoomRow


def _trades(connection: Connection) -> Iterator[RoomTrade]:
    found = {row.id: row for row in rooms.ROOMS.stream(connection, _BY_ID)}
    for trade in stream_trades(connection, Listing(sort="at")):
        yield RoomTrade(trade, found[trade.room])


def _columns(*paths: str) -> tuple[ExportColumn[Any], ...]:
    """Columns by the paths of their values, `name` or `key=path.to.value`."""
    columns = []
    for path in paths:
        key, _, value = path.partition("=")
        title = key.replace("_", " ").capitalize()
        columns.append(ExportColumn[Any](key, title, attrgetter(value or key)))
    return tuple(columns)


TABLES = {
    "rooms": ExportTable(
        _columns(
            "id", "room_id", "name", "symbol", "uri", "creator=creator_name", "creator_principal",
            "status", "sells_paused", "is_demo", "contract_principal", "quote", "supply",
            "reserve", "price", "trades", "created_at", "changed_at", "traded_at",
        ),
        lambda connection: rooms.ROOMS.stream(connection, _BY_ID),
        lambda connection: rooms.ROOMS.count(connection, _BY_ID),
    ),
    "trades": ExportTable(
        _columns(
            "id=trade.id", "room_id=room.room_id", "number=trade.number",
            "entry_id=trade.entry", "at=trade.at", "member_id=trade.member",
            "username=trade.username", "side=trade.side", "keys=trade.keys", "quote=room.quote",
            "gross=trade.gross", "creator_fee=trade.creator_fee",
            "protocol_fee=trade.protocol_fee", "total=trade.total",
            "price_after=trade.price_after", "supply_after=trade.supply_after",
        ),
        _trades,
        lambda connection: TRADE_PAGES.count(connection, Listing()),
    ),
    "members": ExportTable(
        _columns("id", "username", "display_name", "principal", "status", "created_at"),
        lambda connection: members.stream_members(connection, _BY_ID),
        lambda connection: members.MEMBERS.count(connection, _BY_ID),
    ),
    "entries": ExportTable(
        _columns(
            "entry_id=entry", "book", "sequence", "kind", "at", "actor", "idempotency_key", "memo",
            "category", "metadata", "reverses", "hash", "position", "asset", "debit", "credit",
            "amount", "debit_balance_after", "credit_balance_after",
        ),
        stream_journal,
        count_transfers,
    ),
    "trail": ExportTable(
        _columns(
            "id", "at", "operator=operator_name", "action", "subject_kind", "subject_id",
            "subject_name", "outcome", "before", "after", "reason",
        ),
        lambda connection: operators.TRAIL.stream(connection, _BY_ID),
        lambda connection: operators.TRAIL.count(connection, _BY_ID),
    ),
}  # fmt: skip
"""What can be exported; entries come transfer by transfer."""


@click.command("export", cls=Command)
@click.argument("table", type=click.Choice(list(TABLES)))
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--out", metavar="FILE", help="The file; standard output if not given.")
@pass_desk
def export_table(desk: Desk, table: str, fmt: str, out: str | None) -> None:
    """Write a whole table: rooms, trades, members, entries (the ledger), trail."""
    desk.require(Permission.EXPORT)
    chosen = TABLES[table]
    if out is not None:
        _to_file(desk, chosen, out, fmt)
    elif fmt == "xlsx":
        raise click.UsageError("A workbook needs a file: --out FILE.")
    else:
        write = write_csv if fmt == "csv" else write_jsonl

        def work(connection: Connection) -> int:
            with closing(_rows(chosen, connection)) as rows:
                return write(_plain_output(), chosen.columns, rows)

        desk.database.read(work, snapshot=True)


def _to_file(desk: Desk, table: ExportTable, out: str, fmt: str) -> None:
    path = file_named(out)
    kind = next(each for each in FORMATS if each == fmt)
    with ProgressBar() as progress:

        def work(connection: Connection) -> int:
            total = table.count(connection)
            with closing(_rows(table, connection)) as rows:
                return export(path, kind, table.columns, rows, total, progress)

        count = desk.database.read(work, snapshot=True)
    click.echo(f"{count} rows are in {path}.")


def _rows(table: ExportTable, connection: Connection) -> Generator[Any, None, None]:
    """The rows, to be closed while the connection is open, also when writing them failed."""
    yield from table.stream(connection)


def _plain_output() -> IO[str]:
    """Standard output in UTF-8 with line ends as they are written."""
    output = sys.stdout
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(encoding="utf-8", newline="")
    return output
