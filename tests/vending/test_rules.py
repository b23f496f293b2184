"""Quotes, fees, limits and refusals, without a database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, UserError
from app.vending.curves import (
    Band,
    ConstantProduct,
    Curve,
    Exponential,
    Flat,
    Linear,
    Quadratic,
    Sigmoid,
    Stepped,
)
from app.vending.rules import (
    AmountNotPositive,
    FeeMode,
    Fees,
    FirstKeyReserved,
    ImpactBand,
    LastKeyKept,
    NotEnough,
    NotInitialised,
    Side,
    SlippageExceeded,
    SupplyCapReached,
    TradeRules,
    TradingPaused,
    check_buy,
    check_limit,
    check_sell,
    max_total_for,
    min_payout_for,
    quote_budget,
    quote_buy,
    quote_sell,
)

SATS = Linear(1_000_000, 10_000)
USTX = Linear(1_000_000, 100_000)
FEES = Fees()
NO_FEES = Fees(0, 0, 0, 0)
STEPS = Stepped((Band(10, 100), Band(50, 200)))

CURVES = st.one_of(
    st.builds(Linear, st.integers(1, 10**12), st.integers(0, 10**12)),
    st.builds(Quadratic, st.integers(1, 10**18), st.integers(1, 10**6)),
    st.builds(Flat, st.integers(1, 10**12)),
    st.builds(Exponential, st.integers(1, 10**12), st.integers(0, 2_000)),
    st.builds(Sigmoid, st.integers(1, 10**12), st.integers(1, 500), st.integers(0, 500)),
    st.builds(ConstantProduct, st.integers(1, 10**12), st.integers(5_000, 10**9)),
    st.builds(lambda first: Stepped((Band(first, 9), Band(9_000, 4))), st.integers(1, 900)),
)
RATES = st.integers(0, 1_000)
FEE_SETS = st.builds(Fees, RATES, RATES, RATES, RATES)
SUPPLIES = st.integers(0, 1_000)
KEYS = st.integers(1, 200)
MODES = st.sampled_from(FeeMode)


class TestFees:
    @pytest.mark.parametrize(
        "field", ["creator_buy_bps", "protocol_buy_bps", "creator_sell_bps", "protocol_sell_bps"]
    )
    def test_each_is_between_0_and_1000_basis_points(self, field: str) -> None:
        assert Fees(**{field: 0}) != Fees(**{field: 1_000})
        for value in (-1, 1_001):
            with pytest.raises(InvalidInput) as refused:
                Fees(**{field: value})
            assert refused.value.field == field

    def test_each_rounds_down_by_itself(self) -> None:
        assert FEES.of(Side.BUY, 39) == (0, 0)
        assert FEES.of(Side.BUY, 40) == (1, 1)
        assert Fees(100, 200, 300, 400).of(Side.BUY, 1_000) == (10, 20)
        assert Fees(100, 200, 300, 400).of(Side.SELL, 1_000) == (30, 40)


class TestQuotes:
    def test_ten_keys_of_the_micro_stx_preset(self) -> None:
        quote = quote_buy(USTX, FEES, 0, 10)
        assert (quote.gross, quote.creator_fee, quote.protocol_fee) == (
            14_500_000,
            362_500,
            362_500,
        )
        assert quote.fees == 725_000
        assert quote.total == 15_225_000
        assert quote.reserve_change == 14_500_000
        assert (quote.price_before, quote.price_after) == (1_000_000, 2_000_000)
        assert (quote.supply_before, quote.supply_after) == (0, 10)

    def test_selling_the_ten_empties_the_reserve(self) -> None:
        quote = quote_sell(USTX, FEES, 10, 10)
        assert quote.total == 13_775_000
        assert quote.reserve_change == -14_500_000
        assert quote.supply_after == 0

    def test_one_key_of_the_micro_stx_preset(self) -> None:
        assert quote_buy(USTX, FEES, 0, 1).total == 1_050_000
        assert quote_sell(USTX, FEES, 1, 1).total == 950_000

    def test_averages_are_exact(self) -> None:
        quote = quote_buy(USTX, FEES, 0, 3)
        assert quote.average_price == Fraction(3_300_000, 3)
        assert quote.average_total == Fraction(3_465_000, 3)

    def test_inside_the_buyer_pays_the_cost_and_the_reserve_falls_short(self) -> None:
        quote = quote_buy(USTX, FEES, 0, 10, mode=FeeMode.INSIDE)
        assert quote.total == 14_500_000
        assert quote.reserve_change == 13_775_000
        sale = quote_sell(USTX, FEES, 10, 1, mode=FeeMode.INSIDE)
        assert sale == quote_sell(USTX, FEES, 10, 1, mode=FeeMode.INSIDE)
        assert sale.reserve_change == -sale.gross

    @given(CURVES, FEE_SETS, SUPPLIES, KEYS, MODES)
    def test_every_minor_unit_goes_somewhere(
        self, curve: Curve, fees: Fees, supply: int, keys: int, mode: FeeMode
    ) -> None:
        buy = quote_buy(curve, fees, supply, keys, mode=mode)
        assert buy.total == buy.reserve_change + buy.fees
        sale = quote_sell(curve, fees, supply + keys, keys, mode=mode)
        assert -sale.reserve_change == sale.total + sale.fees

    @given(CURVES, FEE_SETS, SUPPLIES, KEYS)
    def test_buying_and_selling_at_once_never_profits(
        self, curve: Curve, fees: Fees, supply: int, keys: int
    ) -> None:
        buy = quote_buy(curve, fees, supply, keys)
        sale = quote_sell(curve, fees, buy.supply_after, keys)
        assert sale.total <= buy.total
        assert sale.total - buy.total == -(buy.fees + sale.fees)
        assert buy.reserve_change + sale.reserve_change == 0

    @given(CURVES, FEE_SETS, SUPPLIES, st.lists(KEYS, min_size=1, max_size=6))
    def test_splitting_an_order_changes_nothing_but_the_rounding_of_fees(
        self, curve: Curve, fees: Fees, supply: int, parts: list[int]
    ) -> None:
        whole = quote_buy(curve, fees, supply, sum(parts))
        gross = split_fees = 0
        for keys in parts:
            part = quote_buy(curve, fees, supply, keys)
            gross, split_fees = gross + part.gross, split_fees + part.fees
            supply = part.supply_after
        assert gross == whole.gross
        assert 0 <= whole.fees - split_fees < 2 * len(parts)

    def test_no_keys_are_no_trade(self) -> None:
        for keys in (0, -1):
            for quote in (quote_buy, quote_sell):
                with pytest.raises(AmountNotPositive, match="at least 1") as refused:
                    quote(USTX, FEES, 5, keys)
                assert (refused.value.code, refused.value.field) == ("u203", "keys")

    def test_more_keys_than_there_are_cannot_be_sold(self) -> None:
        with pytest.raises(NotEnough, match="There are 10 keys; 11 can't be sold") as refused:
            quote_sell(USTX, FEES, 10, 11)
        assert refused.value.code == "u202"
        assert refused.value.details == {"required": 11, "available": 10}

    def test_a_curve_that_ends_says_how_many_are_left(self) -> None:
        assert quote_buy(STEPS, FEES, 45, 5).gross == 1_000
        with pytest.raises(SupplyCapReached, match="There can be 50 keys, so 5 more") as refused:
            quote_buy(STEPS, FEES, 45, 6)
        assert (refused.value.code, refused.value.field) == ("u206", "keys")


class TestBudgets:
    def test_count_the_fees_that_are_paid_on_top(self) -> None:
        assert quote_budget(USTX, FEES, 0, 15_225_000).keys == 10
        assert quote_budget(USTX, FEES, 0, 15_224_999).keys == 9
        assert quote_budget(USTX, FEES, 0, 14_500_000, mode=FeeMode.INSIDE).keys == 10

    def test_too_small_for_one_key_buy_none(self) -> None:
        quote = quote_budget(USTX, FEES, 3, 10)
        assert (quote.keys, quote.total, quote.supply_after) == (0, 0, 3)
        assert quote.average_price == 0
        assert quote.price_before == quote.price_after

    def test_stop_at_the_cap(self) -> None:
        assert quote_budget(USTX, FEES, 0, 10**15, supply_cap=7).keys == 7
        assert quote_budget(STEPS, FEES, 0, 10**15).keys == 50

    @given(CURVES, FEE_SETS, SUPPLIES, st.integers(0, 10**16), MODES)
    def test_are_used_as_far_as_they_go(
        self, curve: Curve, fees: Fees, supply: int, budget: int, mode: FeeMode
    ) -> None:
        quote = quote_budget(curve, fees, supply, budget, mode=mode, supply_cap=3_000)
        assert quote.total <= budget
        if quote.supply_after < 3_000:
            more = quote_buy(curve, fees, supply, quote.keys + 1, mode=mode)
            assert more.total > budget


class TestImpact:
    def test_is_the_share_by_which_the_price_moves(self) -> None:
        assert quote_buy(USTX, FEES, 0, 10).price_impact == 1
        assert quote_buy(USTX, FEES, 0, 10).price_impact_bps == 10_000
        assert quote_sell(USTX, FEES, 10, 10).price_impact == Fraction(-1, 2)
        assert quote_sell(USTX, FEES, 10, 10).price_impact_bps == -5_000
        assert quote_buy(Flat(5), FEES, 0, 10).price_impact == 0

    def test_from_a_free_key_is_measured_from_the_first_paid_one(self) -> None:
        curve = Quadratic(10**18)
        assert quote_buy(curve, FEES, 0, 1).price_impact == 0
        assert quote_buy(curve, FEES, 0, 10).price_impact == 99

    def test_of_a_curve_that_stays_free_is_nothing(self) -> None:
        assert quote_buy(Quadratic(1, 10**12), FEES, 0, 10).price_impact == 0

    @pytest.mark.parametrize(
        ("slope", "band"),
        [
            (0, ImpactBand.QUIET),
            (99, ImpactBand.QUIET),
            (100, ImpactBand.AMBER),
            (499, ImpactBand.AMBER),
            (500, ImpactBand.RED),
            (2_500, ImpactBand.RED),
            (2_501, ImpactBand.TYPED),
        ],
    )
    def test_bands_begin_at_1_5_and_above_25_percent(self, slope: int, band: ImpactBand) -> None:
        curve = Linear(10_000, slope)
        assert quote_buy(curve, FEES, 0, 1).impact_band is band

    def test_a_sale_has_the_same_bands(self) -> None:
        assert quote_sell(USTX, FEES, 10, 10).impact_band is ImpactBand.TYPED
        assert quote_sell(Linear(1_000, 100), FEES, 10, 1).impact_band is ImpactBand.RED

    @given(CURVES, FEE_SETS, SUPPLIES, KEYS)
    def test_is_defined_for_every_trade(
        self, curve: Curve, fees: Fees, supply: int, keys: int
    ) -> None:
        assert quote_buy(curve, fees, supply, keys).impact_band in ImpactBand
        assert quote_sell(curve, fees, supply + keys, keys).price_impact_bps >= -10_000


class TestLimits:
    def test_follow_the_slippage(self) -> None:
        buy, sale = quote_buy(USTX, FEES, 0, 10), quote_sell(USTX, FEES, 10, 10)
        assert max_total_for(buy) == 15_225_000 + 76_125
        assert max_total_for(buy, 0) == buy.total
        assert min_payout_for(sale) == 13_775_000 - 68_875
        assert min_payout_for(sale, 10_000) == 0

    @pytest.mark.parametrize("bps", [-1, 10_001])
    def test_need_a_slippage_within_100_percent(self, bps: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            max_total_for(quote_buy(USTX, FEES, 0, 1), bps)
        assert refused.value.field == "slippage"

    def test_bound_what_is_really_paid(self) -> None:
        quote = quote_buy(USTX, FEES, 0, 10)
        check_limit(quote, None)
        check_limit(quote, 15_225_000)
        with pytest.raises(SlippageExceeded, match="The total is now 15225000") as refused:
            check_limit(quote, 15_224_999)
        assert (refused.value.code, refused.value.field) == ("u201", "max_total")
        assert refused.value.details == {"total": 15_225_000, "limit": 15_224_999}

    def test_bound_what_is_really_got(self) -> None:
        quote = quote_sell(USTX, FEES, 10, 10)
        check_limit(quote, 13_775_000)
        with pytest.raises(SlippageExceeded, match="The payout is now 13775000") as refused:
            check_limit(quote, 13_775_001)
        assert (refused.value.code, refused.value.field) == ("u201", "min_payout")

    @given(CURVES, FEE_SETS, SUPPLIES, KEYS, st.integers(0, 10_000))
    def test_of_a_quote_let_that_quote_pass(
        self, curve: Curve, fees: Fees, supply: int, keys: int, slippage_bps: int
    ) -> None:
        buy = quote_buy(curve, fees, supply, keys)
        sale = quote_sell(curve, fees, supply + keys, keys)
        check_limit(buy, max_total_for(buy, slippage_bps))
        check_limit(sale, min_payout_for(sale, slippage_bps))


class TestRefusals:
    def test_buys_stop_when_paused_and_sales_go_on(self) -> None:
        rules = TradeRules(buys_paused=True)
        with pytest.raises(TradingPaused, match="Buying is paused") as refused:
            check_buy(rules, 5, 1, by_creator=True)
        assert refused.value.code == "u205"
        check_sell(rules, 5, 1, held=1)

    def test_sales_stop_when_both_are_paused(self) -> None:
        with pytest.raises(TradingPaused, match="Selling is paused"):
            check_sell(TradeRules(buys_paused=True, sells_paused=True), 5, 1, held=1)

    def test_the_supply_cap_can_be_reached_but_not_passed(self) -> None:
        rules = TradeRules(supply_cap=10)
        check_buy(rules, 8, 2, by_creator=False)
        with pytest.raises(SupplyCapReached, match="so 2 more can be bought") as refused:
            check_buy(rules, 8, 3, by_creator=False)
        assert refused.value.details == {"cap": 10, "supply": 8, "left": 2}

    def test_the_first_key_is_the_creators_if_the_rule_is_on(self) -> None:
        check_buy(TradeRules(), 0, 1, by_creator=False)
        rules = TradeRules(first_key_creators=True)
        check_buy(rules, 0, 5, by_creator=True)
        check_buy(rules, 1, 5, by_creator=False)
        with pytest.raises(FirstKeyReserved) as refused:
            check_buy(rules, 0, 5, by_creator=False)
        assert refused.value.code == "u207"

    def test_the_last_key_cannot_be_sold_if_the_rule_is_on(self) -> None:
        check_sell(TradeRules(), 3, 3, held=3)
        rules = TradeRules(last_key_kept=True)
        check_sell(rules, 3, 2, held=3)
        with pytest.raises(LastKeyKept) as refused:
            check_sell(rules, 3, 3, held=3)
        assert refused.value.code == "u208"

    def test_nobody_sells_more_than_they_hold(self) -> None:
        with pytest.raises(NotEnough, match="sell 4 keys, and the member has 3") as refused:
            check_sell(TradeRules(), 10, 4, held=3)
        assert (refused.value.code, refused.value.field) == ("u202", "keys")

    @pytest.mark.parametrize("keys", [0, -5])
    def test_an_amount_of_no_keys_is_said_first(self, keys: int) -> None:
        rules = TradeRules(buys_paused=True, sells_paused=True, supply_cap=1)
        with pytest.raises(AmountNotPositive):
            check_buy(rules, 5, keys, by_creator=False)
        with pytest.raises(AmountNotPositive):
            check_sell(rules, 5, keys, held=0)

    def test_the_contracts_numbers_are_kept(self) -> None:
        kinds: list[type[UserError]] = [
            SlippageExceeded,
            NotEnough,
            AmountNotPositive,
            NotInitialised,
            TradingPaused,
            SupplyCapReached,
            FirstKeyReserved,
            LastKeyKept,
        ]
        assert [kind("x").code for kind in kinds] == [f"u20{number}" for number in range(1, 9)]
