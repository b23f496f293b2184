"""`tokendesk import`: takes in files of other systems."""

import click

from app.assembly.imports import IMPORTS
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.terminal import Command, json_option


@click.command("import", cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--kind", required=True, type=click.Choice(list(IMPORTS)), help="What the file holds."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@json_option
@pass_desk
@click.pass_context
def import_(
    context: click.Context, desk: Desk, file: str, kind: str, dry_run: bool, as_json: bool
) -> None:
    """Take in what another system knows, from a file; all of it or nothing."""
    context.exit(IMPORTS[kind](desk, file, dry_run=dry_run, as_json=as_json))
