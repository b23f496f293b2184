"""Bonding curves: cost, price and budget from the integral, and curves from named parameters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.amounts import MAX_AMOUNT, AmountOverflow, parse_whole
from app.errors import InvalidInput
from app.vending.curve_math import largest
from app.vending.curve_shapes import (
    Band,
    BeyondCurve,
    ConstantProduct,
    Curve,
    Exponential,
    Flat,
    Linear,
    Parameter,
    Quadratic,
    Sigmoid,
    Stepped,
    Unit,
    parameters,
    require_whole,
)

__all__ = [
    "FAMILIES",
    "PRESETS",
    "Band",
    "BeyondCurve",
    "ConstantProduct",
    "Curve",
    "Exponential",
    "Family",
    "Flat",
    "Linear",
    "Parameter",
    "Preset",
    "Quadratic",
    "Sigmoid",
    "Stepped",
    "Unit",
    "bands_text",
    "check_against_ledger",
    "cost",
    "curve_from",
    "gross_of_sale",
    "keys_for_budget",
    "params_of",
    "price",
    "typed_parameters",
]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of curve, as forms and the command line offer it."""

    key: str
    label: str
    formula: str
    help: str
    parameters: tuple[Parameter, ...]
    shape: type[Curve]


@dataclass(frozen=True, slots=True)
class Preset:
    """Parameters that a form offers by name."""

    key: str
    label: str
    family: str
    params: Mapping[str, int]


def _family(shape: type[Curve]) -> Family:
    return Family(
        key=shape.family,
        label=shape.label,
        formula=shape.formula,
        help=(shape.__doc__ or "").strip(),
        parameters=parameters(shape),
        shape=shape,
    )


FAMILIES: Final[Mapping[str, Family]] = {
    shape.family: _family(shape)
    for shape in (Linear, Quadratic, Flat, Exponential, Sigmoid, ConstantProduct, Stepped)
}
"""All families by key; linear, the default, first."""

PRESETS: Final = (
    Preset("sats", "Linear, sats", "linear", {"base": 1_000_000, "slope": 10_000}),
    Preset("ustx", "Linear, µSTX", "linear", {"base": 1_000_000, "slope": 100_000}),
)

_PRICE_FIELDS: Final = {
    "linear": "slope",
    "quadratic": "unit",
    "flat": "price",
    "exponential": "rate_bps",
    "sigmoid": "max",
    "constant_product": "virtual_quote",
    "stepped": "bands",
}
"""The parameter to lower when the price gets out of hand."""


def cost(curve: Curve, supply: int, keys: int) -> int:
    """Minor units that `keys` keys cost at a supply, before fees. Errors as `Curve.integral`."""
    return curve.integral(supply + keys) - curve.integral(supply)


def gross_of_sale(curve: Curve, supply: int, keys: int) -> int:
    """Minor units that `keys` keys sell for at a supply, before fees."""
    return curve.integral(supply) - curve.integral(supply - keys)


def price(curve: Curve, supply: int) -> int:
    """Cost of the next key in minor units; where the curve ends, that of the last one."""
    if supply and supply == curve.max_supply:
        return gross_of_sale(curve, supply, 1)
    return cost(curve, supply, 1)


def keys_for_budget(
    curve: Curve,
    supply: int,
    budget: int,
    *,
    total: Callable[[int], int] = lambda gross: gross,
    supply_cap: int | None = None,
) -> int:
    """The most keys that can be bought at a supply for `budget` minor units or less.

    total: what a buyer pays for a given gross, never falling; it is where fees come in.
    supply_cap: a supply not to be passed, besides the curve's own end.
    """
    reserve = curve.integral(supply)
    ends = [end for end in (curve.max_supply, supply_cap) if end is not None]
    room = max(min(ends) - supply, 0) if ends else None

    def affordable(keys: int) -> bool:
        try:
            gross = curve.integral(supply + keys) - reserve
        except AmountOverflow:
            # What is too long to work out is beyond any budget that can be written.
            return False
        return total(gross) <= budget

    return largest(affordable, room) if budget >= 0 else 0


