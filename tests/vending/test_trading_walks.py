"""Whatever is traded in whatever order, a room agrees with a plain model and can buy all back."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.database import Database
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.vending import curves
from app.vending.curves import FAMILIES, Curve
from app.vending.machines import curve_of
from app.vending.rules import FeeMode, Fees, Side
from tests.examples import few_examples
from tests.factories import Market, linear_terms, refusal_of
from tests.spoiling import copy_of
from tests.vending.exchange import (
    assert_clean,
    balances,
    buy,
    machine_of,
    market_of,
    sell,
    till,
)

SHAPES: Mapping[str, Mapping[str, object]] = {
    "linear": {"base": 1_000_000, "slope": 100_000},
    "quadratic": {"unit": 10**9, "divisor": 16_000},
    "flat": {"price": 777_777},
    "exponential": {"base": 1_000, "rate_bps": 333},
    "sigmoid": {"max": 5_000_000, "steepness_permille": 150, "mid": 20},
    "constant_product": {"virtual_quote": 30_000_000, "virtual_keys": 90},
    "stepped": {"bands": "5:100,17:2500,80:90000"},
}
MONEY = 10**10
STEPS = st.lists(
    st.tuples(st.sampled_from(["buy", "sell", "give"]), st.integers(0, 1), st.integers(-1, 30)),
    max_size=25,
)
FEES = st.builds(Fees, *(st.sampled_from([0, 1, 250, 1_000]) for _ in range(4)))


@dataclass
class Model:
    """What a room ought to do, said the shortest way; no rule but the curve's end."""

    curve: Curve
    fees: Fees
    money: Counter[int] = field(default_factory=Counter)
    keys: Counter[int] = field(default_factory=Counter)
    earned: int = 0
    trades: int = 0

    @property
    def supply(self) -> int:
        return self.keys.total()

    def trade(self, side: Side, member: int, keys: int) -> bool:
        """Whether it is carried out."""
        end = self.curve.max_supply
        if keys < 1 or (side is Side.SELL and keys > self.keys[member]):
            return False
        if side is Side.BUY and end is not None and self.supply + keys > end:
            return False
        after = self.supply + (keys if side is Side.BUY else -keys)
        gross = abs(self.curve.integral(after) - self.curve.integral(self.supply))
        fees = sum(self.fees.of(side, gross))
        change = -(gross + fees) if side is Side.BUY else gross - fees
        if self.money[member] + change < 0:
            return False
        self.money[member] += change
        self.keys[member] += keys if side is Side.BUY else -keys
        self.earned += fees
        self.trades += 1
        return True

    def give(self, giver: int, keys: int) -> bool:
        if keys < 1 or keys > self.keys[giver]:
            return False
        self.keys[giver] -= keys
        self.keys[1 - giver] += keys
        return True


def walk(
    database: Database, family: str, fees: Fees, steps: list[tuple[str, int, int]]
) -> tuple[Market, Model]:
    terms = linear_terms(family=family, parameters=SHAPES[family], fees=fees)
    market = market_of(database, terms, money=MONEY)
    model = Model(curves.curve_from(family, SHAPES[family]), fees, Counter({0: MONEY, 1: MONEY}))
    for number, (kind, member, keys) in enumerate(steps):
        if kind == "give":
            refusal = refusal_of(partial(give_keys, market, keys, member, f"gift:{number}"))
            assert (refusal is None) == model.give(member, keys)
        else:
            refusal = refusal_of(partial(TRADES[kind], market, keys, member=member))
            assert (refusal is None) == model.trade(Side(kind), member, keys)
    return market, model


TRADES = {"buy": buy, "sell": sell, "give": buy}


def give_keys(market: Market, keys: int, member: int, key: str) -> None:
    giver, taker = market.members[member], market.members[1 - member]
    transfer_keys(market.desk, KeyTransfer(market.room, keys, giver, taker, giver, key))


def assert_agree(market: Market, model: Model) -> None:
    machine = machine_of(market)
    assert (machine.supply, machine.trades) == (model.supply, model.trades)
    assert machine.reserve == model.curve.integral(model.supply)
    assert machine.price == curves.price(model.curve, model.supply)
    assert [balances(market, member) for member in (0, 1)] == [
        (model.money[member], model.keys[member]) for member in (0, 1)
    ]
    reserve, creator, protocol = till(market)
    assert (reserve, creator + protocol) == (machine.reserve, model.earned)


def sell_all(market: Market) -> None:
    for member in (0, 1):
        held = balances(market, member)[1]
        if held:
            sell(market, held, member=member)


@pytest.mark.parametrize("family", list(FAMILIES))
@few_examples
@given(fees=FEES, steps=STEPS)
def test_room_agrees_with_the_model_and_buys_every_key_back(
    sqlite_template: sqlite3.Connection,
    family: str,
    fees: Fees,
    steps: list[tuple[str, int, int]],
) -> None:
    database = copy_of(sqlite_template)
    market, model = walk(database, family, fees, steps)
    assert_agree(market, model)
    sell_all(market)
    machine = machine_of(market)
    assert (machine.supply, machine.reserve, till(market)[0]) == (0, 0, 0)
    assert_clean(database)
    database.close()


@pytest.mark.parametrize("family", list(FAMILIES))
def test_every_family_goes_up_and_down_to_nothing(database: Database, family: str) -> None:
    steps = [("buy", number % 2, 1 + number * 5 % 9) for number in range(9)]
    steps += [("give", 0, 2), ("sell", 1, 4), ("buy", 0, 3), ("sell", 0, 1), ("give", 1, 5)]
    market, model = walk(database, family, Fees(), steps)
    assert_agree(market, model)
    assert model.supply > 20
    sell_all(market)
    assert machine_of(market).reserve == 0
    assert machine_of(market).price == curves.price(model.curve, 0)
    assert_clean(database)


@few_examples
@given(steps=STEPS)
def test_historic_fees_leave_the_books_right_and_the_reserve_short(
    sqlite_template: sqlite3.Connection, steps: list[tuple[str, int, int]]
) -> None:
    database = copy_of(sqlite_template)
    market = market_of(database, linear_terms(fee_mode=FeeMode.INSIDE), is_demo=True)
    for kind, member, keys in steps:
        refusal_of(partial(TRADES[kind], market, keys, member=member))
    machine = machine_of(market)
    assert machine.reserve == till(market)[0] <= machine.curve.integral(machine.supply)
    assert_clean(database)
    database.close()


@pytest.mark.parametrize("family", list(FAMILIES))
def test_machine_reads_the_curve_that_was_written(family: str) -> None:
    curve = curves.curve_from(family, SHAPES[family])
    assert curve_of(family, json.dumps(curves.params_of(curve))) == curve
