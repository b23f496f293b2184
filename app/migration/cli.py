"""Commands about rooms of the old system: their import, and their way to tokens of their own."""

import os
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import click

from app.amounts import MAX_AMOUNT, parse_whole
from app.errors import InvalidInput
from app.fields import extend
from app.listing import Listing
from app.migration import queries, service
from app.migration import reserve as opening
from app.migration.importing import ImportReport, import_holders
from app.migration.queries import LegacyRow
from app.migration.reserve import ReserveSource, ReserveState
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms.legacy_stages import STAGE_WORDS, MigrationStage
from app.terminal import (
    REFUSED,
    Command,
    Group,
    ProgressBar,
    json_option,
    print_facts,
    print_json,
    print_table,
    reading,
)
from app.vending.curve_cli import named_parameters
from app.vending.machine_cli import bps, cap
from app.vending.machines import MachineTerms, read_machine
from app.vending.rules import DEFAULT_FEE_BPS, Fees

MOST_ROWS = 100_000
MOST_FAULTS_PRINTED = 50

_LISTED = extend(queries.LEGACY_FIELDS, stage=lambda row: STAGE_WORDS[row.stage])


def import_file(desk: Desk, path: str, *, dry_run: bool, as_json: bool) -> int:
    """Import a file of legacy holders, tell what came of it, and return the exit code."""
    with reading(path) as file, ProgressBar() as progress:
        size = os.fstat(file.fileno()).st_size
        name = Path(path).name
        report = import_holders(desk, file, name, progress, size=size, dry_run=dry_run).value
    if as_json:
        print_json(asdict(report) | {"ok": report.ok, "dry_run": dry_run})
    else:
        _print_report(report, dry_run=dry_run)
    return 0 if report.ok else REFUSED


IMPORTS = {"legacy-rooms": import_file}
"""By the kind of file: what imports it, with the exit code that it comes to."""


def _print_report(report: ImportReport, *, dry_run: bool) -> None:
    for fault in report.faults[:MOST_FAULTS_PRINTED]:
        column = f"{fault.field}: " if fault.field else ""
        click.echo(f"line {fault.line}: {column}{fault.message}")
    more = report.fault_count - min(len(report.faults), MOST_FAULTS_PRINTED)
    if more:
        click.echo(f"and {more} more")
    if not report.ok:
        click.echo(f"{report.fault_count} faults in {report.rows} lines; nothing was imported.")
        return
    said = "can be imported" if dry_run else "imported"
    click.echo(
        f"{report.holders} holders with {report.keys} keys in {report.rooms} rooms {said}. "
        f"New members: {report.new_members}."
    )
    if report.replaced:
        click.echo(f"{report.replaced} rooms were there before; their holders are replaced.")


@click.command("migrate-legacy", cls=Command)
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@json_option
@pass_desk
@click.pass_context
def migrate_legacy(
    context: click.Context, desk: Desk, file: str, dry_run: bool, as_json: bool
) -> None:
    """Import the holders of rooms that share one token.

    FILE is CSV with the columns room_id, holder (username or principal) and keys. Any wrong
    line keeps the whole file out. The next steps are under `tokendesk rooms legacy`.
    """
    context.exit(import_file(desk, file, dry_run=dry_run, as_json=as_json))


@click.group("legacy", cls=Group)
def legacy() -> None:
    """Rooms of the old system on their way to own tokens."""


@legacy.command("open")
@click.argument("room")
@click.option("--curve", "family", required=True, metavar="FAMILY", help="Of the machine.")
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="Of the curve.")
@click.option("--quote", required=True, metavar="CODE", help="The asset keys are priced in.")
@click.option("--treasury", required=True, metavar="ADDRESS", help="Who fees are for.")
@click.option("--creator-bps", default=str(DEFAULT_FEE_BPS), show_default=True)
@click.option("--protocol-bps", default=str(DEFAULT_FEE_BPS), show_default=True)
@click.option("--supply-cap", metavar="KEYS", help="The most keys there can be.")
@json_option
@pass_desk
def open_room(desk: Desk, /, room: str, as_json: bool, **typed: object) -> None:
    """Give a room its machine and its holders their keys; run it again if it was stopped."""
    row = _find(desk, room)
    with ProgressBar() as progress:
        opening.open_legacy(desk, row.id, _terms(typed), progress)
    _show(desk, room, as_json)


@legacy.command("snapshot")
@click.argument("room", required=False)
@click.option("--all", "every", is_flag=True, help="Of all rooms that have none yet.")
@json_option
@pass_desk
def snapshot(desk: Desk, /, room: str | None, every: bool, as_json: bool) -> None:
    """Fix who holds what, in one room or in all."""
    if (room is None) is not every:
        raise InvalidInput("Name a room, or all of them with --all.", field="room")
    with ProgressBar() as progress:
        rooms = [_find(desk, room)] if room is not None else _imported(desk)
        for number, row in enumerate(rooms):
            progress.step(number, len(rooms), "Taking snapshots")
            service.take_snapshot(desk, row.id)
    if room is not None:
        _show(desk, room, as_json)
    elif as_json:
        print_json([_facts(desk, _find(desk, row.room_id)) for row in rooms])
    else:
        click.echo(f"{len(rooms)} snapshots taken.")


