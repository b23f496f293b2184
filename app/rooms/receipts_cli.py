"""Commands about receipts of deployments."""

from collections.abc import Mapping

import click

from app.fields import Fields, fields_of
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.rooms.cli import find_room
from app.rooms.deployments import ReceiptRow, receipts_of, record_receipt, withdraw_receipt
from app.rooms.receipts import LONGEST_PASTE, ContractPart, check_receipt, parse_receipt
from app.terminal import Command, input_lines, json_option, print_json, print_table, reading

_LISTED: Fields[ReceiptRow] = fields_of(
    "part", "contract", "tx_id", "block_height", "actor", "source_hash"
)

part_option = click.option(
    "--part",
    default=ContractPart.TOKEN.value,
    show_default=True,
    type=click.Choice([part.value for part in ContractPart]),
    help="Which of the room's contracts.",
)


@click.command("receipt", cls=Command)
@click.argument("room")
@click.option("--file", metavar="FILE", help="An API's JSON, or the three values; - is stdin.")
@click.option("--contract", default="", metavar="ADDRESS.name", help="The contract's principal.")
@click.option("--tx-id", default="", metavar="0x…", help="The transaction's id.")
@click.option("--block-height", default="", metavar="N", help="The block that it is in.")
@click.option("--withdraw", metavar="REASON", help="Take the receipt back instead.")
@part_option
@json_option
@pass_desk
def receipt(
    desk: Desk,
    room: str,
    file: str | None,
    contract: str,
    tx_id: str,
    block_height: str,
    withdraw: str | None,
    part: str,
    as_json: bool,
) -> None:
    """Record what the chain said of a deployment; without values: show the receipts."""
    row = find_room(desk, room)
    if withdraw is not None:
        withdraw_receipt(desk, row.id, ContractPart(part), withdraw)
    elif file is not None or contract or tx_id or block_height:
        network = desk.database.read(load_settings).network
        if file is not None:
            given = parse_receipt(_content(file), network)
        else:
            given = check_receipt(contract, tx_id, block_height, network)
        record_receipt(desk, row.id, ContractPart(part), given)
    else:
        desk.require(Permission.VIEW)
    found = desk.database.read(lambda connection: receipts_of(connection, row.id))
    print_receipts(found, as_json)


def _content(file: str) -> str:
    if file == "-":
        return "\n".join(input_lines())
    with reading(file) as source:
        content = source.read(LONGEST_PASTE + 1)
    return content.decode("utf-8-sig", errors="replace")


def print_receipts(found: Mapping[ContractPart, ReceiptRow], as_json: bool) -> None:
    """Print a room's receipts by the contract that they are of."""
    rows = [row for _, row in sorted(found.items())]
    if as_json:
        print_json(rows)
    else:
        print_table(_LISTED, rows)