def curve_from(family: str, params: Mapping[str, object]) -> Curve:
    """A curve from its family's key and its named parameters.

    params: integers or their text; bands also as a list of (up to supply, price).
    Errors: InvalidInput naming the parameter (or `family`).
    """
    known = FAMILIES.get(family)
    if known is None:
        raise InvalidInput(f"Choose one of these curves: {', '.join(FAMILIES)}.", field="family")
    names = [one.name for one in known.parameters]
    for name in params:
        if name not in names:
            raise InvalidInput(
                f"The {family} curve has no such parameter; it has {', '.join(names)}.",
                field=name,
            )
    return known.shape(**{one.name: _value(one, family, params) for one in known.parameters})


def params_of(curve: Curve) -> dict[str, int | list[list[int]]]:
    """The parameters as JSON can hold them; `curve_from` takes them back."""
    if isinstance(curve, Stepped):
        return {"bands": [list(band) for band in curve.bands]}
    return {one.name: getattr(curve, one.name) for one in parameters(type(curve))}


def typed_parameters(curve: Curve) -> dict[str, str]:
    """The parameters as a person types them; `curve_from` takes them back."""
    if isinstance(curve, Stepped):
        return {"bands": bands_text(curve.bands)}
    return {name: str(value) for name, value in params_of(curve).items()}


def bands_text(bands: Sequence[Band]) -> str:
    """Bands as a person types them, `10:100,50:200`."""
    return ",".join(f"{band.up_to}:{band.price}" for band in bands)


def check_against_ledger(curve: Curve, supply_cap: int | None) -> None:
    """Refuse a curve whose parameters, or price and reserve at the cap, outgrow the ledger.

    Without a cap there is no last price: then the first one must fit, and a trade that
    outgrows the ledger is refused when it is tried.
    Errors: InvalidInput naming the parameter, or `supply_cap`.
    """
    _require_parameters_fit(curve)
    if supply_cap is not None:
        require_whole(supply_cap, "supply_cap", 1, MAX_AMOUNT)
        if curve.max_supply is not None and supply_cap > curve.max_supply:
            raise InvalidInput(f"This curve ends at {curve.max_supply} keys.", field="supply_cap")
    last = supply_cap or 0
    if not _fits(lambda: price(curve, last)):
        raise InvalidInput(
            f"At a supply of {last} keys the price is more than the ledger can hold. "
            "Lower this or the supply cap.",
            field=_PRICE_FIELDS[curve.family],
        )
    if supply_cap is not None and not _fits(lambda: curve.integral(supply_cap)):
        raise InvalidInput(
            "With so many keys the reserve is more than the ledger can hold. Lower the cap.",
            field="supply_cap",
        )


def _require_parameters_fit(curve: Curve) -> None:
    for one in parameters(type(curve)):
        value = getattr(curve, one.name)
        numbers = [number for band in value for number in band] if one.name == "bands" else [value]
        if max(numbers) > MAX_AMOUNT:
            raise InvalidInput(f"The largest value is {MAX_AMOUNT}.", field=one.name)


def _fits(amount: Callable[[], int]) -> bool:
    try:
        return amount() <= MAX_AMOUNT
    except AmountOverflow:
        return False


def _value(parameter: Parameter, family: str, params: Mapping[str, object]) -> object:
    given = params.get(parameter.name, parameter.default)
    if given is None:
        raise InvalidInput(f"The {family} curve needs this value.", field=parameter.name)
    if parameter.unit is Unit.BANDS:
        return _bands(given, parameter.name)
    if isinstance(given, str):
        return parse_whole(given, field=parameter.name, minimum=None)
    return given


def _bands(given: object, name: str) -> tuple[Band, ...]:
    if isinstance(given, str):
        given = [part.split(":") for part in given.split(",")]
    if not isinstance(given, Sequence):
        raise _not_bands(name)
    return tuple(_band(pair, name) for pair in given)


def _band(pair: object, name: str) -> Band:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise _not_bands(name)
    up_to, amount = (
        parse_whole(one, field=name, minimum=None) if isinstance(one, str) else one for one in pair
    )
    return Band(up_to, amount)


def _not_bands(name: str) -> InvalidInput:
    return InvalidInput("Write the bands as supply and price, such as 10:100,50:200.", field=name)
