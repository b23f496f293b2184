"""The order ticket in words: figures, impact, refusals, and what the button says."""

from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from app.amounts import MAX_AMOUNT
from app.errors import UserError
from app.kit.numbers import compact, decimal, grouped, percent, signed
from app.rooms.rules import Status
from app.vending.machines import MachineView
from app.vending.rules import FeeMode, ImpactBand, Quote, Side
from app.vending.trading import TradeRow
from app.vending.view.curve.curve_labels import OrderShape, keys_text
from app.vending.view.ticket.ticket_model import Offer

_TONES = {
    ImpactBand.QUIET: "",
    ImpactBand.AMBER: "warn",
    ImpactBand.RED: "error",
    ImpactBand.TYPED: "error",
}
_LARGEST_PERCENT = 100_000
_LONG = 10**12


def _tr(text: str) -> str:
    return QCoreApplication.translate("OrderTicket", text)


def brief(amount: int) -> str:
    """An amount where room is short: exact below a trillion, in short form from there on."""
    return grouped(amount) if abs(amount) < _LONG else compact(amount)


def average_text(value: Fraction) -> str:
    """An average with one decimal, rounded half to even: `7 236.7`; in short form if long."""
    if abs(value) >= _LONG:
        return compact(round(value))
    return decimal(Decimal(round(value * 10)).scaleb(-1), 1)


def impact_text(quote: Quote) -> tuple[str, str]:
    """The price impact in words, and its tone: `+24.0 % High`, `error`."""
    band = quote.impact_band
    word = {
        ImpactBand.QUIET: _tr("Low"),
        ImpactBand.AMBER: _tr("Moderate"),
        ImpactBand.RED: _tr("High"),
        ImpactBand.TYPED: _tr("Very high"),
    }[band]
    return f"{impact_percent(quote)} {word}", _TONES[band]


def impact_percent(quote: Quote) -> str:
    """The price impact with its sign: `+24.0 %`."""
    tenths = Decimal(round(quote.price_impact * 1_000)).scaleb(-1)
    if abs(tenths) >= _LARGEST_PERCENT:
        return f"+{compact(tenths)}\u202f%"
    return percent(tenths, sign=True)


def fee_text(quote: Quote, fee: int) -> str:
    """A fee as it changes the total: added to a buy, taken from a sale, or part of the cost."""
    if quote.side is Side.SELL:
        return signed(-fee)
    return signed(fee) if quote.mode is FeeMode.ON_TOP else grouped(fee)


def break_even_text(keys: int | None, end: int | None = None) -> str:
    """How far away it is: `needs 7 more buyers`; or why there is none.

    end: the last supply there can be, where that is the reason; else the price stays too low.
    """
    if keys is None:
        return _tr("never: {reason}").format(reason=no_break_even_text(end))
    if keys == 0:
        return _tr("at once")
    if keys == 1:
        return _tr("needs 1 more buyer")
    return _tr("needs {count} more buyers").format(count=_keys(keys))


def no_break_even_text(end: int | None) -> str:
    """Why there is none: at `end` the supply ends, else the price stays too low."""
    if end is None:
        return _tr("price stays too low")
    return _tr("supply ends at {end}").format(end=_keys(end))


def fees_text(quote: Quote, unit: str) -> str:
    """Both fees together, as the curve chart names them; empty where there are none."""
    if not quote.fees:
        return ""
    text = _tr("fees {amount} {unit}")
    if quote.side is Side.BUY and quote.mode is FeeMode.INSIDE:
        text = _tr("fees inside {amount} {unit}")
    return text.format(amount=fee_text(quote, quote.fees), unit=unit)


