"""Lines that the stories of several numbers share: the curve's two reserves, and a fee."""

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import basis_points, grouped
from app.vending.curves import Curve


def curve_line(curve: Curve, one: int, other: int) -> str:
    """What the curve says of the keys between two supplies, as one reserve less the other."""
    above, below = max(one, other), min(one, other)
    high, low = curve.integral(above), curve.integral(below)
    words = QCoreApplication.translate(
        "Why", "Curve {0} = {1} (reserve for {2} keys) − {3} (for {4})"
    )
    return words.format(
        grouped(high - low), grouped(high), grouped(above), grouped(low), grouped(below)
    )


def fee_line(title: str, fee: int, bps: int, gross: int) -> str:
    """A fee as a share of the curve's amount, both in minor units."""
    words = QCoreApplication.translate("Why", "{0} {1} = {2} of {3}, rounded down")
    return words.format(title, grouped(fee), basis_points(bps), grouped(gross))
