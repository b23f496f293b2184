"""Rows as text for the clipboard: CSV, Markdown, JSON, tab separated (no Qt)."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from app.exports import json_text, plain_text, write_csv
from app.kit.table.columns import AnyColumn

CopyFormat = Literal["plain", "csv", "markdown", "json"]


def as_csv(columns: Sequence[AnyColumn], rows: Iterable[Any]) -> str:
    """A header line and a line for each row, as in an exported file."""
    return _separated(columns, rows, ",")


def as_plain(columns: Sequence[AnyColumn], rows: Iterable[Any]) -> str:
    """Tab separated lines without header and with plain digits: pastes into a spreadsheet."""
    _header, _, lines = _separated(columns, rows, "\t").partition("\n")
    return lines.removesuffix("\n")


def as_markdown(columns: Sequence[AnyColumn], rows: Iterable[Any]) -> str:
    """A table for tickets and notes, with the texts of the screen; figures at the right."""
    rules = {"left": "---", "right": "---:", "center": ":---:"}
    lines = [
        [_cell(column.title) for column in columns],
        [rules[column.side] for column in columns],
        *([_cell(column.text(row)) for column in columns] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_json(columns: Sequence[AnyColumn], rows: Iterable[Any]) -> str:
    """A list of objects with exact values."""
    objects = [{column.key: column.value(row) for column in columns} for row in rows]
    return json_text(objects, indent=2) + "\n"


def cell_text(column: AnyColumn, row: Any) -> str:
    """The exact value of one cell: an identifier in full, plain digits."""
    value = column.value(row)
    return value if isinstance(value, str) else plain_text(value)


FORMS: dict[CopyFormat, Callable[[Sequence[AnyColumn], Iterable[Any]], str]] = {
    "plain": as_plain,
    "csv": as_csv,
    "markdown": as_markdown,
    "json": as_json,
}


def _separated(columns: Sequence[AnyColumn], rows: Iterable[Any], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    write_csv(stream, columns, rows, delimiter)
    # On the clipboard every system wants its lines ended by a line feed.
    return stream.getvalue().replace("\r\n", "\n")


def _cell(text: str) -> str:
    """Text that keeps to its cell of a Markdown table."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`")
    return " ".join(escaped.replace("<", "&lt;").split()) or "–"
