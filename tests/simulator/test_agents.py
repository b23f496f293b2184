"""What each kind of trader does in markets that call for it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator import agents
from app.simulator.agents import REMEMBERED, Agent, AgentKind, AgentOrder, Tape, decide
from app.simulator.chance import Chance
from app.vending.rules import Side

RISING = Tape([1_000 + 20 * step for step in range(100)], 500, 500, 500)
FALLING = Tape([3_000 - 20 * step for step in range(100)], 500, 500, 500)
FLAT = Tape([1_000] * 100, 500, 500, 500)
NEW = Tape([1_000], 0, 0, 500)


def agent(kind: AgentKind, *, cash: int = 10**6, keys: int = 100, paid: int = 100_000) -> Agent:
    return Agent(3, f"{kind.value}-1", kind, 10**6, cash=cash, keys=keys, paid=paid)


def wishes(kind: AgentKind, tape: Tape, **holds: int) -> Counter[Side | None]:
    """What it wants in 200 tries."""
    found = (decide(agent(kind, **holds), tape, Chance.of(1, number)) for number in range(200))
    return Counter(wish.side if wish else None for wish in found)


def test_random_traders_go_both_ways() -> None:
    found = wishes(AgentKind.RANDOM, FLAT)
    assert found[Side.BUY] > 60
    assert found[Side.SELL] > 60


def test_momentum_follows_the_trend_and_contrarians_go_against_it() -> None:
    assert wishes(AgentKind.MOMENTUM, RISING) == {Side.BUY: 200}
    assert wishes(AgentKind.MOMENTUM, FALLING) == {Side.SELL: 200}
    assert wishes(AgentKind.CONTRARIAN, RISING) == {Side.SELL: 200}
    assert wishes(AgentKind.CONTRARIAN, FALLING) == {Side.BUY: 200}
    assert wishes(AgentKind.MOMENTUM, FLAT)[None] > 150


def test_snipers_are_early_and_sell_when_it_has_doubled() -> None:
    assert wishes(AgentKind.SNIPER, NEW, keys=0, paid=0) == {Side.BUY: 200}
    assert wishes(AgentKind.SNIPER, RISING) == {Side.SELL: 200}
    assert wishes(AgentKind.SNIPER, FLAT, paid=90_000)[None] > 180


def test_holders_hardly_ever_sell() -> None:
    found = wishes(AgentKind.HOLDER, FALLING)
    assert found[Side.SELL] <= 3
    assert found[Side.BUY] > 30


def test_panic_sellers_sell_all_they_have_when_the_price_falls() -> None:
    wish = decide(agent(AgentKind.PANIC_SELLER), FALLING, Chance(1))
    assert wish == AgentOrder(3, Side.SELL, 100, None)
    assert Side.SELL not in wishes(AgentKind.PANIC_SELLER, RISING)


def test_whales_come_seldom_and_buy_much() -> None:
    assert 5 < 200 - wishes(AgentKind.WHALE, FLAT)[None] < 30
    wish = agents.gulp(agent(AgentKind.WHALE, cash=10**9), FLAT, 10**9)
    assert wish is not None
    assert wish.keys == 62


@given(
    st.sampled_from(AgentKind), st.integers(0, 10**12), st.integers(0, 1_000),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.integers(0, 10**6),
    st.integers(0, 2_000), st.integers(),
)  # fmt: skip
def test_nobody_offers_more_than_they_have(
    kind: AgentKind, cash: int, keys: int, prices: list[int], supply: int, fee: int, state: int
) -> None:
    one = agent(kind, cash=cash, keys=keys, paid=0)
    wish = decide(one, Tape(prices, supply, supply, fee), Chance(state))
    if wish is None:
        return
    assert wish.keys >= 1
    if wish.side is Side.SELL:
        assert wish.keys <= keys
    else:
        assert wish.limit is not None
        assert wish.limit <= cash


def test_a_free_key_is_bought_alone() -> None:
    wish = agents.buy(agent(AgentKind.RANDOM), Tape([0], 0, 0, 500), 10**6, 5)
    assert wish == AgentOrder(3, Side.BUY, 1, 0)


def test_a_sale_takes_its_share_out_of_the_money_paid() -> None:
    one = agent(AgentKind.RANDOM, keys=0, paid=0)
    one.bought(3, 100)
    one.sold(1, 50)
    assert (one.keys, one.paid, one.cash) == (2, 67, 10**6 - 50)
    one.sold(2, 1)
    assert (one.keys, one.paid) == (0, 0)


def test_the_tape_keeps_what_is_looked_back_at() -> None:
    tape = Tape([1], 0, 0, 500)
    for price in range(2, 2_000):
        tape.moved(price, 5)
    assert len(tape.prices) <= 4 * REMEMBERED
    assert (tape.price, tape.before(10), tape.peak(60)) == (1_999, 1_989, 1_999)
    other = tape.copy()
    other.moved(1, 1)
    assert (tape.price, tape.supply, tape.trades) == (1_999, 5, 1_998)


@pytest.mark.parametrize("kind", AgentKind)
def test_everybody_without_keys_and_cash_waits(kind: AgentKind) -> None:
    assert wishes(kind, FALLING, cash=0, keys=0, paid=0) == {None: 200}
