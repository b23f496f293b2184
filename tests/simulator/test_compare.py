"""Markets in memory, what comes of them, and several side by side."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.progress import NoProgress
from app.simulator.compare import ComparedMarket, Comparison, compare
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import gini, outcome_of
from app.simulator.scenario import MarketTerms
from app.vending import curves
from app.vending.rules import FeeMode
from tests.simulator.runs import MARKETS, on_market, scenario


def terms_on(family: str, mode: FeeMode = FeeMode.ON_TOP, opening: int = 0) -> MarketTerms:
    curve = curves.curve_from(family, MARKETS[family])
    return MarketTerms(curve, scenario().market.terms().fees, mode, opening=opening)


def side_by_side(*families: str) -> tuple[Comparison, ...]:
    candidates = [ComparedMarket(family, terms_on(family)) for family in families]
    return compare(scenario(), candidates, NoProgress())


@pytest.mark.parametrize("family", MARKETS)
def test_money_and_keys_stay_what_they_were_on_every_curve(family: str) -> None:
    chosen = on_market(family)
    terms = chosen.market.terms()
    course, market = begin_in_memory(chosen, terms)
    for fill in course.advance(chosen.steps, market.fill):
        assert market.reserve == course.reserve == terms.curve.integral(fill.supply_after)
        assert fill.price_after == market.price
    end = outcome_of(course, terms)
    assert end.trades == market.trades > 100
    assert end.supply == sum(one.keys for one in end.agents)
    assert end.shortfall == end.stranded_keys == 0
    budgets = sum(one.budget for one in end.agents)
    assert budgets == sum(one.cash for one in end.agents) + market.reserve + (
        market.creator_fees + market.protocol_fees
    )
    assert (end.creator_fees, end.protocol_fees) == (market.creator_fees, market.protocol_fees)
    assert end.steps == end.trades + end.idle + sum(end.refused.values()) == chosen.steps


def test_the_same_market_twice_is_the_same_to_the_row() -> None:
    first, second = side_by_side("linear", "linear")
    assert (first.points, first.outcome) == (second.points, second.outcome)


def test_a_compared_market_is_the_run_itself() -> None:
    chosen = on_market("quadratic")
    terms = chosen.market.terms()
    course, market = begin_in_memory(chosen, terms)
    list(course.advance(chosen.steps, market.fill))
    (found,) = compare(chosen, [ComparedMarket("", terms)], NoProgress(), points=7)
    assert found.outcome == outcome_of(course, terms)
    assert len(found.points) <= 7
    assert [point.step for point in found.points] == [0, 67, 134, 201, 268, 335, 400]


def test_curves_differ_in_what_they_make_of_a_crowd() -> None:
    found = side_by_side("linear", "flat", "exponential", "sigmoid")
    for one, other in combinations(found, 2):
        assert one.outcome.supply != other.outcome.supply
    assert len({(one.price) for one in found[1].points}) == 1


def test_fees_inside_strand_keys_and_fees_on_top_dont() -> None:
    sound, broken = compare(
        scenario(),
        [
            ComparedMarket("on top", terms_on("linear")),
            ComparedMarket("inside", terms_on("linear", FeeMode.INSIDE)),
        ],
        NoProgress(),
    )
    assert (sound.outcome.shortfall, sound.outcome.stranded_keys) == (0, 0)
    assert broken.outcome.shortfall > 0
    assert broken.outcome.stranded_keys > 0
    assert broken.outcome.required - broken.outcome.reserve == broken.outcome.shortfall


def test_a_market_can_begin_with_keys_that_the_creator_holds() -> None:
    _, market = begin_in_memory(scenario(), terms_on("linear", opening=100))
    assert market.reserve == market.terms.curve.integral(100)
    assert market.price == 10_000 + 100 * 250


@pytest.mark.parametrize("number", [0, 5])
def test_only_one_to_four_curves_are_compared(number: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        side_by_side(*["flat"] * number)
    assert caught.value.field == "compare"


def test_progress_counts_the_steps() -> None:
    class Seen:
        def __init__(self) -> None:
            self.steps: list[tuple[int, int | None]] = []

        def step(self, done: int, total: int | None, text: str = "") -> None:
            self.steps.append((done, total))

    seen = Seen()
    compare(scenario(), [ComparedMarket("", terms_on("flat"))], seen, points=5)
    assert seen.steps == [(100, 400), (200, 400), (300, 400), (400, 400)]


def test_kinds_sum_to_the_whole() -> None:
    end = side_by_side("linear")[0].outcome
    assert sum(kind.agents for kind in end.kinds) == len(end.agents) == 21
    assert sum(kind.result for kind in end.kinds) == sum(one.result for one in end.agents)
    assert sum(kind.winners for kind in end.kinds) == end.winners


def test_gini_of_known_holdings() -> None:
    assert gini([]) == gini([0, 0]) == gini([5]) == gini([3, 3, 3, 0]) == 0
    assert gini([1, 3]) == Fraction(1, 4)
    assert gini([1, 2, 3, 4]) == Fraction(1, 4)


@given(st.lists(st.integers(0, 10**9), max_size=15))
def test_gini_is_the_mean_difference_of_all_pairs(keys: list[int]) -> None:
    held = [number for number in keys if number]
    pairs = sum(abs(one - other) for one in held for other in held)
    expected = Fraction(pairs, 2 * len(held) * sum(held)) if held else 0
    assert gini(keys) == expected
    assert 0 <= gini(keys) < 1
