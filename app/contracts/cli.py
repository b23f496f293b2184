"""`tokendesk rooms export-contracts` and `check-deployment`: contracts for the chain."""

from pathlib import Path

import click

from app.contracts.checking import check_deployment
from app.contracts.export import Exported, export_contracts
from app.errors import InvalidInput, UserError
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.progress import Progress
from app.rooms.chain import HttpChain
from app.rooms.cli import find_room
from app.rooms.deployments import receipts_of
from app.rooms.receipts import ContractPart
from app.rooms.receipts_cli import part_option, print_receipts
from app.terminal import Command, ProgressBar, json_option, print_columns, print_json


@click.command("export-contracts", cls=Command)
@click.argument("rooms", nargs=-1, required=True, metavar="ROOM…")
@click.argument("directory", metavar="DIR")
@click.option("--deployer", default="", metavar="ADDRESS", help="Who will deploy them.")
@json_option
@pass_desk
def export(
    desk: Desk, rooms: tuple[str, ...], directory: str, deployer: str, as_json: bool
) -> None:
    """Write the contracts of rooms for the Stacks chain into a folder.

    DIR becomes a Clarinet project, whole or not at all. Several rooms share one factory. A
    folder that isn't empty is taken only if it is an earlier export of the same rooms; what
    was added there, and changed settings, stay.
    """
    desk.require(Permission.EXPORT)
    wanted = [find_room(desk, one).id for one in rooms]
    if not directory.strip():
        raise InvalidInput("Name a folder.", field="path")
    with ProgressBar() as progress:
        exported = _exported(desk, wanted, directory, deployer, progress)
    if as_json:
        print_json(_facts(exported))
        return
    print_columns(list(exported.hashes.items()))
    click.echo(f"{len(exported.hashes)} contracts are in {exported.directory}.")
    for one in exported.rooms:
        if not one.machine:
            click.echo(f"Room {one.room_id} has no vending machine yet; export it again then.")


@click.command("check-deployment", cls=Command)
@click.argument("room")
@click.option("--api", default="", metavar="URL", help="Else the workspace's Stacks API.")
@part_option
@json_option
@pass_desk
def check(desk: Desk, room: str, api: str, part: str, as_json: bool) -> None:
    """Ask a Stacks API whether the deployed contract is the exported one."""
    row = find_room(desk, room)
    url = api or desk.database.read(load_settings).stacks_api
    if not url:
        raise InvalidInput("Name a Stacks API: --api URL, or in the settings.", field="api")
    check_deployment(desk, row.id, ContractPart(part), HttpChain(url))
    print_receipts(desk.database.read(lambda connection: receipts_of(connection, row.id)), as_json)


def _exported(
    desk: Desk, wanted: list[int], directory: str, deployer: str, progress: Progress
) -> Exported:
    path = Path(directory).expanduser()
    try:
        return export_contracts(desk, wanted, path, progress, deployer=deployer)
    except UserError as error:
        if len(wanted) > 1 and "room_id" in error.details:
            error.message = f"Room {error.details['room_id']}: {error.message}"
        raise


def _facts(exported: Exported) -> dict[str, object]:
    return {
        "directory": str(exported.directory),
        "replaced": exported.replaced,
        "rooms": [
            {
                "id": one.row_id,
                "room_id": one.room_id,
                "token_contract": one.token,
                "machine_contract": one.machine or None,
            }
            for one in exported.rooms
        ],
        "contracts": dict(exported.hashes),
    }
