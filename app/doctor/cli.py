"""`tokendesk curve doctor`: a verdict on a way of pricing keys, without a workspace."""

import sys
from pathlib import Path
from typing import Final

import click

from app import terminal
from app.amounts import parse_whole
from app.doctor import report
from app.doctor.examination import DEFAULT_SUPPLY_LIMIT, MAX_SUPPLY_LIMIT, examine
from app.doctor.price_file import MAX_BYTES, decoded, read_table, text_of
from app.doctor.subject import FamilySubject, Subject, pair_of, price_of, tutorial
from app.doctor.trades import TrialTrade
from app.doctor.trial import tried
from app.errors import InvalidInput
from app.vending import rules
from app.vending.curve_cli import named_parameters
from app.vending.curves import FAMILIES, curve_from
from app.vending.rules import FeeMode, Fees

BROKEN: Final = 1
TUTORIAL: Final = "tutorial"

_EXPRESSIONS = """\b
Expressions know whole numbers, s (supply), n (keys), + - * / // % **, brackets,
floor, ceil, abs, min and max. Examples:
  tokendesk curve doctor linear --param base=1000000 --param slope=10000
  tokendesk curve doctor --buy "10 + (s+n)**2//100*n" --sell "10 + (s+n)**2//100*n"
  tokendesk curve doctor --price "100 + s*s/10"
  tokendesk curve doctor tutorial --supply 100 --keys 10
Exit code 0: sound. 1: broken. 2: wrong usage.
"""


@click.command("doctor", cls=terminal.Command, epilog=_EXPRESSIONS)
@click.argument("family", required=False)
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@click.option(
    "--prices", metavar="FILE", help="A table of lines supply,price, or price; - for stdin."
)
@click.option("--buy", metavar="EXPRESSION", help="What buying n keys at supply s costs.")
@click.option("--sell", metavar="EXPRESSION", help="What selling n keys at supply s brings.")
@click.option("--price", metavar="EXPRESSION", help="The price of key number s, counted from 0.")
@click.option(
    "--supply-limit",
    default=str(DEFAULT_SUPPLY_LIMIT),
    show_default=True,
    metavar="KEYS",
    help="How far to look.",
)
@click.option("--creator-bps", default="250", show_default=True, help="Creator's fee.")
@click.option("--protocol-bps", default="250", show_default=True, help="Protocol's fee.")
@click.option(
    "--fee-mode",
    type=click.Choice([mode.value for mode in FeeMode]),
    default="on_top",
    show_default=True,
    help="Where the fees of a buy come from.",
)
@click.option("--supply", metavar="KEYS", help="Also play a round trip from this supply.")
@click.option("--keys", metavar="KEYS", help="The keys of that round trip.")
@terminal.json_option
def doctor(
    family: str | None,
    given: tuple[str, ...],
    prices: str | None,
    buy: str | None,
    sell: str | None,
    price: str | None,
    supply_limit: str,
    creator_bps: str,
    protocol_bps: str,
    fee_mode: str,
    supply: str | None,
    keys: str | None,
    as_json: bool,
) -> int:
    """Find out whether a curve can be broken, and show the smallest trades that do it.

    FAMILY is one of those of `tokendesk curve`, or `tutorial` for the broken curve of a
    well-known tutorial.
    """
    subject = _subject(family, given, prices, buy, sell, price)
    fees = _fees(creator_bps, protocol_bps)
    mode = FeeMode(fee_mode)
    limit = parse_whole(supply_limit, field="supply_limit", minimum=1, maximum=MAX_SUPPLY_LIMIT)
    asked = supply is not None or keys is not None
    trial = _trial(subject, supply or "0", keys or "1", fees, mode) if asked else None
    verdict = examine(subject, supply_limit=limit, fees=fees, mode=mode)
    if as_json:
        terminal.print_json(report.figures(verdict, trial))
    else:
        report.print_verdict(verdict, trial)
    return 0 if verdict.sound else BROKEN


def _subject(
    family: str | None,
    given: tuple[str, ...],
    prices: str | None,
    buy: str | None,
    sell: str | None,
    price: str | None,
) -> Subject:
    pair = buy is not None or sell is not None
    if [family is not None, prices is not None, pair, price is not None].count(True) != 1:
        raise click.UsageError("Give one of FAMILY, --prices, --buy with --sell, and --price.")
    if given and (family is None or family == TUTORIAL):
        raise click.UsageError("Only a family takes --param.")
    if family == TUTORIAL:
        return tutorial()
    if family is not None:
        return _family(family, given)
    if prices is not None:
        return read_table(_text_of(prices))
    if price is not None:
        return price_of(price)
    if buy is None or sell is None:
        raise click.UsageError("Give both --buy and --sell.")
    return pair_of(buy, sell)


def _family(family: str, given: tuple[str, ...]) -> Subject:
    if family not in FAMILIES:
        names = ", ".join([*FAMILIES, TUTORIAL])
        raise InvalidInput(f"Choose one of these curves: {names}.", field="family")
    return FamilySubject(curve_from(family, named_parameters(given)))


def _fees(creator_text: str, protocol_text: str) -> Fees:
    creator = parse_whole(creator_text, field="creator_bps", maximum=rules.MAX_FEE_BPS)
    protocol = parse_whole(protocol_text, field="protocol_bps", maximum=rules.MAX_FEE_BPS)
    return Fees(creator, protocol, creator, protocol)


def _trial(
    subject: Subject, supply_text: str, keys_text: str, fees: Fees, mode: FeeMode
) -> tuple[TrialTrade, ...]:
    supply = parse_whole(supply_text, field="supply", maximum=MAX_SUPPLY_LIMIT)
    keys = parse_whole(keys_text, field="keys", minimum=1, maximum=MAX_SUPPLY_LIMIT)
    return tried(subject, supply, keys, fees, mode)


def _text_of(place: str) -> str:
    if place == "-":
        return decoded(sys.stdin.buffer.read(MAX_BYTES + 1))
    return text_of(Path(place))
