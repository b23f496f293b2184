"""A table as it is exported whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.fields import Fields


@dataclass(frozen=True)
class ExportTable:
    """A table's fields, its rows, and how many are expected."""

    fields: Fields[Any]
    stream: Callable[[Connection], Iterator[Any]]
    count: Callable[[Connection], int]
