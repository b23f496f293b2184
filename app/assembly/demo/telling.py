"""Tells the demo: everybody's story, merged by time, act by act."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from heapq import merge

from sqlalchemy import Connection

from app.addresses import Network
from app.assembly.demo import launch
from app.assembly.demo.acts import Acts
from app.assembly.demo.cast import MEMBERS, Desks, Joining, hire, joinings
from app.assembly.demo.dice import Dice
from app.assembly.demo.market import Market
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.story import DAY, HISTORY, HOUR, MINUTE, Purchase, RoomStory
from app.db.clock import SetClock
from app.db.database import Database
from app.db.nested_transaction import JoinedDatabase
from app.members.rules import MemberStatus
from app.operators.service import program_desk
from app.operators.settings import load_settings, save_settings
from app.progress import Progress
from app.vending import curves
from app.vending.quotes import open_quotes

WORKSPACE_NAME = "Demo"

_EVENTS_A_STEP = 50

Act = Callable[[], None]
Moments = Iterator[tuple[datetime, Act]]
Event = tuple[datetime, int, int, Act]


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides every row of the demo: chance, size, the end of its history, its rooms."""

    seed: int
    scale: int
    until: datetime
    rooms: Sequence[RoomStory] = ROOMS


@dataclass(frozen=True, slots=True)
class Built:
    """What the demo holds; `until` is the end of its history."""

    until: datetime
    members: int
    rooms: int
    trades: int


def tell(connection: Connection, database: Database, progress: Progress, story: Settings) -> Built:
    """Let everything happen in this transaction, which must roll back if this raises.

    database: what `connection` belongs to. progress counts members and trades.
    """
    until = story.until
    clock = SetClock(until - HISTORY - DAY)
    desks = _prepare(JoinedDatabase(database, connection), connection, clock)
    acts = Acts(connection, clock, desks, dict(_markets(story)))
    cast = tuple(_cast(acts, story))
    trades = sum(market.story.trades for market in acts.markets.values())
    total = trades + len(cast)
    progress.step(0, total, "Making the demo")
    for done, (at, _, _, act) in enumerate(_events(acts, cast, story)):
        clock.at = at
        act()
        if done % _EVENTS_A_STEP == 0:
            progress.step(min(done, total), total, f"{at:%d %B %Y}")
    progress.step(total, total, "Writing the demo")
    return Built(until, len(acts.members), len(acts.rooms), acts.trades)


def _prepare(database: Database, connection: Connection, clock: SetClock) -> Desks:
    desks = hire(database, clock)
    open_quotes(connection)
    settings = load_settings(connection)
    demo = replace(settings, name=WORKSPACE_NAME, network=Network.TESTNET, is_demo=True)
    save_settings(program_desk(database, clock), demo)
    return desks


def _markets(story: Settings) -> Iterator[tuple[str, Market]]:
    for room in story.rooms:
        if room.market is not None:
            yield (
                room.room_id,
                Market(
                    replace(room.market, trades=room.market.trades * story.scale),
                    curves.curve_from(room.market.family, room.market.parameters),
                    Dice(story.seed, f"room {room.room_id}"),
                    story.until - room.opened,
                    story.until,
                    launch.pauses(room, story.until),
                ),
            )


def _cast(acts: Acts, story: Settings) -> Iterator[Joining]:
    crowds = [(key, each.story.quote, each.story.crowd) for key, each in acts.markets.items()]
    return joinings(story.seed, MEMBERS * story.scale, story.until, crowds)


def _events(acts: Acts, cast: Sequence[Joining], story: Settings) -> Iterator[Event]:
    """Everything that happens, in time order; at one moment, in the order of the streams."""
    streams = [
        ((each.at, partial(acts.join, each)) for each in cast),
        iter(_deposits(acts, cast)),
        *(_steps(acts, room, story.until) for room in story.rooms),
        *(_kept(acts, room, story.until) for room in story.rooms),
        *(_traded(acts, room_id, market) for room_id, market in acts.markets.items()),
        iter(_troubles(acts, story.until)),
        iter(_old_rooms(acts, story)),
    ]
    return merge(*(_numbered(stream, moments) for stream, moments in enumerate(streams)))


def _numbered(stream: int, moments: Moments) -> Iterator[Event]:
    # The two numbers decide between events of one moment; acts themselves can't be compared.
    for number, (at, act) in enumerate(moments):
        yield at, stream, number, act


def _deposits(acts: Acts, cast: Sequence[Joining]) -> list[tuple[datetime, Act]]:
    deposits = (deposit for each in cast for deposit in each.deposits)
    by_time = sorted(deposits, key=lambda deposit: deposit.at)
    return [(deposit.at, partial(acts.deposit, deposit)) for deposit in by_time]


def _steps(acts: Acts, room: RoomStory, until: datetime) -> Moments:
    for at, later in launch.steps(room, until):
        yield at, partial(acts.step, room, later)


def _kept(acts: Acts, room: RoomStory, until: datetime) -> Moments:
    if room.market is None:
        return
    # A room's first keys are its creator's, as the rule of some of them demands.
    first = Purchase(room.opened - 20 * MINUTE, room.creator, 2)
    for purchase in (first, *room.market.kept):
        yield until - purchase.ago, partial(acts.keep, room.room_id, purchase)


def _traded(acts: Acts, room_id: str, market: Market) -> Moments:
    times = market.times()
    for number, at in enumerate(times, 1):
        yield at, partial(acts.trade, room_id, number == len(times))


def _old_rooms(acts: Acts, story: Settings) -> list[tuple[datetime, Act]]:
    """The way of rooms from the old system begins."""
    return [
        (story.until - 6 * DAY, partial(acts.bring_in_old_rooms, story.seed)),
        (story.until - 2 * DAY, acts.settle_old_rooms),
    ]


def _troubles(acts: Acts, until: datetime) -> list[tuple[datetime, Act]]:
    """What didn't go well: limits that the price had passed, members who were barred."""
    spam = partial(acts.bar, MemberStatus.SUSPENDED, "Advertised another platform in five rooms.")
    fraud = partial(acts.bar, MemberStatus.BANNED, "Sold screenshots of keys to newcomers.")
    appeal = partial(acts.bar, MemberStatus.SUSPENDED, "Waits for the outcome of an appeal.")
    missed = [
        (30 * HOUR, "123", "yuki"),
        (6 * HOUR, "110", "milo"),
        (50 * MINUTE, "123", "ibrahim"),
    ]
    found = [(until - 26 * DAY, spam), (until - 9 * DAY, fraud), (until - 5 * HOUR, appeal)]
    for ago, room_id, username in missed:
        if room_id in acts.markets:
            found.append((until - ago, partial(acts.miss, room_id, username)))
    return sorted(found, key=lambda trouble: trouble[0])
