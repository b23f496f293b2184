"""A curve as Clarity: its integral in 128-bit whole numbers, and how far these reach (pure)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from string import Template
from typing import Final

from app.amounts import MAX_AMOUNT
from app.errors import UserError
from app.kit.resources import resource_text
from app.vending import curves
from app.vending.curve_math import largest
from app.vending.curves import ConstantProduct, Curve, Flat, Linear, Quadratic, Stepped

FOLDER: Final = "clarity"
MAX_UINT: Final = 2**128 - 1
"""The largest number that Clarity counts to; going beyond it ends a transaction."""

ON_CHAIN: Final = ("linear", "quadratic", "flat", "constant_product", "stepped")
"""The families whose integral whole numbers give exactly."""


class NotForTheChain(UserError):
    """The machine can't be a contract; the sentence says why."""

    title = "Not for the chain"
    default_code = "NOT_FOR_THE_CHAIN"


@dataclass(frozen=True, slots=True)
class CurveSource:
    """A curve in Clarity.

    source: what defines `integral`. end: the most keys that it can be asked for.
    last_key: the supply at which there is no next key to price, for the curve ends there; beyond
    `end` where it doesn't.
    """

    source: str
    end: int
    last_key: int


def curve_source(curve: Curve) -> CurveSource:
    """The curve's Clarity, and how many keys it can be asked for.

    end: there the curve itself ends, or the next key would take the reserve or a price beyond
    what the ledger holds, or a step of the calculation beyond 128 bits.
    Raises NotForTheChain for a family that whole numbers don't give, or without a single key.
    """
    if curve.family not in ON_CHAIN:
        raise NotForTheChain(
            "The contracts' whole numbers can't work out this curve exactly. "
            "Exponential and sigmoid curves are for demos.",
            field="family",
            details={"family": curve.family},
        )
    end = largest(lambda supply: _reaches(curve, supply), curve.max_supply)
    if end == 0:
        raise NotForTheChain("This curve's first key costs more than the ledger can hold.")
    template = Template(resource_text(FOLDER, "curves", f"{curve.family}.clar"))
    last_key = end if end == curve.max_supply else end + 1
    return CurveSource(template.substitute(_values(curve)), end, last_key)


def _values(curve: Curve) -> dict[str, object]:
    if isinstance(curve, Stepped):
        bands = (f"  {{ up-to: u{band.up_to}, price: u{band.price} }}" for band in curve.bands)
        return {"bands": "\n".join(bands)}
    return asdict(curve)


def _reaches(curve: Curve, supply: int) -> bool:
    """Whether the ledger holds the reserve and price there, and 128 bits each step to them."""
    after = supply if supply == curve.max_supply else supply + 1
    return (
        supply <= MAX_AMOUNT
        and curve.integral(supply) <= MAX_AMOUNT
        and curves.price(curve, supply) <= MAX_AMOUNT
        and all(step <= MAX_UINT for step in _STEPS[type(curve)](curve, after))
    )


def _linear_steps(curve: Curve, keys: int) -> tuple[int, ...]:
    assert isinstance(curve, Linear)
    pairs = keys * (keys - 1)
    return keys * curve.base, pairs, curve.slope * (pairs // 2), curve.integral(keys)


def _quadratic_steps(curve: Curve, keys: int) -> tuple[int, ...]:
    assert isinstance(curve, Quadratic)
    squares = (keys - 1) * keys * (2 * keys - 1)
    return squares, curve.unit * (squares // 6)


def _product_steps(curve: Curve, keys: int) -> tuple[int, ...]:
    assert isinstance(curve, ConstantProduct)
    return (curve.virtual_quote * keys + curve.virtual_keys - keys - 1,)


def _sums(curve: Curve, keys: int) -> tuple[int, ...]:
    return (curve.integral(keys),)


# Which numbers the source works with on its way, the largest of them at least.
_STEPS: Final[Mapping[type[Curve], Callable[[Curve, int], tuple[int, ...]]]] = {
    Linear: _linear_steps,
    Quadratic: _quadratic_steps,
    Flat: _sums,
    ConstantProduct: _product_steps,
    Stepped: _sums,
}
