"""Signs operators in, counts wrong passwords, and tells when the window locks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, select, update

from app.changes import Changed, Done
from app.db.clock import Clock
from app.db.database import Database
from app.db.schema import table_of
from app.errors import NotAllowed
from app.ledger.rules import canonical
from app.operators import trail
from app.operators.desk import Desk, SignedIn
from app.operators.passwords import Hasher
from app.operators.queries import OperatorRow, admins, operator_by_id
from app.operators.rules import LOCK_OUT, WRONG_TRIES_ALLOWED, Role, Tries, wait_text
from app.operators.settings import load_settings
from app.operators.tables import Operator, TrailLine
from app.operators.text_rules import check_encodable, is_encodable

operator, line = table_of(Operator), table_of(TrailLine)

SIGN_IN = "operator.sign_in"
UNLOCK = "operator.unlock"
UNKNOWN = "unknown name"


class SignInRefused(NotAllowed):
    """The name or the password is wrong; which of them is not told."""

    title = "Not signed in"
    default_code = "SIGN_IN_REFUSED"


class LockedOut(NotAllowed):
    """Too many wrong passwords were given for this name."""

    title = "Wait"
    default_code = "LOCKED_OUT"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            f"Too many wrong passwords; try again in {wait_text(wait)}.",
            details={"seconds": -(-wait // timedelta(seconds=1))},
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is stored under a name that somebody gave; no row for a name that nobody has."""

    name: str
    row: OperatorRow | None
    stored: str
    tries: Tries


@dataclass(frozen=True, slots=True)
class _Verdict:
    """How one try ended: whose password it was, or the tries counted so far."""

    tries: Tries
    row: OperatorRow | None = None
    is_stale: bool = False


def sign_in(database: Database, clock: Clock, name: str, password: str, *, hasher: Hasher) -> Desk:
    """The desk of the operator with this name and password.

    A name that nobody has takes as long, is counted and is locked like one that is known.
    Raises SignInRefused, LockedOut from the fifth wrong password on, NotAllowed (`SWITCHED_OFF`),
    and InvalidInput (field `password`) for characters that no password can hold.
    """
    row = _try(database, clock, name.strip(), password, hasher, SIGN_IN)
    return Desk(database, clock, row.signed_in())


def unlock(desk: Desk, password: str, *, hasher: Hasher) -> Desk:
    """The desk anew, with today's role, when the operator's own password is right.

    Wrong ones count as at sign-in; raises as `sign_in` does.
    """
    row = _try(desk.database, desk.clock, desk.operator.name, password, hasher, UNLOCK)
    return Desk(desk.database, desk.clock, row.signed_in())


def demo_desk(database: Database, clock: Clock) -> Desk:
    """The desk of the demo workspace's first admin, without a password.

    Raises NotAllowed (`NOT_A_DEMO`) on any other workspace.
    """

    def work(connection: Connection) -> OperatorRow:
        found = admins(connection) if load_settings(connection).is_demo else []
        if not found:
            raise NotAllowed("Only a demo workspace opens without a password.", code="NOT_A_DEMO")
        return found[0]

    return Desk(database, clock, database.read(work).signed_in())


def _try(
    database: Database, clock: Clock, name: str, password: str, hasher: Hasher, action: str
) -> OperatorRow:
    check_encodable(password, field="password", what="A password")
    decoy = hasher.decoy
    while True:
        seen = database.read(lambda connection: _look_up(connection, name))
        _refuse_locked(seen.tries, clock)
        # Outside the transaction: others must not wait for the slow hash.
        is_right = hasher.matches(seen.stored or decoy, password)
        renewed = hasher.hash(password) if is_right and hasher.is_outdated(seen.stored) else ""
        try_ = _Try(clock.now(), action, seen, is_right, renewed)
        verdict = database.write(try_.settle).value
        if verdict.is_stale:
            continue
        if verdict.row is not None:
            return _active(verdict.row)
        _refuse_locked(verdict.tries, clock)
        raise SignInRefused("The name or the password is wrong.", field="password")


def _active(row: OperatorRow) -> OperatorRow:
    if not row.active:
        raise NotAllowed(f"{row.name} is switched off; ask a platform admin.", code="SWITCHED_OFF")
    return row


def _refuse_locked(tries: Tries, clock: Clock) -> None:
    wait = tries.wait(clock.now())
    if wait is not None:
        raise LockedOut(wait)


def _look_up(connection: Connection, name: str, *, hold: bool = False) -> _Seen:
    if is_encodable(name):
        query = select(operator.c.id, operator.c.password_hash).where(operator.c.name == name)
        if hold:
            query = query.with_for_update(key_share=True)
        found = connection.execute(query).first()
        if found is not None:
            row = operator_by_id(connection, found.id)
            return _Seen(name, row, found.password_hash, row.tries)
    return _Seen(name, None, "", _unknown_tries(connection, name))


