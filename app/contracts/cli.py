"""`tokendesk rooms export-contracts`: the contracts of rooms, as a Clarinet project."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click

from app.contracts.export import Exported, export_contracts
from app.errors import InvalidInput, UserError
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.progress import Progress
from app.rooms.queries import room_by_room_id
from app.terminal import Command, json_option, print_columns, print_json


def export_contracts_with(bar: Callable[[], AbstractContextManager[Progress]]) -> click.Command:
    """The command, drawing its progress with `bar`, which belongs to the program around it."""

    @click.command("export-contracts", cls=Command)
    @click.argument("rooms", nargs=-1, required=True, metavar="ROOM…")
    @click.argument("directory", metavar="DIR")
    @click.option("--deployer", default="", metavar="ADDRESS", help="Who will deploy them.")
    @json_option
    @pass_desk
    def command(
        desk: Desk, rooms: tuple[str, ...], directory: str, deployer: str, as_json: bool
    ) -> None:
        """Write the contracts of rooms for the Stacks chain into a folder.

        DIR becomes a Clarinet project, whole or not at all. Several rooms share one factory. A
        folder that isn't empty is taken only if it is an earlier export of the same rooms; what
        was added there, and changed settings, stay.
        """
        desk.require(Permission.EXPORT)
        wanted = [_row_id(desk, one) for one in rooms]
        if not directory.strip():
            raise InvalidInput("Name a folder.", field="path")
        with bar() as progress:
            exported = _exported(desk, wanted, directory, deployer, progress)
        if as_json:
            print_json(_facts(exported))
            return
        print_columns(list(exported.hashes.items()))
        click.echo(f"{len(exported.hashes)} contracts are in {exported.directory}.")
        for one in exported.rooms:
            if not one.machine:
                click.echo(f"Room {one.room_id} has no vending machine yet; export it again then.")

    return command


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


def _row_id(desk: Desk, room: str) -> int:
    return desk.database.read(lambda connection: room_by_room_id(connection, room).id)


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
