"""Curves of other families that cost as much as a given one, to be compared with it (pure)."""

from collections.abc import Mapping
from typing import Final

from app.simulator.scenario import Scenario
from app.vending import curves
from app.vending.curves import FAMILIES, Curve

ALIKE: Final = ("quadratic", "constant_product", "linear")
"""Families that `equivalent_parameters` knows, in the order in which they are offered."""

_FEWEST_KEYS: Final = 10
_DIVISOR: Final = 16_000
_SPENT: Final = 3


def supply_in_sight(scenario: Scenario) -> int:
    """How many keys there are when the crowd has spent a third of its money on the scenario's."""
    terms = scenario.market.terms()
    money = sum(
        scenario.agents * share.percent * (share.budget.lowest + share.budget.highest) // 200
        for share in scenario.mix
    )
    more = curves.keys_for_budget(
        terms.curve, terms.opening, money // _SPENT, supply_cap=terms.rules.supply_cap
    )
    return max(terms.opening + more, _FEWEST_KEYS)


def equivalent_parameters(family: str, curve: Curve, supply: int) -> dict[str, int]:
    """Parameters of the family whose reserve at a supply is that of a curve, but for rounding.

    Linear begins at the curve's first price. Quadratic solves the sum of squares for its unit.
    Constant product has twice the keys, so that its quote is just that reserve.
    """
    if curve.max_supply is not None:
        supply = min(supply, curve.max_supply)
    reserve = curve.integral(supply)
    wanted: Mapping[str, int]
    if family == "quadratic":
        squares = (supply - 1) * supply * (2 * supply - 1) // 6
        wanted = {"unit": reserve * _DIVISOR // max(squares, 1), "divisor": _DIVISOR}
    elif family == "constant_product":
        wanted = {"virtual_quote": reserve, "virtual_keys": 2 * supply}
    else:
        base = min(curves.price(curve, 0), reserve // supply)
        pairs = supply * (supply - 1) // 2
        wanted = {"base": base, "slope": (reserve - base * supply) // max(pairs, 1)}
    return {
        one.name: min(max(wanted[one.name], one.minimum), one.maximum)
        for one in FAMILIES[family].parameters
    }
