"""Who is in the crowd, and what events make of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.agents import AgentKind, Tape
from app.simulator.crowd import Crowd, crowd_of
from app.vending.rules import Side
from tests.simulator.runs import scenario

KINDS = tuple(AgentKind)


def with_keys(crowd: Crowd, keys: int = 10) -> Crowd:
    for one in crowd.agents:
        one.bought(keys, 0)
    return crowd


def tape() -> Tape:
    return Tape([10_000] * 50, 500, 500, 500)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=7), st.integers(1, 300))
def test_the_mix_is_kept_to_the_nearest_head(weights: list[int], agents: int) -> None:
    total = sum(weights) or 1
    percent = [weight * 100 // total for weight in weights]
    percent[0] += 100 - sum(percent)
    budget = {"lowest": 5, "highest": 9}
    mix = [
        {"agent": kind.value, "percent": part, "budget": budget}
        for kind, part in zip(KINDS, percent, strict=False)
    ]
    crowd = crowd_of(scenario(mix=mix, agents=agents, events=[]))
    assert len(crowd.agents) == agents == crowd.regulars
    for kind, part in zip(KINDS, percent, strict=False):
        heads = sum(one.kind is kind for one in crowd.agents)
        assert abs(heads * 100 - part * agents) < 100
    assert all(5 <= one.budget <= 9 and one.cash == one.budget for one in crowd.agents)
    assert len({one.name for one in crowd.agents}) == agents


def test_budgets_of_any_size_are_spread_between_both_ends() -> None:
    budget = {"lowest": 10**15, "highest": 2**63 - 1}
    mix = [{"agent": "random", "percent": 100, "budget": budget}]
    found = sorted(one.budget for one in crowd_of(scenario(mix=mix, agents=200, events=[])).agents)
    assert 10**15 <= found[0] < 2**59
    assert 2**62 + 2**61 < found[-1] <= 2**63 - 1


def test_the_same_seed_is_the_same_crowd_and_another_is_another() -> None:
    assert crowd_of(scenario()) == crowd_of(scenario())
    assert crowd_of(scenario()).agents != crowd_of(scenario(seed=8)).agents


def test_whales_of_events_come_last_in_order_and_arent_asked_before() -> None:
    events = [
        {"step": 50, "kind": "whale_enters", "budget": 7},
        {"step": 10, "kind": "whale_enters", "budget": 5 * 10**6, "lasts": 5},
    ]
    crowd = crowd_of(scenario(events=events))
    first, second = crowd.agents[-2:]
    assert (first.name, first.enters, first.budget) == ("visitor-1", 10, 5 * 10**6)
    assert (second.name, second.enters, second.budget) == ("visitor-2", 50, 7)
    wishes = [crowd.wish(step, tape()) for step in range(60)]
    visits = {step for step, wish in enumerate(wishes) if wish and wish.agent >= crowd.regulars}
    assert visits
    assert visits <= set(range(10, 15))


@pytest.mark.parametrize(("kind", "side"), [("panic", Side.SELL), ("rush", Side.BUY)])
def test_a_push_decides_every_trade_at_full_strength(kind: str, side: Side) -> None:
    event = {"step": 0, "kind": kind, "lasts": 100, "strength_permille": 1_000}
    crowd = with_keys(crowd_of(scenario(events=[event])))
    found = [crowd.wish(step, tape()) for step in range(100)]
    sides = {wish.side for wish in found if wish is not None}
    assert sides == {side}
    assert sum(wish is not None for wish in found) > 90


def test_whoever_has_sold_all_in_a_panic_stays_out() -> None:
    event = {"step": 0, "kind": "panic", "lasts": 100, "strength_permille": 1_000}
    crowd = crowd_of(scenario(events=[event]))
    assert {crowd.wish(step, tape()) for step in range(100)} == {None}


def test_visitors_sell_when_they_leave() -> None:
    events = [
        {"step": 0, "kind": "whale_enters", "budget": 10**7, "lasts": 1},
        {"step": 5, "kind": "whale_leaves", "lasts": 50, "strength_permille": 1_000},
    ]
    crowd = crowd_of(scenario(events=events))
    crowd.agents[-1].bought(30, 0)
    wish = crowd.wish(5, tape())
    assert wish is not None
    assert (wish.agent, wish.side, wish.keys) == (crowd.regulars, Side.SELL, 10)


def test_a_copy_goes_its_own_way() -> None:
    crowd = crowd_of(scenario())
    other = crowd.copy()
    other.agents[0].bought(5, 100)
    assert crowd.agents[0].keys == 0
    assert crowd != other
