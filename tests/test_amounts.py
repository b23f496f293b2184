"""Amounts: what text is read as, what is refused, and that nothing is rounded up or lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.amounts import (
    MAX_AMOUNT,
    MAX_DIGITS,
    AmountOverflow,
    checked,
    floor_bps,
    format_amount,
    ledger_decimals,
    parse_amount,
    parse_whole,
    to_chain,
    to_ledger,
)
from app.errors import InvalidInput, UserError

DECIMALS = st.integers(0, 18)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (" 12 ", 12),
        ("1 000", 1_000),
        ("14\u202f500\u202f000", 14_500_000),
        ("14\u00a0500\u00a0000", 14_500_000),
        ("1,234,567", 1_234_567),
        ("1234567", 1_234_567),
    ],
)
def test_whole_numbers_are_read_with_and_without_grouping(text: str, number: int) -> None:
    assert parse_whole(text, field="keys") == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "\u2212",
        "+5",
        "1e3",
        "1E3",
        "NaN",
        "Infinity",
        "0x10",
        "1_000",
        "1,00",
        "1,5",
        "1,0000",
        "10,00,000",
        "1 000,000",
        "1\u202f000 000",
        ",100",
        "100,",
        "1  000",
        "1.5",
        "1.0",
        "--1",
        "٣",
        "１２",
        "²",
        "5 keys",
        "5\n5",
        "9" * (MAX_DIGITS + 1),
        "9" * 100_000,
    ],
)
def test_what_is_no_whole_number_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_whole(text, field="keys")
    assert refused.value.field == "keys"
    assert len(refused.value.message) < 120


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a number."),
        ("ten", "“ten” is not a number. Type digits only."),
        ("1.5", "Only whole numbers here, without decimals."),
        ("1,5", "Write decimals after a point, as in 1.5; commas only group thousands."),
        ("0", "The smallest value is 1."),
        ("-3", "The smallest value is 1."),
        ("1001", "The largest value is 1000."),
        ("\x00", "This is not a number. Type digits only."),
    ],
)
def test_a_refusal_says_how_to_put_it_right(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_whole(text, field="keys", minimum=1, maximum=1_000)
    assert refused.value.message == sentence


def test_a_whole_number_below_zero_is_read_where_the_minimum_allows_it() -> None:
    assert parse_whole("-5", field="change", minimum=None) == -5
    assert parse_whole("\u22125", field="change", minimum=-5) == -5
    with pytest.raises(InvalidInput, match="smallest value is \u22124"):
        parse_whole("-5", field="change", minimum=-4)


@pytest.mark.parametrize(
    ("text", "decimals", "minor"),
    [
        ("1", 8, 100_000_000),
        ("0.00000001", 8, 1),
        ("1.5", 6, 1_500_000),
        ("1.50", 1, 15),
        (".5", 2, 50),
        ("5.", 2, 500),
        ("1,000.25", 2, 100_025),
        ("12\u202f000.25", 2, 1_200_025),
        ("7", 0, 7),
        ("7.000", 0, 7),
        ("-0", 2, 0),
        ("9223372036.854775807", 9, MAX_AMOUNT),
    ],
)
def test_amounts_are_read_as_minor_units(text: str, decimals: int, minor: int) -> None:
    assert parse_amount(text, decimals, field="amount") == minor


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "-.", "1.2.3", "1.2e5", "1e-2", "nan", "inf", "1.٣", "0.000 001", "0.5,5", "½"],
)
def test_what_is_no_amount_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_amount(text, 6, field="amount")
    assert refused.value.field == "amount"


def test_an_amount_that_is_no_whole_number_of_units_is_refused_not_rounded() -> None:
    with pytest.raises(InvalidInput, match="at most 2 decimals"):
        parse_amount("0.001", 2, field="amount")
    with pytest.raises(InvalidInput, match="no decimals"):
        parse_amount("0.1", 0, field="amount")


def test_an_amount_below_zero_is_refused_unless_allowed() -> None:
    with pytest.raises(InvalidInput, match="below zero"):
        parse_amount("\u22121.5", 2, field="amount")
    assert parse_amount("\u22121.5", 2, field="amount", allow_negative=True) == -150
    assert parse_amount("-1.5", 2, field="amount", allow_negative=True) == -150


def test_an_amount_that_the_ledger_cannot_hold_is_refused() -> None:
    with pytest.raises(AmountOverflow) as refused:
        parse_amount("9223372036.854775808", 9, field="amount")
    assert refused.value.code == "AMOUNT_OVERFLOW"
    assert refused.value.field == "amount"


@given(st.text(), DECIMALS)
@example("1" * 5_000, 18)
@example("0." + "1" * 100_000, 18)
@example("0." + "0" * 100_000, 0)
def test_any_text_is_an_amount_or_a_refusal_of_the_field(text: str, decimals: int) -> None:
    try:
        amount = parse_amount(text, decimals, field="amount")
    except UserError as refused:
        amount, field = 0, refused.field
    else:
        field = "amount"
    assert field == "amount"
    assert 0 <= amount <= MAX_AMOUNT


@given(st.text() | st.from_regex(r"[-−+]?[0-9 ,.eE_\u202f]{0,12}", fullmatch=True))
def test_any_text_is_a_whole_number_or_a_refusal_of_the_field(text: str) -> None:
    try:
        number = parse_whole(text, field="keys", minimum=1)
    except InvalidInput as refused:
        number, field = 1, refused.field
    else:
        field = "keys"
    assert field == "keys"
    assert number >= 1


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), DECIMALS)
def test_a_formatted_amount_reads_back_as_itself(minor: int, decimals: int) -> None:
    text = format_amount(minor, decimals)
    assert parse_amount(text, decimals, field="amount", allow_negative=True) == minor


@given(st.integers(0, MAX_AMOUNT))
def test_grouping_does_not_change_a_number(number: int) -> None:
    for separator in (" ", ",", "\u00a0", "\u202f"):
        grouped = f"{number:,}".replace(",", separator)
        assert parse_whole(grouped, field="keys") == number


@pytest.mark.parametrize(
    ("minor", "decimals", "text"),
    [
        (0, 0, "0"),
        (5, 0, "5"),
        (-5, 0, "-5"),
        (1, 8, "0.00000001"),
        (-1, 2, "-0.01"),
        (150_000_000, 8, "1.50000000"),
    ],
)
def test_amounts_are_written_with_all_decimals(minor: int, decimals: int, text: str) -> None:
    assert format_amount(minor, decimals) == text


def test_fees_round_down() -> None:
    assert floor_bps(39, 250) == 0
    assert floor_bps(40, 250) == 1
    assert floor_bps(14_500_000, 250) == 362_500
    assert floor_bps(10**30 + 1, 10_000) == 10**30 + 1


def test_the_ledger_keeps_nine_decimals_at_most() -> None:
    assert [ledger_decimals(decimals) for decimals in (0, 8, 9, 10, 18)] == [0, 8, 9, 9, 9]


def test_chain_units_become_ledger_units_only_if_whole() -> None:
    assert to_ledger(10**18, 18) == 10**9
    assert to_ledger(123, 8) == 123
    with pytest.raises(InvalidInput) as refused:
        to_ledger(10**9 - 1, 18, field="price")
    assert refused.value.field == "price"
    with pytest.raises(AmountOverflow):
        to_ledger(2**63, 9)


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), DECIMALS)
def test_ledger_units_survive_the_way_to_the_chain_and_back(units: int, decimals: int) -> None:
    assert to_ledger(to_chain(units, decimals), decimals) == units


def test_amounts_are_checked_against_64_bits_on_both_sides() -> None:
    assert checked(MAX_AMOUNT) == MAX_AMOUNT
    assert checked(-MAX_AMOUNT) == -MAX_AMOUNT
    for amount in (MAX_AMOUNT + 1, -MAX_AMOUNT - 1, 10**40):
        with pytest.raises(AmountOverflow, match="more than the ledger can hold"):
            checked(amount)
