"""The workspaces that were opened last, kept in the program's settings file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from app.db.location import Location, parse_location
from app.errors import InvalidInput

MOST = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """Where it is, and what it was called."""

    location: Location
    name: str


class RecentWorkspaces:
    """A list in `settings.toml`, newest first; a file that can't be read counts as empty.

    path: the settings file; its folder is made when something is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> tuple[Recent, ...]:
        """What was opened, newest first."""
        found = []
        for row in self._rows():
            place, name = row.get("place"), row.get("name")
            if isinstance(place, str) and isinstance(name, str):
                try:
                    found.append(Recent(parse_location(place), name))
                except InvalidInput:
                    continue
        return tuple(found)

    def add(self, location: Location, name: str) -> None:
        """Put a workspace at the top of the list."""
        others = [each for each in self.all() if str(each.location) != str(location)]
        self._write([Recent(location, name), *others][:MOST])

    def remove(self, location: Location) -> None:
        """Take a workspace off the list; it stays where it is."""
        self._write([each for each in self.all() if str(each.location) != str(location)])

    def _rows(self) -> Sequence[dict[str, object]]:
        rows = self._document().unwrap().get("recent", [])
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, TOMLKitError, RecursionError):
            return tomlkit.document()

    def _write(self, rows: Sequence[Recent]) -> None:
        document = self._document()
        table = tomlkit.aot()
        for row in rows:
            entry = tomlkit.table()
            entry.update({"name": row.name, "place": str(row.location)})
            table.append(entry)
        document["recent"] = table
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Never half a file, whenever the program is killed.
            part.write_text(tomlkit.dumps(document), encoding="utf-8")
            part.replace(self._path)
        except (OSError, UnicodeEncodeError):
            # Not remembering a workspace is no reason not to open it.
            return
