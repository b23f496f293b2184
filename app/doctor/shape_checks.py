"""The checks of a curve's shape: whether its price rises, and its numbers stay small enough."""

from itertools import pairwise
from typing import Final

from app.amounts import MAX_AMOUNT
from app.doctor.search import Ground
from app.doctor.trades import Bench, TrialOrder, play
from app.doctor.verdict import Check, CheckStatus, CounterExample, Finding
from app.vending.rules import Side

LIMITS: Final = {
    Check.OVERFLOW_64: (MAX_AMOUNT, "64 bits with a sign, as in the ledger"),
    Check.OVERFLOW_128: (2**128 - 1, "128 bits without a sign, as in Clarity"),
}


def check_monotony(bench: Bench, ground: Ground) -> Finding:
    """Whether a key never costs less than one before it, but for a unit of rounding."""
    fall = _fall_in_box(bench, ground.box) or _fall_beyond(bench, ground)
    if fall is not None:
        return _falling(bench, *fall, CheckStatus.BROKEN)
    wobble = _wobble(bench, ground.box)
    if wobble is not None:
        return _falling(bench, *wobble, CheckStatus.NOTE)
    return Finding(Check.MONOTONY, CheckStatus.SOUND, "The price never falls as supply grows.")


def check_overflow(check: Check, bench: Bench, ground: Ground) -> Finding:
    """Whether all numbers up to the limit of supply fit; more is noted, not held against it."""
    limit, size = LIMITS[check]
    supply = ground.first_outgrowing(limit)
    summed_to = bench.subject.summed_to
    if supply is None:
        sentence = f"Up to supply {ground.supply_limit} all numbers fit {size}."
        guessed = _guess(summed_to, ground.supply_limit)
        return Finding(check, CheckStatus.SOUND, sentence, because=guessed)
    return Finding(
        check,
        CheckStatus.NOTE,
        f"From supply {supply} on, numbers don't fit {size}.",
        _largest_order(bench, supply, limit),
        _guess(summed_to, supply),
    )


def _guess(summed_to: int | None, supply: int) -> str:
    exact = summed_to is None or summed_to >= supply
    return "" if exact else "So many prices are estimated, not added up."


def _largest_order(bench: Bench, supply: int, limit: int) -> CounterExample:
    for start, keys in ((0, supply), (supply - 1, 1)):
        gross = bench.buy(start, keys)
        if gross is not None and gross > limit:
            steps = play(bench.subject, start, [TrialOrder(Side.BUY, keys)])
            return CounterExample(start, keys, gross - limit, steps)
    # A number on the way is too large, or the amount is too long to be written.
    return CounterExample(0, supply, 0)


def _falls(bench: Bench, early: int, late: int) -> bool:
    """Whether the key at the later supply is cheaper by more than rounding explains."""
    before, after = bench.buy(early, 1), bench.buy(late, 1)
    if before is None or after is None or before - after <= bench.subject.slack:
        return False
    exact_before, exact_after = bench.exact(Side.BUY, early, 1), bench.exact(Side.BUY, late, 1)
    return exact_before is None or exact_after is None or exact_before > exact_after


def _fall_in_box(bench: Bench, box: int) -> tuple[int, int] | None:
    for late in range(1, box):
        for early in range(late - 1, -1, -1):
            if _falls(bench, early, late):
                return early, late
    return None


def _fall_beyond(bench: Bench, ground: Ground) -> tuple[int, int] | None:
    highest = 0
    for supply in ground.supplies:
        if supply >= ground.supply_limit:
            break
        if _falls(bench, highest, supply):
            return _closest_fall(bench, highest, supply)
        price, top = bench.buy(supply, 1), bench.buy(highest, 1)
        if price is not None and (top is None or price >= top):
            highest = supply
    return None


def _closest_fall(bench: Bench, early: int, late: int) -> tuple[int, int]:
    """Two supplies with a fall between them, as close to each other as halving gets."""
    while late - early > 1:
        middle = (early + late) // 2
        if _falls(bench, early, middle):
            late = middle
        elif _falls(bench, middle, late):
            early = middle
        else:
            break
    return early, late


def _wobble(bench: Bench, box: int) -> tuple[int, int] | None:
    for early, late in pairwise(range(box)):
        before, after = bench.buy(early, 1), bench.buy(late, 1)
        if before is not None and after is not None and after < before:
            return early, late
    return None


def _falling(bench: Bench, early: int, late: int, status: CheckStatus) -> Finding:
    between = late - early - 1
    first, last = TrialOrder(Side.BUY, 1), TrialOrder(Side.BUY, 1)
    if not between or bench.buy(early + 1, between) is not None:
        middle = [TrialOrder(Side.BUY, between)] if between else []
        steps = play(bench.subject, early, [first, *middle, last])
    else:
        steps = (*play(bench.subject, early, [first]), *play(bench.subject, late, [last]))
    before, after = steps[0].gross, steps[-1].gross
    why = "That is rounding." if status is CheckStatus.NOTE else ""
    return Finding(
        Check.MONOTONY,
        status,
        f"The next key costs {before} at supply {early}, and {after} at supply {late}.",
        CounterExample(early, late - early + 1, before - after, steps),
        why,
    )
