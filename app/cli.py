"""The command `tokendesk`: puts the slices' commands together, importing each when it is run."""

import click

from app import __version__, terminal
from app.terminal import LazyCommand

# As in `app.operators.cli_desk`, which takes longer to import than some commands to run.
WORKSPACE_VARIABLE = "TOKENDESK_WORKSPACE"
OPERATOR_VARIABLE = "TOKENDESK_OPERATOR"

# Rooms know nothing of vending machines, but people look for them there.
BESIDE_ROOMS = {
    "initialise-machine": LazyCommand(
        "Give a room its vending machine, and open it for trading.",
        "app.vending.machine_cli:initialise_machine",
    ),
    "change-treasury": LazyCommand(
        "Name another address for the protocol's fees.", "app.vending.machine_cli:change_treasury"
    ),
    "machine": LazyCommand(
        "Show a room's curve, fees and reserve.", "app.vending.machine_cli:show_machine"
    ),
    "export-contracts": LazyCommand(
        "Write the contracts of rooms for the Stacks chain into a folder.",
        "app.contracts.cli:export",
    ),
    "receipt": LazyCommand(
        "Record what the chain said of a deployment; without a text, show it.",
        "app.rooms.receipts_cli:receipt",
    ),
    "check-deployment": LazyCommand(
        "Ask a Stacks API whether the deployed contract is the exported one.",
        "app.contracts.cli:check",
    ),
    "migrate-legacy": LazyCommand(
        "Import the holders of rooms that share one token.", "app.migration.cli:migrate_legacy"
    ),
    "legacy": LazyCommand(
        "Rooms of the old system on their way to own tokens.", "app.migration.cli:legacy"
    ),
}
BESIDE_CURVE = {
    "doctor": LazyCommand("Find out whether a curve can be broken.", "app.doctor.cli:doctor")
}
BESIDE_WALLETS = {
    "passport": LazyCommand("Say what pasted texts are.", "app.assembly.passport_cli:passport")
}

COMMANDS = {
    "demo": LazyCommand("Make and open the demo workspace.", "app.shell.demo_cli:demo"),
    "init": LazyCommand(
        "Make a workspace and its first operator.", "app.assembly.workspace_cli:init"
    ),
    "info": LazyCommand("Describe a workspace.", "app.assembly.workspace_cli:info"),
    "migrate": LazyCommand(
        "Bring a workspace's schema up to date.", "app.assembly.workspace_cli:migrate"
    ),
    "backup": LazyCommand("Write a workspace into one file.", "app.assembly.workspace_cli:backup"),
    "restore": LazyCommand(
        "Make a workspace what a backup holds.", "app.assembly.workspace_cli:restore"
    ),
    "audit": LazyCommand("Prove the books.", "app.assembly.workspace_cli:audit"),
    "work": LazyCommand(
        "Run the jobs that are due, without a window.", "app.assembly.work_cli:work"
    ),
    "export": LazyCommand("Write a whole table to a file.", "app.assembly.export_cli:export_table"),
    "import": LazyCommand("Take in a file of another system.", "app.assembly.import_cli:import_"),
    "curve": LazyCommand(
        "Quote a trade on a curve, without a workspace.",
        "app.vending.curve_cli:curve",
        BESIDE_CURVE,
    ),
    "rooms": LazyCommand(
        "Rooms, their key tokens and vending machines.", "app.rooms.cli:rooms", BESIDE_ROOMS
    ),
    "trade": LazyCommand("Buy and sell keys on a room's curve.", "app.vending.trade_cli:trade"),
    "simulate": LazyCommand(
        "Let a crowd trade in a demo room, or without one.", "app.simulator.cli:simulate"
    ),
    "members": LazyCommand("The people who trade.", "app.members.cli:members"),
    "wallets": LazyCommand(
        "Check addresses, without a workspace.", "app.members.wallets_cli:wallets", BESIDE_WALLETS
    ),
    "operators": LazyCommand("Who works here, and what each did.", "app.operators.cli:operators"),
    "shots": LazyCommand("Render every view to pictures.", "app.shell.shots_cli:shots"),
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
