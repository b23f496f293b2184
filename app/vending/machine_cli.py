"""Commands about vending machines; `tokendesk rooms` shows them beside its own."""

import click

from app.amounts import MAX_AMOUNT, parse_whole
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.rooms.queries import room_by_room_id
from app.terminal import Command, json_option, print_columns, print_json
from app.vending import curves, machines, valuation
from app.vending.curve_cli import named_parameters
from app.vending.machines import MachineTerms, MachineView
from app.vending.rules import DEFAULT_FEE_BPS, MAX_FEE_BPS, FeeMode, Fees


@click.command("initialise-machine", cls=Command)
@click.argument("room")
@click.option("--curve", "family", required=True, help="; ".join(curves.FAMILIES) + ".")
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="Of the curve.")
@click.option("--quote", required=True, metavar="CODE", help="The asset keys are priced in.")
@click.option("--treasury", required=True, metavar="ADDRESS", help="Who protocol fees are for.")
@click.option("--creator-bps", default=str(DEFAULT_FEE_BPS), show_default=True)
@click.option("--protocol-bps", default=str(DEFAULT_FEE_BPS), show_default=True)
@click.option("--creator-sell-bps", help="If sales differ from buys.")
@click.option("--protocol-sell-bps", help="If sales differ from buys.")
@click.option(
    "--fee-mode", default=FeeMode.ON_TOP.value, type=click.Choice([one.value for one in FeeMode])
)
@click.option("--supply-cap", metavar="KEYS", help="The most keys there can be.")
@click.option("--first-key-rule", is_flag=True, help="The first key is the creator's.")
@click.option("--last-key-rule", is_flag=True, help="The last key can't be sold.")
@json_option
@pass_desk
def initialise_machine(
    desk: Desk,
    room: str,
    family: str,
    given: tuple[str, ...],
    quote: str,
    treasury: str,
    creator_bps: str,
    protocol_bps: str,
    creator_sell_bps: str | None,
    protocol_sell_bps: str | None,
    fee_mode: str,
    supply_cap: str | None,
    first_key_rule: bool,
    last_key_rule: bool,
    as_json: bool,
) -> None:
    """Give a room its vending machine, and open it for trading."""
    terms = MachineTerms(
        quote=quote,
        family=family,
        parameters=named_parameters(given),
        treasury=treasury,
        fees=Fees(
            bps(creator_bps, "creator_bps"),
            bps(protocol_bps, "protocol_bps"),
            bps(creator_sell_bps or creator_bps, "creator_sell_bps"),
            bps(protocol_sell_bps or protocol_bps, "protocol_sell_bps"),
        ),
        fee_mode=FeeMode(fee_mode),
        supply_cap=cap(supply_cap),
        first_key_creators=first_key_rule,
        last_key_kept=last_key_rule,
    )
    row_id = machines.initialise_machine(desk, _row_id(desk, room), terms).value
    _show(desk, row_id, as_json)


@click.command("change-treasury", cls=Command)
@click.argument("room")
@click.argument("principal")
@json_option
@pass_desk
def change_treasury(desk: Desk, room: str, principal: str, as_json: bool) -> None:
    """Name another address for the protocol's fees."""
    row_id = machines.change_treasury(desk, _row_id(desk, room), principal).value
    _show(desk, row_id, as_json)


@click.command("machine", cls=Command)
@click.argument("room")
@json_option
@pass_desk
def show_machine(desk: Desk, room: str, as_json: bool) -> None:
    """Show a room's curve, fees and reserve."""
    desk.require(Permission.VIEW)
    _show(desk, _row_id(desk, room), as_json)


def _row_id(desk: Desk, room: str) -> int:
    return desk.database.read(lambda connection: room_by_room_id(connection, room).id)


def bps(text: str, field: str) -> int:
    """A fee as it is typed; raises InvalidInput naming the field."""
    return parse_whole(text, field=field, maximum=MAX_FEE_BPS)


def cap(text: str | None) -> int | None:
    """A supply cap as it is typed; raises InvalidInput (field `supply_cap`)."""
    if text is None:
        return None
    return parse_whole(text, field="supply_cap", minimum=1, maximum=MAX_AMOUNT)


def _show(desk: Desk, row_id: int, as_json: bool) -> None:
    machine = desk.database.read(lambda connection: machines.read_machine(connection, row_id))
    facts = _facts(machine)
    if as_json:
        print_json(facts)
    else:
        print_columns([(name.replace("_", " "), str(value)) for name, value in facts.items()])


def _facts(machine: MachineView) -> dict[str, object]:
    fees = machine.fees
    solvency = valuation.solvency(machine.curve, machine.supply, machine.reserve)
    return {
        "room_id": machine.room_id,
        "status": machine.status,
        "quote": machine.quote,
        "family": machine.curve.family,
        "parameters": curves.params_of(machine.curve),
        "creator_buy_bps": fees.creator_buy_bps,
        "protocol_buy_bps": fees.protocol_buy_bps,
        "creator_sell_bps": fees.creator_sell_bps,
        "protocol_sell_bps": fees.protocol_sell_bps,
        "fee_mode": machine.fee_mode,
        "supply_cap": machine.rules.supply_cap,
        "first_key_rule": machine.rules.first_key_creators,
        "last_key_rule": machine.rules.last_key_kept,
        "treasury": machine.treasury,
        "supply": machine.supply,
        "reserve": machine.reserve,
        "price": machine.price,
        "required": solvency.required,
        "shortfall": solvency.shortfall,
        "stranded_keys": solvency.stranded_keys,
    }
