"""Numbers as they stand on screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.numbers import (
    basis_points,
    compact,
    counted,
    decimal,
    grouped,
    initials,
    percent,
    ratio,
    set_grouping,
    short_id,
    signed,
)

N = "\u202f"


@contextmanager
def commas() -> Iterator[None]:
    set_grouping("comma")
    try:
        yield
    finally:
        set_grouping("thin")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, f"1{N}000"),
        (660829, f"660{N}829"),
        (-6184, f"−6{N}184"),
        (10**20, f"100{N}000{N}000{N}000{N}000{N}000{N}000"),
        (Decimal("1234.5678"), f"1{N}234.5678"),
    ],
)
def test_thousands_are_set_apart(number: int | Decimal, text: str) -> None:
    assert grouped(number) == text


@given(st.integers())
def test_grouping_loses_no_digit(number: int) -> None:
    assert int(grouped(number).replace(N, "").replace("−", "-")) == number
    with commas():
        assert int(grouped(number).replace(",", "").replace("−", "-")) == number


def test_only_changes_carry_a_plus() -> None:
    assert [signed(n) for n in (6202, 0, -40)] == [f"+6{N}202", "0", "−40"]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (7236.72, 1, f"7{N}236.7"),
        (Decimal("0.25"), 1, "0.2"),
        (Decimal("0.35"), 1, "0.4"),
        (-0.04, 1, "0.0"),
        (12, 0, "12"),
        (0.1, 3, "0.100"),
    ],
)
def test_decimals_round_half_to_even(value: float | Decimal, places: int, text: str) -> None:
    assert decimal(value, places) == text


def test_percentages_keep_a_narrow_space() -> None:
    assert percent(22.0) == f"22.0{N}%"
    assert percent(24.04, sign=True) == f"+24.0{N}%"
    assert percent(-15.1, sign=True) == f"−15.1{N}%"
    assert percent(0.01, sign=True) == f"0.0{N}%"
    assert percent(50, 0) == f"50{N}%"


@pytest.mark.parametrize(
    ("points", "text"), [(250, "2.5"), (100, "1"), (5, "0.05"), (0, "0"), (10_000, "100")]
)
def test_basis_points_are_shown_without_useless_zeros(points: int, text: str) -> None:
    assert basis_points(points) == f"{text}{N}%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (446_000, f"446{N}k"),
        (48_210_000, f"48.21{N}M"),
        (999_999, f"1{N}M"),
        (999_999_999_999, f"1{N}T"),
        (1_234, f"1.23{N}k"),
        (-25_000, f"−25{N}k"),
        (950, "950"),
        (0.5, "0.5"),
        (0, "0"),
        (10**15, f"1000{N}T"),
    ],
)
def test_short_forms_for_axes(value: float, text: str) -> None:
    assert compact(value) == text


@given(st.floats(min_value=-1e15, max_value=1e15, allow_nan=False))
def test_short_forms_stay_short(value: float) -> None:
    assert len(compact(value)) <= 9


def test_shares_of_nothing_are_nothing() -> None:
    assert ratio(3, 0) == 0.0
    assert ratio(1, 8) == pytest.approx(12.5)


def test_identifiers_lose_their_middle() -> None:
    assert short_id("ST3KZ9B7WQ4M0T2XHR6PY8C5VD") == "ST3KZ…C5VD"
    assert short_id("ST3KZ9B7WQ4M0T2XHR6PY8C5VD.key-token-131") == "ST3KZ…C5VD.key-token-131"
    assert short_id("short") == "short"
    assert short_id("0123456789", 2, 2) == "01…89"


def test_counts_take_the_right_word() -> None:
    assert counted(1, "key", "keys") == "1 key"
    assert counted(2000, "key", "keys") == f"2{N}000 keys"
    assert counted(0, "key", "keys") == "0 keys"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("mirela", "MI"),
        ("Mira Okafor", "MO"),
        ("ada.l", "AD"),
        ("x", "X"),
        ("", ""),
        ("Zoë Ünal", "ZÜ"),
    ],
)
def test_initials_are_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=40))
def test_any_name_has_initials(name: str) -> None:
    assert len(initials(name)) <= 6
