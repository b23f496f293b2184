"""Takes the holders of legacy rooms from a file, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.amounts import MAX_AMOUNT
from app.changes import Changed, Done
from app.db.rows import insert_many, next_id
from app.db.schema import table_of
from app.errors import Conflict
from app.members import matching
from app.migration.holder_file import Fault, Faults, HolderFile, HolderLine, read_holders
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import load_settings
from app.progress import Progress
from app.rooms.legacy_stages import MigrationStage
from app.rooms.rules import STATUS_WORDS, Status
from app.rooms.tables import LegacyHolder, LegacyRoom, Room

legacy_room, legacy_holder = table_of(LegacyRoom), table_of(LegacyHolder)
room = table_of(Room)

# A room's own token may be on its way already; once it trades its supply is another one.
BEFORE_TRADING = (
    Status.DRAFT,
    Status.DEPLOY_REQUESTED,
    Status.FAILED,
    Status.CONTRACT_SET,
    Status.INITIALISED,
)
_AT_ONCE = 500
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    hash: SHA-256 of the file, in hex. rows: lines below the titles. keys: in all rooms together.
    new_members: made of principals that no member has. replaced: rooms imported before.
    faults: the first ones, in the order of their lines; fault_count: of all.
    written: whether anything was written; never with faults.
    """

    file_name: str
    hash: str
    rows: int
    rooms: int
    holders: int
    keys: int
    new_members: int
    replaced: int
    faults: tuple[Fault, ...]
    fault_count: int
    written: bool

    @property
    def ok(self) -> bool:
        """Whether the file can be imported."""
        return self.fault_count == 0


@dataclass(slots=True)
class _Plan:
    """The file held against the workspace."""

    file: HolderFile
    rooms: dict[str, list[HolderLine]]
    members: dict[str, int]
    strangers: list[str]
    known: dict[str, int]
    faults: Faults

    def report(self, *, written: bool) -> ImportReport:
        faults = sorted(self.faults.kept, key=lambda fault: fault.line)
        return ImportReport(
            file_name=self.file.name,
            hash=self.file.hash.hex(),
            rows=self.file.rows,
            rooms=len(self.rooms),
            holders=len(self.file.lines),
            keys=sum(line.keys for line in self.file.lines),
            new_members=len(self.strangers),
            replaced=len(self.known),
            faults=tuple(faults),
            fault_count=self.faults.count,
            written=written,
        )


def import_holders(
    desk: Desk,
    file: BinaryIO,
    name: str,
    progress: Progress,
    *,
    size: int | None = None,
    dry_run: bool = False,
) -> Done[ImportReport]:
    """Import a file of legacy holders, unless any line of it is wrong.

    A room that is in the workspace already gets the file's holders instead of its own, until its
    snapshot is taken; so the same file twice is the same as once. A principal that no member has
    becomes a member of its own; a username that nobody has is a fault, because it may be mistyped.
    size: of the file in bytes, for the progress. dry_run: write nothing, only report.
    Raises NotAllowed, InvalidInput (field `file`), Cancelled, Conflict when another import was
    faster.
    """
    with trail.noted_refusal(
        desk, action="legacy.import", subject_kind="legacy_room", subject_id=0, subject_name=name
    ):
        desk.require(Permission.INITIALISE)
        desk.require(Permission.MANAGE_MEMBERS)
        network = desk.database.read(load_settings).network
        read = read_holders(file, name, network, progress, size=size)
        if dry_run:
            plan = desk.database.read(lambda connection: _plan(connection, read, hold=False))
            return Done(plan.report(written=False))
        try:
            return desk.database.write(lambda connection: _write(connection, desk, read, progress))
        except IntegrityError:
            raise Conflict(
                "Somebody else imported the same rooms or members just now; import again."
            ) from None


def _plan(connection: Connection, file: HolderFile, *, hold: bool) -> _Plan:
    # Another try of the same transaction must not count the same faults twice.
    faults = replace(file.faults, kept=list(file.faults.kept))
    rooms: dict[str, list[HolderLine]] = {}
    for line in file.lines:
        rooms.setdefault(line.room_id, []).append(line)
    known = _known_rooms(connection, rooms, faults, hold=hold)
    _check_own_rooms(connection, rooms, faults)
    for room_id, lines in rooms.items():
        if sum(line.keys for line in lines) > MAX_AMOUNT:
            message = f"The keys of room {room_id} are more than the ledger can hold."
            faults.add(lines[0].line, "keys", message)
    members, strangers = _members(connection, file.lines, faults)
    return _Plan(file, rooms, members, strangers, known, faults)


