"""Why this number? The amounts of the order being typed."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from app.kit.explain import INDENT, Explanation
from app.kit.numbers import basis_points, grouped, signed, unit
from app.vending import rules
from app.vending.curves import Curve
from app.vending.machines import MachineView
from app.vending.rules import FeeMode, Quote, Side
from app.vending.view.curve.curve_labels import keys_text
from app.vending.view.ticket.ticket_labels import (
    average_text,
    break_even_text,
    impact_percent,
    impact_text,
)
from app.vending.view.ticket.ticket_model import Offer

translate = QCoreApplication.translate


def explain_order(key: str, offer: Offer) -> Explanation | None:
    """The story of one row of the ticket: gross, creator, protocol, total, average, impact,
    supply, price or outcome; None while there is no quote."""
    quote = offer.quote
    return None if quote is None else _STORIES[key](offer, quote)


def curve_line(curve: Curve, one: int, other: int) -> str:
    """What the curve says of the keys between two supplies, as one reserve less the other."""
    above, below = max(one, other), min(one, other)
    high, low = curve.integral(above), curve.integral(below)
    words = translate("Why", "Curve {0} = {1} (reserve for {2} keys) − {3} (for {4})")
    return words.format(
        grouped(high - low), grouped(high), grouped(above), grouped(low), grouped(below)
    )


def fee_line(title: str, fee: int, bps: int, gross: int) -> str:
    """A fee as a share of the curve's amount, both in minor units."""
    words = translate("Why", "{0} {1} = {2} of {3}, rounded down")
    return words.format(title, grouped(fee), basis_points(bps), grouped(gross))


def _gross(offer: Offer, quote: Quote) -> Explanation:
    buying = quote.side is Side.BUY
    if buying:
        words = translate(
            "Why",
            "Buying {0} costs {1} {2}: the curve demands so much more behind {3} keys than "
            "behind {4}.",
        )
    else:
        words = translate(
            "Why",
            "Selling {0} brings {1} {2}: the curve demands so much less behind {3} keys than "
            "behind {4}.",
        )
    sentence = words.format(
        keys_text(quote.keys),
        grouped(quote.gross),
        _unit(offer),
        grouped(quote.supply_after),
        grouped(quote.supply_before),
    )
    machine = offer.wish.machine
    average = translate("Explanation", "On average {0} a key, before fees")
    between = translate("Explanation", "The first of them {0}, the last {1}")
    return Explanation(
        sentence,
        (
            curve_line(machine.curve, quote.supply_before, quote.supply_after),
            INDENT + between.format(*map(grouped, _first_and_last(machine, quote))),
            INDENT + average.format(average_text(quote.average_price)),
        ),
    )


def _first_and_last(machine: MachineView, quote: Quote) -> tuple[int, int]:
    """What the first and the last key of an order cost or bring."""
    curve, before, after = machine.curve, quote.supply_before, quote.supply_after
    if quote.side is Side.BUY:
        first = curve.integral(before + 1) - curve.integral(before)
        return first, curve.integral(after) - curve.integral(after - 1)
    first = curve.integral(before) - curve.integral(before - 1)
    return first, curve.integral(after + 1) - curve.integral(after)


def _creator(offer: Offer, quote: Quote) -> Explanation:
    title = translate("Explanation", "Creator fee")
    fees = offer.wish.machine.fees
    bps = fees.creator_buy_bps if quote.side is Side.BUY else fees.creator_sell_bps
    return _fee(offer, quote, title, quote.creator_fee, bps)


def _protocol(offer: Offer, quote: Quote) -> Explanation:
    title = translate("Explanation", "Protocol fee")
    fees = offer.wish.machine.fees
    bps = fees.protocol_buy_bps if quote.side is Side.BUY else fees.protocol_sell_bps
    return _fee(offer, quote, title, quote.protocol_fee, bps)


