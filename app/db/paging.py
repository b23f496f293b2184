"""Answers a listing with SQL: one description of what is shown, sorted, searched and filtered."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Select, false, func, select

from app.db.database import Database
from app.db.projection import DataclassRow, Projection
from app.listing import Listing, Page


class NumberedRow(DataclassRow, Protocol):
    """A row with the number that it is known by."""

    @property
    def id(self) -> int: ...


R = TypeVar("R")
T = TypeVar("T", bound=NumberedRow)

BATCH = 1_000
# SQLite takes patterns of 50 000 bytes, and no name or reason is as long as this.
LONGEST_SEARCH = 2_000


@dataclass(frozen=True)
class PagedQuery(Generic[T]):
    """A listing's rows in SQL.

    row, source: what is selected, from which tables.
    id: the row id's column; it makes every order total.
    sorts: the columns that a listing may sort by, by key; the first one is the default.
    search: the condition for a free text.
    filters: the condition for each filter's value.
    """

    row: Projection[T]
    source: FromClause
    id: ColumnElement[int]
    sorts: Mapping[str, ColumnElement[Any]]
    search: Callable[[str], ColumnElement[bool]] | None = None
    filters: Mapping[str, Callable[[Any], ColumnElement[bool]]] = field(default_factory=dict)
    descending: bool = True

    def page(self, connection: Connection, listing: Listing, offset: int, limit: int) -> Page:
        """Rows `offset` … of the listing, at most `limit`, and how many there are in all."""
        total = self.count(connection, listing)
        limit = max(min(limit, total - offset), 0)
        if limit == 0:
            return Page(offset, (), total)
        # Counted from the nearer end; only ids are walked over, whole rows are read for the page.
        from_end = total - offset - limit
        backwards = from_end < offset
        picked = (
            select(self.id)
            .select_from(self.source)
            .where(*self._conditions(listing))
            .order_by(*self._order(listing, backwards))
            .limit(limit)
            .offset(from_end if backwards else offset)
        )
        ids = list(connection.execute(picked).scalars())
        if backwards:
            ids.reverse()
        found = connection.execute(
            select(*self.row.columns).select_from(self.source).where(self.id.in_(ids))
        )
        by_id = {row.id: row for row in map(self.row, found)}
        return Page(offset, tuple(by_id[row_id] for row_id in ids if row_id in by_id), total)

    def count(self, connection: Connection, listing: Listing) -> int:
        """How many rows the listing has."""
        statement = select(func.count()).select_from(self.source).where(*self._conditions(listing))
        return int(connection.execute(statement).scalar_one())

    def stream(self, connection: Connection, listing: Listing) -> Iterator[T]:
        """All rows of the listing, in its order, in constant memory."""
        statement: Select[Any] = (
            select(*self.row.columns)
            .select_from(self.source)
            .where(*self._conditions(listing))
            .order_by(*self._order(listing, backwards=False))
        )
        with connection.execute(
            statement, execution_options={"stream_results": True, "yield_per": BATCH}
        ) as rows:
            for row in rows:
                yield self.row(row)

    def _conditions(self, listing: Listing) -> list[ColumnElement[bool]]:
        conditions = []
        text = listing.search.strip()
        if text and self.search is not None:
            conditions.append(self.search(text) if _may_be_found(text) else false())
        for name, value in listing.filters.items():
            if value not in (None, "", ()):
                conditions.append(self.filters[name](value))
        return conditions

    def _order(self, listing: Listing, backwards: bool) -> list[ColumnElement[Any]]:
        key = listing.sort if listing.sort in self.sorts else next(iter(self.sorts))
        descending = listing.descending if listing.sort in self.sorts else self.descending
        column = self.sorts[key]
        ordered = [column] if column is self.id else [column, self.id]
        return [each.desc() if descending != backwards else each.asc() for each in ordered]


@dataclass(frozen=True, slots=True)
class QuerySource:
    """Gives a table its rows from a database; both functions see one committed state.

    pages, rows: answer a listing, such as a `PagedQuery`'s `page` and `stream`.
    """

    database: Database
    pages: Callable[[Connection, Listing, int, int], Page]
    rows: Callable[[Connection, Listing], Iterator[Any]]

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        """Rows of the listing from `offset`, at most `limit`."""
        return self.database.read(
            lambda connection: self.pages(connection, listing, offset, limit), snapshot=True
        )

    def stream(self, listing: Listing, work: Callable[[Iterator[Any]], R]) -> R:
        """Give all rows of the listing, as of one moment, to `work`; what it returns."""

        def within(connection: Connection) -> R:
            # Closed while the connection is open, also where writing the rows failed.
            with closing(_generated(self.rows(connection, listing))) as rows:
                return work(rows)

        return self.database.read(within, snapshot=True)


def _generated(rows: Iterator[T]) -> Generator[T, None, None]:
    yield from rows


def _may_be_found(text: str) -> bool:
    """Whether a stored text can hold this one; asking the database for others is an error."""
    return len(text) <= LONGEST_SEARCH and not any(
        char == "\0" or "\ud800" <= char <= "\udfff" for char in text
    )


def contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether the column holds the text, whatever its case; `%` and `_` are plain characters."""
    return column.icontains(text, autoescape=True)


def one_of(column: ColumnElement[Any]) -> Callable[[Any], ColumnElement[bool]]:
    """A filter for a column: one value, or a tuple of which any will do."""
    return lambda value: column.in_(value) if isinstance(value, tuple) else column == value
