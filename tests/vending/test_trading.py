"""Keys are bought and sold as the curve says, and refused by the contract's numbers."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from app.amounts import AmountOverflow
from app.db.clock import SetClock
from app.db.database import Database, connect
from app.db.location import Location
from app.db.schema import table_of
from app.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from app.ledger.rules import AccountFrozen, AccountRef, IdempotencyConflict
from app.ledger.service import set_frozen
from app.members.tables import Member
from app.operators.rules import Role
from app.rooms import service as rooms
from app.rooms.rules import Status
from app.vending.rules import FeeMode, Side
from app.vending.trading import Trader, assess, execute, place
from tests.factories import NOON, Market, desk_of, linear_terms, make_market, order
from tests.rooms.stages import room_at, trail_of
from tests.vending.exchange import (
    assert_clean,
    balances,
    buy,
    machine_of,
    market_of,
    refused,
    sell,
    till,
    transfers_of,
)

SATS = linear_terms(quote="sats", parameters={"base": 1_000_000, "slope": 10_000})
MONEY = 10**12


@pytest.fixture
def market(database: Database) -> Market:
    """The µSTX preset with two members."""
    return market_of(database, linear_terms())


@pytest.mark.parametrize(
    ("side", "keys"),
    [(Side.BUY, 0), (Side.BUY, 2_000_000), (Side.BUY, 10**40), (Side.SELL, 6), (Side.SELL, 11)],
)
def test_order_is_refused_in_the_words_it_was_assessed_with(
    market: Market, side: Side, keys: int
) -> None:
    member = market.members[0]
    buy(market, 5)
    buy(market, 5, member=1)
    cash, held = balances(market)
    trader = Trader(is_creator=False, keys=held, cash=cash)
    assessed = assess(machine_of(market), side, keys, trader).refusal
    error = refused(market, order(market.room, member, keys, side))
    assert assessed is not None
    assert (type(assessed), assessed.message) == (type(error), error.message)
    assert (assessed.code, assessed.field) == (error.code, error.field)
    assert assessed.details == error.details


def test_ten_keys_cost_and_bring_what_the_preset_says(market: Market) -> None:
    bought = buy(market, 10)
    assert (bought.gross, bought.creator_fee, bought.protocol_fee) == (14_500_000, 362_500, 362_500)
    assert (bought.total, bought.fees) == (15_225_000, 725_000)
    assert (bought.price_after, bought.supply_after) == (2_000_000, 10)
    assert balances(market) == (MONEY - 15_225_000, 10)
    assert till(market) == (14_500_000, 362_500, 362_500)
    sold = sell(market, 10)
    assert (sold.gross, sold.total) == (14_500_000, 13_775_000)
    assert (sold.price_after, sold.supply_after) == (1_000_000, 0)
    assert balances(market) == (MONEY - 15_225_000 + 13_775_000, 0)
    assert till(market) == (0, 725_000, 725_000)
    assert_clean(market.desk.database)


def test_one_key_costs_and_brings_what_the_preset_says(market: Market) -> None:
    assert buy(market, 1).total == 1_050_000
    assert sell(market, 1).total == 950_000


@pytest.mark.parametrize(
    ("keys", "gross"), [(1, 1_000_000), (2, 2_010_000), (10, 10_450_000), (100, 149_500_000)]
)
def test_sats_preset(database: Database, keys: int, gross: int) -> None:
    assert buy(market_of(database, SATS), keys).gross == gross


def test_quadratic_curve_to_the_wei(database: Database) -> None:
    terms = linear_terms(family="quadratic", parameters={"unit": 10**18})
    market = market_of(database, terms, money=4 * 10**18)
    assert buy(market, 1).gross == 0
    assert buy(market, 1).gross == 62_500_000_000_000
    # 100 keys would cost 21 146 875 000 000 000 000, more than the ledger holds.
    error = refused(market, order(market.room, market.members[0], 99))
    assert error.code in ("u202", "AMOUNT_OVERFLOW")
    assert_clean(market.desk.database)


@pytest.mark.parametrize(("price", "fee", "rows"), [(39, 0, 2), (40, 1, 4)])
def test_fee_below_one_unit_is_none_and_has_no_transfer(
    database: Database, price: int, fee: int, rows: int
) -> None:
    market = market_of(database, linear_terms(family="flat", parameters={"price": price}))
    bought = buy(market, 1)
    assert (bought.creator_fee, bought.protocol_fee, bought.total) == (fee, fee, price + 2 * fee)
    assert len(transfers_of(market, bought.entry)) == rows
    assert_clean(market.desk.database)


def test_free_first_key_moves_only_the_key(database: Database) -> None:
    market = market_of(database, linear_terms(family="quadratic", parameters={"unit": 10**9}))
    bought = buy(market, 1)
    assert transfers_of(market, bought.entry) == [
        ("key:1", "platform 0 issuance", "member 1 holder", 1)
    ]
    assert sell(market, 1).total == 0
    assert_clean(market.desk.database)


def test_trade_is_one_entry_of_the_rooms_book(market: Market) -> None:
    bought = buy(market, 10)
    assert transfers_of(market, bought.entry) == [
        ("uSTX", "member 1 holder", "room 1 reserve", 14_500_000),
        ("uSTX", "member 1 holder", "room 1 creator_fees", 362_500),
        ("uSTX", "member 1 holder", "room 1 protocol_fees", 362_500),
        ("key:1", "platform 0 issuance", "member 1 holder", 10),
    ]
    sold = sell(market, 4)
    assert transfers_of(market, sold.entry) == [
        ("key:1", "member 1 holder", "platform 0 issuance", 4),
        ("uSTX", "room 1 reserve", "member 1 holder", 6_650_000),
        ("uSTX", "room 1 reserve", "room 1 creator_fees", 175_000),
        ("uSTX", "room 1 reserve", "room 1 protocol_fees", 175_000),
    ]


def test_result_is_the_row_as_committed(market: Market) -> None:
    done = place(market.desk, order(market.room, market.members[1], 3))
    row = done.value
    assert (row.id, row.room, row.number, row.member, row.username) == (row.entry, 1, 1, 2, "bo")
    assert (row.side, row.at, row.keys) == (Side.BUY, NOON, 3)
    assert [(change.kind, change.ids) for change in done.changed] == [
        ("trade", (row.id,)),
        ("room", (1,)),
        ("member", (2,)),
    ]
    assert buy(market, 1).number == 2


def test_one_order_of_many_is_many_orders_of_one(database: Database) -> None:
    market = make_market(database, members=2)
    bulk = buy(market, 25)
    sell(market, 25)
    singles = [buy(market, 1, member=1) for _ in range(25)]
    assert sum(each.gross for each in singles) == bulk.gross
    assert singles[-1].price_after == bulk.price_after
    back = [sell(market, 1, member=1) for _ in range(25)]
    assert sum(each.gross for each in back) == bulk.gross
    assert machine_of(market).reserve == 0
    assert_clean(database)


class TestRefusals:
    def test_u201_total_above_the_limit(self, market: Market) -> None:
        error = refused(market, order(1, 1, 10, limit=15_224_999))
        assert (error.code, error.field) == ("u201", "max_total")
        assert error.details == {"total": 15_225_000, "limit": 15_224_999}
        assert "15225000" in error.message
        assert buy(market, 10, limit=15_225_000).total == 15_225_000

    def test_u201_payout_below_the_limit(self, market: Market) -> None:
        buy(market, 10)
        error = refused(market, order(1, 1, 10, Side.SELL, limit=13_775_001))
        assert (error.code, error.field) == ("u201", "min_payout")
        assert sell(market, 10, limit=13_775_000).total == 13_775_000

    def test_u202_not_enough_money(self, database: Database) -> None:
        market = market_of(database, linear_terms(), money=1_049_999)
        error = refused(market, order(1, 1, 1))
        assert (error.code, error.field) == ("u202", "keys")
        assert error.details == {"required": 1_050_000, "available": 1_049_999}

    def test_u202_money_for_the_cost_but_not_for_the_fees(self, database: Database) -> None:
        market = market_of(database, linear_terms(), money=1_000_001)
        error = refused(market, order(1, 1, 1))
        assert (error.code, error.details["available"]) == ("u202", 1_000_001)

    def test_u202_not_enough_keys(self, market: Market) -> None:
        buy(market, 2)
        buy(market, 5, member=1)
        error = refused(market, order(1, 1, 3, Side.SELL))
        assert (error.code, error.field) == ("u202", "keys")
        assert error.details == {"required": 3, "available": 2}

    @pytest.mark.parametrize("side", list(Side))
    @pytest.mark.parametrize("keys", [0, -1, -(10**30)])
    def test_u203_no_keys(self, market: Market, side: Side, keys: int) -> None:
        error = refused(market, order(1, 1, keys, side))
        assert (error.code, error.field) == ("u203", "keys")

    def test_u204_no_machine(self, market: Market) -> None:
        room = room_at(market.desk, Status.INITIALISED, "hall")
        error = refused(market, order(room, 1, 1))
        assert (error.code, error.field) == ("u204", "room")

    def test_u205_paused(self, market: Market) -> None:
        buy(market, 5)
        rooms.pause(market.desk, 1)
        assert refused(market, order(1, 1, 1)).code == "u205"
        assert sell(market, 1).supply_after == 4
        rooms.pause(market.desk, 1, sells=True)
        assert refused(market, order(1, 1, 1, Side.SELL)).code == "u205"
        rooms.resume(market.desk, 1)
        assert buy(market, 1).supply_after == 5

    def test_u205_ended_room_only_buys_back(self, market: Market) -> None:
        buy(market, 5)
        rooms.deprecate(market.desk, 1, "Over")
        assert refused(market, order(1, 1, 1)).code == "u205"
        assert sell(market, 5).supply_after == 0
        assert_clean(market.desk.database)

    def test_u206_cap(self, database: Database) -> None:
        market = market_of(database, linear_terms(supply_cap=10))
        buy(market, 7)
        error = refused(market, order(1, 1, 4))
        assert (error.code, error.details) == ("u206", {"cap": 10, "supply": 7, "left": 3})
        assert buy(market, 3).supply_after == 10

    def test_u206_end_of_the_curve(self, database: Database) -> None:
        terms = linear_terms(family="stepped", parameters={"bands": "2:10,5:20"})
        market = market_of(database, terms)
        assert refused(market, order(1, 1, 6)).code == "u206"
        assert buy(market, 5).price_after == 20
        assert refused(market, order(1, 1, 1)).code == "u206"
        assert_clean(database)

    def test_u207_first_key_is_the_creators(self, database: Database) -> None:
        market = market_of(database, linear_terms(first_key_creators=True))
        assert refused(market, order(1, 2, 1)).code == "u207"
        buy(market, 1)
        buy(market, 1, member=1)
        sell(market, 1)
        sell(market, 1, member=1)
        assert refused(market, order(1, 2, 1)).code == "u207"

    def test_u208_last_key_stays(self, database: Database) -> None:
        market = market_of(database, linear_terms(last_key_kept=True))
        buy(market, 3)
        error = refused(market, order(1, 1, 3, Side.SELL))
        assert (error.code, error.field) == ("u208", "keys")
        assert sell(market, 2).supply_after == 1
        assert refused(market, order(1, 1, 1, Side.SELL)).code == "u208"

    def test_u302_no_room(self, market: Market) -> None:
        error = refused(market, order(77, 1, 1))
        assert (error.code, error.field) == ("u302", "room")

    def test_no_member(self, market: Market) -> None:
        error = refused(market, order(1, 77, 1))
        assert isinstance(error, NotFound)
        assert (error.code, error.field) == ("MEMBER_NOT_FOUND", "member")

    @pytest.mark.parametrize("status", ["suspended", "banned"])
    def test_member_who_is_not_active(self, market: Market, status: str) -> None:
        member = table_of(Member)
        market.desk.database.write(
            lambda connection: connection.execute(
                update(member).where(member.c.id == 1).values(status=status)
            )
        )
        error = refused(market, order(1, 1, 1))
        assert isinstance(error, NotAllowed)
        assert (error.code, error.field) == ("MEMBER_NOT_ACTIVE", "member")
        assert "ana" in error.message

    def test_frozen_account(self, market: Market) -> None:
        quote = machine_of(market).quote_asset_id
        market.desk.database.write(
            lambda connection: set_frozen(
                connection,
                AccountRef(quote, "member", 1),
                True,
                actor="x",
                at=NOON,
                reason="odd",
                idempotency_key="ice",
            )
        )
        assert isinstance(refused(market, order(1, 1, 1)), AccountFrozen)

    def test_operator_who_may_not_trade(self, market: Market) -> None:
        viewer = desk_of(market.desk.database, role=Role.VIEWER)
        error = refused(market, order(1, 1, 1), desk=viewer)
        assert (error.code, error.details["needed"]) == ("NEEDS_ROLE", "support")
        assert trail_of(market.desk.database)[-1].operator == "test-viewer"

    @pytest.mark.parametrize("keys", [10**9, 2**63 - 1, 2**63, 2**64, 10**30, 10**400])
    def test_more_keys_than_there_is_money(self, market: Market, keys: int) -> None:
        assert refused(market, order(1, 1, keys)).code in ("u202", "AMOUNT_OVERFLOW")
        assert refused(market, order(1, 1, keys, Side.SELL)).code == "u202"

    def test_price_that_the_ledger_could_not_hold(self, database: Database) -> None:
        terms = linear_terms(parameters={"base": 1, "slope": 2**63 - 1})
        market = market_of(database, terms)
        assert isinstance(refused(market, order(1, 1, 1)), AmountOverflow)

    @pytest.mark.parametrize("key", ["", "x" * 201, "zero\0", "half \ud83d"])
    def test_key_that_no_database_keeps(self, market: Market, key: str) -> None:
        error = refused(market, replace(order(1, 1, 1), idempotency_key=key))
        assert isinstance(error, InvalidInput)
        assert error.field == "idempotency_key"

    def test_line_in_the_trail_says_which_and_why(self, market: Market) -> None:
        refused(market, order(1, 1, 0))
        line = trail_of(market.desk.database)[-1]
        assert (line.action, line.subject, line.operator) == ("trade.buy", "room-1", "test-admin")
        assert line.after == {"code": "u203", "field": "keys"}
        assert line.reason == "The amount must be at least 1 key."

    def test_workspace_that_can_not_be_read(self, tmp_path: Path) -> None:
        desk = desk_of(connect(Location(path=tmp_path / "nowhere" / "workspace.db")))
        with pytest.raises(Unavailable) as caught:
            place(desk, order(1, 1, 1))
        assert caught.value.code == "DB_CANT_OPEN"


class TestRepeats:
    def test_same_order_trades_once_though_the_price_moved(self, market: Market) -> None:
        wanted = order(1, 1, 10, limit=15_225_000)
        first = place(market.desk, wanted).value
        buy(market, 50, member=1)
        assert place(market.desk, wanted).value == first
        assert balances(market) == (MONEY - 15_225_000, 10)
        assert machine_of(market).trades == 2

    def test_repeat_of_what_would_be_refused_by_now(self, market: Market) -> None:
        wanted = order(1, 1, 5)
        first = place(market.desk, wanted).value
        rooms.pause(market.desk, 1)
        member = table_of(Member)
        market.desk.database.write(
            lambda connection: connection.execute(update(member).values(status="banned"))
        )
        assert place(market.desk, wanted).value == first

    @pytest.mark.parametrize(
        "changes", [{"keys": 6}, {"member": 2}, {"side": Side.SELL}, {"limit": 1}]
    )
    def test_another_order_under_a_used_key(
        self, market: Market, changes: dict[str, object]
    ) -> None:
        wanted = order(1, 1, 5)
        place(market.desk, wanted)
        other = replace(wanted, **changes)  # type: ignore[arg-type]  # Each test names real fields.
        assert isinstance(refused(market, other), IdempotencyConflict)

    def test_order_for_another_room_under_a_used_key(self, market: Market) -> None:
        room = room_at(market.desk, Status.TRADING, "hall")
        wanted = order(1, 1, 5)
        place(market.desk, wanted)
        assert isinstance(refused(market, replace(wanted, room=room)), IdempotencyConflict)

    def test_refused_order_may_be_sent_again_under_its_key(self, market: Market) -> None:
        wanted = order(1, 1, 5)
        rooms.pause(market.desk, 1)
        refused(market, wanted)
        rooms.resume(market.desk, 1)
        assert place(market.desk, wanted).value.keys == 5


def test_trades_of_one_transaction_stand_or_fall_together(market: Market) -> None:
    def work(connection: Connection, last: int) -> None:
        for keys in (1, 2, last):
            execute(connection, order(1, 1, keys), actor="batch", at=NOON)

    with pytest.raises(Exception, match="at least 1 key"):
        market.desk.database.write(lambda connection: work(connection, 0))
    assert machine_of(market).trades == 0
    market.desk.database.write(lambda connection: work(connection, 3))
    assert (machine_of(market).trades, machine_of(market).supply) == (3, 6)
    assert_clean(market.desk.database)


def test_trade_is_no_earlier_than_the_one_before(database: Database, clock: SetClock) -> None:
    market = make_market(database)
    desk = desk_of(database, clock=clock)
    clock.advance(timedelta(minutes=1))
    first = place(desk, order(1, 1, 1)).value
    clock.advance(timedelta(minutes=-1))
    second = place(desk, order(1, 1, 1)).value
    assert first.at == second.at == NOON + timedelta(minutes=1)
    clock.advance(timedelta(minutes=2))
    assert place(desk, order(1, 1, 1)).value.at == NOON + timedelta(minutes=2)
    assert_clean(market.desk.database)


class TestHistoricFees:
    @pytest.fixture
    def market(self, database: Database) -> Market:
        """A demo room whose fees come out of the cost."""
        return market_of(database, linear_terms(fee_mode=FeeMode.INSIDE), is_demo=True)

    @pytest.mark.parametrize(
        ("keys", "cost", "reserve"),
        [(10, 14_500_000, 13_775_000), (100, 595_000_000, 565_250_000)],
    )
    def test_reserve_falls_short_by_the_fees(
        self, market: Market, keys: int, cost: int, reserve: int
    ) -> None:
        bought = buy(market, keys)
        assert (bought.gross, bought.total) == (cost, cost)
        assert machine_of(market).reserve == till(market)[0] == reserve
        assert_clean(market.desk.database)

    def test_last_key_finds_nothing_left(self, market: Market) -> None:
        buy(market, 10)
        for _ in range(9):
            sell(market, 1)
        assert machine_of(market).supply == 1
        error = refused(market, order(1, 1, 1, Side.SELL))
        assert error.code == "u202"
        assert error.details == {"required": 1_000_000, "available": 275_000}
        assert "reserve" in error.message
        assert_clean(market.desk.database)
