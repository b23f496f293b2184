"""The seven curve families: each a frozen set of parameters with one exact integral (pure)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

from app.amounts import MAX_DIGITS
from app.errors import InvalidInput, UserError
from app.vending.curve_math import exponential_integral, sigmoid_integral

MAX_PARAMETER: Final[int] = 10**MAX_DIGITS - 1
MAX_RATE_BPS: Final = 100_000
MAX_STEEPNESS_PERMILLE: Final = 100_000
MAX_BANDS: Final = 1_000


class Unit(StrEnum):
    """What a parameter counts."""

    AMOUNT = "amount"
    KEYS = "keys"
    BASIS_POINTS = "basis points"
    PERMILLE = "permille a key"
    NUMBER = "number"
    BANDS = "bands"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What forms and the command line need to know of a family's parameter.

    AMOUNT stands for minor units of the quote asset. minimum and maximum are inclusive;
    default is None where a value must be given.
    """

    name: str
    label: str
    unit: Unit
    minimum: int
    maximum: int
    help: str
    default: int | None = None


class BeyondCurve(UserError):
    """The curve has no price for so many keys; the contracts' supply error."""

    title = "No more keys"
    default_code = "u206"


@dataclass(frozen=True, slots=True)
class Curve(ABC):
    """A price rule: the reserve that stands behind each supply, and nothing else."""

    family: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]

    def __post_init__(self) -> None:
        for one in parameters(type(self)):
            self._require(one)

    @property
    def max_supply(self) -> int | None:
        """The supply at which the curve ends; None if it never does."""
        return None

    def integral(self, supply: int) -> int:
        """The reserve behind `supply` keys in minor units: 0 at 0, and never falling.

        Errors: InvalidInput for a supply below 0, BeyondCurve past the curve's end,
        AmountOverflow where the number would be too long to work out.
        """
        if supply < 0:
            raise InvalidInput("The supply can't be below zero.", field="supply")
        if self.max_supply is not None and supply > self.max_supply:
            raise BeyondCurve(
                f"This curve ends at {self.max_supply} keys.",
                details={"max_supply": self.max_supply},
            )
        return self._integral(supply)

    @abstractmethod
    def _integral(self, supply: int) -> int: ...

    def _require(self, parameter: Parameter) -> None:
        value = getattr(self, parameter.name)
        if parameter.unit is Unit.BANDS:
            _require_bands(value, parameter)
        else:
            require_whole(value, parameter.name, parameter.minimum, parameter.maximum)


def parameters(shape: type[Curve]) -> tuple[Parameter, ...]:
    """The parameters of a family, in the order of its forms."""
    return tuple(one.metadata["parameter"] for one in fields(shape))


