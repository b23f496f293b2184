"""How numbers are written on screen: grouped digits, a true minus, short forms (pure)."""

from decimal import ROUND_HALF_EVEN, Decimal

THIN = "\u202f"
MINUS = "\u2212"
DASH = "\u2013"
ELLIPSIS = "\u2026"

GROUPINGS = {"thin": THIN, "comma": ","}
_grouping = THIN

_SHORT_FORMS = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


def set_grouping(name: str) -> None:
    """Choose what stands between thousands on screen from now on; unknown names count as `thin`."""
    global _grouping
    _grouping = GROUPINGS.get(name, THIN)


def grouped(value: int | Decimal) -> str:
    """`660829` as `660 829`; digits after the decimal point stay together."""
    text = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,d}"
    return (MINUS if value < 0 else "") + text.replace(",", _grouping)


def signed(value: int | Decimal) -> str:
    """Like `grouped`, with `+` before what is above zero: for changes only."""
    return ("+" if value > 0 else "") + grouped(value)


def decimal(value: int | float | Decimal, places: int = 1) -> str:
    """Grouped, rounded half to even to `places` decimals; a rounded zero has no minus."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return grouped(abs(rounded) if rounded == 0 else rounded)


def percent(value: float | Decimal, places: int = 1, *, sign: bool = False) -> str:
    """`value` in percent (12.5 is `12.5 %`); with `sign`, `+` before what is above zero."""
    text = decimal(value, places)
    plus = "+" if sign and value > 0 and text.strip("0.,") else ""
    return f"{plus}{text}{THIN}%"


def basis_points(value: int, *, sign: bool = False) -> str:
    """Hundredths of a percent as percent, without zeros at the end: 250 is `2.5 %`."""
    number = Decimal(value) / 100
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return percent(number, places, sign=sign)


def compact(value: float | Decimal, digits: int = 4) -> str:
    """Short form for axes and KPIs, at most `digits` digits: `446 k`, `48.21 M`."""
    number = abs(value if isinstance(value, Decimal) else Decimal(repr(value)))
    sign = MINUS if value < 0 else ""
    for index, (size, letter) in enumerate(_SHORT_FORMS):
        if number < size:
            continue
        text = _significant(number / size, digits)
        if text == "1000" and index:
            return f"{sign}1{THIN}{_SHORT_FORMS[index - 1][1]}"
        return f"{sign}{text}{THIN}{letter}"
    return (sign if number else "") + _significant(number, digits)


def ratio(part: int, whole: int) -> float:
    """Share of `part` in `whole` in percent; 0 of nothing is 0."""
    return 100 * part / whole if whole else 0.0


def short_id(text: str, head: int = 5, tail: int = 4) -> str:
    """Identifier with its middle left out; a contract name after a dot is kept whole."""
    address, dot, name = text.partition(".")
    if len(address) > head + tail + 1:
        address = f"{address[:head]}{ELLIPSIS}{address[-tail:]}"
    return f"{address}{dot}{name}"


def counted(count: int, one: str, many: str) -> str:
    """`1 key`, `2 keys`: the number grouped, with its word."""
    return f"{grouped(count)} {one if abs(count) == 1 else many}"


def initials(name: str) -> str:
    """Two letters for a person's picture: of the two first words, else the first two."""
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word]
    if len(words) > 1 and len(words[0]) > 1 and len(words[1]) > 1:
        return (words[0][0] + words[1][0]).upper()
    return "".join(words)[:2].upper()


def unit(quote: str) -> str:
    """An asset's code as it is written on screen: `uSTX` is µSTX."""
    return f"µ{quote[1:]}" if quote[:1] == "u" and quote[1:].isupper() else quote


def _significant(number: Decimal, digits: int) -> str:
    whole = len(str(int(number)))
    places = max(0, min(2, digits - whole))
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
