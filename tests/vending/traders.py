"""Programs that trade beside others, or are killed while they do; forked from one that waits."""

import base64
import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.db.database import Database, connect
from app.db.location import Location
from app.errors import UserError
from app.vending.trading import Order, execute, place
from tests.factories import NOON, desk_of, give

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Gift:
    """Money that a member is given, under a key of its own."""

    member: int
    amount: int
    key: str


@dataclass(frozen=True, slots=True)
class Errand:
    """What one program does.

    acts: one after the other; an order or gift by itself, or orders in one transaction.
    report: file that it writes a line to before and after each.
    gate: file whose lock it waits for before it begins; None to begin at once.
    last_call: the number of the Python call at which it kills itself; None for never.
    """

    location: Location
    acts: tuple[Order | Gift | tuple[Order, ...], ...]
    report: Path
    gate: Path | None = None
    last_call: int | None = None


class Traders:
    """Starts programs quickly: each is forked from one that has imported everything."""

    def __init__(self) -> None:
        self._waiting = subprocess.Popen(
            [sys.executable, "-c", "from tests.vending.traders import serve; serve()"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, errand: Errand) -> int:
        """Begin an errand; returns the program's process id."""
        return int(self._ask(base64.b64encode(pickle.dumps(errand)).decode()))

    def kill(self, pid: int) -> None:
        """End a program on the spot."""
        os.kill(pid, signal.SIGKILL)

    def wait(self, pid: int) -> int:
        """Wait for a program's end: 0, or minus the signal that ended it."""
        return int(self._ask(f"wait {pid}"))

    def close(self) -> None:
        """End the one that waits."""
        self._waiting.communicate(timeout=10)

    def _ask(self, line: str) -> str:
        assert self._waiting.stdin is not None
        assert self._waiting.stdout is not None
        self._waiting.stdin.write(f"{line}\n")
        self._waiting.stdin.flush()
        return self._waiting.stdout.readline()


def told(report: Path) -> list[tuple[str, list[str], object]]:
    """What a program reported: `ready`, `try` or `done`, the keys, and what came of them."""
    if not report.exists():
        return []
    lines = report.read_text().splitlines()
    return [(word, keys, result) for word, keys, result in map(json.loads, lines)]


def serve() -> None:
    """Start programs as asked on standard input, until it ends."""
    for line in sys.stdin:
        if line.startswith("wait "):
            _, status = os.waitpid(int(line.split()[1]), 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _run(pickle.loads(base64.b64decode(line)))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _run(errand: Errand) -> None:
    """Do the errand and end the process; what isn't expected ends it with an error."""
    status = 1
    try:
        _do(errand)
        status = 0
    finally:
        sys.stderr.flush()
        if status:
            import traceback

            traceback.print_exc()
        os._exit(status)


def _do(errand: Errand) -> None:
    database = connect(errand.location)
    report = os.open(errand.report, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    if errand.gate is not None:
        with errand.gate.open() as gate:
            fcntl.flock(gate, fcntl.LOCK_SH)
    _tell(report, "ready", [], None)
    if errand.last_call is not None:
        _kill_at(errand.last_call)
    for act in errand.acts:
        keys = _keys(act)
        _tell(report, "try", keys, None)
        _tell(report, "done", keys, _result(database, act))
    sys.setprofile(None)
    database.close()


def _keys(act: Order | Gift | tuple[Order, ...]) -> list[str]:
    if isinstance(act, Gift):
        return [act.key]
    return [each.idempotency_key for each in ((act,) if isinstance(act, Order) else act)]


def _result(database: Database, act: Order | Gift | tuple[Order, ...]) -> object:
    try:
        if isinstance(act, Gift):
            return give(desk_of(database), act.member, act.amount, key=act.key)
        if isinstance(act, Order):
            return place(desk_of(database), act).value.id
        return database.write(lambda connection: _all(connection, act))
    except UserError as error:
        return error.code


def _all(connection: Connection, orders: Sequence[Order]) -> list[int]:
    return [execute(connection, each, actor="batch", at=NOON).id for each in orders]


def _tell(report: int, word: str, keys: list[str], result: object) -> None:
    os.write(report, f"{json.dumps([word, keys, result])}\n".encode())


def _kill_at(last: int) -> None:
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls >= last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
