"""What a commit changed, as views and other processes hear of it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


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
