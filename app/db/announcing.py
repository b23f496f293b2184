"""Tells other programs on a server what was committed, without making the committer wait."""

import threading
from queue import SimpleQueue

import psycopg

from app.changes import Changed, joined
from app.db.engine import postgres_connection
from app.db.location import Location
from app.db.notices import CHANNEL, encoded

CLOSE_SECONDS = 2.0


class Announcer:
    """Sends notices on a connection and a thread of its own, several commits' at once.

    A notice inside a transaction would make all writers of the server queue up, and one behind
    each commit would cost it as much as another statement.
    """

    def __init__(self, location: Location, origin: str) -> None:
        self._location = location
        self._origin = origin
        self._waiting: SimpleQueue[tuple[Changed, ...] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def announce(self, changed: tuple[Changed, ...]) -> None:
        """Tell the others, soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._send, name="announcer", daemon=True)
            self._thread.start()
        self._waiting.put(changed)

    def close(self) -> None:
        """Send what waits and end; a server that doesn't answer is not waited for."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(CLOSE_SECONDS)

    def _send(self) -> None:
        driver: psycopg.Connection | None = None
        while (changed := self._waiting.get()) is not None:
            last = False
            while not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    last = True
                    break
                changed += more
            driver = self._notify(driver, joined(changed))
            if last:
                break
        if driver is not None:
            driver.close()

    def _notify(
        self, driver: psycopg.Connection | None, changed: tuple[Changed, ...]
    ) -> psycopg.Connection | None:
        # What was committed stays committed: a lost notice only delays another window's refresh.
        try:
            driver = driver or postgres_connection(self._location)
            driver.execute("SELECT pg_notify(%s, %s)", (CHANNEL, encoded(self._origin, changed)))
        except psycopg.Error:
            if driver is not None:
                driver.close()
            return None
        return driver
