"""Whole numbers by chance, from integers alone, the same on every machine (pure)."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = 2**64 - 1
PERMILLE: Final = 1_000


class Chance:
    """SplitMix64, begun anew for each seed and name (https://prng.di.unimi.it/splitmix64.c).

    The demo's dice go through floats, and their place in the sequence can't be kept. A step's
    numbers here depend on the seed and the step only, so that a run can go on from any step, and
    the same traders turn up at the same steps whatever the curve does.
    """

    __slots__ = ("_state",)

    def __init__(self, state: int) -> None:
        self._state = state & _MASK

    @classmethod
    def of(cls, seed: int, name: object) -> "Chance":
        """The numbers that belong to a seed and a name."""
        return cls(int.from_bytes(sha256(f"{seed}:{name}".encode()).digest()[:8]))

    def next(self) -> int:
        """A number of 64 bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1, where `count` is far below 2⁶⁴."""
        return (self.next() * count) >> 64

    def between(self, lowest: int, highest: int) -> int:
        """A number from `lowest` to `highest`."""
        return lowest + self.below(highest - lowest + 1)

    def chance(self, permille: int) -> bool:
        """True that often in a thousand."""
        return self.below(PERMILLE) < permille

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]
