"""Integer results that need more than integer arithmetic: floors of exp and ln, and searches."""

import math
from collections.abc import Callable
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from functools import lru_cache
from typing import Final

from app.amounts import BPS, AmountOverflow

MAX_RESULT_DIGITS: Final = 4_000
"""Longest integral that is worked out; it also bounds the time that one takes."""

_GUARD_DIGITS = 20
_EXACT_BITS = 4_096
_PERMILLE = 1_000

# A trade asks for the same few supplies several times, at up to 0.1 ms each.
_KEPT_RESULTS = 4_096


@lru_cache(_KEPT_RESULTS)
def exponential_integral(base: int, rate_bps: int, keys: int) -> int:
    """floor(base·((1+r)^keys − 1)/r), r = rate_bps / 10 000; base·keys for r = 0.

    With 1+r = P/Q in lowest terms the value is base·10 000·(P^keys − Q^keys)/(rate·Q^keys).
    P^keys − Q^keys shares no factor with Q, so it can be a whole number only where Q^keys
    divides base·10 000. Those are worked out in integers; all others have digits behind the
    point, so an interval around them gets narrow enough to have one floor.
    Errors: AmountOverflow for a result of more than 4 000 digits.
    """
    if rate_bps == 0 or keys == 0:
        return base * keys
    growth = Fraction(BPS + rate_bps, BPS)
    digits = _exponential_digits(base, rate_bps, keys)
    if keys * (growth.denominator.bit_length() - 1) <= max(_EXACT_BITS, (base * BPS).bit_length()):
        above: int = growth.numerator**keys
        below: int = growth.denominator**keys
        return base * BPS * (above - below) // (rate_bps * below)

    def floors(precision: int) -> tuple[int, int]:
        down, up = _rounding_down(precision), _rounding_up(precision)
        log = down.ln(Decimal(f"{BPS + rate_bps}E-4"))
        low = down.exp(down.multiply(down.next_minus(log), keys))
        high = up.exp(up.multiply(up.next_plus(log), keys))
        return (
            _scaled_floor(down, down.subtract(down.next_minus(low), 1), base * BPS, rate_bps),
            _scaled_floor(up, up.subtract(up.next_plus(high), 1), base * BPS, rate_bps),
        )

    return _certain(floors, digits + _GUARD_DIGITS)


@lru_cache(_KEPT_RESULTS)
def sigmoid_integral(maximum: int, steepness_permille: int, middle: int, keys: int) -> int:
    """floor((max/k)·(ln(1+e^(k(keys−middle))) − ln(1+e^(−k·middle)))), k = steepness / 1 000.

    With ln(1+e^x) = max(x, 0) + ln(1+e^(−|x|)) a whole part max·(keys−middle) comes off, and
    what is left is max/k times a difference of two numbers between 0 and ln 2. By the theorem
    of Lindemann and Weierstrass the value is whole only at 0 and 2·middle keys; elsewhere an
    interval around it gets narrow enough to have one floor. Near a difference of 0 its sign,
    known beforehand, decides.
    """
    if keys == 0:
        return 0
    if keys == 2 * middle:
        return maximum * middle
    distance = abs(keys - middle)
    rising = distance < middle

    def floors(precision: int) -> tuple[int, int]:
        down, up = _rounding_down(precision), _rounding_up(precision)
        near_low, near_high = _softplus(steepness_permille, distance, down, up)
        far_low, far_high = _softplus(steepness_permille, middle, down, up)
        scale = maximum * _PERMILLE
        low = _scaled_floor(down, down.subtract(near_low, far_high), scale, steepness_permille)
        high = _scaled_floor(up, up.subtract(near_high, far_low), scale, steepness_permille)
        return (max(low, 0), high) if rising else (low, min(high, -1))

    rest = _certain(floors, len(str(maximum)) + _GUARD_DIGITS)
    return maximum * max(keys - middle, 0) + rest


def largest(fits: Callable[[int], bool], limit: int | None = None) -> int:
    """The largest number up to `limit` that fits, if all smaller ones do; 0 always fits.

    Doubles until one doesn't fit, then halves the gap, so it takes some log₂(result) calls.
    """
    low, step = 0, 1
    while limit is None or low < limit:
        candidate = low + step if limit is None else min(low + step, limit)
        if not fits(candidate):
            return _largest_between(fits, low, candidate)
        low, step = candidate, step * 2
    return low


def _largest_between(fits: Callable[[int], bool], fitting: int, failing: int) -> int:
    while failing - fitting > 1:
        middle = (fitting + failing) // 2
        if fits(middle):
            fitting = middle
        else:
            failing = middle
    return fitting


def _rounding_down(precision: int) -> Context:
    return _context(precision, ROUND_FLOOR)


def _rounding_up(precision: int) -> Context:
    return _context(precision, ROUND_CEILING)


def _context(precision: int, rounding: str) -> Context:
    # A context of our own: the thread's may have been changed by anybody.
    return Context(
        prec=precision,
        rounding=rounding,
        Emin=MIN_EMIN,
        Emax=MAX_EMAX,
        traps=[InvalidOperation, DivisionByZero, Overflow],
    )


def _scaled_floor(context: Context, value: Decimal, factor: int, divisor: int) -> int:
    """Floor of value·factor/divisor, with the steps rounded as the context says."""
    return math.floor(context.divide(context.multiply(value, factor), divisor))


def _softplus(
    steepness_permille: int, distance: int, down: Context, up: Context
) -> tuple[Decimal, Decimal]:
    """Bounds of ln(1+e^(−k·distance)).

    exp and ln are rounded to the nearest digit whatever the context says (decimal's own
    promise), so one step down and one step up enclose them.
    """
    exponent = steepness_permille * distance
    if exponent > 3 * _PERMILLE * down.prec:
        # e^(−3p) is below 10^(−p), and ln(1+z) is below z.
        return Decimal(0), Decimal(f"1E-{down.prec}")
    power = down.exp(Decimal(f"-{exponent}E-3"))
    low = down.ln(down.add(1, down.next_minus(power)))
    high = up.ln(up.add(1, up.next_plus(power)))
    return down.next_minus(low), up.next_plus(high)


def _certain(floors: Callable[[int], tuple[int, int]], precision: int) -> int:
    """The floor that both ends of an interval agree on, at the first precision where they do."""
    while True:
        low, high = floors(precision)
        if low == high:
            return low
        precision *= 2


def _exponential_digits(base: int, rate_bps: int, keys: int) -> int:
    """Digits that the integral has at most; refuses where that is too many."""
    estimate = _rounding_up(40)
    power = estimate.multiply(
        estimate.next_plus(estimate.log10(Decimal(f"{BPS + rate_bps}E-4"))), keys
    )
    result = estimate.add(power, len(str(base * BPS)) - len(str(rate_bps)) + 1)
    if result > MAX_RESULT_DIGITS:
        raise AmountOverflow(
            f"At this supply the curve's amounts have more than {MAX_RESULT_DIGITS} digits. "
            "Take a smaller supply or amount."
        )
    return math.ceil(result)
