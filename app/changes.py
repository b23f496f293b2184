"""What a commit changed, as views and other processes hear of it."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

ANY = "any"
"""Kind of a change of which nothing more is known, such as another program's commit."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows of one kind that a commit touched.

    kind: the subject in the product's words (`room`, `trade`, `member`, `operator`).
    ids: their row ids; empty means "any of them".
    """

    kind: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """Result of a use case: what came of it and what it changed."""

    value: T
    changed: tuple[Changed, ...] = ()


class Announce(Protocol):
    """Tells what a batch has changed, once it is committed; given to work that commits often."""

    def __call__(self, done: Done[T]) -> T:
        """Returns the batch's value."""
        ...


def to_nobody(done: Done[T]) -> T:
    """The `Announce` of callers without views."""
    return done.value


def joined(changed: tuple[Changed, ...]) -> tuple[Changed, ...]:
    """The changes with one entry a kind; no ids means any, and swallows the others."""
    ids: dict[str, dict[int, None] | None] = {}
    for change in changed:
        known = ids.setdefault(change.kind, {})
        if known is not None and change.ids:
            known.update(dict.fromkeys(change.ids))
        else:
            ids[change.kind] = None
    return tuple(Changed(kind, tuple(found or ())) for kind, found in ids.items())
