"""Points of a table: however they are drawn, they stay a table."""

from hypothesis import given
from hypothesis import strategies as st

from app.doctor.price_file import read_table
from app.doctor.view.drawn_points import Rows, added, moved, removed, text_of

NUMBERS = st.integers(-100, 10**30)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    supplies = draw(st.lists(st.integers(1, 10**20), unique=True, max_size=6))
    prices = st.integers(0, 10**30)
    return tuple((supply, draw(prices)) for supply in (0, *sorted(supplies)))


@given(rows=tables(), at=st.integers(0, 6), supply=NUMBERS, price=NUMBERS)
def test_moving_keeps_a_table(rows: Rows, at: int, supply: int, price: int) -> None:
    at = min(at, len(rows) - 1)
    after = moved(rows, at, supply, price)
    assert read_table(text_of(after)).rows == after
    assert after[at][1] == max(price, 0)
    assert [*after[:at], *after[at + 1 :]] == [*rows[:at], *rows[at + 1 :]]


@given(rows=tables(), supply=NUMBERS, price=NUMBERS)
def test_adding_keeps_a_table(rows: Rows, supply: int, price: int) -> None:
    after, at = added(rows, supply, price)
    assert read_table(text_of(after)).rows == after
    assert after[at] == (max(supply, 0), max(price, 0))
    assert len(after) - len(rows) == (max(supply, 0) not in dict(rows))


@given(rows=tables(), at=st.integers(0, 6))
def test_removing_keeps_a_table(rows: Rows, at: int) -> None:
    after = removed(rows, min(at, len(rows) - 1))
    assert read_table(text_of(after)).rows == after
    assert len(rows) - len(after) == (min(at, len(rows) - 1) > 0)


def test_the_first_point_is_at_supply_0() -> None:
    assert added((), 7, 5) == (((0, 5),), 0)
    assert moved(((0, 5),), 0, 9, 6) == ((0, 6),)


def test_neighbours_hold_a_point_between_them() -> None:
    rows = ((0, 1), (5, 2), (9, 3))
    assert moved(rows, 1, 100, 2)[1] == (8, 2)
    assert moved(rows, 1, -3, 2)[1] == (1, 2)
    assert moved(rows, 2, 100, 2)[2] == (100, 2)
