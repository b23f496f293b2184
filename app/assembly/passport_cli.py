"""`tokendesk wallets passport`: what a pasted text is, and which known address it is near to."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial

import click

from app import terminal
from app.errors import InvalidInput
from app.members.wallets_cli import texts_of
from app.passport import Passport, read_passport


@click.command("passport", cls=terminal.Command)
@click.argument("texts", nargs=-1, required=True, metavar="TEXT…")
@click.option("--known", is_flag=True, help="Look among the workspace's addresses too.")
@click.option("--workspace", metavar="PATH_OR_URL", help="With --known: the workspace.")
@click.option("--as", "operator", metavar="OPERATOR", help="With --known: who signs in.")
@terminal.json_option
@click.pass_context
def passport(
    context: click.Context,
    texts: tuple[str, ...],
    known: bool,
    workspace: str | None,
    operator: str | None,
    as_json: bool,
) -> None:
    """Say what pasted texts are; - reads them from standard input, one a line.

    Exits with 1 if one of them is neither valid nor known.
    """
    checks, failed = 0, False
    for found, said in _told(texts, workspace, operator, known=known):
        if as_json:
            terminal.print_json(said)
        else:
            _print(found, said)
        checks += 1
        failed = failed or not (found.valid or said.get("is_known"))
    if not checks:
        raise InvalidInput("There is no text on standard input.", field="text")
    context.exit(terminal.REFUSED if failed else 0)


def _told(
    texts: tuple[str, ...], workspace: str | None, operator: str | None, *, known: bool
) -> Iterator[tuple[Passport, dict[str, object]]]:
    if not known:
        for text in texts_of(texts):
            found = read_passport(text)
            yield found, asdict(found)
        return
    # Who only checks a text doesn't wait for what a workspace needs.
    from app.assembly.known_addresses import acquaint
    from app.operators.cli_desk import chosen, open_desk
    from app.operators.rules import Permission

    with open_desk(chosen("workspace", workspace), chosen("operator", operator)) as desk:
        desk.require(Permission.VIEW)
        for text in texts_of(texts):
            found = read_passport(text)
            near = desk.database.read(partial(acquaint, passport=found))
            yield found, asdict(found) | asdict(near) | {"is_known": near.is_known}


def _print(found: Passport, said: dict[str, object]) -> None:
    verdict = "valid  " if found.valid else "known  " if said.get("is_known") else "invalid"
    words = found.detail or found.reason
    click.echo(terminal.one_line(f"{verdict}  {found.kind}  {found.text}  {words}".rstrip()))
    for each in found.mendings:
        click.echo(terminal.one_line(f"         perhaps {each.text} (character {each.place})"))
    near = said.get("near", ())
    assert isinstance(near, tuple | list)
    for one in near:
        far = ("is", "one character from", "two characters from", "looks like")[one["distance"]]
        click.echo(terminal.one_line(f"         {far} {one['whose']} of {one['name']}"))
    if said.get("is_foreign"):
        click.echo(f"         the workspace is on {said['network']}")