def _members(
    connection: Connection, lines: Sequence[HolderLine], faults: Faults
) -> tuple[dict[str, int], list[str]]:
    """Members by the holder's text, and the principals that nobody has."""
    principals = list(dict.fromkeys(line.holder for line in lines if line.is_principal))
    usernames = list(dict.fromkeys(line.holder for line in lines if not line.is_principal))
    members = dict(matching.ids_of_usernames(connection, usernames))
    shared: dict[str, int] = {}
    for principal, ids in matching.ids_of_principals(connection, principals).items():
        members[principal] = ids[0]
        if len(ids) > 1:
            shared[principal] = len(ids)
    seen: dict[tuple[str, int], int] = {}
    for line in lines:
        member_id = members.get(line.holder)
        if line.holder in shared:
            message = f"{shared[line.holder]} members have this principal; write a username."
            faults.add(line.line, "holder", message)
        elif member_id is not None:
            first = seen.setdefault((line.room_id, member_id), line.line)
            if first != line.line:
                message = f"Line {first} has the same member in this room, named otherwise."
                faults.add(line.line, "holder", message)
        elif not line.is_principal:
            faults.add(line.line, "holder", f"There is no member {line.holder!r}.")
    return members, [principal for principal in principals if principal not in members]


def _known_rooms(
    connection: Connection, rooms: dict[str, list[HolderLine]], faults: Faults, *, hold: bool
) -> dict[str, int]:
    """Row ids of rooms imported before; a fault for each that has its snapshot."""
    found: dict[str, int] = {}
    for part in _parts(sorted(rooms)):
        query = (
            select(legacy_room.c.id, legacy_room.c.room_id, legacy_room.c.stage)
            .where(legacy_room.c.room_id.in_(part))
            .order_by(legacy_room.c.id)
        )
        for row_id, room_id, stage in connection.execute(
            query.with_for_update() if hold else query
        ):
            found[room_id] = row_id
            if stage != MigrationStage.IMPORTED:
                message = f"The snapshot of room {room_id} is taken; its holders stay as they are."
                faults.add(rooms[room_id][0].line, "room_id", message)
    return found


def _check_own_rooms(
    connection: Connection, rooms: dict[str, list[HolderLine]], faults: Faults
) -> None:
    for part in _parts(sorted(rooms)):
        query = select(room.c.room_id, room.c.status).where(
            room.c.room_id.in_(part), room.c.status.not_in([each.value for each in BEFORE_TRADING])
        )
        for room_id, status in connection.execute(query):
            words = STATUS_WORDS[Status(status)]
            message = f"Room {room_id} has a token of its own, which is {words}."
            faults.add(rooms[room_id][0].line, "room_id", message)


def _parts(texts: Sequence[str], size: int = _AT_ONCE) -> list[Sequence[str]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _write(
    connection: Connection, desk: Desk, file: HolderFile, progress: Progress
) -> Done[ImportReport]:
    progress.step(0, len(file.lines), "Looking for the members")
    plan = _plan(connection, file, hold=True)
    report = plan.report(written=plan.faults.count == 0)
    if not report.written:
        return Done(report)
    members = dict(plan.members)
    for part in _parts(plan.strangers, _BATCH):
        members |= matching.enrol_principals(connection, desk, part)
        progress.step(len(members), len(file.lines), "Making the members")
    done, row_ids = 0, []
    for room_id, lines in plan.rooms.items():
        row_id = _write_room(connection, desk, plan, room_id, lines)
        row_ids.append(row_id)
        rows = [_holder(row_id, number, line, members) for number, line in enumerate(lines, 1)]
        for start in range(0, len(rows), _BATCH):
            insert_many(connection, legacy_holder, rows[start : start + _BATCH])
            progress.step(done + start, len(file.lines), "Writing the holders")
        done += len(rows)
    _record(connection, desk, report)
    changed = (Changed("legacy_room", tuple(row_ids)), Changed("member"), Changed("trail"))
    return Done(report, changed)


def _holder(
    row_id: int, number: int, line: HolderLine, members: dict[str, int]
) -> dict[str, object]:
    return {
        "legacy_room_id": row_id,
        "number": number,
        "member_id": members[line.holder],
        "holder": line.holder,
        "keys": line.keys,
    }


def _write_room(
    connection: Connection, desk: Desk, plan: _Plan, room_id: str, lines: Sequence[HolderLine]
) -> int:
    now = desk.clock.now()
    values: dict[str, Any] = {
        "holders": len(lines),
        "supply": sum(line.keys for line in lines),
        "file_name": plan.file.name,
        "file_hash": plan.file.hash,
        "imported_at": now,
        "changed_at": now,
    }
    known = plan.known.get(room_id)
    if known is not None:
        connection.execute(delete(legacy_holder).where(legacy_holder.c.legacy_room_id == known))
        connection.execute(
            update(legacy_room)
            .where(legacy_room.c.id == known)
            .values(**values, version=legacy_room.c.version + 1)
        )
        return known
    row_id = next_id(connection, "legacy_room")
    fixed = {"id": row_id, "room_id": room_id, "stage": MigrationStage.IMPORTED.value, "version": 1}
    nothing = {"issued": 0, "transferred": 0, "topped_up": 0}
    connection.execute(insert(legacy_room), values | fixed | nothing)
    return row_id


def _record(connection: Connection, desk: Desk, report: ImportReport) -> None:
    trail.record(
        connection,
        desk,
        action="legacy.import",
        subject_kind="legacy_room",
        subject_id=0,
        subject_name=report.file_name,
        after={
            "rows": report.rows,
            "rooms": report.rooms,
            "keys": report.keys,
            "replaced": report.replaced,
            "new_members": report.new_members,
            "sha256": report.hash,
        },
    )
