"""The command `tokendesk`: puts the slices' commands together, importing each when it is run."""

from typing import TYPE_CHECKING

import click

from app import __version__, terminal
from app.terminal import LazyCommand

if TYPE_CHECKING:
    from app.changes import Done
    from app.operators.desk import Desk
    from app.rooms.chain import Chain
    from app.rooms.receipts import ContractPart

# As in `app.operators.cli_desk`, which takes longer to import than some commands to run.
WORKSPACE_VARIABLE = "TOKENDESK_WORKSPACE"
OPERATOR_VARIABLE = "TOKENDESK_OPERATOR"


def _demo() -> click.Command:
    from app.shell.demo_cli import demo

    return demo


def _init() -> click.Command:
    from app.shell.workspace_cli import init

    return init


def _info() -> click.Command:
    from app.shell.workspace_cli import info

    return info


def _migrate() -> click.Command:
    from app.shell.workspace_cli import migrate

    return migrate


def _backup() -> click.Command:
    from app.shell.workspace_cli import backup

    return backup


def _restore() -> click.Command:
    from app.shell.workspace_cli import restore

    return restore


def _audit() -> click.Command:
    from app.shell.workspace_cli import audit

    return audit


def _export() -> click.Command:
    from app.shell.export_cli import export_table

    return export_table


def _curve() -> click.Command:
    from app.doctor.cli import doctor
    from app.vending.curve_cli import curve

    curve.add_command(doctor)
    return curve


def _rooms() -> click.Command:
    from app.rooms.cli import rooms

    # Rooms know nothing of vending machines, but people look for them there.
    rooms.add_lazily(BESIDE_ROOMS)
    return rooms


def _initialise_machine() -> click.Command:
    from app.vending.machine_cli import initialise_machine

    return initialise_machine


def _change_treasury() -> click.Command:
    from app.vending.machine_cli import change_treasury

    return change_treasury


def _show_machine() -> click.Command:
    from app.vending.machine_cli import show_machine

    return show_machine


def _export_contracts() -> click.Command:
    from app.contracts.cli import export_contracts_with
    from app.shell.progress_bar import ProgressBar

    return export_contracts_with(ProgressBar)


def _receipt() -> click.Command:
    from app.rooms.receipts_cli import receipt

    return receipt


def _check() -> click.Command:
    from app.rooms.receipts_cli import check_with

    return check_with(_check_deployment)


def _migrate_legacy() -> click.Command:
    from app.migration.cli import migrate_with
    from app.shell.progress_bar import ProgressBar

    return migrate_with(ProgressBar)


def _legacy() -> click.Command:
    from app.migration.cli import legacy_with
    from app.shell.progress_bar import ProgressBar

    return legacy_with(ProgressBar)


def _check_deployment(
    desk: "Desk", room: int, part: "ContractPart", chain: "Chain"
) -> "Done[bytes]":
    from app.contracts.checking import check_deployment

    return check_deployment(desk, room, part, chain)


def _import() -> click.Command:
    from app.migration.cli import import_with
    from app.shell.progress_bar import ProgressBar

    return import_with(ProgressBar)


def _trade() -> click.Command:
    from app.vending.trade_cli import trade

    return trade


def _simulate() -> click.Command:
    from app.shell.progress_bar import ProgressBar
    from app.simulator.cli import simulate_with

    return simulate_with(ProgressBar)


def _members() -> click.Command:
    from app.members.cli import members

    return members


def _wallets() -> click.Command:
    from app.members.wallets_cli import wallets
    from app.shell.passport_cli import passport

    wallets.add_command(passport)
    return wallets


def _operators() -> click.Command:
    from app.operators.cli import operators

    return operators


def _shots() -> click.Command:
    from app.shell.workspace_cli import shots

    return shots


BESIDE_ROOMS = {
    "initialise-machine": LazyCommand(
        "Give a room its vending machine, and open it for trading.", _initialise_machine
    ),
    "change-treasury": LazyCommand(
        "Name another address for the protocol's fees.", _change_treasury
    ),
    "machine": LazyCommand("Show a room's curve, fees and reserve.", _show_machine),
    "export-contracts": LazyCommand(
        "Write the contracts of rooms for the Stacks chain into a folder.", _export_contracts
    ),
    "receipt": LazyCommand(
        "Record what the chain said of a deployment; without a text, show it.", _receipt
    ),
    "check-deployment": LazyCommand(
        "Ask a Stacks API whether the deployed contract is the exported one.", _check
    ),
    "migrate-legacy": LazyCommand(
        "Import the holders of rooms that share one token.", _migrate_legacy
    ),
    "legacy": LazyCommand("Rooms of the old system on their way to own tokens.", _legacy),
}

COMMANDS = {
    "demo": LazyCommand("Make and open the demo workspace.", _demo),
    "init": LazyCommand("Make a workspace and its first operator.", _init),
    "info": LazyCommand("Describe a workspace.", _info),
    "migrate": LazyCommand("Bring a workspace's schema up to date.", _migrate),
    "backup": LazyCommand("Write a workspace into one file.", _backup),
    "restore": LazyCommand("Make a workspace what a backup holds.", _restore),
    "audit": LazyCommand("Prove the books.", _audit),
    "export": LazyCommand("Write a whole table to a file.", _export),
    "import": LazyCommand("Take in a file of another system.", _import),
    "curve": LazyCommand("Quote a trade on a curve, without a workspace.", _curve),
    "rooms": LazyCommand("Rooms, their key tokens and vending machines.", _rooms),
    "trade": LazyCommand("Buy and sell keys on a room's curve.", _trade),
    "simulate": LazyCommand("Let a crowd trade in a demo room, or without one.", _simulate),
    "members": LazyCommand("The people who trade.", _members),
    "wallets": LazyCommand("Check addresses, without a workspace.", _wallets),
    "operators": LazyCommand("Who works here, and what each did.", _operators),
    "shots": LazyCommand("Render every view to pictures.", _shots),
}


@click.group(cls=terminal.Group, invoke_without_command=True)
@click.option(
    "--workspace",
    metavar="PATH_OR_URL",
    envvar=WORKSPACE_VARIABLE,
    show_envvar=True,
    help="The workspace: a file, or a postgresql:// URL.",
)
@click.option(
    "--as",
    "operator",
    metavar="OPERATOR",
    envvar=OPERATOR_VARIABLE,
    show_envvar=True,
    help="Who signs in; a demo workspace needs nobody.",
)
@click.version_option(__version__, prog_name="tokendesk", message="%(prog)s %(version)s")
@click.pass_context
def tokendesk(context: click.Context, workspace: str | None, operator: str | None) -> int:
    """The desktop console of a token-gated chat platform. Without a command: the window."""
    if context.invoked_subcommand is not None:
        return 0
    from app.db.location import parse_location
    from app.shell.start import open_window

    return open_window(parse_location(workspace) if workspace else None)


tokendesk.add_lazily(COMMANDS)
