"""Shows on a terminal how far long work is; prints nothing where nobody watches."""

import sys
import time
from typing import TextIO

from app.terminal import one_line

WIDTH = 30
SECONDS_BETWEEN = 0.1
LONGEST_TEXT = 40
_CLEAR_LINE = "\r\x1b[K"


class ProgressBar:
    """A `Progress` that draws one line on standard error, at most ten times a second.

    The work is stopped with Ctrl+C, which Python raises wherever it happens to be.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._drawn_at: float | None = None
        self._is_terminal = self._stream.isatty()

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn_at is not None:
            self._write(_CLEAR_LINE)

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """Draw the line anew, if it is time for it."""
        if not self._is_terminal:
            return
        now = time.monotonic()
        if self._drawn_at is not None and now - self._drawn_at < SECONDS_BETWEEN:
            return
        self._drawn_at = now
        self._write(_CLEAR_LINE + bar(done, total, text))

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def bar(done: int, total: int | None, text: str) -> str:
    """The line without its end: a bar and a share where the total is known."""
    words = one_line(text)[:LONGEST_TEXT]
    if not total:
        return f"{words} {done}" if done else words
    filled = min(done, total) * WIDTH // total
    share = min(done, total) * 100 // total
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:3} % {words}".rstrip()
