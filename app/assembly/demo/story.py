"""How a demo room's story is told: its way to trading, its curve, and where its supply went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.rooms.rules import Step
from app.vending.rules import DEFAULT_FEE_BPS, FeeMode

HISTORY = timedelta(days=90)
"""How far the demo's history goes back from its end."""

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoryPoint:
    """The supply that a room has come to, so long before the end of the history."""

    ago: timedelta
    supply: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """Keys that a member buys to keep, so long before the end of the history."""

    ago: timedelta
    username: str
    keys: int


@dataclass(frozen=True, slots=True)
class MarketStory:
    """What a room trades, and how.

    parameters, fee_bps and the rules: what its machine is initialised with.
    trades: about how many there are. crowd: in a thousand members, how many take part.
    points: the way of the supply after the opening, oldest first, the last one at the end.
    kept: purchases besides those of the crowd; these members never sell here.
    """

    quote: str
    family: str
    parameters: Mapping[str, object]
    trades: int
    crowd: int
    points: tuple[StoryPoint, ...]
    kept: tuple[Purchase, ...] = ()
    fee_bps: int = DEFAULT_FEE_BPS
    fee_mode: FeeMode = FeeMode.ON_TOP
    supply_cap: int | None = None
    first_key_creators: bool = False
    last_key_kept: bool = False

    @property
    def keepers(self) -> frozenset[str]:
        """Usernames of those who keep their keys."""
        return frozenset(purchase.username for purchase in self.kept)


@dataclass(frozen=True, slots=True)
class Later:
    """A step after a room's launch, so long before the end of the history."""

    ago: timedelta
    step: Step
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoomStory:
    """One room of the demo.

    drafted: how long before the end of the history it was created.
    waits: the time between its further steps; as many steps are taken as there are waits.
    """

    room_id: str
    name: str
    symbol: str
    creator: str
    drafted: timedelta
    waits: tuple[timedelta, ...] = ()
    market: MarketStory | None = None
    later: tuple[Later, ...] = field(default=())

    @property
    def opened(self) -> timedelta:
        """How long before the end of the history its last launch step was."""
        return self.drafted - sum(self.waits, timedelta())


LAUNCH = (
    Step.REQUEST_DEPLOYMENT,
    Step.SET_CONTRACT,
    Step.INITIALISE_TOKEN,
    Step.INITIALISE_MACHINE,
)
"""The steps after the draft, in the order of `RoomStory.waits`."""


def path(*points: tuple[float, int]) -> tuple[StoryPoint, ...]:
    """Points of a market from pairs of days before the end and supply."""
    return tuple(StoryPoint(days * DAY, supply) for days, supply in points)
