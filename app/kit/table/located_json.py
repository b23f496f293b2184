"""Reads JSON and keeps the line of every value, so that a mistake can be pointed at (pure)."""

import json
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from json.decoder import JSONDecodeError

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Located:
    """A value with the number of the line on which it begins.

    value: a text, number, bool or None; a list of Located; or a dictionary of Located.
    """

    line: int
    value: object

    def of(self, kind: type) -> bool:
        """Whether it is of a kind; true and false are no numbers."""
        return type(self.value) is kind

    def entries(self) -> "dict[str, Located]":
        """The values of an object by name; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> "list[Located]":
        """The values of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []


def parse(text: str) -> Located:
    """The value that a text holds.

    Raises JSONDecodeError, which names the line, for a text that isn't JSON, and
    RecursionError for one that is nested too deeply.
    """
    return _Walk(text).whole()


class _Walk:
    """Walks over objects and lists itself and leaves all else to Python's decoder."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [at for at, letter in enumerate(text) if letter == "\n"]

    def whole(self) -> Located:
        value, end = self._value(self._skip(0))
        end = self._skip(end)
        if end != len(self._text):
            raise JSONDecodeError("Something follows the end", self._text, end)
        return value

    def _value(self, at: int) -> tuple[Located, int]:
        line = bisect_left(self._breaks, at) + 1
        if self._text.startswith("{", at):
            pairs: dict[str, Located] = {}
            end = self._sequence(at, "}", lambda start: self._pair(start, pairs))
            return Located(line, pairs), end
        if self._text.startswith("[", at):
            found: list[Located] = []
            end = self._sequence(at, "]", lambda start: self._item(start, found))
            return Located(line, found), end
        scalar, end = _DECODER.raw_decode(self._text, at)
        return Located(line, scalar), end

    def _sequence(self, at: int, close: str, read: Callable[[int], int]) -> int:
        """Read what stands between brackets, separated by commas; the place behind them."""
        at = self._skip(at + 1)
        if self._text.startswith(close, at):
            return at + 1
        while True:
            at = self._skip(read(at))
            if self._text.startswith(close, at):
                return at + 1
            if not self._text.startswith(",", at):
                raise JSONDecodeError(f"A comma or {close} is missing", self._text, at)
            at = self._skip(at + 1)

    def _pair(self, at: int, pairs: dict[str, Located]) -> int:
        if not self._text.startswith('"', at):
            raise JSONDecodeError("A name in double quotes is missing", self._text, at)
        name, at = _DECODER.raw_decode(self._text, at)
        at = self._skip(at)
        if not self._text.startswith(":", at):
            raise JSONDecodeError("A colon is missing", self._text, at)
        pairs[name], at = self._value(self._skip(at + 1))
        return at

    def _item(self, at: int, found: list[Located]) -> int:
        value, at = self._value(at)
        found.append(value)
        return at

    def _skip(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in _SPACE:
            at += 1
        return at
