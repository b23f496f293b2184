"""Curves: the specification's figures, what follows from an integral, and parameters as text."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.amounts import MAX_AMOUNT, AmountOverflow
from app.errors import InvalidInput, UserError
from app.vending.curves import (
    FAMILIES,
    PRESETS,
    Band,
    BeyondCurve,
    ConstantProduct,
    Curve,
    Exponential,
    Flat,
    Linear,
    Quadratic,
    Sigmoid,
    Stepped,
    bands_text,
    check_against_ledger,
    cost,
    curve_from,
    gross_of_sale,
    keys_for_budget,
    params_of,
    price,
)

SATS = Linear(1_000_000, 10_000)
USTX = Linear(1_000_000, 100_000)
FRIEND = Quadratic(10**18)
STEPS = Stepped((Band(10, 100), Band(50, 200)))

AMOUNTS = st.integers(1, 10**15)


def stepped(pairs: list[tuple[int, int]]) -> Stepped:
    total = 0
    bands = []
    for width, amount in pairs:
        total += width
        bands.append(Band(total, amount))
    return Stepped(tuple(bands))


ENDLESS = st.one_of(
    st.builds(Linear, AMOUNTS, st.integers(0, 10**15)),
    st.builds(Quadratic, AMOUNTS, st.integers(1, 10**6)),
    st.builds(Flat, AMOUNTS),
    st.builds(Exponential, AMOUNTS, st.integers(0, 3_000)),
    st.builds(Sigmoid, AMOUNTS, st.integers(1, 2_000), st.integers(0, 5_000)),
)
# Their ends lie above every supply that the tests below go to.
ENDING = st.one_of(
    st.builds(ConstantProduct, AMOUNTS, st.integers(10_000, 10**12)),
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 10**12)), max_size=5).map(
        lambda pairs: stepped([*pairs, (10_000, 7)])
    ),
)
CURVES = ENDLESS | ENDING
SUPPLIES = st.integers(0, 2_000)


class TestPublishedFigures:
    @pytest.mark.parametrize(
        ("keys", "amount"),
        [(1, 1_000_000), (2, 2_010_000), (10, 10_450_000), (100, 149_500_000)],
    )
    def test_linear_in_sats(self, keys: int, amount: int) -> None:
        assert cost(SATS, 0, keys) == amount

    def test_linear_in_micro_stx(self) -> None:
        assert cost(USTX, 0, 10) == 14_500_000
        assert cost(USTX, 0, 100) == 595_000_000

    def test_quadratic_equals_friend_techs_contract_to_the_wei(self) -> None:
        assert cost(FRIEND, 0, 1) == 0
        assert cost(FRIEND, 1, 1) == 62_500_000_000_000
        assert cost(FRIEND, 1, 100) == 21_146_875_000_000_000_000

    @given(st.integers(0, 10_000), st.integers(1, 200))
    def test_quadratic_equals_the_contracts_own_formula(self, supply: int, amount: int) -> None:
        def squares(last: int) -> int:
            return (last - 1) * last * (2 * (last - 1) + 1) // 6

        summation = squares(supply + amount) - squares(supply)
        assert cost(FRIEND, supply, amount) == summation * 10**18 // 16_000

    def test_constant_product_rounds_against_the_buyer(self) -> None:
        curve = ConstantProduct(virtual_quote=10, virtual_keys=4)
        assert [curve.integral(supply) for supply in range(4)] == [0, 4, 10, 30]

    def test_steps_sum_their_bands(self) -> None:
        assert [STEPS.integral(supply) for supply in (0, 1, 10, 11, 50)] == [
            0, 100, 1_000, 1_200, 9_000,
        ]  # fmt: skip

    def test_exponential_sums_a_geometric_series(self) -> None:
        curve = Exponential(1_000, 1_000)
        assert [curve.integral(supply) for supply in (1, 2, 3)] == [1_000, 2_100, 3_310]

    def test_sigmoid_prices_reach_half_at_the_middle(self) -> None:
        curve = Sigmoid(1_000_000, 50, 200)
        assert abs(price(curve, 200) - 500_000) < 10_000
        assert price(curve, 2_000) in (999_999, 1_000_000)


class TestIntegrals:
    @given(CURVES, SUPPLIES)
    def test_begin_at_zero_and_never_fall(self, curve: Curve, supply: int) -> None:
        assert curve.integral(0) == 0
        assert curve.integral(supply) <= curve.integral(supply + 1)

    @given(CURVES, SUPPLIES, st.integers(1, 60))
    def test_one_order_of_many_keys_costs_as_much_as_many_of_one(
        self, curve: Curve, supply: int, keys: int
    ) -> None:
        one_by_one = sum(cost(curve, supply + bought, 1) for bought in range(keys))
        assert cost(curve, supply, keys) == one_by_one

    @given(CURVES, SUPPLIES, st.integers(1, 3_000))
    def test_keys_sell_for_what_they_cost(self, curve: Curve, supply: int, keys: int) -> None:
        assert gross_of_sale(curve, supply + keys, keys) == cost(curve, supply, keys)

    @given(CURVES)
    def test_refuse_a_supply_below_zero(self, curve: Curve) -> None:
        with pytest.raises(InvalidInput) as refused:
            curve.integral(-1)
        assert refused.value.field == "supply"

    @pytest.mark.parametrize(("curve", "end"), [(STEPS, 50), (ConstantProduct(100, 8), 7)])
    def test_refuse_a_supply_past_the_end(self, curve: Curve, end: int) -> None:
        assert curve.max_supply == end
        with pytest.raises(BeyondCurve, match=f"ends at {end} keys") as refused:
            curve.integral(end + 1)
        assert refused.value.code == "u206"

    @pytest.mark.parametrize("curve", [STEPS, ConstantProduct(100, 8)])
    def test_the_price_at_the_end_is_that_of_the_last_key(self, curve: Curve) -> None:
        end = curve.max_supply or 0
        assert price(curve, end) == price(curve, end - 1) == cost(curve, end - 1, 1)

    @pytest.mark.parametrize("curve", [SATS, FRIEND, ConstantProduct(10**9, 10**9)])
    def test_take_as_long_at_ten_million_keys_as_at_ten(self, curve: Curve) -> None:
        def seconds(supply: int) -> float:
            best = 1.0
            for _ in range(5):
                start = time.perf_counter()
                for _ in range(200):
                    cost(curve, supply, 10)
                best = min(best, time.perf_counter() - start)
            return best

        # A loop over keys would be a million times slower.
        assert seconds(10_000_000) < 20 * seconds(10)


class TestBudgets:
    @given(CURVES, SUPPLIES, st.integers(0, 10**18))
    def test_buy_as_many_keys_as_they_can(self, curve: Curve, supply: int, budget: int) -> None:
        keys = keys_for_budget(curve, supply, budget, supply_cap=5_000)
        assert cost(curve, supply, keys) <= budget
        assert supply + keys == 5_000 or cost(curve, supply, keys + 1) > budget

    @given(ENDLESS, SUPPLIES, st.integers(0, 10**40))
    def test_need_no_cap(self, curve: Curve, supply: int, budget: int) -> None:
        keys = keys_for_budget(curve, supply, budget)
        assert cost(curve, supply, keys) <= budget < cost(curve, supply, keys + 1)

    def test_stop_where_the_curve_ends(self) -> None:
        assert keys_for_budget(STEPS, 40, 10**9) == 10
        assert keys_for_budget(STEPS, 50, 10**9) == 0
        assert keys_for_budget(STEPS, 40, 10**9, supply_cap=45) == 5
        assert keys_for_budget(STEPS, 40, 10**9, supply_cap=30) == 0

    def test_below_zero_buy_nothing(self) -> None:
        assert keys_for_budget(SATS, 0, -1) == 0

    def test_of_zero_buy_the_free_key_of_a_quadratic_curve(self) -> None:
        assert keys_for_budget(FRIEND, 0, 0) == 1

    def test_count_fees_in(self) -> None:
        def total(gross: int) -> int:
            return gross + 2 * (gross * 250 // 10_000)

        assert keys_for_budget(USTX, 0, 15_225_000, total=total) == 10
        assert keys_for_budget(USTX, 0, 15_224_999, total=total) == 9

    @pytest.mark.parametrize("digits", [1_000, 3_900])
    def test_beyond_all_measure_are_worked_out_for_the_steepest_curve(self, digits: int) -> None:
        keys = keys_for_budget(Exponential(1, 100_000), 0, 10**digits)
        assert 11**keys < 10 ** (digits + 1) < 11 ** (keys + 2)


GOOD: Mapping[str, Mapping[str, object]] = {
    "linear": {"base": 1_000_000, "slope": 10_000},
    "quadratic": {"unit": 10**18, "divisor": 16_000},
    "flat": {"price": 5},
    "exponential": {"base": 1_000, "rate_bps": 100},
    "sigmoid": {"max": 1_000, "steepness_permille": 50, "mid": 200},
    "constant_product": {"virtual_quote": 30_000, "virtual_keys": 1_000},
    "stepped": {"bands": [[10, 100], [50, 200]]},
}
NUMBERS = [(family, name) for family, params in GOOD.items() for name in params if name != "bands"]


class TestParameters:
    def test_each_family_has_an_example_here(self) -> None:
        assert list(FAMILIES) == list(GOOD)

    @pytest.mark.parametrize("family", GOOD)
    def test_the_table_names_the_fields_of_the_curve(self, family: str) -> None:
        described = FAMILIES[family]
        curve = curve_from(family, GOOD[family])
        assert isinstance(curve, described.shape)
        assert [one.name for one in described.parameters] == list(params_of(curve))
        assert described.label
        assert described.formula
        assert described.help.endswith(".")
        for one in described.parameters:
            assert one.label
            assert one.help.endswith(".")
            assert one.minimum <= one.maximum

    @pytest.mark.parametrize("family", GOOD)
    def test_a_stored_curve_comes_back_as_itself(self, family: str) -> None:
        curve = curve_from(family, GOOD[family])
        assert params_of(curve) == GOOD[family]
        assert curve_from(family, params_of(curve)) == curve

    @pytest.mark.parametrize("family", GOOD)
    def test_a_curve_is_read_from_text(self, family: str) -> None:
        texts = {
            name: bands_text(STEPS.bands) if name == "bands" else f" {value} "
            for name, value in GOOD[family].items()
        }
        assert curve_from(family, texts) == curve_from(family, GOOD[family])

    def test_the_divisor_is_friend_techs_unless_given(self) -> None:
        assert curve_from("quadratic", {"unit": "1"}) == Quadratic(1, 16_000)

    def test_presets_are_curves(self) -> None:
        assert [curve_from(one.family, one.params) for one in PRESETS] == [SATS, USTX]

    @pytest.mark.parametrize(("family", "name"), NUMBERS)
    @pytest.mark.parametrize("value", [-1, "-1", 10**1_000, "x", "", 1.5, True, [1], b"1"])
    def test_a_wrong_value_names_its_parameter(self, family: str, name: str, value: object) -> None:
        with pytest.raises(InvalidInput) as refused:
            curve_from(family, {**GOOD[family], name: value})
        assert refused.value.field == name

    @pytest.mark.parametrize(("family", "name"), NUMBERS)
    def test_the_smallest_and_the_largest_value_are_allowed(self, family: str, name: str) -> None:
        parameter = next(one for one in FAMILIES[family].parameters if one.name == name)
        for value in (parameter.minimum, parameter.maximum):
            curve = curve_from(family, {**GOOD[family], name: value})
            assert curve.integral(1) >= 0
        for value in (parameter.minimum - 1, parameter.maximum + 1):
            with pytest.raises(InvalidInput, match=r"The (smallest|largest) value is"):
                curve_from(family, {**GOOD[family], name: value})

    @pytest.mark.parametrize(
        ("family", "name"), [*(one for one in NUMBERS if one[1] != "divisor"), ("stepped", "bands")]
    )
    def test_a_missing_value_names_its_parameter(self, family: str, name: str) -> None:
        given_ones = {key: value for key, value in GOOD[family].items() if key != name}
        with pytest.raises(InvalidInput, match="needs this value") as refused:
            curve_from(family, given_ones)
        assert refused.value.field == name

    def test_an_unknown_parameter_is_named_with_those_there_are(self) -> None:
        with pytest.raises(InvalidInput, match="it has base, slope") as refused:
            curve_from("linear", {**GOOD["linear"], "slop": 1})
        assert refused.value.field == "slop"

    def test_an_unknown_family_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="linear, quadratic, flat") as refused:
            curve_from("cubic", {})
        assert refused.value.field == "family"

    @pytest.mark.parametrize(
        ("bands", "sentence"),
        [
            ("", "such as 10:100,50:200"),
            ("10", "such as 10:100,50:200"),
            ("10:100:5", "such as 10:100,50:200"),
            ("10:100,", "such as 10:100,50:200"),
            ("10:100,10:200", "10 is not above 10"),
            ("50:100,10:200", "10 is not above 50"),
            ("0:100", "smallest value is 1"),
            ("10:0", "smallest value is 1"),
            ("10:-5", "smallest value is 1"),
            ("ten:100", "“ten” is not a number"),
            ([], "1 to 1000 bands"),
            ([[number + 1, 1] for number in range(1_001)], "1 to 1000 bands"),
            ([[10, 100], 5], "such as 10:100,50:200"),
            ([[10, None]], "Only whole numbers"),
            (5, "such as 10:100,50:200"),
        ],
    )
    def test_wrong_bands_name_the_field(self, bands: object, sentence: str) -> None:
        with pytest.raises(InvalidInput, match=sentence) as refused:
            curve_from("stepped", {"bands": bands})
        assert refused.value.field == "bands"

    def test_bands_may_group_digits_and_hold_spaces(self) -> None:
        assert curve_from("stepped", {"bands": " 10 : 1 000 , 50:2\u202f000 "}) == Stepped(
            (Band(10, 1_000), Band(50, 2_000))
        )

    @given(st.sampled_from(list(GOOD)), st.data())
    def test_any_text_as_a_value_is_a_curve_or_a_refusal_of_its_field(
        self, family: str, data: st.DataObject
    ) -> None:
        name = data.draw(st.sampled_from(list(GOOD[family])))
        text = data.draw(st.text() | st.from_regex(r"[0-9:, .eE−-]{0,20}", fullmatch=True))
        try:
            curve = curve_from(family, {**GOOD[family], name: text})
        except UserError as refused:
            field = refused.field
        else:
            field = name
            assert curve.integral(0) == 0
        assert field == name

    @given(
        st.text().filter(lambda text: text not in FAMILIES), st.dictionaries(st.text(), st.text())
    )
    def test_any_text_as_a_family_is_refused(self, family: str, params: dict[str, str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            curve_from(family, params)
        assert refused.value.field == "family"

    @given(st.text().filter(lambda text: text not in ("base", "slope")), st.text() | st.none())
    def test_any_text_as_a_parameter_is_refused(self, name: str, value: str | None) -> None:
        with pytest.raises(InvalidInput) as refused:
            curve_from("linear", {**GOOD["linear"], name: value})
        assert refused.value.field == name


class TestLedgerFit:
    @pytest.mark.parametrize("family", GOOD)
    def test_ordinary_curves_fit_with_and_without_a_cap(self, family: str) -> None:
        curve = curve_from(family, GOOD[family])
        check_against_ledger(curve, None)
        check_against_ledger(curve, 40)

    @pytest.mark.parametrize(
        ("curve", "cap", "field"),
        [
            (Linear(MAX_AMOUNT + 1, 0), None, "base"),
            (Linear(1, MAX_AMOUNT + 1), None, "slope"),
            (Linear(1, 10**18), 100, "slope"),
            (Quadratic(10**18), 10_000, "unit"),
            (Exponential(10**6, 1_000), 1_000, "rate_bps"),
            (Exponential(10**6, 10_000), 100_000, "rate_bps"),
            (Flat(10**18), 10, "supply_cap"),
            (SATS, 10**9, "supply_cap"),
            (Sigmoid(10**18, 50, 10), 1_000, "supply_cap"),
            (ConstantProduct(10**18, 1_000), 999, "virtual_quote"),
            (ConstantProduct(10**10, 1_000), 1_000, "supply_cap"),
            (STEPS, 51, "supply_cap"),
            (Stepped((Band(1, 1), Band(2, MAX_AMOUNT + 1))), None, "bands"),
            (SATS, 0, "supply_cap"),
            (SATS, MAX_AMOUNT + 1, "supply_cap"),
        ],
    )
    def test_what_outgrows_the_ledger_names_its_field(
        self, curve: Curve, cap: int | None, field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            check_against_ledger(curve, cap)
        assert refused.value.field == field

    def test_a_curve_with_a_far_end_fits_as_long_as_nobody_goes_there(self) -> None:
        check_against_ledger(ConstantProduct(30 * 10**9, 1_073_000_000), None)

    def test_a_number_too_long_to_work_out_is_an_overflow(self) -> None:
        with pytest.raises(AmountOverflow):
            price(Exponential(1, 100_000), 10**6)
