"""`tokendesk wallets`: what an address text is, without a workspace."""

from collections.abc import Iterable, Iterator

import click

from app import terminal
from app.addresses import AddressCheck, AddressKind, check
from app.errors import InvalidInput


@click.group("wallets", cls=terminal.Group)
def wallets() -> None:
    """Addresses and principals."""


@wallets.command("check")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in AddressKind]),
    help="What it should be.",
)
@terminal.json_option
@click.pass_context
def check_addresses(
    context: click.Context, addresses: tuple[str, ...], kind: str, as_json: bool
) -> None:
    """Check address texts; - reads them from standard input, one a line.

    Exits with 1 if one of them isn't valid.
    """
    checks = 0
    failed = False
    for text in texts_of(addresses):
        found = check(text, kind)
        _print(found, as_json)
        checks += 1
        failed = failed or not found.valid
    if not checks:
        raise InvalidInput("There is no address on standard input.", field="address")
    context.exit(terminal.REFUSED if failed else 0)


def texts_of(addresses: Iterable[str]) -> Iterator[str]:
    """The texts that were typed, and in place of a - those on standard input, one a line."""
    for address in addresses:
        if address == "-":
            yield from terminal.input_lines()
        else:
            yield address


def _print(found: AddressCheck, as_json: bool) -> None:
    if as_json:
        terminal.print_json(found)
        return
    verdict = "valid  " if found.valid else "invalid"
    click.echo(terminal.one_line(f"{verdict}  {found.text}  {found.detail or found.reason}"))
