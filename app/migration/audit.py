"""Proves that rooms from the old system got the keys of their snapshots, and their reserves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from sqlalchemy import BigInteger, Connection, select, type_coerce

from app.db.schema import table_of
from app.ledger.audit import BATCH, CheckResult, stream
from app.ledger.raw_values import as_hashed, whole
from app.ledger.rules import AccountRole
from app.ledger.tables import Account, Book, Entry, Transfer
from app.migration.reserve import ISSUE, RESERVE, ReserveSource
from app.progress import Progress
from app.rooms.legacy_stages import MigrationStage, snapshot_hash
from app.rooms.rules import Status
from app.rooms.tables import LegacyHolder, LegacyRoom, LegacySnapshot, Room

legacy_room, legacy_holder = table_of(LegacyRoom), table_of(LegacyHolder)
legacy_snapshot, room = table_of(LegacySnapshot), table_of(Room)
account, book = table_of(Account), table_of(Book)
entry, transfer = table_of(Entry), table_of(Transfer)

_BEFORE_SNAPSHOT = (MigrationStage.IMPORTED,)
_BEFORE_OPENING = (MigrationStage.IMPORTED, MigrationStage.SNAPSHOT, MigrationStage.SWITCHED)


def check_legacy_rooms(connection: Connection, progress: Progress) -> Sequence[CheckResult]:
    """Snapshots are as they were taken, and the own tokens began with what they say."""
    result = CheckResult("legacy_rooms")
    rows = connection.execute(_ROOMS).all()
    for index, row in enumerate(rows):
        progress.step(index, len(rows), "legacy rooms")
        result.rows += 1
        where = f"legacy_room {row.id} ({row.room_id})"
        if row.stage in _BEFORE_SNAPSHOT:
            _check_imported(connection, row, where, result)
        else:
            _check_snapshot(connection, row, where, result)
        if row.stage not in _BEFORE_OPENING:
            _check_opened(connection, row, where, result, progress)
    return [result]


_ROOMS = (
    select(
        legacy_room.c.id, legacy_room.c.room_id, legacy_room.c.stage, legacy_room.c.holders,
        legacy_room.c.supply, legacy_room.c.issued, legacy_room.c.transferred,
        legacy_room.c.topped_up, legacy_room.c.snapshot_hash, legacy_room.c.own_room_id,
        room.c.room_id.label("own"), room.c.status, room.c.key_asset_id,
        type_coerce(room.c.sells_paused, BigInteger).label("sells_paused"),
    )
    .outerjoin(room, room.c.id == legacy_room.c.own_room_id)
    .order_by(legacy_room.c.id)
)  # fmt: skip


def _check_imported(connection: Connection, row: Any, where: str, result: CheckResult) -> None:
    holders = select(legacy_holder.c["keys"]).where(legacy_holder.c.legacy_room_id == row.id)
    with stream(connection, holders) as rows:
        keys = [whole(each[0]) for each in rows]
    if (len(keys), sum(keys)) != (row.holders, row.supply):
        result.found(f"{where}: its legacy_holder rows are {len(keys)} with {sum(keys)} keys")


def _check_snapshot(connection: Connection, row: Any, where: str, result: CheckResult) -> None:
    count = keys = 0

    def rows() -> Iterator[Sequence[object]]:
        nonlocal count, keys
        with stream(connection, _snapshot(row.id)) as found:
            for each in found:
                count, keys = count + 1, keys + whole(each[3])
                yield as_hashed(each)

    computed = snapshot_hash(str(row.room_id), rows())
    if (count, keys) != (row.holders, row.supply):
        result.found(f"{where}: its snapshot has {count} holders with {keys} keys")
    if computed != row.snapshot_hash:
        result.found(f"{where}: its snapshot or the hash of it was changed")


def _snapshot(row_id: int) -> Any:
    return (
        select(
            legacy_snapshot.c.number,
            legacy_snapshot.c.member_id,
            legacy_snapshot.c.holder,
            legacy_snapshot.c["keys"],
        )
        .where(legacy_snapshot.c.legacy_room_id == row_id)
        .order_by(legacy_snapshot.c.number)
    )


def _check_opened(
    connection: Connection, row: Any, where: str, result: CheckResult, progress: Progress
) -> None:
    if row.own != row.room_id:
        result.found(f"{where} names room {row.own_room_id}, which is another one")
        return
    if row.stage == MigrationStage.OPENED and (row.status, row.sells_paused) != (Status.PAUSED, 1):
        result.found(f"{where}: room {row.own_room_id} is open although its reserve is short")
    if row.stage != MigrationStage.OPENED and row.issued != row.holders:
        result.found(f"{where}: only {row.issued} of {row.holders} holders have their keys")
    _check_issued(connection, row, where, result, progress)
    brought = _brought(connection, row.own_room_id)
    for source in ReserveSource:
        if brought.get(source.value, 0) != getattr(row, source.value):
            result.found(
                f"{where}: entries brought {brought.get(source.value, 0)} into the reserve, "
                f"{source.value} says {getattr(row, source.value)}"
            )


def _check_issued(
    connection: Connection, row: Any, where: str, result: CheckResult, progress: Progress
) -> None:
    """The entries' transfers are the snapshot's holders, one by one."""
    _credit = account.alias()
    moved = (
        select(_credit.c.owner_id, transfer.c.amount)
        .select_from(entry)
        .join(book, book.c.id == entry.c.book_id)
        .join(transfer, transfer.c.entry_id == entry.c.id)
        .join(_credit, _credit.c.id == transfer.c.credit_account_id)
        .where(
            book.c.code == f"room:{row.own_room_id}",
            entry.c.kind == ISSUE,
            _credit.c.owner_kind == "member",
            _credit.c.role == AccountRole.HOLDER.value,
            _credit.c.asset_id == row.key_asset_id,
        )
        .order_by(entry.c.id, transfer.c.position)
    )
    issued = _snapshot(row.id).where(legacy_snapshot.c.number <= row.issued)
    with stream(connection, moved) as booked, stream(connection, issued) as wanted:
        for number, (got, holder) in enumerate(zip_longest(booked, wanted), 1):
            if got is None or holder is None or tuple(got) != (holder[1], holder[3]):
                result.found(f"{where}: holder {number} didn't get what the snapshot says")
                return
            if number % BATCH == 0:
                progress.step(number, row.issued, "legacy rooms")


def _brought(connection: Connection, own_room_id: int) -> Mapping[object, int]:
    rows = connection.execute(
        select(entry.c.category, transfer.c.amount)
        .join(book, book.c.id == entry.c.book_id)
        .join(transfer, transfer.c.entry_id == entry.c.id)
        .where(book.c.code == f"room:{own_room_id}", entry.c.kind == RESERVE)
    )
    sums: dict[object, int] = {}
    for category, amount in rows:
        sums[category] = sums.get(category, 0) + whole(amount)
    return sums


CHECKS = (check_legacy_rooms,)
