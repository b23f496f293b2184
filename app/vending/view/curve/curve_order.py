"""What an order adds to the picture of its curve: area, fees, words, and the break-even flag."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.vending.view.curve.curve_labels import OrderShape, cost_note, flag_words
from app.vending.view.curve.curve_picture import CurvePicture
from app.vending.view.curve.curve_series import CurveSamples, drawable


def with_order(picture: CurvePicture, order: OrderShape, samples: CurveSamples) -> CurvePicture:
    """The picture with an order that the sampled curve reaches."""
    if order.side == "buy":
        word = QCoreApplication.translate("CurveChart", "After buy")
    else:
        word = QCoreApplication.translate("CurveChart", "After sell")
    even = order.break_even
    seen = even is not None and samples.supplies[0] <= even <= samples.supplies[-1]
    # What breaks even at once needs no flag, and beyond the chart there is no place for one.
    flagged = even is not None and seen and even != order.supply_after
    return replace(
        picture,
        after=(float(order.supply_after), drawable(order.price_after)),
        after_word=word,
        side=order.side,
        cost=order.cost,
        cost_note=cost_note(order),
        fee_share=order.fee_share,
        fees=order.fees,
        flag=point_at(samples, even) if flagged and even is not None else None,
        flag_words=flag_words(order, seen),
    )


def point_at(samples: CurveSamples, supply: float) -> tuple[float, float]:
    """Where a supply lies on the drawn curve."""
    return float(supply), float(np.interp(supply, samples.x, samples.y))
