"""Offers: what an order would do, by the same rules that the trade itself follows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, NotAllowed, UserError
from app.members.rules import MemberStatus
from app.rooms.rules import Status
from app.vending import curves
from app.vending.curves import Band, Curve, Exponential, Flat, Linear, Sigmoid, Stepped
from app.vending.machines import MachineView
from app.vending.rules import FeeMode, Fees, ImpactBand, Side, TradeRules
from app.vending.valuation import Position
from app.vending.view.ticket.ticket_model import (
    Funds,
    OrderDraft,
    check_limit,
    is_quick,
    keys_for,
    limit_for,
    most_to_sell,
    work_out,
)

USTX = Linear(1_000_000, 100_000)
SALES_PAUSED = TradeRules(buys_paused=True, sells_paused=True)
LAST_KEPT = TradeRules(last_key_kept=True)
FIRST_KEPT = TradeRules(first_key_creators=True)


def machine(
    supply: int = 0,
    *,
    curve: Curve = USTX,
    rules: TradeRules | None = None,
    mode: FeeMode = FeeMode.ON_TOP,
    reserve: int | None = None,
    creator: int | None = None,
) -> MachineView:
    return MachineView(
        room=1, room_id="room-1", name="Room", symbol="ROOM", status=Status.TRADING,
        is_demo=False, creator_member_id=creator, key_asset_id=2, quote_asset_id=1, quote="uSTX",
        curve=curve, fees=Fees(), fee_mode=mode, rules=rules or TradeRules(), treasury="",
        supply=supply, reserve=curve.integral(supply) if reserve is None else reserve,
        price=curves.price(curve, supply), trades=0, traded_at=0,
    )  # fmt: skip


def funds(cash: int = 10**12, keys: int = 0, paid: int = 0, **changes: object) -> Funds:
    position = Position(keys, paid, 0, None)
    return replace(Funds(7, "mirela", MemberStatus.ACTIVE, cash, position), **changes)  # type: ignore[arg-type]  # Each test names real fields.


BANNED = funds(status=MemberStatus.BANNED)


def test_a_buy_of_the_preset_costs_what_the_vectors_say() -> None:
    offer = work_out(OrderDraft(machine(), funds(), Side.BUY, 10))
    assert offer.refusal is None
    assert offer.quote is not None
    assert (offer.quote.gross, offer.quote.fees) == (14_500_000, 725_000)
    assert offer.quote.total == 15_225_000


def test_a_sale_of_the_preset_brings_what_the_vectors_say() -> None:
    offer = work_out(OrderDraft(machine(10), funds(keys=10, paid=15_225_000), Side.SELL, 10))
    assert offer.quote is not None
    assert offer.quote.total == 13_775_000
    assert offer.result == 13_775_000 - 15_225_000


def test_a_sale_takes_out_its_share_of_the_money_paid() -> None:
    offer = work_out(OrderDraft(machine(10), funds(keys=10, paid=1_001), Side.SELL, 5))
    assert offer.quote is not None
    assert offer.result == offer.quote.total - 500


def test_without_a_number_there_is_nothing_to_work_out() -> None:
    offer = work_out(OrderDraft(machine(), funds(), Side.BUY))
    assert (offer.quote, offer.refusal, offer.keys) == (None, None, None)


def test_break_even_is_the_first_supply_where_a_sale_brings_it_back() -> None:
    offer = work_out(OrderDraft(machine(10), funds(), Side.BUY, 5))
    assert offer.quote is not None
    assert offer.break_even is not None

    def payout(more: int) -> int:
        sale = OrderDraft(machine(15 + more), funds(keys=5), Side.SELL, 5)
        quote = work_out(sale).quote
        assert quote is not None
        return quote.total

    assert payout(offer.break_even) >= offer.quote.total > payout(offer.break_even - 1)


def test_a_flat_curve_never_breaks_even() -> None:
    assert (
        work_out(OrderDraft(machine(5, curve=Flat(100)), funds(), Side.BUY, 1)).break_even is None
    )


def test_a_supply_cap_can_put_break_even_out_of_reach() -> None:
    capped = machine(10, rules=TradeRules(supply_cap=16))
    assert work_out(OrderDraft(capped, funds(), Side.BUY, 5)).break_even is None


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (OrderDraft(machine(), funds(), Side.BUY, 0), "u203"),
        (OrderDraft(machine(), funds(cash=1_049_999), Side.BUY, 1), "u202"),
        (OrderDraft(machine(9), funds(keys=3), Side.SELL, 4), "u202"),
        (OrderDraft(machine(9), funds(keys=3), Side.SELL, 10), "u202"),
        (OrderDraft(machine(9, reserve=1), funds(keys=3), Side.SELL, 1), "u202"),
        (OrderDraft(machine(rules=TradeRules(buys_paused=True)), funds(), Side.BUY, 1), "u205"),
        (OrderDraft(machine(5, rules=SALES_PAUSED), funds(keys=1), Side.SELL, 1), "u205"),
        (OrderDraft(machine(rules=TradeRules(supply_cap=3)), funds(), Side.BUY, 4), "u206"),
        (OrderDraft(machine(rules=FIRST_KEPT), funds(), Side.BUY, 1), "u207"),
        (OrderDraft(machine(2, rules=LAST_KEPT), funds(keys=2), Side.SELL, 2), "u208"),
        (OrderDraft(machine(), funds(), Side.BUY, 10**40), "AMOUNT_OVERFLOW"),
        (OrderDraft(machine(), BANNED, Side.BUY, 1), "MEMBER_NOT_ACTIVE"),
    ],
)  # fmt: skip
def test_a_refusal_is_known_before_the_order_is_sent(wish: OrderDraft, code: str) -> None:
    refusal = work_out(wish).refusal
    assert refusal is not None
    assert refusal.code == code


def test_a_member_who_cant_trade_is_named() -> None:
    refusal = work_out(
        OrderDraft(machine(), funds(status=MemberStatus.SUSPENDED), Side.BUY, 1)
    ).refusal
    assert isinstance(refusal, NotAllowed)
    assert refusal.message == "mirela is suspended and can't trade."


def test_the_creator_may_buy_the_first_key() -> None:
    room = machine(rules=TradeRules(first_key_creators=True), creator=7)
    assert work_out(OrderDraft(room, funds(), Side.BUY, 1)).refusal is None


def test_figures_are_shown_beside_a_refusal() -> None:
    offer = work_out(OrderDraft(machine(), funds(cash=0), Side.BUY, 2))
    assert offer.refusal is not None
    assert offer.quote is not None


def test_a_budget_becomes_the_most_keys_that_fit() -> None:
    offer = work_out(OrderDraft(machine(), funds(), Side.BUY, budget=15_225_000))
    assert offer.keys == 10
    less = work_out(OrderDraft(machine(), funds(), Side.BUY, budget=15_224_999))
    assert less.keys == 9


def test_a_budget_below_one_key_is_refused_with_the_price() -> None:
    offer = work_out(OrderDraft(machine(), funds(), Side.BUY, budget=1_049_999))
    assert offer.refusal is not None
    assert offer.refusal.field == "budget"
    assert offer.refusal.details["required"] == 1_050_000


def test_a_budget_stops_at_the_supply_cap() -> None:
    assert keys_for(machine(rules=TradeRules(supply_cap=4)), 10**15) == 4


def test_a_budget_at_the_cap_is_refused_as_the_cap() -> None:
    offer = work_out(
        OrderDraft(machine(4, rules=TradeRules(supply_cap=4)), funds(), Side.BUY, budget=10**9)
    )
    assert offer.refusal is not None
    assert offer.refusal.code == "u206"


def test_limits_follow_the_slippage_and_the_budget() -> None:
    buy = work_out(OrderDraft(machine(), funds(), Side.BUY, 10))
    assert limit_for(buy, 50) == 15_225_000 + 76_125
    budget = work_out(OrderDraft(machine(), funds(), Side.BUY, budget=15_230_000))
    assert limit_for(budget, 50) == 15_230_000
    sale = work_out(OrderDraft(machine(10), funds(keys=10), Side.SELL, 10))
    assert limit_for(sale, 100) == 13_775_000 - 137_750
    assert limit_for(work_out(OrderDraft(machine(), None, Side.BUY)), 50) is None


def test_a_limit_the_order_is_past_already_is_refused() -> None:
    offer = work_out(OrderDraft(machine(), funds(), Side.BUY, 10))
    assert offer.quote is not None
    check_limit(offer.quote, 15_225_000, "limit")
    with pytest.raises(InvalidInput) as caught:
        check_limit(offer.quote, 15_224_999, "limit")
    assert caught.value.field == "limit"
    assert caught.value.code == "u201"


def test_the_last_key_is_left_out_of_the_most_to_sell() -> None:
    kept = machine(3, rules=TradeRules(last_key_kept=True))
    assert most_to_sell(kept, 3) == 2
    assert most_to_sell(kept, 2) == 2
    assert most_to_sell(machine(3), 3) == 3


@pytest.mark.parametrize(
    ("curve", "quick"),
    [
        (USTX, True),
        (Flat(1), True),
        (Stepped((Band(10, 5),)), True),
        (Stepped(tuple(Band(end, 5) for end in range(1, 100))), False),
        (Exponential(100, 50), False),
        (Sigmoid(100, 20, 50), False),
    ],
)
def test_only_closed_forms_are_worked_out_at_once(curve: Curve, quick: bool) -> None:
    assert is_quick(curve) is quick


@given(
    side=st.sampled_from(Side),
    supply=st.integers(0, 10**6),
    keys=st.integers(-10, 10**30),
    cash=st.integers(0, 10**18),
    held=st.integers(0, 10**6),
)
def test_any_order_has_an_offer(side: Side, supply: int, keys: int, cash: int, held: int) -> None:
    offer = work_out(OrderDraft(machine(supply), funds(cash=cash, keys=held), side, keys))
    assert offer.quote is not None or isinstance(offer.refusal, UserError)
    if offer.quote is not None:
        assert offer.quote.keys == keys
        assert offer.quote.impact_band in ImpactBand
