"""Takes one step of many rooms, each in its own transaction, and tells what was refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.changes import Announce, Done, to_nobody
from app.errors import Cancelled, Unavailable, UserError
from app.kit.translation import said
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms import queries

Take = Callable[[int], Done[int]]


@dataclass(frozen=True, slots=True)
class RefusedRoom:
    """A room whose step was not taken, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of it; stopped: how many rooms the person stopped it before."""

    done: tuple[int, ...]
    refused: tuple[RefusedRoom, ...]
    stopped: int


def run_bulk(
    desk: Desk,
    ids: Callable[[], Sequence[int]],
    take: Take,
    progress: Progress,
    announce: Announce = to_nobody,
) -> BulkResult:
    """Take the step of each room; a room that refuses doesn't stop the others.

    ids: row ids, asked for on the worker. take: the step of one room; announce: hears of each.
    A database that no longer answers ends it: all that are left count as refused.
    """
    wanted = tuple(ids())
    done: list[int] = []
    refused: list[RefusedRoom] = []
    for number, row_id in enumerate(wanted):
        try:
            progress.step(number, len(wanted))
        except Cancelled:
            return BulkResult(tuple(done), tuple(refused), len(wanted) - number)
        try:
            announce(take(row_id))
            done.append(row_id)
        except Unavailable as error:
            left = wanted[number:]
            refused += [RefusedRoom(f"#{each}", error.message) for each in left]
            break
        except UserError as error:
            refused.append(RefusedRoom(_name(desk, row_id), error.message))
    return BulkResult(tuple(done), tuple(refused), 0)


def refusal_lines(refused: Iterable[RefusedRoom]) -> str:
    """The refused rooms as lines to read and copy."""
    return "\n".join(f"{each.name}: {said(each.reason)}" for each in refused)


def _name(desk: Desk, row_id: int) -> str:
    try:
        return desk.database.read(lambda connection: queries.room_by_id(connection, row_id)).name
    except UserError:
        return f"#{row_id}"