def _fee(offer: Offer, quote: Quote, title: str, fee: int, bps: int) -> Explanation:
    exact = Fraction(quote.gross * bps, 10_000)
    parts = translate("Explanation", "{0} × {1} / 10 000 = {2}, rounded down to {3}")
    lines = [
        fee_line(title, fee, bps, quote.gross),
        INDENT + parts.format(grouped(quote.gross), bps, _decimal(exact), grouped(fee)),
        INDENT + curve_line(offer.wish.machine.curve, quote.supply_before, quote.supply_after),
    ]
    if quote.side is Side.SELL:
        words = translate("Explanation", "{0} {1} are taken from what the curve brings.")
    elif quote.mode is FeeMode.ON_TOP:
        words = translate(
            "Explanation", "{0} {1} come on top of the curve cost; none of it is reserve."
        )
    else:
        words = translate(
            "Why", "{0} {1} are taken out of the curve cost, so the reserve is short."
        )
    return Explanation(words.format(grouped(fee), _unit(offer)), tuple(lines))


def _total(offer: Offer, quote: Quote) -> Explanation:
    if quote.side is Side.SELL:
        words = translate(
            "Why", "The member gets {0} {1} for {2}: what the curve brings, less fees."
        )
    elif quote.mode is FeeMode.ON_TOP:
        words = translate(
            "Explanation", "The member pays {0} {1} for {2}: the curve cost and the fees."
        )
    else:
        words = translate(
            "Explanation", "The member pays {0} {1} for {2}: fees are inside the curve cost."
        )
    sentence = words.format(grouped(quote.total), _unit(offer), keys_text(quote.keys))
    return Explanation(sentence, tuple(total_lines(offer.wish.machine, quote)))


def total_lines(machine: MachineView, quote: Quote) -> list[str]:
    """A total and below it the curve's amount and both fees."""
    buying, fees = quote.side is Side.BUY, machine.fees
    total = (
        translate("Explanation", "Total to pay {0}")
        if buying
        else translate("Explanation", "Payout {0}")
    )
    creator, protocol = (
        translate("Explanation", "Creator fee"),
        translate("Explanation", "Protocol fee"),
    )
    rates = (fees.creator_buy_bps, fees.protocol_buy_bps)
    if not buying:
        rates = (fees.creator_sell_bps, fees.protocol_sell_bps)
    return [
        total.format(grouped(quote.total)),
        INDENT + curve_line(machine.curve, quote.supply_before, quote.supply_after),
        INDENT + fee_line(creator, quote.creator_fee, rates[0], quote.gross),
        INDENT + fee_line(protocol, quote.protocol_fee, rates[1], quote.gross),
    ]


def _average(offer: Offer, quote: Quote) -> Explanation:
    words = translate("Explanation", "{0} {1} for {2} make {3} each, with fees.")
    sentence = words.format(
        grouped(quote.total), _unit(offer), keys_text(quote.keys), average_text(quote.average_total)
    )
    parts = translate("Explanation", "{0} = {1} / {2}")
    line = parts.format(
        average_text(quote.average_total), grouped(quote.total), grouped(quote.keys)
    )
    return Explanation(
        sentence, (line, *(INDENT + each for each in total_lines(offer.wish.machine, quote)))
    )


def _impact(offer: Offer, quote: Quote) -> Explanation:
    words = translate(
        "Explanation", "The order moves the price of the next key from {0} to {1} {2}."
    )
    sentence = words.format(grouped(quote.price_before), grouped(quote.price_after), _unit(offer))
    share = translate("Explanation", "{0} = ({1} − {2}) / {2}")
    bands = translate(
        "Explanation", "{0}: low below 1 %, moderate to 5 %, high to 25 %, else very high"
    )
    lines = [
        share.format(
            impact_percent(quote), grouped(quote.price_after), grouped(quote.price_before)
        ),
        INDENT + bands.format(impact_text(quote)[0]),
    ]
    if not quote.price_before:
        lines.insert(
            1, INDENT + translate("Explanation", "From 0 it is measured against the first price.")
        )
    return Explanation(sentence, (*lines, *_price_lines(offer, quote)))


def _price(offer: Offer, quote: Quote) -> Explanation:
    words = translate(
        "Why", "The next key costs {0} {2} now and {1} {2} after this order, before fees."
    )
    sentence = words.format(grouped(quote.price_before), grouped(quote.price_after), _unit(offer))
    return Explanation(sentence, tuple(_price_lines(offer, quote)))


def _price_lines(offer: Offer, quote: Quote) -> list[str]:
    machine = offer.wish.machine
    lines = []
    for at, price in (
        (quote.supply_before, quote.price_before),
        (quote.supply_after, quote.price_after),
    ):
        words = translate("Explanation", "Price {0} at a supply of {1}").format(
            grouped(price), grouped(at)
        )
        lines.append(words)
        end = machine.curve.max_supply
        if end is None or at < end:
            lines.append(INDENT + curve_line(machine.curve, at, at + 1))
    return lines


