"""Which values stand on the axes of the curve chart."""

from app.kit.chart.axis import AxisTag
from app.kit.chart.values import ValueFormat
from app.kit.numbers import grouped
from app.vending.view.curve.curve_labels import CurveReadout, OrderShape
from app.vending.view.curve.curve_series import CurveSamples, drawable

_Now = tuple[float, float, CurveReadout]


def axis_tags(
    samples: CurveSamples,
    now: _Now,
    order: OrderShape | None,
    read: CurveReadout | None,
    form: ValueFormat,
) -> tuple[list[AxisTag], list[AxisTag]]:
    """Tags of the price axis and of the supply axis, the most important ones last.

    now: supply and price where the dot is drawn, which may be on its way, and the machine's own.
    read: what the pointer or the keys read; it has tags only while it is not the machine's.
    """
    prices, keys = [], []
    if read is not None and read.hovered:
        texts = form.tag_texts(read.price)
        prices.append(AxisTag(drawable(read.price), texts, "crosshair", passing=True))
        at = float(read.supply)
        keys.append(AxisTag(at, (grouped(read.supply),), "crosshair", passing=True))
    even = None if order is None else order.break_even
    if even is not None and order is not None and even != order.supply_after:
        last = samples.supplies[-1]
        text = grouped(even) if even <= last else f"{grouped(even)} →"
        keys.append(AxisTag(float(min(even, last)), (text,), "cat4"))
    supply, level, machine = now
    prices.append(AxisTag(level, form.tag_texts(machine.price), "chart_line"))
    keys.append(AxisTag(supply, (grouped(machine.supply),), "chart_line"))
    if order is not None:
        texts = form.tag_texts(order.price_after)
        prices.append(AxisTag(drawable(order.price_after), texts, order.side))
        keys.append(AxisTag(float(order.supply_after), (grouped(order.supply_after),), order.side))
    return prices, keys
