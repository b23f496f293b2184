"""What the window remembers on this computer: sizes, columns, filters, saved views, looks."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from app.kit.saved_views import ColumnState, SavedView, view_from_json, view_to_json

T = TypeVar("T")


class ViewSettings:
    """Typed access to one ini file; whatever can't be read there counts as not there.

    path: the file; its folder is made when something is written.
    """

    def __init__(self, path: Path | str) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    # Looks

    def theme(self) -> str:
        """`system`, `light` or `dark`."""
        choice = self._read("look/theme", str, "system")
        return choice if choice in ("system", "light", "dark") else "system"

    def set_theme(self, choice: str) -> None:
        """Remember the choice of theme."""
        self._write("look/theme", choice)

    def scale(self) -> int:
        """Text scale in percent, 100 to 150."""
        return min(max(self._read("look/scale", int, 100), 100), 150)

    def set_scale(self, percent: int) -> None:
        """Remember the text scale in percent."""
        self._write("look/scale", percent)

    def language(self) -> str:
        """`system`, or the code of a language such as `es`."""
        return self._read("look/language", str, "system")

    def set_language(self, choice: str) -> None:
        """Remember the choice of language; it applies at the next start."""
        self._write("look/language", choice)

    def flag(self, name: str, default: bool = False) -> bool:
        """A switch such as `reduced_motion` or `rail_narrow`."""
        return self._read(f"flag/{name}", bool, default)

    def set_flag(self, name: str, on: bool) -> None:
        """Remember a switch."""
        self._write(f"flag/{name}", on)

    def text(self, name: str, default: str = "") -> str:
        """A short text such as the time zone or the last folder."""
        return self._read(f"text/{name}", str, default)

    def set_text(self, name: str, value: str) -> None:
        """Remember a short text."""
        self._write(f"text/{name}", value)

    # Sizes

    def geometry(self, name: str) -> QByteArray:
        """What `saveGeometry` or `saveState` gave; empty when nothing is known."""
        try:
            raw = base64.b64decode(self._read(f"geometry/{name}", str, ""), validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        return QByteArray(raw)

    def set_geometry(self, name: str, state: QByteArray) -> None:
        """Remember what `saveGeometry` or `saveState` gave."""
        self._write(f"geometry/{name}", base64.b64encode(state.data()).decode("ascii"))

    def sizes(self, name: str) -> list[int]:
        """Sizes of a splitter in pixels; empty when nothing usable is known."""
        sizes = self._read(f"sizes/{name}", list, [])
        usable = all(type(size) is int and 0 <= size < 100_000 for size in sizes)
        return sizes if usable and any(sizes) else []

    def set_sizes(self, name: str, sizes: Sequence[int]) -> None:
        """Remember the sizes of a splitter in pixels."""
        self._write(f"sizes/{name}", list(sizes))

    # Tables

    def columns(self, table: str) -> tuple[ColumnState, ...]:
        """Order, widths and visibility of a table's columns, as last left."""
        return view_from_json({"columns": self._read(f"columns/{table}", list, [])}).columns

    def set_columns(self, table: str, columns: Sequence[ColumnState]) -> None:
        """Remember order, widths and visibility of a table's columns."""
        self._write(f"columns/{table}", view_to_json(SavedView("", tuple(columns)))["columns"])

    def filters(self, page: str) -> dict[str, Any]:
        """Filters of a page, as last left."""
        return dict(view_from_json(self._read(f"filters/{page}", dict, {})).listing.filters)

    def set_filters(self, page: str, filters: Mapping[str, Any]) -> None:
        """Remember the filters of a page."""
        self._write(f"filters/{page}", {"filters": dict(filters)})

    # Saved views

    def saved_views(self, table: str) -> tuple[SavedView, ...]:
        """Views of a table that the person named, by name."""
        known = self._read(f"views/{table}", list, [])
        views = [view_from_json(item) for item in known if isinstance(item, dict)]
        return tuple(sorted((view for view in views if view.name), key=lambda view: view.name))

    def save_view(self, table: str, view: SavedView) -> None:
        """Keep a view under its name, in place of one that has the name already."""
        kept = [known for known in self.saved_views(table) if known.name != view.name]
        self._write(f"views/{table}", [view_to_json(known) for known in (*kept, view)])

    def remove_view(self, table: str, name: str) -> None:
        """Forget a view."""
        kept = [known for known in self.saved_views(table) if known.name != name]
        self._write(f"views/{table}", [view_to_json(known) for known in kept])

    def flush(self) -> None:
        """Write to the file now; otherwise Qt does it a little later."""
        self._store.sync()

    def _read(self, key: str, kind: type[T], default: T) -> T:
        # Asked for as text, because PySide fails on types that a broken file may name.
        raw = str(self._store.value(key, "", str))
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return default
        # Not isinstance: JSON's true would pass for a number.
        return value if type(value) is kind else default

    def _write(self, key: str, value: Any) -> None:
        self._store.setValue(key, json.dumps(value))
