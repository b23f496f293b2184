"""Rows that came in or went out are found by the ids around them."""

from hypothesis import given
from hypothesis import strategies as st

from app.kit.table.reconcile import Shift, shifts


def applied(old: list[int | None], found: list[Shift]) -> list[int | None]:
    rows = list(old)
    for shift in found:
        if shift.count > 0:
            rows[shift.at : shift.at] = [None] * shift.count
        else:
            del rows[shift.at : shift.at - shift.count]
    return rows


def test_rows_that_came_in_at_the_top() -> None:
    assert shifts([3, 2, 1], [5, 4, 3], 0) == [Shift(0, 2)]


def test_rows_that_came_in_between() -> None:
    assert shifts([1, 2, 5], [1, 2, 3], 0) == []
    assert shifts([1, 2, 5, 6], [1, 2, 3, 5], 0) == [Shift(2, 1)]


def test_a_row_that_went_out() -> None:
    assert shifts([1, 2, 3, 4, 5], [1, 3, 4], 0) == [Shift(1, -1)]


def test_rows_that_came_in_above_a_stretch_in_the_middle_are_put_at_the_top() -> None:
    assert shifts([12, 13, 14], [10, 11, 12], 256) == [Shift(0, 2)]
    assert shifts([12, 13, 14, 15], [12, 99, 13, 14], 256) == [Shift(257, 1)]


def test_nothing_happened() -> None:
    assert shifts([1, 2, 3, 4], [1, 2, 3], 0) == []
    assert shifts([], [1, 2], 0) == []
    assert shifts([None, None], [1, 2], 0) == []


def test_another_order_of_the_same_rows_is_no_shift() -> None:
    assert shifts([1, 2, 3], [3, 1, 2], 0) == []


def test_one_row_that_moved_far_is_the_smaller_shift() -> None:
    assert shifts([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 9, 1], 0)[0] == Shift(0, -1)


def test_wholly_other_rows_are_no_shift() -> None:
    assert shifts([1, 2, 3], [7, 8, 9], 0) == []


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=3))
def test_rows_that_came_in_anywhere_are_followed(size: int, edits: list[tuple[int, int]]) -> None:
    old: list[int | None] = list(range(size))
    new = list(range(size))
    fresh = iter(range(1000, 2000))
    for at, count in edits:
        at = min(at, len(new))
        new[at:at] = [next(fresh) for _ in range(count)]
    rows = applied(old, shifts(old, new, 0))
    for at, row_id in enumerate(rows):
        assert row_id is None or new[at] == row_id


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), unique=True))
def test_whatever_happened_the_shifts_can_be_applied(old: list[int], new: list[int]) -> None:
    rows: list[int | None] = list(old)
    for shift in shifts(rows, new, 0):
        assert shift.at >= 0
        assert shift.at <= len(rows)
        assert shift.at - min(shift.count, 0) <= len(rows)
        rows = applied(rows, [shift])
