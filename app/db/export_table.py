"""A table as it is exported whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.db.paging import PagedQuery
from app.fields import Fields
from app.listing import Listing


@dataclass(frozen=True)
class ExportTable:
    """A table's fields, its rows, and how many are expected."""

    fields: Fields[Any]
    stream: Callable[[Connection], Iterator[Any]]
    count: Callable[[Connection], int]

    @classmethod
    def of(cls, fields: Fields[Any], query: PagedQuery[Any]) -> "ExportTable":
        """All rows of a query by their ids."""
        every = Listing(sort="id")
        return cls(
            fields,
            lambda connection: query.stream(connection, every),
            lambda connection: query.count(connection, every),
        )
