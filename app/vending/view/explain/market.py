"""Why this number? The figures of the header strip and of a member's position."""

from PySide6.QtCore import QCoreApplication

from app.kit.explain import INDENT, Explanation
from app.kit.numbers import counted, grouped, percent, signed, unit
from app.vending import rules
from app.vending.machines import MachineView
from app.vending.view.curve.curve_labels import keys_text
from app.vending.view.explain.order import curve_line, total_lines
from app.vending.view.machine.machine_labels import curve_words, fee_words
from app.vending.view.reading import RoomReading
from app.vending.view.ticket.ticket_model import Funds

translate = QCoreApplication.translate


def explain_market(key: str, reading: RoomReading) -> Explanation | None:
    """The story of a figure in the header: price, day, supply, reserve, volume, fees, holders."""
    machine, day = reading.machine, reading.figures
    name = unit(machine.quote)
    if key == "price":
        words = translate("Explanation", "The next key costs {0} {1}, before fees.")
        return Explanation(words.format(grouped(machine.price), name), tuple(_price_lines(machine)))
    if key == "day":
        return _change(reading)
    if key == "supply":
        words = translate("Explanation", "{0} bought and not sold back since the room opened.")
        trades = translate("Explanation", "After trade number {0} of this room").format(
            grouped(machine.trades)
        )
        return Explanation(words.format(keys_text(machine.supply)), (trades,))
    if key == "reserve":
        return _reserve(reading)
    if key == "holders":
        words = translate("Explanation", "Members with at least one key: {0}.")
        line = translate("Explanation", "{0} among so many members")
        told = line.format(keys_text(machine.supply))
        return Explanation(words.format(grouped(day.holders)), (told,))
    if key == "volume":
        words = translate("Explanation", "{0} of the last 24 hours moved {1} {2} along the curve.")
        amount = day.volume
        line = translate("Explanation", "{0} = sum of what the curve said in {1}, before fees")
    else:
        words = translate("Explanation", "{0} of the last 24 hours brought the creator {1} {2}.")
        amount = day.creator_fees
        line = translate("Explanation", "{0} = sum of the creator fees of {1}, each rounded down")
    count = counted(
        day.trades, translate("Explanation", "trade"), translate("Explanation", "trades")
    )
    tree = [line.format(grouped(amount), count)]
    if key == "fees":
        tree.append(INDENT + fee_words(machine.fees, machine.fee_mode))
    return Explanation(words.format(count, grouped(amount), name), tuple(tree))


def _price_lines(machine: MachineView) -> list[str]:
    at, end = machine.supply, machine.curve.max_supply
    lines = [translate("Explanation", "Curve: {0}").format(curve_words(machine))]
    if end is None or at < end:
        lines.append(INDENT + curve_line(machine.curve, at, at + 1))
    return lines


def _change(reading: RoomReading) -> Explanation | None:
    machine, before = reading.machine, reading.figures.price_before
    if not before:
        return None
    words = translate("Explanation", "The price went from {0} to {1} {2} within 24 hours.")
    change = percent(100 * (machine.price - before) / before, sign=True)
    share = translate("Explanation", "{0} = ({1} − {2}) / {2}")
    earlier = translate("Explanation", "{0} was the price after the last trade before then")
    return Explanation(
        words.format(grouped(before), grouped(machine.price), unit(machine.quote)),
        (
            share.format(change, grouped(machine.price), grouped(before)),
            INDENT + earlier.format(grouped(before)),
        ),
    )


def _reserve(reading: RoomReading) -> Explanation:
    machine, held = reading.machine, reading.solvency
    words = translate("Explanation", "{0} {1} stand behind {2}; the curve demands {3}.")
    sentence = words.format(
        grouped(held.reserve), unit(machine.quote), keys_text(machine.supply),
        grouped(held.required),
    )  # fmt: skip
    lines = [
        translate("Explanation", "Curve: {0}").format(curve_words(machine)),
        INDENT + curve_line(machine.curve, 0, machine.supply),
        f"{signed(held.reserve - held.required)} = {grouped(held.reserve)} \u2212 "
        f"{grouped(held.required)}",
    ]
    if held.stranded_keys:
        short = translate("Explanation", "{0} can't be bought back").format(
            keys_text(held.stranded_keys)
        )
        lines.append(INDENT + short)
    return Explanation(sentence, tuple(lines))


def explain_position(key: str, machine: MachineView, funds: Funds) -> Explanation | None:
    """The story of a figure of a position: held, paid, average, value, result or even."""
    position, name = funds.position, unit(machine.quote)
    keys, paid = position.keys, position.paid
    if key == "held":
        words = translate("Explanation", "{0} holds {1}, {2} of all keys.")
        share = percent(100 * keys / machine.supply if machine.supply else 0)
        line = f"{share} = {grouped(keys)} / {grouped(machine.supply)}"
        return Explanation(words.format(funds.username, keys_text(keys), share), (line,))
    if not keys:
        return None
    if key in ("paid", "average"):
        words = translate("Explanation", "{0} paid {1} {2} for {3}, fees included.")
        rule = translate(
            "Explanation", "A sale or a gift takes out the same share of the money as of keys"
        )
        line = translate("Explanation", "{0} a key = {1} / {2}, rounded down")
        average = line.format(grouped(paid // keys), grouped(paid), grouped(keys))
        sentence = words.format(funds.username, grouped(paid), name, keys_text(keys))
        return Explanation(sentence, (average, INDENT + rule))
    sale = rules.quote_sell(machine.curve, machine.fees, machine.supply, keys)
    lines = total_lines(machine, sale)
    if key == "value":
        words = translate("Explanation", "Selling all {0} now would bring {1} {2} after fees.")
        return Explanation(
            words.format(keys_text(keys), grouped(position.value), name), tuple(lines)
        )
    if key == "result":
        words = translate(
            "Explanation", "The keys would bring {0} {2}, and {1} were paid for them."
        )
        first = f"{signed(position.result)} = {grouped(position.value)} \u2212 {grouped(paid)}"
        sentence = words.format(grouped(position.value), grouped(paid), name)
        return Explanation(sentence, (first, *(INDENT + line for line in lines)))
    return _even(machine, funds)


def _even(machine: MachineView, funds: Funds) -> Explanation:
    position, name = funds.position, unit(machine.quote)
    even = position.break_even_supply
    if even is None:
        words = translate("Explanation", "No supply within reach brings back the {0} {1} paid.")
        return Explanation(words.format(grouped(position.paid), name), ())
    words = translate(
        "Why", "From a supply of {0} on selling all {1} brings back the {2} {3} paid."
    )
    sentence = words.format(grouped(even), keys_text(position.keys), grouped(position.paid), name)
    sale = rules.quote_sell(machine.curve, machine.fees, even, position.keys)
    head = translate("Explanation", "Sold at a supply of {0}:").format(grouped(even))
    return Explanation(sentence, (head, *total_lines(machine, sale)))
