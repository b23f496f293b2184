"""A table as it is exported whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from app.exports import ExportColumn


@dataclass(frozen=True)
class ExportTable:
    """A table's columns, its rows, and how many are expected."""

    columns: Sequence[ExportColumn[Any]]
    stream: Callable[[Connection], Iterator[Any]]
    count: Callable[[Connection], int]


def columns_at(*paths: str) -> tuple[ExportColumn[Any], ...]:
    """Columns by the paths of their values, `name` or `key=path.to.value`."""
    columns = []
    for path in paths:
        key, _, value = path.partition("=")
        title = key.replace("_", " ").capitalize()
        columns.append(ExportColumn[Any](key, title, attrgetter(value or key)))
    return tuple(columns)