def require_whole(value: object, name: str, minimum: int, maximum: int) -> None:
    """Refuse what is no integer between the bounds; InvalidInput names the field `name`."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput("Only whole numbers here, without decimals.", field=name)
    if value < minimum:
        raise InvalidInput(f"The smallest value is {minimum}.", field=name)
    if value > maximum:
        largest = maximum if maximum < MAX_PARAMETER else f"one of {MAX_DIGITS} digits"
        raise InvalidInput(f"The largest value is {largest}.", field=name)


def _about(
    name: str,
    label: str,
    unit: Unit,
    help: str,
    *,
    minimum: int = 1,
    maximum: int = MAX_PARAMETER,
    default: int | None = None,
) -> dict[str, Parameter]:
    return {"parameter": Parameter(name, label, unit, minimum, maximum, help, default)}


@dataclass(frozen=True, slots=True)
class Linear(Curve):
    """Each key costs a fixed step more than the one before."""

    family = "linear"
    label = "Linear"
    formula = "price = base + slope·s"

    base: int = field(metadata=_about("base", "Base price", Unit.AMOUNT, "Price of the first key."))
    slope: int = field(
        metadata=_about(
            "slope", "Slope", Unit.AMOUNT, "How much each key adds to the price.", minimum=0
        )
    )

    def _integral(self, supply: int) -> int:
        return supply * self.base + self.slope * (supply * (supply - 1) // 2)


@dataclass(frozen=True, slots=True)
class Quadratic(Curve):
    """The square of the supply, as friend.tech priced its keys; the first key is free."""

    family = "quadratic"
    label = "Quadratic (friend.tech)"
    formula = "price = unit·s²/divisor"

    unit: int = field(
        metadata=_about("unit", "Unit", Unit.AMOUNT, "Minor units of one whole token.")
    )
    divisor: int = field(
        default=16_000,
        metadata=_about(
            "divisor", "Divisor", Unit.NUMBER, "The larger, the flatter.", default=16_000
        ),
    )

    def _integral(self, supply: int) -> int:
        squares = (supply - 1) * supply * (2 * supply - 1) // 6
        return self.unit * squares // self.divisor


@dataclass(frozen=True, slots=True)
class Flat(Curve):
    """Every key costs the same."""

    family = "flat"
    label = "Flat"
    formula = "one price for every key"

    price: int = field(metadata=_about("price", "Price", Unit.AMOUNT, "Price of every key."))

    def _integral(self, supply: int) -> int:
        return supply * self.price


@dataclass(frozen=True, slots=True)
class Exponential(Curve):
    """Each key costs a fixed share more than the one before."""

    family = "exponential"
    label = "Exponential"
    formula = "price = base·(1 + r)^s, r = rate/10 000"

    base: int = field(metadata=_about("base", "Base price", Unit.AMOUNT, "Price of the first key."))
    rate_bps: int = field(
        metadata=_about(
            "rate_bps",
            "Growth a key",
            Unit.BASIS_POINTS,
            "How much each key adds to the price, in hundredths of a percent.",
            minimum=0,
            maximum=MAX_RATE_BPS,
        )
    )

    def _integral(self, supply: int) -> int:
        return exponential_integral(self.base, self.rate_bps, supply)


@dataclass(frozen=True, slots=True)
class Sigmoid(Curve):
    """Slow, then fast, then level at a highest price."""

    family = "sigmoid"
    label = "Sigmoid"
    formula = "price ≈ max/(1 + e^(−k·(s − mid))), k = steepness/1 000"

    max: int = field(
        metadata=_about(
            "max", "Highest price", Unit.AMOUNT, "The price that the curve levels off at."
        )
    )
    steepness_permille: int = field(
        metadata=_about(
            "steepness_permille",
            "Steepness",
            Unit.PERMILLE,
            "How fast it rises around the middle, in thousandths a key.",
            maximum=MAX_STEEPNESS_PERMILLE,
        )
    )
    mid: int = field(
        metadata=_about(
            "mid", "Middle", Unit.KEYS, "The supply where half the price is reached.", minimum=0
        )
    )

    def _integral(self, supply: int) -> int:
        return sigmoid_integral(self.max, self.steepness_permille, self.mid, supply)


@dataclass(frozen=True, slots=True)
class ConstantProduct(Curve):
    """Virtual reserves whose product stays the same, as pump.fun prices its launches."""

    family = "constant_product"
    label = "Constant product (pump.fun)"
    formula = "reserve = quote·n/(keys − n)"

    virtual_quote: int = field(
        metadata=_about(
            "virtual_quote", "Virtual quote", Unit.AMOUNT, "The reserve it pretends to start with."
        )
    )
    virtual_keys: int = field(
        metadata=_about(
            "virtual_keys",
            "Virtual keys",
            Unit.KEYS,
            "The keys it pretends to have; all but one can be bought.",
            minimum=2,
        )
    )

    @property
    def max_supply(self) -> int:
        return self.virtual_keys - 1

    def _integral(self, supply: int) -> int:
        # Rounded up, so that the machine never holds less than the product demands.
        return -(-self.virtual_quote * supply // (self.virtual_keys - supply))


class Band(NamedTuple):
    """Keys below and including number `up_to` that no band before has cost `price` each."""

    up_to: int
    price: int


@dataclass(frozen=True, slots=True)
class Stepped(Curve):
    """A fixed price in each band of supply; above the last band there are no keys."""

    family = "stepped"
    label = "Stepped"
    formula = "a price for each band of supply"

    bands: tuple[Band, ...] = field(
        metadata=_about(
            "bands",
            "Bands",
            Unit.BANDS,
            "Up to which supply, and at which price a key: 10:100,50:200.",
        )
    )

    @property
    def max_supply(self) -> int:
        return self.bands[-1].up_to

    def _integral(self, supply: int) -> int:
        total = start = 0
        for band in self.bands:
            end = min(supply, band.up_to)
            total += (end - start) * band.price
            start = end
        return total


def _require_bands(bands: Sequence[Band], parameter: Parameter) -> None:
    name = parameter.name
    if not 1 <= len(bands) <= MAX_BANDS:
        raise InvalidInput(f"Give 1 to {MAX_BANDS} bands.", field=name)
    for band in bands:
        for value in band:
            require_whole(value, name, parameter.minimum, parameter.maximum)
    for before, after in pairwise(bands):
        if after.up_to <= before.up_to:
            raise InvalidInput(
                f"Each band must end above the one before, and {after.up_to} is not above "
                f"{before.up_to}.",
                field=name,
            )
