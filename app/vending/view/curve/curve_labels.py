"""The curve chart in figures, words and rows."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.kit.chart.values import ValueFormat
from app.kit.numbers import counted, grouped
from app.vending.view.curve.curve_picture import Side
from app.vending.view.curve.curve_series import CurveSamples


@dataclass(frozen=True)
class OrderShape:
    """The order being typed, as its quote says it.

    cost: in words with the unit, such as `248 118 sats`. price_after: of the next key then, in
    minor units. supply_after: keys then. fee_share: the fees as a share of the cost, below zero
    where they are taken out of it. fees: in words. break_even: the supply from which selling
    brings back what was paid; None for a sale, or if there is none. break_even_note: how far
    away that is, or why there is none.
    """

    side: Side
    keys: int
    cost: str
    price_after: int
    supply_after: int
    fee_share: float = 0.0
    fees: str = ""
    break_even: int | None = None
    break_even_note: str = ""


@dataclass(frozen=True)
class CurveReadout:
    """The figures of one supply for the header: price of the next key and reserve, minor units.

    hovered: read by the pointer or the keys, else the machine's present supply.
    """

    supply: int
    price: int
    reserve: int
    hovered: bool


def keys_text(count: int) -> str:
    """`1 key`, `36 keys`."""
    one = QCoreApplication.translate("CurveChart", "key")
    return counted(count, one, QCoreApplication.translate("CurveChart", "keys"))


def cost_note(order: OrderShape) -> str:
    """What the cost is the cost of: `curve cost of 36 keys`."""
    if order.side == "buy":
        text = QCoreApplication.translate("CurveChart", "curve cost of {keys}")
    else:
        text = QCoreApplication.translate("CurveChart", "curve value of {keys}")
    return text.format(keys=keys_text(order.keys))


def legend_texts(
    reserve: int, cap: int | None, unit: str, form: ValueFormat, shortfall: int = 0
) -> tuple[str, ...]:
    """What the legend can say of the reserve in minor units, and of a cap, the fullest first.

    reserve: what the curve demands. shortfall: how much of it isn't there.
    """
    full = QCoreApplication.translate("CurveChart", "Reserve under the curve {reserve} {unit}")
    brief = QCoreApplication.translate("CurveChart", "Reserve {reserve} {unit}")
    if shortfall:
        full = QCoreApplication.translate("CurveChart", "Reserve {reserve} of {required} {unit}")
    kept, required = form.exact(reserve - shortfall), form.exact(reserve)
    texts = [
        text.format(reserve=kept, required=required, unit=unit).rstrip() for text in (full, brief)
    ]
    if cap is not None:
        words = QCoreApplication.translate("CurveChart", "supply cap {count}")
        texts.insert(0, f"{texts[0]}, {words.format(count=grouped(cap))}")
    return tuple(texts)


def flag_words(order: OrderShape, in_view: bool) -> tuple[tuple[str, ...], ...]:
    """What the chart says of the break-even supply, in lines, the fullest text first."""
    note = order.break_even_note
    if not note:
        return ()
    if order.break_even is None:
        return ((QCoreApplication.translate("CurveChart", "No break-even"), note), (note,))
    name = QCoreApplication.translate("CurveChart", "Break-even")
    if in_view:
        brief = f"+{keys_text(order.break_even - order.supply_after)}"
        return (name, note), (note,), (name, brief), (name,)
    beyond = QCoreApplication.translate("CurveChart", "Break-even at {supply} →")
    text = beyond.format(supply=grouped(order.break_even))
    return ((text, note), (text,))


def curve_rows(samples: CurveSamples | None, unit: str, form: ValueFormat) -> list[tuple[str, ...]]:
    """A header row, then one row a drawn point, in plain digits."""
    amount = f" ({unit})" if unit else ""
    header = ("supply", f"price{amount}", f"reserve{amount}")
    if samples is None:
        return [header]
    rows = zip(samples.supplies, samples.prices, samples.reserves, strict=True)
    return [header, *((str(at), form.plain(price), form.plain(kept)) for at, price, kept in rows)]


def curve_summary(
    machine: CurveReadout | None, order: OrderShape | None, unit: str, form: ValueFormat
) -> str:
    """The machine and the order in sentences."""
    if machine is None:
        return QCoreApplication.translate("CurveChart", "No machine.")
    text = QCoreApplication.translate(
        "CurveChart",
        "Price per key by supply: {supply} sold, price {price} {unit}, reserve {reserve} {unit}.",
    ).format(
        supply=keys_text(machine.supply),
        price=form.exact(machine.price),
        reserve=form.exact(machine.reserve),
        unit=unit,
    )
    if order is None:
        return text
    after = QCoreApplication.translate(
        "CurveChart", "{cost}, {note}; then {supply} sold, price {price} {unit}."
    ).format(
        cost=order.cost,
        note=cost_note(order),
        supply=keys_text(order.supply_after),
        price=form.exact(order.price_after),
        unit=unit,
    )
    return " ".join(part for part in (text, after, _told_effects(order)) if part)


def _told_effects(order: OrderShape) -> str:
    parts = []
    if order.fees:
        parts.append(f"{order.fees}.")
    if order.break_even is not None:
        told = QCoreApplication.translate("CurveChart", "Break-even at {supply}: {note}.")
        parts.append(told.format(supply=keys_text(order.break_even), note=order.break_even_note))
    elif order.break_even_note:
        told = QCoreApplication.translate("CurveChart", "No break-even: {note}.")
        parts.append(told.format(note=order.break_even_note))
    return " ".join(parts)
