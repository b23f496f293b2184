"""What a reserve and a holder's keys are worth: solvency, position, break-even (pure)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.amounts import AmountOverflow
from app.vending import curves
from app.vending.curve_math import largest
from app.vending.curves import Curve, Stepped
from app.vending.rules import Fees, Side

FARTHEST_SUPPLY: Final = 10**12
"""How many further keys a break-even supply is looked for."""


@dataclass(frozen=True, slots=True)
class Solvency:
    """Whether a reserve covers the curve; amounts in minor units.

    stranded_keys: how many holders' keys the reserve can't buy back, selling one by one.
    """

    required: int
    reserve: int
    shortfall: int
    stranded_keys: int

    @property
    def solvent(self) -> bool:
        """Whether every key can be bought back."""
        return self.shortfall == 0


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From which supply on a sale brings back what was paid.

    supply: None if there is none. end: the last supply there can be, where it is what stands in
    the way; None where the price simply stays too low.
    """

    supply: int | None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody's keys are worth if all are sold now; amounts in minor units, fees counted.

    break_even_supply: the supply from which a sale brings back what was paid; it lies below the
    supply now where the keys are worth more already. None if no supply within reach does.
    """

    keys: int
    paid: int
    value: int
    break_even_supply: int | None

    @property
    def result(self) -> int:
        """Unrealised gain, below zero for a loss."""
        return self.value - self.paid


def solvency(curve: Curve, supply: int, reserve: int) -> Solvency:
    """What the curve demands at a supply, held against a reserve in minor units."""
    required = curve.integral(supply)
    shortfall = max(required - reserve, 0)

    # The keys sold last have the lowest numbers; they find nothing left of the reserve as
    # long as what stood behind them is less than what is missing.
    def unpaid(keys: int) -> bool:
        return curve.integral(keys) < shortfall

    stranded = min(largest(unpaid, supply) + 1, supply) if shortfall else 0
    return Solvency(required, reserve, shortfall, stranded)


def position(curve: Curve, fees: Fees, supply: int, keys: int, paid: int) -> Position:
    """Value of `keys` keys bought for `paid` minor units in all, at a supply."""
    value = _payout(curve, fees, supply, keys) if keys else 0
    start = keys if keys and value >= paid else supply
    return Position(keys, paid, value, break_even_supply(curve, fees, start, keys, paid))


def break_even(
    curve: Curve, fees: Fees, supply: int, keys: int, paid: int, cap: int | None
) -> BreakEven:
    """The first supply from `supply` on where `keys` keys bring `paid` minor units or more.

    cap: the most keys that the machine allows, None for no cap of its own.
    """
    found = break_even_supply(curve, fees, supply, keys, paid)
    ends = [end for end in (cap, curve.max_supply) if end is not None]
    if found is None:
        return BreakEven(None, min(ends) if curve.max_supply is not None else None)
    if cap is not None and found > cap:
        return BreakEven(None, cap)
    return BreakEven(found)


def break_even_supply(curve: Curve, fees: Fees, supply: int, keys: int, paid: int) -> int | None:
    """The first supply from `supply` on where selling `keys` keys brings `paid` or more.

    None if there is none up to the curve's end, or within 10¹² further keys. Where a curve's
    rounding makes a payout waver by a minor unit it may be one of the waverings after.
    """
    if keys == 0:
        return supply if paid <= 0 else None

    def short(at: int) -> bool:
        try:
            return _payout(curve, fees, at, keys) < paid
        except AmountOverflow:
            return False

    start = max(supply, keys)
    for end in _rising_parts(curve, start, keys):
        if not short(start):
            return start
        if not short(end):
            return _first_not(short, start, end)
        start = end
    return None


def _first_not(short: Callable[[int], bool], start: int, end: int) -> int:
    return start + largest(lambda more: short(start + more), end - start) + 1


def _rising_parts(curve: Curve, start: int, keys: int) -> list[int]:
    """Ends of the stretches from `start` on in which a payout either rises or falls."""
    end = start + FARTHEST_SUPPLY if curve.max_supply is None else curve.max_supply
    edges = {end}
    if isinstance(curve, Stepped):
        edges |= {band.up_to for band in curve.bands} | {band.up_to + keys for band in curve.bands}
    return sorted(edge for edge in edges if start <= edge <= end)


def _payout(curve: Curve, fees: Fees, supply: int, keys: int) -> int:
    gross = curves.gross_of_sale(curve, supply, keys)
    return gross - sum(fees.of(Side.SELL, gross))