@legacy.command("list")
@click.option("--search", default="", help="Text in the room id.")
@json_option
@pass_desk
def list_rooms(desk: Desk, search: str, as_json: bool) -> None:
    """List legacy rooms and where each is in the migration."""
    desk.require(Permission.VIEW)
    listing = Listing(search=search)
    page = desk.database.read(
        lambda connection: queries.LEGACY_ROOMS.page(connection, listing, 0, MOST_ROWS)
    )
    if as_json:
        print_json([_facts(desk, row) for row in page.rows])
        return
    print_table(_LISTED, page.rows)


@legacy.command("show")
@click.argument("room")
@json_option
@pass_desk
def show(desk: Desk, room: str, as_json: bool) -> None:
    """Show a legacy room (by its room id)."""
    desk.require(Permission.VIEW)
    _show(desk, room, as_json)


@legacy.command("switch")
@click.argument("room")
@click.option("--note", default="", help="Kept in the audit trail.")
@json_option
@pass_desk
def switch(desk: Desk, room: str, note: str, as_json: bool) -> None:
    """Say that the platform shows the room by its own token."""
    service.confirm_switch(desk, _find(desk, room).id, note)
    _show(desk, room, as_json)


@legacy.command("fill")
@click.argument("room")
@click.option("--amount", required=True, metavar="AMOUNT", help="In minor units.")
@click.option(
    "--source",
    required=True,
    type=click.Choice([one.value for one in ReserveSource]),
    help="From the shared token's reserve, or beyond it.",
)
@click.option("--reason", default="", help="Kept with the entry; a top-up needs one.")
@click.option("--key", default="", help="Idempotency key: the same one books once.")
@json_option
@pass_desk
def fill(
    desk: Desk, room: str, amount: str, source: str, reason: str, key: str, as_json: bool
) -> None:
    """Bring money into the room's own reserve."""
    units = parse_whole(amount, field="amount", minimum=1, maximum=MAX_AMOUNT)
    opening.fill_reserve(
        desk, _find(desk, room).id, ReserveSource(source), units, key or uuid4().hex, reason
    )
    _show(desk, room, as_json)


@legacy.command("deprecate")
@click.argument("room")
@click.option("--reason", required=True, help="Kept in the audit trail.")
@json_option
@pass_desk
def deprecate(desk: Desk, room: str, reason: str, as_json: bool) -> None:
    """Mark a covered legacy room deprecated."""
    service.deprecate_legacy(desk, _find(desk, room).id, reason)
    _show(desk, room, as_json)


def _imported(desk: Desk) -> list[LegacyRow]:
    listing = Listing(filters={"stage": MigrationStage.IMPORTED.value})
    return desk.database.read(
        lambda connection: list(queries.LEGACY_ROOMS.stream(connection, listing))
    )


def _find(desk: Desk, room: str) -> LegacyRow:
    return desk.database.read(lambda connection: queries.legacy_room_by_room_id(connection, room))


def _terms(typed: dict[str, object]) -> MachineTerms:
    creator = bps(str(typed["creator_bps"]), "creator_bps")
    protocol = bps(str(typed["protocol_bps"]), "protocol_bps")
    given, supply_cap = typed["given"], typed["supply_cap"]
    assert isinstance(given, tuple)
    return MachineTerms(
        quote=str(typed["quote"]),
        family=str(typed["family"]),
        parameters=named_parameters(given),
        treasury=str(typed["treasury"]),
        fees=Fees(creator, protocol, creator, protocol),
        supply_cap=cap(None if supply_cap is None else str(supply_cap)),
    )


def _show(desk: Desk, room: str, as_json: bool) -> None:
    print_facts(_facts(desk, _find(desk, room)), as_json)


def _facts(desk: Desk, row: LegacyRow) -> dict[str, object]:
    state = _state(desk, row)
    return {
        "id": row.id,
        "room_id": row.room_id,
        "phase": row.phase,
        "stage": row.stage,
        "holders": row.holders,
        "supply": row.supply,
        "issued": row.issued,
        "snapshot_hash": row.snapshot_hash or None,
        "own_status": row.own_status,
        "required": state.required if state else None,
        "transferred": row.transferred,
        "topped_up": row.topped_up,
        "shortfall": state.shortfall if state else None,
        "file_name": row.file_name,
        "imported_at": row.imported_at,
    }


def _state(desk: Desk, row: LegacyRow) -> ReserveState | None:
    own = row.own_room
    if own is None or not row.is_open:
        return None
    machine = desk.database.read(lambda connection: read_machine(connection, own))
    required = machine.curve.integral(row.supply)
    return ReserveState(required, row.transferred, row.topped_up)
