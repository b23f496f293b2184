"""Named views of a table: columns, order and filters, shareable as a small JSON file (pure)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.listing import Listing

_FORMAT = "tokendesk-view-1"


@dataclass(frozen=True)
class ColumnState:
    """A column in a person's order: its key, width in pixels (0 is its own), and whether shown."""

    key: str
    width: int = 0
    shown: bool = True


@dataclass(frozen=True)
class SavedView:
    """A way of looking at a table."""

    name: str
    columns: tuple[ColumnState, ...] = ()
    listing: Listing = field(default_factory=Listing)


def view_to_json(view: SavedView) -> dict[str, Any]:
    """The view as values that JSON can hold."""
    return {
        "name": view.name,
        "columns": [
            {"key": column.key, "width": column.width, "shown": column.shown}
            for column in view.columns
        ],
        "sort": view.listing.sort,
        "descending": view.listing.descending,
        "search": view.listing.search,
        "filters": dict(view.listing.filters),
    }


def view_from_json(data: Mapping[str, Any]) -> SavedView:
    """A view from values of unknown origin; what doesn't fit is left out."""
    columns = data.get("columns")
    filters = data.get("filters")
    return SavedView(
        name=_text(data.get("name")),
        columns=tuple(
            ColumnState(item["key"], _width(item.get("width")), item.get("shown") is not False)
            for item in (columns if isinstance(columns, list) else [])
            if isinstance(item, dict) and isinstance(item.get("key"), str)
        ),
        listing=Listing(
            sort=_text(data.get("sort")),
            descending=data.get("descending") is True,
            search=_text(data.get("search")),
            filters={
                str(name): tuple(value) if isinstance(value, list) else value
                for name, value in (filters if isinstance(filters, dict) else {}).items()
            },
        ),
    )


def write_view(path: Path, table: str, view: SavedView) -> None:
    """Write a view of a table to a file for a colleague; Unavailable if that is not possible."""
    content = {"format": _FORMAT, "table": table, **view_to_json(view)}
    try:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"The view was not written to {path}: {error.strerror}.") from error


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _width(value: object) -> int:
    return value if type(value) is int and 0 <= value < 100_000 else 0
