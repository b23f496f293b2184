"""Rooms of the old system in the demo: who holds how many keys of the token that they shared."""

import io
from collections.abc import Mapping, Sequence
from functools import partial

from app.assembly.demo.dice import Dice
from app.migration import queries
from app.migration.importing import import_holders
from app.migration.service import take_snapshot
from app.operators.desk import Desk
from app.progress import NoProgress

FILE = "shared-token-holders.csv"
ROOMS = ("57", "58", "61", "64", "72")
SETTLED = ("58", "64")
"""Those whose snapshot is taken."""

_FEWEST, _MOST_HOLDERS, _MOST_KEYS = 3, 14, 25


def holders(seed: int, members: Mapping[str, int]) -> bytes:
    """The file of all rooms' holders, among the members by username."""
    names = sorted(members)
    lines = ["room_id,holder,keys"]
    for room_id in ROOMS:
        dice = Dice(seed, f"old room {room_id}")
        left = list(names)
        for _ in range(min(dice.between(_FEWEST, _MOST_HOLDERS), len(names))):
            name = left.pop(dice.below(len(left)))
            lines.append(f"{room_id},{name},{dice.between(1, _MOST_KEYS)}")
    return "\n".join(lines).encode()


def bring_in(desk: Desk, content: bytes) -> None:
    """Import the file."""
    import_holders(desk, io.BytesIO(content), FILE, NoProgress())


def settle(desk: Desk, room_ids: Sequence[str] = SETTLED) -> None:
    """Take snapshots of rooms."""
    for room_id in room_ids:
        row = desk.database.read(partial(queries.legacy_room_by_room_id, room_id=room_id))
        take_snapshot(desk, row.id)
