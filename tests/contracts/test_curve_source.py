"""How far a curve's contract reaches, and which curves have one."""

from collections.abc import Mapping
from functools import partial

import pytest

from app.amounts import MAX_AMOUNT
from app.contracts.curve_source import MAX_UINT, ON_CHAIN, NotForTheChain, curve_source
from app.vending.curves import FAMILIES, Curve, curve_from, price
from tests.factories import refusal_of

SHAPES: Mapping[str, Mapping[str, object]] = {
    "linear": {"base": 1_000_000, "slope": 100_000},
    "quadratic": {"unit": 10**9},
    "flat": {"price": 777_777},
    "constant_product": {"virtual_quote": 30_000_000, "virtual_keys": 90},
    "stepped": {"bands": "5:100,17:2500,80:90000"},
    "exponential": {"base": 1_000, "rate_bps": 333},
    "sigmoid": {"max": 5_000_000, "steepness_permille": 150, "mid": 20},
}


def curve_of(family: str) -> Curve:
    return curve_from(family, SHAPES[family])


def test_every_family_is_either_written_or_refused() -> None:
    assert set(SHAPES) == set(FAMILIES)
    refused = {family: refusal_of(partial(curve_source, curve_of(family))) for family in FAMILIES}
    assert {family for family, error in refused.items() if error is None} == set(ON_CHAIN)
    for family in ("exponential", "sigmoid"):
        error = refused[family]
        assert isinstance(error, NotForTheChain)
        assert "are for demos" in error.message
        assert error.field == "family"


@pytest.mark.parametrize("family", ["constant_product", "stepped"])
def test_a_curve_that_ends_ends_on_the_chain_too(family: str) -> None:
    curve = curve_of(family)
    found = curve_source(curve)
    assert found.end == found.last_key == curve.max_supply


@pytest.mark.parametrize("family", ["linear", "quadratic", "flat"])
def test_an_endless_curve_ends_where_the_ledger_does(family: str) -> None:
    curve = curve_of(family)
    end = curve_source(curve).end
    assert curve.integral(end) <= MAX_AMOUNT
    assert max(curve.integral(end + 1), price(curve, end + 1)) > MAX_AMOUNT
    assert curve_source(curve).last_key == end + 1


def test_no_step_of_the_calculation_passes_128_bits() -> None:
    # The sum of squares is what grows first where a huge divisor keeps the reserve small.
    curve = curve_from("quadratic", {"unit": 1, "divisor": MAX_AMOUNT})
    end = curve_source(curve).end
    keys = end + 1
    assert (keys - 1) * keys * (2 * keys - 1) <= MAX_UINT
    assert keys * (keys + 1) * (2 * keys + 1) > MAX_UINT
    assert curve.integral(end) < MAX_AMOUNT


def test_a_first_key_beyond_the_ledger_is_no_contract() -> None:
    curve = curve_from("flat", {"price": MAX_AMOUNT + 1})
    assert isinstance(refusal_of(lambda: curve_source(curve)), NotForTheChain)


def test_parameters_stand_in_the_source() -> None:
    source = curve_source(curve_from("linear", SHAPES["linear"])).source
    assert "(define-constant BASE u1000000)" in source
    assert "(define-constant SLOPE u100000)" in source
    bands = curve_source(curve_from("stepped", SHAPES["stepped"])).source
    assert "{ up-to: u17, price: u2500 }" in bands
