"""Price expressions: read from text by a grammar of their own, nothing of which is ever run (pure).

expression = number | s | n | -expression | (expression) | name(expression, …)
           | expression sign expression      signs: + -  * / // %  ** (also ^ ² ³)
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.doctor.nodes import (
    FUNCTIONS,
    Call,
    Keys,
    Literal,
    Negated,
    Node,
    Operation,
    Scope,
    Supply,
)
from app.doctor.tokens import Token, TokenKind, tokens_of, wrong_at
from app.errors import InvalidInput

MAX_DEPTH: Final = 100

_BINDING: Final = {"+": 10, "-": 10, "*": 20, "/": 20, "//": 20, "%": 20, "**": 40}
_NEGATION: Final = 30
_DIVISION_EFFORT: Final = 15
_VARIABLES: Final[dict[str, type[Supply] | type[Keys]]] = {"s": Supply, "n": Keys}


@dataclass(frozen=True, slots=True)
class Expression:
    """A price expression of the supply `s` and the keys `n` of an order."""

    text: str
    root: Node
    effort: int
    """How much work a value is: about its pieces of text, of which divisions take longest."""

    def amount(self, supply: int, keys: int = 1) -> int:
        """Its value in minor units, rounded down as a division on a chain is.

        Errors: NoPrice, as for a division by zero; AmountOverflow for numbers too long.
        """
        return math.floor(self.root.value(Scope(supply, keys)))

    def exact(self, supply: int, keys: int = 1) -> Fraction:
        """Its value if nothing in it were rounded: `//` divides, `floor` and `ceil` keep.

        Errors: as `amount`.
        """
        return Fraction(self.root.value(Scope(supply, keys, exact=True)))

    def widest(self, supply: int, keys: int = 1) -> int:
        """The largest number on the way to its value, which a contract must be able to hold.

        Errors: as `amount`.
        """
        scope = Scope(supply, keys)
        scope.keep(self.root.value(scope), 1)
        return scope.widest


def parse_expression(text: str, *, field: str, variables: str = "sn") -> Expression:
    """The expression that a person typed.

    variables: which of `s` and `n` it may use.
    Errors: InvalidInput naming `field`, and the column in its message and details.
    """
    tokens = tokens_of(text, field)
    return Expression(text.strip(), _Parser(tokens, field, variables).whole(), _effort(tokens))


class _Parser:
    """Reads by binding powers, as Pratt's top-down operator precedence does."""

    def __init__(self, tokens: Sequence[Token], field: str, variables: str) -> None:
        self._field = field
        self._variables = variables
        self._tokens: Iterator[Token] = iter(tokens)
        self._token = next(self._tokens)
        self._open = 0

    def whole(self) -> Node:
        if self._ended():
            raise InvalidInput("Type an expression, such as 100 + s*s/10.", field=self._field)
        node = self._expression(0)
        if not self._ended():
            raise self._unexpected()
        return node

    def _expression(self, binding: int) -> Node:
        self._open += 1
        if self._open > MAX_DEPTH:
            raise self._too_deep(self._token)
        left = self._start()
        while self._token.kind is TokenKind.SIGN and _BINDING.get(self._token.text, -1) > binding:
            left = self._operation(left)
        self._open -= 1
        return left

    def _operation(self, left: Node) -> Node:
        sign = self._advance()
        power = _BINDING[sign.text]
        # A power binds to its right: 2**3**2 is 2**9.
        right = self._expression(power - 1 if sign.text == "**" else power)
        depth = self._deeper(sign, left, right)
        return Operation(sign.text, left, right, sign.column, depth)

    def _start(self) -> Node:
        token = self._token
        if token.kind is TokenKind.NUMBER:
            self._advance()
            return Literal(int(token.text))
        if token.kind is TokenKind.NAME:
            self._advance()
            return self._call(token) if self._at("(") else self._variable(token)
        if self._at("-"):
            self._advance()
            operand = self._expression(_NEGATION)
            return Negated(operand, self._deeper(token, operand))
        if self._at("("):
            self._advance()
            inner = self._expression(0)
            self._close()
            return inner
        raise self._unexpected()

    def _variable(self, token: Token) -> Node:
        if token.text in self._variables and token.text in _VARIABLES:
            return _VARIABLES[token.text]()
        names = ", ".join([*self._variables, *FUNCTIONS])
        raise self._wrong(token, f"“{_short(token.text)}” is unknown; there are {names}.")

    def _call(self, token: Token) -> Node:
        if token.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise self._wrong(token, f"“{_short(token.text)}” is no function; these are: {known}.")
        least, most = FUNCTIONS[token.text]
        arguments = self._arguments()
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least}–{most}"
            raise self._wrong(token, f"{token.text} takes {count} values, not {len(arguments)}.")
        return Call(token.text, arguments, token.column, self._deeper(token, *arguments))

    def _arguments(self) -> tuple[Node, ...]:
        self._advance()
        arguments = [self._expression(0)]
        while self._at(","):
            self._advance()
            arguments.append(self._expression(0))
        self._close()
        return tuple(arguments)

    def _close(self) -> None:
        if not self._at(")"):
            raise self._unexpected()
        self._advance()

    def _at(self, sign: str) -> bool:
        return self._token.kind is TokenKind.SIGN and self._token.text == sign

    def _ended(self) -> bool:
        return self._token.kind is TokenKind.END

    def _advance(self) -> Token:
        token = self._token
        self._token = next(self._tokens)
        return token

    def _deeper(self, token: Token, *parts: Node) -> int:
        depth = 1 + max(part.depth for part in parts)
        if depth > MAX_DEPTH:
            raise self._too_deep(token)
        return depth

    def _unexpected(self) -> InvalidInput:
        if self._ended():
            return self._wrong(self._token, "the expression stops in the middle.")
        return self._wrong(self._token, f"“{_short(self._token.text)}” can't stand here.")

    def _too_deep(self, token: Token) -> InvalidInput:
        return self._wrong(token, f"more than {MAX_DEPTH} parts stand within each other.")

    def _wrong(self, token: Token, sentence: str) -> InvalidInput:
        return wrong_at(token.column, sentence, self._field)


def _effort(tokens: Sequence[Token]) -> int:
    divisions = sum(token.kind is TokenKind.SIGN and token.text == "/" for token in tokens)
    return len(tokens) + _DIVISION_EFFORT * divisions


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