def _supply(offer: Offer, quote: Quote) -> Explanation:
    buying = quote.side is Side.BUY
    words = translate("Explanation", "There are {0} now, and {1} after this order.")
    sentence = words.format(keys_text(quote.supply_before), keys_text(quote.supply_after))
    sign = "+" if buying else "\u2212"
    line = (
        f"{grouped(quote.supply_after)} = {grouped(quote.supply_before)} {sign} "
        f"{grouped(quote.keys)}"
    )
    cap = offer.wish.machine.rules.supply_cap
    told = (
        translate("Explanation", "There can be {0} keys").format(grouped(cap))
        if cap is not None
        else ""
    )
    return Explanation(sentence, (line, INDENT + told) if told else (line,))


def _outcome(offer: Offer, quote: Quote) -> Explanation | None:
    if quote.side is Side.SELL:
        return _result(offer, quote)
    even, machine = offer.even, offer.wish.machine
    if even is None:
        return None
    if even.supply is None:
        return _never(machine, quote, even.end, _unit(offer))
    words = translate(
        "Why",
        "At a supply of {0} selling these keys brings back the {1} {2} paid: {3}.",
    )
    sentence = words.format(
        grouped(even.supply), grouped(quote.total), _unit(offer), break_even_text(offer.break_even)
    )
    lines = total_lines(machine, quote)
    if even.supply > quote.supply_after:
        lines += _payout_lines(machine, quote.keys, even.supply - 1)
    lines += _payout_lines(machine, quote.keys, even.supply)
    return Explanation(sentence, tuple(lines))


def _never(machine: MachineView, quote: Quote, end: int | None, name: str) -> Explanation:
    paid, lines = grouped(quote.total), total_lines(machine, quote)
    if end is None:
        words = translate(
            "Why", "Selling these keys never brings back the {0} {1} paid: the price stays too low."
        )
        return Explanation(words.format(paid, name), tuple(lines))
    words = translate(
        "Why",
        "Selling these keys never brings back the {0} {1} paid, because the supply ends at {2}.",
    )
    if end >= quote.keys:
        lines += _payout_lines(machine, quote.keys, end)
    return Explanation(words.format(paid, name, grouped(end)), tuple(lines))


def _payout_lines(machine: MachineView, keys: int, supply: int) -> list[str]:
    """What a sale of so many keys would bring at another supply."""
    sale = rules.quote_sell(machine.curve, machine.fees, supply, keys)
    head = translate("Explanation", "Sold at a supply of {0}:").format(grouped(supply))
    return ["", head, *total_lines(machine, sale)]


def _result(offer: Offer, quote: Quote) -> Explanation | None:
    funds = offer.wish.funds
    if offer.result is None or funds is None:
        return None
    held, paid = funds.position.keys, funds.position.paid
    words = translate("Explanation", "The sale brings {0} {1}, and these keys cost {2} on average.")
    cost = quote.total - offer.result
    sentence = words.format(grouped(quote.total), _unit(offer), grouped(cost))
    share = translate("Explanation", "{0} = {1} paid × {2} of {3} keys, rounded down")
    lines = (
        f"{signed(offer.result)} = {grouped(quote.total)} \u2212 {grouped(cost)}",
        INDENT + share.format(grouped(cost), grouped(paid), grouped(quote.keys), grouped(held)),
        *total_lines(offer.wish.machine, quote),
    )
    return Explanation(sentence, lines)


def _unit(offer: Offer) -> str:
    return unit(offer.wish.machine.quote)


def _decimal(value: Fraction) -> str:
    """A share of basis points exactly: at most four digits behind the point."""
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return grouped(whole)
    digits = f"{rest * 10_000 // value.denominator:04}".rstrip("0")
    return f"{grouped(whole)}.{digits}"


_STORIES: dict[str, Callable[[Offer, Quote], Explanation | None]] = {
    "gross": _gross,
    "creator": _creator,
    "protocol": _protocol,
    "total": _total,
    "average": _average,
    "impact": _impact,
    "supply": _supply,
    "price": _price,
    "outcome": _outcome,
}
