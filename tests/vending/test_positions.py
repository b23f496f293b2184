"""What a member paid for their keys, and what these are worth."""

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.vending import queries
from app.vending.machines import read_machine
from app.vending.valuation import Position
from tests.factories import Market, linear_terms
from tests.vending.exchange import balances, buy, market_of, sell


@pytest.fixture
def market(database: Database) -> Market:
    """The µSTX preset with two members."""
    return market_of(database, linear_terms())


def position(market: Market, member: int = 0) -> Position:
    def read(connection: Connection) -> Position:
        machine = read_machine(connection, market.room)
        return queries.position_of(connection, machine, market.members[member])

    return market.desk.database.read(read)


def give_keys(market: Market, keys: int, *, back: bool = False) -> None:
    giver, taker = market.members[::-1] if back else market.members
    transfer_keys(market.desk, KeyTransfer(1, keys, giver, taker, giver, f"gift {keys} {back}"))


def test_who_never_traded_has_nothing(market: Market) -> None:
    assert position(market) == Position(0, 0, 0, 0)


def test_bought_keys_are_worth_what_a_sale_brings(market: Market) -> None:
    bought = buy(market, 10)
    found = position(market)
    assert (found.keys, found.paid, found.value) == (10, bought.total, 13_775_000)
    assert found.result == 13_775_000 - 15_225_000
    sold = sell(market, 10)
    assert sold.total == found.value
    assert position(market) == Position(0, 0, 0, 0)


def test_others_who_buy_raise_the_worth(market: Market) -> None:
    paid = buy(market, 5).total
    before = position(market)
    buy(market, 20, member=1)
    after = position(market)
    assert (after.keys, after.paid) == (5, paid)
    assert after.value > before.value
    assert after.break_even_supply is not None
    assert after.break_even_supply <= 25


def test_sale_takes_its_share_of_the_money_along(market: Market) -> None:
    first = buy(market, 4).total
    second = buy(market, 4).total
    sell(market, 2)
    paid = first + second
    assert position(market).paid == paid - paid * 2 // 8
    sell(market, 6)
    assert position(market).paid == 0
    third = buy(market, 1).total
    assert position(market).paid == third


def test_keys_given_away_take_their_share_along(market: Market) -> None:
    paid = buy(market, 10).total
    give_keys(market, 4)
    assert (position(market).keys, position(market).paid) == (6, paid * 6 // 10)
    assert (position(market, 1).keys, position(market, 1).paid) == (4, 0)
    assert position(market, 1).result == position(market, 1).value > 0


def test_keys_that_came_as_a_gift_were_free(market: Market) -> None:
    buy(market, 10)
    give_keys(market, 10)
    assert position(market).paid == 0
    paid = buy(market, 2, member=1).total
    assert (position(market, 1).keys, position(market, 1).paid) == (12, paid)
    sell(market, 7, member=1)
    assert (position(market, 1).keys, position(market, 1).paid) == (5, 0)


def test_cash_is_what_the_member_holds_of_the_rooms_money(market: Market) -> None:
    buy(market, 3)

    def read(connection: Connection) -> int:
        return queries.cash_of(connection, read_machine(connection, 1), market.members[0])

    assert market.desk.database.read(read) == balances(market)[0]
