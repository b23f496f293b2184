"""Finds where rows came in or went out between two looks at the same stretch of a list (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """Before the row at `at`, `count` rows came in; or from it on, `-count` rows went out."""

    at: int
    count: int


def shifts(old: Sequence[int | None], new: Sequence[int], offset: int) -> list[Shift]:
    """What turns the old stretch into the new one, to be applied one after the other.

    old, new: ids of the rows from `offset` on, before and now; None where the old row isn't
        known. The old stretch may be longer, so that rows can be seen coming up.
    A mere change of order gives no shifts. What comes in or goes out above a stretch that
    doesn't begin at 0 is put at the very top, where new rows mostly come in.
    """
    rows = list(old)
    if None not in rows[: len(new)] and set(rows[: len(new)]) == set(new):
        return []
    place = {row_id: at for at, row_id in enumerate(new)}
    found: list[Shift] = []
    at = 0
    while at < len(new) and at < len(rows):
        count = _shift_at(rows, place, new[at], at)
        if count > 0:
            rows[at:at] = [None] * count
        elif count < 0:
            del rows[at : at - count]
        if count:
            found.append(Shift(0 if at == 0 else offset + at, count))
        at += max(count, 0) + 1
    return found


def _shift_at(rows: list[int | None], place: dict[int, int], new_id: int, at: int) -> int:
    """How far the rows from `at` on moved down (or up, below 0) where the stretches differ."""
    old_id = rows[at]
    if old_id is None or old_id == new_id:
        return 0
    down = place.get(old_id, -1) - at
    try:
        up = rows.index(new_id, at) - at
    except ValueError:
        up = 0
    if down > 0 and (up == 0 or down <= up):
        return down
    return -up
