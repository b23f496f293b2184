"""`tokendesk curve`: a quote on any curve, without a workspace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from app import terminal
from app.amounts import parse_whole
from app.errors import InvalidInput, UserError
from app.vending import rules
from app.vending.curves import FAMILIES, Curve, curve_from
from app.vending.rules import Fees, Quote, Side


def _families_help() -> str:
    lines = [
        f"{one.key}: {' '.join(parameter.name for parameter in one.parameters)}  ({one.formula})"
        for one in FAMILIES.values()
    ]
    # \b keeps click from joining the lines.
    return "\b\nFamilies and their parameters:\n" + "\n".join(lines)


class CurveCommand(terminal.Command):
    """Quotes; but where the first word names a command below it, that one is run instead."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.commands: dict[str, terminal.LazyCommand] = {}

    def add_lazily(self, commands: Mapping[str, terminal.LazyCommand]) -> None:
        """Let the first word name one of these commands; no family can have its name."""
        self.commands.update(commands)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if not args or args[0] not in self.commands:
            return super().make_context(info_name, args, parent, **extra)
        below = self.commands[args[0]].load()
        return below.make_context(f"{info_name} {below.name}", args[1:], parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        if self.commands:
            with formatter.section("Commands in place of FAMILY"):
                formatter.write_dl([(name, one.summary) for name, one in self.commands.items()])


@click.command("curve", cls=CurveCommand, epilog=_families_help())
@click.argument("family")
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@click.option("--supply", default="0", help="Keys in circulation before the trade.")
@click.option("--buy", metavar="KEYS", help="Quote a buy.")
@click.option("--sell", metavar="KEYS", help="Quote a sale.")
@click.option("--budget", metavar="AMOUNT", help="Quote the largest buy for that much, with fees.")
@click.option("--creator-bps", default="250", show_default=True, help="Creator's fee.")
@click.option("--protocol-bps", default="250", show_default=True, help="Protocol's fee.")
@terminal.json_option
def curve(
    family: str,
    given: tuple[str, ...],
    supply: str,
    buy: str | None,
    sell: str | None,
    budget: str | None,
    creator_bps: str,
    protocol_bps: str,
    as_json: bool,
) -> None:
    """Quote a trade on a curve. Amounts are whole minor units of any size."""
    shape = curve_from(family, named_parameters(given))
    at = parse_whole(supply, field="supply")
    fees = _fees(creator_bps, protocol_bps)
    quote = _quote(shape, fees, at, buy, sell, budget)
    if as_json:
        terminal.print_json(_figures(quote, with_keys=budget is not None))
    else:
        _print_table(quote)


def named_parameters(given: Sequence[str]) -> dict[str, object]:
    """Texts `NAME=VALUE` by name; raises InvalidInput for one without a sign, or given twice."""
    params: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            raise InvalidInput("Write each parameter as NAME=VALUE.", field=name or "param")
        if name in params:
            raise InvalidInput("This parameter is given twice.", field=name)
        params[name] = value
    return params


def _fees(creator_text: str, protocol_text: str) -> Fees:
    creator = parse_whole(creator_text, field="creator_bps", maximum=rules.MAX_FEE_BPS)
    protocol = parse_whole(protocol_text, field="protocol_bps", maximum=rules.MAX_FEE_BPS)
    return Fees(creator, protocol, creator, protocol)


def _quote(
    shape: Curve, fees: Fees, supply: int, buy: str | None, sell: str | None, budget: str | None
) -> Quote:
    orders = [
        (name, text)
        for name, text in (("buy", buy), ("sell", sell), ("budget", budget))
        if text is not None
    ]
    if len(orders) != 1:
        raise click.UsageError("Give one of --buy, --sell and --budget.")
    name, text = orders[0]
    number = parse_whole(text, field=name, minimum=0 if name == "budget" else 1)
    # Nothing is traded here, so whatever the curve refuses is an argument to put right.
    with _naming("supply"):
        shape.integral(supply)
    with _naming(name):
        if name == "buy":
            return rules.quote_buy(shape, fees, supply, number)
        if name == "sell":
            return rules.quote_sell(shape, fees, supply, number)
        return rules.quote_budget(shape, fees, supply, number)


@contextmanager
def _naming(field: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise InvalidInput(error.message, code=error.code, field=field) from None


def _figures(quote: Quote, *, with_keys: bool) -> dict[str, int]:
    total = "total" if quote.side is Side.BUY else "payout"
    figures = {
        "gross": quote.gross,
        "creator_fee": quote.creator_fee,
        "protocol_fee": quote.protocol_fee,
        total: quote.total,
        "price_before": quote.price_before,
        "price_after": quote.price_after,
        "supply_after": quote.supply_after,
    }
    return {"keys": quote.keys, **figures} if with_keys else figures


def _print_table(quote: Quote) -> None:
    buying = quote.side is Side.BUY
    rows = [
        ("Keys to buy" if buying else "Keys to sell", quote.keys),
        ("Curve cost" if buying else "Curve value", quote.gross),
        ("Creator fee", quote.creator_fee),
        ("Protocol fee", quote.protocol_fee),
        ("Total to pay" if buying else "Payout", quote.total),
        ("Key price before", quote.price_before),
        ("Key price after", quote.price_after),
        ("Supply after", quote.supply_after),
    ]
    terminal.print_columns([(label, _grouped(number)) for label, number in rows], numeric=[1])


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
