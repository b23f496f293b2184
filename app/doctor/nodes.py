"""The parts of a price expression, each worked out in exact whole numbers and fractions (pure)."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.amounts import AmountOverflow
from app.errors import UserError

MAX_BITS: Final = 1_024
"""Longest number that is worked out; with the length of the text it bounds the work."""

_LIMIT: Final = 1 << MAX_BITS

Value = int | Fraction


class NoPrice(UserError):
    """The expression has no value here, as when it divides by zero."""

    title = "No price"
    default_code = "NO_PRICE"


@dataclass(slots=True)
class Scope:
    """The variables, and what is noted on the way.

    exact: work without any rounding, so that `//` divides and `floor` keeps what it is given.
    widest: the largest whole number met so far, its sign left out.
    """

    supply: int
    keys: int
    exact: bool = False
    widest: int = 0

    def keep(self, value: Value, column: int) -> Value:
        """The value, noted; raises AmountOverflow where it is too long to go on with."""
        if isinstance(value, Fraction):
            if value.denominator >= _LIMIT:
                raise _too_long(column)
            # A contract holds the whole part; the fraction is our own way of being exact.
            size = abs(value.numerator) // value.denominator
            if abs(value.numerator) >= _LIMIT:
                raise _too_long(column)
            value = value.numerator if value.denominator == 1 else value
        else:
            size = abs(value)
        if size >= _LIMIT:
            raise _too_long(column)
        if size > self.widest:
            self.widest = size
        return value


class Node(ABC):
    """A part of an expression."""

    __slots__ = ()

    @property
    @abstractmethod
    def depth(self) -> int:
        """Parts within each other, counting this one."""

    @abstractmethod
    def value(self, scope: Scope) -> Value:
        """What it is worth; raises NoPrice, and AmountOverflow for numbers too long."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A whole number."""

    number: int
    depth: int = 1

    def value(self, scope: Scope) -> Value:
        scope.widest = max(scope.widest, self.number)
        return self.number


@dataclass(frozen=True, slots=True)
class Supply(Node):
    """The keys in circulation before the trade, or the number of the key."""

    depth: int = 1

    def value(self, scope: Scope) -> Value:
        return scope.supply


@dataclass(frozen=True, slots=True)
class Keys(Node):
    """The keys of the order."""

    depth: int = 1

    def value(self, scope: Scope) -> Value:
        return scope.keys


@dataclass(frozen=True, slots=True)
class Negated(Node):
    """The part with the other sign."""

    operand: Node
    depth: int

    def value(self, scope: Scope) -> Value:
        return -self.operand.value(scope)


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """Two parts with a sign between them, which stands at a column."""

    sign: str
    left: Node
    right: Node
    column: int
    depth: int

    def value(self, scope: Scope) -> Value:
        left, right = self.left.value(scope), self.right.value(scope)
        return scope.keep(_OPERATIONS[self.sign](left, right, scope, self.column), self.column)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of other parts; its name stands at a column."""

    name: str
    arguments: tuple[Node, ...]
    column: int
    depth: int

    def value(self, scope: Scope) -> Value:
        values = [one.value(scope) for one in self.arguments]
        if scope.exact and self.name in ROUNDING:
            return values[0]
        return _FUNCTIONS[self.name](values)


FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "floor": (1, 1),
    "ceil": (1, 1),
    "abs": (1, 1),
    "min": (2, 8),
    "max": (2, 8),
}
"""How many arguments each function takes, at least and at most."""

ROUNDING: Final = ("floor", "ceil")


def _add(left: Value, right: Value, scope: Scope, column: int) -> Value:
    return left + right


def _subtract(left: Value, right: Value, scope: Scope, column: int) -> Value:
    return left - right


def _multiply(left: Value, right: Value, scope: Scope, column: int) -> Value:
    return left * right


def _divide(left: Value, right: Value, scope: Scope, column: int) -> Value:
    return Fraction(left) / _divisor(right, scope, column)


def _divide_down(left: Value, right: Value, scope: Scope, column: int) -> Value:
    divisor = _divisor(right, scope, column)
    return Fraction(left) / divisor if scope.exact else left // divisor


def _remainder(left: Value, right: Value, scope: Scope, column: int) -> Value:
    return left % _divisor(right, scope, column)


def _power(left: Value, right: Value, scope: Scope, column: int) -> Value:
    if not isinstance(right, int) or right < 0:
        raise NoPrice(
            f"Column {column}: an exponent is a whole number of 0 or more at s = {scope.supply}, "
            f"n = {scope.keys}.",
            details={"column": column},
        )
    longest = max(abs(left.numerator), left.denominator)
    if longest > 1 and right * (longest.bit_length() - 1) > MAX_BITS:
        raise _too_long(column)
    if longest <= 1:
        # 0, 1 and −1 stay small, however large the exponent.
        right = min(right, 2 + right % 2)
    return Fraction(left) ** right if isinstance(left, Fraction) else int(left**right)


def _divisor(right: Value, scope: Scope, column: int) -> Value:
    if right == 0:
        raise NoPrice(
            f"Column {column}: it divides by zero at s = {scope.supply}, n = {scope.keys}.",
            details={"column": column},
        )
    return right


def _too_long(column: int) -> AmountOverflow:
    return AmountOverflow(
        f"Column {column}: the number has more than {MAX_BITS} bits here.",
        details={"column": column},
    )


_OPERATIONS: Final[Mapping[str, Callable[[Value, Value, Scope, int], Value]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "//": _divide_down,
    "%": _remainder,
    "**": _power,
}

_FUNCTIONS: Final[Mapping[str, Callable[[list[Value]], Value]]] = {
    "floor": lambda values: math.floor(values[0]),
    "ceil": lambda values: math.ceil(values[0]),
    "abs": lambda values: max(values[0], -values[0]),
    "min": min,
    "max": max,
}
