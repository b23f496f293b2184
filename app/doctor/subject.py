"""What the doctor examines: a family's curve, a table of prices, or expressions (pure)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol

from app.doctor.expression import Expression, parse_expression
from app.doctor.nodes import NoPrice
from app.errors import InvalidInput
from app.vending import curves
from app.vending.curves import Curve
from app.vending.rules import Side

_SUMMED_EFFORT: Final = 240_000
"""The work that goes into adding up an expression's prices key by key."""

_ESTIMATE_EFFORT: Final = 1_600

LONGEST_SUM: Final = 64
"""Keys that are added up in one order above that supply."""


class Subject(Protocol):
    """A way of pricing orders. Amounts are whole minor units before fees.

    Everything may raise NoPrice where there is none, and AmountOverflow.
    """

    @property
    def title(self) -> str:
        """What it is, in few words."""
        ...

    @property
    def max_supply(self) -> int | None:
        """The supply at which it ends; None if it never does."""
        ...

    @property
    def slack(self) -> int:
        """By how much rounding alone can move the price of one key against another's."""
        ...

    def buy(self, supply: int, keys: int) -> int:
        """What `keys` keys cost at a supply."""
        ...

    def sell(self, supply: int, keys: int) -> int:
        """What `keys` keys sell for at a supply that includes them."""
        ...

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        """The amount without any rounding; None where that isn't known."""
        ...

    @property
    def effort(self) -> int:
        """How much work one amount is, in pieces of an expression's text."""
        ...

    @property
    def summed_to(self) -> int | None:
        """The supply above which `widest` is an estimate; None where it never is."""
        ...

    def workable(self, supply: int, keys: int) -> bool:
        """Whether an order between the supplies `supply` and `supply + keys` is quickly priced."""
        ...

    def widest(self, supply: int) -> int:
        """The largest number, its sign left out, that a contract must hold at that supply."""
        ...


