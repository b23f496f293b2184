"""Reads a saved view that a colleague sent, and says on which line a mistake is (no Qt)."""

from collections.abc import Collection, Iterable
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import Any

from app.errors import InvalidInput, Unavailable
from app.kit.saved_views import ColumnState, SavedView
from app.kit.table.columns import AnyColumn
from app.kit.table.located_json import Located, parse
from app.listing import Listing

FORMAT = "tokendesk-view-1"
LARGEST_FILE = 1_000_000
LONGEST_NAME = 80
WIDEST = 4_000

_KNOWN = {"format", "table", "name", "columns", "sort", "descending", "search", "filters"}
_KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def read_view(
    path: Path, table: str, columns: Iterable[AnyColumn], filters: Collection[str]
) -> SavedView:
    """The view in a file.

    table: name of the table it must be of. columns, filters: what that table has.
    Raises InvalidInput that names the line, Unavailable where the file can't be read.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            text = stream.read(LARGEST_FILE + 1)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not a text file.", field="file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name isn't valid"
        raise Unavailable(f"{path.name} can't be read: {reason}.", field="file") from error
    if len(text) > LARGEST_FILE:
        raise InvalidInput(f"{path.name} is too large for a saved view.", field="file")
    return _Reader(path.name, table, tuple(columns), filters).read(text)


class _Reader:
    def __init__(
        self,
        name: str,
        table: str,
        columns: tuple[AnyColumn, ...],
        filters: Collection[str],
    ) -> None:
        self._name = name
        self._table = table
        self._keys = {column.key for column in columns}
        self._sorts = {column.sort_key for column in columns if column.sort_key}
        self._filters = filters

    def read(self, text: str) -> SavedView:
        try:
            view = parse(text)
        except JSONDecodeError as error:
            raise self._wrong(error.lineno, error.msg) from error
        except (RecursionError, ValueError) as error:
            raise self._wrong(1, "It is not a saved view") from error
        entries = view.entries()
        if not view.of(dict) or "format" not in entries or entries["format"].value != FORMAT:
            raise self._wrong(view.line, f"It is not a saved view of the format “{FORMAT}”")
        for name, entry in entries.items():
            if name not in _KNOWN:
                raise self._wrong(entry.line, f"“{name}” is not known")
        if (found := self._text(view, "table")) != self._table:
            line = entries["table"].line
            raise self._wrong(line, f"It is a view of “{found}”, not of “{self._table}”")
        return SavedView(self._view_name(view), self._columns(view), self._listing(view))

    def _view_name(self, view: Located) -> str:
        name = self._text(view, "name").strip()
        if not name or len(name) > LONGEST_NAME:
            line = self._entry(view, "name", str).line
            raise self._wrong(line, f"The name needs 1 to {LONGEST_NAME} characters")
        return name

    def _columns(self, view: Located) -> tuple[ColumnState, ...]:
        if "columns" not in view.entries():
            return ()
        states: list[ColumnState] = []
        for item in self._entry(view, "columns", list).items():
            key = self._text(item, "key")
            if key not in self._keys:
                raise self._wrong(item.line, f"The table has no column “{key}”")
            if key in {state.key for state in states}:
                raise self._wrong(item.line, f"The column “{key}” is there twice")
            states.append(ColumnState(key, self._width(item), self._flag(item, "shown", True)))
        return tuple(states)

    def _width(self, item: Located) -> int:
        if "width" not in item.entries():
            return 0
        entry = self._entry(item, "width", int)
        width = entry.value
        if not isinstance(width, int) or not 0 <= width <= WIDEST:
            raise self._wrong(entry.line, f"“width” must be 0 to {WIDEST}")
        return width

    def _listing(self, view: Located) -> Listing:
        sort = self._text(view, "sort", "")
        if sort and sort not in self._sorts:
            line = view.entries()["sort"].line
            raise self._wrong(line, f"The table can't be sorted by “{sort}”")
        return Listing(
            sort=sort,
            descending=self._flag(view, "descending", False),
            search=self._text(view, "search", ""),
            filters=self._filter_values(view),
        )

    def _filter_values(self, view: Located) -> dict[str, Any]:
        if "filters" not in view.entries():
            return {}
        values: dict[str, Any] = {}
        for name, entry in self._entry(view, "filters", dict).entries().items():
            if name not in self._filters:
                raise self._wrong(entry.line, f"The table has no filter “{name}”")
            parts = entry.items() if entry.of(list) else [entry]
            for part in parts:
                if part.of(list) or part.of(dict) or part.of(float):
                    raise self._wrong(part.line, f"The filter “{name}” can't have this value")
            chosen = tuple(part.value for part in parts)
            values[name] = chosen if entry.of(list) else chosen[0]
        return values

    def _text(self, located: Located, name: str, default: str | None = None) -> str:
        if default is not None and name not in located.entries():
            return default
        return str(self._entry(located, name, str).value)

    def _flag(self, located: Located, name: str, default: bool) -> bool:
        if name not in located.entries():
            return default
        return self._entry(located, name, bool).value is True

    def _entry(self, located: Located, name: str, kind: type) -> Located:
        if not located.of(dict):
            raise self._wrong(located.line, "Here must be an object")
        entry = located.entries().get(name)
        if entry is None:
            raise self._wrong(located.line, f"“{name}” is missing")
        if not entry.of(kind):
            raise self._wrong(entry.line, f"“{name}” must be {_KINDS[kind]}")
        return entry

    def _wrong(self, line: int, what: str) -> InvalidInput:
        return InvalidInput(
            f"{self._name}, line {line}: {what}.",
            field="file",
            code="BAD_VIEW_FILE",
            details={"line": line},
        )
