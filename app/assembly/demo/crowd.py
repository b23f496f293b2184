"""Who holds what while the demo is told: purses and keys, without asking the database."""

from dataclasses import dataclass, field

from app.assembly.demo.dice import Dice

TRIES = 4


@dataclass(slots=True)
class Purses:
    """What members can spend, by quote asset and member id, in minor units."""

    cash: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, quote: str, member: int) -> int:
        """What the member has."""
        return self.cash.get((quote, member), 0)

    def add(self, quote: str, member: int, amount: int) -> None:
        """Put in `amount`, or take it out where it is below zero."""
        self.cash[quote, member] = self.of(quote, member) + amount


@dataclass(slots=True)
class DemoCrowd:
    """The members who trade in one room, and the keys they hold.

    loyal: members whose keys aren't sold.
    """

    members: list[int] = field(default_factory=list)
    keys: dict[int, int] = field(default_factory=dict)
    loyal: set[int] = field(default_factory=set)
    _sellers: list[int] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def moved(self, member: int, keys: int) -> None:
        """Note that the member got `keys` keys, or gave them where it is below zero."""
        held = self.keys.get(member, 0) + keys
        self.keys[member] = held
        if member in self.loyal:
            return
        if held and member not in self._places:
            self._places[member] = len(self._sellers)
            self._sellers.append(member)
        elif not held and member in self._places:
            # The last seller takes the free place, so that leaving costs the same in any crowd.
            last, place = self._sellers.pop(), self._places.pop(member)
            if last != member:
                self._sellers[place] = last
                self._places[last] = place

    def buyer(self, dice: Dice, purses: Purses, quote: str, total: int) -> int | None:
        """Somebody for whom `total` is at most half of what they have; the richest of a few."""
        if not self.members:
            return None
        found = [dice.pick(self.members) for _ in range(TRIES)]
        richest = max(found, key=lambda member: purses.of(quote, member))
        willing = [one for one in found if purses.of(quote, one) >= 2 * total]
        if willing:
            return willing[0]
        return richest if purses.of(quote, richest) >= 2 * total else None

    def seller(self, dice: Dice) -> int | None:
        """Somebody who holds keys; the largest holder of a few."""
        if not self._sellers:
            return None
        found = [dice.pick(self._sellers) for _ in range(3)]
        return max(found, key=lambda member: self.keys[member])

    def largest_seller(self) -> int | None:
        """Who holds most of those who sell; the one who came first of equals."""
        return max(self._sellers, key=lambda member: self.keys[member], default=None)
