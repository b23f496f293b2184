"""Why the old design fails, reckoned with a room's own numbers (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.vending import curves, rules
from app.vending.curves import Curve
from app.vending.rules import FeeMode, Fees
from app.vending.valuation import solvency

POINTS = 80
"""Supplies at which the two reserves are reckoned for a chart."""


@dataclass(frozen=True, slots=True)
class LegacyExplanation:
    """A room under the old design; amounts in minor units.

    supply: the room's own keys. shared: keys of all rooms that share the token.
    own_price, shared_price: of the next key at either supply; what other rooms' members bought
    makes the difference.
    required: what the curve requires behind the room's keys. held: what a reserve holds whose
    fees came out of the cost. stranded: keys that can't be bought back with it.
    """

    supply: int
    shared: int
    own_price: int
    shared_price: int
    required: int
    held: int
    shortfall: int
    stranded: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Both reserves at one supply."""

    supply: int
    required: int
    held: int


def explain_failure(curve: Curve, fees: Fees, supply: int, shared: int) -> LegacyExplanation:
    """The old design's failures at a supply, had all keys been bought on this curve.

    shared: at least `supply`. Raises AmountOverflow or InvalidInput where the curve doesn't
    reach that far.
    """
    held = _held(curve, fees, supply)
    found = solvency(curve, supply, held)
    return LegacyExplanation(
        supply=supply,
        shared=shared,
        own_price=curves.price(curve, supply),
        shared_price=curves.price(curve, shared),
        required=found.required,
        held=held,
        shortfall=found.shortfall,
        stranded=found.stranded_keys,
    )


def gaps(curve: Curve, fees: Fees, supply: int) -> Sequence[Gap]:
    """Both reserves from no key to `supply` keys, for a chart."""
    steps = min(POINTS, supply)
    supplies = [supply * step // steps for step in range(steps + 1)] if steps else [0]
    return [Gap(each, curve.integral(each), _held(curve, fees, each)) for each in supplies]


def _held(curve: Curve, fees: Fees, supply: int) -> int:
    if not supply:
        return 0
    return rules.quote_buy(curve, fees, 0, supply, mode=FeeMode.INSIDE).reserve_change
