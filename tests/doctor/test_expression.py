"""Price expressions are read by a grammar of their own, exactly and with bounded work."""

import operator
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.amounts import AmountOverflow
from app.doctor.expression import MAX_DEPTH, Expression, parse_expression
from app.doctor.nodes import MAX_BITS, NoPrice
from app.doctor.tokens import MAX_TEXT
from app.errors import InvalidInput


def parsed(text: str, variables: str = "sn") -> Expression:
    return parse_expression(text, field="buy", variables=variables)


class TestValues:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("7", 7),
            ("1 + 2 * 3", 7),
            ("(1 + 2) * 3", 9),
            ("10 - 3 - 2", 5),
            ("100 // 7 // 2", 7),
            ("17 % 5 * 2", 4),
            ("2 ** 3 ** 2", 512),
            ("-2 ** 2", -4),
            ("2 * -3", -6),
            ("(-2) ** 2", 4),
            ("2 ^ 10", 1_024),
            ("s² + n³", 10_000 + 1_000),
            ("s*n", 1_000),
            ("7 / 2", 3),
            ("7 / 2 * 2", 7),
            ("-7 / 2", -4),
            ("floor(7 / 2) * 2", 6),
            ("ceil(7 / 2) * 2", 8),
            ("abs(n - s)", 90),
            ("min(s, n, 3)", 3),
            ("max(s, n)", 100),
            ("3 × 4 − 6 ÷ 2", 9),
            ("10 + floor((s + n)²/100)·n", 1_220),
            ("0 ** 999999999999 + 1 ** 999999999999", 1),
            ("(0 - 1) ** 999999999999", -1),
            ("(1 / 2) ** 2 * 8", 2),
        ],
    )
    def test_arithmetic_at_a_supply_of_100_and_10_keys(self, text: str, value: int) -> None:
        assert parsed(text).amount(100, 10) == value

    def test_without_rounding_division_is_exact(self) -> None:
        assert parsed("10 + floor(s*s / 100) * n").exact(5, 2) == 10 + Fraction(1, 2)
        assert parsed("s // 100 + ceil(s / 3)").exact(5, 1) == Fraction(5, 100) + Fraction(5, 3)

    def test_the_widest_number_on_the_way_counts(self) -> None:
        assert parsed("s * s * s // 1000000").widest(1_000, 1) == 10**9
        assert parsed("0 - s").widest(9, 1) == 9
        assert parsed("10000 / 5000").widest(0, 0) == 10_000


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "column", "message"),
        [
            ("1 +", 4, "the expression stops in the middle."),
            ("1 + * 2", 5, "“*” can't stand here."),
            ("2 2", 3, "“2” can't stand here."),
            ("(1 + 2", 7, "the expression stops in the middle."),
            ("1)", 2, "“)” can't stand here."),
            ("1.5", 2, "only whole numbers here; write 1.5 as 3/2."),
            ("1 + x", 5, "“x” is unknown; there are s, n, floor, ceil, abs, min, max."),
            ("sqrt(s)", 1, "“sqrt” is no function; these are: floor, ceil, abs, min, max."),
            ("s(2)", 1, "“s” is no function; these are: floor, ceil, abs, min, max."),
            ("floor(1, 2)", 1, "floor takes 1 values, not 2."),
            ("min(1)", 1, "min takes 2–8 values, not 1."),
            ("s; s", 2, "“;” has no meaning here."),
            ("s\x00", 2, "this character has no meaning here."),
            ("1 + " + "9" * 101, 5, "a number has at most 100 digits."),
            ("__import__('os')", 12, "“'” has no meaning here."),
        ],
    )
    def test_the_column_is_named(self, text: str, column: int, message: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            parsed(text)
        assert caught.value.field == "buy"
        assert caught.value.message == f"Column {column}: {message}"
        assert caught.value.details == {"column": column}

    @pytest.mark.parametrize("text", ["", "  "])
    def test_nothing_is_no_expression(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="Type an expression"):
            parsed(text)

    def test_the_keys_of_an_order_mean_nothing_to_the_price_of_one_key(self) -> None:
        with pytest.raises(InvalidInput, match=r"“n” is unknown; there are s, floor"):
            parsed("s + n", "s")

    @pytest.mark.parametrize(
        "text", ["(" * 200 + "1" + ")" * 200, "-" * 200 + "1", "+".join("1" * 200)]
    )
    def test_what_is_too_deep_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput, match=f"more than {MAX_DEPTH} parts"):
            parsed(text)

    def test_what_is_too_long_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match=f"at most {MAX_TEXT} characters"):
            parsed("1" * (MAX_TEXT + 1))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1 + 5 // s", "Column 7: it divides by zero at s = 0, n = 1."),
            ("5 / s", "Column 3: it divides by zero at s = 0, n = 1."),
            ("5 % s", "Column 3: it divides by zero at s = 0, n = 1."),
            ("2 ** -n", "Column 3: an exponent is a whole number of 0 or more at s = 0, n = 1."),
            ("2 ** (1/2)", "Column 3: an exponent is a whole number of 0 or more at s = 0, n = 1."),
        ],
    )
    def test_where_it_has_no_value_it_says_so(self, text: str, message: str) -> None:
        with pytest.raises(NoPrice) as caught:
            parsed(text).amount(0, 1)
        assert caught.value.message == message

    @pytest.mark.parametrize("text", ["9**9**9**9", "2**5000", "(1/3)**9999", "s**64**2"])
    def test_numbers_too_long_are_refused_at_once(self, text: str) -> None:
        expression = parsed(text)
        began = time.perf_counter()
        with pytest.raises(AmountOverflow, match=f"more than {MAX_BITS} bits"):
            expression.amount(10**6, 1)
        assert time.perf_counter() - began < 0.1


@given(
    st.text()
    | st.text(alphabet="sn0123456789+-*/%^(), .²·")
    | st.lists(
        st.sampled_from(["s", "n", "7", "+", "*", "//", "**", "-", "(", ")", "floor(", "min(", ","])
    ).map(" ".join),
    st.integers(0, 10**6),
)
@example("9**9**9**9", 1)
@example("floor" * 90, 1)
def test_any_text_is_a_value_or_one_of_its_refusals(text: str, supply: int) -> None:
    columns = []
    try:
        expression = parsed(text)
        for work in (expression.amount, expression.exact, expression.widest):
            try:
                work(supply, 3)
            except (NoPrice, AmountOverflow) as error:
                columns.append(error.details["column"])
    except InvalidInput as error:
        columns.append(error.details.get("column", 1))
    assert all(1 <= column <= len(text) + 1 for column in columns)


@dataclass(frozen=True)
class Sum:
    """A text, and what it is worth at a supply by Python's own arithmetic."""

    text: str
    worth: Callable[[int], int]


SIGNS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def joined(left: Sum, sign: str, right: Sum) -> Sum:
    work = SIGNS[sign]
    return Sum(f"({left.text} {sign} {right.text})", lambda s: work(left.worth(s), right.worth(s)))


numbers = st.integers(0, 99).map(lambda number: Sum(str(number), lambda _: number))
sums = st.recursive(
    numbers | st.just(Sum("s", lambda s: s)),
    lambda inner: st.builds(joined, inner, st.sampled_from(sorted(SIGNS)), inner),
    max_leaves=12,
)


@given(sums, st.integers(0, 50))
def test_values_are_those_of_whole_number_arithmetic(one: Sum, supply: int) -> None:
    try:
        expected = one.worth(supply)
    except ZeroDivisionError:
        with pytest.raises(NoPrice):
            parsed(one.text).amount(supply)
    else:
        assert parsed(one.text).amount(supply) == expected
