"""The best ways to trade are the best of all ways, and the smallest place is the smallest."""

from collections.abc import Iterator
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from app.doctor.search import BOX, SMALLEST_BOX, Ground, shrunk
from app.doctor.subject import FamilySubject, pair_of, price_of
from app.doctor.trades import (
    Bench,
    TrialOrder,
    cheapest_buys,
    dearest_sales,
    gain_of,
    play,
    reserve_of,
    round_trip,
)
from app.vending.curves import curve_from
from app.vending.rules import FeeMode, Fees, Side, quote_buy, quote_sell


def partitions(keys: int) -> Iterator[tuple[int, ...]]:
    if keys == 0:
        yield ()
    for first in range(1, keys + 1):
        for rest in partitions(keys - first):
            yield (first, *rest)


amounts = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(1, 6)), st.integers(-50, 50) | st.none()
)


@given(amounts, st.integers(0, 3))
def test_the_cheapest_buys_are_the_cheapest_of_all(
    prices: dict[tuple[int, int], int | None], start: int
) -> None:
    def amount(supply: int, keys: int) -> int | None:
        return prices.get((supply, keys), 7 * keys)

    def total(parts: tuple[int, ...]) -> int | None:
        found = [amount(start + sum(parts[:at]), part) for at, part in enumerate(parts)]
        return None if None in found else sum(one for one in found if one is not None)

    for keys, way in enumerate(cheapest_buys(amount, start, 5)):
        totals = [one for one in map(total, partitions(keys)) if one is not None]
        assert (way.amount if way else None) == min(totals, default=None)
        assert way is None or total(way.parts) == way.amount


@given(amounts, st.integers(0, 3))
def test_the_dearest_sales_are_the_dearest_of_all(
    prices: dict[tuple[int, int], int | None], end: int
) -> None:
    def amount(supply: int, keys: int) -> int | None:
        return prices.get((supply, keys), 7 * keys)

    def total(parts: tuple[int, ...]) -> int | None:
        start = end + sum(parts)
        found = [amount(start - sum(parts[:at]), part) for at, part in enumerate(parts)]
        return None if None in found else sum(one for one in found if one is not None)

    for keys, way in enumerate(dearest_sales(amount, end, 5)):
        totals = [one for one in map(total, partitions(keys)) if one is not None]
        assert (way.amount if way else None) == max(totals, default=None)
        assert way is None or total(way.parts) == way.amount


class TestPlaying:
    def test_steps_follow_each_other(self) -> None:
        orders = [TrialOrder(Side.BUY, 3), TrialOrder(Side.BUY, 2), TrialOrder(Side.SELL, 4)]
        steps = play(price_of("s"), 10, orders)
        assert [(step.supply, step.supply_after) for step in steps] == [
            (10, 13),
            (13, 15),
            (15, 11),
        ]
        assert [step.total for step in steps] == [33, 27, 50]
        assert gain_of(steps) == -10
        assert reserve_of(steps) == 10

    def test_amounts_are_those_of_a_room(self) -> None:
        curve = curve_from("linear", {"base": 1_000_000, "slope": 100_000})
        for mode in FeeMode:
            bought, sold = round_trip(FamilySubject(curve), 5, 10, Fees(), mode)
            buy, sell = (
                quote_buy(curve, Fees(), 5, 10, mode=mode),
                quote_sell(curve, Fees(), 15, 10),
            )
            assert (bought.total, bought.fees, bought.reserve_change) == (
                buy.total, buy.fees, buy.reserve_change,
            )  # fmt: skip
            assert (sold.total, sold.fees, sold.reserve_change) == (
                sell.total, sell.fees, sell.reserve_change,
            )  # fmt: skip
            profit = Bench(FamilySubject(curve), Fees(), mode).profit(5, 10, with_fees=True)
            assert profit == gain_of((bought, sold))


def noted(seen: list[int], supply: int, keys: int) -> bool:
    seen.append(supply + keys)
    return False


class TestSearching:
    @given(st.integers(0, 40), st.integers(1, 20))
    def test_in_the_box_the_smallest_place_is_certain(self, supply: int, keys: int) -> None:
        ground = Ground(price_of("s"), 1_000)
        assert ground.smallest(lambda s, n: (s, n) >= (supply, keys)) == (supply, keys)

    @given(st.integers(0, 10**9), st.integers(1, 10**6), st.data())
    def test_a_place_shrinks_to_the_edge(self, supply: int, keys: int, data: st.DataObject) -> None:
        start = data.draw(st.integers(supply, 10**12))
        size = data.draw(st.integers(keys, 10**9))
        place = shrunk(lambda s, n: s >= supply and n >= keys, start, size)
        assert place == (supply, keys)

    def test_places_stay_within_the_limit(self) -> None:
        for limit in (1, 64, 65, 1_000, 10**18):
            ground = Ground(FamilySubject(curve_from("flat", {"price": 1})), limit)
            seen: list[int] = []
            ground.smallest(partial(noted, seen))
            assert max(seen) <= limit

    def test_where_numbers_outgrow_a_limit_is_certain(self) -> None:
        ground = Ground(FamilySubject(curve_from("flat", {"price": 7})), 1_000)
        assert ground.first_outgrowing(699) == 100
        assert ground.first_outgrowing(7_000) is None
        assert ground.first_outgrowing(0) == 1

    def test_a_long_expression_gets_a_smaller_box(self) -> None:
        long = "+".join(["s*n"] * 80)
        assert Ground(pair_of("n", "n"), 1_000).box == BOX
        assert SMALLEST_BOX <= Ground(pair_of(long, long), 1_000).box < BOX
