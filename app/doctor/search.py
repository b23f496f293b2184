"""Looks for the smallest place where something fails: a small box first, then probes (pure)."""

import math
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from app.amounts import AmountOverflow
from app.doctor.nodes import NoPrice
from app.doctor.subject import Subject
from app.vending.curve_math import largest

BOX: Final = 64
"""Up to this supply every order is tried."""

SMALLEST_BOX: Final = 16
"""So far at least, where one order takes more work."""

_BOX_EFFORT: Final = 30
_SEED: Final = 20
_RANDOM_SUPPLIES: Final = 60
_FIXED_SUPPLIES: Final = 80
_PROBED_BITS: Final = 512
_MOST_ROUNDS: Final = 8

Fails = Callable[[int, int], bool]
Place = tuple[int, int]


class Ground:
    """Where a subject is examined: the box, and places to probe beyond it.

    supply_limit: the last supply that is asked about. examined_to: the last that is probed.
    """

    def __init__(self, subject: Subject, supply_limit: int) -> None:
        self._subject = subject
        self._widths: dict[int, int | None] = {}
        end = subject.max_supply
        self.supply_limit = supply_limit if end is None else min(supply_limit, end)
        self.box = min(_box(subject.effort), self.supply_limit)
        fitting = largest(
            lambda supply: not self.outgrows(supply, 1 << _PROBED_BITS), self.supply_limit
        )
        self.examined_to = max(self.box, fitting)
        self.supplies = _supplies(self.box, self.examined_to)
        # Fewer of them where one order takes more work.
        self.supplies = self.supplies[:: 1 + subject.effort // _BOX_EFFORT // 2]
        self._places = tuple(_places(self.supplies, self.examined_to))

    def outgrows(self, supply: int, limit: int) -> bool:
        """Whether the numbers at a supply pass a limit."""
        if supply not in self._widths:
            self._widths[supply] = self._width(supply)
        width = self._widths[supply]
        return width is None or width > limit

    def _width(self, supply: int) -> int | None:
        """The largest number at a supply; None where it is too long to work out."""
        try:
            return self._subject.widest(supply)
        except AmountOverflow:
            return None
        except NoPrice:
            return 0

    def first_outgrowing(self, limit: int) -> int | None:
        """The first supply at which the numbers pass a limit; None if they don't."""
        fitting = largest(lambda supply: not self.outgrows(supply, limit), self.supply_limit)
        return fitting + 1 if fitting < self.supply_limit else None

    def smallest(self, fails: Fails) -> Place | None:
        """The supply and keys of the smallest order that fails; None if none is found.

        Smallest is the least supply, then the least keys. In the box that is certain; what is
        found beyond is shrunk as far as it goes.
        """
        for supply in range(self.box):
            for keys in range(1, self.box - supply + 1):
                if fails(supply, keys):
                    return supply, keys
        for supply, keys in self._places:
            if fails(supply, keys):
                return shrunk(fails, supply, keys)
        return None


def _box(effort: int) -> int:
    """A box with as much work in it, whatever one order takes."""
    return min(BOX, max(SMALLEST_BOX, math.isqrt(BOX * BOX * _BOX_EFFORT // effort)))


def shrunk(fails: Fails, supply: int, keys: int) -> Place:
    """A smaller order that still fails: first the supply gets less, then the keys."""
    for _ in range(_MOST_ROUNDS):
        before = supply, keys
        supply = _less(partial(_swapped, fails, keys), supply, 0)
        keys = _less(partial(fails, supply), keys, 1)
        if before == (supply, keys):
            break
    return supply, keys


def _swapped(fails: Fails, keys: int, supply: int) -> bool:
    return fails(supply, keys)


def _less(fails: Callable[[int], bool], number: int, least: int) -> int:
    """A smaller number that still fails: in steps down to the least, half of that, a quarter."""
    step = number - least
    while step > 0:
        # Two suffice where all numbers above an edge fail; a third must not become many.
        for _ in range(3):
            if number - step < least or not fails(number - step):
                break
            number -= step
        step //= 2
    return number


def _supplies(start: int, end: int) -> tuple[int, ...]:
    """Supplies spread evenly over all sizes, around round numbers, and at random."""
    found: set[int] = {end}
    power = 1
    while power <= end and len(found) < _FIXED_SUPPLIES:
        found.update((power - 1, power, power * 3 // 2))
        power *= 2
    found.update(factor * 10**digits for digits in range(2, 10) for factor in (1, 2, 5))
    chance = random.Random(_SEED)
    found.update(_any_size(chance, end) for _ in range(_RANDOM_SUPPLIES))
    return tuple(sorted(supply for supply in found if start <= supply <= end))


def _places(supplies: tuple[int, ...], end: int) -> Iterator[Place]:
    chance = random.Random(_SEED)
    for supply in (0, *supplies):
        room = end - supply
        if room < 1:
            continue
        sizes = {1, 2, 10, chance.randint(3, 64), _any_size(chance, room)}
        for keys in sorted(sizes):
            if keys <= room:
                yield supply, keys
    # The buyers of half and of all the supply at once.
    for supply in supplies:
        yield 0, supply


def _any_size(chance: random.Random, most: int) -> int:
    return min(chance.randrange(1, 2 << chance.randrange(max(most.bit_length(), 1))), most)