@dataclass(frozen=True, slots=True)
class _Try:
    """One password given for one name, already compared with what was stored."""

    at: datetime
    action: str
    seen: _Seen
    is_right: bool
    renewed: str

    def settle(self, connection: Connection) -> Done[_Verdict]:
        """Count the try; the row is held, so that tries made at once are counted one by one."""
        now = _look_up(connection, self.seen.name, hold=True)
        if now.stored != self.seen.stored:
            return Done(_Verdict(now.tries, is_stale=True))
        if now.tries.wait(self.at) is not None:
            return Done(_Verdict(now.tries))
        if now.row is not None and self.is_right:
            return self._let_in(connection, now.row)
        return self._count_wrong(connection, now)

    def _let_in(self, connection: Connection, row: OperatorRow) -> Done[_Verdict]:
        if not row.active:
            claimed = SignedIn(None, row.name, row.display_name, row.role)
            after = {"code": "SWITCHED_OFF"}
            self._write_line(connection, claimed, row.id, after, trail.REFUSED)
            return Done(_Verdict(row.tries, row), _changed())
        values: dict[str, object] = {"wrong_tries": 0, "locked_until": None}
        if self.action == SIGN_IN:
            values["signed_in_at"] = self.at
        if self.renewed:
            values["password_hash"] = self.renewed
        connection.execute(update(operator).where(operator.c.id == row.id).values(values))
        self._write_line(connection, row.signed_in(), row.id, {}, trail.DONE)
        return Done(_Verdict(Tries(), operator_by_id(connection, row.id)), _changed(row.id))

    def _count_wrong(self, connection: Connection, now: _Seen) -> Done[_Verdict]:
        tries = now.tries.after_wrong(self.at)
        if now.row is None:
            after = {"name": _fingerprint(now.name), "try": tries.wrong}
            nobody = SignedIn(None, UNKNOWN, UNKNOWN, Role.VIEWER)
            self._write_line(connection, nobody, 0, after, trail.REFUSED)
            return Done(_Verdict(tries), _changed())
        connection.execute(
            update(operator)
            .where(operator.c.id == now.row.id)
            .values(wrong_tries=tries.wrong, locked_until=tries.locked_until)
        )
        # Nobody has proved to be this operator, so the line names them as its subject only.
        claimed = SignedIn(None, now.row.name, now.row.display_name, now.row.role)
        self._write_line(connection, claimed, now.row.id, {"try": tries.wrong}, trail.REFUSED)
        return Done(_Verdict(tries), _changed(now.row.id))

    def _write_line(
        self,
        connection: Connection,
        who: SignedIn,
        subject_id: int,
        after: Mapping[str, object],
        outcome: str,
    ) -> None:
        trail.write_line(
            connection,
            who,
            self.at,
            action=self.action,
            subject_kind="operator",
            subject_id=subject_id,
            subject_name=who.name,
            after=after,
            outcome=outcome,
        )


def _changed(*ids: int) -> tuple[Changed, ...]:
    trail_changed = Changed("trail")
    return (Changed("operator", ids), trail_changed) if ids else (trail_changed,)


def _fingerprint(name: str) -> str:
    """Stands for an unknown name in the trail: people type passwords into the wrong field."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _unknown_tries(connection: Connection, name: str) -> Tries:
    start = canonical({"name": _fingerprint(name)}).decode().removesuffix("}")
    row = connection.execute(
        select(line.c.at, line.c.after)
        .where(
            line.c.subject_kind == "operator",
            line.c.subject_id == 0,
            line.c.after.startswith(start, autoescape=True),
        )
        .order_by(line.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return Tries()
    wrong = msgspec.json.decode(row.after)["try"]
    return Tries(wrong, row.at + LOCK_OUT if wrong >= WRONG_TRIES_ALLOWED else None)


class IdleLock:
    """Tells when nobody has touched the window for so long that it must lock.

    minutes: how long; 0 means never.
    """

    def __init__(self, minutes: int, clock: Clock) -> None:
        self._limit = timedelta(minutes=minutes)
        self._clock = clock
        self._touched_at = clock.now()

    def touch(self) -> None:
        """Somebody pressed a key or moved the mouse."""
        self._touched_at = self._clock.now()

    def remaining(self) -> timedelta | None:
        """How long until the window locks, zero when it is due; None where it never does."""
        if not self._limit:
            return None
        # A machine's clock that was set back counts as idle time of zero, not below.
        idle = max(self._clock.now() - self._touched_at, timedelta())
        return max(self._limit - idle, timedelta())

    def is_due(self) -> bool:
        """Whether the window must lock now."""
        return self.remaining() == timedelta()
