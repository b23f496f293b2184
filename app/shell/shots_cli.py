"""`tokendesk shots`: pictures of every view."""

import os

import click

from app.amounts import parse_whole
from app.assembly.workspace_cli import file_named
from app.errors import InvalidInput
from app.terminal import Command, json_option, print_json

SMALLEST_PIXELS, LARGEST_PIXELS = 200, 8_000


@click.command("shots", cls=Command)
@click.argument("directory")
@click.option("--theme", type=click.Choice(["light", "dark"]), help="Only this one.")
@click.option("--view", help="Only this view.")
@click.option("--size", default="1440x900", show_default=True, metavar="WIDTHxHEIGHT")
@json_option
def shots(directory: str, theme: str | None, view: str | None, size: str, as_json: bool) -> None:
    """Render every view of the demo workspace to pictures; no screen is needed."""
    width, height = _pixels(size)
    folder = file_named(directory)
    # A process without a screen can still draw; the platform is chosen before Qt is imported.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.shell.shots import render

    written = render(folder, theme=theme, view=view, size=(width, height))
    if as_json:
        print_json([str(path) for path in written])
        return
    for path in written:
        click.echo(str(path))


def _pixels(size: str) -> tuple[int, int]:
    width, cross, height = size.partition("x")
    if not cross:
        raise InvalidInput("Write the size as WIDTHxHEIGHT, such as 1440x900.", field="size")
    return (
        parse_whole(width, field="size", minimum=SMALLEST_PIXELS, maximum=LARGEST_PIXELS),
        parse_whole(height, field="size", minimum=SMALLEST_PIXELS, maximum=LARGEST_PIXELS),
    )