@dataclass(frozen=True, slots=True)
class FamilySubject:
    """A curve of one of the shipped families."""

    curve: Curve

    effort = 1
    summed_to = None

    @property
    def title(self) -> str:
        return f"{self.curve.label}: {self.curve.formula}"

    @property
    def max_supply(self) -> int | None:
        return self.curve.max_supply

    @property
    def slack(self) -> int:
        # These families round their reserve, and a price is the difference of two of them.
        return 0 if isinstance(self.curve, curves.Linear | curves.Flat | curves.Stepped) else 1

    def buy(self, supply: int, keys: int) -> int:
        return curves.cost(self.curve, supply, keys)

    def sell(self, supply: int, keys: int) -> int:
        return curves.gross_of_sale(self.curve, supply, keys)

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        return None

    def workable(self, supply: int, keys: int) -> bool:
        return True

    def widest(self, supply: int) -> int:
        return self.curve.integral(supply)


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices by the supply before the key; each holds until the next row, the last for one key."""

    rows: tuple[tuple[int, int], ...]
    _supplies: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _reserves: tuple[int, ...] = field(init=False, repr=False, compare=False)

    slack = 0
    effort = 1
    summed_to = None

    def __post_init__(self) -> None:
        reserves = [0]
        for (start, price), (end, _) in pairwise(self.rows):
            reserves.append(reserves[-1] + (end - start) * price)
        object.__setattr__(self, "_supplies", tuple(supply for supply, _ in self.rows))
        object.__setattr__(self, "_reserves", tuple(reserves))

    @property
    def title(self) -> str:
        return f"Table of {len(self.rows)} prices"

    @property
    def max_supply(self) -> int | None:
        return self.rows[-1][0] + 1

    def buy(self, supply: int, keys: int) -> int:
        return self._reserve(supply + keys) - self._reserve(supply)

    def sell(self, supply: int, keys: int) -> int:
        return self._reserve(supply) - self._reserve(supply - keys)

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        return None

    def workable(self, supply: int, keys: int) -> bool:
        return True

    def widest(self, supply: int) -> int:
        return abs(self._reserve(supply))

    def _reserve(self, supply: int) -> int:
        row = bisect_right(self._supplies, supply) - 1
        start, price = self.rows[row]
        return self._reserves[row] + (supply - start) * price


@dataclass(frozen=True, slots=True)
class PriceSum:
    """An expression p(s) for the price of key number s, counted from 0; orders add keys up.

    Each key's price is rounded down to a minor unit.
    """

    price: Expression
    _reserves: list[int] = field(default_factory=lambda: [0], repr=False, compare=False)
    _prices: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    slack = 0
    max_supply = None

    @property
    def title(self) -> str:
        return f"p(s) = {self.price.text}"

    @property
    def effort(self) -> int:
        return self.price.effort

    @property
    def summed_to(self) -> int:
        """Up to this supply prices are added up key by key; above it they are estimated."""
        return _SUMMED_EFFORT // max(self.price.effort, 12)

    def buy(self, supply: int, keys: int) -> int:
        if supply + keys <= self.summed_to:
            return self._reserve(supply + keys) - self._reserve(supply)
        return sum(self._price(number) for number in range(supply, supply + keys))

    def sell(self, supply: int, keys: int) -> int:
        return self.buy(supply - keys, keys)

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        return None

    def workable(self, supply: int, keys: int) -> bool:
        return supply + keys <= self.summed_to or keys <= LONGEST_SUM

    def widest(self, supply: int) -> int:
        widest = self.price.widest(supply - 1) if supply else 0
        return max(widest, abs(self._reserve(min(supply, self.summed_to)) + self._rest(supply)))

    def _rest(self, supply: int) -> int:
        """About what the keys above those that are added up cost: the middle key of each block."""
        start = self.summed_to
        if supply <= start:
            return 0
        blocks = max(_ESTIMATE_EFFORT // max(self.effort, 12), 8)
        ends = [start + (supply - start) * block // blocks for block in range(blocks + 1)]
        return sum((high - low) * self._price((low + high) // 2) for low, high in pairwise(ends))

    def _price(self, number: int) -> int:
        if number not in self._prices:
            self._prices[number] = self.price.amount(number)
        return self._prices[number]

    def _reserve(self, supply: int) -> int:
        while len(self._reserves) <= supply:
            self._reserves.append(self._reserves[-1] + self.price.amount(len(self._reserves) - 1))
        return self._reserves[supply]


@dataclass(frozen=True, slots=True)
class PricePair:
    """Two expressions, buy(s, n) and sell(s, n), with s the supply before the trade.

    Each order's amount is rounded down to a minor unit, as a division on a chain is.
    """

    buying: Expression
    selling: Expression

    slack = 0
    max_supply = None
    summed_to = None

    @property
    def effort(self) -> int:
        return max(self.buying.effort, self.selling.effort)

    @property
    def title(self) -> str:
        return f"buy(s, n) = {self.buying.text}; sell(s, n) = {self.selling.text}"

    def buy(self, supply: int, keys: int) -> int:
        return self.buying.amount(supply, keys)

    def sell(self, supply: int, keys: int) -> int:
        return self.selling.amount(supply, keys)

    def exact(self, side: Side, supply: int, keys: int) -> Fraction | None:
        expression = self.buying if side is Side.BUY else self.selling
        return expression.exact(supply, keys)

    def workable(self, supply: int, keys: int) -> bool:
        return True

    def widest(self, supply: int) -> int:
        if supply < 1:
            return 0
        orders = (
            (self.buying, 0, supply),
            (self.buying, supply - 1, 1),
            (self.selling, supply, supply),
            (self.selling, supply, 1),
        )
        return max(_widest(expression, at, keys) for expression, at, keys in orders)


def _widest(expression: Expression, supply: int, keys: int) -> int:
    try:
        return expression.widest(supply, keys)
    except NoPrice:
        # One order without a price says nothing of the others.
        return 0


TUTORIAL_FORMULA: Final = "10 + floor((s + n)²/100)·n"
"""One formula for both sides, at the supply after a buy; so a sale is priced too high."""


def tutorial() -> PricePair:
    """The curve of a well-known tutorial, which prices a sale at the buyer's supply."""
    return pair_of(TUTORIAL_FORMULA, TUTORIAL_FORMULA)


def pair_of(buying: str, selling: str) -> PricePair:
    """A pair of expressions as typed; InvalidInput names `buy` or `sell`, and the column."""
    return PricePair(parse_expression(buying, field="buy"), parse_expression(selling, field="sell"))


def price_of(text: str) -> PriceSum:
    """A price of one key as typed; InvalidInput names `price` and the column."""
    return PriceSum(parse_expression(text, field="price", variables="s"))


def table_of(rows: Sequence[tuple[int, int]]) -> PriceTable:
    """A table from rows of supply and price.

    Errors: InvalidInput naming `prices` where the supplies don't start at 0 and rise.
    """
    if not rows:
        raise InvalidInput("A table needs at least one price.", field="prices")
    if rows[0][0] != 0:
        raise InvalidInput("The first price is the one at supply 0.", field="prices")
    for (before, _), (after, _) in pairwise(rows):
        if after <= before:
            raise InvalidInput(
                f"The supplies must rise, and {after} comes after {before}.", field="prices"
            )
    return PriceTable(tuple(rows))
