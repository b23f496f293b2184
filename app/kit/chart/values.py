"""How amounts in minor units are written on axes, tags and in readouts (pure)."""

from dataclasses import dataclass
from decimal import Decimal

from app.kit.numbers import THIN, compact, grouped

_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"))
_COMPACT_END = 10**15
_MOST_PLACES = 18


@dataclass(frozen=True)
class ValueFormat:
    """Writes amounts of one asset.

    decimals: how many digits of a minor-unit amount stand behind the point (0 for sats).
    """

    decimals: int = 0

    @property
    def smallest(self) -> float:
        """The finest step of an axis that still means something, in minor units."""
        return 1.0

    def exact(self, amount: int) -> str:
        """Every digit, grouped: 660829 is `660 829`."""
        if not self.decimals:
            return grouped(amount)
        return grouped(_trimmed(Decimal(amount).scaleb(-self.decimals)))

    def plain(self, amount: int) -> str:
        """Every digit without grouping, for files and the clipboard."""
        if not self.decimals:
            return str(amount)
        return f"{_trimmed(Decimal(amount).scaleb(-self.decimals)):f}"

    def short(self, amount: float) -> str:
        """Four digits and a letter: 446204 is `446 k`."""
        value = Decimal(repr(amount)).scaleb(-self.decimals)
        if abs(value) >= _COMPACT_END:
            return _scientific(value, 2)
        if 0 < abs(value) < 1:
            return f"{_trimmed(Decimal(f'{value:.3g}')):f}"
        return compact(value, 3 if abs(value) >= 1000 else 4)

    def tag_texts(self, amount: int) -> tuple[str, ...]:
        """Ways to write an amount on a tag, the most exact first."""
        value = Decimal(amount).scaleb(-self.decimals)
        if abs(value) >= _COMPACT_END:
            middle = _scientific(value, 4)
        elif abs(value) >= 1000:
            middle = compact(value, 5)
        else:
            middle = grouped(_trimmed(Decimal(f"{value:.5g}"))) if value else "0"
        return self.exact(amount), middle, self.short(amount)

    def ticks(self, values: list[float], step: float) -> list[str]:
        """Texts for the ticks of one axis, all in the same form, as short as the step allows."""
        scale = 10.0**self.decimals
        shown = [value / scale for value in values]
        largest = max((abs(value) for value in shown), default=0.0)
        if largest >= _COMPACT_END:
            return [_scientific(value, 2) if value else "0" for value in shown]
        long = [_fixed(value, _places(step / scale)) for value in shown]
        size, letter = next((row for row in _SUFFIXES if largest >= row[0]), (1.0, ""))
        if not letter:
            return long
        places = _places(step / scale / size)
        brief = [
            f"{_fixed(value / size, places)}{THIN}{letter}" if value else "0" for value in shown
        ]
        return min(long, brief, key=lambda texts: max(map(len, texts)))


def _trimmed(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _scientific(value: float | Decimal, places: int) -> str:
    digits, exponent = f"{value:.{places}e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"


def _places(step: float) -> int:
    for places in range(_MOST_PLACES):
        scaled = step * 10.0**places
        if scaled >= 0.999 and abs(scaled - round(scaled)) < 1e-6 * scaled:
            return places
    return _MOST_PLACES


def _fixed(value: float, places: int) -> str:
    text = grouped(Decimal(f"{value:.{places}f}"))
    return "0" if not value else text
