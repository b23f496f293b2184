"""The command `tokendesk`: puts the slices' commands together, importing each when it is run."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from app import __version__, terminal

if TYPE_CHECKING:
    from app.changes import Done
    from app.operators.desk import Desk
    from app.rooms.chain import Chain
    from app.rooms.receipts import Part

# As in `app.operators.cli_desk`, which takes longer to import than some commands to run.
WORKSPACE_VARIABLE = "TOKENDESK_WORKSPACE"
OPERATOR_VARIABLE = "TOKENDESK_OPERATOR"


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command that isn't imported yet: its line in the list of commands, and how to get it."""

    summary: str
    load: Callable[[], click.Command]


class Program(terminal.Group):
    """All commands by name; listing them imports none of them."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._lazy = lazy
        self._loaded: dict[str, click.Command] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._lazy and cmd_name not in self._loaded:
            with _loading():
                self._loaded[cmd_name] = self._lazy[cmd_name].load()
        return self._loaded.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.summary) for name, one in self._lazy.items()])


@contextmanager
def _loading() -> Iterator[None]:
    """Spare what is imported within from garbage collection.

    Modules and classes live until the program ends. Looking through them again and again would
    be a quarter of a short command's time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


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
    from app.vending.curve_cli import curve
    from app.vending.doctor.cli import doctor

    curve.add_command(doctor)
    return curve


def _rooms() -> click.Command:
    from app.rooms.cli import rooms
    from app.rooms.receipts_cli import check_with, receipt
    from app.shell.progress_bar import ProgressBar
    from app.vending.contracts.cli import export_contracts_with
    from app.vending.legacy.cli import legacy_with, migrate_with
    from app.vending.machine_cli import change_treasury, initialise_machine, show_machine

    # Rooms know nothing of vending machines, but people look for them there.
    export_contracts = export_contracts_with(ProgressBar)
    for one in (initialise_machine, change_treasury, show_machine, export_contracts):
        rooms.add_command(one)
    for further in (receipt, check_with(_check_deployment), migrate_with(ProgressBar)):
        rooms.add_command(further)
    rooms.add_command(legacy_with(ProgressBar))
    return rooms


def _check_deployment(desk: "Desk", room: int, part: "Part", chain: "Chain") -> "Done[bytes]":
    from app.vending.contracts.checking import check_deployment

    return check_deployment(desk, room, part, chain)


def _import() -> click.Command:
    from app.shell.progress_bar import ProgressBar
    from app.vending.legacy.cli import import_with

    return import_with(ProgressBar)


def _trade() -> click.Command:
    from app.vending.trade_cli import trade

    return trade


def _simulate() -> click.Command:
    from app.shell.progress_bar import ProgressBar
    from app.vending.simulator.cli import simulate_with

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


@click.group(cls=Program, lazy=COMMANDS, invoke_without_command=True)
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
