"""Amounts of money as whole minor units: read from text, written as text, rounded down (pure)."""

import re
from typing import Final

from app.errors import InvalidInput, UserError

MAX_AMOUNT: Final = 2**63 - 1
"""Largest amount and balance that the ledger stores, in minor units."""

MAX_LEDGER_DECIMALS: Final = 9
BPS: Final = 10_000
"""Basis points in the whole."""

MAX_DIGITS: Final = 1_000
"""Longest number read from text; Python itself refuses to convert more than 4 300 digits."""

_GROUP = " \u00a0\u202f,"
_WHOLE = re.compile(rf"[0-9]+|[0-9]{{1,3}}(?P<group>[{_GROUP}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_NUMBER_SIGNS = "-\u2212"


class AmountOverflow(UserError):
    """A result is larger than the ledger, or a quote, can hold."""

    title = "Amount too large"
    default_code = "AMOUNT_OVERFLOW"


def ledger_decimals(decimals: int) -> int:
    """Decimals that the ledger keeps of a token with `decimals` on its chain."""
    return min(decimals, MAX_LEDGER_DECIMALS)


def checked(amount: int, *, field: str | None = None) -> int:
    """The amount itself, in minor units, if the ledger can store it.

    Errors: AmountOverflow outside ±(2⁶³−1).
    """
    if -MAX_AMOUNT <= amount <= MAX_AMOUNT:
        return amount
    raise AmountOverflow(
        "This is more than the ledger can hold. Use a smaller amount.",
        field=field,
        details={"largest": MAX_AMOUNT},
    )


def floor_bps(amount: int, bps: int) -> int:
    """`bps` basis points of an amount of 0 or more, rounded down to a minor unit."""
    return amount * bps // BPS


def parse_whole(
    text: str, *, field: str, minimum: int | None = 0, maximum: int | None = None
) -> int:
    """A whole number typed by a person; spaces or commas may group thousands.

    minimum, maximum: inclusive bounds; None leaves that side open.
    Errors: InvalidInput naming `field`.
    """
    negative, digits = _split_sign(text.strip())
    if "." in digits and _is_number(digits):
        raise InvalidInput("Only whole numbers here, without decimals.", field=field)
    number = _digits(digits, field, text)
    number = -number if negative else number
    if minimum is not None and number < minimum:
        raise InvalidInput(f"The smallest value is {_shown(minimum)}.", field=field)
    if maximum is not None and number > maximum:
        raise InvalidInput(f"The largest value is {_shown(maximum)}.", field=field)
    return number


def parse_amount(text: str, decimals: int, *, field: str, allow_negative: bool = False) -> int:
    """An amount typed in whole tokens, as minor units.

    text: digits, optionally grouped by spaces or commas, with a point before the decimals.
    decimals: how many decimals one minor unit stands for.
    Errors: InvalidInput naming `field` for what is no number, is below zero without
    `allow_negative`, or is no whole number of minor units (nothing is rounded);
    AmountOverflow for more than the ledger holds.
    """
    negative, digits = _split_sign(text.strip())
    whole_text, point, fraction_text = digits.partition(".")
    if point and not (whole_text or fraction_text):
        raise _not_a_number(text, field)
    whole = _digits(whole_text, field, text) if whole_text or not point else 0
    fraction = _fraction(fraction_text, decimals, field, text)
    amount = whole * 10**decimals + fraction
    if negative and amount and not allow_negative:
        raise InvalidInput("The amount can't be below zero.", field=field)
    return checked(-amount if negative else amount, field=field)


def format_amount(minor: int, decimals: int) -> str:
    """Minor units as plain digits with a decimal point and all decimals, for files and copies."""
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    if decimals == 0:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def to_ledger(chain_units: int, decimals: int, *, field: str | None = None) -> int:
    """Units of a token with `decimals` on its chain, as ledger units.

    Errors: InvalidInput if that isn't a whole number of ledger units (nothing is rounded);
    AmountOverflow if the ledger can't hold it.
    """
    units, remainder = divmod(chain_units, 10 ** (decimals - ledger_decimals(decimals)))
    if remainder:
        raise InvalidInput(
            f"The ledger keeps {MAX_LEDGER_DECIMALS} decimals of this token, and this amount "
            "has more.",
            field=field,
        )
    return checked(units, field=field)


def to_chain(ledger_units: int, decimals: int) -> int:
    """Ledger units of a token with `decimals` on its chain, as the chain's own units."""
    return ledger_units * int(10 ** (decimals - ledger_decimals(decimals)))


def _split_sign(text: str) -> tuple[bool, str]:
    if text[:1] in _NUMBER_SIGNS and text:
        return True, text[1:].lstrip()
    return False, text


def _is_number(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    return bool(whole or fraction) and all(
        not part or _WHOLE.fullmatch(part) for part in (whole, fraction)
    )


def _digits(digits: str, field: str, text: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidInput(f"A number has at most {MAX_DIGITS} digits here.", field=field)
    if _WHOLE.fullmatch(digits):
        return int(re.sub(f"[{_GROUP}]", "", digits))
    if _DECIMAL_COMMA.fullmatch(digits):
        raise InvalidInput(
            "Write decimals after a point, as in 1.5; commas only group thousands.", field=field
        )
    raise _not_a_number(text, field)


def _fraction(digits: str, decimals: int, field: str, text: str) -> int:
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit()):
        raise _not_a_number(text, field)
    kept = digits.rstrip("0")
    if len(kept) > decimals:
        most = "no decimals" if decimals == 0 else f"at most {decimals} decimals"
        raise InvalidInput(f"This amount can have {most}.", field=field)
    return int(kept.ljust(decimals, "0") or "0")


def _not_a_number(text: str, field: str) -> InvalidInput:
    stripped = text.strip()
    if not stripped:
        return InvalidInput("Type a number.", field=field)
    shown = stripped if len(stripped) <= 24 else stripped[:23] + "…"
    if not shown.isprintable():
        return InvalidInput("This is not a number. Type digits only.", field=field)
    return InvalidInput(f"“{shown}” is not a number. Type digits only.", field=field)


def _shown(bound: int) -> str:
    text = str(bound).replace("-", "\u2212")
    return text if len(text) <= 24 else f"a number of {len(text)} digits"
