"""How long work tells how far it is, and learns that it shall stop (pure)."""

from typing import Protocol


class Progress(Protocol):
    """Given to work that takes long; may be used on any thread."""

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """Tell that `done` of `total` parts are done.

        done, total: in whatever unit the work counts (rows, bytes, pages); total is None while
            it isn't known.
        text: what is being done just now, in words for the person.
        Raises `app.errors.Cancelled` once the person has asked to stop; the work lets it
        pass, after undoing what must not stay half done.
        """
        ...


class NoProgress:
    """For callers that show nothing and never stop the work."""

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """Take note of nothing."""
