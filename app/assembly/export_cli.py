"""`tokendesk export`: whole tables as CSV, JSON lines or XLSX."""

import io
import sys
from collections.abc import Generator
from contextlib import closing
from typing import IO, Any

import click
from sqlalchemy import Connection

from app.assembly.exports import EXPORTS
from app.assembly.workspace_cli import file_named
from app.db.export_table import ExportTable
from app.exports import FORMATS, export, write_csv, write_jsonl
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.terminal import Command, ProgressBar


@click.command("export", cls=Command)
@click.argument("table", type=click.Choice(list(EXPORTS)))
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--out", metavar="FILE", help="The file; standard output if not given.")
@pass_desk
def export_table(desk: Desk, table: str, fmt: str, out: str | None) -> None:
    """Write a whole table: rooms, trades, members, entries (the ledger), trail."""
    desk.require(Permission.EXPORT)
    chosen = EXPORTS[table]
    if out is not None:
        _to_file(desk, chosen, out, fmt)
    elif fmt == "xlsx":
        raise click.UsageError("A workbook needs a file: --out FILE.")
    else:
        write = write_csv if fmt == "csv" else write_jsonl

        def work(connection: Connection) -> int:
            with closing(_rows(chosen, connection)) as rows:
                return write(_plain_output(), [*chosen.fields.values()], rows)

        desk.database.read(work, snapshot=True)


def _to_file(desk: Desk, table: ExportTable, out: str, fmt: str) -> None:
    path = file_named(out)
    kind = next(each for each in FORMATS if each == fmt)
    with ProgressBar() as progress:

        def work(connection: Connection) -> int:
            total = table.count(connection)
            with closing(_rows(table, connection)) as rows:
                return export(path, kind, [*table.fields.values()], rows, total, progress)

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
