"""Cuts the text of a price expression into numbers, names and signs (pure)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.errors import InvalidInput

MAX_TEXT: Final = 500
MAX_NUMBER_DIGITS: Final = 100

_PATTERN: Final = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|//|[-+*/%^(),·×−÷²³])"
)
_SAME_SIGN: Final = {"^": "**", "·": "*", "×": "*", "−": "-", "÷": "/"}
_SUPERSCRIPTS: Final = {"²": "2", "³": "3"}


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; columns are counted from 1."""

    kind: TokenKind
    text: str
    column: int


def tokens_of(text: str, field: str) -> tuple[Token, ...]:
    """The tokens of a text, the last of them of kind END.

    Errors: InvalidInput naming `field` and the column.
    """
    if len(text) > MAX_TEXT:
        raise InvalidInput(f"An expression has at most {MAX_TEXT} characters.", field=field)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _PATTERN.match(text, at)
        if found is None:
            raise wrong_at(at + 1, _stranger(text[at]), field)
        tokens.extend(_tokens(found, field))
        at = found.end()
    return (*tokens, Token(TokenKind.END, "", len(text) + 1))


def wrong_at(column: int, sentence: str, field: str) -> InvalidInput:
    """The error for a place in the text; `details["column"]` holds it for editors."""
    return InvalidInput(f"Column {column}: {sentence}", field=field, details={"column": column})


def _tokens(found: re.Match[str], field: str) -> list[Token]:
    text, column = found.group(), found.start() + 1
    if found.lastgroup == "space":
        return []
    if found.lastgroup == "number":
        if len(text) > MAX_NUMBER_DIGITS:
            raise wrong_at(column, f"a number has at most {MAX_NUMBER_DIGITS} digits.", field)
        return [Token(TokenKind.NUMBER, text, column)]
    if found.lastgroup == "name":
        return [Token(TokenKind.NAME, text, column)]
    if text in _SUPERSCRIPTS:
        power = Token(TokenKind.SIGN, "**", column)
        return [power, Token(TokenKind.NUMBER, _SUPERSCRIPTS[text], column)]
    return [Token(TokenKind.SIGN, _SAME_SIGN.get(text, text), column)]


def _stranger(letter: str) -> str:
    if letter == ".":
        return "only whole numbers here; write 1.5 as 3/2."
    if letter.isprintable():
        return f"“{letter}” has no meaning here."
    return "this character has no meaning here."
