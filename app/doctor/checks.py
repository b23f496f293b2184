"""The checks for profit at the machine's cost: round trips, split orders, reserve, rounding."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.amounts import AmountOverflow
from app.doctor.nodes import NoPrice
from app.doctor.search import Ground, shrunk
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
from app.doctor.verdict import Check, CheckStatus, CounterExample, Finding
from app.vending.rules import Side

LONGEST_SPLIT: Final = 64
"""Keys that are traded one by one to compare; more are traded as one and the rest."""

_ROUNDING_BOX: Final = 32
_ROUNDING_WINDOW: Final = 4


def check_amounts(bench: Bench, ground: Ground) -> Finding:
    """Whether each order has an amount, and none is below zero."""

    def fails(supply: int, keys: int) -> bool:
        return _faulty_order(bench, supply, keys) is not None

    place = ground.smallest(fails)
    if place is None:
        return Finding(Check.AMOUNTS, CheckStatus.SOUND, "Every order has an amount of 0 or more.")
    supply, keys = place
    side, amount = _faulty_order(bench, supply, keys) or (Side.BUY, None)
    at = supply if side is Side.BUY else supply + keys
    if amount is None:
        return Finding(
            Check.AMOUNTS,
            CheckStatus.BROKEN,
            f"There is no price to {side} {keys} at supply {at}.",
            CounterExample(at, keys, 0),
            _reason(bench, side, at, keys),
        )
    steps = play(bench.subject, at, [TrialOrder(side, keys)], bench.fees, bench.mode)
    return Finding(
        Check.AMOUNTS,
        CheckStatus.BROKEN,
        f"To {side} {keys} at supply {at} has an amount below zero: {amount}.",
        CounterExample(at, keys, -amount, steps),
    )


def check_round_trip(bench: Bench, ground: Ground, *, with_fees: bool) -> Finding:
    """Whether keys that are bought and sold back at once bring more than was paid."""
    check = Check.ROUND_TRIP_AFTER_FEES if with_fees else Check.ROUND_TRIP

    def fails(supply: int, keys: int) -> bool:
        profit = bench.profit(supply, keys, with_fees=with_fees)
        return profit is not None and profit > 0

    place = ground.smallest(fails)
    if place is None:
        sentence = "Buying and selling back at once brings no profit."
        return Finding(check, CheckStatus.SOUND, sentence)
    supply, keys = place
    costs = (bench.fees, bench.mode) if with_fees else ()
    steps = round_trip(bench.subject, supply, keys, *costs)
    bought, sold = steps
    return Finding(
        check,
        CheckStatus.BROKEN,
        f"At supply {supply}, buying {keys} pays {bought.total} and selling them gets "
        f"{sold.total}.",
        CounterExample(supply, keys, gain_of(steps), steps),
    )


def check_split(bench: Bench, ground: Ground) -> Finding:
    """Whether one order costs, and brings, what the same keys do one by one."""

    def real(supply: int, keys: int) -> bool:
        return any(
            _apart(bench, side, supply, keys) and not _apart_by_rounding(bench, side, supply, keys)
            for side in Side
        )

    def any_at_all(supply: int, keys: int) -> bool:
        return any(_apart(bench, side, supply, keys) for side in Side)

    for fails, status in ((real, CheckStatus.BROKEN), (any_at_all, CheckStatus.NOTE)):
        place = ground.smallest(fails)
        if place is not None:
            return _split_finding(bench, *place, status)
    sentence = "One order costs exactly what many small ones cost."
    return Finding(Check.SPLIT, CheckStatus.SOUND, sentence)


def check_reserve(bench: Bench, ground: Ground) -> Finding:
    """Whether the reserve pays all holders who sell back, in whatever orders they do."""
    orders = _short_orders_in_box(bench, ground.box) or _short_orders_beyond(bench, ground)
    if orders is None:
        return Finding(Check.RESERVE, CheckStatus.SOUND, "The reserve pays every holder who sells.")
    steps = play(bench.subject, 0, orders, bench.fees, bench.mode)
    bought = [step for step in steps if step.side is Side.BUY]
    keys, missing = sum(step.keys for step in bought), -reserve_of(steps)
    return Finding(
        Check.RESERVE,
        CheckStatus.BROKEN,
        f"With {keys} sold, the reserve holds {reserve_of(bought)}, and its holders can ask for "
        f"{reserve_of(bought) + missing}.",
        CounterExample(0, keys, missing, steps),
    )


def check_rounding(bench: Bench, ground: Ground) -> Finding:
    """Whether traders win by rounding alone: by orders that without it would win nothing."""
    box = min(_ROUNDING_BOX, ground.box)
    windows = [(supply, box - supply) for supply in range(box)]
    windows += [(supply, _ROUNDING_WINDOW) for supply in ground.supplies]
    for supply, size in windows:
        size = min(size, ground.supply_limit - supply)
        for orders in _winning_orders(bench, supply, size):
            unrounded = bench.exact_gain(supply, orders)
            if unrounded is None or unrounded <= 0:
                steps = play(bench.subject, supply, orders)
                keys = sum(order.keys for order in orders) // 2
                return Finding(
                    Check.ROUNDING,
                    CheckStatus.BROKEN,
                    f"At supply {supply}, {len(orders)} orders win {gain_of(steps)} by rounding "
                    "alone, and can be repeated.",
                    CounterExample(supply, keys, gain_of(steps), steps),
                )
    return Finding(Check.ROUNDING, CheckStatus.SOUND, "Nobody wins by rounding.")


def _faulty_order(bench: Bench, supply: int, keys: int) -> tuple[Side, int | None] | None:
    """The side, and the amount below zero or None, of a faulty order between two supplies."""
    for side in Side:
        buying = side is Side.BUY
        amount = bench.buy(supply, keys) if buying else bench.sell(supply + keys, keys)
        if amount is None:
            if _reason(bench, side, supply if buying else supply + keys, keys):
                return side, None
        elif amount < 0:
            return side, amount
    return None


def _reason(bench: Bench, side: Side, supply: int, keys: int) -> str:
    """Why an order has no price; nothing where it is only too long to work out."""
    if not bench.subject.workable(supply if side is Side.BUY else supply - keys, keys):
        return ""
    try:
        work = bench.subject.buy if side is Side.BUY else bench.subject.sell
        work(supply, keys)
    except NoPrice as error:
        return error.message
    except AmountOverflow:
        return ""
    return ""


def _parts(keys: int) -> tuple[int, ...]:
    return (1,) * keys if keys <= LONGEST_SPLIT else (1, keys - 1)


def _apart(bench: Bench, side: Side, supply: int, keys: int) -> bool:
    if keys < 2:
        return False
    buying = side is Side.BUY
    amount, at = (bench.buy, supply) if buying else (bench.sell, supply + keys)
    whole = amount(at, keys)
    if keys <= LONGEST_SPLIT:
        total = bench.singly(side, supply, keys)
    else:
        total = _total(amount, at, _parts(keys), 1 if buying else -1)
    return whole is not None and total is not None and total != whole


def _apart_by_rounding(bench: Bench, side: Side, supply: int, keys: int) -> bool:
    """Whether without rounding one order were worth one key and the rest.

    Where that holds for all smaller orders too it holds for keys one by one; where it doesn't,
    a smaller order is found.
    """
    at, step = (supply, 1) if side is Side.BUY else (supply + keys, -1)
    whole, one = bench.exact(side, at, keys), bench.exact(side, at, 1)
    rest = bench.exact(side, at + step, keys - 1)
    if whole is None or one is None or rest is None:
        return False
    return whole == one + rest


def _split_finding(bench: Bench, supply: int, keys: int, status: CheckStatus) -> Finding:
    side = next(side for side in Side if _apart(bench, side, supply, keys))
    if status is CheckStatus.BROKEN:
        side = next(
            side
            for side in Side
            if _apart(bench, side, supply, keys)
            and not _apart_by_rounding(bench, side, supply, keys)
        )
    at = supply if side is Side.BUY else supply + keys
    one = play(bench.subject, at, [TrialOrder(side, keys)])
    many = play(bench.subject, at, [TrialOrder(side, part) for part in _parts(keys)])
    whole, total = abs(gain_of(one)), abs(gain_of(many))
    if side is Side.BUY:
        sentence = (
            f"At supply {at}, one order to buy {keys} pays {whole}, and {len(many)} small ones "
            f"{total}."
        )
    else:
        sentence = (
            f"At supply {at}, one order to sell {keys} gets {whole}, and {len(many)} small ones "
            f"{total}."
        )
    example = CounterExample(at, keys, abs(whole - total), many, one)
    why = "That is rounding alone." if status is CheckStatus.NOTE else ""
    return Finding(Check.SPLIT, status, sentence, example, why)


def _orders(buys: Sequence[int], sales: Sequence[int]) -> tuple[TrialOrder, ...]:
    return (
        *(TrialOrder(Side.BUY, keys) for keys in buys),
        *(TrialOrder(Side.SELL, keys) for keys in sales),
    )


def _short_orders_in_box(bench: Bench, box: int) -> tuple[TrialOrder, ...] | None:
    buys = cheapest_buys(bench.kept_by_machine, 0, box)
    sales = dearest_sales(bench.sell, 0, box)
    for bought, sold in zip(buys, sales, strict=True):
        if bought is not None and sold is not None and sold.amount > bought.amount:
            return _orders(bought.parts, sold.parts)
    return None


def _short_orders_beyond(bench: Bench, ground: Ground) -> tuple[TrialOrder, ...] | None:
    """Orders that buy, and sell, all keys at once or in two halves."""

    def ways(keys: int) -> Iterator[tuple[TrialOrder, ...]]:
        halves = (keys - keys // 2, keys // 2)
        for buys in ((keys,), halves):
            for sales in ((keys,), halves):
                held = _total(bench.kept_by_machine, 0, buys, 1)
                owed = _total(bench.sell, keys, sales, -1)
                if held is not None and owed is not None and owed > held:
                    yield _orders(buys, sales)

    def fails(_: int, keys: int) -> bool:
        return keys > 1 and next(ways(keys), None) is not None

    for supply in ground.supplies:
        if fails(0, supply):
            _, keys = shrunk(fails, 0, supply)
            return next(ways(keys))
    return None


def _total(
    amount: Callable[[int, int], int | None], supply: int, parts: Sequence[int], sign: int
) -> int | None:
    total = 0
    for part in parts:
        one = amount(supply, part)
        if one is None:
            return None
        total += one
        supply += sign * part
    return total


def _winning_orders(bench: Bench, supply: int, size: int) -> Iterator[tuple[TrialOrder, ...]]:
    """The best orders that lead from a supply back to it, where they win, the fewest keys first."""
    if size < 1:
        return
    buys = cheapest_buys(bench.buy, supply, size)
    sales = dearest_sales(bench.sell, supply, size)
    for bought, sold in zip(buys, sales, strict=True):
        if bought is not None and sold is not None and sold.amount > bought.amount:
            yield _orders(bought.parts, sold.parts)
