"""What the doctor can be given: families, tables of prices, and expressions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.doctor.price_file import MAX_LINES, read_table
from app.doctor.subject import FamilySubject, pair_of, price_of, table_of, tutorial
from app.errors import InvalidInput
from app.vending.curves import curve_from
from app.vending.rules import Side


class TestFamily:
    def test_orders_are_those_of_the_curve(self) -> None:
        subject = FamilySubject(curve_from("linear", {"base": 1_000_000, "slope": 100_000}))
        assert subject.buy(0, 10) == subject.sell(10, 10) == subject.widest(10) == 14_500_000
        assert (subject.max_supply, subject.slack) == (None, 0)
        assert subject.exact(Side.BUY, 0, 1) is None

    def test_families_that_round_have_a_unit_of_slack(self) -> None:
        assert FamilySubject(curve_from("quadratic", {"unit": 5})).slack == 1


class TestTable:
    def test_a_price_holds_until_the_next_row_and_the_last_for_one_key(self) -> None:
        table = table_of([(0, 5), (3, 7), (10, 100)])
        assert [table.buy(supply, 1) for supply in (0, 2, 3, 9, 10)] == [5, 5, 7, 7, 100]
        assert table.max_supply == 11
        assert table.buy(0, 11) == table.sell(11, 11) == table.widest(11) == 3 * 5 + 7 * 7 + 100

    def test_text_may_have_a_heading_comments_and_any_separator(self) -> None:
        text = "\ufeffsupply,price\n# launch\n0, 5\n\n3;7\n10\t1 000\n"
        assert read_table(text).rows == ((0, 5), (3, 7), (10, 1_000))

    def test_a_column_of_prices_begins_at_supply_0(self) -> None:
        assert read_table("price\n5\n\n7\n# dear\n1 000").rows == ((0, 5), (1, 7), (2, 1_000))

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("0,5\nx,4", 2, "“x” is not a number. Type digits only."),
            ("0,5\n1,4.5", 2, "Only whole numbers here, without decimals."),
            ("0,5\n\n2,4,6", 3, "write supply and price, such as 10,2500."),
            ("0,5\n7", 2, "write supply and price, such as 10,2500."),
            ("5\n1,7", 2, "write one price, as in the lines above."),
            ("4x", 1, "“4x” is not a number. Type digits only."),
            ("s,p\n1,5", 2, "the first price is the one at supply 0."),
            ("0,5\n4,5\n4,6", 3, "the supplies must rise, and 4 comes after 4."),
            ("0,5\n-1,5", 2, "The smallest value is 0."),
            ("0,5\nsupply,price", 2, "“supply” is not a number. Type digits only."),
        ],
    )
    def test_a_bad_line_is_named(self, text: str, line: int, message: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_table(text)
        assert caught.value.field == "prices"
        assert caught.value.message == f"Line {line}: {message}"
        assert caught.value.details == {"line": line}

    @pytest.mark.parametrize("text", ["", "supply,price\n", "# nothing\n"])
    def test_no_price_is_no_table(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="at least one price"):
            read_table(text)

    def test_too_many_lines_are_refused(self) -> None:
        with pytest.raises(InvalidInput, match=f"at most {MAX_LINES} lines"):
            read_table("0,1\n" * (MAX_LINES + 1))

    def test_rows_given_by_a_program_are_checked_too(self) -> None:
        with pytest.raises(InvalidInput, match="at supply 0"):
            table_of([(1, 5)])
        with pytest.raises(InvalidInput, match="must rise"):
            table_of([(0, 5), (0, 6)])

    @given(st.text() | st.text(alphabet="0123456789,;\n -"))
    def test_any_text_is_a_table_or_a_refusal(self, text: str) -> None:
        try:
            table = read_table(text)
        except InvalidInput as error:
            field = error.field
        else:
            field = "prices"
            assert table.rows[0][0] == 0
        assert field == "prices"


class TestExpressions:
    def test_the_tutorial_prices_a_sale_at_the_buyers_supply(self) -> None:
        subject = tutorial()
        assert (subject.buy(100, 10), subject.sell(110, 10)) == (1_220, 1_450)
        assert subject.exact(Side.SELL, 110, 10) == 10 + Fraction(120**2, 100) * 10

    def test_a_price_is_added_up_key_by_key(self) -> None:
        subject = price_of("100 + s*s/10")
        keys = [100 + number * number // 10 for number in range(50)]
        assert subject.buy(0, 50) == sum(keys)
        assert subject.buy(20, 5) == subject.sell(25, 5) == sum(keys[20:25])

    def test_far_up_only_short_orders_are_added_up(self) -> None:
        subject = price_of("s")
        far = subject.summed_to
        assert subject.buy(far - 1, 3) == subject.buy(far - 1, 1) + subject.buy(far, 2)
        assert subject.workable(far, 64)
        assert not subject.workable(far, 65)
        assert subject.workable(0, far)

    def test_the_reserve_far_up_is_estimated_within_a_thousandth(self) -> None:
        exact = 10**6 * (10**6 - 1) // 2
        assert abs(price_of("s").widest(10**6) - exact) < exact // 1_000

    @pytest.mark.parametrize(
        ("buying", "selling", "field"), [("s+", "1", "buy"), ("1", "?", "sell")]
    )
    def test_the_expression_that_is_wrong_is_named(
        self, buying: str, selling: str, field: str
    ) -> None:
        with pytest.raises(InvalidInput, match="Column") as caught:
            pair_of(buying, selling)
        assert caught.value.field == field
