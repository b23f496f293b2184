"""Orders that meet: the second waits, and trades at the price that the first left."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.errors import UserError
from app.ledger.posting import post
from app.ledger.rules import AccountRef, EntryDraft, TransferDraft
from app.vending.rules import Side
from app.vending.trading import Order, TradeRow, execute, place
from tests.factories import NOON, Market, desk_of, linear_terms, make_room, order, refusal_of
from tests.races import meet
from tests.vending.exchange import assert_clean, balances, buy, machine_of, market_of


@pytest.fixture(params=["file_database", "postgres_database"])
def shared(request: pytest.FixtureRequest) -> Database:
    """A workspace that other programs may open too."""
    database: Database = request.getfixturevalue(request.param)
    return database


@pytest.fixture
def market(shared: Database) -> Market:
    """The µSTX preset with two members who can pay for ten keys and a bit."""
    return market_of(shared, linear_terms(), money=16_000_000)


def carrying_out(wanted: Order) -> Callable[[Connection], TradeRow]:
    return lambda connection: execute(connection, wanted, actor="first", at=NOON)


def placing(wanted: Order) -> Callable[[Database], TradeRow]:
    return lambda database: place(desk_of(database), wanted).value


def refusing(wanted: Order) -> Callable[[Database], UserError | None]:
    return lambda database: refusal_of(lambda: place(desk_of(database), wanted))


def test_second_order_trades_at_the_new_price(market: Market) -> None:
    first, second = meet(
        market.desk.database, carrying_out(order(1, 1, 5)), placing(order(1, 2, 5))
    )
    assert (first.number, second.number) == (1, 2)
    assert (first.gross, second.gross) == (6_000_000, 8_500_000)
    assert_clean(market.desk.database)


def test_second_order_sees_its_limit_exceeded(market: Market) -> None:
    limited = order(1, 2, 5, limit=6_300_000)
    _, refusal = meet(market.desk.database, carrying_out(order(1, 1, 5)), refusing(limited))
    assert refusal is not None
    assert (refusal.code, refusal.details["total"]) == ("u201", 8_925_000)
    assert_clean(market.desk.database)


def test_twin_is_not_refused_for_the_price_that_its_twin_moved(market: Market) -> None:
    wanted = order(1, 1, 5, limit=6_300_000)
    first, second = meet(market.desk.database, carrying_out(wanted), placing(wanted))
    assert second == first
    assert machine_of(market).trades == 1


def test_twin_is_not_refused_for_the_money_that_its_twin_spent(market: Market) -> None:
    wanted = order(1, 1, 10)
    first, second = meet(market.desk.database, carrying_out(wanted), placing(wanted))
    assert second == first
    assert balances(market) == (775_000, 10)


def test_twin_of_a_sale_is_not_refused_for_the_keys_that_are_gone(market: Market) -> None:
    buy(market, 5)
    wanted = order(1, 1, 5, Side.SELL)
    first, second = meet(market.desk.database, carrying_out(wanted), placing(wanted))
    assert second == first
    assert machine_of(market).supply == 0


@pytest.mark.parametrize("changes", [{"keys": 2}, {"member": 2}, {"room": 2}])
def test_other_order_under_the_same_key_is_refused(market: Market, changes: dict[str, int]) -> None:
    make_room(market.desk, "hall")
    wanted = order(1, 1, 1)
    other = replace(wanted, **changes)  # type: ignore[arg-type]  # Each test names real fields.
    _, refusal = meet(market.desk.database, carrying_out(wanted), refusing(other))
    assert refusal is not None
    assert refusal.code == "IDEMPOTENCY_CONFLICT"
    assert_clean(market.desk.database)


def test_money_is_spent_once_in_two_rooms(market: Market) -> None:
    make_room(market.desk, "hall")
    _, refusal = meet(
        market.desk.database, carrying_out(order(1, 1, 10)), refusing(order(2, 1, 10))
    )
    assert refusal is not None
    assert (refusal.code, refusal.details["available"]) == ("u202", 775_000)
    assert_clean(market.desk.database)


def test_last_keys_below_the_cap_go_to_the_first(shared: Database) -> None:
    market = market_of(shared, linear_terms(supply_cap=3))
    _, refusal = meet(shared, carrying_out(order(1, 1, 2)), refusing(order(1, 2, 2)))
    assert refusal is not None
    assert (refusal.code, refusal.details["left"]) == ("u206", 1)
    assert machine_of(market).supply == 2


def test_keys_that_were_passed_on_meanwhile_are_not_sold(market: Market) -> None:
    buy(market, 5)
    asset = machine_of(market).key_asset_id
    gift = EntryDraft(
        book="room:1",
        kind="key_transfer",
        actor="first",
        idempotency_key="gift",
        transfers=[
            TransferDraft(AccountRef(asset, "member", 1), AccountRef(asset, "member", 2), 4)
        ],
        request=["gift"],
    )
    _, refusal = meet(
        market.desk.database,
        lambda connection: post(connection, gift, NOON),
        refusing(order(1, 1, 3, Side.SELL)),
    )
    assert refusal is not None
    assert refusal.code == "u202"
    assert refusal.details == {"required": 3, "available": 1}
    assert "member has 1" in refusal.message
    assert_clean(market.desk.database)


def test_new_holders_of_two_rooms_open_their_accounts_at_once(market: Market) -> None:
    make_room(market.desk, "hall")
    first, second = meet(
        market.desk.database, carrying_out(order(1, 1, 1)), placing(order(2, 1, 1))
    )
    assert (first.number, second.number) == (1, 1)
    assert balances(market) == (16_000_000 - 2 * 1_050_000, 1)
    assert_clean(market.desk.database)


def test_transactions_that_wait_for_each_other_are_both_carried_out(market: Market) -> None:
    make_room(market.desk, "hall")
    orders = [order(room, room, 1, key=f"{turn}:{room}") for turn in (1, 2) for room in (1, 2)]

    def crossing(database: Database) -> list[TradeRow]:
        # The other way round: one of the two is undone by the server, and tried again.
        return database.write(lambda c: [carrying_out(each)(c) for each in orders[3:1:-1]])

    meet(market.desk.database, carrying_out(orders[0]), crossing, then=carrying_out(orders[1]))
    assert [machine_of(replace(market, room=room)).trades for room in (1, 2)] == [2, 2]
    assert_clean(market.desk.database)