def shape_of(offer: Offer, unit: str) -> OrderShape | None:
    """The offer as the curve chart shades it; None where there is no quote."""
    quote = offer.quote
    if quote is None:
        return None
    even, note = offer.even, ""
    if even is not None:
        none = even.supply is None
        note = no_break_even_text(even.end) if none else break_even_text(offer.break_even)
    on_top = quote.side is Side.BUY and quote.mode is FeeMode.ON_TOP
    return OrderShape(
        "buy" if quote.side is Side.BUY else "sell",
        quote.keys,
        f"{grouped(quote.gross)} {unit}",
        quote.price_after,
        quote.supply_after,
        fee_share=quote.fees / (quote.gross or 1) * (1 if on_top else -1),
        fees=fees_text(quote, unit),
        break_even=None if even is None else even.supply,
        break_even_note=note,
    )


def _keys(count: int) -> str:
    return grouped(count) if count < 10**9 else compact(count)


def button_texts(side: Side, keys: int | None, quote: Quote | None, unit: str) -> tuple[str, ...]:
    """What the order button can say, the fullest first."""
    verb = _tr("Buy") if side is Side.BUY else _tr("Sell")
    if keys is None or keys > MAX_AMOUNT:
        return (_tr("{verb} keys").format(verb=verb),)
    plain = _tr("{verb} {keys}").format(verb=verb, keys=keys_text(keys))
    short = f"{verb} {compact(keys)}"
    if quote is None:
        return plain, short
    full = _tr("{order} for {total} {unit}")
    exact, rounded = grouped(quote.total), compact(quote.total)
    return (
        full.format(order=plain, total=exact, unit=unit),
        full.format(order=f"{verb} {grouped(keys)}", total=exact, unit=unit),
        full.format(order=short, total=rounded, unit=unit),
        short,
    )


def done_texts(row: TradeRow, symbol: str, unit: str) -> tuple[str, str]:
    """Title and text of the news that an order was carried out."""
    buy = row.side is Side.BUY
    title = _tr("Bought {keys} of {symbol}") if buy else _tr("Sold {keys} of {symbol}")
    before = row.supply_after - row.keys if buy else row.supply_after + row.keys
    text = _tr("{total} {unit}, supply {before} → {after}").format(
        total=grouped(row.total),
        unit=unit,
        before=grouped(before),
        after=grouped(row.supply_after),
    )
    return title.format(keys=keys_text(row.keys), symbol=symbol), text


def paused_words(machine: MachineView, side: Side) -> tuple[str, str]:
    """Title and sentence for a side that is closed; empty ones where it is open."""
    rules = machine.rules
    if not (rules.buys_paused if side is Side.BUY else rules.sells_paused):
        return "", ""
    if machine.status is Status.DEPRECATED:
        text = _tr("It is out of use. Keys can still be sold.")
        return _tr("Nobody buys in this room any more"), text
    if rules.sells_paused:
        return _tr("Trading is paused"), _tr("Neither buys nor sales are taken until it resumes.")
    return _tr("Buying is paused"), _tr("Keys can still be sold.")


def refusal_text(error: UserError, side: Side, unit: str) -> str:
    """A refusal in one sentence with grouped figures; others than known ones as they are."""
    facts = error.details
    figures = {name: grouped(value) for name, value in facts.items() if type(value) is int}
    text = ""
    if error.code == "u201" and figures.keys() >= {"total", "limit"}:
        over = _tr("The total is now {total} {unit}, above your limit of {limit}.")
        under = _tr("The payout is now {total} {unit}, below your limit of {limit}.")
        text = over if facts["total"] > facts["limit"] else under
    elif error.code == "u202" and figures.keys() >= {"required", "available"}:
        text = _not_enough(error, side)
    elif error.code == "u206" and figures.keys() >= {"cap", "left"}:
        text = _tr("There can be {cap} keys, so {left} more can be bought.")
    return text.format(unit=unit, **figures) if text else error.message


def _not_enough(error: UserError, side: Side) -> str:
    if error.field == "budget":
        return _tr("One key costs {required} {unit}.")
    if side is Side.BUY:
        return _tr("This costs {required} {unit}, and the member has {available}.")
    if "reserve" in error.message:
        return _tr("This takes {required} {unit} out of the reserve, which holds {available}.")
    return _tr("The member has {available} of the {required} keys.")
