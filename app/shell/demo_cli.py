"""`tokendesk demo`: makes and opens the demo workspace."""

import click

from app.assembly.demo.builder import DEMO_SEED, LARGEST_SCALE, demo_path, open_demo
from app.assembly.workspace_cli import located
from app.db.database import Database
from app.db.location import Location
from app.db.workspace import describe
from app.operators.cli_desk import chosen, workspace_option
from app.shell.start import open_window, require_display
from app.terminal import Command, ProgressBar, json_option, parse_moment, print_json


@click.command("demo", cls=Command)
@click.option("--no-window", is_flag=True, help="Only make the workspace.")
@click.option("--path", "place", metavar="PATH", help="The file, if not the usual one.")
@click.option("--scale", type=click.IntRange(1, LARGEST_SCALE), default=1, show_default=True)
@click.option("--seed", type=int, default=DEMO_SEED, show_default=True)
@click.option("--until", metavar="TIME", help="End of the history (ISO 8601); the last full hour.")
@click.option("--fresh", is_flag=True, help="Make it anew where there is one already.")
@workspace_option
@json_option
def demo(
    no_window: bool,
    place: str | None,
    scale: int,
    seed: int,
    until: str | None,
    fresh: bool,
    workspace: str | None,
    as_json: bool,
) -> int:
    """Make and open the demo workspace, filled with 90 days of trading."""
    if not no_window:
        require_display()
    given = place or chosen("workspace", workspace)
    is_usual = not (given or fresh or until) and (scale, seed) == (1, DEMO_SEED)
    if is_usual and not no_window:
        # The window comes first and shows how far the work is.
        return open_window(None, demo=True)
    location = located(given) if given else Location(path=demo_path())
    end = parse_moment(until, field="until")
    with ProgressBar() as progress:
        database = open_demo(location, progress, seed=seed, scale=scale, until=end, fresh=fresh)
    try:
        _show_demo(database, as_json)
    finally:
        database.close()
    return 0 if no_window else open_window(database.location)


def _show_demo(database: Database, as_json: bool) -> None:
    tables = describe(database).tables
    facts: dict[str, object] = {
        "workspace": str(database.location),
        "members": tables["member"],
        "rooms": tables["room"],
        "trades": tables["vending_trade"],
    }
    if as_json:
        print_json(facts)
    else:
        click.echo(
            "{workspace}: {members} members, {rooms} rooms, {trades} trades.".format(**facts)
        )
