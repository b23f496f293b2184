"""Hears what other programs commit to the workspace."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.changes import ANY, Changed
from app.db.database import Database
from app.db.engine import postgres_connection
from app.db.notices import CHANNEL, decoded
from app.errors import Unavailable

if TYPE_CHECKING:
    import psycopg

POLL_SECONDS = 0.25
PAUSES = (2.0, 4.0, 8.0, 15.0)
STOP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """The server doesn't answer; it is tried again in `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ConnectionBack:
    """The server answers again."""


Link = ConnectionLost | ConnectionBack


class Watcher:
    """Tells of other programs' commits, from a thread of its own.

    What this `Database` object itself commits is not told: whoever wrote knows.
    heard: called with what changed; `Changed("any")` where that isn't known, which is so for
        SQLite files, and after a lost connection.
    link: called when the connection is lost, each time another try failed, and when it is back.
    Both are called on the watching thread, and not any more once `stop` has returned.
    """

    def __init__(
        self,
        database: Database,
        heard: Callable[[tuple[Changed, ...]], None],
        link: Callable[[Link], None] | None = None,
        *,
        poll: float = POLL_SECONDS,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """poll, pauses: seconds between two looks, and before each new try to connect."""
        self._database = database
        self._heard = heard
        self._link = link or _ignore
        self._poll = poll
        self._pauses = pauses
        self._seen: tuple[int, int] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="workspace-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch: whatever is committed from now on is told; a watcher is started once."""
        if self._database.is_sqlite:
            with suppress(Unavailable):
                self._seen = self._database.others_mark()
        self._thread.start()

    def stop(self) -> None:
        """End it; returns within a second, also while a server doesn't answer."""
        self._stopped.set()
        if self._thread is not threading.current_thread() and self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _watch(self) -> None:
        look_once = self._poll_file if self._database.is_sqlite else self._listen
        tried = 0
        while not self._stopped.is_set():
            try:
                look_once(tried > 0)
                return
            except _Lost as lost:
                tried = 0 if lost.was_connected else tried
            pause = self._pauses[min(tried, len(self._pauses) - 1)]
            self._say(ConnectionLost(pause))
            self._stopped.wait(pause)
            tried += 1

    def _poll_file(self, was_lost: bool) -> None:
        while not self._stopped.wait(self._poll):
            try:
                mark = self._database.others_mark()
            except Unavailable as error:
                raise _Lost(was_connected=not was_lost) from error
            if mark is None:
                continue
            if was_lost:
                self._say(ConnectionBack())
            if was_lost or mark != self._seen:
                self._tell((Changed(ANY),))
            self._seen, was_lost = mark, False

    def _listen(self, was_lost: bool) -> None:
        import psycopg

        connected = False
        try:
            with closing(postgres_connection(self._database.location)) as driver:
                driver.execute(f"LISTEN {CHANNEL}".encode())
                connected = True
                if was_lost:
                    self._say(ConnectionBack())
                    self._tell((Changed(ANY),))
                self._hear(driver)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise _Lost(was_connected=connected) from error

    def _hear(self, driver: "psycopg.Connection") -> None:
        while not self._stopped.is_set():
            for notice in driver.notifies(timeout=self._poll):
                origin, changed = decoded(notice.payload)
                if origin != self._database.origin:
                    self._tell(changed)

    def _tell(self, changed: tuple[Changed, ...]) -> None:
        if not self._stopped.is_set():
            self._heard(changed)

    def _say(self, link: Link) -> None:
        if not self._stopped.is_set():
            self._link(link)


class _Lost(Exception):
    """Nothing can be heard until the next try."""

    def __init__(self, *, was_connected: bool) -> None:
        super().__init__("connection lost")
        self.was_connected = was_connected


def _ignore(_link: Link) -> None:
    """For those who don't show the connection."""
