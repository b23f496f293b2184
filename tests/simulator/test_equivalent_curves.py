"""Curves that cost as much as another one, to be compared with it."""

import pytest

from app.amounts import MAX_AMOUNT
from app.simulator.equivalent_curves import ALIKE, equivalent_parameters, supply_in_sight
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.vending import curves
from app.vending.curves import Curve
from tests.simulator.runs import MARKETS


def alike(family: str, curve: Curve, supply: int) -> Curve:
    return curves.curve_from(family, equivalent_parameters(family, curve, supply))


@pytest.mark.parametrize("family", ALIKE)
@pytest.mark.parametrize("own", MARKETS)
def test_reserves_meet_at_the_supply_but_for_rounding(own: str, family: str) -> None:
    curve = curves.curve_from(own, MARKETS[own])
    supply = min(500, curve.max_supply or 500)
    found = alike(family, curve, supply)
    wanted = curve.integral(supply)
    assert found.integral(supply) == pytest.approx(wanted, rel=0.01)


@pytest.mark.parametrize("own", MARKETS)
def test_linear_begins_at_the_first_price_or_below(own: str) -> None:
    curve = curves.curve_from(own, MARKETS[own])
    found = alike("linear", curve, 100)
    assert curves.price(found, 0) <= max(curves.price(curve, 0), 1)


@pytest.mark.parametrize("family", ALIKE)
@pytest.mark.parametrize("price", [1, MAX_AMOUNT])
def test_parameters_are_in_range_for_the_smallest_and_the_largest_price(
    family: str, price: int
) -> None:
    curve = curves.curve_from("flat", {"price": price})
    assert alike(family, curve, 10).integral(1) >= 0


@pytest.mark.parametrize("name", SHIPPED)
def test_a_third_of_the_crowds_money_buys_the_supply_in_sight(name: str) -> None:
    scenario = load_scenario(name)
    terms = scenario.market.terms()
    supply = supply_in_sight(scenario)
    spent = terms.curve.integral(supply) - terms.curve.integral(terms.opening)
    money = sum(
        scenario.agents * share.percent * (share.budget.lowest + share.budget.highest)
        for share in scenario.mix
    )
    assert spent <= money // 600 < spent + 2 * curves.price(terms.curve, supply)
