"""Chance that falls the same way on every machine (pure)."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Whole numbers by chance, decided by a seed and a name.

    Built on `Random.random` alone: of Python's generator it is the one method whose numbers are
    promised to stay the same (https://docs.python.org/3/library/random.html#notes-on-reproducibility).
    """

    def __init__(self, seed: int, name: str) -> None:
        digest = sha256(f"{seed}:{name}".encode()).digest()
        self._roll = Random(int.from_bytes(digest, "big")).random

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        return int(self._roll() * count)

    def between(self, lowest: int, highest: int) -> int:
        """A number from `lowest` to `highest`."""
        return lowest + self.below(highest - lowest + 1)

    def chance(self, permille: int) -> bool:
        """True that often in a thousand."""
        return self._roll() * 1_000 < permille

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]
